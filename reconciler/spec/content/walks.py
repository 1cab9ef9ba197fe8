"""Steps through a resource by the path that a schema error names: its nodes, shapes, places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from reconciler.errors import Place
from reconciler.spec.content.around import NOTHING
from reconciler.spec.content.normal import item_shape
from reconciler.spec.form import Form, Shape
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode

Step: TypeAlias = str | int
"""A step into a value: a key, or a list's index."""


@dataclass(frozen=True)
class Found:
    """What stands at the end of a path: the nearest node on the way, and whose `key` place it has.

    `place`: of the value. `key_place`: of its key, for a list item the item's own.
    `exact`: the path was walked to its end.
    """

    node: Node
    place: Place
    key_place: Place
    exact: bool = True


def node_at(root: Node, place: Place, path: tuple[Step, ...]) -> Found:
    """The node at `path` below `root`, whose key stands at `place`."""
    found = Found(root, root.place, place)
    for step in path:
        following = _child(found.node, step)
        if following is None:
            return Found(found.node, found.place, found.key_place, exact=False)
        found = following
    return found


def _child(node: Node, step: Step) -> Found | None:
    match node, step:
        case MapNode(), str():
            value = node.get(step)
            return None if value is None else Found(value, value.place, node.place_of(step))
        case ListNode(), int():
            items = [item for item in node.items if not _is_null(item)]
            return (
                Found(items[step], items[step].place, items[step].place)
                if step < len(items)
                else None
            )
    return None


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.is_null


def shape_at(form: Form, data: Any, path: tuple[Step, ...]) -> Shape:
    """The shape of what stands at `path` in `data`; `NOTHING` where the form knows none.

    A bare value in a named list has the shape of the field it stands for.
    """
    shape = form.structure()
    for index, step in enumerate(path):
        short = shape.word.short if isinstance(step, str) and shape.type == "list" else ""
        shape = _step(shape, step)
        if short and not isinstance(value_at(data, path[: index + 1]), Mapping):
            shape = shape.fields.get(short, shape)
    return shape


def _step(shape: Shape, step: Step) -> Shape:
    match shape.type:
        case "structure":
            return shape.fields.get(str(step), NOTHING)
        case "list" | "map":
            return item_shape(shape)
    return NOTHING


def value_at(data: Any, path: tuple[Step, ...]) -> Any:
    """The plain value at `path`, None where nothing stands there."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def holders(shapes: Mapping[str, Shape], name: str, path: str = "") -> Iterator[str]:
    """The paths of structures, below these fields, that have a field `name`."""
    for field_name, shape in shapes.items():
        here = f"{path}.{field_name}" if path else field_name
        inner = shape.item if shape.type == "list" and shape.item else shape
        if name in inner.fields:
            yield here
        yield from holders(inner.fields, name, here)
