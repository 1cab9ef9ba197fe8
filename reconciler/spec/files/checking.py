"""Nodes against a small JSON Schema, with places: how `reconcile.yaml` is checked.

The words it knows are those that `spec.files.settings_schema` uses. (Resources are checked by
`spec.declared.validate`, whose schemas say much more.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from reconciler.errors import Fault, Place
from reconciler.spec.language.references import has_marks
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode
from reconciler.spec.suggest import unknown_field

TYPES: Final = {
    "string": "text",
    "integer": "a whole number",
    "array": "a list",
    "object": "a mapping",
}
"""A schema's type as a noun phrase."""
INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
"""A whole number that Python and JSON read alike."""


def faults_of(node: Node, schema: dict[str, Any], name: str, place: Place) -> Iterator[Fault]:
    """What is wrong with `node`, which stands at `place` under the dotted `name`.

    A null counts as left out, and an empty value has its fault already.
    """
    match schema.get("type"), node:
        case _, ScalarNode() if node.empty or node.is_null:
            return
        case None, _:
            return
        case "object", MapNode():
            yield from _object(node, schema, name, place)
        case "array", ListNode():
            yield from _array(node, schema, name)
        case "string", ScalarNode():
            yield from _string(node, schema, name)
        case "integer", ScalarNode() if INTEGER.fullmatch(node.text):
            yield from _integer(node, schema, name)
        case wanted, _:
            expected = TYPES[str(wanted)]
            yield Fault("RC1111", f"`{name}` is not {expected}", node.place, expected)


def _object(node: MapNode, schema: dict[str, Any], name: str, place: Place) -> Iterator[Fault]:
    known: dict[str, Any] = schema.get("properties", {})
    others = schema.get("additionalProperties", {})
    pattern = schema.get("propertyNames", {}).get("pattern", "")
    for key, value in node.items():
        own, dotted = node.place_of(key), f"{name}.{key}".lstrip(".")
        if key in known:
            yield from faults_of(value, known[key], dotted, own)
        elif others is False:
            suggestion = unknown_field(key, known)
            where = f" in `{name}`" if name else ""
            yield Fault("RC1110", f"unknown key `{key}`{where}", own, None, suggestion)
        elif not re.search(pattern, key):
            yield Fault("RC1106", f"`{key}` is not a name", own, "letters, digits, `_` and `-`")
        else:
            yield from faults_of(value, others, dotted, own)
    for key in schema.get("required", ()):
        if key not in node:
            what = f"`{name}.{key}`".replace("`.", "`")
            yield Fault("RC1112", f"{what} is missing", place, _wanted(known[key]))


def _wanted(schema: dict[str, Any]) -> str | None:
    """The first sentence of the description, as a phrase."""
    sentence = str(schema.get("description", "")).partition(". ")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:] or None


def _array(node: ListNode, schema: dict[str, Any], name: str) -> Iterator[Fault]:
    if len(node.items) < schema.get("minItems", 0):
        yield Fault("RC1111", f"`{name}` is empty", node.place, "at least one item")
    for index, item in enumerate(node.items):
        yield from faults_of(item, schema["items"], f"{name}[{index}]", item.place)


def _string(node: ScalarNode, schema: dict[str, Any], name: str) -> Iterator[Fault]:
    text, pattern = node.text, schema.get("pattern", "")
    if has_marks(text) and pattern:
        message = f"`{name}` cannot hold a reference"
        yield Fault("RC1111", message, node.place, _wanted(schema))
    elif not re.search(pattern, text):
        message = f"`{text}` is no `{name}`"
        yield Fault("RC1111", message, node.place, _wanted(schema))
    elif not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)):
        yield Fault("RC1111", f"`{name}` is too short or too long", node.place)


def _integer(node: ScalarNode, schema: dict[str, Any], name: str) -> Iterator[Fault]:
    low, high = schema.get("minimum"), schema.get("maximum")
    value = int(node.text)
    if (low is not None and value < low) or (high is not None and value > high):
        expected = f"at least {low}" if high is None else f"a whole number from {low} to {high}"
        yield Fault("RC1111", f"`{name}` is {value}", node.place, expected)
