"""`on` of a rule: types of events by their names become the pattern that they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from reconciler.errors import Fault, Place
from reconciler.events.named.group import Group
from reconciler.events.named.names import by_group, pattern_of
from reconciler.expand.derive import with_fields
from reconciler.spec.content.normal import normal
from reconciler.spec.stack import Expanded, Judgement, Resource, Scope, Stack

RULES: Final = "eventbridge.rules"
"""The kind that waits for events."""


def named_events(stack: Stack) -> Expanded:
    """The stack whose rules have a pattern wherever they name their events."""
    faults: list[Fault] = []
    resources = tuple(
        _patterned(one, faults) if one.form.kind.id == RULES and one.implied.get("on") else one
        for one in stack.resources
    )
    return Expanded(replace(stack, resources=resources), Judgement(tuple(faults)))


def _patterned(rule: Resource, faults: list[Fault]) -> Resource:
    said: Any = rule.implied["on"]
    names: tuple[str, ...] = tuple(said.get("events") or ())
    of: tuple[str, ...] = tuple(said.get("of") or ())
    if rule.desired.get("event_pattern") is not None:
        message = "`on` names the events, and `event_pattern` says which too"
        place = rule.places.get("event_pattern", rule.place)
        faults.append(Fault("RC4031", message, place, "one of the two", None, rule.address))
        return rule
    groups = by_group(names)
    wrong = [fault for group, _ in groups if (fault := _unknown(rule, group, of))]
    faults += wrong
    if not groups:
        return rule
    shape, pattern = (
        rule.form.fields["event_pattern"],
        _pattern(groups, () if wrong else of, rule.scope),
    )
    made = with_fields(rule, {"event_pattern": normal(shape, pattern)})
    return replace(made, places={**_places(rule.places), **rule.places})


def _places(places: Mapping[str, Place]) -> dict[str, Place]:
    """Where the parts of the pattern come from."""
    on = {"event_pattern": places["on"]} if "on" in places else {}
    return {**on, **({"event_pattern.detail": places["on.of"]} if "on.of" in places else {})}


def _unknown(rule: Resource, group: Group, of: Sequence[str]) -> Fault | None:
    """The fault of names that no event of the group could have."""
    if not of:
        return None
    place = rule.places.get("on.of", rule.place)
    if not group.placed:
        message = f"an event of `{group.name}` does not tell what it is about"
        return Fault("RC4032", message, place, "no `of`", None, rule.address)
    steps = _steps(group)
    wrong = [name for name in of if name.count("/") + 1 != len(steps)]
    if not wrong:
        return None
    message = f"`{wrong[0]}` names nothing that an event of `{group.name}` is about"
    return Fault("RC4032", message, place, f"`{'/'.join(steps)}`", None, rule.address)


def _steps(group: Group) -> tuple[str, ...]:
    """What a name is made of: `domainOwner` is the account's own."""
    return tuple(name for name in group.about if name != "domainOwner") or (_sort(group),)


def _sort(group: Group) -> str:
    """What an event's resources name: an object is known by its bucket."""
    return "bucket" if group.name == "object" else "repository"


def _pattern(
    groups: Sequence[tuple[Group, tuple[str, ...]]], of: Sequence[str], scope: Scope
) -> Mapping[str, Any]:
    found = [
        pattern_of(group, chosen, [_path(group, name, scope) for name in of])
        for group, chosen in groups
    ]
    return found[0] if len(found) == 1 else {"$or": found}


def _path(group: Group, name: str, scope: Scope) -> tuple[str, ...]:
    """What is watched, as the group's pattern wants it: names, or an ARN."""
    if group.about:
        own = (scope.account,) if "domainOwner" in group.about else ()
        return (*own, *name.split("/"))
    places = {"partition": scope.partition, "region": scope.region, "account": scope.account}
    return (group.arn.format(name=name, **places),)
