"""What stays live although no spec declares it, and what is therefore not taken from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Protocol, TypeAlias

from reconciler.engine.beside import as_declared
from reconciler.engine.deciding import guards
from reconciler.engine.draft import is_chosen
from reconciler.engine.live import Live, Observed
from reconciler.plan.options import Options
from reconciler.plan.plan import Action
from reconciler.spec.stack import Resource, Stack


class Stayed(Protocol):
    """What `expand.staying.Staying` says."""

    @property
    def stack(self) -> Stack:
        """The stack, which lets in what stays too."""

    @property
    def needed(self) -> frozenset[str]:
        """Orphans that what stays cannot do without."""

    @property
    def after(self) -> Mapping[str, tuple[str, ...]]:
        """Orphan → those that are deleted before it."""


Stays: TypeAlias = Callable[[Stack, Iterable[Resource], Collection[str]], Stayed]
"""What senders that stay still need: `expand.staying.staying`."""


def with_staying(
    stack: Stack, observed: Observed, options: Options, stays: Stays
) -> tuple[Stack, Observed]:
    """A stack and what was observed of it, so that what stays live goes on working. Pure.

    Orphans do, and parts of declared resources that the spec leaves alone.
    """
    stay = {
        address
        for address, live in observed.orphans.items()
        if _stays(address, live, stack, observed, options)
    }
    told = stays(stack, as_declared(stack, observed), stay)
    more = {one.address for one in told.stack.resources} - {one.address for one in stack.resources}
    seen = _with_more(observed, more)
    return told.stack, replace(seen, needed=told.needed, after=told.after)


def _with_more(observed: Observed, more: Collection[str]) -> Observed:
    """What was observed, of a stack that has come to declare `more`: what was an orphan is found."""
    found = {one: observed.orphans.get(one) for one in sorted(more)}
    orphans = {one: live for one, live in observed.orphans.items() if one not in more}
    return replace(observed, found={**observed.found, **found}, orphans=orphans)


def _stays(address: str, live: Live, stack: Stack, observed: Observed, options: Options) -> bool:
    """Whether an orphan is not deleted: nobody prunes, it is not selected, or a guard keeps it."""
    goes = guards.may_prune(stack, observed, options) or guards.is_implied_no_more(
        address, stack, options
    )
    kept = guards.of_destroying(address, Action.DELETE, None, live, options)
    return not goes or not is_chosen(address, options) or bool(kept)
