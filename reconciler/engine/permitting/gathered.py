"""Everything that a run takes: what the resources of its stacks take, and what is read besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reconciler.engine.permitting.bound import ANY, Grant, Places, grants, permitted, where
from reconciler.engine.permitting.needs import actions_of
from reconciler.kinds.permits import ALWAYS, LOCK, LOOKUPS, Verb
from reconciler.kinds.words import Read
from reconciler.spec.compiling.used import reads_of
from reconciler.spec.form import Form
from reconciler.spec.stack import Scope, Stack


@dataclass(frozen=True)
class Run:
    """One stack that is planned or applied.

    `lookups`: provider and name of each lookup of its vars. `lock`: bucket and key of its lock, or None.
    """

    stack: Stack
    lookups: tuple[tuple[str, str], ...] = ()
    lock: tuple[str, str] | None = None


def granted(runs: Iterable[Run], forms: Iterable[Form], verb: Verb) -> Iterator[tuple[str, Grant]]:
    """Every grant that these runs take, with the account of whose role it is."""
    known = tuple(forms)
    for run in runs:
        for resource in run.stack.resources:
            for grant in grants(resource, verb):
                yield resource.scope.account, grant
        for scope in run.stack.scopes:
            for grant in of_scope(scope, known):
                yield scope.account, grant
        for grant in of_run(run, verb):
            yield run.stack.scopes[0].account, grant


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
