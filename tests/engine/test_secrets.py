"""Secrets: where they are read, what is refused, and that no text keeps them."""

import pytest

from reconciler.engine.applying.resolve_secrets import Redaction, secrets_from
from reconciler.errors import GuardRefused, ReconcileError
from reconciler.plan.calls import Answer, AwsRefused, Call
from reconciler.spec.values import Secret


def answering(call: Call) -> Answer:
    match call.operation, call.params:
        case "GetSecretValue", {"SecretId": "ci/github"}:
            return {"SecretString": '{"token": "t0ken", "n": 5}'}
        case "GetSecretValue", {"SecretId": "bytes"}:
            return {"SecretBinary": b"x"}
        case "GetParameter", {"Name": "/ci/token", "WithDecryption": True}:
            return {"Parameter": {"Value": "from-ssm"}}
    raise AwsRefused(call, "ResourceNotFoundException", "no")


def resolved(text: str, allowed: tuple[str, ...] | None = None) -> str:
    provider, _, rest = text.partition(":")
    name, _, key = rest.partition("#")
    environment = {"TOKEN": "from-env", "AWS_SECRET_ACCESS_KEY": "never"}
    return secrets_from(answering, environment, allowed)(Secret(provider, name, key), "")


def test_each_provider_is_read() -> None:
    assert resolved("secretsmanager:ci/github#token") == "t0ken"
    assert resolved("secretsmanager:ci/github#n") == "5"
    assert resolved("secretsmanager:ci/github") == '{"token": "t0ken", "n": 5}'
    assert resolved("ssm:/ci/token") == "from-ssm"
    assert resolved("env:TOKEN") == "from-env"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("secretsmanager:none", "no secret"),
        ("secretsmanager:bytes", "bytes"),
        ("secretsmanager:ci/github#nope", "no key `nope`"),
        ("ssm:/none", "no secret"),
        ("env:NONE", "not set"),
    ],
)
def test_what_is_not_there_is_told_by_name(text: str, said: str) -> None:
    with pytest.raises(ReconcileError, match=said):
        resolved(text)


def test_what_is_not_allowed_is_not_read() -> None:
    assert resolved("ssm:/ci/token", ("ssm:/ci/*",)) == "from-ssm"
    with pytest.raises(GuardRefused, match="not allowed"):
        resolved("env:TOKEN", ("ssm:*",))


def test_the_callers_own_credentials_are_no_secret_of_a_spec() -> None:
    with pytest.raises(GuardRefused, match="credential"):
        resolved("env:AWS_SECRET_ACCESS_KEY", ("*",))


def test_values_that_were_read_are_blotted_out() -> None:
    redaction = Redaction()
    resolve = redaction.remembering(lambda secret, scope: f"value-of-{secret.name}")
    assert redaction.blotted("value-of-a") == "value-of-a"
    assert resolve(Secret("env", "a"), "") == "value-of-a"
    assert redaction.blotted("AWS says: bad value-of-a!") == "AWS says: bad ****!"
