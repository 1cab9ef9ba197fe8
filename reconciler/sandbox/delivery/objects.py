"""What a bucket tells of an object: to EventBridge, and to topics, queues and functions of its own.

Sources: S3 User Guide, "EventBridge event message structure" (only of buckets that send to
EventBridge), "Event message structure" and "Granting permissions to publish event notification
messages to a destination". Of objects that are created alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote_plus

from reconciler.events.envelope import iso
from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.streams import Event, emit, post
from reconciler.sandbox.messages import Request
from reconciler.sandbox.world import World

CREATED: Final[Mapping[str, str]] = {
    "PutObject": "ObjectCreated:Put",
    "CopyObject": "ObjectCreated:Copy",
    "CompleteMultipartUpload": "ObjectCreated:CompleteMultipartUpload",
}
"""Operation that creates an object → how a bucket calls it."""

_PRINCIPAL: Final = "s3.amazonaws.com"


def tell_of(operation: str, request: Request, world: World, inside: Inside) -> None:
    """Tell of an object that an operation has created, whoever its bucket tells."""
    bucket, _, key = request.path.strip("/").partition("/")
    configured = _configured(bucket, world)
    if configured is None:
        return
    client = inside.client("s3", world.account, world.region)
    found = client.head_object(Bucket=bucket, Key=key)
    if configured.event_bridge is not None:
        _to_bus(operation, bucket, {"key": key, **_held(found)}, world)
    arn = f"arn:{world.partition}:s3:::{bucket}"
    for one in _waiting(configured, CREATED[operation], key):
        told = _record(operation, bucket, key, found, one.id, world)
        post(world, _PRINCIPAL, arn, one.arn, json.dumps({"Records": [told]}))


def _configured(bucket: str, world: World) -> Any:
    """Return a bucket's notification configuration as moto keeps it: it does not show all of it."""
    from moto.s3.models import s3_backends

    held = s3_backends[world.account][world.partition].buckets.get(bucket)
    return None if held is None else held.notification_configuration


def _waiting(configured: Any, event: str, key: str) -> Iterator[Any]:
    """Yield what of a configuration waits for an event of an object."""
    for one in (*configured.topic, *configured.queue, *configured.cloud_function):
        if one.matches(f"s3:{event}", key):
            yield one


def _held(found: Mapping[str, Any]) -> dict[str, Any]:
    more = {"version-id": found["VersionId"]} if "VersionId" in found else {}
    return {"size": found["ContentLength"], "etag": found["ETag"].strip('"'), **more}


def _to_bus(operation: str, bucket: str, held: Mapping[str, Any], world: World) -> None:
    detail = {
        "version": "0",
        "bucket": {"name": bucket},
        "object": held,
        "requester": world.account,
        "source-ip-address": "127.0.0.1",
        "reason": operation,
    }
    arn = f"arn:{world.partition}:s3:::{bucket}"
    emit(world, Event("aws.s3", "Object Created", detail, [arn]))


def _record(
    operation: str, bucket: str, key: str, found: Mapping[str, Any], name: str, world: World
) -> dict[str, Any]:
    """Return the record of one event; an object's key is URL-encoded there (that its slashes stay is
    unverified).
    """
    held = {
        "key": quote_plus(key, safe="/"),
        "size": found["ContentLength"],
        "eTag": found["ETag"].strip('"'),
    }
    arn = f"arn:{world.partition}:s3:::{bucket}"
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": world.region,
        "eventTime": iso(world.now()),
        "eventName": CREATED[operation],
        "userIdentity": {"principalId": world.account},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": name,
            "bucket": {"name": bucket, "arn": arn},
            "object": held,
        },
    }
