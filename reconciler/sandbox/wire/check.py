"""Check decoded input against the model, in AWS's wording.

The services answer a broken constraint with one sentence for all of them: "2 validation errors
detected: Value 'x' at 'stages.1.member.name' failed to satisfy constraint: Member must have length
less than or equal to 100; ...". Wording, the lower first letter in paths and the form for map keys
as in answers of real services: boto/boto3 issue 2601, loopback-connector-dynamodb issue 5. How
values of lists and maps print (`[a, b]`, `{k=v}`) is Java's toString; structures inside print the
name of a Java class there and are left out of the sentence here. Services that have codes of
their own: see `check_codes`.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from reconciler.aws.models import Shape
from reconciler.sandbox.wire.patterns import matcher


@dataclass(frozen=True, slots=True)
class Broken:
    """One constraint that input breaks: where, of which shape, and what is said of it."""

    path: str
    shape: Shape = field(repr=False)
    missing: bool
    sentence: str


def broken(shape: Shape, value: Any) -> list[Broken]:
    """Return every constraint of the model that input breaks, in the model's order."""
    found: list[Broken] = []
    _collect(shape, value, "", found)
    return found


def _collect(shape: Shape, value: Any, path: str, found: list[Broken]) -> None:
    """Add to `found` what is wrong with a value and everything in it."""
    match shape.type:
        case "structure":
            if not shape.traits.get("document"):
                _of_structure(shape, value, path, found)
        case "list":
            _tell(_bounds(shape, len(value)), value, path, shape, found)
            element = shape.element
            for number, item in enumerate(value, 1):
                _collect(element, item, f"{path}.{number}.member", found)
        case "map":
            _of_map(shape, value, path, found)
        case _:
            _tell(_of_scalar(shape, value), value, path, shape, found)


def _of_structure(shape: Shape, value: dict[str, Any], path: str, found: list[Broken]) -> None:
    members = shape.members
    for name in shape.required:
        if name not in value:
            _tell(["Member must not be null"], None, _joined(path, name), members[name], found)
    for name, held in value.items():
        _collect(members[name], held, _joined(path, name), found)


def _of_map(shape: Shape, value: dict[str, Any], path: str, found: list[Broken]) -> None:
    _tell(_bounds(shape, len(value)), value, path, shape, found)
    of = shape.value
    for key, held in value.items():
        if faults := _of_scalar(shape.key, key):
            told = f"Map keys must satisfy constraint: [{', '.join(faults)}]"
            _tell([told], value, path, shape, found)
        _collect(of, held, f"{path}.{key}.member", found)


@cache
def _free(shape: Shape) -> bool:
    """Say whether the model leaves a scalar without any constraint."""
    return shape.bounds == (None, None) and not shape.pattern and not shape.enum


def _of_scalar(shape: Shape, value: Any) -> Sequence[str]:
    """Return the constraints that a string, number, boolean, timestamp or blob breaks."""
    if _free(shape) or isinstance(value, bool) or shape.type == "timestamp":
        return ()
    if shape.type == "blob":
        return _bounds(shape, len(base64.b64decode(value)))
    if not isinstance(value, str):
        return _bounds(shape, value, "value")
    faults = _bounds(shape, len(value))
    if shape.pattern is not None and not matcher(shape.pattern).fullmatch(value):
        faults.append(f"Member must satisfy regular expression pattern: {shape.pattern}")
    if shape.enum and value not in shape.enum:
        faults.append(f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")
    return faults


def _bounds(shape: Shape, size: float, what: str = "length") -> list[str]:
    """Return the bounds that a length or a number breaks, the upper one first."""
    least, most = shape.bounds
    found = []
    if most is not None and size > most:
        found.append(f"Member must have {what} less than or equal to {most}")
    if least is not None and size < least:
        found.append(f"Member must have {what} greater than or equal to {least}")
    return found


def _tell(
    constraints: Sequence[str], value: Any, path: str, shape: Shape, found: list[Broken]
) -> None:
    for constraint in constraints:
        shown = "null " if value is None else "" if _deep(value) else f"'{_java(value)}' "
        sentence = f"Value {shown}at '{path}' failed to satisfy constraint: {constraint}"
        found.append(Broken(path, shape, value is None, sentence))


def _java(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_java(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_java, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _deep(value: Any) -> bool:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(item, dict | list) for item in held)


def _joined(path: str, name: str) -> str:
    name = name[0].lower() + name[1:]
    return f"{path}.{name}" if path else name
