"""AWS's answers to normal values and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.engine.calling.convert import (
    at,
    from_api,
    normal_fields,
    renamed_fields,
    tags_from,
    tags_to,
    to_api,
)
from reconciler.kinds.words import By, Field
from reconciler.spec.content.around import Around
from reconciler.spec.content.normal import normal
from reconciler.spec.form import Shape
from reconciler.spec.forms import forms
from reconciler.spec.values import ORDER, Late, Secret, Text, Value

TEXT = Shape("string")
VARIABLES = Shape(
    "list",
    "environmentVariables",
    item=Shape(
        "structure",
        fields={
            "name": Shape("string", "name"),
            "value": Shape("string", "value"),
            "type": Shape("string", "type"),
        },
    ),
    word=Field(keyed="name", short="value"),
)
POLICY = Shape("string", "policy", word=Field(document="policy"))
LATE = Late("codepipeline.pipelines.api", "arn")


def test_a_dotted_path_passes_through_lists() -> None:
    answer = {"Types": [{"Id": "a"}, {"Id": "b"}], "Deep": {"Text": 1}}

    assert at(answer, "Types.Id") == ["a", "b"]
    assert at(answer, "Deep.Text") == 1
    assert at(answer, "Deep.None.More") is None
    assert at(answer, "") is answer


def test_a_keyed_list_becomes_a_map_and_a_list_again() -> None:
    answer = [{"name": "B", "value": "2", "type": "X"}, {"name": "A", "value": "1"}]

    value = from_api(VARIABLES, answer)

    assert value == {"A": {"value": "1"}, "B": {"value": "2", "type": "X"}}
    assert to_api(VARIABLES, value) == answer


def test_an_ordered_list_keeps_its_order_whatever_the_order_of_its_map() -> None:
    shape = Shape("list", item=VARIABLES.item, word=Field(keyed="name", ordered=True))
    value: Value = {"A": {"value": "1"}, ORDER: ("B", "A"), "B": {"value": "2"}}

    assert [item["name"] for item in to_api(shape, value)] == ["B", "A"]
    assert from_api(shape, to_api(shape, value)) == value


def test_an_item_that_shall_not_be_there_is_not_sent() -> None:
    assert to_api(VARIABLES, {"A": None, "B": {"value": "2"}}) == [{"name": "B", "value": "2"}]


def test_documents_are_compared_as_trees_and_sent_as_text() -> None:
    text = '{"Statement": [{"Action": "s3:GetObject", "Resource": "*", "Effect": "Allow"}]}'

    value = from_api(POLICY, text)

    assert value == {
        "Statement": ({"Action": ("s3:GetObject",), "Resource": ("*",), "Effect": "Allow"},)
    }
    assert from_api(POLICY, to_api(POLICY, value)) == value
    assert from_api(POLICY, {"Statement": []}) == {"Statement": ()}


def test_a_late_value_leaves_a_hole_in_a_document() -> None:
    value: Value = {"Statement": ({"Resource": (LATE, "x"), "Note": Text(("a-", LATE))},)}

    sent = to_api(POLICY, value)

    assert isinstance(sent, Text)
    assert [part for part in sent.parts if isinstance(part, Late)] == [LATE, LATE]
    filled = "".join(part if isinstance(part, str) else "arn:1" for part in sent.parts)
    assert filled == '{"Statement":[{"Note":"a-arn:1","Resource":["arn:1","x"]}]}'


def test_a_comma_list_is_a_list_here_and_text_there() -> None:
    shape = Shape("string", word=Field(csv=True))

    assert from_api(shape, "a, b") == ("a", "b")
    assert to_api(shape, ("a", "b")) == "a,b"
    assert to_api(shape, ("a", LATE)) == Text(("a,", LATE))


@pytest.mark.parametrize("leaf", [LATE, Text(("a", LATE)), Secret("ssm", "/ci/token")])
def test_what_is_not_known_stays_what_it_is(leaf: Any) -> None:
    assert to_api(TEXT, leaf) is leaf
    assert to_api(VARIABLES, {"A": {"value": leaf}}) == [{"name": "A", "value": leaf}]


def test_a_map_whose_keys_have_words_by_a_sibling() -> None:
    action = Shape(
        "structure",
        fields={
            "provider": Shape("string", "provider"),
            "configuration": Shape(
                "map",
                "configuration",
                item=TEXT,
                word=Field(keys=By(".provider", {"Lambda": {"Input": Field(document="json")}}, {})),
            ),
        },
    )
    answer = {"provider": "Lambda", "configuration": {"Input": '{"b": 1}', "Other": '{"b": 1}'}}

    value = from_api(action, answer)

    assert value == {
        "provider": "Lambda",
        "configuration": {"Input": {"b": 1}, "Other": '{"b": 1}'},
    }
    assert to_api(action, value, Around()) == {
        "provider": "Lambda",
        "configuration": {"Input": '{"b":1}', "Other": '{"b": 1}'},
    }


def test_attributes_written_as_text_are_read_by_their_types() -> None:
    shape = Shape(
        "structure",
        fields={
            "fifo": Shape("boolean", "Fifo"),
            "delay": Shape("integer", "Delay"),
            "redrive": Shape("structure", "Redrive", fields={"max": Shape("integer", "max")}),
        },
    )
    answer = {"Fifo": "true", "Delay": "30", "Redrive": '{"max": "5"}'}

    assert from_api(shape, answer) == {"fifo": True, "delay": 30, "redrive": {"max": 5}}


def test_items_of_a_part_are_found_where_the_bulk_read_has_them() -> None:
    item = {
        "RoleName": "build",
        "RolePolicyList": [{"PolicyName": "inline", "PolicyDocument": {"Statement": []}}],
        "AttachedManagedPolicies": [{"PolicyName": "P", "PolicyArn": "arn:p"}],
    }

    fields = normal_fields(forms()["iam.roles"], renamed_fields(forms()["iam.roles"], item))

    assert fields["policies"] == {"inline": {"Statement": ()}}
    assert fields["managed_policy_arns"] == ("arn:p",)


@pytest.mark.parametrize(
    "spelt",
    [
        {"a": "1", "b": ""},
        [{"key": "a", "value": "1"}, {"key": "b"}],
        [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}],
    ],
)
def test_tags_of_any_spelling_are_one_map(spelt: Any) -> None:
    assert tags_from(spelt) == {"a": "1", "b": ""}


def test_tags_are_written_in_the_spelling_asked_for() -> None:
    assert tags_to({"b": "2", "a": "1"}, "Key", "Value") == [
        {"Key": "a", "Value": "1"},
        {"Key": "b", "Value": "2"},
    ]
    assert tags_to({"a": "1"}) == {"a": "1"}
    assert tags_from(None) == {}


WORDS = st.text("abcdefghij-_", min_size=1, max_size=6)


SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(0, 10**6),
    "number": st.floats(0, 10, allow_nan=False),
    "boolean": st.booleans(),
    "any": st.nothing(),
}


def values_of(shape: Shape) -> st.SearchStrategy[Any]:
    """Plain data of a shape, as specs write it; documents are left out, `render` has its own laws."""
    word = shape.word
    if word.document or isinstance(word.keys, By):
        return st.nothing()
    match shape.type:
        case "structure":
            there = {n: inner for n, inner in shape.fields.items() if not inner.word.read}
            drawn = {name: values_of(inner) for name, inner in there.items()}
            return st.fixed_dictionaries(
                {}, optional={n: s for n, s in drawn.items() if not s.is_empty}
            )
        case "list" if word.keyed and "." not in word.keyed:
            assert shape.item is not None
            rest = {n: s for n, s in shape.item.fields.items() if n != word.keyed}
            return st.dictionaries(WORDS, values_of(Shape("structure", fields=rest)), max_size=2)
        case "list" if word.keyed:
            return items_of(word.keyed.split("."), shape.item or TEXT)
        case "list":
            return st.lists(values_of(shape.item or TEXT), max_size=2)
        case "map":
            return st.dictionaries(WORDS, values_of(shape.item or TEXT), max_size=2)
    return st.just("a,b") | WORDS if word.csv else SCALARS.get(shape.type, WORDS)


def items_of(path: list[str], item: Shape) -> st.SearchStrategy[Any]:
    """Items of a list whose key lies deeper in them, each with one."""
    return st.dictionaries(WORDS, values_of(item), max_size=2).map(
        lambda items: [nested(path, key, one) for key, one in items.items()]
    )


def nested(path: list[str], key: str, item: dict[str, Any]) -> dict[str, Any]:
    """The item with this key where a dotted `keyed` has it."""
    name, *rest = path
    return {**item, name: nested(rest, key, item.get(name, {})) if rest else key}


FIELDS = [
    (kind_id, name)
    for kind_id, form in forms().items()
    for name, shape in form.fields.items()
    if name not in {*form.kind.identity, *form.kind.shorthands} and not values_of(shape).is_empty
]
"""What travels: a shorthand is meant for expand, and no operation takes it."""


@pytest.mark.parametrize(("kind_id", "name"), FIELDS)
@given(data=st.data())
def test_every_value_comes_back_as_it_was_sent(
    kind_id: str, name: str, data: st.DataObject
) -> None:
    shape = forms()[kind_id].fields[name]
    value = normal(shape, data.draw(values_of(shape)))

    sent = to_api(shape, value)

    assert from_api(shape, sent) == value
    assert to_api(shape, from_api(shape, sent)) == sent
