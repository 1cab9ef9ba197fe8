"""Whether a target may be sent something: by its own policy, or by a role.

Source: EventBridge User Guide, "Using resource-based policies for Amazon EventBridge", "IAM roles
for sending events to targets" and "Sending events to an AWS service in another account" (a role of
the rule's account, and the target's policy besides); SNS Developer Guide, "Example cases for access control"; the
live deliveries named in policies/principals.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.policies.decision import Asking, Decision, Policies, Policy, decide, grants
from reconciler.sandbox.policies.iam import identity_of_role
from reconciler.sandbox.policies.principals import service, session_of
from reconciler.sandbox.world import World

BY_POLICY: Mapping[str, Sequence[str]] = {
    "lambda": ("lambda:InvokeFunction",),
    "logs": ("logs:CreateLogStream", "logs:PutLogEvents"),
    "sns": ("sns:Publish",),
    "sqs": ("sqs:SendMessage",),
}
"""Services whose resources say themselves who may send, and what the sender does."""
BY_ROLE: Mapping[str, str] = {
    "batch": "batch:SubmitJob",
    "codebuild": "codebuild:StartBuild",
    "codepipeline": "codepipeline:StartPipelineExecution",
    "ecs": "ecs:RunTask",
    "events": "events:PutEvents",
    "firehose": "firehose:PutRecord",
    "kinesis": "kinesis:PutRecord",
    "lambda": "lambda:InvokeFunction",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
    "ssm": "ssm:SendCommand",
    "states": "states:StartExecution",
}
"""Services that are reached by a role, and what the role must be allowed."""


@dataclass(frozen=True)
class Sender:
    """Who sends: the principal of a service, and what its target sees as the source."""

    service: str
    origin: str
    account: str

    @property
    def keys(self) -> dict[str, str]:
        """The condition keys by which a service says for whom it acts."""
        return {
            "aws:SourceArn": self.origin,
            "aws:SourceAccount": self.account,
            "aws:SourceOwner": self.account,
            "aws:SecureTransport": "true",
        }


def service_of(arn: str) -> str:
    """Return the service that an ARN names."""
    return arn.split(":", 3)[2]


def by_policy(sender: Sender, target: str, policies: Sequence[Policy]) -> Decision:
    """Say whether the policies of a target let a service send to it."""
    principal = service(sender.service)
    told = Decision(True, "")
    for action in BY_POLICY[service_of(target)]:
        asking = Asking(principal, action, _weighed(target), sender.keys)
        decisions = [decide(asking, Policies(resource=one)) for one in policies or [{}]]
        allowed = any(one.allowed for one in decisions)
        denied = next((one for one in decisions if one.reason.startswith("with an")), None)
        told = denied or (told if allowed else decisions[0])
        if not told.allowed:
            return Decision(False, told.message(asking))
    return told


def by_role(
    sender: Sender,
    role: str,
    target: str,
    world: World,
    action: str,
    policies: Sequence[Policy] = (),
) -> Decision:
    """Say whether a service may assume a role, and the role may do what the target needs: by its
    own policies or, in one account, by those of the target (`policies`), and across accounts by both.
    """
    found = world.roles.get(role)
    if found is None or world.now() < found.created + world.spread:
        return Decision(False, f"Role {role} cannot be assumed: it does not exist")
    trusting = Asking(service(sender.service), "sts:AssumeRole", role, sender.keys)
    trust = {**found.trust, "Version": "2012-10-17"}
    if "allow" not in (said := grants(trust, trusting)) or "deny" in said:
        why = f"its trust policy does not let {sender.service} assume it"
        return Decision(False, f"Role {role} cannot be assumed: {why}")
    session = session_of(role, sender.service.split(".", 1)[0])
    identity = identity_of_role(role, session, world.neighbours)
    asking = Asking(session, action, target, {"aws:SecureTransport": "true"})
    told = Decision(False, "")
    for policy in policies or ({},):
        told = decide(asking, Policies(identity.policies, identity.boundary, policy))
        if told.allowed or told.reason.startswith("with an"):
            break
    return told if told.allowed else Decision(False, told.message(asking))


def policies_of(inside: Inside, target: str) -> Sequence[Policy]:
    """Return the policies of a topic, queue, function or log group. Raises botocore's ClientError
    where there is no such resource.
    """
    _, _, kind, region, account, _ = target.split(":", 5)
    client = inside.client(kind, account, region)
    match kind:
        case "sqs":
            found = client.get_queue_attributes(
                QueueUrl=queue_url(target), AttributeNames=["Policy"]
            ).get("Attributes", {})
            return _parsed(found.get("Policy"))
        case "sns":
            return _parsed(client.get_topic_attributes(TopicArn=target)["Attributes"].get("Policy"))
        case "lambda":
            return _of_function(client, target)
        case _:
            rows = client.describe_resource_policies()["resourcePolicies"]
            return [one for row in rows for one in _parsed(row["policyDocument"])]


def queue_url(arn: str) -> str:
    """Return the URL of a queue."""
    *_, region, account, name = arn.split(":")
    return f"https://sqs.{region}.amazonaws.com/{account}/{name}"


def _of_function(client: Any, target: str) -> Sequence[Policy]:
    """Return the policy of a function; one that exists may have none."""
    client.get_function(FunctionName=target)
    try:
        return _parsed(client.get_policy(FunctionName=target)["Policy"])
    except client.exceptions.ResourceNotFoundException:
        return []


def _parsed(text: str | None) -> Sequence[Policy]:
    return [json.loads(text)] if text else []


def _weighed(target: str) -> str:
    """Return a target as its policy names it: a log group's streams are what is written to."""
    return f"{target.removesuffix(':*')}:*" if service_of(target) == "logs" else target
