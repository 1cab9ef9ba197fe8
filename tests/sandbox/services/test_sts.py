"""STS: who one is, and roles that trust one, in this account and in another."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox

OTHER = "210987654321"


def trusting(principal: str, **condition: Any) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def clients(sandbox: Sandbox, keys: Any) -> Callable[[str], Any]:
    """Clients that sign with other keys than the sandbox's own."""
    session = sandbox.attach(boto3.Session(region_name="eu-west-1"))
    return lambda service: session.client(
        service,
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
        aws_session_token=keys[2],
    )


def test_an_account_is_its_root(client: Callable[..., Any]) -> None:
    found = client("sts").get_caller_identity()

    assert found["Arn"] == "arn:aws:iam::123456789012:root"
    assert found["Account"] == "123456789012"


def test_a_role_of_another_account_acts_there(sandbox: Sandbox, client: Callable[..., Any]) -> None:
    held = sandbox.credentials(OTHER)
    there = clients(sandbox, (held.access_key_id, held.secret_access_key, None))
    arn = there("iam").create_role(
        RoleName="deploy", AssumeRolePolicyDocument=trusting("123456789012")
    )["Role"]["Arn"]
    assert arn == f"arn:aws:iam::{OTHER}:role/deploy"
    keys = client("sts").assume_role(RoleArn=arn, RoleSessionName="ci")["Credentials"]

    acting = clients(sandbox, (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]))
    identity = acting("sts").get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::{OTHER}:assumed-role/deploy/ci"
    acting("codecommit").create_repository(repositoryName="web")
    assert there("codecommit").list_repositories()["repositories"][0]["repositoryName"] == "web"
    assert client("codecommit").list_repositories()["repositories"] == []


@pytest.mark.parametrize(
    ("policy", "given"),
    [
        (trusting("arn:aws:iam::999999999999:root"), {}),
        (trusting("*").replace("sts:AssumeRole", "sts:TagSession"), {}),
        (trusting("*", StringEquals={"sts:ExternalId": "us"}), {}),
        (trusting("*", StringEquals={"sts:ExternalId": "us"}), {"ExternalId": "them"}),
    ],
)
def test_a_role_that_does_not_trust_the_caller_is_refused(
    client: Callable[..., Any], policy: str, given: dict[str, str]
) -> None:
    arn = client("iam").create_role(RoleName="deploy", AssumeRolePolicyDocument=policy)["Role"]

    with pytest.raises(ClientError, match="is not authorized to perform: sts:AssumeRole") as caught:
        client("sts").assume_role(RoleArn=arn["Arn"], RoleSessionName="ci", **given)
    assert caught.value.response["Error"]["Code"] == "AccessDenied"


def test_an_external_id_that_fits_and_a_role_that_is_missing(
    client: Callable[..., Any], refused: Any
) -> None:
    policy = trusting("*", StringEquals={"sts:ExternalId": "us"})
    arn = client("iam").create_role(RoleName="deploy", AssumeRolePolicyDocument=policy)["Role"]

    found = client("sts").assume_role(RoleArn=arn["Arn"], RoleSessionName="ci", ExternalId="us")
    assert found["AssumedRoleUser"]["Arn"].endswith(":assumed-role/deploy/ci")
    with refused("AccessDenied"):
        client("sts").assume_role(
            RoleArn="arn:aws:iam::123456789012:role/gone", RoleSessionName="ci"
        )


def test_keys_of_a_role_run_out(sandbox: Sandbox, client: Callable[..., Any]) -> None:
    document = trusting("123456789012")
    made = client("iam").create_role(RoleName="ci", AssumeRolePolicyDocument=document)
    arn = made["Role"]["Arn"]
    keys = client("sts").assume_role(RoleArn=arn, RoleSessionName="ci", DurationSeconds=900)
    held = keys["Credentials"]
    acting = clients(sandbox, (held["AccessKeyId"], held["SecretAccessKey"], held["SessionToken"]))
    acting("codecommit").list_repositories()

    sandbox.advance(901)

    with pytest.raises(ClientError, match="ExpiredTokenException"):
        acting("codecommit").list_repositories()
