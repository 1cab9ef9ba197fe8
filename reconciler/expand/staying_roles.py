"""Roles by which rules that are declared no more, and stay live, still reach their targets.

As with what lets senders in (`staying`): a role that was derived for such a rule stays, or goes on
naming its targets, until the rule is gone; and where it goes, the rule goes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from reconciler.expand.roles import RULES
from reconciler.expand.targets import allowed_of, role_need
from reconciler.spec.stack import Resource, Stack, parent_key

ROLES: Final = "iam.roles"
"""The kind of the roles."""


@dataclass(frozen=True)
class Reaching:
    """Derived role → the ARNs that rules which stay reach by it, and the rules that go."""

    stays: Mapping[str, frozenset[str]] = field(default_factory=dict)
    goes: Mapping[str, frozenset[str]] = field(default_factory=dict)


def reaching(
    lives: Iterable[Resource], declared: Collection[str], stay: Collection[str]
) -> Reaching:
    """What live rules that no spec declares reach by derived roles.

    `lives`: what is there; `declared`, `stay`: addresses of what a spec declares, and of the rest that
    is not deleted.
    """
    there = tuple(lives)
    roles = {one.arn: one.address for one in there if is_derived(one)}
    stays: dict[str, set[str]] = defaultdict(set)
    goes: dict[str, set[str]] = defaultdict(set)
    for rule in there:
        if rule.form.kind.id != RULES or rule.address in declared:
            continue
        for role, allowed in _reached(rule):
            if role in roles and rule.address in stay:
                stays[roles[role]].update(allowed)
            elif role in roles:
                goes[roles[role]].add(rule.address)
    return Reaching(_frozen(stays), _frozen(goes))


def is_derived(one: Resource) -> bool:
    """Whether a resource is a role that the stack's targets implied."""
    return one.form.kind.id == ROLES and parent_key(one.address) == ""


def with_reach(stack: Stack, reach: Reaching) -> Stack:
    """The stack whose roles go on allowing what stays, and lose what goes after it has gone."""
    return replace(stack, resources=tuple(_reaching(one, reach) for one in stack.resources))


def _reaching(role: Resource, reach: Reaching) -> Resource:
    more, gone = reach.stays.get(role.address), reach.goes.get(role.address, frozenset())
    if not is_derived(role) or not (more or gone):
        return role
    desired = _allowing(role.desired, more) if more else role.desired
    return replace(role, desired=desired, after=(*role.after, *sorted(gone)))


def _allowing(desired: Mapping[str, Any], more: frozenset[str]) -> dict[str, Any]:
    """The fields of a role whose policy of targets names these, too."""
    policy = desired["policies"]["targets"]
    first, *others = policy["Statement"]
    named = {str(one): one for one in (*more, *first["Resource"])}
    grown = {**first, "Resource": tuple(named[told] for told in sorted(named))}
    policies = {**desired["policies"], "targets": {**policy, "Statement": (grown, *others)}}
    return {**desired, "policies": policies}


def _reached(rule: Resource) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Role → what must be allowed, for each target of a live rule that names a role."""
    targets = rule.desired.get("targets")
    for target in targets.values() if isinstance(targets, Mapping) else ():
        if not isinstance(target, Mapping):
            continue
        role, need = target.get("role_arn"), role_need(target, {}, rule.scope.account)
        if role and need:
            yield str(role), tuple(map(str, filter(None, allowed_of(target, need))))


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {address: frozenset(some) for address, some in found.items()}
