"""What a resource's values point at: other resources, by the fields that are known to hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconciler.engine.calling.parts import root_of
from reconciler.engine.calling.updates import segments
from reconciler.spec.content.around import NOTHING, Around
from reconciler.spec.content.normal import item_shape
from reconciler.spec.declared import pointers as written
from reconciler.spec.form import Form
from reconciler.spec.values import Value


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
    for found in written.pointers(form.structure(), values, Around()):
        kind, _, attribute = found.target.rpartition(".")
        checked = is_checked(form, found.path)
        yield Pointer(root_of(found.path), kind, attribute, found.text, checked)


def is_checked(form: Form, path: str) -> bool:
    """Whether AWS looks for what the field at `path`, as users write it, refers to."""
    shape = form.structure()
    for segment in segments(path):
        inner = shape.fields.get(segment) if shape.type == "structure" else item_shape(shape)
        if inner is None or inner is NOTHING:
            return False
        shape = inner
    return shape.word.checked
