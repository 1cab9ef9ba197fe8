"""What the tests of the sandbox's services share: roles, refusals, coins lying tails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services import with_coins
from tests.sandbox.services.codebuild.projects import minimal

REGION = "eu-west-1"


def make_role(client: Any, service: str, name: str = "worker") -> str:
    """Create a role that a service may assume, and return its ARN."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": f"{service}.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    made = client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    return str(made["Role"]["Arn"])


@pytest.fixture
def role(client: Callable[..., Any]) -> Callable[..., str]:
    """`role("codebuild")`: the ARN of a new role that trusts that service."""
    return lambda service, name="worker": make_role(client, service, name)


@pytest.fixture
def refused(sandbox: Sandbox) -> Callable[..., Any]:
    """`with refused("Code", "part of message"):` the call is refused and leaves nothing behind."""

    @contextmanager
    def check(code: str, message: str = "") -> Iterator[None]:
        before = json.dumps(sandbox.dump(), sort_keys=True)
        with pytest.raises(ClientError) as caught:
            yield
        error = caught.value.response["Error"]
        assert error["Code"] == code
        assert message in error["Message"]
        assert json.dumps(sandbox.dump(), sort_keys=True) == before

    return check


@pytest.fixture
def tails(no_ambient_aws: None) -> Callable[..., Callable[[str], Any]]:
    """`tails("codebuild.logs_hidden")`: clients of a new sandbox where these coins lie tails."""
    import boto3

    def build(*coins: str) -> Callable[[str], Any]:
        sandbox = Sandbox(services=with_coins(*coins))
        session = sandbox.attach(boto3.Session(region_name=REGION))
        return lambda service: session.client(service, region_name=REGION)

    return build


@pytest.fixture
def codebuild(client: Callable[..., Any]) -> Any:
    return client("codebuild")


@pytest.fixture
def create(codebuild: Any, role: Callable[..., str]) -> Callable[..., dict[str, Any]]:
    """`create(tags=[...])`: a new project `api` with a role that CodeBuild may assume."""

    def make(**rest: Any) -> dict[str, Any]:
        found: dict[str, Any] = codebuild.create_project(**minimal(role("codebuild"), **rest))
        return dict(found["project"])

    return make
