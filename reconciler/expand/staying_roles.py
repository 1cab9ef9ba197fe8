"""Roles by which rules that are declared no more, and stay live, still reach their targets.

As with what lets senders in (`staying`): a role that was derived for such a rule stays, or goes on
naming its targets, until the rule is gone; and where it goes, the rule goes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reconciler.expand.known import Known
from reconciler.expand.roles import RULES, Held, is_derived, with_roles
from reconciler.expand.targets import allowed_of, role_need
from reconciler.expand.uses import declared_key, key_named_by
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Late


@dataclass(frozen=True)
class Reaching:
    """Derived role → what rules that stay reach by it, and the rules that go."""

    stays: Mapping[str, Held] = field(default_factory=dict)
    goes: Mapping[str, frozenset[str]] = field(default_factory=dict)


def reaching(lives: Known, declared: Collection[str], stay: Collection[str]) -> Reaching:
    """What live rules that no spec declares reach by derived roles.

    `lives`: what is there; `declared`, `stay`: addresses of what a spec declares, and of the rest that
    is not deleted.
    """
    there = tuple(lives.by_address.values())
    roles = {one.arn: one.address for one in there if is_derived(one)}
    stays: dict[str, list[Held]] = defaultdict(list)
    goes: dict[str, set[str]] = defaultdict(set)
    for rule in there:
        if rule.form.kind.id != RULES or rule.address in declared:
            continue
        for role, held in _reached(rule, lives, declared):
            if role in roles and rule.address in stay:
                stays[roles[role]].append(held)
            elif role in roles:
                goes[roles[role]].add(rule.address)
    return Reaching(
        {address: _together(some) for address, some in stays.items()},
        {address: frozenset(some) for address, some in goes.items()},
    )


def with_reach(stack: Stack, reach: Reaching) -> Stack:
    """The stack whose roles go on allowing what stays, and lose what goes after it has gone.

    Where a role has not room for both, what the spec declares takes another one, as ever.
    """
    grown = with_roles(stack, reach.stays) if reach.stays else stack
    resources = (
        replace(one, after=(*one.after, *sorted(reach.goes[one.address])))
        if is_derived(one) and one.address in reach.goes
        else one
        for one in grown.resources
    )
    return replace(grown, resources=tuple(sorted(resources, key=lambda one: one.address)))


def _reached(rule: Resource, lives: Known, declared: Collection[str]) -> Iterator[tuple[str, Held]]:
    """Role → what must be allowed, for each target of a live rule that names a role."""
    targets = rule.desired.get("targets")
    for target in targets.values() if isinstance(targets, Mapping) else ():
        if not isinstance(target, Mapping):
            continue
        role, need = target.get("role_arn"), role_need(target, {}, rule.scope.account)
        if role and need:
            keys = _keys(target.get("arn"), lives, declared) if need.abroad else ()
            yield str(role), Held(tuple(filter(None, allowed_of(target, need))), keys)


def _keys(target: Any, lives: Known, declared: Collection[str]) -> tuple[Any, ...]:
    """The key of a live target: where the spec declares it too, as that names it."""
    holder = lives.by_arn.get(target)
    named = key_named_by(holder)
    key = declared_key(named, holder, lives) if holder and named else None
    if key is not None and key.address in declared:
        return (Late(key.address, "arn"),)
    arn = key.arn if key else named
    return (arn,) if isinstance(arn, str) and ":key/" in arn else ()


def _together(some: list[Held]) -> Held:
    return Held(
        tuple(one for held in some for one in held.allowed),
        tuple(one for held in some for one in held.keys),
    )
