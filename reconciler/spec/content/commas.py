"""Comma lists: text that AWS holds as `a,b,c` and specs may write as a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reconciler.spec.content.meaning import as_text, sorted_set, tree
from reconciler.spec.values import Late, Text, Value


def normal_csv(data: Any, as_set: bool = False) -> Value:
    """The parts of a comma list given as text (late holes too) or as a list."""
    match data:
        case str():
            parts: tuple[Value, ...] = tuple(part.strip() for part in data.split(","))
        case Text():
            parts = tuple(_split(data))
        case list() | tuple():
            parts = tuple(as_text(tree(part)) for part in data if part is not None)
        case _:
            parts = (as_text(tree(data)),)
    given = tuple(part for part in parts if part != "")
    return sorted_set(given) if as_set else given


def _split(text: Text) -> Iterator[Value]:
    current: list[str | Late] = []
    for part in text.parts:
        first, *others = (part,) if isinstance(part, Late) else part.split(",")
        current.append(first)
        for piece in others:
            yield _joined(current)
            current = [piece]
    yield _joined(current)


def _joined(parts: list[str | Late]) -> Value:
    kept = [part if isinstance(part, Late) else part.strip() for part in parts]
    kept = [part for part in kept if part != ""]
    if not kept:
        return ""
    return kept[0] if len(kept) == 1 else Text(tuple(kept))
