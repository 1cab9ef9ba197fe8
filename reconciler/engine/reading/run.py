"""What every round of one observation needs, and the answers of a round put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reconciler.engine.reading.found import Base
from reconciler.engine.reading.groups import Seen
from reconciler.engine.reading.read import Item, Target, is_there
from reconciler.engine.reading.workers import Crew
from reconciler.plan.calls import Send
from reconciler.spec.form import Form
from reconciler.spec.stack import Stack


@dataclass(frozen=True)
class Run:
    """What every round of one observation needs."""

    stack: Stack
    forms: tuple[Form, ...]
    send: Send
    crew: Crew
    ignored: tuple[str, ...]
    prune: bool = False

    @property
    def owner(self) -> str:
        """Whose the stack's resources are."""
        return self.stack.owner


def together(seen: Iterable[Seen]) -> Seen:
    """What several jobs read, as one."""
    items: dict[str, Item | None] = {}
    unasked: list[tuple[Target, Item]] = []
    for one in seen:
        items.update(one.items)
        unasked += one.strays
    return Seen(items, tuple(unasked))


def bases_of(pairs: Iterable[tuple[Target, Item | None]]) -> dict[str, Base]:
    """What is there of what was read, by address."""
    return {
        target.address: Base(target, item)
        for target, item in pairs
        if item is not None and is_there(target.form.kind, item)
    }
