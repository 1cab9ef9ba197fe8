"""What happens at AWS by itself: a named event of the catalogue, on the bus of an account and region."""

from typing import Any

from reconciler.sandbox.delivery.streams import Happened
from reconciler.spec.stack import Resource
from reconciler.trial.samples import sample_of
from tests.laws.ground import REGION, World


def happen(world: World, name: str, about: Resource | None = None, **detail: Any) -> dict[str, Any]:
    """Let an event of a name happen, about a resource of a stack; fields of its detail may be given."""
    scope = (about.scope.account, about.scope.region) if about else (world.sandbox.account, REGION)
    event = sample_of(name, about, *scope)
    known = {key: text for key, text in detail.items() if key in event["detail"]}
    event = {**event, "detail": {**event["detail"], **known}}
    sandbox = world.sandbox
    with sandbox.store.transaction():
        there = sandbox.at(*scope)
        there.outbox.append(Happened(*scope, "default", event))
        sandbox.courier.run(there)
    return event
