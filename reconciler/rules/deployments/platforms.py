"""Groups and configurations of CodeDeploy against their platform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import at, given, items, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource

SERVERS_ONLY: Final = (
    "ec2_tag_filters",
    "ec2_tag_set",
    "on_premises_instance_tag_filters",
    "on_premises_tag_set",
    "auto_scaling_groups",
)
"""Fields that say on which servers is deployed."""
SHIFTING: Final = ("Lambda", "ECS")
"""Platforms where traffic is always shifted."""
BUILT_IN: Final = "CodeDeployDefault."
"""How the names of AWS's own deployment configurations begin."""
PAIRS: Final = "load_balancer_info.target_group_pair_info_list"
"""Where the pair of target groups stands."""


def platform(view: View, group: Resource) -> str:
    """The platform of a group's application, "" where this stack does not declare it."""
    application = view.named("codedeploy.applications", group.identity[0])
    return text(application.desired.get("compute_platform", "Server")) if application else ""


def groups(view: View) -> Iterator[tuple[Resource, str]]:
    """Every deployment group with its platform."""
    for group in view.of("codedeploy.deployment_groups"):
        yield group, platform(view, group)


def style(view: View) -> Iterator[Finding]:
    """Groups for Lambda or ECS that do not shift traffic."""
    for group, kind in groups(view):
        written = structure(group.desired.get("deployment_style"))
        pair = (written.get("deployment_type"), written.get("deployment_option"))
        if kind in SHIFTING and pair != ("BLUE_GREEN", "WITH_TRAFFIC_CONTROL"):
            told = f"a group for {kind} must be BLUE_GREEN and WITH_TRAFFIC_CONTROL"
            yield Finding(group, "deployment_style", told)


def servers_only(view: View) -> Iterator[Finding]:
    """Groups for Lambda or ECS that name servers, and others with what their platform lacks."""
    foreign = {
        "Lambda": (*SERVERS_ONLY, "ecs_services", "load_balancer_info"),
        "ECS": SERVERS_ONLY,
        "Server": ("ecs_services",),
    }
    for group, kind in groups(view):
        for name in foreign.get(kind, ()):
            if given(group.desired.get(name)):
                told = f"a group of the platform {kind} cannot have `{name}`"
                yield Finding(group, name, told, f"no `{name}`")


def ecs_needs(view: View) -> Iterator[Finding]:
    """Groups for ECS that lack a service, a pair of target groups or blue/green settings."""
    for group, kind in groups(view):
        for name, path, number, wanted in (
            ("ecs_services", "ecs_services", 1, "one service with its cluster"),
            ("load_balancer_info", PAIRS, 1, "one pair of two target groups with a listener"),
        ):
            if kind == "ECS" and len(items(at(group.desired, path))) != number:
                yield Finding(group, name, f"a group for ECS needs `{path}`, one item", wanted)
        settings = structure(group.desired.get("blue_green_deployment_configuration"))
        for name in ("terminate_blue_instances_on_deployment_success", "deployment_ready_option"):
            if kind == "ECS" and not given(settings.get(name)):
                path = "blue_green_deployment_configuration"
                yield Finding(group, path, f"a group for ECS needs `{path}.{name}`")


def fitting_config(view: View) -> Iterator[Finding]:
    """Groups whose deployment configuration is of another platform."""
    for group, kind in groups(view):
        name = text(group.desired.get("deployment_config_name"))
        found = view.named("codedeploy.deployment_configs", name)
        has = text(found.desired.get("compute_platform", "Server")) if found else _built_in(name)
        if kind and has and has != kind:
            told = f"`{name}` is a configuration for {has}, the application is for {kind}"
            yield Finding(group, "deployment_config_name", told, f"a configuration for {kind}")


def _built_in(name: str) -> str:
    """The platform of one of AWS's own configurations, "" of any other."""
    if not name.startswith(BUILT_IN):
        return ""
    rest = name.removeprefix(BUILT_IN)
    return next((kind for kind in SHIFTING if rest.startswith(kind)), "Server")


def fields_of_configs(view: View) -> Iterator[Finding]:
    """Deployment configurations with what their platform lacks, or without what it needs."""
    for config in view.of("codedeploy.deployment_configs"):
        kind = text(config.desired.get("compute_platform", "Server"))
        shifts = kind in SHIFTING
        foreign = (
            ("minimum_healthy_hosts", "zonal_config") if shifts else ("traffic_routing_config",)
        )
        for name in foreign:
            if given(config.desired.get(name)):
                told = f"a configuration for {kind} cannot have `{name}`"
                yield Finding(config, name, told, f"no `{name}`")
        needed = "traffic_routing_config" if shifts else "minimum_healthy_hosts"
        if not given(config.desired.get(needed)):
            yield Finding(config, "", f"a configuration for {kind} needs `{needed}`")


RULES: Final = (
    Rule(
        "RC2201",
        "A group for Lambda or ECS that does not shift traffic",
        "For Lambda and ECS the type can be BLUE_GREEN and the option WITH_TRAFFIC_CONTROL only; CodeDeploy refuses others (InvalidDeploymentStyleException).",
        "Write `deployment_style: {deployment_type: BLUE_GREEN, deployment_option: WITH_TRAFFIC_CONTROL}`.",
        style,
    ),
    Rule(
        "RC2202",
        "A field that the group's platform does not have",
        "Servers are named by tags and Auto Scaling groups, functions by the revision, ECS by a service and target groups; CodeDeploy refuses what belongs to another platform.",
        "Take it out, or name an application of the platform that is meant.",
        servers_only,
    ),
    Rule(
        "RC2203",
        "A group for ECS that is not complete",
        "A group for ECS needs one service, one pair of two target groups with a listener, and blue/green settings (User Guide, 'Create a deployment group for an Amazon ECS deployment').",
        "Add what is missing.",
        ecs_needs,
    ),
    Rule(
        "RC2204",
        "A deployment configuration for another platform",
        "Configurations belong to a platform, AWS's own too: CodeDeployDefault.Lambda..., .ECS..., and all others for servers; CodeDeploy refuses one that does not fit.",
        "Name a configuration for the platform of the application.",
        fitting_config,
    ),
    Rule(
        "RC2205",
        "A deployment configuration that its platform does not take",
        "Healthy hosts and zones are for servers, and servers need healthy hosts; traffic routing is for Lambda and ECS, and they need it (API Reference, CreateDeploymentConfig).",
        "Say the platform in `compute_platform`, and write what belongs to it.",
        fields_of_configs,
    ),
)
"""Rules about platforms."""
