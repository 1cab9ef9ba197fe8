"""Check decoded input against the model, in AWS's wording.

The services answer a broken constraint with one sentence for all of them: "2 validation errors
detected: Value 'x' at 'stages.1.member.name' failed to satisfy constraint: Member must have length
less than or equal to 100; ...". Wording, the lower first letter in paths and the form for map keys
as in answers of real services: boto/boto3 issue 2601, loopback-connector-dynamodb issue 5. How
values of lists and maps print (`[a, b]`, `{k=v}`) is Java's toString; structures inside print the
name of a Java class there and are left out of the sentence here.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from reconciler.aws.models import Shape
from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.patterns import matcher

_MOST_ERRORS = 50


def check(shape: Shape, value: Any) -> None:
    """Refuse input that breaks a constraint of the model, naming every one that is broken."""
    found = list(_problems(shape, value, ""))
    if not found:
        return
    noun = "validation error" if len(found) == 1 else "validation errors"
    listed = "; ".join(found[:_MOST_ERRORS])
    raise Refusal("ValidationException", f"{len(found)} {noun} detected: {listed}")


def _problems(shape: Shape, value: Any, path: str) -> Iterator[str]:
    match shape.type:
        case "structure":
            if not shape.traits.get("document"):
                yield from _of_structure(shape, value, path)
        case "list":
            yield from _told(_broken(shape, len(value)), value, path)
            for number, item in enumerate(value, 1):
                yield from _problems(shape.element, item, f"{path}.{number}.member")
        case "map":
            yield from _of_map(shape, value, path)
        case _:
            yield from _told(_of_scalar(shape, value), value, path)


def _of_structure(shape: Shape, value: dict[str, Any], path: str) -> Iterator[str]:
    members = shape.members
    for name in shape.required:
        if name not in value:
            yield from _told(["Member must not be null"], None, _joined(path, name))
    for name, held in value.items():
        yield from _problems(members[name], held, _joined(path, name))


def _of_map(shape: Shape, value: dict[str, Any], path: str) -> Iterator[str]:
    yield from _told(_broken(shape, len(value)), value, path)
    for key, held in value.items():
        if broken := _of_scalar(shape.key, key):
            told = f"Map keys must satisfy constraint: [{', '.join(broken)}]"
            yield from _told([told], value, path)
        yield from _problems(shape.value, held, f"{path}.{key}.member")


def _of_scalar(shape: Shape, value: Any) -> list[str]:
    """Return the constraints that a string, number, boolean, timestamp or blob breaks."""
    if shape.type == "blob":
        return _broken(shape, len(base64.b64decode(value)))
    if isinstance(value, str):
        broken = _broken(shape, len(value))
        if shape.pattern is not None and not matcher(shape.pattern).fullmatch(value):
            wanted = f"Member must satisfy regular expression pattern: {shape.pattern}"
            broken.append(wanted)
        if shape.enum and value not in shape.enum:
            broken.append(f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")
        return broken
    if isinstance(value, bool) or shape.type == "timestamp":
        return []
    return _broken(shape, value, "value")


def _broken(shape: Shape, size: float, what: str = "length") -> list[str]:
    """Return the bounds that a length or a number breaks, the upper one first."""
    least, most = shape.bounds
    found = []
    if most is not None and size > most:
        found.append(f"Member must have {what} less than or equal to {most}")
    if least is not None and size < least:
        found.append(f"Member must have {what} greater than or equal to {least}")
    return found


def _told(broken: list[str], value: Any, path: str) -> Iterator[str]:
    shown = f"Value {_shown(value)}at" if value is None or not _deep(value) else "Value at"
    for constraint in broken:
        yield f"{shown} '{path}' failed to satisfy constraint: {constraint}"


def _shown(value: Any) -> str:
    return "null " if value is None else f"'{_java(value)}' "


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
