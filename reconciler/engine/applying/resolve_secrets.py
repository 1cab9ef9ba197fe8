"""Secrets, read at apply just before the call that takes them, and kept out of everything else.

A value is held only while its call is sent. What AWS says in a refusal may repeat a value, so
`Redaction` remembers what was read, and blots it out of every message.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from reconciler.errors import Fault, GuardRefused, ReconcileError
from reconciler.plan.calls import AwsRefused, Call, Send
from reconciler.spec.values import Secret

NOT_ALLOWED = "RC5010"
"""A secret that reconcile.yaml, or reason, keeps from specs."""

NOT_THERE = "RC5011"
"""A secret that is not where the spec says."""

NO_KEY = "RC5012"
"""A JSON secret without the key that the spec names."""

NEVER = "AWS_"
"""Environment variables that begin so are the caller's own credentials, and never anybody's secret."""

ResolveSecret: TypeAlias = Callable[[Secret, str], str]
"""Gives the value of a secret, read in the scope of that name."""


class Redaction:
    """Every secret value that was read in this run, to keep it out of what is told.

    Safe to use from many threads: values are only ever added.
    """

    def __init__(self) -> None:
        self._values: frozenset[str] = frozenset()

    def remembering(self, resolve: ResolveSecret) -> ResolveSecret:
        """`resolve`, with each value that it gives remembered."""

        def resolved(secret: Secret, scope: str) -> str:
            value = resolve(secret, scope)
            self._values |= {value}
            return value

        return resolved

    def blotted(self, text: str) -> str:
        """The text without any value; a value shorter than four characters is no secret."""
        for value in sorted(self._values, key=len, reverse=True):
            if len(value) >= 4:
                text = text.replace(value, "****")
        return text


def secrets_from(
    send: Send, environment: Mapping[str, str], allowed: tuple[str, ...] | None
) -> ResolveSecret:
    """What reads secrets: Secrets Manager, SSM parameters, environment variables.

    `allowed` are globs of `provider:name` from reconcile.yaml's `secrets.allow`; None allows all.
    It raises GuardRefused for what is not allowed, ReconcileError for what is not there, and
    AwsRefused as `send` does.
    """

    def resolve(secret: Secret, scope: str) -> str:
        _refuse_unless_allowed(secret, allowed)
        match secret.provider:
            case "secretsmanager":
                whole = _of_secrets_manager(send, secret, scope)
            case "ssm":
                whole = _of_parameters(send, secret, scope)
            case "env" if secret.name in environment:
                whole = environment[secret.name]
            case _:
                message = f"the environment variable {secret.name} is not set"
                raise ReconcileError(Fault(NOT_THERE, message))
        return _keyed(secret, whole) if secret.key else whole

    return resolve


def _refuse_unless_allowed(secret: Secret, allowed: tuple[str, ...] | None) -> None:
    named = f"{secret.provider}:{secret.name}"
    if secret.provider == "env" and secret.name.startswith(NEVER):
        message = f"{named} is a credential of whoever runs this, and no secret of a spec's"
        raise GuardRefused(Fault(NOT_ALLOWED, message))
    if allowed is not None and not any(fnmatchcase(named, glob) for glob in allowed):
        suggestion = "Add it to `secrets: {allow: [...]}` in reconcile.yaml."
        raise GuardRefused(Fault(NOT_ALLOWED, f"{named} is not allowed", suggestion=suggestion))


def _of_secrets_manager(send: Send, secret: Secret, scope: str) -> str:
    answer = _asked(
        send, secret, Call("secretsmanager", "GetSecretValue", {"SecretId": secret.name}, scope)
    )
    if "SecretString" not in answer:
        raise ReconcileError(Fault(NOT_THERE, f"{secret} holds bytes, and text is wanted"))
    return str(answer["SecretString"])


def _of_parameters(send: Send, secret: Secret, scope: str) -> str:
    params = {"Name": secret.name, "WithDecryption": True}
    answer = _asked(send, secret, Call("ssm", "GetParameter", params, scope))
    return str(answer["Parameter"]["Value"])


def _asked(send: Send, secret: Secret, call: Call) -> Mapping[str, Any]:
    try:
        return send(call)
    except AwsRefused as refused:
        if refused.code in {"ResourceNotFoundException", "ParameterNotFound"}:
            raise ReconcileError(Fault(NOT_THERE, f"there is no secret {secret}")) from None
        raise


def _keyed(secret: Secret, whole: str) -> str:
    try:
        held = json.loads(whole)
    except ValueError:
        held = None
    if not isinstance(held, dict) or secret.key not in held:
        message = f"{secret.provider}:{secret.name} has no key `{secret.key}`"
        raise ReconcileError(Fault(NO_KEY, message))
    return str(held[secret.key])
