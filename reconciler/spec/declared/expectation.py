"""Shapes and values in words: what was expected, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from reconciler.spec.form import Shape
from reconciler.spec.suggest import listed

LONGEST: Final = 60
"""Characters of a value that a message shows."""

TYPES: Final[Mapping[str, str]] = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "structure": "a mapping",
    "list": "a list",
    "map": "a mapping",
    "any": "a document",
}
"""A model's type → how an error names it."""


def expected(shape: Shape) -> str:
    """A noun phrase for what may stand where `shape` is wanted: `a whole number from 5 to 2160`."""
    if shape.word.secret is True:
        return "a secret reference, `{secret: ...}`"
    if shape.enum:
        return (
            f"one of {listed(shape.enum, ' or ')}" if len(shape.enum) > 1 else f"`{shape.enum[0]}`"
        )
    if shape.type in ("integer", "number"):
        return f"{TYPES[shape.type]}{_range(shape.low, shape.high)}"
    if shape.word.document:
        return "a document, as a mapping or as text"
    if shape.type == "list":
        items = "a list or a mapping by name" if _as_map(shape) else "a list"
        return f"{items}{_of(shape, 'item')}"
    if shape.type == "string":
        pattern = f" that matches `{bare(shape.pattern)}`" if shape.pattern else ""
        return f"{TYPES['string']}{_of(shape, 'character')}{pattern}"
    return f"{TYPES[shape.type]}{_of(shape, 'entry')}" if shape.type == "map" else TYPES[shape.type]


def _as_map(shape: Shape) -> bool:
    return bool(shape.word.keyed) and not shape.word.ordered and "." not in shape.word.keyed


def bare(pattern: str) -> str:
    """A pattern without its anchors, as people read it."""
    end = pattern.removesuffix(r"(?!\n)").removesuffix("$").removeprefix("^")
    return end[3:-1] if end.startswith("(?:") and end.endswith(")") and end.count("(") == 1 else end


def _range(low: float | None, high: float | None) -> str:
    match low, high:
        case None, None:
            return ""
        case None, _:
            return f" of at most {high:g}"
        case _, None:
            return f" of at least {low:g}"
    return f" from {_count(low)} to {_count(high)}"


def _of(shape: Shape, unit: str) -> str:
    low, high = shape.low or None, shape.high
    plural = "entries" if unit == "entry" else f"{unit}s"
    if low is None and high is None:
        return ""
    if low is None:
        return f" of at most {_count(high)} {plural}"
    if high is None:
        return f" of at least {_count(low)} {unit if low == 1 else plural}"
    return f" of {_count(low)} to {_count(high)} {plural}"


def _count(number: float | None) -> str:
    return f"{number:g}" if number is None or number != int(number) else str(int(number))


def found(value: Any) -> str:
    """What stands there, as a phrase: `the text `abc``, `a list`."""
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f"the text `{shortened(value)}`"
        case int() | float():
            return f"the number {value}"
        case list() | tuple():
            return "a list"
        case Mapping():
            return "a mapping"
    return "null"


def shortened(text: str) -> str:
    """Text on one line, cut where it is too long to read."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
