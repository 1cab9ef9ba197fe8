"""CodeDeploy: what a deployment group for servers, for Lambda or for ECS must and must not have.

Sources: CodeDeploy API Reference, CreateDeploymentGroup; CodeDeploy User Guide, "Create a
deployment group for an EC2/On-Premises deployment", "... for an Amazon ECS deployment" and "... for
an AWS Lambda deployment"; messages as the reports named below quote them, others are ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Group = Mapping[str, Any]
"""A deployment group with the members of CreateDeploymentGroup, and its computePlatform."""
Fault = tuple[str, str]
"""The code and the message of a refusal."""
_SERVERS_ONLY = (
    "ec2TagFilters",
    "onPremisesInstanceTagFilters",
    "ec2TagSet",
    "onPremisesTagSet",
    "autoScalingGroups",
)
_DEFAULT_STYLE = {"deploymentType": "IN_PLACE", "deploymentOption": "WITHOUT_TRAFFIC_CONTROL"}


def platform_faults(group: Group) -> Iterator[Fault]:
    """Yield what is wrong with a group for its platform."""
    match group["computePlatform"]:
        case "Server":
            yield from _server_faults(group)
        case platform:
            yield from _shifting_faults(group, platform)
            yield from _ecs_faults(group) if platform == "ECS" else _lambda_faults(group)


def _server_faults(group: Group) -> Iterator[Fault]:
    if group.get("ecsServices"):
        # hashicorp/terraform-provider-aws issue 6802.
        yield (
            "InvalidECSServiceException",
            "Should not specify ECS services parameter for Server deployment group",
        )
    balancers = group.get("loadBalancerInfo", {})
    listed = balancers.get("elbInfoList") or balancers.get("targetGroupInfoList")
    controlled = _style(group)["deploymentOption"] == "WITH_TRAFFIC_CONTROL"
    if controlled and not listed:
        # awsdocs/amazon-ecs-developer-guide issue 213.
        yield (
            "InvalidLoadBalancerInfoException",
            (
                "The specification for load balancing in the deployment group is invalid. The "
                "deploymentOption value is set to WITH_TRAFFIC_CONTROL, but either no load balancer "
                "was specified in elbInfoList or no target group was specified in "
                "targetGroupInfoList."
            ),
        )


def _style(group: Group) -> Mapping[str, str]:
    return _DEFAULT_STYLE | dict(group.get("deploymentStyle", {}))


def _shifting_faults(group: Group, platform: str) -> Iterator[Fault]:
    """Yield what is wrong with a group for Lambda or ECS, where traffic is always shifted."""
    style = _style(group)
    if (style["deploymentType"], style["deploymentOption"]) != (
        "BLUE_GREEN",
        "WITH_TRAFFIC_CONTROL",
    ):
        yield (
            "InvalidDeploymentStyleException",
            (
                f"For {platform} deployment group, deployment type can be BLUE_GREEN only and "
                "deployment option can be WITH_TRAFFIC_CONTROL only"
            ),
        )
    for member in _SERVERS_ONLY:
        if group.get(member):
            code = "InvalidInputException" if "Tag" not in member else "InvalidEC2TagException"
            yield code, f"Should not specify {member} for {platform} deployment group"


def _lambda_faults(group: Group) -> Iterator[Fault]:
    if group.get("ecsServices"):
        yield (
            "InvalidECSServiceException",
            "Should not specify ECS services parameter for Lambda deployment group",
        )
    if group.get("loadBalancerInfo"):
        yield (
            "InvalidLoadBalancerInfoException",
            "Should not specify load balancer info for Lambda deployment group",
        )


def _ecs_faults(group: Group) -> Iterator[Fault]:
    """Yield what is wrong with a group for ECS ("Create a deployment group for an Amazon ECS
    deployment": one service, one pair of two target groups with a listener, blue/green options).
    """
    services = group.get("ecsServices", ())
    if len(services) != 1 or not all(map(services[0].get, ("serviceName", "clusterName"))):
        yield "InvalidECSServiceException", "Exactly one ECS service must be specified."
    pairs = group.get("loadBalancerInfo", {}).get("targetGroupPairInfoList", ())
    if len(pairs) != 1:
        yield "InvalidLoadBalancerInfoException", "One target group pair must be specified."
    elif len(pairs[0].get("targetGroups", ())) != 2 or len(_listeners(pairs[0])) != 1:
        yield (
            "InvalidTargetGroupPairException",
            "A target group pair must have two target groups and one production listener.",
        )
    config = group.get("blueGreenDeploymentConfiguration", {})
    if not config.get("terminateBlueInstancesOnDeploymentSuccess") or not config.get(
        "deploymentReadyOption"
    ):
        yield (
            "InvalidBlueGreenDeploymentConfigurationException",
            "A blue/green deployment configuration must be specified for ECS deployment group",
        )


def _listeners(pair: Mapping[str, Any]) -> Sequence[str]:
    found: Sequence[str] = pair.get("prodTrafficRoute", {}).get("listenerArns", ())
    return found
