"""What keeps targets from being reached, found by reads alone: notes of a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from reconciler.engine.beside import Documents
from reconciler.engine.draft import is_chosen
from reconciler.engine.reading.probing import Looked, Sought, looked_for
from reconciler.errors import Fault
from reconciler.expand.destinations import GONE, Destination, destinations, gone, unseen
from reconciler.expand.permissions import unmet
from reconciler.plan.calls import Send
from reconciler.plan.options import Options
from reconciler.spec.declared.pointers import UNDECLARED
from reconciler.spec.stack import Stack


def with_lacking(stack: Stack, send: Send, options: Options) -> Stack:
    """The stack with a note at each sender whose target does not let it in (`permissions: manual`), and
    wherever it points at what nobody declares and is not there.

    One read a target's policy; a batch, a list, or below ten a read each for what is not declared.
    Raises as `send` does for policies, but for what AWS denies to tell; of all else it says that it
    could not be checked.
    """
    more: dict[str, list[Fault]] = defaultdict(list)
    for note in (*unmet(stack, Documents(send).of), *astray(stack, send, options)):
        more[note.address or ""].append(note)
    if not more:
        return stack
    resources = (
        replace(one, notes=together(one.notes, more[one.address])) for one in stack.resources
    )
    return replace(stack, resources=tuple(resources))


def together(said: Iterable[Fault], more: Iterable[Fault]) -> tuple[Fault, ...]:
    """What validation and AWS say of one resource: that something is not there says as well that it
    is declared nowhere.
    """
    added = tuple(more)
    lost = {one.place for one in added if one.code == GONE}
    return (*(one for one in said if one.code != UNDECLARED or one.place not in lost), *added)


def astray(stack: Stack, send: Send, options: Options) -> Iterator[Fault]:
    """The notes of what points at nothing, of those resources that `options` leave in the plan."""
    aims = [one for one in destinations(stack) if is_chosen(one.holder.address, options)]
    found = looked_for(send, map(sought, aims), options.parallel)
    for one in aims:
        probe = sought(one).probe
        if probe and sought(one) in found.missing:
            yield gone(one, probe.sort)
    yield from _unseen(aims, found)


def sought(one: Destination) -> Sought:
    """What is looked for, for one destination."""
    return Sought(one.scope, one.arn)


def _unseen(aims: Iterable[Destination], found: Looked) -> Iterator[Fault]:
    """One note for all of one sort, for who may not read one may read none."""
    by_sort: dict[str, list[Destination]] = defaultdict(list)
    for one in aims:
        probe = sought(one).probe
        if probe and sought(one) in found.unknown:
            by_sort[probe.sort].append(one)
    for some in by_sort.values():
        yield unseen(some, found.unknown[sought(some[0])])
