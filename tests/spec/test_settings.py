"""`reconcile.yaml`: what it says, what may be wrong with it, and its schema."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from reconciler.errors import Usage
from reconciler.spec.files.settings import Lock, environment, partition_of, settings_of
from reconciler.spec.files.settings_schema import SETTINGS, settings_schema
from reconciler.spec.stack import Scope
from tests.spec.repository import codes, plain

WHOLE = """
project: acme-ci
specs: ["ci/**/*.yaml", "more/*.yml"]
environments:
  prod:
    account: 012345670123
    region: eu-west-1
    role_arn: arn:aws:iam::012345670123:role/apply
    plan_role_arn: arn:aws:iam::012345670123:role/plan
    vars: {branch: main}
    scopes: {us: {region: us-east-1}, other: {account: "111122223333"}}
lock: {s3: "s3://locks/reconcile", lease: 60}
guards: {max_delete_percent: 10}
ignore_tags: ["map-*", Owner]
secrets: {allow: ["ssm:/ci/*"]}
vars: {a: 1}
tags: {team: web}
names: ${{ stack }}-${{ self.key }}
"""


def test_all_of_it_is_read() -> None:
    settings, faults = settings_of(WHOLE)
    assert faults == ()
    assert settings.project == "acme-ci"
    assert settings.specs == ("ci/**/*.yaml", "more/*.yml")
    assert settings.lock == Lock("locks", "reconcile", "", 60)
    assert (settings.guards.max_delete_percent, settings.guards.max_deletes) == (10, 3)
    assert settings.ignore_tags == ("map-*", "Owner")
    assert settings.secrets_allow == ("ssm:/ci/*",)
    assert plain(settings.vars) == {"a": "1"}
    assert plain(settings.names) == "${{ stack }}-${{ self.key }}"
    roles = ("arn:aws:iam::012345670123:role/apply", "arn:aws:iam::012345670123:role/plan")
    assert environment(settings).scopes == (
        Scope("", "012345670123", "eu-west-1", "aws", *roles),
        Scope("us", "012345670123", "us-east-1", "aws", *roles),
        Scope("other", "111122223333", "eu-west-1", "aws"),
    )


@pytest.mark.parametrize(
    ("text", "code", "line", "part"),
    [
        ("project: a\nprojct: b\n", "RC1110", 2, "`project`"),
        ("specs: [a]\n", "RC1112", 1, ""),
        ("project: a b\n", "RC1111", 1, ""),
        ("project: ${{ stack }}\n", "RC1111", 1, ""),
        ("project: a\nspecs: a\n", "RC1111", 2, "a list"),
        ("project: a\nspecs: []\n", "RC1111", 2, ""),
        ("project: a\nspecs: [{a: b}]\n", "RC1111", 2, "text"),
        ("project: a\nenvironments: {prod: {acount: 1}}\n", "RC1110", 2, "`account`"),
        ("project: a\nenvironments: {prod: {account: 12}}\n", "RC1111", 2, "12 digits"),
        ("project: a\nenvironments: {p rod: {}}\n", "RC1106", 2, ""),
        ("project: a\nlock: {lease: 60}\n", "RC1112", 2, "s3"),
        ("project: a\nlock: {s3: 's3://aa/b', lease: 1}\n", "RC1111", 2, "from 30 to 3600"),
        ("project: a\nlock: {s3: 's3://aab/b', lease: x}\n", "RC1111", 2, "a whole number"),
        ("- a\n", "RC1111", 1, ""),
        ("project:\n", "RC1007", 1, ""),
    ],
)
def test_what_is_wrong(text: str, code: str, line: int, part: str) -> None:
    fault = settings_of(text)[1][-1]
    assert fault.code == code
    assert fault.place is not None
    assert fault.place.line == line
    assert part in f"{fault.expected} {fault.suggestion}"


def test_all_faults_come_at_once() -> None:
    faults = settings_of("projct: a\nguards: {max_deletes: x}\nlock: 3\n")[1]
    assert codes(faults) == ["RC1110", "RC1111", "RC1111", "RC1112"]


def test_an_environment_is_named_where_there_are_several() -> None:
    settings, _ = settings_of("project: a\nenvironments: {dev: {}, prod: {}}\n")
    assert environment(settings, "prod").name == "prod"
    with pytest.raises(Usage, match="`dev` and `prod`"):
        environment(settings)
    with pytest.raises(Usage) as caught:
        environment(settings, "prd")
    assert caught.value.faults[0].suggestion == "Did you mean `prod`?"


@pytest.mark.parametrize(
    ("region", "expected"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("", "aws")],
)
def test_partitions(region: str, expected: str) -> None:
    assert partition_of(region) == expected


def test_the_schema_is_one_and_takes_what_is_taken() -> None:
    schema = settings_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid({"project": "a", "environments": {"x": {"account": "111122223333"}}})
    assert not validator.is_valid({"project": "a", "environments": {"x": {"acount": "1"}}})
    assert not validator.is_valid({})


def test_the_schema_names_nothing_that_is_not_read(tmp_path: Path) -> None:
    read = {"project", "specs", "environments", "lock", "guards", "ignore_tags"}
    assert set(SETTINGS["properties"]) == read | {"secrets", "vars", "tags", "names"}
