"""Laws over every kind: what a form describes its schema takes, and what it does not, it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reconciler.kinds.table import KINDS
from reconciler.spec.compiling.compile import compile_kind
from reconciler.spec.form import Form, Shape
from reconciler.spec.schemas.schema import resource_schema
from reconciler.spec.schemas.schema_values import is_mappable

REFERENCE = "${{ vars.anything }}"
BY_ID = pytest.mark.parametrize("kind_id", [kind.id for kind in KINDS])
KINDS_BY_ID = {kind.id: kind for kind in KINDS}


@cache
def form_of(kind_id: str) -> Form:
    return compile_kind(KINDS_BY_ID[kind_id])


@cache
def gate(kind_id: str) -> Any:
    return jsonschema_rs.Draft202012Validator(resource_schema(kind_id))


@cache
def validator(kind_id: str) -> Any:
    return Draft202012Validator(resource_schema(kind_id))


def value(shape: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that a spec may write for a shape; deep optional structures are left out."""
    return st.one_of(st.just(REFERENCE), _written(shape, depth))


def _written(shape: Shape, depth: int) -> st.SearchStrategy[Any]:
    if shape.word.secret is True:
        return st.just({"secret": "env:TOKEN"})
    if shape.word.document and shape.type == "string":
        return st.sampled_from(['{"a": 1}', {"a": [1, "b"]}, {"file": "a.json"}])
    match shape.type:
        case "structure":
            return structure(shape, depth)
        case "list":
            assert shape.item
            return _list(shape, value(shape.item, depth + 1), depth)
        case "map":
            assert shape.item
            item = shape.item
            if shape.word.document:
                return st.dictionaries(st.just("key"), st.just({"Statement": []}))
            return st.dictionaries(_text(shape.key or Shape("string")), _written(item, depth))
        case "boolean":
            return st.booleans()
        case "integer" | "number":
            low, high = int(shape.low or 0), int(shape.high or 10**6)
            return st.integers(low, high)
        case _:
            return _text(shape)


def _list(shape: Shape, items: st.SearchStrategy[Any], depth: int) -> st.SearchStrategy[Any]:
    low, high = int(shape.low or 0), int(shape.high or 3)
    listed = st.lists(items, min_size=low, max_size=min(low + 2, high))
    if not is_mappable(shape) or low > 1:
        return listed
    assert shape.item
    key = shape.item.fields[shape.word.keyed]
    without = structure(shape.item, depth + 1, without=shape.word.keyed)
    mapped = st.dictionaries(_text(key), without, min_size=low, max_size=max(low, 1))
    return st.one_of(listed, mapped)


def _text(shape: Shape) -> st.SearchStrategy[str]:
    if shape.enum:
        return st.sampled_from(shape.enum)
    low, high = int(shape.low or 0), int(shape.high or 20)
    sized = st.text("abcXYZ019", min_size=low, max_size=min(low + 5, high))
    return (
        sized
        if not shape.pattern
        else st.from_regex(shape.pattern).filter(lambda text: low <= len(text) <= high)
    )


def structure(shape: Shape, depth: int = 0, without: str = "") -> st.SearchStrategy[Any]:
    fields = {
        name: value(field, depth + 1)
        for name, field in shape.fields.items()
        if (name != without and (field.required or depth < 2))
    }
    required = {name: fields.pop(name) for name in [*fields] if shape.fields[name].required}
    return st.fixed_dictionaries(required, optional=fields)


@BY_ID
@settings(suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_the_form_describes_the_schema_takes(kind_id: str, data: st.DataObject) -> None:
    resource = data.draw(structure(form_of(kind_id).structure()))
    for group in KINDS_BY_ID[kind_id].exactly_one:
        for name in group[1:]:
            resource.pop(name, None)
        resource.setdefault(group[0], REFERENCE)
    errors = [
        f"{error.json_path}: {error.message}" for error in validator(kind_id).iter_errors(resource)
    ]
    assert errors == []


def wrong(shape: Shape) -> Iterator[object]:
    """Values of another type than the shape's."""
    if shape.word.document and shape.type == "string":
        return
    match shape.type:
        case "structure" | "map":
            yield from ("text", 5, True, ["a"])
        case "list":
            yield from ("text", 5, True)
        case "boolean":
            yield from ("yes", 5, {}, [])
        case "integer" | "number":
            yield from ("many", {}, [])
        case _:
            yield from ({}, [], ["a"])
            if shape.enum:
                yield "none of them"


@BY_ID
def test_another_type_is_refused_in_every_field(kind_id: str) -> None:
    for name, shape in form_of(kind_id).fields.items():
        for bad in wrong(shape):
            errors = [error.absolute_path for error in validator(kind_id).iter_errors({name: bad})]
            assert any(path and path[0] == name for path in errors), (name, bad)
            assert not gate(kind_id).is_valid({name: bad})


@BY_ID
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_gate_lets_nothing_through_that_is_wrong(kind_id: str, data: st.DataObject) -> None:
    """What the gate refuses is judged again, so it may be stricter, as it is about a line's end."""
    resource = data.draw(structure(form_of(kind_id).structure()))
    name = data.draw(st.sampled_from(sorted(form_of(kind_id).fields)))
    bent = data.draw(BENT)
    for one in (resource, {**resource, name: bent}, {**resource, "unknown": bent}):
        assert gate(kind_id).is_valid(one) <= validator(kind_id).is_valid(one), one


BENT = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=300)
    | st.sampled_from(["a\n", "${{ x }}", "é→", "\x00", " a ", "a" * 5000]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4)
    ),
    max_leaves=6,
)
"""Any JSON, texts that regular expressions disagree on among them."""
