"""The shape of a field as JSON Schema: what may be written there, in a spec, before references.

Every value is *if reference, else the type*: `anyOf` would answer a wrong value with a list of
branches instead of the one thing that is wrong. The condition is written out in each place and not
a `$ref`, for a validator walks it for every value of every spec. Text without bounds needs no
condition at all: a reference is text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.kinds.words import MISSING, By, Field
from reconciler.spec.form import Shape
from reconciler.spec.schemas.schema_parts import FILE, SECRET, WHEN, Schema
from reconciler.spec.schemas.schema_shown import shown

REFERENCE: Final = r"\$\{\{"
"""A value with a reference anywhere in it. What comes of it is validated again when resolved."""
TEXT: Final = ("string", "number", "boolean")
"""Where AWS wants text, specs may write a number or a boolean: it is sent as it is written."""
ANYTHING: Final = (*TEXT, "object", "array")
"""What a document may be; null is left to whether the value is optional."""
ANY: Final = Shape("any")
"""A value of which nothing is known."""


def value_schema(shape: Shape, *, optional: bool = True) -> Schema:
    """Return the schema of one value, with what an editor shows about it.

    An `optional` value may be null: *shall not be there*.
    """
    return {**shown(shape), **_told(_body(shape), optional=optional)}


def structure_schema(shape: Shape, *, without: str = "", item: bool = False) -> Schema:
    """Return the schema of a structure; `without` the field that a map's key stands for.

    An `item` of a list or map may say when it is there.
    """
    properties = {
        name: value_schema(field, optional=not field.required)
        for name, field in shape.fields.items()
        if name != without
    }
    if item and "when" not in properties:
        properties["when"] = WHEN
    required = [name for name, field in shape.fields.items() if field.required and name != without]
    return {
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _told(body: Schema, *, optional: bool) -> Schema:
    """Return `body` under the condition that the value is neither a reference nor null."""
    types = body.get("type")
    if types is not None and not isinstance(types, str) and set(body) <= {"type", "properties"}:
        return {**body, "type": [*types, "null"] if optional else [*types]}
    either = ["string", "null"] if optional else "string"
    return {"if": {"type": either, "pattern": REFERENCE}, "else": _plain(body)}


def _plain(body: Schema) -> Schema:
    """Return `body` with its types as JSON has them."""
    types = body.get("type")
    return {**body, "type": [*types]} if isinstance(types, tuple) else body


def _body(shape: Shape) -> Schema:
    """Return the schema of a value that is written out, by type and by the kind's words."""
    word = shape.word
    if word.secret and shape.type not in ("map", "list"):
        return _secret(shape, word.secret)
    if word.document and shape.type not in ("map", "list"):
        return {"type": ANYTHING, "properties": {"file": FILE}}
    if word.csv and shape.type != "list":
        return {"type": (*TEXT, "array"), "items": {"type": [*TEXT]}}
    match shape.type:
        case "structure":
            return _structure(shape)
        case "list":
            return _list(shape)
        case "map":
            return _map(shape)
        case "any":
            return {"type": ANYTHING}
        case "string":
            return _text(shape)
        case "boolean":
            return {"type": "boolean"}
        case _:
            return {"type": shape.type, **_bounds(shape, "minimum", "maximum")}


def _structure(shape: Shape) -> Schema:
    """Return the schema of a structure, for which a bare value may stand where it has a short field."""
    if not shape.word.short:
        return structure_schema(shape)
    bare = _plain(_body(shape.fields[shape.word.short]))
    return {"if": {"type": "object"}, "then": structure_schema(shape), "else": bare}


def _secret(shape: Shape, secret: bool | str | By) -> Schema:
    """Return what stands where a secret may: only that, or, by a sibling, either that or text."""
    if secret is True:
        return SECRET
    ordinary = dataclasses.replace(shape, word=dataclasses.replace(shape.word, secret=False))
    return {"if": {"type": "object"}, "then": SECRET, "else": _plain(_body(ordinary))}


def _text(shape: Shape) -> Schema:
    """Return the schema of text."""
    if shape.enum:
        return {"enum": [*shape.enum]}
    bounds = _bounds(shape, "minLength", "maxLength")
    pattern = {"pattern": shape.pattern} if shape.pattern else {}
    return {"type": TEXT, **bounds, **pattern}


def _list(shape: Shape) -> Schema:
    """Return the schema of a list, which may be a map where AWS keys it and order means nothing."""
    item, word = _item(shape), shape.word
    listed = {
        "type": "array",
        **_bounds(shape, "minItems", "maxItems"),
        "items": _element(item),
    }
    if not is_mappable(shape):
        return listed
    inner: Schema = structure_schema(item, without=word.keyed, item=True)
    if word.short:
        bare = value_schema(item.fields[word.short], optional=False)
        inner = {"if": {"type": "object"}, "then": inner, "else": bare}
    mapped = {
        "type": "object",
        **_bounds(shape, "minProperties", "maxProperties"),
        **_names(item.fields[word.keyed]),
        "additionalProperties": _told(inner, optional=True),
    }
    return {"if": {"type": "object"}, "then": mapped, "else": listed}


def is_mappable(shape: Shape) -> bool:
    """Tell whether a spec may write this list as a map from a field of its items."""
    item = shape.item
    word = shape.word
    return item is not None and not word.ordered and word.keyed in item.fields


def _element(item: Shape) -> Schema:
    """Return the schema of an item of a list: null takes it away again after a merge."""
    if item.type == "structure" and not item.word.document:
        return _told(structure_schema(item, item=True), optional=True)
    return value_schema(item)


def _map(shape: Shape) -> Schema:
    """Return the schema of a map with free keys."""
    item = _item(shape)
    known = {key: value_schema(_worded(item, words)) for key, words in sorted(_keys(shape).items())}
    return {
        "type": "object",
        **_bounds(shape, "minProperties", "maxProperties"),
        **({"properties": known} if known else {}),
        **(_names(shape.key) if shape.key else {}),
        "additionalProperties": _element(item),
    }


def _keys(shape: Shape) -> Mapping[str, list[Field]]:
    """Return the words about keys of a free map; of one that depends on a sibling, all cases."""
    found: dict[str, list[Field]] = {}
    for case in _cases(shape.word.keys):
        for key, word in case.items():
            found.setdefault(key, []).append(word)
    return found


def _cases(keys: Mapping[str, Field] | By) -> Iterator[Mapping[str, Field]]:
    """Yield the maps of words that may hold."""
    if isinstance(keys, By):
        yield from keys.cases.values()
        if keys.otherwise is not MISSING:
            yield keys.otherwise
    else:
        yield keys


def _worded(item: Shape, words: list[Field]) -> Shape:
    """Return the shape of a key's value; where providers say different things, all are allowed."""
    if all(word == words[0] for word in words):
        return dataclasses.replace(item, word=words[0])
    return dataclasses.replace(ANY, doc=item.doc)


def _item(shape: Shape) -> Shape:
    """Return what a list or map holds; a word about text that stands on it is about its items."""
    item, word = shape.item or ANY, shape.word
    told = Field(document=word.document, csv=word.csv, secret=word.secret, points_to=word.points_to)
    nested = Field(keyed=word.keyed, ordered=word.ordered, short=word.short)
    match item.type:
        case "list":
            return dataclasses.replace(item, word=nested)
        case "structure" | "map":
            return item
        case _:
            return dataclasses.replace(item, word=told)


def _names(key: Shape) -> Schema:
    """Return what the keys of a map must be."""
    if key.enum:
        return {"propertyNames": {"enum": [*key.enum]}}
    wanted = {**_bounds(key, "minLength", "maxLength")}
    if key.pattern:
        wanted["pattern"] = key.pattern
    return {"propertyNames": wanted} if wanted else {}


def _bounds(shape: Shape, low: str, high: str) -> Schema:
    """Return the bounds that say something: a length is never below 0."""
    found: Schema = {}
    if shape.low is not None and (shape.low > 0 or low == "minimum"):
        found[low] = shape.low
    if shape.high is not None:
        found[high] = shape.high
    return found
