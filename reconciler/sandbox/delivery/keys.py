"""Encryption: whether a key lets whoever sends use it, and EventBridge where it keeps a bus.

Source: SNS Developer Guide, "Enable compatibility between event sources from AWS services and
encrypted topics" and "Key management" (whoever publishes needs kms:GenerateDataKey* and kms:Decrypt);
SQS Developer Guide, "Configure KMS permissions for AWS services" and "Key management" (so does whoever
sends; the AWS managed key lets all of its own account in, and no service); KMS Developer Guide, "Key
access and permissions" (IAM policies count where the key policy says so) and "Allowing users in other
accounts to use a KMS key" (there both must allow); EventBridge User Guide, "Authorizing EventBridge to
use a customer managed key" (kms:DescribeKey, kms:GenerateDataKey, kms:Decrypt; the bus is
aws:SourceArn). What is refused then is worded here after the KMS Developer Guide: unverified.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.permits import Sender, queue_url, service_of
from reconciler.sandbox.policies.conditions import Context
from reconciler.sandbox.policies.decision import Asking, Decision, Policies, decide, grants
from reconciler.sandbox.policies.iam import Identity, identity_of_role
from reconciler.sandbox.policies.principals import service, session_of
from reconciler.sandbox.world import World

_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")
_OF_BUS = ("kms:DescribeKey", *_ACTIONS)


def by_key(sender: Sender, role: str | None, target: str, world: World, inside: Inside) -> Decision:
    """Say whether the key of a queue or topic, if it has one, lets a service, or a role, send to it.

    Raises botocore's ClientError where the target or its key is not there.
    """
    key = _key(target, inside)
    if not key:
        return Decision(True, "")
    who = Identity(service(sender.service))
    if role is not None:
        session = session_of(role, sender.service.split(".", 1)[0])
        who = identity_of_role(role, session, world.neighbours)
    if "alias/aws/" in key:
        at_home = who.principal.account == target.split(":", 5)[4]
        told = f"The AWS managed key {key} does not let {role or sender.service} use it"
        return Decision(True, "") if at_home and role else Decision(False, told)
    keys = sender.keys if role is None else {}
    return _allowed(who, key, target, _ACTIONS, keys, inside)


def by_bus_key(bus: Mapping[str, Any], world: World, inside: Inside) -> Decision:
    """Say whether EventBridge may use the key with which a bus is encrypted, if it has one.

    Raises botocore's ClientError where the key is not there.
    """
    key = bus.get("settings", {}).get("KmsKeyIdentifier")
    if not key:
        return Decision(True, "")
    sender = Sender("events.amazonaws.com", bus["Arn"], world.account)
    keys = {**sender.keys, "kms:EncryptionContext:aws:events:event-bus:arn": bus["Arn"]}
    return _allowed(Identity(service(sender.service)), key, bus["Arn"], _OF_BUS, keys, inside)


def _allowed(
    who: Identity, key: str, target: str, actions: Iterable[str], keys: Context, inside: Inside
) -> Decision:
    """Say whether somebody may use a key for a target, by the key's policy and their own."""
    _, _, _, region, account, _ = target.split(":", 5)
    if key.startswith("arn:"):
        _, _, _, region, account, _ = key.split(":", 5)
    kms = inside.client("kms", account, region)
    arn = kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
    policy = json.loads(kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"])
    for action in actions:
        asking = Asking(who.principal, action, arn, keys)
        decision = decide(asking, Policies(who.policies, who.boundary, policy))
        if decision.allowed and not grants(policy, asking):
            why = f"because no resource-based policy allows the {action} action"
            decision = Decision(False, why)
        if not decision.allowed:
            return Decision(False, decision.message(asking))
    return Decision(True, "")


def _key(target: str, inside: Inside) -> str:
    """Return the key that a queue or topic is encrypted with, as it was set; "" for none."""
    _, _, kind, region, account, _ = target.split(":", 5)
    client = inside.client(kind, account, region)
    if service_of(target) == "sns":
        held = client.get_topic_attributes(TopicArn=target)["Attributes"]
    else:
        names = ["KmsMasterKeyId"]
        held = client.get_queue_attributes(QueueUrl=queue_url(target), AttributeNames=names)
        held = held.get("Attributes", {})
    return str(held.get("KmsMasterKeyId", ""))
