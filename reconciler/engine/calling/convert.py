"""AWS's answers and normal values, each made from the other by a shape.

`from_api` reads an answer: members become fields, then `spec.content.normal` gives the form in which specs
are written too. `to_api` writes parameters; a `Late`, `Text` or `Secret` stays what it is, and a
document or comma list that holds one becomes a `Text`, so that whoever sends it only fills holes.
Law: `from_api(shape, to_api(shape, v)) == v` for every normal `v` without holes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from reconciler.engine.calling.holes import text_of
from reconciler.engine.calling.members import put
from reconciler.engine.calling.rows import nested, rows
from reconciler.kinds.words import Field, Items
from reconciler.spec.content import documents
from reconciler.spec.content.around import Around
from reconciler.spec.content.normal import item_shape, key_words, normal, value_shape
from reconciler.spec.form import Form, Shape
from reconciler.spec.values import ORDER, Late, Secret, Text, Value

ANY = Shape("any")
"""The shape of what no model describes."""


def at(answer: Any, path: str) -> Any:
    """What stands at a dotted member path, through lists item by item; None where nothing does."""
    for member in path.split(".") if path else ():
        if isinstance(answer, list | tuple):
            answer = [at(item, member) for item in answer]
        elif member == "*" and isinstance(answer, Mapping):
            return {key: at(item, path.partition("*.")[2]) for key, item in answer.items()}
        elif isinstance(answer, Mapping):
            answer = answer.get(member)
        else:
            return None
    return answer


def from_api(shape: Shape, answer: Any, around: Around | None = None) -> Value:
    """The normal value of what AWS answered for `shape`; None where it answered nothing."""
    return normal(shape, renamed(shape, answer), around)


def renamed_fields(form: Form, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data of every field that one answer has, under our names. A part in an answer of its own
    is not in it.
    """
    given = (
        (name, renamed_field(form, name, _member(answer, shape)))
        for name, shape in form.fields.items()
    )
    return {name: data for name, data in given if data is not None}


def renamed_field(form: Form, field: str, answer: Any) -> Any:
    """Plain data of one field of the resource, from what stands in its place in an answer."""
    return renamed(form.fields[field], listed_items(form, field, answer))


def normal_fields(form: Form, data: Mapping[str, Any]) -> dict[str, Value]:
    """Renamed data of a whole resource as normal values, each word settled by the others."""
    value = normal(form.structure(), data)
    return dict(value) if isinstance(value, Mapping) else {}


def renamed(shape: Shape, answer: Any) -> Any:
    """Plain data under our field names; members that no field has are left out."""
    if shape.word.table and isinstance(answer, list | tuple):
        answer = nested(shape.word.table, answer)
    if shape.type in {"structure", "list", "map"} and not shape.word.document:
        answer = _unpacked(shape, answer)
    match shape.type, answer:
        case "string", list() | tuple() if shape.word.document == "json":
            return [json.loads(one) if isinstance(one, str) else one for one in answer]
        case "structure", Mapping():
            return _named(shape.fields, answer)
        case "list", list() | tuple():
            item = shape.item or ANY
            return [renamed(item, one) for one in answer]
        case "map", Mapping():
            item = shape.item or ANY
            return {key: renamed(item, one) for key, one in answer.items()}
        case _, datetime() if shape.word.since:
            return answer.astimezone(UTC).date().isoformat()
    return answer


def listed_items(form: Form, field: str, answer: Any) -> Any:
    """What AWS lists of an `Items` field, as the map or the list of keys that the field is."""
    part = next((p for p in form.kind.parts if isinstance(p, Items) and p.field == field), None)
    if part is None or part.many or not part.key or not isinstance(answer, list | tuple):
        return answer
    items = [one for one in answer if isinstance(one, Mapping) and part.key in one]
    if part.value:
        return {str(one[part.key]): one.get(part.value) for one in items}
    return [one[part.key] for one in items] if items else answer


def to_api(shape: Shape, value: Value, around: Around | None = None) -> Any:
    """The parameter that says `value`; None where there is none, and Nones inside are left out.

    `around` is where the field stands (`Around().inside(form.structure(), values)` for a field of
    the resource); it matters only where a word depends on a sibling.
    """
    word, around = shape.word, around or Around()
    match value:
        case None | Late() | Text() | Secret():
            return value
        case str() if word.since:
            return True
        case tuple() | Mapping() if word.document and shape.type not in {"list", "map"}:
            return documents.render(word.document, value)
        case tuple() if word.csv and shape.type != "list":
            return text_of(value, ",")
        case Mapping():
            return _mapping_to_api(shape, value, around)
        case tuple():
            return _list_to_api(item_shape(shape), value, around)
        case _:
            return as_text(value) if word.strings or shape.type == "string" else value


def as_text(value: str | float | bool) -> str:
    """A scalar as AWS writes it where it keeps only text: `true`, `5`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def tags_from(answer: Any) -> dict[str, str]:
    """Tags of any spelling as a map: a map, or pairs of `key`, `Key` or `TagKey`; none: {}."""
    if isinstance(answer, Mapping):
        return {str(key): str(value) for key, value in answer.items()}
    pairs = (
        {name.lower().removeprefix("tag"): text for name, text in tag.items()}
        for tag in answer or ()
    )
    return {str(pair["key"]): str(pair.get("value") or "") for pair in pairs}


def tags_to(tags: Mapping[str, str], key: str = "", value: str = "") -> Any:
    """Tags as a list of `{key: ..., value: ...}` with these member names; as a map without."""
    if not key:
        return dict(tags)
    return [{key: name, value: text} for name, text in sorted(tags.items())]


def keyed_item(word: Field, key: str, value: Value) -> Value:
    """An item of a keyed list as what it stands for: its key where it belongs in it again."""
    if isinstance(value, Mapping):
        return _with_key(value, word.keyed.split("."), key)
    return {word.keyed: key, word.short: value} if word.short else key


def _with_key(item: Mapping[str, Value], path: list[str], key: str) -> dict[str, Value]:
    """The item with its key first, or inside the structure where it lies (a dotted `keyed`)."""
    name, *rest = path
    if not rest:
        return {name: key, **item}
    inner = item.get(name)
    return {**item, name: _with_key(inner if isinstance(inner, Mapping) else {}, rest, key)}


def _named(fields: Mapping[str, Shape], answer: Mapping[str, Any]) -> dict[str, Any]:
    given = ((name, renamed(shape, _member(answer, shape))) for name, shape in fields.items())
    return {name: data for name, data in given if data is not None}


def _member(answer: Mapping[str, Any], shape: Shape) -> Any:
    """What an answer has of a field; nothing of a shorthand, which is no member of AWS's."""
    paths = (shape.word.read or shape.member).split(" | ")
    found = (at(answer, path) for path in paths if path)
    return next((data for data in found if data is not None), None)


def _unpacked(shape: Shape, answer: Any) -> Any:
    """What a JSON text says where the shape wants more than text (SQS and SNS attributes)."""
    if not isinstance(answer, str) or shape.word.csv:
        return answer
    try:
        return json.loads(answer)
    except ValueError:
        return answer


def _mapping_to_api(shape: Shape, value: Mapping[str, Value], around: Around) -> Any:
    if shape.type == "list":
        return _items_to_api(shape, value, around)
    if shape.type == "structure":
        inside = around.inside(shape, value)
        told = dict[str, Any]()
        for field, one in ((shape.fields[name], one) for name, one in value.items()):
            if one is not None:
                put(told, field.member, to_api(field, one, inside))
        return told
    words = key_words(shape, around)
    made = {
        key: to_api(value_shape(shape, words, key), one, around)
        for key, one in value.items()
        if one is not None
    }
    return rows(shape.word.table, made) if shape.word.table else made


def _list_to_api(item: Shape, values: tuple[Value, ...], around: Around) -> list[Any]:
    return [to_api(item, one, around) for one in values if one is not None]


def _items_to_api(shape: Shape, value: Mapping[str, Value], around: Around) -> list[Any]:
    """A keyed list in its order, each item with its key in it again."""
    word, item = shape.word, item_shape(shape)
    order = value.get(ORDER)
    keys = order if isinstance(order, tuple) else tuple(key for key in value if key != ORDER)
    pairs = ((str(key), value.get(str(key))) for key in keys)
    items = tuple(keyed_item(word, key, one) for key, one in pairs if one is not None)
    return _list_to_api(item, items, around)
