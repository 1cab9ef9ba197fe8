"""An event as fields: a dotted path, and the values at it with the array elements they are in.

As EventBridge's own engine reads it (aws/event-ruler, "Ruler"): arrays are looked through, the
pattern's path does not name them, and a dot in a name is the same as nesting. Two fields that lie
in one array of objects must be of the same element ("array consistency").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, TypeAlias


class Truth(Enum):
    """JSON's true and false: Python's equal 1 and 0, and a pattern's must not."""

    TRUE = "true"
    FALSE = "false"


Elements: TypeAlias = tuple[tuple[str, int], ...]
"""In which element of which arrays a value is: the array's place in the event, and the index."""
Value: TypeAlias = "str | int | float | Truth | None"
"""One scalar of an event."""
Fields: TypeAlias = dict[str, list[tuple[Value, Elements]]]
"""All scalars of an event by their path."""


def fields(event: Mapping[str, Any]) -> Fields:
    """Return the fields of an event. Empty arrays and objects have none."""
    found: Fields = {}
    _object(event, "", (), found)
    return found


def scalar(value: Any) -> Value:
    """Return a JSON scalar as patterns compare it."""
    if value is True:
        return Truth.TRUE
    if value is False:
        return Truth.FALSE
    held: Value = value
    return held


def _object(node: Mapping[str, Any], start: str, within: Elements, found: Fields) -> None:
    for name, value in node.items():
        path = start + name
        if isinstance(value, str):  # by far the most frequent, so it is looked for first
            found.setdefault(path, []).append((value, within))
        elif isinstance(value, dict):
            _object(value, path + ".", within, found)
        elif isinstance(value, list):
            _array(value, path, within, found)
        else:
            found.setdefault(path, []).append((scalar(value), within))


def _array(items: Sequence[Any], path: str, within: Elements, found: Fields) -> None:
    array = f"{path}{within}" if within else path
    for number, item in enumerate(items):
        inside = (*within, (array, number))
        if isinstance(item, dict):
            _object(item, path + ".", inside, found)
        elif isinstance(item, list):
            _array(item, path, inside, found)
        else:
            found.setdefault(path, []).append((scalar(item), inside))
