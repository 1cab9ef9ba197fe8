"""What the schema knows of a node while its references are replaced."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.kinds.words import By, Field
from reconciler.spec.content.normal import value_shape
from reconciler.spec.form import Shape
from reconciler.spec.nodes import MapNode, Node


def has_when(node: MapNode, shape: Shape | None) -> bool:
    """Whether `node`, an item of a list that `shape` knows, carries a condition."""
    return shape is not None and "when" in node and "when" not in shape.fields


def without_when(node: Node, shape: Shape | None) -> Node:
    """An item of a list without its condition."""
    if not isinstance(node, MapNode) or not has_when(node, shape):
        return node
    entries: Mapping[str, Node] = {k: v for k, v in node.items() if k != "when"}
    return MapNode(entries, node.place, node.key_places)


def child(shape: Shape | None, key: str) -> Shape | None:
    """The shape of the value of `key`, None where nothing is known of it."""
    if shape is None:
        return None
    if shape.type == "structure":
        return shape.fields.get(key)
    return value_shape(shape, _words(shape.word.keys, key), key) if shape.item else None


def _words(keys: Mapping[str, Field] | By, key: str) -> Mapping[str, Field]:
    """The words of `key` in whichever case has some: whether it is a document is all that matters."""
    if not isinstance(keys, By):
        return keys
    cases = [*keys.cases.values(), keys.otherwise]
    return next((case for case in cases if isinstance(case, Mapping) and key in case), {})


def takes_files(shape: Shape) -> bool:
    """Whether text or a document is wanted."""
    return shape.type in ("string", "any") or bool(shape.word.document)
