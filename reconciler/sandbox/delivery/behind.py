"""What happens in moto's services that a pipeline may wait for: objects put, images pushed.

Source: ECR User Guide, "Amazon ECR events and EventBridge"; for objects those of objects.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.aws.models import Operation
from reconciler.sandbox.delivery import objects
from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.streams import Event, emit
from reconciler.sandbox.messages import Request
from reconciler.sandbox.world import World


def tell(
    asked: Operation, request: Request, params: Mapping[str, Any], world: World, inside: Inside
) -> None:
    """Tell what a call to one of moto's services has done."""
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
        case "s3", name if name in objects.CREATED:
            objects.tell_of(name, request, world, inside)
        case "ecr", "PutImage" if world.store.table(world.place("events"), "rules"):
            _image(params, world, inside)
        case _:
            return


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
