"""Everything that a run takes: what the resources of its stacks take, and what is read besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from reconciler.engine.permitting.bound import (
    ANY,
    Grant,
    Places,
    grants,
    of_former,
    permitted,
    where,
)
from reconciler.engine.permitting.needs import actions_of
from reconciler.engine.reading.former import former_targets
from reconciler.engine.reading.probing import Asking, Sought, askings
from reconciler.kinds.permits import ALWAYS, LOCK, LOOKUPS, Verb
from reconciler.kinds.weighed import UNBOUND
from reconciler.kinds.words import Read
from reconciler.spec.compiling.used import reads_of
from reconciler.spec.form import Form
from reconciler.spec.stack import Resource, Scope, Stack


@dataclass(frozen=True)
class Run:
    """One stack that is planned or applied.

    `lookups`: provider and name of each lookup of its vars. `lock`: bucket and key of its lock, or None.
    `sought`: what it points at and does not declare; `held`: what is read of policies by hand.
    """

    stack: Stack
    lookups: tuple[tuple[str, str], ...] = ()
    lock: tuple[str, str] | None = None
    sought: tuple[Sought, ...] = ()
    held: tuple[Resource, ...] = ()


def granted(runs: Iterable[Run], forms: Iterable[Form], verb: Verb) -> Iterator[tuple[str, Grant]]:
    """Every grant that these runs take, with the account of whose role it is."""
    known = tuple(forms)
    for run in runs:
        for resource in run.stack.resources:
            for grant in grants(resource, verb):
                yield resource.scope.account, grant
        yield from of_targets(run)
        for former in former_targets(run.stack):
            names, arn = former.target.identity, former.target.arn
            for grant in of_former(replace(former.resource, identity=names, arn=arn), verb):
                yield former.resource.scope.account, grant
        for scope in run.stack.scopes:
            for grant in of_scope(scope, known):
                yield scope.account, grant
        for grant in of_run(run, verb):
            yield run.stack.scopes[0].account, grant


def of_targets(run: Run) -> Iterator[tuple[str, Grant]]:
    """What it takes to find out whether targets are there, and let their senders in."""
    for resource in run.held:
        for grant in grants(resource, "plan"):
            yield resource.scope.account, grant
    for asked in askings(run.sought):
        for grant in of_asking(asked):
            yield asked.some[0].scope.account, grant


def of_asking(asked: Asking) -> Iterator[Grant]:
    """What a look for things that nobody declares takes; a list falls back on single reads."""
    probe = asked.probe
    for read in (asked.read, probe.one):
        if read is None:
            continue
        unbound = read is probe.whole or (probe.client, read.name) in UNBOUND
        for action in actions_of(probe.client, read.name):
            for one in asked.some:
                yield Grant(action, ANY if unbound else one.arn)


def of_scope(scope: Scope, forms: Iterable[Form]) -> Iterator[Grant]:
    """What finding orphans takes: the sweep, and the lists of kinds that no sweep knows."""
    yield from permitted(ALWAYS, Places(where(scope)))
    for form in forms:
        for read in searches(form):
            yield from (Grant(action, ANY) for action in actions_of(form.kind.client, read.name))


def searches(form: Form) -> Iterator[Read]:
    """The reads by which orphans of a kind are found that the tagging API does not know."""
    kind = form.kind
    if kind.tags is None or kind.tags.sweep:
        return
    if kind.tags.owned:
        yield from reads_of(kind.tags.owned)
        yield from reads_of(kind.single or kind.read)
    if kind.tags.inside and kind.read.whole:
        yield from reads_of(kind.read)


def of_run(run: Run, verb: Verb) -> Iterator[Grant]:
    """What the vars of a stack and its lock take, in the environment's own scope."""
    places = where(run.stack.scopes[0])
    for provider, name in run.lookups:
        # `cfn-output:STACK/KEY` is read from the stack.
        stack = name.rpartition("/")[0] if provider == "cfn-output" else name
        yield from permitted((LOOKUPS[provider],), Places({**places, "name": stack}))
    if run.lock and verb == "apply":
        bucket, key = run.lock
        yield from permitted(LOCK, Places({**places, "bucket": bucket, "key": key}))
