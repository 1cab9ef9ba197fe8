"""Secrets: named, never written, and only where the kind says."""

import dataclasses

import pytest

from reconciler.errors import Fault
from reconciler.kinds.words import By, Field
from reconciler.spec.content.typed import Reading, typed
from reconciler.spec.declared.secrets import Allowed, secret_in
from reconciler.spec.form import Form, Shape
from reconciler.spec.forms import forms
from reconciler.spec.values import Secret
from tests.spec.ground import faults, good, mapping, told

PIPELINE = "codepipeline.pipelines"


def form() -> Form:
    """A form with a secret field, one that is secret by its sibling, and a typed variable."""
    text = Shape("string")
    fields = {
        "token": Shape("string", word=Field(secret=True)),
        "auth": Shape("string"),
        "by_auth": Shape("string", word=Field(secret=By("auth", {"PLAIN": False}, True))),
        "description": text,
        "variables": Shape(
            "list",
            item=Shape(
                "structure",
                fields={
                    "name": text,
                    "value": text,
                    "type": Shape("string", enum=("PLAINTEXT", "SECRETS_MANAGER")),
                },
            ),
            word=Field(keyed="name", short="value"),
        ),
    }
    return dataclasses.replace(forms()["codecommit.repositories"], fields=fields)


def read(text: str, allowed: Allowed | None = None) -> tuple[dict[str, object], list[str]]:
    reading = Reading("x.y.z", allowed or Allowed())
    data = typed(form(), mapping(text), reading)
    return data, [told(fault) for fault in reading.faults]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("secretsmanager:ci/github#token", Secret("secretsmanager", "ci/github", "token")),
        ("secretsmanager:ci/github", Secret("secretsmanager", "ci/github")),
        ("ssm:/ci/token", Secret("ssm", "/ci/token")),
        ("ssm:/ci/a#b", Secret("ssm", "/ci/a#b")),
        ("env:GITHUB_TOKEN", Secret("env", "GITHUB_TOKEN")),
    ],
)
def test_every_provider(text: str, secret: Secret) -> None:
    assert secret_in(mapping(f"secret: '{text}'"), Allowed()) == secret
    assert read(f"token: {{secret: '{text}'}}") == ({"token": secret}, [])


@pytest.mark.parametrize("text", ["vault:x", "ssm", "ssm:", "", "env:AWS_SECRET_ACCESS_KEY", "[a]"])
def test_what_names_no_secret(text: str) -> None:
    node = mapping("secret: [a]" if text == "[a]" else f"secret: '{text}'")
    assert isinstance(secret_in(node, Allowed()), Fault)


def test_the_message_of_a_misspelt_provider() -> None:
    _, faults = read("token: {secret: 'secretmanager:ci'}")
    assert faults == [
        (
            "1:17 RC1403 `secretmanager:ci` names no secret | `{secret: "
            "secretsmanager:NAME#KEY}`, `{secret: ssm:/PATH}` or `{secret: env:VARIABLE}` | "
            "Did you mean `secretsmanager`?"
        )
    ]


def test_our_own_credentials_are_never_given_away() -> None:
    _, faults = read("token: {secret: 'env:AWS_SESSION_TOKEN'}", Allowed(("env:*",)))
    assert faults == [
        (
            "1:17 RC1404 `env:AWS_SESSION_TOKEN` is a credential of the run itself and is never given "
            "to a resource | a variable that does not start with `AWS_` | Pass the value under a name "
            "of its own."
        )
    ]


def test_the_allowlist() -> None:
    allowed = Allowed(("ssm:/ci/*", "secretsmanager:ci/github"))
    assert read("token: {secret: 'ssm:/ci/a'}", allowed)[1] == []
    assert read("token: {secret: 'secretsmanager:ci/github#token'}", allowed)[1] == []
    assert read("token: {secret: 'ssm:/prod/a'}", allowed)[1] == [
        (
            "1:17 RC1404 `ssm:/prod/a` is not among the secrets that reconcile.yaml allows | one of "
            "`ssm:/ci/*` or `secretsmanager:ci/github` | Add it under `secrets: {allow: [...]}`."
        )
    ]
    assert read("token: {secret: 'ssm:/ci/a'}", Allowed(()))[1] != []


def test_a_literal_is_an_error_that_does_not_repeat_it() -> None:
    _, faults = read("token: hunter2")
    assert faults == [
        (
            "1:8 RC1401 `token` holds a secret, which a spec never spells out | `{secret: "
            "secretsmanager:NAME#KEY}`, `{secret: ssm:/PATH}` or `{secret: "
            'env:VARIABLE}` | Store it and name it: `{secret: "secretsmanager:NAME#KEY"}`; then '
            "change the leaked one."
        )
    ]


@pytest.mark.parametrize("value", ["hunter2", "[a]", "{a: b}", "5"])
def test_nothing_but_a_secret_stands_where_one_belongs(value: str) -> None:
    assert [fault[:10] for fault in read(f"token: {value}")[1]] == ["1:8 RC1401"]


def test_a_secret_elsewhere_is_an_error() -> None:
    assert read("description: {secret: 'ssm:/a'}")[1] == [
        (
            "1:15 RC1402 `description` may not hold a secret: AWS shows it to everyone who can read "
            "the resource | a value that is no secret"
        )
    ]


def test_a_sibling_decides() -> None:
    assert read("{auth: PLAIN, by_auth: text}")[1] == []
    assert len(read("{auth: PLAIN, by_auth: {secret: 'ssm:/a'}}")[1]) == 1
    assert read("{auth: TOKEN, by_auth: {secret: 'ssm:/a'}}")[1] == []
    assert len(read("{auth: TOKEN, by_auth: text}")[1]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "variables: {A: {secret: 'secretsmanager:ci/npm#token'}}",
        "variables: {A: {value: {secret: 'secretsmanager:ci/npm#token'}, type: PLAINTEXT}}",
        "variables: [{name: A, value: {secret: 'secretsmanager:ci/npm#token'}}]",
    ],
)
def test_in_a_plaintext_variable_the_typed_alternative_is_suggested(text: str) -> None:
    (fault,) = read(text)[1]
    assert fault.endswith(
        "Write `{type: SECRETS_MANAGER, value: ci/npm:token}`: AWS then reads it when the build "
        "starts."
    )


def test_a_type_that_aws_does_not_offer_is_not_suggested() -> None:
    (fault,) = read("variables: {A: {secret: 'ssm:/a'}}")[1]
    assert fault.endswith("| a value that is no secret")


def test_the_secret_of_a_pipelines_github_source() -> None:
    reading = Reading("x.y.z")
    text = (
        "stages: [{name: S, actions: [{name: G, action_type_id: {provider: GitHub}, "
        "configuration: {OAuthToken: plain, Owner: me}}]}]"
    )
    typed(forms()[PIPELINE], mapping(text), reading)
    assert [fault.code for fault in reading.faults] == ["RC1401"]


def test_a_secret_inside_a_document_is_an_error_but_data_of_that_name_is_not() -> None:
    text = (
        "stages: [{name: S, actions: [{name: A, action_type_id: {provider: Lambda}, "
        "configuration: {UserParameters: {a: {secret: %s}}}}]}]"
    )
    for value, codes in (("'ssm:/a'", ["RC1402"]), ("yes", [])):
        reading = Reading("x.y.z")
        typed(forms()[PIPELINE], mapping(text % value), reading)
        assert [fault.code for fault in reading.faults] == codes


SOURCE = """\
codepipeline:
  pipelines:
    deliver:
      role_arn: arn:aws:iam::111122223333:role/pipeline
      artifact_store: {type: S3, location: bucket}
      stages:
        - name: Source
          actions:
            - name: Hub
              action_type_id: {category: Source, owner: ThirdParty, provider: GitHub}
              configuration: {Owner: me, OAuthToken: "${{ vars.token }}"}
        - name: Build
          actions:
            - name: Make
              action_type_id: {category: Build, owner: AWS, provider: CodeBuild}
"""


def test_a_var_may_name_a_secret_for_a_field_that_holds_one() -> None:
    stages = good(SOURCE, "token: {secret: 'secretsmanager:ci/github#token'}").desired["stages"]
    assert isinstance(stages, dict)
    action = stages["Source"]["actions"]["Hub"]
    token = Secret("secretsmanager", "ci/github", "token")
    assert action["configuration"] == {"Owner": "me", "OAuthToken": token}


def test_a_var_that_spells_a_secret_out_is_told_at_the_reference_and_not_shown() -> None:
    (fault,) = faults(SOURCE, "token: hunter2")
    assert fault.code == "RC1401"
    assert fault.place is not None
    assert (fault.place.line, fault.place.column) == (11, 54)
    assert "hunter2" not in str(fault)
    assert fault.notes[0].message == "the var stands here"
