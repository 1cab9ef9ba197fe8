"""Roles that rules' targets need: one a sort of target and scope, with the least that it takes."""

from pathlib import Path
from typing import Any

import pytest

from reconciler.expand.expand import expanded
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Resource, Scope
from tests.laws.ground import SCOPE, stack_in

PLACE = "eu-west-1:123456789012"
HEAD = "stack: shop\neventbridge:\n  rules:\n"


def rule(name: str, target: str, more: str = "") -> str:
    """A rule with one target."""
    return f"    {name}: {{event_pattern: {{source: [acme]}}, {more}targets: {{it: {target}}}}}\n"


def roles_of(folder: Path, text: str) -> dict[str, Resource]:
    """The derived roles of a spec."""
    found = stack_in(folder, {"s.yaml": text}).resources
    return {one.address: one for one in found if one.form.kind.id == "iam.roles"}


def allowed(role: Resource) -> tuple[Any, Any]:
    """What the first statement of a role's policy allows, and on what."""
    policies: Any = role.desired["policies"]
    first = policies["targets"]["Statement"][0]
    return [*first["Action"]], [*first["Resource"]]


@pytest.mark.parametrize(
    ("target", "name", "actions", "resources"),
    [
        (
            f"{{arn: 'arn:aws:states:{PLACE}:stateMachine:go'}}",
            "state-machines",
            ["states:StartExecution"],
            [f"arn:aws:states:{PLACE}:stateMachine:go"],
        ),
        (
            f"{{arn: 'arn:aws:kinesis:{PLACE}:stream/in'}}",
            "streams",
            ["kinesis:PutRecord"],
            [f"arn:aws:kinesis:{PLACE}:stream/in"],
        ),
        (
            f"{{arn: 'arn:aws:firehose:{PLACE}:deliverystream/in'}}",
            "delivery-streams",
            ["firehose:PutRecord", "firehose:PutRecordBatch"],
            [f"arn:aws:firehose:{PLACE}:deliverystream/in"],
        ),
        (
            f"{{arn: 'arn:aws:batch:{PLACE}:job-queue/q', batch_parameters: {{job_name: j, job_definition: d}}}}",
            "jobs",
            ["batch:SubmitJob"],
            [f"arn:aws:batch:{PLACE}:job-definition/d:*", f"arn:aws:batch:{PLACE}:job-queue/q"],
        ),
        (
            f"{{arn: 'arn:aws:ssm:{PLACE}:document/d', run_command_parameters: {{run_command_targets: {{'tag:a': [b]}}}}}}",
            "commands",
            ["ssm:SendCommand"],
            [f"arn:aws:ec2:{PLACE}:instance/*", f"arn:aws:ssm:{PLACE}:document/d"],
        ),
        (
            f"{{arn: 'arn:aws:ecs:{PLACE}:cluster/c', ecs_parameters: {{task_definition_arn: 'arn:aws:ecs:{PLACE}:task-definition/t'}}}}",
            "tasks",
            ["ecs:RunTask"],
            [f"arn:aws:ecs:{PLACE}:task-definition/t", f"arn:aws:ecs:{PLACE}:task-definition/t:*"],
        ),
    ],
)
def test_each_sort_of_target_has_a_role_with_the_least_that_it_takes(
    tmp_path: Path, target: str, name: str, actions: list[str], resources: list[str]
) -> None:
    found = roles_of(tmp_path, HEAD + rule("one", target))
    assert [*found] == [f"iam.roles.+{name}"]
    assert allowed(found[f"iam.roles.+{name}"]) == (actions, resources)


def test_a_policy_that_would_grow_too_long_is_parted(tmp_path: Path) -> None:
    text = HEAD + "".join(
        rule(f"r{number}", f"{{arn: 'arn:aws:states:{PLACE}:stateMachine:machine-{number}'}}")
        for number in range(200)
    )
    found = roles_of(tmp_path, text)
    assert [*found] == ["iam.roles.+state-machines", "iam.roles.+state-machines-2"]
    named = [one for role in found.values() for one in allowed(role)[1]]
    assert len(named) == len({*named}) == 200
    assert all(len(str(role.desired["policies"])) < 10_240 for role in found.values())


def test_targets_of_two_scopes_have_a_role_each(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    target = "{arn: 'arn:aws:states:REGION:123456789012:stateMachine:go'}"
    text = HEAD + rule("one", target.replace("REGION", "eu-west-1"))
    text += rule("two", target.replace("REGION", "us-east-1"), "lifecycle: {scope: us}, ")
    (tmp_path / "specs" / "s.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "reconcile.yaml").write_text(
        "project: acme\nenvironments:\n  prod: {account: '123456789012', region: eu-west-1,"
        " scopes: {us: {region: us-east-1}}}\n",
        encoding="utf-8",
    )
    scopes = (SCOPE, Scope("us", "123456789012", "us-east-1"))
    (stack,) = resolve(load(tmp_path, ()), "prod", scopes, {})
    roles = [one for one in expanded(stack).resources if one.form.kind.id == "iam.roles"]
    assert [one.address for one in roles] == [
        "iam.roles.+state-machines",
        "iam.roles.+state-machines-us",
    ]


def test_manual_permissions_bring_no_role(tmp_path: Path) -> None:
    role = "arn:aws:iam::123456789012:role/theirs"
    target = f"{{arn: 'arn:aws:states:{PLACE}:stateMachine:go', role_arn: '{role}'}}"
    assert roles_of(tmp_path, HEAD + rule("one", target, "permissions: manual, ")) == {}
