"""Deployment groups of CodeDeploy in themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.rules.deployments.platforms import SERVERS_ONLY, groups
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import at, given, here, items, structure
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import listed

LIMITS: Final = {
    "auto_scaling_groups": 10,
    "ec2_tag_filters": 10,
    "on_premises_instance_tag_filters": 10,
    "trigger_configurations": 10,
    "ec2_tag_set.ec2_tag_set_list": 3,
    "on_premises_tag_set.on_premises_tag_set_list": 3,
}
"""Most items (User Guide, "Quotas"; API Reference, TagSetListLimitExceededException)."""


def one_way_of_tags(view: View) -> Iterator[Finding]:
    """Groups with tag filters and with a tag set."""
    pairs = (SERVERS_ONLY[:2], SERVERS_ONLY[2:4])
    for group, _ in groups(view):
        for filters, tag_set in pairs:
            if given(group.desired.get(filters)) and given(group.desired.get(tag_set)):
                told = f"`{filters}` and `{tag_set}` cannot stand together"
                yield Finding(group, tag_set, told, "one of the two")


def balanced(view: View) -> Iterator[Finding]:
    """Groups of servers with traffic control and without a load balancer."""
    for group, kind in groups(view):
        balancers = structure(group.desired.get("load_balancer_info")).values()
        option = at(group.desired, "deployment_style.deployment_option")
        controls = kind == "Server" and option == "WITH_TRAFFIC_CONTROL"
        if controls and not any(map(given, balancers)):
            told = "the group controls traffic and names no load balancer"
            yield Finding(group, "deployment_style.deployment_option", told)


def alarms(view: View) -> Iterator[Finding]:
    """Alarms and rollbacks that are switched on and left empty."""
    for group, _ in groups(view):
        for name, inner in (
            ("alarm_configuration", "alarms"),
            ("auto_rollback_configuration", "events"),
        ):
            settings = structure(group.desired.get(name))
            if settings.get("enabled") is True and not given(settings.get(inner)):
                told = f"`{name}` is enabled, and `{inner}` is empty"
                yield Finding(group, f"{name}.enabled", told, f"at least one of `{inner}`")


def rollback_by_alarm(view: View) -> Iterator[Finding]:
    """Groups that roll back at an alarm and watch none."""
    for group, _ in groups(view):
        events = items(at(group.desired, "auto_rollback_configuration.events"))
        enabled = at(group.desired, "alarm_configuration.enabled") is True
        if "DEPLOYMENT_STOP_ON_ALARM" in events and not enabled:
            told = "the group rolls back when an alarm stops a deployment, and watches no alarm"
            yield Finding(group, "auto_rollback_configuration.events", told)


def copied_fleet(view: View) -> Iterator[Finding]:
    """Blue/green groups that copy other than exactly one Auto Scaling group."""
    path = "blue_green_deployment_configuration.green_fleet_provisioning_option.action"
    for group, _ in groups(view):
        number = len(items(group.desired.get("auto_scaling_groups")))
        if at(group.desired, path) == "COPY_AUTO_SCALING_GROUP" and number != 1:
            told = f"the group copies its Auto Scaling group, and has {number or 'none'}"
            yield Finding(group, path, told, "exactly one of `auto_scaling_groups`")


def limits(view: View) -> Iterator[Finding]:
    """Groups with more of something than CodeDeploy takes."""
    for group, _ in groups(view):
        for path, most in LIMITS.items():
            value = at(group.desired, path)
            number = len(structure(value)) or len(items(value))
            if number > most:
                yield Finding(group, path, f"`{path}` has {number} items", f"at most {most}")


def one_group_a_service(view: View) -> Iterator[Finding]:
    """ECS services that two deployment groups deploy."""
    first: dict[object, Resource] = {}
    for group, _ in groups(view):
        for one in items(group.desired.get("ecs_services")):
            pair = tuple(structure(one).get(name) for name in ("cluster_name", "service_name"))
            if all(isinstance(name, str) for name in pair):
                other = first.setdefault((*pair, group.scope), group)
                if other is not group:
                    told = f"the service {listed(map(str, pair[1:]))} is deployed by {other.address} too"
                    note = here(other, "ecs_services", f"{other.address} deploys it")
                    yield Finding(group, "ecs_services", told, notes=(note,))


RULES: Final = (
    Rule(
        "RC2211",
        "Tag filters beside a tag set",
        "A call may have one of the two (InvalidEC2TagCombinationException, InvalidOnPremisesTagCombinationException).",
        "Write all as a tag set: a list of groups, all of which must hold, each a list of which any may.",
        one_way_of_tags,
    ),
    Rule(
        "RC2212",
        "Traffic control without a load balancer",
        "WITH_TRAFFIC_CONTROL needs a load balancer or a target group (InvalidLoadBalancerInfoException; awsdocs/amazon-ecs-developer-guide issue 213).",
        "Name one under `load_balancer_info`, or write WITHOUT_TRAFFIC_CONTROL.",
        balanced,
    ),
    Rule(
        "RC2213",
        "Alarms or rollbacks that are switched on and empty",
        "CodeDeploy refuses alarms without an alarm and rollbacks without an event (InvalidAlarmConfigException, InvalidAutoRollbackConfigException).",
        "Write at least one, or leave `enabled` out.",
        alarms,
    ),
    Rule(
        "RC2214",
        "A rollback at an alarm that nobody watches",
        "DEPLOYMENT_STOP_ON_ALARM happens only where the group watches alarms; without them this rollback never comes.",
        "Add `alarm_configuration` with `enabled: true` and alarms.",
        rollback_by_alarm,
        "note",
    ),
    Rule(
        "RC2215",
        "A fleet to copy that is not one",
        "COPY_AUTO_SCALING_GROUP takes exactly one Auto Scaling group (aws-cloudformation/cloudformation-coverage-roadmap issue 2071 quotes the refusal).",
        "Name exactly one under `auto_scaling_groups`, or write DISCOVER_EXISTING.",
        copied_fleet,
    ),
    Rule(
        "RC2216",
        "More of something than a group may have",
        "CodeDeploy refuses more (User Guide, 'Quotas').",
        "Take some out, or divide the group.",
        limits,
    ),
    Rule(
        "RC2217",
        "One ECS service in two groups",
        "An ECS service may be in one deployment group only (ECSServiceMappingLimitExceededException).",
        "Take it out of one of them.",
        one_group_a_service,
    ),
)
"""Rules about groups."""
