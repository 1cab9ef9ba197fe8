"""Deliveries: events to the targets of the rules that match, messages to where services send them.

Each is made only if the target would be allowed to get it, and is recorded either way, with the
reason where it was not made. What no target took goes to the dead-letter queue of the target, if
its policy lets EventBridge.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from reconciler.events.errors import InvalidInput
from reconciler.events.pattern import pattern
from reconciler.events.rules import Rules, filed
from reconciler.events.transform import Rule, sent
from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.keys import by_bus_key, by_key
from reconciler.sandbox.delivery.permits import (
    BY_POLICY,
    BY_ROLE,
    Sender,
    by_policy,
    by_role,
    policies_of,
    service_of,
)
from reconciler.sandbox.delivery.records import Outcome, record
from reconciler.sandbox.delivery.streams import Happened, Post
from reconciler.sandbox.delivery.targets import Parcel, hand_over
from reconciler.sandbox.errors import NotCovered, Refusal
from reconciler.sandbox.policies.decision import Asking, Decision, Policies, Policy, decide
from reconciler.sandbox.policies.principals import Principal
from reconciler.sandbox.service import Service
from reconciler.sandbox.world import World

_MOST_STEPS = 200
"""How many events and messages one request may lead to: rules that feed themselves never end."""
_EVENTS = "events.amazonaws.com"


class Courier:
    """Empties outboxes, inside the transaction of whatever filled them."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside

    def run(self, world: World) -> None:
        """Deliver all that happened, and all that this leads to."""
        steps = 0
        while world.outbox:
            item = world.outbox.pop(0)
            here = world.at(item.account, item.region)
            steps += 1
            if steps > _MOST_STEPS:
                world.outbox.clear()
                return
            match item:
                case Happened():
                    self._happened(item, here)
                case Post():
                    self._posted(item, here)

    def _happened(self, item: Happened, world: World) -> None:
        if self._is_lost(item, world):
            return
        for row in matching(item, world):
            for target in row["targets"]:
                self._to_target(item, row, target, world)
        if item.bus == "default":
            for of in dict.fromkeys(self.inside.services.values()):
                if of.heard is not Service.heard:
                    of(world).heard(item.event)

    def _is_lost(self, item: Happened, world: World) -> bool:
        """Say whether a bus cannot keep an event because its key does not let EventBridge: the event
        goes to the bus's dead-letter queue, where it has one. What AWS services tell is encrypted by
        a key of AWS's own (EventBridge User Guide, "Encrypting EventBridge event buses with AWS KMS
        keys" and "Using dead-letter queues to capture encrypted event errors").
        """
        bus = world.store.get(world.place("events"), "buses", item.bus)
        if bus is None or str(item.event.get("source", "")).startswith("aws."):
            return False
        decision = self._kept(bus, world)
        if decision.allowed:
            return False
        body, key = json.dumps(item.event), str(item.event.get("id", ""))
        record(Parcel(bus["Arn"], body, bus["Arn"]), world, "refused", decision.reason, key)
        if dead := (bus["settings"].get("DeadLetterConfig") or {}).get("Arn"):
            sender = Sender(_EVENTS, bus["Arn"], world.account)
            self._carry(Parcel(dead, body, bus["Arn"]), sender, None, world, key)
        return True

    def _kept(self, bus: Mapping[str, Any], world: World) -> Decision:
        from botocore.exceptions import ClientError

        try:
            return by_bus_key(bus, world, self.inside)
        except ClientError as error:
            return Decision(False, str(error))

    def _to_target(
        self, item: Happened, row: Mapping[str, Any], target: Mapping[str, Any], world: World
    ) -> None:
        sender = Sender(_EVENTS, row["Arn"], world.account)
        rule = Rule(row["Arn"], row["Name"])
        key = str(item.event.get("id", ""))
        try:
            body = sent(item.event, target, rule)
        except InvalidInput as error:
            told = Parcel(target["Arn"], "", row["Arn"])
            record(told, world, "failed", f"INVALID_JSON: {error}", key)
            return
        parcel = Parcel(target["Arn"], body, row["Arn"], options=target, event=item.event)
        if self._carry(parcel, sender, target.get("RoleArn"), world, key) == "delivered":
            return
        if dead := (target.get("DeadLetterConfig") or {}).get("Arn"):
            self._carry(Parcel(dead, body, row["Arn"]), sender, None, world, key)

    def _posted(self, item: Post, world: World) -> None:
        sender = Sender(item.service, item.origin, item.account)
        parcel = Parcel(item.target, item.body, item.origin, item.subject)
        outcome = self._carry(parcel, sender, item.role, world, "")
        name = item.service.split(".", 1)[0]
        if service := self.inside.service(name, world):
            service.sent(item.target, outcome == "delivered")

    def _carry(
        self, parcel: Parcel, sender: Sender, role: str | None, world: World, key: str
    ) -> Outcome:
        """Make one delivery, if it is allowed, and record what became of it."""
        from botocore.exceptions import BotoCoreError, ClientError

        outcome: Outcome = "failed"
        try:
            decision = self._allowed(parcel, sender, role, world)
            if not decision.allowed:
                return record(parcel, world, "refused", decision.reason, key)
            hand_over(parcel, self.inside, world)
            outcome, reason = "delivered", ""
        except (BotoCoreError, ClientError, Refusal, NotCovered, ValueError) as error:
            # A policy that is no JSON and an ARN that is none are ValueErrors.
            reason = str(error)
        return record(parcel, world, outcome, reason, key)

    def _allowed(self, parcel: Parcel, sender: Sender, role: str | None, world: World) -> Decision:
        """Say whether a target may be sent something."""
        target = parcel.target
        kind = service_of(target)
        if sender.service == _EVENTS and _is_elsewhere(target, world):
            return Decision(
                False, f"{target} is in another Region, where EventBridge reaches buses"
            )
        if role is None and kind in BY_POLICY:
            decision = by_policy(sender, target, policies_of(self.inside, target))
            return self._unsealed(decision, parcel, sender, None, world)
        if kind not in BY_ROLE:
            return Decision(False, f"{target} is no target that the sandbox knows")
        action, resource = _action(kind, target, parcel.options or {})
        if role is None and kind != "events":
            return Decision(False, f"RoleArn is required for target {target}.")
        if role is not None:
            held = self._policies(target, world)
            decision = by_role(sender, role, resource, world, action, held)
            return self._unsealed(decision, parcel, sender, role, world)
        return _of_bus(target, world)

    def _unsealed(
        self, decision: Decision, parcel: Parcel, sender: Sender, role: str | None, world: World
    ) -> Decision:
        """Say the same, and of what is encrypted whether its key lets it be sent."""
        if not decision.allowed or service_of(parcel.target) not in ("sns", "sqs"):
            return decision
        return by_key(sender, role, parcel.target, world, self.inside)

    def _policies(self, target: str, world: World) -> Sequence[Policy]:
        """Return the policies of a target's own."""
        if service_of(target) in BY_POLICY:
            return policies_of(self.inside, target)
        policy = _bus_policy(target, world) if ":event-bus/" in target else None
        return [policy] if policy else []


def matching(item: Happened, world: World) -> Iterator[Mapping[str, Any]]:
    """Yield the rules that an event matches, and the one whose schedule made it."""
    table = world.store.table(world.place("events"), "rules")
    if not table:
        return
    rows, buses = _read(tuple(table.values()))
    found = buses[item.bus].matching(item.event) if item.bus in buses else ()
    scheduled = [item.rule] if item.rule is not None and item.rule in rows else []
    for arn in dict.fromkeys([*scheduled, *found]):
        yield rows[arn]


@lru_cache(maxsize=16)
def _read(
    texts: tuple[str, ...],
) -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, Rules[str]]]:
    """Return the rules of a place by ARN, and those with a pattern that are on, filed, by bus.

    Kept from event to event: a text is hashed once, so the same rules are found at once.
    """
    rows = {row["Arn"]: row for row in map(json.loads, texts)}
    live = [row for row in rows.values() if row["State"] != "DISABLED" and row.get("EventPattern")]
    buses = {
        bus: filed(
            (row["Arn"], pattern(row["EventPattern"])) for row in live if row["EventBusName"] == bus
        )
        for bus in {row["EventBusName"] for row in live}
    }
    return rows, buses


def _action(kind: str, target: str, options: Mapping[str, Any]) -> tuple[str, str]:
    """Return what the role of a target must be allowed, and on what."""
    if ":api-destination/" in target:
        return "events:InvokeApiDestination", target
    if kind == "ecs":
        return BY_ROLE[kind], (options.get("EcsParameters") or {}).get("TaskDefinitionArn", target)
    return BY_ROLE[kind], target


def _of_bus(target: str, world: World) -> Decision:
    """Say whether a bus of another account takes events from this one, by its policy."""
    if target.split(":", 5)[4] == world.account:
        return Decision(True, "")
    us = Principal("root", f"arn:{world.partition}:iam::{world.account}:root", world.account)
    asking = Asking(us, "events:PutEvents", target)
    decision = decide(asking, Policies(resource=_bus_policy(target, world)))
    return decision if decision.allowed else Decision(False, decision.message(asking))


def _bus_policy(target: str, world: World) -> Policy | None:
    _, _, _, region, account, rest = target.split(":", 5)
    name = rest.removeprefix("event-bus/")
    row = world.store.get(world.at(account, region).place("events"), "buses", name) or {}
    policy: Policy | None = row.get("policy")
    return policy


def _is_elsewhere(target: str, world: World) -> bool:
    """Say whether a target is no bus and in another region: "EventBridge supports sending events to
    cross-account targets in the same Region" (User Guide, "Sending events to an AWS service in
    another account"); buses are reached in other regions too.
    """
    region = target.split(":", 5)[3]
    return ":event-bus/" not in target and region not in ("", world.region)
