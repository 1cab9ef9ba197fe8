"""Tags: where they are kept, and the tag, untag and list operations in each service's spelling.

Services spell tags as a map, as a list of `{key, value}` or of `{Key, Value}`, and the ARN as
`resourceArn`, `ResourceArn`, `ResourceARN` or `Arn`. All of it can be read off the shapes of
TagResource, UntagResource and ListTagsForResource, so no service says it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.aws.models import Operation, Shape
from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.world import World

TAGS = "tags"
"""The table of every service in which tags are kept, by ARN."""
OPERATIONS = ("tag_resource", "untag_resource", "list_tags_for_resource")
"""The operations that are answered from here, by boto3's names."""
_MOST = 50
"""AWS General Reference, "Tag naming and usage conventions": 50 tags a resource."""


@dataclass(frozen=True)
class Tagging:
    """The tags of one service's resources in one place, by ARN."""

    world: World
    place: str

    def get(self, arn: str) -> dict[str, str] | None:
        """Return the tags of a resource, or None where there is no such resource."""
        row = self.world.store.get(self.place, TAGS, arn)
        return None if row is None else dict(row["tags"])

    def start(self, arn: str, tags: Mapping[str, str]) -> None:
        """Begin to keep tags of a new resource."""
        self._write(arn, tags, ever=bool(tags))

    def replace(self, arn: str, tags: Mapping[str, str]) -> None:
        """Replace the tags of a resource. One that ever had tags is found by GetResources."""
        row = self.world.store.get(self.place, TAGS, arn) or {}
        self._write(arn, tags, ever=bool(tags) or row.get("ever", False))

    def end(self, arn: str) -> None:
        """Forget a resource that was deleted."""
        if arn in self.world.store.table(self.place, TAGS):
            self.world.store.remove(self.place, TAGS, arn, self.world.now())

    def _write(self, arn: str, tags: Mapping[str, str], *, ever: bool) -> None:
        row = {"arn": arn, "tags": dict(tags), "ever": ever}
        self.world.store.put(self.place, TAGS, arn, row, self.world.now())


def tag_map(tags: Any) -> dict[str, str]:
    """Return tags in any service's spelling as a map."""
    if isinstance(tags, Mapping):
        return dict(tags)
    return {
        tag["key" if "key" in tag else "Key"]: tag.get("value", tag.get("Value", ""))
        for tag in tags or ()
    }


def tag_list(tags: Mapping[str, str], key: str = "key", value: str = "value") -> list[Any]:
    """Return a map of tags as the list of a service that spells them so."""
    return [{key: name, value: text} for name, text in tags.items()]


def answer(
    operation: Operation,
    params: Mapping[str, Any],
    tagging: Tagging,
    refuse: Callable[[str, str], Refusal],
) -> dict[str, Any]:
    """Do what TagResource, UntagResource or ListTagsForResource asks, and return the answer."""
    arn = str(params[_arn_member(operation.input)])
    held = tagging.get(arn)
    if held is None:
        raise refuse(_missing(operation), f"Resource not found: {arn}")
    match operation.method:
        case "tag_resource":
            given = tag_map(params[_member(operation.input, "map", "list")])
            _check(operation, {**held, **given}, given, refuse)
            tagging.replace(arn, {**held, **given})
        case "untag_resource":
            gone = set(params[_member(operation.input, "list")])
            tagging.replace(arn, {name: held[name] for name in held if name not in gone})
        case _:
            shown = _member(operation.output, "map", "list")
            return {shown: _spelt(operation.output.members[shown], held)}
    return {}


def _check(
    operation: Operation,
    tags: Mapping[str, str],
    given: Mapping[str, str],
    refuse: Callable[[str, str], Refusal],
) -> None:
    """Refuse too many tags, and keys that AWS keeps for itself (General Reference, as above)."""
    if len(tags) > _MOST:
        code = declared(operation, "TooManyTags|LimitExceeded|QuotaExceeded")
        raise refuse(code, f"A resource can have at most {_MOST} tags.")
    if any(name.lower().startswith("aws:") for name in given):
        code = declared(operation, "SystemTag|InvalidTag")
        raise refuse(code, "Tag keys that start with aws: are reserved for AWS.")


def _missing(operation: Operation) -> str:
    """Return the code for an unknown ARN: the operation's own error of that meaning.

    Which one AWS uses where several fit is not documented. CodeDeploy declares none for its
    ListTagsForResource; there it is the one for a bad ARN.
    """
    return declared(operation, "NotFound|DoesNotExist", declared(operation, "InvalidArn"))


def declared(operation: Operation, meaning: str, otherwise: str = "ValidationException") -> str:
    """Return the first error that the operation declares whose code matches `meaning`."""
    found = (code for code in operation.errors if re.search(meaning, code))
    return next(found, otherwise)


def _arn_member(shape: Shape) -> str:
    return next(name for name in shape.members if name.lower().endswith("arn"))


def _member(shape: Shape, *types: str) -> str:
    return next(name for name, member in shape.members.items() if member.type in types)


def _spelt(shape: Shape, tags: Mapping[str, str]) -> Any:
    if shape.type == "map":
        return dict(tags)
    key, value = sorted(shape.element.members)[:2]
    return tag_list(tags, key, value)
