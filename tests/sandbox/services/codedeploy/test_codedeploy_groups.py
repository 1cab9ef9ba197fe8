"""CodeDeploy: deployment groups, what an update keeps, and what no group may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.services.conftest import make_role

KEY = {"Key": "tier", "Value": "web", "Type": "KEY_AND_VALUE"}
SHIFTING = {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"}
COPY = {"greenFleetProvisioningOption": {"action": "COPY_AUTO_SCALING_GROUP"}}
TOPIC = "arn:aws:sns:eu-west-1:123456789012:news"
BLUE_GREEN = {
    "terminateBlueInstancesOnDeploymentSuccess": {"action": "TERMINATE"},
    "deploymentReadyOption": {"actionOnTimeout": "CONTINUE_DEPLOYMENT"},
}
ECS = {
    "deploymentStyle": SHIFTING,
    "blueGreenDeploymentConfiguration": BLUE_GREEN,
    "ecsServices": [{"serviceName": "web", "clusterName": "main"}],
    "loadBalancerInfo": {
        "targetGroupPairInfoList": [
            {
                "targetGroups": [{"name": "blue"}, {"name": "green"}],
                "prodTrafficRoute": {"listenerArns": ["arn:aws:elb:::listener/1"]},
            }
        ]
    },
}
NAMES = {"applicationName": "web", "deploymentGroupName": "prod"}
CURRENT = {"applicationName": "web", "currentDeploymentGroupName": "prod"}
Create = Callable[..., Any]


@pytest.fixture
def deploy(client: Callable[..., Any]) -> Any:
    return client("codedeploy")


@pytest.fixture
def create(deploy: Any, role: Callable[..., str]) -> Create:
    """`create("ECS", ecsServices=[...])`: a new group prod of a new application web."""

    def make(platform: str = "Server", **given: Any) -> Any:
        applications = deploy.list_applications()["applications"]
        if "web" not in applications:
            deploy.create_application(applicationName="web", computePlatform=platform)
            role("codedeploy")
        arn = "arn:aws:iam::123456789012:role/worker"
        return deploy.create_deployment_group(**{**NAMES, "serviceRoleArn": arn, **given})

    return make


def shown(deploy: Any, **names: str) -> dict[str, Any]:
    found: dict[str, Any] = deploy.get_deployment_group(**{**NAMES, **names})
    return dict(found["deploymentGroupInfo"])


def test_defaults_of_a_group(deploy: Any, create: Create) -> None:
    made = create()

    assert shown(deploy) == {
        **NAMES,
        "deploymentGroupId": made["deploymentGroupId"],
        "deploymentConfigName": "CodeDeployDefault.OneAtATime",
        "serviceRoleArn": "arn:aws:iam::123456789012:role/worker",
        "computePlatform": "Server",
        "deploymentStyle": {
            "deploymentType": "IN_PLACE",
            "deploymentOption": "WITHOUT_TRAFFIC_CONTROL",
        },
        "outdatedInstancesStrategy": "UPDATE",
        "terminationHookEnabled": False,
        "autoScalingGroups": [],
        "ec2TagFilters": [],
        "onPremisesInstanceTagFilters": [],
        "triggerConfigurations": [],
    }


def test_auto_scaling_groups_are_read_with_their_hooks(deploy: Any, create: Create) -> None:
    create(autoScalingGroups=["web"])
    (before,) = shown(deploy)["autoScalingGroups"]
    assert before["name"] == "web"
    assert "hook" in before

    deploy.update_deployment_group(
        **CURRENT, autoScalingGroups=["web", "api"], terminationHookEnabled=True
    )
    first, second = shown(deploy)["autoScalingGroups"]
    assert (first["hook"], second["name"]) == (before["hook"], "api")
    assert "termination" in first["terminationHook"]


def test_an_update_leaves_what_is_not_sent(deploy: Any, create: Create) -> None:
    rollback = {"enabled": True, "events": ["DEPLOYMENT_FAILURE"]}
    create(
        ec2TagFilters=[KEY],
        autoRollbackConfiguration=rollback,
        deploymentConfigName="CodeDeployDefault.AllAtOnce",
    )
    before = shown(deploy)
    deploy.update_deployment_group(**CURRENT)
    assert shown(deploy) == before

    deploy.update_deployment_group(**CURRENT, outdatedInstancesStrategy="IGNORE")
    assert shown(deploy) == {**before, "outdatedInstancesStrategy": "IGNORE"}


def test_empty_values_clear(deploy: Any, create: Create) -> None:
    balancers = {"targetGroupInfoList": [{"name": "blue"}]}
    create(
        autoScalingGroups=["web"],
        loadBalancerInfo=balancers,
        ec2TagSet={"ec2TagSetList": [[KEY]]},
        triggerConfigurations=[
            {
                "triggerName": "t",
                "triggerTargetArn": TOPIC,
                "triggerEvents": ["DeploymentStart"],
            }
        ],
    )
    assert shown(deploy)["loadBalancerInfo"] == balancers
    deploy.update_deployment_group(
        **CURRENT,
        autoScalingGroups=[],
        loadBalancerInfo={"targetGroupInfoList": []},
        ec2TagSet={"ec2TagSetList": []},
        triggerConfigurations=[],
    )

    found = shown(deploy)
    assert not {"loadBalancerInfo", "ec2TagSet"} & found.keys()
    assert (found["autoScalingGroups"], found["triggerConfigurations"]) == ([], [])


def test_a_group_is_renamed_with_its_id_and_tags(deploy: Any, create: Create, refused: Any) -> None:
    tags = [{"Key": "team", "Value": "shop"}]
    made = create(tags=tags)["deploymentGroupId"]
    create(deploymentGroupName="test")
    with refused("DeploymentGroupAlreadyExistsException", "test"):
        deploy.update_deployment_group(**CURRENT, newDeploymentGroupName="test")
    deploy.update_deployment_group(**CURRENT, newDeploymentGroupName="live")

    assert shown(deploy, deploymentGroupName="live")["deploymentGroupId"] == made
    arn = "arn:aws:codedeploy:eu-west-1:123456789012:deploymentgroup:web/live"
    assert deploy.list_tags_for_resource(ResourceArn=arn)["Tags"] == tags
    with refused("DeploymentGroupDoesNotExistException", "prod"):
        shown(deploy)


def test_a_batch_tells_of_missing_groups(deploy: Any, create: Create, refused: Any) -> None:
    create()
    names = {"applicationName": "web", "deploymentGroupNames": ["prod", "gone"]}
    found = deploy.batch_get_deployment_groups(**names)
    assert [one["deploymentGroupName"] for one in found["deploymentGroupsInfo"]] == ["prod"]
    assert "gone" in found["errorMessage"]

    whole = deploy.batch_get_deployment_groups(**{**names, "deploymentGroupNames": ["prod"]})
    assert whole["errorMessage"] == ""
    with refused("BatchLimitExceededException"):
        deploy.batch_get_deployment_groups(**{**names, "deploymentGroupNames": ["a"] * 101})
    with refused("ApplicationDoesNotExistException"):
        deploy.batch_get_deployment_groups(**{**names, "applicationName": "api"})


def test_hooks_stay_behind_where_the_role_is_gone(
    deploy: Any, create: Create, client: Callable[..., Any]
) -> None:
    create(autoScalingGroups=["web", "api"])
    done = deploy.update_deployment_group(**CURRENT, autoScalingGroups=["web"])
    assert done["hooksNotCleanedUp"] == []
    client("iam").delete_role(RoleName="worker")

    left = deploy.delete_deployment_group(**NAMES)["hooksNotCleanedUp"]
    assert [one["name"] for one in left] == ["web"]
    assert deploy.delete_deployment_group(**NAMES)["hooksNotCleanedUp"] == []


def test_the_role_must_trust_codedeploy(
    deploy: Any, create: Create, role: Any, refused: Any
) -> None:
    create()
    other = role("lambda", "other")
    for arn in (other, "arn:aws:iam::123456789012:role/gone"):
        with refused("InvalidRoleException", f"required to assume the role {arn}"):
            deploy.update_deployment_group(**CURRENT, serviceRoleArn=arn)
        with refused("InvalidRoleException", arn):
            create(deploymentGroupName="test", serviceRoleArn=arn)


def test_a_group_is_made_once_and_in_an_application(create: Create, refused: Any) -> None:
    create()
    with refused("DeploymentGroupAlreadyExistsException", "prod"):
        create()
    with refused("ApplicationDoesNotExistException", "api"):
        create(applicationName="api")
    with refused("DeploymentConfigDoesNotExistException", "mine"):
        create(deploymentGroupName="test", deploymentConfigName="mine")


SETS = {"ec2TagSetList": [[KEY]]}
ALARM = {"name": "cpu"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ec2TagFilters": [KEY], "ec2TagSet": SETS}, "InvalidEC2TagCombinationException"),
        (
            {
                "onPremisesInstanceTagFilters": [KEY],
                "onPremisesTagSet": {"onPremisesTagSetList": [[KEY]]},
            },
            "InvalidOnPremisesTagCombinationException",
        ),
        ({"ec2TagSet": {"ec2TagSetList": [[KEY]] * 4}}, "TagSetListLimitExceededException"),
        ({"ec2TagFilters": [KEY] * 11}, "InvalidEC2TagException"),
        ({"ec2TagFilters": [{"Type": "KEY_ONLY"}]}, "InvalidEC2TagException"),
        ({"onPremisesInstanceTagFilters": [{"Type": "VALUE_ONLY"}]}, "InvalidTagException"),
        ({"autoScalingGroups": list("abcdefghijk")}, "InvalidAutoScalingGroupException"),
        (
            {"blueGreenDeploymentConfiguration": COPY, "autoScalingGroups": ["a", "b"]},
            "InvalidAutoScalingGroupException",
        ),
        (
            {
                "triggerConfigurations": [
                    {
                        "triggerName": "t",
                        "triggerTargetArn": "news",
                        "triggerEvents": ["DeploymentStart"],
                    }
                ]
            },
            "InvalidTriggerConfigException",
        ),
        ({"alarmConfiguration": {"enabled": True}}, "InvalidAlarmConfigException"),
        ({"alarmConfiguration": {"alarms": [ALARM, ALARM]}}, "InvalidAlarmConfigException"),
        (
            {"alarmConfiguration": {"alarms": [{"name": str(n)} for n in range(11)]}},
            "AlarmsLimitExceededException",
        ),
        ({"autoRollbackConfiguration": {"enabled": True}}, "InvalidAutoRollbackConfigException"),
        ({"ecsServices": ECS["ecsServices"]}, "InvalidECSServiceException"),
        ({"deploymentStyle": SHIFTING}, "InvalidLoadBalancerInfoException"),
        (
            {
                "blueGreenDeploymentConfiguration": {
                    "terminateBlueInstancesOnDeploymentSuccess": {
                        "terminationWaitTimeInMinutes": 2881
                    }
                }
            },
            "InvalidBlueGreenDeploymentConfigurationException",
        ),
        (
            {"deploymentConfigName": "CodeDeployDefault.ECSAllAtOnce"},
            "InvalidDeploymentConfigNameException",
        ),
    ],
)
def test_what_no_group_for_servers_may_be(
    deploy: Any, create: Create, refused: Any, given: dict[str, Any], code: str
) -> None:
    create(deploymentGroupName="first")
    with refused(code):
        create(**given)
    with refused(code):
        deploy.update_deployment_group(
            applicationName="web", currentDeploymentGroupName="first", **given
        )


def test_scaling_groups_come_with_the_setting_that_copies_them(
    deploy: Any, create: Create, refused: Any
) -> None:
    create(autoScalingGroups=["web"])
    with refused("InvalidAutoScalingGroupException", "Exactly one AutoScaling group"):
        deploy.update_deployment_group(**CURRENT, blueGreenDeploymentConfiguration=COPY)
    deploy.update_deployment_group(
        **CURRENT, blueGreenDeploymentConfiguration=COPY, autoScalingGroups=["web"]
    )
    assert shown(deploy)["blueGreenDeploymentConfiguration"] == COPY


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"deploymentStyle": {}}, "InvalidDeploymentStyleException"),
        ({"ecsServices": []}, "InvalidECSServiceException"),
        ({"loadBalancerInfo": {}}, "InvalidLoadBalancerInfoException"),
        (
            {"loadBalancerInfo": {"targetGroupPairInfoList": [{"targetGroups": []}]}},
            "InvalidTargetGroupPairException",
        ),
        (
            {"blueGreenDeploymentConfiguration": {}},
            "InvalidBlueGreenDeploymentConfigurationException",
        ),
        ({"ec2TagFilters": [KEY]}, "InvalidEC2TagException"),
        ({"autoScalingGroups": ["web"]}, "InvalidInputException"),
    ],
)
def test_what_no_group_for_ecs_may_be(
    create: Create, refused: Any, change: dict[str, Any], code: str
) -> None:
    create("ECS", deploymentGroupName="first", **ECS)
    with refused(code):
        create(**{**ECS, "ecsServices": [{"serviceName": "b", "clusterName": "b"}], **change})


def test_an_ecs_service_has_one_group(deploy: Any, create: Create, refused: Any) -> None:
    create("ECS", **ECS)
    assert shown(deploy)["deploymentConfigName"] == "CodeDeployDefault.ECSAllAtOnce"
    with refused("ECSServiceMappingLimitExceededException"):
        create(**{**ECS, "deploymentGroupName": "second"})
    deploy.update_deployment_group(**CURRENT, ecsServices=ECS["ecsServices"])


def test_a_group_for_lambda_shifts_traffic(deploy: Any, create: Create, refused: Any) -> None:
    create("Lambda", deploymentStyle=SHIFTING)
    found = shown(deploy)
    assert found["deploymentConfigName"] == "CodeDeployDefault.LambdaAllAtOnce"
    assert found["deploymentStyle"] == SHIFTING
    with refused("InvalidDeploymentStyleException", "Lambda deployment group"):
        create(deploymentGroupName="second")
    with refused("InvalidECSServiceException"):
        deploy.update_deployment_group(**CURRENT, ecsServices=ECS["ecsServices"])
    with refused("InvalidLoadBalancerInfoException"):
        deploy.update_deployment_group(**CURRENT, loadBalancerInfo=ECS["loadBalancerInfo"])


def made_by(tails: Any, coins: tuple[str, ...], platform: str, **given: Any) -> Any:
    """A client of a sandbox with these coins tails, in which the group prod of web is."""
    client = tails(*coins)
    deploy = client("codedeploy")
    deploy.create_application(applicationName="web", computePlatform=platform)
    role = make_role(client, "codedeploy")
    deploy.create_deployment_group(**NAMES, serviceRoleArn=role, **given)
    return deploy


@pytest.mark.parametrize(
    ("coins", "name"),
    [((), "LambdaAllAtOnce"), (("codedeploy.one_at_a_time_for_all",), "OneAtATime")],
)
def test_the_default_configuration(tails: Any, coins: tuple[str, ...], name: str) -> None:
    deploy = made_by(tails, coins, "Lambda", deploymentStyle=SHIFTING)

    assert shown(deploy)["deploymentConfigName"] == f"CodeDeployDefault.{name}"


@pytest.mark.parametrize(
    ("coins", "left"), [((), []), (("codedeploy.both_tag_forms_stay",), [KEY])]
)
def test_the_other_form_of_tags(tails: Any, coins: tuple[str, ...], left: list[Any]) -> None:
    deploy = made_by(tails, coins, "Server", ec2TagFilters=[KEY])
    deploy.update_deployment_group(**CURRENT, ec2TagSet=SETS)

    found = shown(deploy)
    assert (found["ec2TagSet"], found["ec2TagFilters"]) == (SETS, left)


@pytest.mark.parametrize(
    ("coins", "told"), [((), False), (("codedeploy.off_settings_shown",), True)]
)
def test_what_is_off_may_be_shown(tails: Any, coins: tuple[str, ...], told: bool) -> None:
    found = shown(made_by(tails, coins, "Server"))

    assert ("alarmConfiguration" in found) is told
    assert ("autoRollbackConfiguration" in found) is told
