"""The rules by which shapes become schemas, one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reconciler.kinds.words import By, Field
from reconciler.spec.form import Shape
from reconciler.spec.schemas.schema_values import is_mappable, structure_schema, value_schema

ITEM = Shape(
    "structure",
    fields={
        "name": Shape("string", required=True, high=5),
        "value": Shape("string", required=True),
        "type": Shape("string", enum=("A", "B")),
    },
)


def takes(shape: Shape, value: Any, *, optional: bool = True) -> bool:
    return bool(Draft202012Validator(value_schema(shape, optional=optional)).is_valid(value))


def listed(**words: Any) -> Shape:
    return Shape("list", item=ITEM, word=Field(**words))


def test_plain_text_needs_no_condition() -> None:
    assert value_schema(Shape("string")) == {"type": ["string", "number", "boolean", "null"]}


@given(
    st.sampled_from(["string", "integer", "number", "boolean", "structure", "list", "map", "any"])
)
def test_every_type_takes_a_reference_and_null_where_it_is_optional(kind: Any) -> None:
    shape = Shape(kind, item=Shape("string") if kind in ("list", "map") else None)
    assert takes(shape, "${{ vars.x }}")
    assert takes(shape, None)
    assert takes(shape, "${{ vars.x }}", optional=False)
    assert not takes(shape, None, optional=False)


@given(st.integers(), st.integers(-5, 5), st.integers(6, 20))
def test_numbers_keep_their_bounds(value: int, low: int, high: int) -> None:
    assert takes(Shape("integer", low=low, high=high), value) == (low <= value <= high)


@given(st.text(max_size=12), st.integers(0, 5), st.integers(6, 10))
def test_text_keeps_its_length(value: str, low: int, high: int) -> None:
    expected = low <= len(value) <= high or "${{" in value
    assert takes(Shape("string", low=low, high=high), value) == expected


@pytest.mark.parametrize(
    ("word", "mappable"),
    [
        ({"keyed": "name"}, True),
        ({"keyed": "name", "ordered": True}, False),
        ({"keyed": "deep.name"}, False),
        ({}, False),
    ],
)
def test_which_lists_may_be_maps(word: dict[str, Any], mappable: bool) -> None:
    assert is_mappable(listed(**word)) is mappable
    assert takes(listed(**word), {"a": {"value": "v"}}) is mappable
    assert takes(listed(**word), [{"name": "a", "value": "v"}])


def test_a_short_value_stands_for_its_field() -> None:
    assert not takes(listed(keyed="name"), {"a": "v"})
    assert takes(listed(keyed="name", short="value"), {"a": "v", "b": 3, "c": {"value": "x"}})
    assert not takes(listed(keyed="name", short="value"), {"a": ["v"]})
    assert not takes(listed(keyed="name", short="value"), {"abcdef": "v"})


def test_words_about_a_list_hold_on_every_level() -> None:
    nested = Shape("list", item=Shape("list", item=ITEM), word=Field(keyed="name", short="value"))
    assert takes(nested, [{"a": "v"}, [{"name": "b", "value": "w"}]])


def test_a_document_is_anything_and_may_be_a_file() -> None:
    shape = Shape("string", high=3, word=Field(document="json"))
    for value in ({"file": "a.json"}, {"a": 1}, [1, 2], "text", 5, True, None):
        assert takes(shape, value)
    assert not takes(shape, None, optional=False)


def test_documents_in_a_map_are_its_values() -> None:
    shape = Shape("map", item=Shape("string", high=3), word=Field(document="policy"))
    assert takes(shape, {"a": {"Statement": []}, "b": {"file": "b.json"}})
    assert not takes(shape, "text")


def test_a_comma_list_is_a_list_or_text() -> None:
    shape = Shape("string", word=Field(csv=True))
    assert takes(shape, ["A", "B"])
    assert takes(shape, "A,B")
    assert not takes(shape, {"a": 1})
    assert not takes(shape, [["A"]])


def test_a_secret_is_a_reference_to_one() -> None:
    shape = Shape("string", word=Field(secret=True))
    assert takes(shape, {"secret": "env:TOKEN"})
    for value in ("literal", {"secret": "TOKEN"}, {"secret": "env:A", "x": 1}, {}):
        assert not takes(shape, value)


def test_a_secret_that_depends_on_a_sibling_is_either() -> None:
    shape = Shape("string", enum=("A",), word=Field(secret=By(".type", {"X": True}, False)))
    assert takes(shape, {"secret": "env:TOKEN"})
    assert takes(shape, "A")
    assert not takes(shape, "B")


def test_keys_of_a_free_map_have_words_of_their_own() -> None:
    keys = By(
        ".provider",
        {
            "One": {"Names": Field(csv=True), "Both": Field(document="json")},
            "Two": {"Both": Field(csv=True)},
        },
        {},
    )
    shape = Shape("map", item=Shape("string"), word=Field(keys=keys))
    assert takes(shape, {"Names": ["a"], "Both": {"b": 1}, "Other": 1, "Gone": None})
    assert not takes(shape, {"Other": {"b": 1}})
    assert not takes(shape, {"Names": {"b": 1}})


def test_items_say_when_but_the_structure_of_a_field_does_not() -> None:
    item = {"name": "a", "value": "v", "when": {"environment": "prod"}}
    assert takes(listed(), [item])
    assert not takes(ITEM, item)
    assert "when" not in structure_schema(ITEM)["properties"]


def test_editors_are_told_defaults_choices_and_targets() -> None:
    shape = Shape("string", doc="What.", word=Field(default="x", points_to="iam.roles.arn"))
    told = value_schema(shape)
    assert told["description"] == "What."
    assert told["default"] == "x"
    assert told["examples"] == ["${{ iam.roles.NAME.arn }}"]
    assert value_schema(Shape("string", enum=("A", "B")))["examples"] == ["A", "B"]
    fixed = value_schema(Shape("string", word=Field(immutable=True)))
    assert "replaces" in fixed["description"]
