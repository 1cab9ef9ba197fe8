"""The Resource Groups Tagging API over moto's services: each is asked in its own words.

Source: TagResource and UntagResource (or their like) in the API Reference of each service; the
tagging API does the same on the caller's behalf (Resource Groups Tagging API Reference,
TagResources: "you must have permission to tag the resource with its own service").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.permits import queue_url
from reconciler.sandbox.errors import NotCovered
from reconciler.sandbox.neighbours.moto import Moto
from reconciler.sandbox.world import World

Tags: TypeAlias = Mapping[str, str]
"""Tags as the tagging API has them."""
_CALLED = {"states": "stepfunctions"}


def _pairs(tags: Tags, key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    return [{key: name, value: held} for name, held in tags.items()]


def _bucket(client: Any, arn: str, tags: Tags, gone: Sequence[str]) -> None:
    """S3 replaces the tags of a bucket whole."""
    name = arn.split(":", 5)[5]
    try:
        rows = client.get_bucket_tagging(Bucket=name)["TagSet"]
    except client.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchTagSet":
            raise
        rows = []
    held = {row["Key"]: row["Value"] for row in rows if row["Key"] not in gone}
    client.put_bucket_tagging(Bucket=name, Tagging={"TagSet": _pairs({**held, **tags})})


def _parameter(arn: str) -> dict[str, str]:
    name = arn.split(":parameter", 1)[1]
    return {
        "ResourceType": "Parameter",
        "ResourceId": name if name.count("/") > 1 else name.lstrip("/"),
    }


_TAG: Mapping[str, Callable[[Any, str, Tags], object]] = {
    "ecr": lambda client, arn, tags: client.tag_resource(resourceArn=arn, tags=_pairs(tags)),
    "kms": lambda client, arn, tags: client.tag_resource(
        KeyId=arn, Tags=_pairs(tags, "TagKey", "TagValue")
    ),
    "lambda": lambda client, arn, tags: client.tag_resource(Resource=arn, Tags=dict(tags)),
    "logs": lambda client, arn, tags: client.tag_resource(resourceArn=arn, tags=dict(tags)),
    "s3": lambda client, arn, tags: _bucket(client, arn, tags, ()),
    "secretsmanager": lambda client, arn, tags: client.tag_resource(
        SecretId=arn, Tags=_pairs(tags)
    ),
    "sns": lambda client, arn, tags: client.tag_resource(ResourceArn=arn, Tags=_pairs(tags)),
    "sqs": lambda client, arn, tags: client.tag_queue(QueueUrl=queue_url(arn), Tags=dict(tags)),
    "ssm": lambda client, arn, tags: client.add_tags_to_resource(
        **_parameter(arn), Tags=_pairs(tags)
    ),
    "states": lambda client, arn, tags: client.tag_resource(
        resourceArn=arn, tags=_pairs(tags, "key", "value")
    ),
}
_UNTAG: Mapping[str, Callable[[Any, str, list[str]], object]] = {
    "ecr": lambda client, arn, keys: client.untag_resource(resourceArn=arn, tagKeys=keys),
    "kms": lambda client, arn, keys: client.untag_resource(KeyId=arn, TagKeys=keys),
    "lambda": lambda client, arn, keys: client.untag_resource(Resource=arn, TagKeys=keys),
    "logs": lambda client, arn, keys: client.untag_resource(resourceArn=arn, tagKeys=keys),
    "s3": lambda client, arn, keys: _bucket(client, arn, {}, keys),
    "secretsmanager": lambda client, arn, keys: client.untag_resource(SecretId=arn, TagKeys=keys),
    "sns": lambda client, arn, keys: client.untag_resource(ResourceArn=arn, TagKeys=keys),
    "sqs": lambda client, arn, keys: client.untag_queue(QueueUrl=queue_url(arn), TagKeys=keys),
    "ssm": lambda client, arn, keys: client.remove_tags_from_resource(
        **_parameter(arn), TagKeys=keys
    ),
    "states": lambda client, arn, keys: client.untag_resource(resourceArn=arn, tagKeys=keys),
}
SERVICES = frozenset(_TAG)
"""The services, as ARNs name them, whose tags can be changed from here."""


def retag(world: World, arn: str, tags: Tags, gone: Sequence[str] = ()) -> str | None:
    """Add tags to a resource of moto's, or take some away; return why that is not possible."""
    from botocore.exceptions import ClientError

    if not isinstance(world.neighbours, Moto):
        raise NotCovered("moto's services are not in this sandbox")
    kind = arn.split(":")[2]
    inside = Inside({}, world.neighbours)
    client = inside.client(_CALLED.get(kind, kind), world.account, world.region)
    try:
        if tags:
            _TAG[kind](client, arn, tags)
        if gone:
            _UNTAG[kind](client, arn, list(gone))
    except ClientError as error:
        return str(error.response["Error"]["Message"])
    return None
