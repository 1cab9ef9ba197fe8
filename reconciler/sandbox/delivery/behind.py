"""What happens in moto's services that a pipeline may wait for: objects put, images pushed.

Sources: S3 User Guide, "EventBridge event message structure" (only of buckets that send to
EventBridge); ECR User Guide, "Amazon ECR events and EventBridge".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.aws.models import Operation
from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.streams import Event, emit
from reconciler.sandbox.messages import Request
from reconciler.sandbox.world import World

_CREATED = frozenset({"PutObject", "CopyObject", "CompleteMultipartUpload"})


def tell(
    asked: Operation, request: Request, params: Mapping[str, Any], world: World, inside: Inside
) -> None:
    """Tell what a call to one of moto's services has done, if any rule could wait for it."""
    if not world.store.table(world.place("events"), "rules"):
        return
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        _tell(asked, request, params, world, inside)
    except (BotoCoreError, ClientError):
        # What cannot be read back (another account's, say) is not told; the call itself was done.
        return


def _tell(
    asked: Operation, request: Request, params: Mapping[str, Any], world: World, inside: Inside
) -> None:
    match asked.model.service, asked.name:
        case "s3", name if name in _CREATED:
            _object(name, request, world, inside)
        case "ecr", "PutImage":
            _image(params, world, inside)
        case _:
            return


def _object(name: str, request: Request, world: World, inside: Inside) -> None:
    bucket, _, key = request.path.strip("/").partition("/")
    if not _sends(bucket, world):
        return
    client = inside.client("s3", world.account, world.region)
    found = client.head_object(Bucket=bucket, Key=key)
    held = {"key": key, "size": found["ContentLength"], "etag": found["ETag"].strip('"')}
    if "VersionId" in found:
        held["version-id"] = found["VersionId"]
    detail = {
        "version": "0",
        "bucket": {"name": bucket},
        "object": held,
        "requester": world.account,
        "source-ip-address": "127.0.0.1",
        "reason": name,
    }
    arn = f"arn:{world.partition}:s3:::{bucket}"
    emit(world, Event("aws.s3", "Object Created", detail, [arn]))


def _sends(bucket: str, world: World) -> bool:
    """Say whether a bucket sends to EventBridge. moto keeps that, and does not show it."""
    from moto.s3.models import s3_backends

    held = s3_backends[world.account][world.partition].buckets.get(bucket)
    configured = getattr(held, "notification_configuration", None)
    return getattr(configured, "event_bridge", None) is not None


def _image(params: Mapping[str, Any], world: World, inside: Inside) -> None:
    tag = params.get("imageTag")
    name = params["repositoryName"]
    client = inside.client("ecr", world.account, world.region)
    wanted = {"imageTag": tag} if tag else {"imageDigest": params.get("imageDigest", "")}
    found = client.describe_images(repositoryName=name, imageIds=[wanted])["imageDetails"]
    detail = {
        "result": "SUCCESS",
        "repository-name": name,
        "image-digest": found[0]["imageDigest"],
        "action-type": "PUSH",
        **({"image-tag": tag} if tag else {}),
    }
    emit(world, Event("aws.ecr", "ECR Image Action", detail))
