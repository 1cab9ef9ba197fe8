"""The policies that resources hold, as they weigh a call: of buses, roles, queues, buckets, keys.

Source: IAM User Guide, "AWS services that work with IAM" (column "Resource-based policies").
"""

from __future__ import annotations

import json
from typing import Any

from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.policies.decision import Policy
from reconciler.sandbox.world import World


def policy_of(service: str, operation: str, resource: str, world: World, inside: Inside) -> Any:
    """Return the policy of what an operation is for; None where there is none, or no resource."""
    if (service, operation) == ("sts", "AssumeRole"):
        role = world.roles.get(resource)
        return None if role is None else {**role.trust, "Version": "2012-10-17"}
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return None
    _, _, kind, region, account, rest = parts
    there = world.at(account or None, region or None)
    match kind:
        case "events" if rest.startswith("event-bus/"):
            row = world.store.get(there.place("events"), "buses", rest.removeprefix("event-bus/"))
            return None if row is None else row.get("policy")
        case "codebuild":
            row = world.store.get(there.place("codebuild"), "policies", resource)
            return None if row is None else _parsed(row["policy"])
        case _ if kind in _ASKED:
            return _of_neighbour(kind, resource, there, inside)
        case _:
            return None


_ASKED = {"kms", "lambda", "s3", "secretsmanager", "sns", "sqs"}


def _of_neighbour(kind: str, resource: str, world: World, inside: Inside) -> Policy | None:
    """Ask moto for the policy of a resource."""
    from botocore.exceptions import ClientError

    client = inside.client(kind, world.account, world.region)
    rest = resource.split(":", 5)[5]
    try:
        match kind:
            case "sqs":
                url = client.get_queue_url(QueueName=rest)["QueueUrl"]
                found = client.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
                return _parsed(found.get("Attributes", {}).get("Policy"))
            case "sns":
                found = client.get_topic_attributes(TopicArn=resource)
                return _parsed(found["Attributes"].get("Policy"))
            case "lambda":
                return _parsed(client.get_policy(FunctionName=resource)["Policy"])
            case "s3":
                return _parsed(client.get_bucket_policy(Bucket=rest.split("/")[0])["Policy"])
            case "kms":
                found = client.get_key_policy(KeyId=resource, PolicyName="default")
                return _parsed(found["Policy"])
            case _:
                return _parsed(client.get_resource_policy(SecretId=resource).get("ResourcePolicy"))
    except ClientError:
        return None


def _parsed(text: str | None) -> Policy | None:
    if not text:
        return None
    parsed: Policy = json.loads(text)
    return parsed
