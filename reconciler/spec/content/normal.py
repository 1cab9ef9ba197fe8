"""The normal form: the one way in which both sides of a comparison write a value.

*desired* (from specs) and *live* (from AWS's answers, members already renamed to our fields) both go
through `normal`; after that, equality is Python's. `normal` is idempotent, so a value whose late
holes were filled in is simply normalised again. No default is filled in here, and nothing that was
not given appears: what omitted means is the engine's to say, for both sides alike.

By the shape's type, and the kind's word for it:

- `string`: text. `integer`, `number`, `boolean`: Python's; AWS's text spellings (`"5"`, `"true"`, as
  attribute maps hold them) are read. `same` is no part of the form: see `spec.content.spelling`.
- `structure`: our field → value, only fields that were given. A None stays: written null, *shall not
  be there*. Fields the shape does not know stay too (the schema refuses them in specs).
- `map`: key → value. A None entry stays where the map is `open`, else it goes. `keys` words apply.
  Of a `table` an inner map without entries goes: no row says it.
- `list`: a tuple in order; None items go. With `set`: sorted, without repeats. With `keyed`: a
  mapping key → item *without its key field* (a key that lies deeper, `git_configuration.
  source_action_name`, stays in it); None items stay where the list is `open`. With `ordered`
  too, the entry `values.ORDER` holds the tuple of keys, always (of an empty list as well). A bare
  value in a keyed mapping is the item's `short` field. Two live items of one key: the second gets
  `#2` appended to its key. An item without a key has the key "".
- `csv`: a tuple of the parts, blanks around commas gone; sorted where `set`.
- `document`: `json`, `policy`, `pattern`: the canonical tree (`spec.content.meaning`); text that is no
  JSON object or array stays text. `yaml`: a tree where written as one; text stays as it is, verbatim. (An engine
  that compares a live text with a desired tree reads the text with `documents.parse` first.)
- `strings`: every value that is a scalar is text; documents among the values keep their numbers.
- `any`: the tree as given.
- `Late`, `Secret` and `Text` stay leaves; inside documents and comma lists a `Text` is taken apart.

A `By` word is settled by `Around`: the resource's root and the structure that holds the field. What
is asked is the plain data, with the other field's stated default where it is omitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from reconciler.kinds.words import EMPTY, MISSING, Field
from reconciler.spec.content.around import NOTHING, Around
from reconciler.spec.content.commas import normal_csv
from reconciler.spec.content.meaning import as_text, meaning, parsed, sorted_set, tree
from reconciler.spec.form import Shape
from reconciler.spec.values import ORDER, Late, Secret, Text, Value


def normal(shape: Shape, data: Any, around: Around | None = None) -> Value:
    """The normal form of plain data of this shape; `around` where it stands inside a resource."""
    around = around or Around()
    if data is None or isinstance(data, Late | Secret):
        return data
    if is_document(shape):
        return normal_document(shape.word.document, data)
    if shape.word.csv and shape.type not in ("map", "list"):
        return normal_csv(data, shape.word.set)
    value = _by_type(shape, data, around)
    if shape.word.strings and isinstance(value, Mapping):
        return {key: as_text(item) for key, item in value.items()}
    return value


def is_document(shape: Shape) -> bool:
    """Whether the value itself is a document. Of a map or list that says so each value is one."""
    return bool(shape.word.document) and shape.type not in ("map", "list")


def _by_type(shape: Shape, data: Any, around: Around) -> Value:
    match shape.type, data:
        case "structure", Mapping():
            return normal_structure(shape, data, around)
        case "map", Mapping():
            return normal_map(shape, data, around)
        case "list", list() | tuple() | Mapping():
            return normal_list(shape, data, around)
        case "any" | "structure" | "map" | "list", _:
            return tree(data)
    return normal_scalar(shape, data)


def normal_structure(shape: Shape, data: Mapping[str, Any], around: Around | None = None) -> Value:
    """The fields that were given, each normal; unknown ones as they are."""
    inner = (around or Around()).inside(shape, data)
    return {
        name: normal(shape.fields.get(name, NOTHING), value, inner) for name, value in data.items()
    }


def normal_map(shape: Shape, data: Mapping[str, Any], around: Around | None = None) -> Value:
    """The entries, each by the word that its key has, if any."""
    around = around or Around()
    words = key_words(shape, around)
    made = {
        str(key): normal(value_shape(shape, words, str(key)), value, around)
        for key, value in data.items()
        if value is not None or shape.word.open
    }
    return {key: one for key, one in made.items() if one != {}} if shape.word.table else made


def key_words(shape: Shape, around: Around) -> Mapping[str, Field]:
    """The words of the keys of a free map, where it stands."""
    words = around.settle(shape.word.keys)
    return EMPTY if words is MISSING else words


def value_shape(shape: Shape, words: Mapping[str, Field], key: str) -> Shape:
    """The shape of one value of a map, with the word of its key."""
    item = item_shape(shape)
    return replace(item, word=words[key]) if key in words else item


def item_shape(shape: Shape) -> Shape:
    """The shape of the items of a list, or of the values of a map; of anything else `any`."""
    return shape.inner


def normal_list(shape: Shape, data: Any, around: Around | None = None) -> Value:
    """A list as a tuple, a sorted tuple, or a mapping by key, as the kind's word says."""
    around = around or Around()
    if shape.word.keyed:
        return _keyed(shape, data, around)
    item = item_shape(shape)
    given = data.values() if isinstance(data, Mapping) else data
    values = tuple(normal(item, value, around) for value in given if value is not None)
    return sorted_set(values) if shape.word.set else values


def _keyed(shape: Shape, data: Any, around: Around) -> Value:
    item = item_shape(shape)
    pairs = list(_unrepeated(keyed_items(shape, data)))
    if isinstance(data, Mapping) and ORDER in data:
        order: tuple[str, ...] = tuple(data[ORDER])
    else:
        order = tuple(key for key, value in pairs if value is not None)
    mapping: dict[str, Value] = {
        key: normal(item, value, around)
        for key, value in pairs
        if value is not None or shape.word.open
    }
    return {**mapping, ORDER: order} if shape.word.ordered else mapping


def keyed_items(shape: Shape, data: Any) -> Iterator[tuple[str, Any]]:
    """Key and item of a keyed list, written as a list or as a mapping; the item without its key.

    A list yields one pair an item, repeats of a key included.
    """
    path = tuple(shape.word.keyed.split("."))
    if isinstance(data, Mapping):
        entries = ((str(key), value) for key, value in data.items() if key != ORDER)
        yield from ((key, short_item(shape, value)) for key, value in entries)
        return
    for item in data:
        if isinstance(item, Mapping):
            yield key_of(path, item), without_key(path, item)
        elif item is not None:
            yield str(as_text(item)), {}


def key_of(path: tuple[str, ...], item: Any) -> str:
    """The key of an item of a keyed list, "" where it has none."""
    for name in path:
        item = item.get(name) if isinstance(item, Mapping) else None
    return "" if item is None else str(as_text(item))


def without_key(path: tuple[str, ...], item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a keyed list without its key field; a key that lies deeper stays in it."""
    return {name: value for name, value in item.items() if path != (name,)}


def short_item(shape: Shape, value: Any) -> Any:
    """An item of a keyed mapping, a bare value made the item's `short` field."""
    short = shape.word.short
    if value is None or not short or is_item(shape, value):
        return value
    return {short: value}


def is_item(shape: Shape, value: Any) -> bool:
    """Whether a value in a keyed mapping is written as an item, and not as its `short` field.

    A mapping is an item when it names only fields of items; a document that is a mapping is not.
    """
    known = (shape.item or NOTHING).fields
    return isinstance(value, Mapping) and all(name in known for name in value)


def _unrepeated(pairs: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key, value in pairs:
        seen[key] = seen.get(key, 0) + 1
        yield (key if seen[key] == 1 else f"{key}#{seen[key]}"), value


def normal_document(kind: str, data: Any) -> Value:
    """The canonical tree of a document given as text or as data; text that does not parse stays."""
    if not isinstance(data, str | Text):
        return meaning(kind, data)
    if kind == "yaml":
        return data
    try:
        read = parsed(data)
    except ValueError:
        return data
    return meaning(kind, read) if isinstance(read, Mapping | list) else data


def normal_scalar(shape: Shape, data: Any) -> Value:
    """A scalar of the shape's type where its spelling can be read as one, else as it is."""
    match shape.type, data:
        case "string", bool() | int() | float():
            return as_text(data)
        case "boolean", "true" | "false":
            return bool(data == "true")
        case "integer" | "number", str():
            return _number(shape.type, data)
        case "integer", float() if data.is_integer():
            return int(data)
    return data  # type: ignore[no-any-return]


def _number(kind: str, text: str) -> Value:
    try:
        return int(text) if kind == "integer" else float(text)
    except ValueError:
        return text
