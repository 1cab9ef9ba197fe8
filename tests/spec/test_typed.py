"""Scalars are read by the schema, documents by their own rules, places by the paths users read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import Place
from reconciler.spec.content.scalars import plain, scalar
from reconciler.spec.content.typed import Reading, typed
from reconciler.spec.forms import forms
from reconciler.spec.nodes import ScalarNode
from tests.spec.ground import FILE, faults, good, mapping, told

PROJECT = "codebuild.projects"
PIPELINE = "codepipeline.pipelines"


def read(kind: str, text: str) -> dict[str, Any]:
    reading = Reading("x.y.z")
    data = typed(forms()[kind], mapping(text), reading)
    assert reading.faults == []
    return data


@pytest.mark.parametrize(
    "text",
    ["012345670123", "1.10", "on", "yes", "12:30", "2012-10-17", "true", "1e3", "0x10", "1_0"],
)
def test_where_text_is_wanted_it_stays_as_written(text: str) -> None:
    assert read(PROJECT, f"description: {text}") == {"description": text}


@pytest.mark.parametrize(
    ("kind", "text", "quoted", "value"),
    [
        ("integer", "60", False, 60),
        ("integer", "-1", False, -1),
        ("integer", "060", False, "060"),
        ("integer", "60", True, "60"),
        ("integer", "1.0", False, "1.0"),
        ("integer", "9" * 5000, False, "9" * 5000),
        ("number", "0.5", False, 0.5),
        ("number", "1e999", False, "1e999"),
        ("boolean", "true", False, True),
        ("boolean", "False", False, False),
        ("boolean", "yes", False, "yes"),
        ("boolean", "true", True, "true"),
    ],
)
def test_scalars_by_type(kind: str, text: str, quoted: bool, value: Any) -> None:
    node = ScalarNode(text, Place(FILE), plain=not quoted)
    assert scalar(kind, node) == value
    assert type(scalar(kind, node)) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("1.10", 1.1), ("012", "012"), ("true", True), ("True", "True"), ("on", "on"),
     ("2012-10-17", "2012-10-17"), ("12:30", "12:30"), ("0x1", "0x1"), (".5", ".5"), ("~x", "~x")],
)  # fmt: skip
def test_scalars_of_free_documents(text: str, value: Any) -> None:
    assert plain(ScalarNode(text, Place(FILE))) == value


@given(st.text())
def test_quoted_text_is_text_everywhere(text: str) -> None:
    node = ScalarNode(text, Place(FILE), plain=False)
    assert plain(node) == text
    assert {scalar(kind, node) for kind in ("string", "integer", "number", "boolean")} == {text}


def test_in_a_policy_every_scalar_is_text() -> None:
    text = "assume_role_policy_document: {Version: 2012-10-17, Statement: [{Condition: {Bool: {x: true, y: 5}}}]}"
    data = read("iam.roles", text)["assume_role_policy_document"]
    assert data["Statement"] == [{"Condition": {"Bool": {"x": "true", "y": "5"}}}]


def test_in_a_pattern_only_the_account_is_text() -> None:
    text = "event_pattern: {account: [012345670123, 111122223333], detail: {count: [1, true]}}"
    assert read("eventbridge.rules", text)["event_pattern"] == {
        "account": ["012345670123", "111122223333"],
        "detail": {"count": [1, True]},
    }


ACTION = (
    "stages: [{name: S, actions: [{name: A, action_type_id: {provider: %s}, configuration: %s}]}]"
)


def configuration(provider: str, text: str) -> Any:
    resource = read(PIPELINE, ACTION % (provider, text))
    return resource["stages"][0]["actions"][0]["configuration"]


def test_a_free_map_keeps_its_keys_and_knows_some() -> None:
    assert configuration("Lambda", "{FunctionName: f, UserParameters: {n: 1}}") == {
        "FunctionName": "f",
        "UserParameters": {"n": 1},
    }
    assert configuration("CodeBuild", "{BatchEnabled: true, PrimarySource: 5}") == {
        "BatchEnabled": "true",
        "PrimarySource": "5",
    }


def test_places_are_found_by_the_paths_that_users_read() -> None:
    reading = Reading("x.y.z")
    text = (
        "environment:\n  environment_variables:\n    STAGE: prod\n    LONG: {value: a}\n"
        "vpc_config: {subnets: [a, b]}\n"
    )
    typed(forms()[PROJECT], mapping(text), reading)
    assert reading.places["environment.environment_variables[STAGE].value"] == Place(FILE, 3, 12)
    assert reading.places["environment.environment_variables[LONG].value"] == Place(FILE, 4, 19)
    assert reading.places["vpc_config.subnets[1]"] == Place(FILE, 5, 27)
    typed(forms()[PIPELINE], mapping(ACTION % ("Lambda", "{UserParameters: x}")), reading)
    assert "stages[S].actions[A].configuration.UserParameters" in reading.places


def test_a_name_twice_in_a_named_list() -> None:
    reading = Reading("x.y.z")
    text = "environment: {environment_variables: [{name: A, value: b}, {name: A, value: c}]}"
    typed(forms()[PROJECT], mapping(text), reading)
    (fault,) = reading.faults
    assert told(fault) == (
        "1:60 RC1209 `A` is twice in `environment_variables` | a name of its own for each item"
    )
    assert (fault.notes[0].message, fault.notes[0].place) == (
        "`A` is here first",
        Place(FILE, 1, 39),
    )


def test_a_named_list_needs_the_names() -> None:
    reading = Reading("x.y.z")
    typed(forms()[PROJECT], mapping("secondary_sources: [{type: S3}]"), reading)
    assert [told(fault) for fault in reading.faults] == [
        (
            "1:21 RC1202 `source_identifier` is missing: AWS keys `secondary_sources` by it | the "
            "field `source_identifier`"
        )
    ]


def test_null_inside_a_document_is_an_error() -> None:
    reading = Reading("x.y.z")
    typed(forms()["iam.roles"], mapping("policies: {a: {Statement: [null]}}"), reading)
    assert [told(fault) for fault in reading.faults] == [
        "1:28 RC1013 null inside a document | a value, or no key at all"
    ]


ROLE = "iam: {roles: {r: {assume_role_policy_document: %s}}}"


def test_policy_text_that_is_no_json() -> None:
    assert [told(fault) for fault in faults(ROLE % "nope")] == [
        (
            "1:48 RC1012 The text of `assume_role_policy_document` is not JSON | an IAM policy, as a "
            "mapping or as the text of a JSON object | Write it as YAML, without quotes: it is sent "
            "as JSON."
        )
    ]


def test_policy_text_is_a_tree() -> None:
    resource = good(ROLE % '\'{"Version": "2012-10-17"}\'')
    assert resource.desired == {"assume_role_policy_document": {"Version": "2012-10-17"}}


def test_null_takes_away() -> None:
    text = "codecommit: {repositories: {web: {description: null}}}"
    assert good(text).desired == {"description": None}
    project = read(PROJECT, "environment: {environment_variables: {A: null, B: b}}")
    assert project["environment"]["environment_variables"] == {"A": None, "B": "b"}


def test_when_on_an_item_is_no_field_of_it() -> None:
    text = "environment: {environment_variables: [{name: A, value: b, when: {environment: prod}}]}"
    assert read(PROJECT, text)["environment"]["environment_variables"] == [
        {"name": "A", "value": "b"}
    ]


def test_the_key_of_a_named_list_must_be_known() -> None:
    text = """\
codebuild:
  projects:
    build:
      lifecycle: {state: external}
      environment: {environment_variables: [{name: "${{ iam.roles.r.id }}", value: a}]}
iam: {roles: {r: {assume_role_policy_document: {}}}}
"""
    assert told(faults(text)[-1]) == (
        "5:52 RC1212 `name` keys `environment_variables` and must be known before apply, but is "
        "(known after apply: iam.roles.r.id) | text that is known when planning"
    )
