"""Every way in which a resource may differ from its spec by one leaf, found by walking its values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reconciler.engine.comparing.paths import Spot, root
from reconciler.spec.content.meaning import sorted_set
from reconciler.spec.stack import Resource
from reconciler.spec.values import ORDER, Late, Secret, Value

OPEN = " (of an open map)"
"""What is said of entries that come and go in a map of which only declared ones count."""


@dataclass(frozen=True)
class Drift:
    """One difference: the path at which it must show, what was done, and the resource so changed."""

    address: str
    path: str
    how: str
    changed: Resource

    def __str__(self) -> str:
        return f"{self.address} {self.how} {self.path}"


def drifts(resource: Resource) -> Iterator[Drift]:
    """Every leaf changed, everything optional removed, an item added to every list and map."""
    spot = root(resource.form, resource.desired)
    for path, how, value in _inside(spot, resource.desired):
        assert isinstance(value, Mapping)
        yield Drift(resource.address, path, how, replace(resource, desired=value))
    yield from _tags(resource)


def _tags(resource: Resource) -> Iterator[Drift]:
    if resource.tags is None:
        return
    tags = dict(resource.tags)
    made = {
        "added": ("by-hand", {**tags, "by-hand": "yes"}),
        "changed": ("team", {**tags, "team": "someone-else"}),
        "removed": ("team", {key: text for key, text in tags.items() if key != "team"}),
    }
    for how, (key, value) in made.items():
        yield Drift(resource.address, f"tags.{key}", how, replace(resource, tags=value))


Made = tuple[str, str, Value]
"""The path at which the difference shows, what was done, and the whole value so changed."""


def _inside(spot: Spot, value: Value) -> Iterator[Made]:
    """Every single change of a value."""
    match value:
        case Mapping():
            yield from _in_mapping(spot, value)
            yield from _added(spot, value)
        case tuple() if any(isinstance(one, Mapping | tuple) for one in value):
            yield from _in_list(spot, value)
        case tuple():
            yield spot.path, "item added", _sorted(spot, (*value, _item(spot, value)))
            if len(value) > 1:
                yield spot.path, "item removed", value[1:]
        case Secret() | None:
            return  # the one is never compared, the other is not there
        case _ if len(spot.shape.enum) != 1:
            yield spot.path, "changed", _another(spot, value)


def _in_mapping(spot: Spot, value: Mapping[str, Value]) -> Iterator[Made]:
    for key, one in value.items():
        if key == ORDER:
            yield from _orders(spot, value)
            continue
        below = spot.down(key, value)
        if _may_go(spot, key, value):
            yield below.path, f"removed{_left(spot)}", _lacking(value, key)
        for path, how, changed in _inside(below, one):
            yield path, how, {**value, key: changed}


def _left(spot: Spot) -> str:
    """What is said of a drift that is left alone, because only what is declared there counts."""
    return OPEN if spot.shape.word.open and not spot.document else ""


def _in_list(spot: Spot, value: tuple[Value, ...]) -> Iterator[Made]:
    """Changes inside the items of a list; a set differs as a whole."""
    for index, one in enumerate(value):
        for path, how, changed in _inside(spot.down(index, value), one):
            other = (*value[:index], changed, *value[index + 1 :])
            if spot.shape.word.set:
                yield spot.path, f"{how} (in the set, {path})", sorted_set(other)
            else:
                yield path, how, other


def _item(spot: Spot, value: tuple[Value, ...]) -> Value:
    """One more item for a list of scalars."""
    item = spot.shape.item
    others = [one for one in item.enum if one not in value] if item else []
    if others and not spot.document:
        return others[0]
    return _another_scalar(value[0] if value else "")


def _sorted(spot: Spot, value: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted({*value})) if spot.shape.word.set or spot.document else value


def _may_go(spot: Spot, key: str, value: Mapping[str, Value]) -> bool:
    """Whether what stands at a key may be left out."""
    if spot.shape.type == "structure" and not spot.document:
        return not spot.shape.fields[key].required
    return len(value) > 1 or spot.shape.type == "map"


def _lacking(value: Mapping[str, Value], key: str) -> Mapping[str, Value]:
    left = {name: one for name, one in value.items() if name != key}
    order = left.get(ORDER)
    if isinstance(order, tuple):
        left[ORDER] = tuple(name for name in order if name != key)
    return left


def _added(spot: Spot, value: Mapping[str, Value]) -> Iterator[Made]:
    """One more item in a list by key or in a map: a copy of one that is there."""
    key = next((name for name in value if name != ORDER), "")
    if (spot.shape.type not in {"list", "map"} and not spot.document) or not key:
        return
    new = f"{key}2"
    more = {**value, new: value[key]}
    if isinstance(order := value.get(ORDER), tuple):
        more[ORDER] = (*order, new)
    yield spot.down(new, more).path, f"added{_left(spot)}", more


def _orders(spot: Spot, value: Mapping[str, Value]) -> Iterator[Made]:
    order = value[ORDER]
    if isinstance(order, tuple) and len(order) > 1:
        yield (
            f"{spot.path} {ORDER}",
            "reordered",
            {**value, ORDER: (order[1], order[0], *order[2:])},
        )


def _another(spot: Spot, value: Value) -> Value:
    shape = spot.shape
    if shape.enum and isinstance(value, str) and not spot.document:
        return next(one for one in shape.enum if one != value)
    if isinstance(value, int) and not isinstance(value, bool) and value == shape.high:
        return value - 1
    return _another_scalar(value)


def _another_scalar(value: Value) -> Value:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case Late():
            return "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/another"
        case str():
            return OTHERS.get(value, f"{value}2")
    raise TypeError(value)


OTHERS = {
    "true": "false",
    "false": "true",
    "Allow": "Deny",
    "Deny": "Allow",
    "2012-10-17": "2008-10-17",
    "sts:AssumeRole": "sts:TagSession",
    "LOCAL_CUSTOM_CACHE": "LOCAL_DOCKER_LAYER_CACHE",
    "*": "arn:aws:s3:::another",
}
"""Texts of which AWS takes only some, and another that it takes in their place."""
