"""Nodes read by a shape: text becomes what the schema wants, and nothing else.

The result keeps the structure that was written (a named list written as a map stays one), so that
the schema can judge it; `spec.content.normal` makes the normal form of it. A scalar that does not fit its
type stays text: the schema says so, in one voice with editors. Only what no schema can say is a
fault here: a name twice in a named list, a secret where none may stand, null inside a document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from reconciler.errors import Fault, Note, Place
from reconciler.spec.content.around import NOTHING, Around
from reconciler.spec.content.meaning import parsed, texts_in
from reconciler.spec.content.normal import is_document, item_shape, key_words, value_shape
from reconciler.spec.content.scalars import View, below, field_places, free, scalar, spelt_out
from reconciler.spec.declared.secrets import (
    Allowed,
    is_secret,
    literal_fault,
    misplaced_fault,
    names_secret,
    secret_in,
)
from reconciler.spec.form import Form, Shape
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode, ValueNode
from reconciler.spec.values import Late, Secret, Text

TOLD: Final = "${{ }}"
"""What stands for a value whose fault is told already: schemas take a reference anywhere."""


@dataclass(frozen=True)
class Reading:
    """What is gathered while a resource is read.

    `places`: of what was written, by the path that users read.
    """

    address: str
    allowed: Allowed = field(default_factory=Allowed)
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)

    def fault(
        self, code: str, message: str, place: Place, expected: str = "", suggestion: str = ""
    ) -> None:
        """Adds what is wrong and goes on."""
        self.faults.append(
            Fault(code, message, place, expected or None, suggestion or None, self.address)
        )


@dataclass(frozen=True)
class Spot:
    """Where a walk stands: the field's `name`, its `path`, and what is around it."""

    name: str
    path: str
    around: Around
    holder: Shape = NOTHING

    def down(self, step: str, name: str = "") -> Spot:
        """The same surroundings, one step down: `[key]` or `.key`."""
        return Spot(name or self.name, f"{self.path}{step}".lstrip("."), self.around, self.holder)


def typed(form: Form, node: MapNode, reading: Reading) -> dict[str, Any]:
    """The fields of a resource, read by its form; `lifecycle` and `tags` are not among them."""
    shape = form.structure()
    kept = {name: value for name, value in node.items() if name not in ("lifecycle", "tags")}
    own = MapNode(kept, node.place, node.key_places)
    data: dict[str, Any] = _structure(shape, own, Spot("", "", Around()), reading)
    return data


def _read(shape: Shape, node: Node, spot: Spot, reading: Reading) -> Any:
    reading.places.setdefault(spot.path, node.place)
    single = shape.type not in ("structure", "map", "list", "any")
    wanted = shape.word.secret and spot.around.settle(shape.word.secret)
    if single and (wanted is True or is_secret(node)):
        return _secret(node, spot, reading, allowed=wanted in (True, "may"))
    if isinstance(node, ValueNode):
        return node.value
    if isinstance(node, ScalarNode) and (node.is_null or node.empty):
        return TOLD if node.empty else None
    if is_document(shape) or shape.type == "any":
        return _document(shape, node, spot, reading)
    match shape.type, node:
        case "structure", _ if isinstance(node, MapNode) or shape.word.short:
            return _structure(shape, spelt_out(shape, node), spot, reading)
        case "map", MapNode():
            return _map(shape, node, spot, reading)
        case "list", ListNode():
            return _list(shape, node, spot, reading)
        case "list", MapNode() if shape.word.keyed:
            return _keyed_map(shape, node, spot, reading)
        case _, ScalarNode():
            return scalar(shape.type, node)
    return free(node)


def _secret(node: Node, spot: Spot, reading: Reading, *, allowed: bool) -> Any:
    if isinstance(node, ScalarNode) and (node.is_null or node.empty or "${{" in node.text):
        return None if node.is_null else TOLD
    if not is_secret(node):
        value = node.value if isinstance(node, ValueNode) else None
        if not isinstance(value, Secret):
            reading.faults.append(literal_fault(spot.name, node.place, reading.address))
            return TOLD
        return value
    secret = secret_in(node, reading.allowed, reading.address)
    if not allowed:
        secret = misplaced_fault(spot.name, node, spot.holder, reading.address)
    if isinstance(secret, Fault):
        reading.faults.append(secret)
        return TOLD
    return secret


def _structure(shape: Shape, node: MapNode, spot: Spot, reading: Reading) -> dict[str, Any]:
    around = spot.around.inside(shape, View(node))
    data: dict[str, Any] = {}
    for name, value in node.items():
        if name == "when" and name not in shape.fields and spot.path:
            continue
        inner = Spot(name, f"{spot.path}.{name}" if spot.path else name, around, shape)
        data[name] = _read(shape.fields.get(name, NOTHING), value, inner, reading)
    return data


def _map(shape: Shape, node: MapNode, spot: Spot, reading: Reading) -> dict[str, Any]:
    words = key_words(shape, spot.around)
    return {
        key: _read(value_shape(shape, words, key), value, spot.down(f".{key}", key), reading)
        for key, value in node.items()
    }


def _list(shape: Shape, node: ListNode, spot: Spot, reading: Reading) -> list[Any] | str:
    item = item_shape(shape)
    path = tuple(shape.word.keyed.split(".")) if shape.word.keyed else ()
    seen: dict[str, Place] = {}
    read = []
    for index, value in enumerate(node.items):
        key = _key(path, value, spot, reading) if path else ""
        if key in seen and key:
            _repeated(key, seen[key], value.place, spot, reading)
        seen.setdefault(key, value.place)
        read.append(_read(item, value, spot.down(f"[{key or index}]"), reading))
    return read


def _key(path: tuple[str, ...], node: Node, spot: Spot, reading: Reading) -> str:
    """The key of an item of a named list; "" where it is missing or still a reference."""
    if isinstance(node, ScalarNode):
        return "" if node.is_null else node.text
    value: Node | None = node
    for name in path:
        value = value.get(name) if isinstance(value, MapNode) else None
    match value:
        case ScalarNode(text=text) if not value.is_null:
            return text
        case ValueNode(value=Late() | Text() as late):
            reading.fault(
                "RC1212",
                f"`{path[-1]}` keys `{spot.name}` and must be known before apply, but is {late}",
                value.place,
                "text that is known when planning",
            )
        case None if isinstance(node, MapNode):
            reading.fault(
                "RC1202",
                f"`{path[-1]}` is missing: AWS keys `{spot.name}` by it",
                node.place,
                f"the field `{'.'.join(path)}`",
            )
    return ""


def _repeated(key: str, first: Place, place: Place, spot: Spot, reading: Reading) -> None:
    reading.faults.append(
        Fault(
            "RC1209",
            f"`{key}` is twice in `{spot.name}`",
            place,
            "a name of its own for each item",
            address=reading.address,
            notes=(Note(f"`{key}` is here first", first),),
        )
    )


def _keyed_map(shape: Shape, node: MapNode, spot: Spot, reading: Reading) -> dict[str, Any]:
    return {
        key: _keyed_item(shape, value, spot.down(f"[{key}]"), reading)
        for key, value in node.items()
    }


def _keyed_item(shape: Shape, node: Node, spot: Spot, reading: Reading) -> Any:
    item, short = item_shape(shape), shape.word.short
    names = set(node.entries) - {"when"} if isinstance(node, MapNode) else {""}
    if not short or names <= set(item.fields):
        return _read(item, node, spot, reading)
    around = spot.around.inside(item, {})
    inner = Spot(short, f"{spot.path}.{short}", around, item)
    reading.places.setdefault(spot.path, node.place)
    return _read(item.fields.get(short, NOTHING), node, inner, reading)


def _document(shape: Shape, node: Node, spot: Spot, reading: Reading) -> Any:
    kind = shape.word.document
    if not isinstance(node, ScalarNode) or not kind:
        for inner in below(node):
            if isinstance(inner, ScalarNode) and inner.is_null:
                wanted = "a value, or no key at all"
                reading.fault("RC1013", "null inside a document", inner.place, wanted)
            elif names_secret(inner):
                fault = misplaced_fault(spot.name, inner, NOTHING, reading.address)
                reading.faults.append(fault)
        for path, place in field_places(node, spot.path) if kind == "pattern" else ():
            reading.places.setdefault(path, place)
        return free(node, texts_in(kind))
    if kind in ("policy", "pattern") and "${{" not in node.text:
        _check_json(kind, node, spot, reading)
    return node.text


def _check_json(kind: str, node: ScalarNode, spot: Spot, reading: Reading) -> None:
    try:
        good = isinstance(parsed(node.text), dict)
    except ValueError:
        good = False
    if not good:
        what = "an IAM policy" if kind == "policy" else "an event pattern"
        reading.fault(
            "RC1012",
            f"The text of `{spot.name}` is not JSON",
            node.place,
            f"{what}, as a mapping or as the text of a JSON object",
            "Write it as YAML, without quotes: it is sent as JSON.",
        )
