"""A resource that is live under another name: the calls that give it the one that is declared.

Pure. The name goes first, for every later call is about the new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reconciler.engine.calling.params import Subject, call, subject_of
from reconciler.engine.live import RENAME, Live, Step
from reconciler.engine.reading.read import constant
from reconciler.kinds.words import Bound, Op
from reconciler.plan.calls import Call
from reconciler.spec.stack import Resource


def is_renamed(resource: Resource, live: Live) -> bool:
    """Whether a resource is live under another name, and AWS can give it the declared one."""
    return resource.form.kind.is_renamable and live.identity[-1] != resource.identity[-1]


def renaming(resource: Resource, live: Live) -> Iterator[Step]:
    """The step that gives what is there its name; none where it has it. What holds it has its new
    name by then.
    """
    if not is_renamed(resource, live):
        return
    new, kind = subject_of(resource, live), resource.form.kind
    old = replace(new, identity=(*resource.identity[:-1], live.identity[-1]))
    calls = tuple(_bound(kind.bound, old, new, live)) if kind.bound else ()
    if kind.renames:
        calls = (_renamed(kind.renames, old, resource.identity[-1], live),)
    yield Step(resource.address, "", RENAME, calls)


def _renamed(op: Op, old: Subject, name: str, live: Live) -> Call:
    """The renaming call; what the operation loses unless it is sent again goes along as it is."""
    names = {"old": old.identity[-1], "new": name}
    sent = {member: constant(value, old.scope, names) for member, value in op.sends.items()}
    kept = {field: live.fields.get(field) for field in op.resend}
    return call(old, replace(op, sends={}), kept, **sent)


def _bound(bound: Bound, old: Subject, new: Subject, live: Live) -> Iterator[Call]:
    """The new name is bound before the old one goes, so that it is never without one."""
    if new.identity[-1] not in live.also:
        yield call(new, bound.put, {})
    if old.identity[-1]:
        yield call(old, bound.clear, {})
