"""Nodes made of values, and nodes put at another place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from reconciler.errors import Fault, Place
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode, ValueNode
from reconciler.spec.values import Late, Text, Value

NUMBER_OR_BOOLEAN: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?|true|false")
"""Text of a lookup that a field may type; a text field keeps it as it is."""


def null(place: Place) -> ScalarNode:
    """A written null: what stands where something is off, or wrong and already told."""
    return ScalarNode("null", place)


def node_of(value: Value, place: Place) -> Node:
    """The nodes of a value, all at `place`; text is never read as a number again."""
    match value:
        case None:
            return null(place)
        case bool():
            return ScalarNode("true" if value else "false", place)
        case int() | float():
            return ScalarNode(str(value), place)
        case str():
            return ScalarNode(value, place, plain=False)
        case tuple():
            return ListNode(tuple(node_of(item, place) for item in value), place)
        case Mapping():
            return MapNode({key: node_of(item, place) for key, item in value.items()}, place)
    return ValueNode(value, place)


def looked_up(value: Value, place: Place) -> Node:
    """The nodes of a value that AWS keeps as text: a number or a boolean may be read from it."""
    match value:
        case str() if NUMBER_OR_BOOLEAN.fullmatch(value):
            return ScalarNode(value, place)
        case tuple():
            return ListNode(tuple(looked_up(item, place) for item in value), place)
    return node_of(value, place)


def at(node: Node, place: Place) -> Node:
    """`node` with `place` on all of it: faults point at the reference that brought it."""
    match node:
        case ScalarNode():
            return ScalarNode(node.text, place, node.plain, node.empty)
        case ListNode():
            return ListNode(tuple(at(item, place) for item in node.items), place)
        case MapNode():
            return MapNode({key: at(value, place) for key, value in node.items()}, place)
    return ValueNode(node.value, place)


def joined(parts: Sequence[str | Node], whole: ScalarNode, faults: list[Fault]) -> Node:
    """Text made of literal parts and of what its references stand for.

    Only scalars may stand in text; anything else goes to `faults` and leaves nothing.
    """
    pieces: list[str | Late] = []
    for part in parts:
        pieces.extend([part] if isinstance(part, str) else _pieces(part, whole.place, faults))
    if not any(isinstance(piece, Late) for piece in pieces):
        return ScalarNode("".join(map(str, pieces)), whole.place, plain=False)
    return ValueNode(Text(_merged(pieces)), whole.place)


def _pieces(node: Node, place: Place, faults: list[Fault]) -> Sequence[str | Late]:
    match node:
        case ScalarNode() if node.is_null:
            message = "a reference inside text stands for null"
            suggestion = "What it names is off in this environment, or a null var."
            faults.append(Fault("RC1306", message, place, "text, or a number", suggestion))
            return ()
        case ScalarNode():
            return (node.text,)
        case ValueNode(value=Text(parts)):
            return parts
        case ValueNode(value=Late() as late):
            return (late,)
    what = "a map" if isinstance(node, MapNode) else "a list"
    what = "a secret" if isinstance(node, ValueNode) else what
    message = f"a reference inside text stands for {what}"
    faults.append(Fault("RC1305", message, place, "text, or a number"))
    return ()


def _merged(pieces: Sequence[str | Late]) -> tuple[str | Late, ...]:
    merged: list[str | Late] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif piece != "":
            merged.append(piece)
    return tuple(merged)
