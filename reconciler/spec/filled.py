"""Normal values as a spec would write them, and judged again when late values are filled in.

Law: `normal(shape, written(shape, value)) == value` for every normal value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reconciler.errors import Fault, Place
from reconciler.spec.around import NOTHING
from reconciler.spec.form import Shape
from reconciler.spec.nodes import MapNode
from reconciler.spec.normal import is_document, item_shape, normal_structure
from reconciler.spec.stack import Resource
from reconciler.spec.validate import Subject, faults_of
from reconciler.spec.values import ORDER, Value
from reconciler.spec.verdicts import Judge, Verdict, checkable
from reconciler.spec.walks import printed_path


def written(shape: Shape, value: Value) -> Any:
    """Plain data in the form of specs: named lists are lists again, in their order."""
    if is_document(shape) or shape.word.csv:
        return _plain(value)
    match shape.type, value:
        case "structure", Mapping():
            return {
                name: written(shape.fields.get(name, NOTHING), item) for name, item in value.items()
            }
        case "list", Mapping():
            return _items(shape, value)
        case "list", tuple():
            return [written(item_shape(shape), item) for item in value]
    return _plain(value)


def _items(shape: Shape, value: Mapping[str, Value]) -> list[Any]:
    order = value.get(ORDER)
    keys = order if isinstance(order, tuple) else tuple(key for key in value if key != ORDER)
    return [_item(shape, str(key), value[str(key)]) for key in keys if str(key) in value]


def _item(shape: Shape, key: str, value: Value) -> Any:
    data = written(item_shape(shape), value)
    if isinstance(data, dict) and "." not in shape.word.keyed:
        return {shape.word.keyed: key, **data}
    return data


def _plain(value: Value) -> Any:
    match value:
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case tuple():
            return [_plain(item) for item in value]
    return value


def refilled(resource: Resource, desired: Mapping[str, Value]) -> Mapping[str, Value]:
    """The normal form of desired fields whose late holes were filled in: sets are sorted again."""
    value = normal_structure(resource.form.structure(), desired)
    assert isinstance(value, Mapping)
    return value


def filled_faults(
    resource: Resource, desired: Mapping[str, Value], judge: Judge
) -> tuple[Fault, ...]:
    """What the schema says of desired fields once late values are known; places are as written.

    A late value was taken on trust while planning; what AWS gave may break a pattern or a length.
    """
    form = resource.form
    names = dict(zip(form.kind.identity, resource.identity, strict=True))
    data = checkable({**written(form.structure(), desired), **names})
    verdicts = judge.verdicts(form.kind.id, data)
    nowhere = MapNode({}, resource.place)
    subject = Subject(resource.address, form, nowhere, resource.place, data, {form.kind.id: form})
    return tuple(
        replace(fault, place=_place(resource, data, verdict))
        for verdict in verdicts
        for fault in faults_of(subject, (verdict,))
    )


def _place(resource: Resource, data: Any, verdict: Verdict) -> Place:
    """Where the field was written, or the nearest thing around it that was."""
    for end in range(len(verdict.path), 0, -1):
        path = printed_path(resource.form, data, verdict.path[:end])
        if path in resource.places:
            return resource.places[path]
    return resource.place
