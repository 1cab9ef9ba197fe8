"""Reading of normal values, late ones and secrets included, and of the places of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.errors import Note, Place
from reconciler.spec.stack import Resource
from reconciler.spec.values import ORDER, Late, Text, Value

NOTHING: Final[Mapping[str, Value]] = {}
"""The mapping of nothing."""


def text(value: Value) -> str:
    """A known text, "" for anything else: what is late is not judged before it is known."""
    return value if isinstance(value, str) else ""


def structure(value: Value) -> Mapping[str, Value]:
    """A mapping, the empty one for anything else."""
    return value if isinstance(value, Mapping) else NOTHING


def items(value: Value) -> tuple[Value, ...]:
    """The items of a list that AWS does not key; a bare text is a list of one, as in policies."""
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


def words(value: Value) -> tuple[str, ...]:
    """The known texts in a list."""
    return tuple(one for one in items(value) if isinstance(one, str))


def keyed(value: Value) -> dict[str, Mapping[str, Value]]:
    """The items of a keyed list by key, in order where it is ordered."""
    held = structure(value)
    order = held.get(ORDER)
    names = order if isinstance(order, tuple) else tuple(held)
    return {text(name): structure(held.get(text(name))) for name in names if name != ORDER}


def at(value: Value, path: str) -> Value:
    """What stands at a dotted path of field names, None where nothing does."""
    for name in path.split("."):
        value = structure(value).get(name)
    return value


def given(value: Value) -> bool:
    """Whether something was written and is not empty."""
    return value not in (None, (), {}, "")


def texts(value: Value) -> Iterator[str]:
    """Every known piece of text inside a value, those around late holes too."""
    match value:
        case str():
            yield value
        case Text(parts):
            yield from (part for part in parts if isinstance(part, str))
        case tuple():
            for item in value:
                yield from texts(item)
        case Mapping():
            for item in value.values():
                yield from texts(item)


def refers_to(value: Value, resource: Resource) -> bool:
    """Whether a value is the resource's ARN, known or still to come."""
    late = isinstance(value, Late) and value.address == resource.address
    return late or (bool(resource.arn) and value == resource.arn)


def place_at(resource: Resource, path: str) -> Place:
    """The place of a field, or of the nearest one around it that was written."""
    while path and path not in resource.places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return resource.places[path] if path else resource.place


def here(resource: Resource, path: str, message: str) -> Note:
    """A note that stands at another field."""
    return Note(message, place_at(resource, path))
