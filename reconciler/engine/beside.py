"""What is beside a stack: what its live resources once implied, and documents that others keep.

A rule that is sent elsewhere, or is gone from the spec, still says in AWS what was derived for it.
What that is, `implied` says (the expand room); here it is read, and what is there and ours is an
orphan under the address that it was derived under.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from reconciler.engine.calling.convert import at
from reconciler.engine.deciding.ownership import Standing, standing
from reconciler.engine.live import Live, Observed
from reconciler.engine.reading.found import Hanging, live_of, target_of
from reconciler.engine.reading.groups import grouped, jobs_of
from reconciler.engine.reading.read import is_denied, listed
from reconciler.engine.reading.run import bases_of, together
from reconciler.engine.reading.statements import document, reading
from reconciler.engine.reading.workers import Counted, crew
from reconciler.errors import Place
from reconciler.plan.calls import AwsRefused, Send
from reconciler.plan.options import Options
from reconciler.spec.stack import Resource, Stack

Implying: TypeAlias = Callable[[Stack, Iterable[Resource]], tuple[Resource, ...]]
"""What live resources imply and a stack does not: `expand.permissions.implied_before`."""


def with_left_over(
    stack: Stack, observed: Observed, send: Send, options: Options, implied: Implying
) -> Observed:
    """What was observed, and what is left of what live resources implied once.

    Raises as `send` does; what AWS denies is named in `unread` as orphans that could not be looked for.
    """
    asked = {_place(one) for one in stack.resources}
    wanted = [
        one for one in implied(stack, as_declared(stack, observed)) if _place(one) not in asked
    ]
    if not wanted:
        return observed
    counted = Counted(send)
    with crew(options.parallel) as workers:
        groups = grouped(map(target_of, wanted), (), (), prune=False)
        jobs = [job for group in groups for job in jobs_of(counted, group, "")]
        read = together(workers.results(jobs)).items
    bases = bases_of((target_of(one), read.get(one.address)) for one in wanted)
    lives = {address: live_of(base, Hanging()) for address, base in bases.items()}
    ours = {
        one: live for one, live in lives.items() if standing(live, stack.owner) is Standing.OWNED
    }
    found = {_place(live) for live in ours.values()}
    others = {one: live for one, live in observed.orphans.items() if _place(live) not in found}
    unread = {f"orphans of {kind}": why for kind, why in workers.denied.items()}
    return replace(
        observed,
        orphans={**others, **ours},
        unread={**observed.unread, **unread},
        calls=observed.calls + counted.calls,
    )


def as_declared(stack: Stack, observed: Observed) -> tuple[Resource, ...]:
    """What is there, in the form of declared resources: the stack's, and its orphans."""
    found = ((one, observed.found.get(one.address)) for one in stack.resources)
    there = [
        replace(one, desired=live.fields, parent="", arn=one.arn or live.arn)
        for one, live in found
        if live
    ]
    orphans = (
        Resource(one, live.form, live.scope, live.identity, live.fields, Place(""), arn=live.arn)
        for one, live in observed.orphans.items()
    )
    return (*there, *orphans)


def _place(one: Resource | Live) -> tuple[str, str, tuple[str, ...]]:
    """What tells a live thing of a kind from every other."""
    return one.form.kind.id, one.scope.name, one.identity


@dataclass(frozen=True)
class Documents:
    """The documents that resources are statements of, or are: each is read once."""

    send: Send
    read: dict[tuple[str, str, tuple[str, ...]], tuple[Any, ...] | None] = field(
        default_factory=dict
    )

    def of(self, resource: Resource) -> tuple[Any, ...] | None:
        """The documents that could hold what a resource says; None where AWS denies to tell."""
        kind, scope = resource.form.kind, resource.scope
        holder = resource.identity[:-1] if kind.statement else ()
        key = (kind.id, scope.name, holder)
        if key not in self.read:
            self.read[key] = self._told(resource, holder)
        return self.read[key]

    def _told(self, resource: Resource, holder: tuple[str, ...]) -> tuple[Any, ...] | None:
        form, scope = resource.form, resource.scope
        try:
            if form.kind.statement:
                call = reading(form, holder, scope)
                return (document(self.send, form.kind, call).content,)
            items = listed(self.send, form, form.kind.read, {}, scope)
        except AwsRefused as refused:
            if is_denied(refused):
                return None
            raise
        texts = [at(item, member) for item in items for member in _documents_of(resource)]
        return tuple(json.loads(text) for text in texts if isinstance(text, str))


def _documents_of(resource: Resource) -> Iterable[str]:
    """The members of a resource that hold a policy."""
    fields: Mapping[str, Any] = resource.form.fields
    return [shape.member for shape in fields.values() if shape.word.document == "policy"]
