"""Which version of a secret is the current one, without its value.

Sources: Secrets Manager API Reference, DescribeSecret ("retrieves the details of a secret. It does not
include the encrypted secret value"; its LastChangedDate counts changes of any sort, so a time may be
newer than the version); Systems Manager API Reference, DescribeParameters (metadata only). A variable
of the environment has no version.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, TypeAlias

from reconciler.engine.comparing.paths import Spot, child, root
from reconciler.engine.live import Version
from reconciler.engine.reading.workers import Crew, Job
from reconciler.plan.calls import AwsRefused, Call, Send
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import ORDER, Secret, Value, whole_of

CURRENT = "AWSCURRENT"
"""The label of the version that GetSecretValue gives (Secrets Manager User Guide, "Versions")."""

ABSENT = frozenset({"ResourceNotFoundException", "InvalidRequestException", "ValidationException"})
"""What is answered for a secret that is not there, is being deleted, or can have no such name."""


Key: TypeAlias = tuple[str, Secret]
"""A scope's name, and a secret without the key inside its JSON."""

Steps: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys of maps, places in lists."""


def versions(send: Send, crew: Crew, stack: Stack) -> dict[Key, Version]:
    """The version of every secret of a stack; without those that have none or may not be seen."""
    keys = sorted(
        {
            (one.scope.name, whole_of(secret))
            for one in stack.resources
            if one.lifecycle.state == "present"
            for _, secret in secret_spots(one)
        },
        key=str,
    )
    jobs = [Job(partial(_seen, send, key), ()) for key in keys]
    return {key: version for key, version in crew.results(jobs) if version is not None}


def secret_spots(resource: Resource) -> Iterator[tuple[Spot, Secret]]:
    """Every secret that a resource declares, and where."""
    for steps, secret in _inside((), resource.desired):
        value: Value = resource.desired
        spot = root(resource.form, resource.desired)
        for step in steps:
            spot, value = spot.down(step, value), child(value, step)
        yield spot, secret


def _inside(steps: Steps, value: Value) -> Iterator[tuple[Steps, Secret]]:
    """Every secret in a value, with the way to it: most values have none, and spots cost time."""
    match value:
        case Secret():
            yield steps, value
        case dict():
            for key, one in value.items():
                if key != ORDER:
                    yield from _inside((*steps, key), one)
        case tuple():
            for index, one in enumerate(value):
                yield from _inside((*steps, index), one)


def _seen(send: Send, key: Key) -> tuple[Key, Version | None]:
    scope, secret = key
    try:
        match secret.provider:
            case "secretsmanager":
                return key, _of_secrets_manager(send, secret, scope)
            case "ssm" if not secret.name.startswith("arn:"):
                return key, _of_parameters(send, secret, scope)
    except AwsRefused as refused:
        if refused.code not in ABSENT:
            raise
    return key, None


def _of_secrets_manager(send: Send, secret: Secret, scope: str) -> Version | None:
    params = {"SecretId": secret.name}
    answer: Any = send(Call("secretsmanager", "DescribeSecret", params, scope))
    labels = answer.get("VersionIdsToStages", {})
    current = next((name for name, stages in labels.items() if CURRENT in stages), None)
    return Version(current, answer["LastChangedDate"]) if current else None


def _of_parameters(send: Send, secret: Secret, scope: str) -> Version | None:
    """A parameter of which the spec names a version (`/ci/token:3`) is that one for ever."""
    chosen = {"Key": "Name", "Option": "Equals", "Values": [secret.name]}
    answer = send(Call("ssm", "DescribeParameters", {"ParameterFilters": [chosen]}, scope))
    current: Any = next(iter(answer.get("Parameters", ())), None)
    return Version(str(current["Version"]), current["LastModifiedDate"]) if current else None
