"""What AWS deletes with a resource though nothing here declares it: somebody's, and told before it goes.

Which kinds go with a holder, its kind says (`takes`); what there is of them, their lists. They are asked
only of what a plan is about to delete: then it is drafted once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from reconciler.engine.deciding.guards import DESTROYING
from reconciler.engine.draft import draft
from reconciler.engine.importing.listing import Named, named
from reconciler.engine.live import Draft, Live, Observed
from reconciler.engine.reading.read import is_denied, means
from reconciler.engine.reading.workers import Counted, Job, crew
from reconciler.plan.calls import AwsRefused, Send
from reconciler.plan.options import Options
from reconciler.spec.form import Form
from reconciler.spec.stack import Stack

Place: TypeAlias = tuple[str, str, tuple[str, ...]]
"""Kind, scope and identity: what tells a live thing from every other."""


@dataclass(frozen=True)
class Taken:
    """What goes with the resource of an address."""

    address: str
    along: tuple[str, ...]


def drafted(
    stack: Stack, observed: Observed, forms: Mapping[str, Form], send: Send, options: Options
) -> Draft:
    """The draft of a stack that knows what AWS would delete along.

    Raises as `draft` and `send` do; where AWS denies to tell, that is told in its place.
    """
    made = draft(stack, observed, options)
    going = {
        address: one.live
        for address, one in made.work.items()
        if one.live and one.live.form.kind.takes and one.change.action in DESTROYING
    }
    if not going:
        return made
    known, counted = _known(made), Counted(send)
    with crew(options.parallel) as workers:
        jobs = [Job(partial(_taken, counted, forms, known, *one), ()) for one in going.items()]
        along = {one.address: one.along for one in workers.results(jobs)}
    lives = {address: replace(live, along=along[address]) for address, live in going.items()}
    found = {address: lives.get(address, live) for address, live in observed.found.items()}
    orphans = {address: lives.get(address, live) for address, live in observed.orphans.items()}
    calls = observed.calls + counted.calls
    return draft(stack, replace(observed, found=found, orphans=orphans, calls=calls), options)


def _known(made: Draft) -> frozenset[Place]:
    """What is declared, or goes by a change of its own."""
    return frozenset(
        (one.live.form.kind.id, one.live.scope.name, one.live.identity)
        for one in made.work.values()
        if one.live and (one.resource is not None or one.change.action in DESTROYING)
    )


def _taken(
    send: Send, forms: Mapping[str, Form], known: frozenset[Place], address: str, live: Live
) -> Taken:
    names = [name for kind in live.form.kind.takes for name in _of(send, forms[kind], known, live)]
    return Taken(address, tuple(names))


def _of(send: Send, form: Form, known: frozenset[Place], live: Live) -> Iterator[str]:
    """What there is of one kind in a holder, and not known."""
    holder = Named(live.form, live.scope, live.identity, live.arn, live.outputs)
    try:
        found = named(send, form, live.scope, (holder,))
    except AwsRefused as refused:
        if means(live.form.kind.absent, refused):
            return
        if not is_denied(refused):
            raise
        yield f"whatever {form.kind.id} it has, which AWS denied to list ({refused.call})"
        return
    for one in sorted(found, key=lambda one: one.identity):
        if (form.kind.id, live.scope.name, one.identity) not in known:
            yield f"{form.kind.id} {one.identity[-1]}"
