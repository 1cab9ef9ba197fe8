"""What stands inside another resource: it goes and comes back with it, and inherits what its words
depend on. Proven on CodeDeploy, where a group's defaults and fields follow its application's platform.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reconciler.plan.plan import Action
from reconciler.sandbox.faults import Fault, Faults
from reconciler.sandbox.services.coins import COINS
from reconciler.spec.stack import Lifecycle, Stack
from tests.engine.ground import Wire
from tests.laws.examples import example
from tests.laws.ground import (
    ACCOUNT,
    OWNED,
    PAGE,
    World,
    lines,
    stack_in,
    told,
    undone,
    with_resource,
    without,
)

APP, GROUP = "codedeploy.applications.shop", "codedeploy.deployment_groups.main"
ROLE = """
iam:
  roles:
    deploy:
      assume_role_policy_document:
        Version: 2012-10-17
        Statement: [{Effect: Allow, Principal: {Service: codedeploy.amazonaws.com},
                     Action: "sts:AssumeRole"}]
"""
COMMON = 'service_role_arn: "${{ iam.roles.deploy.arn }}"'
SHIFTING = (
    "deployment_style: {deployment_type: BLUE_GREEN, deployment_option: WITH_TRAFFIC_CONTROL}"
)
TASKS = """
      ecs_services: [{cluster_name: c, service_name: s}]
      load_balancer_info:
        target_group_pair_info_list:
          - {target_groups: [{name: a}, {name: b}], prod_traffic_route: {listener_arns: [l]}}
      blue_green_deployment_configuration:
        deployment_ready_option: {action_on_timeout: CONTINUE_DEPLOYMENT}
        terminate_blue_instances_on_deployment_success: {action: TERMINATE}"""
PLATFORMS = {"Server": "", "Lambda": SHIFTING, "ECS": f"{SHIFTING}{TASKS}"}
DEFAULTS = {
    "Server": "CodeDeployDefault.OneAtATime",
    "Lambda": "CodeDeployDefault.LambdaAllAtOnce",
    "ECS": "CodeDeployDefault.ECSAllAtOnce",
}
OTHERS = {
    "Server": "CodeDeployDefault.AllAtOnce",
    "Lambda": "CodeDeployDefault.LambdaCanary10Percent5Minutes",
    "ECS": "CodeDeployDefault.ECSCanary10Percent5Minutes",
}
TAILS = pytest.mark.parametrize("tails", [(), tuple(COINS)], ids=["heads", "tails"])


def stack_of(
    folder: Path, platform: str, fields: str = "", app: str = "", extra: str = ""
) -> Stack:
    """An application of this platform, with one group of these fields."""
    named = app or "${{ codedeploy.applications.shop.name }}"
    text = f"""
stack: holders
codedeploy:
  applications:
    shop: {{compute_platform: {platform}}}
  deployment_groups:
    main:
      application_name: "{named}"
      {COMMON}
      {PLATFORMS[platform]}
      {fields}
{extra}
{ROLE}"""
    return stack_in(folder, {"stack.yaml": text})


def group(world: World, app: str = "shop") -> dict[str, Any]:
    """The group as AWS shows it."""
    found = world.boto("codedeploy").get_deployment_group(
        applicationName=app, deploymentGroupName="main"
    )
    return dict(found["deploymentGroupInfo"])


def test_what_a_replaced_resource_holds_goes_and_comes_back_with_it(
    world: World, tmp_path: Path
) -> None:
    assert undone(world.apply(stack_of(tmp_path, "Server"))) == []
    wanted = stack_of(tmp_path, "Lambda")
    made = world.plan(wanted)
    reasons = {one.address: (one.action, one.reason) for one in made.plan.to_do}
    assert reasons[APP] == (Action.REPLACE, "compute_platform cannot change in place")
    assert reasons[GROUP] == (Action.REPLACE, f"{APP}, which holds it, is replaced")

    world.sent.clear()
    assert undone(world.make(made)) == []
    assert [one.removeprefix("codedeploy:") for one in world.writes()] == [
        "DeleteDeploymentGroup",
        "DeleteApplication",
        "CreateApplication",
        "CreateDeploymentGroup",
    ]
    assert group(world)["deploymentConfigName"] == DEFAULTS["Lambda"]
    assert told(world.plan(wanted).plan.to_do) == []


def by_hand(world: World, name: str) -> None:
    """Make a group of the application that no spec declares."""
    group = {"deploymentGroupName": name, "serviceRoleArn": f"arn:aws:iam::{ACCOUNT}:role/deploy"}
    world.boto("codedeploy").create_deployment_group(applicationName="shop", **group)


@pytest.mark.parametrize("how", ["replaced", "absent", "pruned"])
def test_what_nobody_declares_and_goes_along_is_told_and_asked_for(
    world: World, tmp_path: Path, how: str
) -> None:
    assert undone(world.apply(stack_of(tmp_path, "Server"))) == []
    by_hand(world, "theirs")
    stack = stack_of(tmp_path, "Lambda" if how == "replaced" else "Server")
    if how == "absent":
        stack = replace(
            stack,
            resources=tuple(
                replace(one, lifecycle=Lifecycle(state="absent")) if one.address == APP else one
                for one in stack.resources
                if one.address != GROUP
            ),
        )
    stack = without(stack, APP, GROUP) if how == "pruned" else stack
    (change,) = (one for one in world.plan(stack, OWNED).plan.to_do if one.address == APP)
    told_ = "destroys codedeploy.deployment_groups theirs too, which nothing here declares"
    (block,) = change.blocks
    option = "--allow-replace" if how == "replaced" else "--allow-delete"
    assert (block.guard, block.override) == ("along", f"{option} {APP}")
    assert (block.message, told_ in change.effects) == (f"{change.action} {told_}", True)

    allowed = replace(OWNED, allow_delete=(APP,), allow_replace=(APP,))
    approved = world.plan(stack, allowed)
    assert not any(one.blocks for one in approved.plan.to_do)
    by_hand(world, "another")
    again = world.plan(stack, allowed)
    assert again.plan.digest != approved.plan.digest
    assert undone(world.make(again, allowed)) == []


def test_what_goes_along_and_may_not_be_listed_is_asked_for_too(
    world: World, tmp_path: Path
) -> None:
    assert undone(world.apply(stack_of(tmp_path, "Server"))) == []
    world.sandbox.faults = Faults((Fault("deny", "*:ListDeploymentGroups"),), 0)
    stack = without(stack_of(tmp_path, "Server"), APP, GROUP)
    (change,) = (one for one in world.plan(stack, OWNED).plan.to_do if one.address == APP)
    assert ["which AWS denied to list" in block.message for block in change.blocks] == [True]


CONFIG = "codedeploy.deployment_configs.most"


def with_config(folder: Path, percent: int, outdated: str = "UPDATE") -> Stack:
    """An application whose group uses a configuration of its own."""
    hosts = f"{{minimum_healthy_hosts: {{type: FLEET_PERCENT, value: {percent}}}}}"
    fields = (
        'deployment_config_name: "${{ codedeploy.deployment_configs.most.name }}"\n'
        f"      outdated_instances_strategy: {outdated}"
    )
    extra = f"  deployment_configs:\n    most: {hosts}"
    return stack_of(folder, "Server", fields, extra=extra)


@pytest.mark.parametrize("outdated", ["UPDATE", "IGNORE"])
@pytest.mark.parametrize("lost", [False, True])
def test_who_holds_something_that_is_replaced_lets_it_go_and_names_it_again(
    world: World, tmp_path: Path, outdated: str, lost: bool
) -> None:
    assert undone(world.apply(with_config(tmp_path, 75))) == []
    wanted = with_config(tmp_path, 50, outdated)
    made = world.plan(wanted)
    assert {one.address: one.action for one in made.plan.to_do} == {
        CONFIG: Action.REPLACE,
        GROUP: Action.UPDATE,
    }
    paths = {path.path for address, path in lines(made) if address == GROUP}
    assert paths == {"deployment_config_name"} | (
        {"outdated_instances_strategy"} if outdated == "IGNORE" else set()
    )
    world.sent.clear()
    wire = Wire(world.send, "lost", 0) if lost else None
    assert undone(world.make(made, wire=wire)) == []
    assert [one.removeprefix("codedeploy:") for one in world.writes()] == [
        *["UpdateDeploymentGroup"] * (2 if lost else 1),
        "DeleteDeploymentConfig",
        "CreateDeploymentConfig",
        "UpdateDeploymentGroup",
    ]
    assert group(world)["deploymentConfigName"] == "most"
    assert told(world.plan(wanted).plan.to_do) == []


@TAILS
@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_omitted_field_means_the_default_of_the_holders_platform(
    world: World, tmp_path: Path, platform: str, tails: tuple[str, ...]
) -> None:
    world.sandbox.toss(*tails)
    stack = stack_of(tmp_path, platform)
    assert undone(world.apply(stack)) == []
    assert group(world)["deploymentConfigName"] == DEFAULTS[platform]
    world.boto("codedeploy").update_deployment_group(
        applicationName="shop",
        currentDeploymentGroupName="main",
        deploymentConfigName=OTHERS[platform],
    )
    seen = world.plan(stack)
    assert [(one, change.path) for one, change in lines(seen)] == [
        (GROUP, "deployment_config_name")
    ]
    assert undone(world.make(seen)) == []
    assert group(world)["deploymentConfigName"] == DEFAULTS[platform]


@pytest.mark.parametrize("state", ["undeclared", "external"])
def test_of_a_holder_that_is_not_ours_the_live_platform_counts(
    world: World, tmp_path: Path, state: str
) -> None:
    world.boto("codedeploy").create_application(applicationName="shop", computePlatform="Lambda")
    stack = stack_of(tmp_path, "Lambda", app="shop")
    if state == "undeclared":
        stack = without(stack, APP)
    else:
        (held,) = (one for one in stack.resources if one.address == APP)
        stack = with_resource(
            stack, replace(held, desired={}, lifecycle=Lifecycle(state="external"))
        )
    assert undone(world.apply(stack)) == []
    assert group(world)["deploymentConfigName"] == DEFAULTS["Lambda"]
    assert told(world.plan(stack).plan.to_do) == []


@TAILS
@pytest.mark.parametrize("name", ["servers", "others", "fleet", "at-once", "tasks"])
def test_a_merging_update_empties_every_field_that_is_left_out(
    world: World, name: str, tails: tuple[str, ...]
) -> None:
    """Fields without which AWS takes no group of the platform stay."""
    world.sandbox.toss(*tails)
    full = example("codedeploy.deployment_groups")
    assert undone(world.apply(full)) == []
    (one,) = (one for one in full.resources if one.address.endswith(f"groups.{name}"))
    kept = {"service_role_arn"}
    if name in {"at-once", "tasks"}:
        kept |= {"deployment_style", "ecs_services", "load_balancer_info"}
        kept |= {"blue_green_deployment_configuration"}
    bare = {field: value for field, value in one.desired.items() if field in kept}
    stack = with_resource(full, replace(one, desired=bare))
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []
    assert undone(world.apply(full)) == []
    assert told(world.plan(full).plan.to_do) == []


@TAILS
def test_one_form_of_tags_takes_the_place_of_the_other(
    world: World, tmp_path: Path, tails: tuple[str, ...]
) -> None:
    world.sandbox.toss(*tails)
    forms = (
        "ec2_tag_filters: [{type: KEY_ONLY, key: a}]",
        "ec2_tag_set: {ec2_tag_set_list: [[{type: KEY_ONLY, key: a}], [{type: KEY_ONLY, key: b}]]}",
        "ec2_tag_filters: [{type: KEY_ONLY, key: b}]",
    )
    for form in forms:
        stack = stack_of(tmp_path, "Server", form)
        assert undone(world.apply(stack)) == []
        assert told(world.plan(stack).plan.to_do) == []
        shown = group(world)
        assert bool(shown.get("ec2TagFilters")) == form.startswith("ec2_tag_filters")
        assert bool(shown.get("ec2TagSet")) == form.startswith("ec2_tag_set")


def test_sets_of_sets_are_equal_in_any_order(world: World, tmp_path: Path) -> None:
    a, b, c = (f"{{type: KEY_AND_VALUE, key: k, value: {one}}}" for one in "abc")
    form = "ec2_tag_set: {ec2_tag_set_list: [%s]}"
    assert undone(world.apply(stack_of(tmp_path, "Server", form % f"[{a}, {b}], [{c}]"))) == []
    turned = stack_of(tmp_path, "Server", form % f"[{c}], [{b}, {a}]")
    assert told(world.plan(turned).plan.to_do) == []
    other = stack_of(tmp_path, "Server", form % f"[{c}, {b}], [{a}]")
    assert len(world.plan(other).plan.to_do) == 1


def test_a_plan_of_many_groups_reads_each_application_once(world: World, tmp_path: Path) -> None:
    more = "\n".join(
        f'    g{number}: {{application_name: "a{number % 3}", {COMMON}}}' for number in range(30)
    )
    apps = "\n".join(f"    a{number}: {{}}" for number in range(3))
    text = (
        f"stack: many\ncodedeploy:\n  applications:\n{apps}\n  deployment_groups:\n{more}\n{ROLE}"
    )
    stack = stack_in(tmp_path, {"stack.yaml": text})
    assert undone(world.apply(stack)) == []
    world.sandbox.page_size = None
    world.sent.clear()
    assert told(world.plan(stack).plan.to_do) == []
    world.sandbox.page_size = PAGE
    made = sorted(str(call) for call in world.sent if call.service == "codedeploy")
    assert made == ["codedeploy:BatchGetApplications"] + ["codedeploy:BatchGetDeploymentGroups"] * 3


def test_what_aws_could_not_clean_up_is_a_note_to_a_person(world: World, tmp_path: Path) -> None:
    stack = stack_of(tmp_path, "Server", "auto_scaling_groups: [fleet]")
    assert undone(world.apply(stack)) == []
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    world.boto("iam").update_assume_role_policy(
        RoleName="deploy",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    applied = world.apply(without(stack, GROUP, "iam.roles.deploy"), OWNED)
    assert undone(applied) == []
    (told_of,) = (note for one in applied.outcomes for note in one.pending)
    assert (told_of.code, told_of.address) == ("RC3006", GROUP)
    assert told_of.message.startswith("AWS could not clean up fleet/CodeDeploy-managed-")
