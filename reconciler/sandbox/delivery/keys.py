"""Encrypted targets: whether the key lets the service that sends.

Source: SNS Developer Guide, "Enable compatibility between event sources from AWS services and
encrypted topics"; SQS Developer Guide, "Configure KMS permissions for AWS services": the key policy
must allow kms:GenerateDataKey* and kms:Decrypt, and the AWS managed key allows no service. What is
refused then is worded here after the KMS Developer Guide: unverified.
"""

from __future__ import annotations

import json

from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.permits import Sender, queue_url, service_of
from reconciler.sandbox.policies.decision import Asking, Decision, Policies, decide
from reconciler.sandbox.policies.principals import service

_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")


def by_key(sender: Sender, target: str, inside: Inside) -> Decision:
    """Say whether the key of a queue or topic, if it has one, lets a service send to it.

    Raises botocore's ClientError where the target or its key is not there.
    """
    key = _key(target, inside)
    if not key:
        return Decision(True, "")
    if "alias/aws/" in key:
        return Decision(False, f"The AWS managed key {key} does not let {sender.service} use it")
    _, _, _, region, account, _ = target.split(":", 5)
    kms = inside.client("kms", account, region)
    arn = kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
    policy = json.loads(kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"])
    for action in _ACTIONS:
        asking = Asking(service(sender.service), action, arn, sender.keys)
        decision = decide(asking, Policies(resource=policy))
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
