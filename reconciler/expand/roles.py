"""Roles with which EventBridge reaches the targets of a stack: one for each sort of target.

A role stands under `/reconcile/`, trusts EventBridge for this account alone, and allows one sort of
action on exactly the targets that the stack's rules name, and the use of the keys with which those are
encrypted in another account. Where its policy would grow beyond what IAM takes, there are more of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from reconciler.expand.derive import implied_by_stack, named
from reconciler.expand.known import known
from reconciler.expand.statements import OF_SENDERS
from reconciler.expand.targets import Need, allowed_of, role_need
from reconciler.expand.uses import key_arn, key_named_by
from reconciler.spec.stack import DERIVED, Expanded, Resource, Scope, Stack, parent_key
from reconciler.spec.values import Late, Text

RULES: Final = "eventbridge.rules"
"""The kind whose targets are reached."""

ROLE: Final = "iam.roles"
"""The kind by which they are."""

MOST: Final = 9_000
"""Characters of the resources in one role's policy; IAM takes 10,240 of all inline policies of a
role, white space not counted (IAM User Guide, "IAM and AWS STS quotas")."""

PATH: Final = "/reconcile/"
"""Where derived roles stand, so that a permissions boundary or a reader can tell them."""


@dataclass(frozen=True)
class Held:
    """What a role must allow: actions of its sort on `allowed`, and the use of `keys`."""

    allowed: tuple[Any, ...] = ()
    keys: tuple[Any, ...] = ()

    @property
    def size(self) -> int:
        """The characters that it takes in a policy."""
        return sum(len(_text(one)) + 3 for one in (*self.allowed, *self.keys))


@dataclass(frozen=True)
class Aim:
    """One target of a rule that needs a role and has none of somebody else's."""

    rule: Resource
    key: str
    need: Need
    held: Held

    @property
    def place(self) -> tuple[str, str]:
        """What shares roles: the account's name for a scope is its own, and the sort of target."""
        return self.rule.scope.name, self.need.name


def roles(stack: Stack) -> Expanded:
    """The stack whose rules have a role for every target that needs one."""
    return Expanded(with_roles(stack, {}))


def with_roles(stack: Stack, taken: Mapping[str, Held]) -> Stack:
    """The stack with its roles, derived anew.

    `taken`: address of a role → what it must allow besides, for rules that no spec declares.
    """
    ours = {one.arn for one in stack.resources if is_derived(one)}
    bare = replace(stack, resources=tuple(o for o in stack.resources if not is_derived(o)))
    aims = _with_keys(list(_aims(bare, ours)), bare)
    made: list[Resource] = []
    filled: dict[str, dict[str, str]] = {}
    for group in sorted({aim.place for aim in aims}):
        some = [aim for aim in aims if aim.place == group]
        for number, (part, more) in enumerate(_parts(some, taken), 1):
            role = _role(stack, some[0], number, (more, *(aim.held for aim in part)))
            made.append(role)
            for aim in part:
                filled.setdefault(aim.rule.address, {})[aim.key] = role.arn
    resources = [
        _with_roles(one, filled[one.address]) if one.address in filled else one
        for one in bare.resources
    ]
    return replace(stack, resources=(*resources, *made))


def is_derived(one: Resource | None) -> bool:
    """Whether a resource is a role that the stack's targets implied."""
    return one is not None and one.form.kind.id == ROLE and parent_key(one.address) == ""


def _aims(stack: Stack, ours: Collection[str]) -> Iterator[Aim]:
    declared = {one.address: one for one in stack.resources}
    for rule in stack.resources:
        if rule.form.kind.id != RULES or rule.lifecycle.state != "present":
            continue
        if rule.implied.get("permissions") == "manual":
            continue
        targets = rule.desired.get("targets")
        for key, target in sorted(targets.items()) if isinstance(targets, Mapping) else ():
            if isinstance(target, Mapping) and _is_ours(target.get("role_arn"), ours):
                need = role_need(target, declared, rule.scope.account)
                if need:
                    yield Aim(rule, key, need, Held(allowed_of(target, need)))


def _is_ours(role: Any, ours: Collection[str]) -> bool:
    """Whether a target has no role, or one that was derived."""
    return not role or (isinstance(role, str) and role in ours)


def _with_keys(aims: list[Aim], stack: Stack) -> list[Aim]:
    """The targets, each with the key of another account that whoever sends to it must use."""
    if not any(aim.need.abroad for aim in aims):
        return aims
    has = known(stack)
    found = []
    for aim in aims:
        holder = has.by_arn.get(aim.held.allowed[0]) if aim.need.abroad else None
        key = key_arn(key_named_by(holder), holder, has) if holder else None
        found.append(replace(aim, held=replace(aim.held, keys=(key,))) if key else aim)
    return found


def _parts(aims: list[Aim], taken: Mapping[str, Held]) -> Iterator[tuple[list[Aim], Held]]:
    """The targets in lists that one role's policy can hold each, beside what is taken of it."""
    number, part = 1, list[Aim]()
    more = _taken(aims[0], number, taken)
    size = more.size
    for aim in aims:
        if size and size + aim.held.size > MOST:
            yield part, more
            number, part = number + 1, []
            more = _taken(aims[0], number, taken)
            size = more.size
        part.append(aim)
        size += aim.held.size
    yield part, more


def _taken(aim: Aim, number: int, taken: Mapping[str, Held]) -> Held:
    return taken.get(f"{ROLE}.{DERIVED}{_about(aim, number)}", Held())


def _about(aim: Aim, number: int) -> str:
    """What tells a role from the stack's others: the sort of target, the scope, the number."""
    where, name = aim.place
    return "-".join((name, *filter(None, (where, f"{number}" if number > 1 else ""))))


def _role(stack: Stack, aim: Aim, number: int, held: Iterable[Held]) -> Resource:
    """The role with this number for targets of one sort, which allows all of these."""
    need, scope, about = aim.need, aim.rule.scope, _about(aim, number)
    text = "-".join(part for part in (stack.name, stack.environment, about) if part)
    fields = {
        "path": PATH,
        "description": f"Lets EventBridge reach the {need.name} of {stack.name}",
        "assume_role_policy_document": _trust(scope),
        "policies": {"targets": _policy(aim, tuple(held))},
    }
    return implied_by_stack(stack, ROLE, about, (named(f"reconcile-{text}", 64),), fields, scope)


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


def _policy(aim: Aim, held: tuple[Held, ...]) -> dict[str, Any]:
    keys = _sorted(one.keys for one in held)
    statement = {
        "Effect": "Allow",
        "Action": [*aim.need.actions],
        "Resource": _sorted(one.allowed for one in held),
    }
    passed = [_pass_role(aim.rule.scope)] if aim.need.name == "tasks" else []
    used = [{"Effect": "Allow", "Action": [*OF_SENDERS], "Resource": keys}] if keys else []
    return {"Version": "2012-10-17", "Statement": [statement, *passed, *used]}


def _pass_role(scope: Scope) -> dict[str, Any]:
    """A task's own roles are passed to ECS, and to nothing else."""
    return {
        "Effect": "Allow",
        "Action": ["iam:PassRole"],
        "Resource": [f"arn:{scope.partition}:iam::{scope.account}:role/*"],
        "Condition": {"StringLike": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    }


def _sorted(some: Iterable[tuple[Any, ...]]) -> list[Any]:
    """All that these hold, each once."""
    named = {_text(one): one for part in some for one in part}
    return [named[text] for text in sorted(named)]


def _text(value: Any) -> str:
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
