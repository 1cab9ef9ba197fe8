"""An event against the rules of a stack, and each rule's answer with its place in the spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.errors import Place
from reconciler.events.errors import InvalidInput, InvalidPattern
from reconciler.events.notifications import concerns, event_types, message
from reconciler.events.pattern import compiled
from reconciler.events.transform import Rule, sent, text_of
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Late, Text, Value

RULES: Final = "eventbridge.rules"
"""The kind that sends events on."""

NOTIFICATIONS: Final = "notifications.rules"
"""The kind that tells of them."""

Event = Mapping[str, Any]
"""An event as JSON holds it."""


@dataclass(frozen=True)
class Sent:
    """What one target gets: its key in the rule, its ARN, its address where the stack declares it,
    the text; or the `fault` for which it gets nothing.
    """

    key: str
    arn: str
    address: str = ""
    text: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a rule does not match: the field of the event ("" for the rule as a whole), what is wrong
    with it, and where the spec says so.
    """

    field: str
    text: str
    place: Place


@dataclass(frozen=True)
class Tried:
    """One rule's answer: what its targets get, or why it does not match."""

    address: str
    place: Place
    sent: tuple[Sent, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def matches(self) -> bool:
        """Whether the event matches."""
        return not self.reasons


@dataclass(frozen=True)
class Trial:
    """An event, where it comes from (`events/push.json`), and the answers of all rules, sorted."""

    name: str
    event: Event
    tried: tuple[Tried, ...]

    @property
    def matching(self) -> tuple[Tried, ...]:
        """The rules that it matches."""
        return tuple(one for one in self.tried if one.matches)


def trial(name: str, event: Event, stacks: Iterable[Stack], bus: str = "default") -> Trial:
    """An event on a bus, tried against the rules that the stacks mean (they are expanded).

    An event of an account and region of a stack is seen there only; one of another place was sent
    on from it, and is tried against all.
    """
    tried = [one for stack in stacks for one in _tried(stack, event, bus)]
    return Trial(name, event, tuple(sorted(tried, key=lambda one: one.address)))


def _tried(stack: Stack, event: Event, bus: str) -> Iterator[Tried]:
    names = {one.arn: one.address for one in stack.resources if one.arn}
    for one in stack.resources:
        if one.lifecycle.state not in ("present", "external"):
            continue
        if one.form.kind.id == RULES:
            reasons = (*_elsewhere(one, stack, event, bus), *_mismatches(one, event))
            yield Tried(
                one.address, one.place, () if reasons else _sent(one, event, names), reasons
            )
        elif one.form.kind.id == NOTIFICATIONS:
            reasons = (*_elsewhere(one, stack, event, bus), *_untold(one, event))
            yield Tried(
                one.address, one.place, () if reasons else _told(one, event, names), reasons
            )


def _elsewhere(rule: Resource, stack: Stack, event: Event, bus: str) -> Iterator[Reason]:
    """Why the rule does not see the event at all, or would do nothing."""
    scope, where = rule.scope, (event.get("account"), event.get("region"))
    here = where in {(one.account, one.region) for one in stack.scopes}
    if here and where != (scope.account, scope.region):
        text = f"it is of {scope.account} in {scope.region}, the event of {where[0]} in {where[1]}"
        yield Reason("", text, rule.place)
    own = rule.identity[0] if rule.form.kind.id == RULES else "default"
    if own != bus:
        yield Reason("", f"it waits on the bus `{own}`", _place(rule, "event_bus_name"))
    state = rule.desired.get("status" if rule.form.kind.id == NOTIFICATIONS else "state")
    if state == "DISABLED":
        yield Reason("", "it is disabled", _place(rule, "state"))


def _mismatches(rule: Resource, event: Event) -> Iterator[Reason]:
    pattern = rule.desired.get("event_pattern")
    if rule.desired.get("schedule_expression") and _is_own(rule, event):
        return
    if not isinstance(pattern, Mapping):
        fires = rule.desired.get("schedule_expression")
        text = f"it fires by its schedule, {fires}" if fires else "it has no pattern that is known"
        yield Reason("", text, _place(rule, "schedule_expression" if fires else "event_pattern"))
        return
    try:
        mismatches = compiled(plain(pattern)).why_not(event)
    except InvalidPattern as error:
        yield Reason("", f"its pattern is not valid: {error}", _place(rule, "event_pattern"))
        return
    for one in mismatches:
        yield Reason(one.path, one.reason, _place(rule, f"event_pattern.{one.path}"))


def _is_own(rule: Resource, event: Event) -> bool:
    """Whether it is the event of the rule's own schedule."""
    kind = (event.get("source"), event.get("detail-type"))
    return kind == ("aws.events", "Scheduled Event") and rule.arn in event.get("resources", ())


def _untold(rule: Resource, event: Event) -> Iterator[Reason]:
    wanted: Any = rule.desired.get("event_type_ids") or ()
    types = event_types(event)
    if not set(types) & set(wanted):
        made = (
            f"the event is {' and '.join(types)}"
            if types
            else "nobody is notified of such an event"
        )
        yield Reason("", made, _place(rule, "event_type_ids"))
    resource = str(rule.desired.get("resource"))
    if not concerns(event, resource):
        yield Reason("resources", f"is not about {resource}", _place(rule, "resource"))


def _place(rule: Resource, path: str) -> Place:
    """Where the spec says it: at the path, else at the nearest one above it."""
    while path:
        if path in rule.places:
            return rule.places[path]
        path = path.rpartition(".")[0]
    return rule.place


def _sent(rule: Resource, event: Event, names: Mapping[str, str]) -> tuple[Sent, ...]:
    targets = rule.desired.get("targets")
    each = targets.items() if isinstance(targets, Mapping) else ()
    about = Rule(rule.arn, rule.identity[-1])
    return tuple(
        _one(key, target, event, about, names)
        for key, target in sorted(each)
        if isinstance(target, Mapping)
    )


def _one(
    key: str, target: Mapping[str, Value], event: Event, rule: Rule, names: Mapping[str, str]
) -> Sent:
    arn = target.get("arn")
    address = arn.address if isinstance(arn, Late) else names.get(str(arn), "")
    try:
        return Sent(key, str(arn), address, sent(event, _as_put(target), rule))
    except InvalidInput as error:
        return Sent(key, str(arn), address, fault=f"it gets nothing: {error}")


def _as_put(target: Mapping[str, Value]) -> dict[str, Any]:
    """What a target is sent, as PutTargets takes it."""
    made: dict[str, Any] = {}
    if (given := target.get("input")) is not None:
        made["Input"] = given if isinstance(given, str) else text_of(plain(given))
    if path := target.get("input_path"):
        made["InputPath"] = str(path)
    transformer = target.get("input_transformer")
    if isinstance(transformer, Mapping):
        paths = plain(transformer.get("input_paths_map") or {})
        template = str(transformer.get("input_template") or "")
        made["InputTransformer"] = {"InputPathsMap": paths, "InputTemplate": template}
    return made


def _told(rule: Resource, event: Event, names: Mapping[str, str]) -> tuple[Sent, ...]:
    targets = rule.desired.get("targets")
    each = targets if isinstance(targets, Mapping) else ()
    body = text_of(message(event, rule.arn or rule.address))
    return tuple(Sent("", arn, names.get(arn, ""), body) for arn in sorted(each))


def plain(value: Value) -> Any:
    """A normal value as JSON data; what AWS has yet to give is a text that says so."""
    match value:
        case Mapping():
            return {key: plain(one) for key, one in value.items()}
        case tuple() | list():
            return [plain(one) for one in value]
        case Late() | Text():
            return str(value)
    return value
