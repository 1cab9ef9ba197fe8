"""What happens in a sandbox and is told on: events on a bus, and messages that services send.

A service tells what happened with `emit`, and sends a message to a topic, a queue or a function
with `post`. Both only note it in the request's outbox: what is refused in the end was never told.
`delivery.Courier` empties the outbox once the operation is done, inside the same transaction.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.events.envelope import Event, envelope
from reconciler.sandbox.world import World

__all__ = ["Event", "Happened", "Post", "emit", "envelope", "post"]


@dataclass(frozen=True)
class Happened:
    """An event on a bus of an account and region.

    `rule` is the ARN of the scheduled rule that made it: its targets get it without a pattern.
    """

    account: str
    region: str
    bus: str
    event: Mapping[str, Any]
    rule: str | None = None


@dataclass(frozen=True)
class Post:
    """A message that a service sends by itself: `service` is its principal, as
    `codestar-notifications.amazonaws.com`, `origin` the ARN that the target's policy sees as
    aws:SourceArn (a notification rule, a repository), `target` the ARN of a topic, queue or
    function; `role` the ARN of the role by which the service sends, where it does not send itself.
    """

    account: str
    region: str
    service: str
    origin: str
    target: str
    body: str
    subject: str = ""
    role: str | None = None


def emit(world: World, event: Event, bus: str = "default", key: str | None = None) -> None:
    """Tell what happened, on a bus of the world's account and region, under a new id."""
    told = envelope(
        event,
        key=key or _id(world, event),
        account=world.account,
        region=world.region,
        time=world.now(),
    )
    world.outbox.append(Happened(world.account, world.region, bus, told))


def post(
    world: World, service: str, origin: str, target: str, body: str, subject: str = ""
) -> None:
    """Send a message from a service; it arrives if the target's policy lets the service."""
    where = (world.account, world.region)
    world.outbox.append(Post(*where, service, origin, target, body, subject))


def _id(world: World, event: Event) -> str:
    """Return an id for an event. It takes no number of the store: ids of resources stay theirs."""
    state = world.store.state
    told = [event.source, event.detail_type, dict(event.detail), list(event.resources)]
    where = [world.seed, state.epoch, state.ids, len(state.journal), world.now(), len(world.outbox)]
    digest = hashlib.sha256(json.dumps([told, where], default=str).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))
