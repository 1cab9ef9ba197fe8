"""Roles with which EventBridge reaches the targets of a stack: one for each sort of target.

A role stands under `/reconcile/`, trusts EventBridge for this account alone, and allows one sort of
action on exactly the targets that the stack's rules name. Where its policy would grow beyond what IAM
takes, there are more of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from reconciler.expand.derive import implied_by_stack, named
from reconciler.expand.targets import Need, allowed_of, role_need
from reconciler.spec.stack import Expanded, Resource, Scope, Stack
from reconciler.spec.values import Late, Text

RULES: Final = "eventbridge.rules"
"""The kind whose targets are reached."""

MOST: Final = 9_000
"""Characters of the resources in one role's policy; IAM takes 10,240 of all inline policies of a
role, white space not counted (IAM User Guide, "IAM and AWS STS quotas")."""

PATH: Final = "/reconcile/"
"""Where derived roles stand, so that a permissions boundary or a reader can tell them."""


@dataclass(frozen=True)
class Aim:
    """One target of a rule that needs a role and has none."""

    rule: Resource
    key: str
    need: Need
    allowed: tuple[Any, ...]

    @property
    def place(self) -> tuple[str, str]:
        """What shares roles: the account's name for a scope is its own, and the sort of target."""
        return self.rule.scope.name, self.need.name


def roles(stack: Stack) -> Expanded:
    """The stack whose rules have a role for every target that needs one."""
    aims = list(_aims(stack))
    made: dict[tuple[str, str, str], Resource] = {}
    filled: dict[str, dict[str, str]] = {}
    for group in sorted({aim.place for aim in aims}):
        for number, part in enumerate(_parts([aim for aim in aims if aim.place == group]), 1):
            role = _role(stack, part, number)
            made[*group, str(number)] = role
            for aim in part:
                filled.setdefault(aim.rule.address, {})[aim.key] = role.arn
    resources = [
        _with_roles(one, filled[one.address]) if one.address in filled else one
        for one in stack.resources
    ]
    return Expanded(replace(stack, resources=(*resources, *made.values())))


def _aims(stack: Stack) -> Iterator[Aim]:
    declared = {one.address: one for one in stack.resources}
    for rule in stack.resources:
        if rule.form.kind.id != RULES or rule.lifecycle.state != "present":
            continue
        if rule.implied.get("permissions") == "manual":
            continue
        targets = rule.desired.get("targets")
        for key, target in sorted(targets.items()) if isinstance(targets, Mapping) else ():
            if isinstance(target, Mapping) and not target.get("role_arn"):
                need = role_need(target, declared, rule.scope.account)
                if need:
                    yield Aim(rule, key, need, allowed_of(target, need))


def _parts(aims: list[Aim]) -> Iterator[list[Aim]]:
    """The targets in lists that one role's policy can hold each."""
    part: list[Aim] = []
    size = 0
    for aim in aims:
        length = sum(len(_told(one)) + 3 for one in aim.allowed)
        if part and size + length > MOST:
            yield part
            part, size = [], 0
        part.append(aim)
        size += length
    if part:
        yield part


def _role(stack: Stack, aims: list[Aim], number: int) -> Resource:
    need, scope = aims[0].need, aims[0].rule.scope
    more = f"-{number}" if number > 1 else ""
    where = f"-{scope.name}" if scope.name else ""
    about = f"{need.name}{where}{more}"
    text = "-".join(part for part in (stack.name, stack.environment, about) if part)
    fields = {
        "path": PATH,
        "description": f"Lets EventBridge reach the {need.name} of {stack.name}",
        "assume_role_policy_document": _trust(scope),
        "policies": {"targets": _policy(need, aims)},
    }
    return implied_by_stack(
        stack, "iam.roles", about, (named(f"reconcile-{text}", 64),), fields, scope
    )


def _trust(scope: Scope) -> dict[str, Any]:
    """EventBridge, and for this account's rules alone (EventBridge User Guide, "Cross-service
    confused deputy prevention").
    """
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": scope.account}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _policy(need: Need, aims: list[Aim]) -> dict[str, Any]:
    resources = {_told(one): one for aim in aims for one in aim.allowed}
    statement = {
        "Effect": "Allow",
        "Action": [*need.actions],
        "Resource": [resources[told] for told in sorted(resources)],
    }
    passed = [_pass_role(aims)] if need.name == "tasks" else []
    return {"Version": "2012-10-17", "Statement": [statement, *passed]}


def _pass_role(aims: list[Aim]) -> dict[str, Any]:
    """A task's own roles are passed to ECS, and to nothing else."""
    account = aims[0].rule.scope
    return {
        "Effect": "Allow",
        "Action": ["iam:PassRole"],
        "Resource": [f"arn:{account.partition}:iam::{account.account}:role/*"],
        "Condition": {"StringLike": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    }


def _told(value: Any) -> str:
    return str(value) if isinstance(value, str | Late | Text) else json.dumps(value)


def _with_roles(rule: Resource, by_target: Mapping[str, str]) -> Resource:
    targets = rule.desired["targets"]
    assert isinstance(targets, Mapping)
    filled = {
        key: {**target, "role_arn": by_target[key]} if key in by_target else target
        for key, target in targets.items()
        if isinstance(target, Mapping)
    }
    return replace(rule, desired={**rule.desired, "targets": filled})
