"""Every operation of the covered models: boto3's request is read as sent, our answer as written.

Values come from the models; boto3's own serializer and parser stand on the other side. So the
wire is proved for operations that no service has yet.
"""

from __future__ import annotations

import random
from typing import Any

import boto3
import pytest

from reconciler.aws.models import Operation, model
from reconciler.sandbox import credentials
from reconciler.sandbox.doors import Hook
from reconciler.sandbox.messages import Request, Response
from reconciler.sandbox.wire import exchange as wire
from reconciler.sandbox.wire import route
from reconciler.sandbox.wire.decode import decode
from tests.sandbox.values import plain, value

SERVICES = [
    "cloudformation",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codeconnections",
    "codedeploy",
    "codeguru-reviewer",
    "codeguruprofiler",
    "codepipeline",
    "codestar-connections",
    "codestar-notifications",
    "elasticbeanstalk",
    "events",
    "resourcegroupstaggingapi",
    "sts",
]
READ_ONLY = ["ecr", "iam", "kms", "logs", "secretsmanager", "sns", "sqs", "ssm"]

UNSENT = {"PutEvents": ["EndpointId"]}
"""A global endpoint names a host, and boto3 wants another signer for it."""


class Echo:
    """A door behind which nothing is done: keeps what was read, answers what it was told."""

    def __init__(self) -> None:
        self.operation: Operation | None = None
        self.params: dict[str, Any] = {}
        self.answer: dict[str, Any] = {}

    def __call__(self, request: Request) -> Response:
        scope = route.scope(request)
        service = scope[2] if scope else "sts"
        self.operation = wire.find(model(service), request)
        self.params = decode(self.operation, request)
        return wire.write(self.operation, self.answer)


@pytest.fixture(scope="module")
def session() -> tuple[Any, Echo]:
    echo = Echo()
    keys = credentials.keys_of_account("111122223333")
    made = boto3.Session(keys.access_key_id, keys.secret_access_key, region_name="eu-west-1")
    made.events.register("before-send.*", Hook(echo))
    return made, echo


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_goes_there_and_back(service: str, session: tuple[Any, Echo]) -> None:
    made, echo = session
    client = made.client(service)
    for operation in model(service).operations.values():
        rng = random.Random(operation.name)
        sent, told = value(operation.input, rng), value(operation.output, rng)
        for name in UNSENT.get(operation.name, ()):
            del sent[name]
        echo.answer = plain(told)

        found = getattr(client, operation.method)(**sent)

        assert echo.operation is operation
        assert echo.params == plain(sent)
        found.pop("ResponseMetadata")
        assert _whole(found) == told


@pytest.mark.parametrize("service", READ_ONLY)
def test_requests_of_the_services_behind_the_door_are_read(
    service: str, session: tuple[Any, Echo]
) -> None:
    made, echo = session
    client = made.client(service)
    echo.answer = {}
    for operation in model(service).operations.values():
        if any(member.traits.get("eventstream") for member in operation.output.members.values()):
            continue
        sent = value(operation.input, random.Random(operation.name))

        getattr(client, operation.method)(**sent)

        assert echo.operation is operation
        assert echo.params == plain(sent)


def _whole(found: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with its streams read."""
    return {name: held.read() if hasattr(held, "read") else held for name, held in found.items()}
