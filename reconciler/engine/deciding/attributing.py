"""Who moved: a plan beside what the specs of an earlier revision would have planned.

Three points stand in the place of a state file: live, base (the specs as they were, which were
applied once) and head (the specs of now). Where live differs from base it drifted; where head
differs from base it is meant. Pure: both plans are made from one observation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from reconciler.engine.deciding.notes import ORPHAN
from reconciler.engine.deciding.ownership import OURS, Standing, standing
from reconciler.engine.live import Observed
from reconciler.errors import Fault
from reconciler.plan.plan import Action, Change, FieldChange, Origin, Plan, Revision
from reconciler.spec.resources import one_live
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Value


def dropped(
    stack: Stack, before: Stack, elsewhere: Collection[tuple[Value, ...]] = ()
) -> tuple[Resource, ...]:
    """What `before` declares and `stack` does not, neither by address nor as the same live thing.

    `elsewhere`: what every stack of now declares (`one_live`): a resource may have moved. What is
    renamed in place is not dropped.
    """
    here = {one.address for one in stack.resources}
    here |= {one.formerly for one in stack.resources if one.form.kind.is_renamable}
    same = {*elsewhere, *(one_live(one) for one in stack.resources)}
    return tuple(
        one
        for one in before.resources
        if one.address not in here
        and one_live(one) not in same
        and one.lifecycle.state == "present"
    )


def parted(observed: Observed, gone: Collection[Resource], owner: str) -> Observed:
    """An observation of a stack and of what was dropped from it, as one of the stack alone.

    What was dropped and is live is an orphan where it is ours: by its tags, or, of a kind that AWS
    cannot tag, because the base declared it.
    """
    names = {one.address for one in gone}
    ours = {Standing.OWNED, Standing.UNTAGGABLE}
    found = {address: live for address, live in observed.found.items() if address not in names}
    left = {
        address: live
        for address in sorted(names)
        if (live := observed.found.get(address)) and standing(live, owner) in ours
    }
    return replace(observed, found=found, orphans={**observed.orphans, **left})


def attributed(plan: Plan, was: Plan, base: Revision, removed: Mapping[str, str]) -> Plan:
    """The plan, each change and field of it with its origin.

    `was`: the plan that the specs of `base` would be given now. `removed`: address → where it stood
    and since when it does not, `specs/shop.yaml in 7d3e02c`.
    """
    past = {change.address: change for change in was.changes}
    changes = (
        _gone(change, removed)
        if change.place is None
        else _with_origin(change, past.get(change.address))
        for change in plan.changes
    )
    return replace(plan, base=base, changes=tuple(changes))


def _gone(change: Change, removed: Mapping[str, str]) -> Change:
    """The change of what no spec declares, with when that came to be, where the base knows it."""
    where = removed.get(change.address)
    if where is None:
        return change
    told = f"removed from {where}"
    notes = (_removed(one, told) if one.code == ORPHAN else one for one in change.pending)
    return replace(change, reason=told, pending=tuple(notes), origin="intent")


def _removed(note: Fault, told: str) -> Fault:
    return replace(note, message=f"it was {told}, and is there still")


def _with_origin(change: Change, past: Change | None) -> Change:
    if change.action is Action.NOOP:
        return change
    before = {one.path: one for one in past.fields} if past else {}
    fields = tuple(replace(one, origin=_origin(one, before)) for one in change.fields)
    told = {one.origin for one in fields if one.origin}
    match change.action:
        case Action.CREATE:
            is_old = past is not None and past.action is Action.CREATE
            origin: Origin = "drift" if is_old else "intent"
        case _ if len(told) == 1:
            origin = told.pop()
        case _:
            origin = "both" if told else "intent"
    return replace(change, fields=fields, origin=origin)


def _origin(field: FieldChange, before: Mapping[str, FieldChange]) -> Origin:
    """Drift: the base would have changed it to the same. Both: to something else."""
    if field.path.startswith(f"tags.{OURS}"):
        return ""
    past = before.get(field.path)
    if past is None:
        return "intent"
    return "drift" if (past.op, past.after) == (field.op, field.after) else "both"
