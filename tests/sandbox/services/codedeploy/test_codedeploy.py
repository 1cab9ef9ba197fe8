"""CodeDeploy: applications, deployment configurations and tags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

APP = "arn:aws:codedeploy:eu-west-1:123456789012:application:web"
GROUP = "arn:aws:codedeploy:eu-west-1:123456789012:deploymentgroup:web/prod"
HALF = {"type": "FLEET_PERCENT", "value": 50}


@pytest.fixture
def deploy(client: Callable[..., Any]) -> Any:
    return client("codedeploy")


def test_an_application_is_for_servers_unless_told(deploy: Any) -> None:
    made = deploy.create_application(applicationName="web")
    found = deploy.get_application(applicationName="web")["application"]

    assert found.pop("createTime")
    assert found == {
        "applicationId": made["applicationId"],
        "applicationName": "web",
        "linkedToGitHub": False,
        "computePlatform": "Server",
    }


def test_an_application_is_made_once(deploy: Any, refused: Any) -> None:
    deploy.create_application(applicationName="web")
    with refused("ApplicationAlreadyExistsException", "web"):
        deploy.create_application(applicationName="web")
    with refused("ApplicationDoesNotExistException", "No application found for name: api"):
        deploy.get_application(applicationName="api")


def test_a_batch_with_a_missing_application_is_refused(deploy: Any, refused: Any) -> None:
    deploy.create_application(applicationName="web")
    found = deploy.batch_get_applications(applicationNames=["web"])["applicationsInfo"]
    assert [one["applicationName"] for one in found] == ["web"]

    with refused("ApplicationDoesNotExistException", "123456789012"):
        deploy.batch_get_applications(applicationNames=["web", "api"])
    with refused("BatchLimitExceededException", "(100)"):
        deploy.batch_get_applications(applicationNames=["web"] * 101)


def test_a_rename_keeps_id_groups_and_tags(deploy: Any, role: Any, refused: Any) -> None:
    tags = [{"Key": "team", "Value": "shop"}]
    before = deploy.create_application(applicationName="web", tags=tags)["applicationId"]
    deploy.create_application(applicationName="other")
    deploy.create_deployment_group(
        applicationName="web",
        deploymentGroupName="prod",
        serviceRoleArn=role("codedeploy"),
        tags=tags,
    )
    with refused("ApplicationAlreadyExistsException"):
        deploy.update_application(applicationName="web", newApplicationName="other")
    with refused("ApplicationNameRequiredException"):
        deploy.update_application(newApplicationName="other")
    deploy.update_application(applicationName="web", newApplicationName="shop")

    found = deploy.get_application(applicationName="shop")["application"]
    assert found["applicationId"] == before
    assert deploy.list_deployment_groups(applicationName="shop")["deploymentGroups"] == ["prod"]
    for arn in (APP, GROUP):
        renamed = arn.replace("web", "shop")
        assert deploy.list_tags_for_resource(ResourceArn=renamed)["Tags"] == tags
    assert deploy.list_applications()["applications"] == ["other", "shop"]


def test_an_application_goes_with_its_groups(deploy: Any, role: Any, refused: Any) -> None:
    deploy.create_application(applicationName="web")
    deploy.create_deployment_group(
        applicationName="web", deploymentGroupName="prod", serviceRoleArn=role("codedeploy")
    )
    deploy.delete_application(applicationName="web")
    deploy.delete_application(applicationName="web")

    with refused("ApplicationDoesNotExistException"):
        deploy.list_deployment_groups(applicationName="web")
    deploy.create_application(applicationName="web")
    assert deploy.list_deployment_groups(applicationName="web")["deploymentGroups"] == []


def test_predefined_configurations_are_listed_and_kept(deploy: Any, refused: Any) -> None:
    pages = deploy.get_paginator("list_deployment_configs").paginate()
    names = [name for page in pages for name in page["deploymentConfigsList"]]
    assert len(names) == 17
    assert {
        "CodeDeployDefault.OneAtATime",
        "CodeDeployDefault.LambdaCanary10Percent5Minutes",
        "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
        "CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
        "CodeDeployDefault.ECSAllAtOnce",
    } < set(names)
    name = "CodeDeployDefault.HalfAtATime"
    shown = deploy.get_deployment_config(deploymentConfigName=name)["deploymentConfigInfo"]
    assert (shown["minimumHealthyHosts"], shown["computePlatform"]) == (HALF, "Server")

    with refused("InvalidOperationException", name):
        deploy.delete_deployment_config(deploymentConfigName=name)
    with refused("InvalidDeploymentConfigNameException"):
        deploy.create_deployment_config(
            deploymentConfigName="CodeDeployDefault.Mine", minimumHealthyHosts=HALF
        )


def test_a_configuration_is_made_once_and_not_deleted_in_use(
    deploy: Any, role: Any, refused: Any
) -> None:
    given = {"deploymentConfigName": "half", "minimumHealthyHosts": HALF}
    made = deploy.create_deployment_config(**given)["deploymentConfigId"]
    with refused("DeploymentConfigAlreadyExistsException", "half"):
        deploy.create_deployment_config(**given)
    deploy.create_application(applicationName="web")
    deploy.create_deployment_group(
        applicationName="web",
        deploymentGroupName="prod",
        serviceRoleArn=role("codedeploy"),
        deploymentConfigName="half",
    )
    with refused("DeploymentConfigInUseException", "half"):
        deploy.delete_deployment_config(deploymentConfigName="half")
    found = deploy.get_deployment_config(deploymentConfigName="half")["deploymentConfigInfo"]
    assert (found["deploymentConfigId"], found["computePlatform"]) == (made, "Server")

    deploy.delete_deployment_group(applicationName="web", deploymentGroupName="prod")
    deploy.delete_deployment_config(deploymentConfigName="half")
    deploy.delete_deployment_config(deploymentConfigName="half")
    with refused("DeploymentConfigDoesNotExistException", "half"):
        deploy.get_deployment_config(deploymentConfigName="half")


CANARY = {
    "type": "TimeBasedCanary",
    "timeBasedCanary": {"canaryPercentage": 20, "canaryInterval": 5},
}
HOSTS, ROUTING = (
    "InvalidMinimumHealthyHostValueException",
    "InvalidTrafficRoutingConfigurationException",
)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, HOSTS),
        ({"minimumHealthyHosts": {"type": "FLEET_PERCENT", "value": 100}}, HOSTS),
        ({"minimumHealthyHosts": {"type": "HOST_COUNT", "value": -1}}, HOSTS),
        ({"minimumHealthyHosts": HALF, "trafficRoutingConfig": CANARY}, ROUTING),
        (
            {
                "minimumHealthyHosts": HALF,
                "zonalConfig": {
                    "minimumHealthyHostsPerZone": {"type": "FLEET_PERCENT", "value": 101}
                },
            },
            "InvalidZonalDeploymentConfigurationException",
        ),
        ({"computePlatform": "Lambda", "minimumHealthyHosts": HALF}, HOSTS),
        ({"computePlatform": "Lambda"}, ROUTING),
        (
            {"computePlatform": "ECS", "trafficRoutingConfig": {"type": "TimeBasedLinear"}},
            ROUTING,
        ),
        (
            {
                "computePlatform": "ECS",
                "trafficRoutingConfig": {
                    "type": "TimeBasedCanary",
                    "timeBasedCanary": {"canaryPercentage": 20, "canaryInterval": 2881},
                },
            },
            ROUTING,
        ),
    ],
)
def test_what_no_configuration_may_be(
    deploy: Any, refused: Any, given: dict[str, Any], code: str
) -> None:
    with refused(code):
        deploy.create_deployment_config(deploymentConfigName="mine", **given)


def test_a_configuration_for_lambda(deploy: Any) -> None:
    deploy.create_deployment_config(
        deploymentConfigName="canary", computePlatform="Lambda", trafficRoutingConfig=CANARY
    )
    found = deploy.get_deployment_config(deploymentConfigName="canary")["deploymentConfigInfo"]
    assert found["trafficRoutingConfig"] == CANARY


def test_tags_are_of_applications_and_groups(deploy: Any, refused: Any) -> None:
    deploy.create_application(applicationName="web", tags=[{"Key": "a", "Value": "1"}])
    deploy.tag_resource(ResourceArn=APP, Tags=[{"Key": "b", "Value": "2"}])
    deploy.untag_resource(ResourceArn=APP, TagKeys=["a", "gone"])
    shown = deploy.list_tags_for_resource(ResourceArn=APP)["Tags"]
    assert shown == [{"Key": "b", "Value": "2"}]

    tags = [{"Key": "a", "Value": "1"}]
    with refused("ApplicationDoesNotExistException"):
        deploy.tag_resource(ResourceArn=APP.replace("web", "api"), Tags=tags)
    with refused("DeploymentGroupDoesNotExistException"):
        deploy.tag_resource(ResourceArn=GROUP, Tags=tags)
    with refused("ArnNotSupportedException"):
        deploy.tag_resource(ResourceArn=APP.replace("application", "deploymentconfig"), Tags=tags)
    with refused("InvalidArnException"):
        deploy.list_tags_for_resource(ResourceArn="web")
    with refused("InvalidArnException"):
        deploy.list_tags_for_resource(ResourceArn=GROUP)


@pytest.mark.parametrize(
    "tags",
    [
        [{"Value": "1"}],
        [{"Key": "aws:x", "Value": "1"}],
        [{"Key": str(number), "Value": "1"} for number in range(51)],
    ],
)
def test_tags_that_are_refused(deploy: Any, refused: Any, tags: list[dict[str, str]]) -> None:
    with refused("InvalidTagsToAddException"):
        deploy.create_application(applicationName="web", tags=tags)
    deploy.create_application(applicationName="web")
    with refused("InvalidTagsToAddException"):
        deploy.tag_resource(ResourceArn=APP, Tags=tags)
