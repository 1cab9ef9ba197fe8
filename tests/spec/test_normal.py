"""The normal form: equal meanings are equal values, whatever way they were written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.kinds.words import By, Field
from reconciler.spec.content.around import Around
from reconciler.spec.content.normal import normal, normal_document
from reconciler.spec.content.spelling import spelling
from reconciler.spec.form import Shape
from reconciler.spec.values import ORDER, Late, Secret, Text

STRING = Shape("string")
INTEGER = Shape("integer")
ARN = Late("iam.roles.build", "arn")


def structure(**fields: Shape) -> Shape:
    return Shape("structure", fields=fields)


VARIABLE = structure(name=STRING, value=STRING, type=STRING)
VARIABLES = Shape("list", item=VARIABLE, word=Field(keyed="name", short="value"))
ACTION = structure(
    name=STRING,
    run_order=INTEGER,
    provider=Shape("string", word=Field(default="CodeBuild")),
    configuration=Shape(
        "map",
        item=STRING,
        word=Field(
            strings=True,
            keys=By(
                ".provider",
                {
                    "CodeBuild": {"EnvironmentVariables": Field(document="json")},
                    "CloudFormation": {"Capabilities": Field(csv=True)},
                },
                {},
            ),
        ),
    ),
)
STAGES = Shape(
    "list",
    item=structure(
        name=STRING,
        actions=Shape("list", item=ACTION, word=Field(keyed="name", ordered=True)),
    ),
    word=Field(keyed="name", ordered=True),
)


def test_a_keyed_list_written_as_list_map_or_short_map_is_one_value() -> None:
    expected = {"STAGE": {"value": "prod"}}
    assert normal(VARIABLES, [{"name": "STAGE", "value": "prod"}]) == expected
    assert normal(VARIABLES, {"STAGE": {"value": "prod"}}) == expected
    assert normal(VARIABLES, {"STAGE": "prod"}) == expected


def test_a_repeated_live_key_is_kept_apart() -> None:
    live = [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]
    assert normal(VARIABLES, live) == {"A": {"value": "1"}, "A#2": {"value": "2"}}


def test_an_ordered_keyed_list_has_its_order_as_one_leaf() -> None:
    written = [{"name": "Source", "actions": []}, {"name": "Build", "actions": [{"name": "C"}]}]
    assert normal(STAGES, written) == {
        "Source": {"actions": {ORDER: ()}},
        "Build": {"actions": {"C": {}, ORDER: ("C",)}},
        ORDER: ("Source", "Build"),
    }


def test_a_key_deep_in_the_item_stays_there() -> None:
    triggers = Shape("list", item=Shape("structure"), word=Field(keyed="git.source"))
    live = [{"type": "X", "git": {"source": "Src", "push": 1}}]
    assert normal(triggers, live) == {"Src": live[0]}


def test_a_set_is_sorted_and_has_no_repeats() -> None:
    assert normal(Shape("list", item=STRING, word=Field(set=True)), ["b", "a", "b"]) == ("a", "b")


def test_key_words_follow_the_sibling_and_its_default() -> None:
    assert normal(
        ACTION, {"configuration": {"EnvironmentVariables": '[ {"name": "A"} ]', "Count": 3}}
    ) == {"configuration": {"EnvironmentVariables": ({"name": "A"},), "Count": "3"}}
    assert normal(
        ACTION, {"provider": "CloudFormation", "configuration": {"Capabilities": "A, B"}}
    ) == {"provider": "CloudFormation", "configuration": {"Capabilities": ("A", "B")}}


def test_a_map_of_text_keeps_the_numbers_of_documents_in_it() -> None:
    configuration = {"EnvironmentVariables": [{"n": 1, "b": True}], "Flag": True, "Count": 3}
    assert normal(ACTION, {"configuration": configuration}) == {
        "configuration": {
            "EnvironmentVariables": ({"n": 1, "b": True},),
            "Flag": "true",
            "Count": "3",
        }
    }


def test_a_word_may_depend_on_a_field_of_the_root() -> None:
    around = Around().inside(structure(kind=STRING), {"kind": "x"})
    inner = around.inside(structure(other=STRING), {"other": "y"})
    assert inner.settle(By("kind", {"x": 1}, 2)) == 1
    assert inner.settle(By(".other", {"x": 1}, 2)) == 2


def test_null_stays_in_structures_and_open_maps_and_goes_elsewhere() -> None:
    assert normal(structure(a=STRING), {"a": None}) == {"a": None}
    assert normal(Shape("map", item=STRING), {"a": None, "b": "1"}) == {"b": "1"}
    assert normal(Shape("map", item=STRING, word=Field(open=True)), {"a": None}) == {"a": None}
    assert normal(Shape("list", item=STRING), ["a", None]) == ("a",)
    assert normal(VARIABLES, {"A": None, "B": "1"}) == {"B": {"value": "1"}}


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        ("json", '{"a": [1, 2]}', {"a": [1, 2]}),
        (
            "policy",
            {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["b", "a"]}},
            '{"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["a", "b"]}]}',
        ),
        (
            "policy",
            {"Statement": [{"Principal": {"AWS": "arn:aws:iam::111122223333:root"}}]},
            {"Statement": [{"Principal": {"AWS": [111122223333]}}]},
        ),
        (
            "policy",
            {"Statement": [{"Principal": "*"}]},
            {"Statement": [{"Principal": {"AWS": "*"}}]},
        ),
        (
            "policy",
            {"Statement": [{"Condition": {"Bool": {"aws:SecureTransport": False}}}]},
            {"Statement": [{"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}]},
        ),
        (
            "pattern",
            {"account": [111122223333], "detail": {"state": ["B", "A"]}},
            '{"detail": {"state": ["A", "B"]}, "account": ["111122223333"]}',
        ),
    ],
)
def test_equal_documents_are_one_tree(kind: str, left: Any, right: Any) -> None:
    assert normal_document(kind, left) == normal_document(kind, right)


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        ("json", "[1, 2]", "[2, 1]"),
        ("json", "[1]", '["1"]'),
        ("policy", {"Statement": [{"Effect": "Allow"}]}, {"Statement": [{"Effect": "Deny"}]}),
        ("pattern", {"n": [{"numeric": [">", 1]}]}, {"n": [{"numeric": [1, ">"]}]}),
        (
            "policy",
            {"Statement": [{"Principal": "*"}]},
            {"Statement": [{"Principal": {"AWS": "a"}}]},
        ),
    ],
)
def test_different_documents_are_different_trees(kind: str, left: Any, right: Any) -> None:
    assert normal_document(kind, left) != normal_document(kind, right)


@pytest.mark.parametrize("text", ["not json", '"5"', "[NaN]", "[" * 100_000])
def test_text_that_is_no_json_stays_text(text: str) -> None:
    assert normal_document("json", text) == text


def test_a_buildspec_written_as_text_stays_that_text() -> None:
    assert normal_document("yaml", "version:  0.2\n") == "version:  0.2\n"
    assert normal_document("yaml", {"version": 0.2}) == {"version": 0.2}


def test_late_holes_keep_their_place_inside_a_document() -> None:
    text = Text(('{"Resource": "', ARN, '/x", "Role": "', ARN, '"}'))
    assert normal_document("json", text) == {"Resource": Text((ARN, "/x")), "Role": ARN}


def test_a_hole_outside_a_string_leaves_the_text() -> None:
    text = Text(('{"Resource": ', ARN, "}"))
    assert normal_document("json", text) == text


def test_a_comma_list_is_split_around_late_holes() -> None:
    csv = Shape("string", word=Field(csv=True))
    assert normal(csv, Text(("a, ", ARN, ",b"))) == ("a", ARN, "b")
    assert normal(csv, ["a", 5, True]) == ("a", "5", "true")
    assert normal(csv, "") == ()


def test_leaves_that_are_not_known_stay() -> None:
    secret = Secret("ssm", "/ci/token")
    assert normal(structure(a=STRING, b=STRING), {"a": ARN, "b": secret}) == {"a": ARN, "b": secret}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("integer", "5", 5),
        ("string", 5, "5"),
    ],
)
def test_attribute_text_is_read_by_the_shape(kind: Any, text: Any, value: Any) -> None:
    assert normal(Shape(kind), text) == value


@pytest.mark.parametrize(
    ("same", "left", "right", "equal"),
    [
        ("text", "a\n", "a", True),
        ("text", " a", "a", False),
        ("kms_key", "arn:aws:kms:eu-west-1:111122223333:alias/ci", "alias/ci", True),
        ("kms_key", "arn:aws:kms:eu-west-1:111122223333:key/12ab", "12ab", True),
        ("kms_key", "alias/ci", "alias/cd", False),
        (
            "arn_prefix",
            "arn:aws:codestar-connections:eu-west-1:111122223333:connection/x",
            "arn:aws:codeconnections:eu-west-1:111122223333:connection/x",
            True,
        ),
        ("", "a\n", "a", False),
    ],
)
def test_spellings_that_aws_takes_for_one(same: str, left: str, right: str, equal: bool) -> None:
    assert (spelling(same, left) == spelling(same, right)) is equal


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Statement", "Action", "Principal", "AWS", "Condition", "account", "x"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(kind=st.sampled_from(["json", "policy", "pattern"]), data=JSON)
def test_the_normal_form_of_a_document_is_its_own(kind: str, data: Any) -> None:
    once = normal_document(kind, data)
    assert normal_document(kind, once) == once


ACTIONS = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from("ABC")},
        optional={
            "run_order": st.integers(),
            "provider": st.sampled_from(["CodeBuild", "CloudFormation"]),
            "configuration": st.dictionaries(
                st.sampled_from(["EnvironmentVariables", "Capabilities", "Other"]),
                st.text(max_size=4) | st.integers() | st.booleans(),
            ),
        },
    ),
    max_size=3,
)


@given(st.lists(st.fixed_dictionaries({"name": st.sampled_from("XYZ"), "actions": ACTIONS})))
def test_the_normal_form_is_its_own_normal_form(stages: Any) -> None:
    once = normal(STAGES, stages)
    assert normal(STAGES, once) == once
