"""What the clock sets off when it is moved: scheduled rules, what is due, pipelines that poll."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from reconciler.events.envelope import Event, envelope
from reconciler.events.schedules import MINUTE, times
from reconciler.sandbox.clock.polling import poll
from reconciler.sandbox.delivery.courier import Courier
from reconciler.sandbox.delivery.streams import Happened
from reconciler.sandbox.service import Service
from reconciler.sandbox.store import Store
from reconciler.sandbox.world import World

At: TypeAlias = Callable[[str, str], World]
"""Returns the world as an account and region see it now."""
_MOST_FIRINGS = 1000
"""Of one rule, in one move of the clock; the earliest are made."""


@dataclass(frozen=True)
class Due:
    """One firing of one rule: `row` is its record, `at` is in seconds since 1970."""

    at: float
    account: str
    region: str
    row: Any


def advance(seconds: float, store: Store, at: At, courier: Courier) -> None:
    """Move the clock on, stopping at each moment at which a scheduled rule fires.

    Sources are polled once the clock stands, if a minute or more has gone by.
    """
    start = at("0", "none").now()
    left = seconds
    with store.transaction():  # rules come and go in other threads
        firings = sorted(_due(store, start, start + seconds), key=lambda one: one.at)
    for due in firings:
        ahead = max(due.at - start - (seconds - left), 0.0)
        store.move_clock(ahead)
        left -= ahead
        with store.transaction():
            world = at(due.account, due.region)
            world.outbox.append(_event(due, world))
            courier.run(world)
    store.move_clock(left)
    _tick(store, at, courier)
    if seconds >= MINUTE:
        _poll(store, at, courier)


def _due(store: Store, after: float, until: float) -> Iterator[Due]:
    """Yield every firing of every enabled scheduled rule in a span of time."""
    for place in list(store.state.places):
        account, region, service = place.split("/", 2)
        if service != "events":
            continue
        for text in store.table(place, "rules").values():
            row = json.loads(text)
            expression = row.get("ScheduleExpression")
            if expression and row["State"] != "DISABLED":
                moments = times(expression, row.get("since", after), after, until)
                for moment in islice(moments, _MOST_FIRINGS):
                    yield Due(moment, account, region, row)


def _event(due: Due, world: World) -> Happened:
    """Return what a scheduled rule sends (EventBridge User Guide, "Scheduled Event")."""
    told = Event("aws.events", "Scheduled Event", {}, [due.row["Arn"]])
    where = {"account": due.account, "region": due.region}
    event = envelope(told, key=world.uuid(), time=due.at, **where)
    return Happened(due.account, due.region, "default", event, due.row["Arn"])


def _tick(store: Store, at: At, courier: Courier) -> None:
    """Let every service that holds anything do what is due."""
    for place in list(store.state.places):
        account, region, name = place.split("/", 2)
        of = courier.inside.services.get(name)
        if of is not None and of.ticked is not Service.ticked:
            with store.transaction():
                world = at(account, region)
                of(world).ticked()
                courier.run(world)


def _poll(store: Store, at: At, courier: Courier) -> None:
    for place in list(store.state.places):
        account, region, service = place.split("/", 2)
        if service == "codepipeline":
            with store.transaction():
                world = at(account, region)
                poll(world, courier)
                courier.run(world)
