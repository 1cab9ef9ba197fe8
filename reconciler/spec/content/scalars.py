"""Scalars read by the type that is wanted, not by YAML 1.1.

Where text is wanted every scalar is its text. A whole number is written plain and without leading
zeros; a boolean is `true` or `false`, written plain. In a free document a plain scalar is a number
only where it is a JSON number, a boolean only where it is `true` or `false`; in a policy, and in the
`account` of an event pattern, always text. What does not fit stays text, for the schema to refuse.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from reconciler.errors import Place
from reconciler.spec.form import Shape
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode

INTEGER: Final = re.compile(r"-?(0|[1-9]\d*)")
"""A whole number, as JSON writes it."""
NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
"""A number, as JSON writes it."""
BOOLEANS: Final[Mapping[str, bool]] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
"""YAML 1.2's spellings of a boolean (core schema); `yes` and `on` are text."""
DIGITS: Final = 4000
"""The most digits of a number; Python refuses to read more than 4300 at once."""


class View(Mapping[str, Any]):
    """A mapping node as the data that `By` words ask for: scalars as text, mappings as views."""

    def __init__(self, node: MapNode, short: str = "") -> None:
        self._entries = node.entries
        self._short = short

    def __getitem__(self, name: str) -> Any:
        node = self._entries[name]
        match node:
            case ScalarNode():
                return None if node.is_null else node.text
            case MapNode():
                return View(node)
        return node

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def free(node: Node, texts: frozenset[str] | None = frozenset(), inside: bool = False) -> Any:
    """A node as plain data where no schema says what it is.

    `texts`: keys below which every scalar stays text, None for all (`inside`: already below one).
    """
    match node:
        case ScalarNode():
            if node.is_null:
                return None
            return node.text if texts is None or inside else plain(node)
        case ListNode():
            return [free(item, texts, inside) for item in node.items]
        case MapNode():
            return {
                key: free(value, texts, inside or (texts is not None and key in texts))
                for key, value in node.items()
            }
    return node.value


def below(node: Node) -> Iterator[Node]:
    """The node and everything inside it."""
    yield node
    match node:
        case MapNode():
            for value in node.entries.values():
                yield from below(value)
        case ListNode():
            for item in node.items:
                yield from below(item)


def field_places(node: Node, path: str) -> Iterator[tuple[str, Place]]:
    """Where the fields of an event pattern are written, by path; alternatives are of one field."""
    match node:
        case MapNode():
            for key, value in node.items():
                inner = path if key == "$or" else f"{path}.{key}"
                yield inner, node.place_of(key)
                yield from field_places(value, inner)
        case ListNode():
            for item in node.items:
                yield from field_places(item, path)


def plain(node: ScalarNode) -> Any:
    """A scalar of a free document: a JSON number, `true`, `false`, or text."""
    text = node.text
    if not node.plain or len(text) > DIGITS:
        return text
    if text in ("true", "false"):
        return text == "true"
    if INTEGER.fullmatch(text):
        return int(text)
    number = float(text) if NUMBER.fullmatch(text) else math.inf
    return text if math.isinf(number) else number


def scalar(kind: str, node: ScalarNode) -> Any:
    """A scalar where the schema wants `kind`; its text where it does not fit."""
    text = node.text
    if kind == "string" or not node.plain or len(text) > DIGITS:
        return text
    match kind:
        case "integer":
            return int(text) if INTEGER.fullmatch(text) else text
        case "number":
            return plain(node) if NUMBER.fullmatch(text) else text
        case "boolean":
            return BOOLEANS.get(text, text)
    return text


def spelt_out(shape: Shape, node: Node) -> MapNode:
    """A structure that is written as its `short` field alone, as the mapping that it stands for."""
    if isinstance(node, MapNode):
        return node
    return MapNode({shape.word.short: node}, node.place, {shape.word.short: node.place})
