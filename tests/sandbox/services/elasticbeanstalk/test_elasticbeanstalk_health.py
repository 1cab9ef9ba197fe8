"""Elastic Beanstalk: health, resources, quotas and branches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.services.elasticbeanstalk.test_elasticbeanstalk import INVALID, STACK

NAMES = {"ApplicationName": "shop", "EnvironmentName": "prod"}


@pytest.fixture
def beanstalk(client: Callable[..., Any], sandbox: Sandbox) -> Any:
    made = client("elasticbeanstalk")
    made.create_application(ApplicationName="shop")
    made.create_environment(**NAMES, SolutionStackName=STACK)
    return made


def test_health_follows_the_environment(beanstalk: Any, sandbox: Sandbox) -> None:
    before = beanstalk.describe_environment_health(EnvironmentName="prod", AttributeNames=["All"])
    assert (before["Color"], before["HealthStatus"]) == ("Grey", "Pending")
    sandbox.advance(60)
    after = beanstalk.describe_environment_health(EnvironmentName="prod", AttributeNames=["All"])
    assert (after["Color"], after["HealthStatus"]) == ("Green", "Ok")
    assert beanstalk.describe_instances_health(EnvironmentName="prod")["InstanceHealthList"] == []


def test_resources_are_named(beanstalk: Any, refused: Any) -> None:
    found = beanstalk.describe_environment_resources(EnvironmentName="prod")
    assert found["EnvironmentResources"]["AutoScalingGroups"][0]["Name"].startswith("awseb-e-")
    assert (
        beanstalk.retrieve_environment_info(EnvironmentName="prod", InfoType="tail")[
            "EnvironmentInfo"
        ]
        == []
    )
    with refused(INVALID, "No Environment found for EnvironmentName = 'gone'."):
        beanstalk.request_environment_info(EnvironmentName="gone", InfoType="tail")


def test_servers_are_restarted_when_it_is_ready(
    beanstalk: Any, sandbox: Sandbox, refused: Any
) -> None:
    with refused(INVALID, "Must be Ready."):
        beanstalk.restart_app_server(EnvironmentName="prod")
    sandbox.advance(60)
    beanstalk.restart_app_server(EnvironmentName="prod")


def test_the_account(beanstalk: Any) -> None:
    bucket = beanstalk.create_storage_location()["S3Bucket"]
    assert bucket == "elasticbeanstalk-eu-west-1-123456789012"
    quotas = beanstalk.describe_account_attributes()["ResourceQuotas"]
    assert quotas["ApplicationQuota"] == {"Maximum": 75}


def test_branches(beanstalk: Any) -> None:
    wanted = [
        {"Attribute": "BranchName", "Operator": "begins_with", "Values": ["Python"]},
        {"Attribute": "LifecycleState", "Operator": "=", "Values": ["Supported"]},
    ]
    found = beanstalk.list_platform_branches(Filters=wanted)["PlatformBranchSummaryList"]
    assert found
    assert all(one["BranchName"].startswith("Python 3") for one in found)
