"""Normal values as people write them: named lists as maps, single fields as bare values.

The opposite of `spec.content.normal`: what is spelled here and read again is the value it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.spec.content.around import NOTHING, Around
from reconciler.spec.content.meaning import meaning
from reconciler.spec.content.normal import is_document, item_shape, key_words, value_shape
from reconciler.spec.form import Shape
from reconciler.spec.values import ORDER, Late, Secret, Text, Value


def spelled(shape: Shape, value: Value, around: Around | None = None) -> Any:
    """A normal value of this shape as maps, lists and scalars; secrets and late values stay."""
    around = around or Around()
    if is_document(shape):
        return _document(shape.word.document, value)
    if shape is NOTHING:
        return _free(value)
    match value:
        case Mapping() if shape.type == "structure":
            return _structure(shape, value, around)
        case Mapping() if shape.type == "list":
            return _keyed(shape, value, around)
        case Mapping():
            words = key_words(shape, around)
            return {
                key: spelled(value_shape(shape, words, key), one, around)
                for key, one in value.items()
            }
        case tuple():
            item = item_shape(shape)
            return [spelled(item, one, around) for one in value]
    return value


def _document(kind: str, value: Value) -> Any:
    """A document; lists of one text as that text, where that means the same."""
    shorter = _unlisted(value) if kind == "policy" else value
    return _free(shorter if meaning(kind, shorter) == meaning(kind, value) else value)


def _unlisted(value: Value) -> Value:
    match value:
        case Mapping():
            return {key: _unlisted(one) for key, one in value.items()}
        case (str() | Late() | Text() as alone,):
            return alone
        case tuple():
            return tuple(_unlisted(one) for one in value)
    return value


def _free(value: Value) -> Any:
    match value:
        case Mapping():
            return {key: _free(one) for key, one in value.items()}
        case tuple():
            return [_free(one) for one in value]
    return value


def _structure(shape: Shape, value: Mapping[str, Value], around: Around) -> Any:
    inner = around.inside(shape, value)
    order = (*(name for name in shape.fields if name in value), *value)
    made = {
        name: spelled(shape.fields.get(name, NOTHING), value[name], inner)
        for name in dict.fromkeys(order)
    }
    return _short(shape, made)


def _short(shape: Shape, made: dict[str, Any]) -> Any:
    """A structure of which only the field that a bare value stands for is said."""
    alone = made.get(shape.word.short) if set(made) == {shape.word.short} else None
    return made if alone is None or isinstance(alone, dict | Secret) else alone


def _keyed(shape: Shape, value: Mapping[str, Value], around: Around) -> Any:
    item, path = item_shape(shape), shape.word.keyed
    order = value.get(ORDER)
    keys = order if isinstance(order, tuple) else tuple(value)
    made = {str(key): spelled(item, value[str(key)], around) for key in keys if key != ORDER}
    if "." in path:
        return list(made.values())
    if shape.word.ordered or "" in made:
        return [{**({path: key} if key else {}), **one} for key, one in made.items()]
    return {key: _short(shape, one) for key, one in made.items()}
