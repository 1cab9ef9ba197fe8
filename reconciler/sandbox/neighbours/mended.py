"""The operations that moto lacks, or answers otherwise than AWS in what this sandbox promises.

Each is a function that answers in moto's place and may let moto answer first. What moto drops is
kept on moto's own objects, so that it lives as long as they do and comes back with the journal.

- Log groups have a class, a key and protection, and are listed by name, pattern, class or identifiers.
- PutImageTagMutability wants exclusion filters with their mutability, and with no other.
- Queues refuse attributes out of bounds and names deleted a minute ago, and show RedriveAllowPolicy.
- Keys have a period of rotation, and are known by their ARN everywhere.
- Topics show every attribute that was set, and have a data protection policy.
- Subscriptions wait for their owner where AWS asks one, and are not made twice with other attributes.
- Parameters are described with their ARN and their policies as text, and keep to their tier.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from reconciler.sandbox.messages import Response
from reconciler.sandbox.neighbours import (
    images,
    keys,
    log_groups,
    parameters,
    queues,
    subscriptions,
    topics,
)
from reconciler.sandbox.neighbours.asked import Asked

MENDED: Final[Mapping[tuple[str, str], Callable[[Asked], Response]]] = {
    ("ecr", "PutImageTagMutability"): images.put_mutability,
    ("kms", "DisableKey"): keys.by_id,
    ("kms", "EnableKey"): keys.by_id,
    ("kms", "ScheduleKeyDeletion"): keys.by_id,
    ("kms", "EnableKeyRotation"): keys.rotate,
    ("kms", "GetKeyRotationStatus"): keys.rotation,
    ("logs", "AssociateKmsKey"): log_groups.associate,
    ("logs", "CreateLogGroup"): log_groups.create,
    ("logs", "DeleteLogGroup"): log_groups.delete,
    ("logs", "DescribeLogGroups"): log_groups.describe,
    ("logs", "DisassociateKmsKey"): log_groups.disassociate,
    ("logs", "PutLogGroupDeletionProtection"): log_groups.protect,
    ("sns", "CreateTopic"): topics.create,
    ("sns", "GetDataProtectionPolicy"): topics.protection,
    ("sns", "GetSubscriptionAttributes"): subscriptions.shown,
    ("sns", "GetTopicAttributes"): topics.shown,
    ("sns", "ListSubscriptionsByTopic"): subscriptions.listed,
    ("sns", "PutDataProtectionPolicy"): topics.put_protection,
    ("sns", "SetSubscriptionAttributes"): subscriptions.alter,
    ("sns", "Subscribe"): subscriptions.subscribe,
    ("sns", "Unsubscribe"): subscriptions.unsubscribe,
    ("sqs", "CreateQueue"): queues.create,
    ("sqs", "DeleteQueue"): queues.delete,
    ("sqs", "GetQueueAttributes"): queues.shown,
    ("sqs", "SetQueueAttributes"): queues.set_attributes,
    ("ssm", "DescribeParameters"): parameters.described,
    ("ssm", "PutParameter"): parameters.put,
}
"""Service and operation → what answers it."""

_SERVICES = frozenset(service for service, _ in MENDED)


def answered(
    entry: Mapping[str, Any], moto: Callable[[Mapping[str, Any]], Response]
) -> Response | None:
    """Return the answer of a mended operation; None where it is moto's own.

    `moto` answers a kept request. Raises Refusal as the service would refuse.
    """
    if entry["service"] not in _SERVICES:
        return None
    form = "x-amz-target" not in entry["headers"]
    params = dict(parse_qsl(entry.get("body", ""))) if form else json.loads(entry["body"] or "{}")
    name = params.get("Action", "") if form else entry["headers"]["x-amz-target"]
    mended = MENDED.get((entry["service"], name.rpartition(".")[2]))
    if mended is None:
        return None

    def again(given: Mapping[str, Any]) -> Response:
        body = urlencode(given) if form else json.dumps(given)
        return moto({**entry, "body": body})

    return mended(Asked(params, entry["account"], entry["region"], again))
