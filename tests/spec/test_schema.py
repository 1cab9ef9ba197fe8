"""The published schemas, judged by jsonschema as `validate` and editors use them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Kind
from reconciler.spec.published import published
from reconciler.spec.schemas.schema import attributes, resource_schema

BY_ID = pytest.mark.parametrize("kind", KINDS, ids=[kind.id for kind in KINDS])
REFERENCE = "${{ vars.anything }}"

MINIMAL: Mapping[str, dict[str, Any]] = {
    "codecommit.repositories": {},
    "codebuild.projects": {
        "source": {"type": "NO_SOURCE", "buildspec": {"version": 0.2}},
        "artifacts": {"type": "NO_ARTIFACTS"},
        "environment": {"type": "LINUX_CONTAINER", "image": "i", "compute_type": REFERENCE},
        "service_role": "${{ iam.roles.build.arn }}",
    },
    "codepipeline.pipelines": {
        "role_arn": "${{ iam.roles.pipeline.arn }}",
        "artifact_store": {"type": "S3", "location": "${{ s3.buckets.artifacts.name }}"},
        "stages": [
            {
                "name": "Source",
                "actions": [
                    {
                        "name": "Web",
                        "action_type_id": {
                            "category": "Source",
                            "owner": "AWS",
                            "provider": "CodeCommit",
                        },
                        "configuration": {"RepositoryName": "web", "PollForSourceChanges": False},
                    }
                ],
            }
        ],
    },
    "eventbridge.rules": {"event_pattern": {"source": ["aws.codecommit"]}},
    "iam.roles": {"assume_role_policy_document": {"Statement": []}},
    "s3.buckets": {},
}


@cache
def stack_validator() -> Draft202012Validator:
    documents = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in published().glob("*.json")
    }
    registry: Registry[Any] = Registry().with_resources(
        [(name, Resource.from_contents(document)) for name, document in documents.items()]
    )
    return Draft202012Validator(documents["stack.schema.json"], registry=registry)


def smallest(kind_id: str) -> dict[str, Any]:
    """What must be written of a kind; a reference stands for what `MINIMAL` does not spell out."""
    (kind,) = (one for one in KINDS if one.id == kind_id)
    required = (
        *resource_schema(kind_id).get("required", ()),
        *(group[0] for group in kind.exactly_one),
    )
    return MINIMAL.get(kind_id) or dict.fromkeys(required, REFERENCE)


def told(kind_id: str, **fields: Any) -> list[str]:
    """Errors of the smallest valid resource of a kind, with `fields` over it."""
    validator = Draft202012Validator(resource_schema(kind_id))
    errors = validator.iter_errors({**smallest(kind_id), **fields})
    return [f"{error.json_path}: {error.message}" for error in errors]


def nested(path: str, value: object) -> dict[str, Any]:
    for name in reversed(path.split(".")):
        value = {name: value}
    assert isinstance(value, dict)
    return value


def test_every_published_schema_is_a_schema() -> None:
    for path in published().glob("*.schema.json"):
        Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


@BY_ID
def test_the_smallest_resource_is_valid(kind: Kind) -> None:
    assert told(kind.id) == []


@BY_ID
def test_what_is_required_is_missed(kind: Kind) -> None:
    required = resource_schema(kind.id).get("required", [])
    validator = Draft202012Validator(resource_schema(kind.id))
    missed = {error.message for error in validator.iter_errors({})}
    assert {f"'{name}' is a required property" for name in required} <= missed


@BY_ID
def test_every_field_takes_a_reference_and_every_optional_one_null(kind: Kind) -> None:
    schema = resource_schema(kind.id)
    for name in schema["properties"]:
        if name in ("when", "lifecycle", *sum(kind.exactly_one, ())):
            continue
        assert told(kind.id, **{name: REFERENCE}) == []
        if name not in schema.get("required", []) and name not in (
            "tags",
            *sum(kind.exactly_one, ()),
        ):
            assert told(kind.id, **{name: None}) == []


@BY_ID
def test_an_unknown_field_is_refused(kind: Kind) -> None:
    assert told(kind.id, serviceRoel=1) == [
        "$: Additional properties are not allowed ('serviceRoel' was unexpected)"
    ]


@BY_ID
def test_every_kind_publishes_what_references_may_use(kind: Kind) -> None:
    listed = resource_schema(kind.id)["x-attributes"]
    assert listed == attributes(kind)
    arn = {"arn"} if kind.arn or kind.arn_at else set()
    assert {*arn, "key", *kind.identity, *kind.gives} <= set(listed)


@pytest.mark.parametrize(
    ("kind", "path", "value", "error"),
    [
        ("codebuild.projects", "timeout_in_minutes", 4, "4 is less than the minimum of 5"),
        ("codebuild.projects", "timeout_in_minutes", "soon", "'soon' is not of type 'integer'"),
        ("codebuild.projects", "badge_enabled", "yes", "'yes' is not of type 'boolean'"),
        ("codebuild.projects", "cache", "S3", "'S3' is not of type 'object'"),
        ("codebuild.projects", "cache.type", "DISK", "'DISK' is not one of"),
        ("codebuild.projects", "cache.colour", "red", "'colour' was unexpected"),
        ("codebuild.projects", "name", "my project", "does not match"),
        ("codebuild.projects", "name", "x" * 151, "is too long"),
        ("codebuild.projects", "service_role", None, "None is not of type"),
        ("codebuild.projects", "vpc_config.subnets", "a", "'a' is not of type 'array'"),
        ("codebuild.projects", "vpc_config.subnets", ["a"] * 17, "is too long"),
        ("codebuild.projects", "vpc_config.subnets", [["a"]], "is not of type"),
        ("codepipeline.pipelines", "variables", {"a b": "c"}, "does not match"),
        ("codepipeline.pipelines", "stages", {"A": {"actions": []}}, "is not of type 'array'"),
        ("eventbridge.rules", "targets", {"t": {}}, "'arn' is a required property"),
        ("eventbridge.rules", "targets", [{"arn": "a"}], "'id' is a required property"),
        ("eventbridge.rules", "targets", {"t": {"id": "t", "arn": "a"}}, "'id' was unexpected"),
        ("iam.roles", "policies", ["p"], "is not of type 'object'"),
        ("iam.roles", "lifecycle", {"state": "gone"}, "'gone' is not one of"),
        ("iam.roles", "lifecycle", {"stat": "absent"}, "'stat' was unexpected"),
        ("iam.roles", "tags", {"aws:x": "y"}, "does not match"),
        ("iam.roles", "tags", {"a": ["y"]}, "is not of type"),
        ("iam.roles", "when", {}, "should be non-empty"),
        ("iam.roles", "when", {"env": "prod"}, "'env' does not match"),
        ("iam.roles", "lifecycle", {"timeout": "1h30"}, "does not match"),
        ("iam.roles", "lifecycle", {"timeout": 0}, "is less than the minimum"),
    ],
)
def test_a_wrong_value_is_told_as_the_one_thing_that_is_wrong(
    kind: str, path: str, value: object, error: str
) -> None:
    errors = told(kind, **nested(path, value))
    assert [text for text in errors if error in text], errors
    assert not [text for text in errors if "any of the given schemas" in text]


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("codebuild.projects", "description", 1.10),
        ("codebuild.projects", "cache", {"type": "S3", "location": 5}),
        ("codebuild.projects", "webhook.filter_groups", [[{"type": "EVENT", "pattern": "PUSH"}]]),
        ("codebuild.projects", "policy", {"file": "policy.json"}),
        ("codebuild.projects", "policy", '{"Version": "2012-10-17"}'),
        ("codebuild.projects", "secondary_sources", {"a": {"type": "S3", "location": "l"}}),
        ("codebuild.projects", "secondary_source_versions", {"a": "main", "b": None, "c": 7}),
        ("codepipeline.pipelines", "variables", {"A": {"default_value": "b"}, "B": 1}),
        ("codepipeline.pipelines", "variables", [{"name": "A"}, None, REFERENCE]),
        ("codepipeline.pipelines", "variables", [{"name": "A", "when": {"environment": "prod"}}]),
        (
            "eventbridge.rules",
            "targets",
            {"t": {"arn": "a", "input": {"b": 1}, "when": {"region": "eu-west-1"}}},
        ),
        ("eventbridge.rules", "targets", {"t": REFERENCE, "u": None}),
        (
            "eventbridge.rules",
            "targets.t",
            {"arn": "a", "run_command_parameters": {"run_command_targets": {"tag:a": ["b"]}}},
        ),
        ("iam.roles", "policies", {"p": {"Statement": []}, "q": {"file": "q.json"}, "r": None}),
        ("iam.roles", "managed_policy_arns", ["arn:aws:iam::aws:policy/ReadOnlyAccess", REFERENCE]),
        ("iam.roles", "tags", {"a": 1, "b": None}),
        ("iam.roles", "lifecycle", {"state": "external", "id": "arn:aws:iam::1:role/x"}),
        ("iam.roles", "lifecycle", {"timeout": "1h30m"}),
        ("iam.roles", "lifecycle", {"timeout": 90}),
        ("iam.roles", "when", {"environment": ["stg", "prod"], "vars.source": "github"}),
        ("s3.buckets", "versioning_configuration.status", "Enabled"),
    ],
)
def test_what_the_language_allows_is_allowed(kind: str, path: str, value: object) -> None:
    assert told(kind, **nested(path, value)) == []


def test_a_secret_stands_alone_where_the_kind_says() -> None:
    stages = json.loads(json.dumps(MINIMAL["codepipeline.pipelines"]["stages"]))
    configuration = stages[0]["actions"][0]["configuration"]
    configuration["OAuthToken"] = {"secret": "secretsmanager:ci/github#token"}
    assert told("codepipeline.pipelines", stages=stages) == []
    configuration["OAuthToken"] = "literal"
    (error,) = told("codepipeline.pipelines", stages=stages)
    assert error.endswith("configuration.OAuthToken: 'literal' is not of type 'object'")
    configuration["OAuthToken"] = {"secret": "vault:x"}
    (error,) = told("codepipeline.pipelines", stages=stages)
    assert "does not match" in error


def test_exactly_one_of_the_stores_is_given() -> None:
    both = {"artifact_stores": {"eu-west-1": {"type": "S3", "location": "bucket"}}}
    assert len(told("codepipeline.pipelines", **both)) == 1


def test_a_stack_file_is_valid() -> None:
    spec = {
        "stack": "storefront",
        "names": "${{ stack }}-${{ self.key }}",
        "vars": {"branch": "main", "network": {"lookup": "ssm:/network"}},
        "tags": {"team": "web"},
        "when": {"environment": "prod"},
        "x-build": {"anything": [1]},
    }
    for kind_id, resource in MINIMAL.items():
        section, subsection = kind_id.split(".")
        spec[section] = {subsection: {"one": resource}}
    assert [error.message for error in stack_validator().iter_errors(spec)] == []


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ({}, "is not valid under any of the given schemas"),
        ({"stack": "a b"}, "does not match"),
        ({"stack": "a", "codebiuld": {}}, "'codebiuld' does not match"),
        ({"stack": "a", "codebuild": {"project": {}}}, "'project' was unexpected"),
        ({"stack": "a", "codebuild": {"projects": {"a b": {}}}}, "does not match"),
        ({"stack": "a", "codecommit": {"repositories": {"a": None}}}, "is not of type 'object'"),
        ({"stack": "a", "use": {"b": {"c": 1}}}, "is not of type 'object', 'null'"),
        ({"stack": "a", "component": "b"}, "is valid under each of"),
    ],
)
def test_a_wrong_stack_file_is_told(spec: dict[str, Any], error: str) -> None:
    errors = [found.message for found in stack_validator().iter_errors(spec)]
    assert [text for text in errors if error in text], errors


def test_nothing_is_said_by_any_of() -> None:
    for path in published().glob("*.schema.json"):
        assert '"anyOf"' not in path.read_text(encoding="utf-8"), path.name


def test_schemas_refer_only_to_files_beside_them() -> None:
    text = (published() / "stack.schema.json").read_text(encoding="utf-8")
    for section in {kind.section for kind in KINDS}:
        assert f'"{section}.schema.json"' in text
        assert (published() / f"{section}.schema.json").is_file()
