"""Deliveries as they are recorded: made and refused, the newest thousand of each account and region."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from reconciler.sandbox.delivery.targets import Parcel
from reconciler.sandbox.store import Store
from reconciler.sandbox.world import World

_KEPT = 1000
Outcome = Literal["delivered", "refused", "failed"]
"""Made; not allowed; allowed and yet not taken."""


@dataclass(frozen=True)
class Delivery:
    """One delivery: `origin` is the ARN of the rule or resource that sent it, `at` is in seconds
    since 1970, `body` what was (or would have been) sent.
    """

    at: float
    account: str
    region: str
    origin: str
    target: str
    outcome: Outcome
    reason: str
    body: str
    event: str = ""


def deliveries(store: Store) -> list[Delivery]:
    """Return all deliveries of all accounts and regions, in the order in which they were made."""
    rows = [
        json.loads(text)
        for place in store.state.places
        if place.endswith("/deliveries")
        for text in store.table(place, "deliveries").values()
    ]
    return [Delivery(**row) for row in sorted(rows, key=lambda row: row["at"])]


def record(parcel: Parcel, world: World, outcome: Outcome, reason: str, key: str) -> Outcome:
    """Keep what became of a delivery; `key` is the id of the event that it carries, "" for none."""
    made = Delivery(
        world.now(),
        world.account,
        world.region,
        parcel.origin,
        parcel.target,
        outcome,
        reason,
        parcel.body,
        key,
    )
    place = world.place("deliveries")
    held = world.store.table(place, "deliveries")
    number = int(next(reversed(held), "0")) + 1
    if len(held) >= _KEPT:
        world.store.remove(place, "deliveries", next(iter(held)), world.now())
    world.store.put(place, "deliveries", f"{number:09}", asdict(made), world.now())
    return outcome
