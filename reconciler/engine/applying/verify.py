"""After the write: the resource is read again, and must be what was planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reconciler.engine.applying.fill import Outputs
from reconciler.engine.applying.retry import Watch
from reconciler.engine.calling.convert import tags_from
from reconciler.engine.calling.parts import fields_of, root_of
from reconciler.engine.calling.renaming import is_renamed
from reconciler.engine.comparing.compare import compare
from reconciler.engine.comparing.paths import TAGS
from reconciler.engine.deciding.ownership import OWN, owned
from reconciler.engine.live import Live, Step, Work
from reconciler.engine.reading.finding import found_one
from reconciler.engine.reading.found import (
    Base,
    hanging,
    live_of,
    target_of,
    wanted_parts,
)
from reconciler.engine.reading.outputs import with_outputs
from reconciler.engine.reading.part_reads import part_data, tags
from reconciler.engine.reading.read import Target, batch, by_identity, is_there, listed, single
from reconciler.engine.reading.statements import statement
from reconciler.errors import Fault, Note, ReconcileError
from reconciler.kinds.words import Setter
from reconciler.plan.calls import Send
from reconciler.plan.plan import Action, FieldChange

NOT_AS_PLANNED = "RC5031"
"""The code of a change that AWS accepted and that is not to be seen."""

SHOWS_WITHIN = 20.0
"""Seconds that AWS has to show what was written: its reads may lag behind its writes."""


def reread(send: Send, work: Work, outputs: Outputs) -> Live | None:
    """What is there now of a change's resource, parts and tags included; None where nothing is.

    `outputs` tell its id, where AWS invents one and it is known. Raises as `send` does.
    """
    target = target_now(work, outputs)
    base = Base(target, _item(send, target) or {})
    if not base.item or not is_there(target.form.kind, base.item):
        return None
    return completed(send, base)


def completed(send: Send, base: Base, known: Mapping[str, str] | None = None) -> Live:
    """A resource with its parts, and with its tags where they are not `known`. Raises as `send` does."""
    hung = [part_data(send, base.asked, part) for part in wanted_parts(base)]
    words = base.target.form.kind.tags
    apart = words is not None and words.read is not None and not words.inside
    told = tags_from(tags(send, base.asked)) if apart and known is None else known
    return live_of(base, hanging(hung, told))


def shown(send: Send, work: Work, outputs: Outputs, watch: Watch) -> Live | None:
    """A resource that was just made, as soon as AWS shows it; None where it does not in time."""
    live = reread(send, work, outputs)
    if live is None:
        for _ in watch.pauses("AWS to show what was written", SHOWS_WITHIN, 0.5, 5.0):
            if (live := reread(send, work, outputs)) is not None:
                break
    return live


def target_now(work: Work, outputs: Outputs) -> Target:
    """What is to be read of a change's resource, by the id that it has by now."""
    if work.resource is not None:
        target = target_of(work.resource)
        if work.live and target.form.kind.find and is_renamed(work.resource, work.live):
            return replace(target, arn="")  # by its id it would be found under either name
        arn = outputs.get(work.change.address, {}).get("arn", "")
        return replace(target, arn=arn or target.arn)
    live = work.live
    assert live is not None
    return Target(work.change.address, live.form, live.scope, live.identity, live.arn)


def _item(send: Send, target: Target) -> Mapping[str, object] | None:
    kind = target.form.kind
    if kind.find:
        return found_one(send, target)
    read = kind.single or kind.read
    if kind.statement:
        return statement(send, target)
    if read.many:
        return batch(send, [target], read)[target.address]
    if not read.whole:
        return single(send, target, read)
    names = {name: target.names[name] for name in read.per}
    items = listed(send, target.form, read, names, target.scope)
    return by_identity(target.form, read, items, target.identity[:-1]).get(target.identity)


def check(send: Send, work: Work, outputs: Outputs, owner: str, watch: Watch) -> None:
    """Read a changed resource until it is what was planned.

    Raises ReconcileError where it is not within `SHOWS_WITHIN` seconds, as `send` does, and Stopped.
    A delete was seen to be done by its own step.
    """
    if work.change.action is Action.DELETE:
        return
    left = _left(send, work, outputs, owner)
    if not left:
        return
    for _ in watch.pauses("AWS to show what was written", SHOWS_WITHIN, 0.5, 5.0):
        left = _left(send, work, outputs, owner)
        if not left:
            return
    raise ReconcileError(_not_as_planned(left))


def _left(send: Send, work: Work, outputs: Outputs, owner: str) -> tuple[str, ...]:
    """The paths that are not what was planned."""
    live = reread(send, work, outputs)
    if work.change.action is Action.FORGET:
        return tuple(sorted(OWN & set((live and live.tags) or ())))
    if live is None:
        return ("(it is not there)",)
    return tuple(change.path for change in leftover(work, live, outputs, owner))


def leftover(work: Work, live: Live, outputs: Outputs, owner: str) -> tuple[FieldChange, ...]:
    """The planned changes that are still to be made. What was not planned is drift, and not ours.

    A field that is only settable later (a default branch) is a pending note, and no failure.
    """
    if work.resource is None:
        return ()
    wanted = owned(with_outputs(work.resource, outputs), owner)
    planned = [change.path for change in work.change.fields]
    later = {
        name
        for part in wanted.form.kind.parts
        if isinstance(part, Setter) and part.pending
        for name in part.fields
        if live.fields.get(name) is None
    }
    return tuple(
        change
        for change in compare(wanted, live).fields
        if root_of(change.path) not in later and any(_touch(change.path, one) for one in planned)
    )


def _touch(one: str, other: str) -> bool:
    """Whether two paths are the same, or one lies inside the other."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (long[len(short) :] or ".")[0] in ".[ "


def is_reached(work: Work, live: Live, step: Step, outputs: Outputs, owner: str) -> bool:
    """Whether nothing is left of what one step was to write."""
    parts = {name: fields_of(part)[0] for part in live.form.kind.parts for name in fields_of(part)}
    held = {TAGS: TAGS, **parts}
    left = leftover(work, live, outputs, owner)
    return all(held.get(root_of(change.path), "") != step.part for change in left)


def _not_as_planned(left: tuple[str, ...]) -> Fault:
    told = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
    return Fault(
        NOT_AS_PLANNED,
        f"AWS accepted the change, but reads back otherwise: {told}",
        suggestion="Run plan to see both values; somebody else may be writing it too.",
        notes=(Note("the calls were accepted; what is there now is not what was planned"),),
    )
