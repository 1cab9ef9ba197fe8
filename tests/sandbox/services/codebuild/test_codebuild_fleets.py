"""CodeBuild: fleets as time passes."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.services.codebuild.projects import ENVIRONMENT, minimal
from tests.sandbox.services.conftest import make_role

FLEET = {
    "name": "linux",
    "baseCapacity": 1,
    "environmentType": "LINUX_CONTAINER",
    "computeType": "BUILD_GENERAL1_SMALL",
}
TAGS = [{"key": "team", "value": "web"}]
SCALING = {"scalingType": "TARGET_TRACKING_SCALING", "maxCapacity": 3}
VPC = {"vpcId": "vpc-1", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}


def make(codebuild: Any, **given: Any) -> Any:
    return codebuild.create_fleet(**{**FLEET, **given})["fleet"]


def fleet(codebuild: Any) -> dict[str, Any]:
    (found,) = codebuild.batch_get_fleets(names=["linux"])["fleets"]
    return dict(found)


def status(codebuild: Any) -> str:
    return str(fleet(codebuild)["status"]["statusCode"])


def test_a_fleet_becomes_active(codebuild: Any, sandbox: Sandbox, refused: Any) -> None:
    made = make(codebuild, tags=TAGS)
    assert made["status"]["statusCode"] == "CREATING"
    start = "arn:aws:codebuild:eu-west-1:123456789012:fleet/linux:"
    assert made["arn"] == start + made["id"]
    assert (made["overflowBehavior"], made["tags"]) == ("QUEUE", TAGS)
    sandbox.advance(60)
    assert status(codebuild) == "ACTIVE"
    with refused("ResourceAlreadyExistsException", "linux"):
        make(codebuild)


def test_an_update_drops_tags_and_overflow(codebuild: Any, sandbox: Sandbox) -> None:
    arn = make(codebuild, tags=TAGS, overflowBehavior="ON_DEMAND", scalingConfiguration=SCALING)[
        "arn"
    ]
    sandbox.advance(60)
    assert fleet(codebuild)["scalingConfiguration"]["desiredCapacity"] == 1
    codebuild.update_fleet(arn=arn, baseCapacity=2)
    assert status(codebuild) == "UPDATING"
    found = fleet(codebuild)
    assert (found["overflowBehavior"], found["tags"]) == ("QUEUE", [])
    assert found["scalingConfiguration"] == {**SCALING, "desiredCapacity": 2}
    codebuild.update_fleet(arn=arn, tags=TAGS, scalingConfiguration={})
    sandbox.advance(60)
    found = fleet(codebuild)
    assert (found["status"]["statusCode"], found["tags"]) == ("ACTIVE", TAGS)
    assert "scalingConfiguration" not in found


def test_a_fleet_is_deleted_after_a_while(codebuild: Any, sandbox: Sandbox, refused: Any) -> None:
    first = make(codebuild)["arn"]
    codebuild.delete_fleet(arn=first)
    codebuild.delete_fleet(arn=first)
    found = fleet(codebuild)["status"]
    assert (found["statusCode"], found["context"]) == ("PENDING_DELETION", "PENDING_DELETION")
    with refused("ResourceAlreadyExistsException"):
        make(codebuild)
    sandbox.advance(60)
    assert codebuild.batch_get_fleets(names=["linux"])["fleetsNotFound"] == ["linux"]

    second = make(codebuild)["arn"]
    assert second != first
    found = codebuild.batch_get_fleets(names=[first, second])
    assert (found["fleetsNotFound"], len(found["fleets"])) == ([first], 1)
    with refused("ResourceNotFoundException"):
        codebuild.update_fleet(arn=first, baseCapacity=2)
    assert codebuild.list_fleets()["fleets"] == [second]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"baseCapacity": 0}, "base capacity"),
        ({"computeType": "ATTRIBUTE_BASED_COMPUTE"}, "requires one"),
        ({"scalingConfiguration": {**SCALING, "maxCapacity": 1}}, "above baseCapacity"),
        ({"vpcConfig": VPC}, "service role is required"),
        (
            {"fleetServiceRole": "arn:aws:iam::123456789012:role/gone"},
            "not authorized to perform: sts:AssumeRole",
        ),
    ],
)
def test_what_no_fleet_may_be(
    codebuild: Any, refused: Any, given: dict[str, Any], message: str
) -> None:
    with refused("InvalidInputException", message):
        make(codebuild, **given)
    arn = make(codebuild)["arn"]
    with refused("InvalidInputException", message):
        codebuild.update_fleet(arn=arn, **given)


@pytest.mark.parametrize(
    ("coins", "after"),
    [((), "PENDING_DELETION"), (("codebuild.used_fleet_kept",), "CREATING")],
)
def test_a_fleet_that_is_used(tails: Any, coins: tuple[str, ...], after: str) -> None:
    from botocore.exceptions import ClientError

    client = tails(*coins)
    codebuild = client("codebuild")
    arn = make(codebuild)["arn"]
    environment = {**ENVIRONMENT, "fleet": {"fleetArn": arn}}
    role = make_role(client, "codebuild")
    codebuild.create_project(**{**minimal(role), "environment": environment})
    code = ""
    try:
        codebuild.delete_fleet(arn=arn)
    except ClientError as error:
        code = error.response["Error"]["Code"]
    assert (status(codebuild), code != "") == (after, bool(coins))
