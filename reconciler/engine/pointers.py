"""What a resource's values point at: other resources, by the fields that are known to hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconciler.engine.convert import ANY
from reconciler.kinds.words import Field
from reconciler.spec.around import Around
from reconciler.spec.form import Form, Shape
from reconciler.spec.normal import key_words, value_shape
from reconciler.spec.values import ORDER, Value


@dataclass(frozen=True)
class Pointer:
    """A text in a field that holds another resource's attribute, `kind` and `attribute` of which.

    `field` is the field of the resource in which it stands; `checked` whether AWS looks.
    """

    field: str
    kind: str
    attribute: str
    value: str
    checked: bool


def pointers(form: Form, values: Mapping[str, Value]) -> Iterator[Pointer]:
    """Every text among `values` (identity fields included) that points at another resource."""
    around = Around().inside(form.structure(), values)
    for name, value in values.items():
        yield from _inside(name, form.fields.get(name, ANY), value, around)


def _inside(root: str, shape: Shape, value: Value, around: Around) -> Iterator[Pointer]:
    match value:
        case str() if shape.word.points_to:
            kind, _, attribute = shape.word.points_to.rpartition(".")
            yield Pointer(root, kind, attribute, value, shape.word.checked)
        case tuple():
            item = _item(shape)
            for one in value:
                yield from _inside(root, item, one, around)
        case Mapping() if shape.type == "structure":
            inner = around.inside(shape, value)
            for name, one in value.items():
                yield from _inside(root, shape.fields.get(name, ANY), one, inner)
        case Mapping():
            words = key_words(shape, around)
            for key, one in value.items():
                held = _item(shape) if shape.type == "list" else value_shape(shape, words, key)
                if key != ORDER:
                    yield from _inside(root, held, one, around)


def _item(shape: Shape) -> Shape:
    """What a list or map holds; a word about a text on a list is about its items."""
    item = shape.item or ANY
    if not shape.word.points_to:
        return item
    word = Field(points_to=shape.word.points_to, checked=shape.word.checked)
    return Shape(item.type, word=word) if item.type == "string" else item


def is_checked(form: Form, path: str) -> bool:
    """Whether AWS looks for what the field at `path`, as users write it, refers to."""
    shape = form.structure()
    for segment in re.findall(r"[^.\[\]]+", path):
        inner = shape.fields.get(segment) if shape.type == "structure" else shape.item
        if inner is None:
            return False
        shape = inner
    return shape.word.checked
