"""What the naive clients work with: plain boto3 clients, roles, and how an API refuses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from tests.sandbox.services.codebuild.projects import minimal
from tests.sandbox.services.conftest import make_role

REGION = "eu-west-1"


def code_of(call: Callable[[], object]) -> str:
    """The code that a call is refused with; fails the test where it is not refused."""
    with pytest.raises(ClientError) as caught:
        call()
    return str(caught.value.response["Error"]["Code"])


@pytest.fixture
def role(client: Callable[..., Any]) -> Callable[..., str]:
    """`role("codebuild")`: the ARN of a new role that trusts that service."""
    return lambda service, name="worker": make_role(client, service, name)


@pytest.fixture
def project(client: Callable[..., Any], role: Callable[..., str]) -> dict[str, Any]:
    """What a project `api` was created with: a description, tags, everything that must be there."""
    sent = minimal(
        role("codebuild"),
        description="The API",
        tags=[{"key": "team", "value": "web"}, {"key": "cost", "value": "42"}],
    )
    client("codebuild").create_project(**sent)
    return sent


@pytest.fixture
def tails(no_ambient_aws: None) -> Callable[..., tuple[Sandbox, Callable[[str], Any]]]:
    """`tails("events.update_bus_replaces")`: a sandbox where that coin lies tails, and clients."""
    import boto3

    from reconciler.sandbox.services import with_coins

    def build(*coins: str) -> tuple[Sandbox, Callable[[str], Any]]:
        sandbox = Sandbox(services=with_coins(*coins))
        session = sandbox.attach(boto3.Session(region_name=REGION))
        return sandbox, lambda service: session.client(service, region_name=REGION)

    return build
