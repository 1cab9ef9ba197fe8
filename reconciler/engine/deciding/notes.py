"""Differences that no call can remove now: pending notes, each with what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reconciler.engine.calling.items import by_key, token_of, waiting_items
from reconciler.engine.calling.parts import root_of
from reconciler.engine.comparing.leeway import is_newer
from reconciler.engine.comparing.paths import place_of
from reconciler.engine.live import Ailment, Live
from reconciler.engine.reading.read import constant
from reconciler.errors import Fault, Place
from reconciler.kinds.words import Items, Kind, Setter
from reconciler.plan.plan import FieldChange
from reconciler.spec.stack import Resource

WAITING = "RC3001"
"""Something must happen outside before AWS can take the value."""

ILL = "RC3009"
"""It is there and cannot work, whatever its fields say."""

RAISED = "RC3007"
"""AWS raised a version by itself; the declared one is older."""

HUMAN = "RC3002"
"""A person must do something before the resource is of use."""

CLOSED = "RC3003"
"""AWS takes no new resources of this kind."""

ORPHAN = "RC3004"
"""Ours by its tags, and declared nowhere."""

LEFT = "RC3006"
"""AWS left something behind that a person must clean up."""


def waiting(
    wanted: Resource, live: Live | None, fields: tuple[FieldChange, ...]
) -> tuple[tuple[FieldChange, ...], tuple[Fault, ...]]:
    """The changes that can be made, and notes in the place of those that cannot be yet.

    A field that AWS has no value for, and whose kind says what it waits for, is not a change.
    """
    told = _waiting_fields(wanted.form.kind)
    have = live.fields if live else {}
    put_off = [
        one for one in fields if root_of(one.path) in told and not have.get(root_of(one.path))
    ]
    notes = tuple(
        Fault(
            WAITING,
            f"{one.path} cannot be set yet",
            one.place,
            suggestion=_sentence(told[root_of(one.path)]),
            address=wanted.address,
        )
        for one in put_off
    )
    return tuple(one for one in fields if one not in put_off), notes


def human(wanted: Resource, live: Live | None) -> tuple[Fault, ...]:
    """The note of what a person must do now; with no `live`, of what will be needed once it is made."""
    return (*_state_note(wanted, live), *unconfirmed(wanted, live))


def unconfirmed(wanted: Resource, live: Live | None) -> Iterator[Fault]:
    """The notes of declared items that AWS knows and that wait for a person."""
    for part in wanted.form.kind.parts:
        if live is None or not isinstance(part, Items):
            continue
        keys = by_key(wanted.desired.get(part.field))
        for key, token in waiting_items(part, live.revisions, keys).items():
            path = token_of(part.field, key)
            place = place_of(wanted.places, path, wanted.place)
            todo = _sentence(part.waits[token])
            yield Fault(HUMAN, f"{path} is {token}", place, suggestion=todo, address=wanted.address)


def _state_note(wanted: Resource, live: Live | None) -> tuple[Fault, ...]:
    """The note of a resource whose state waits for a person."""
    settles = wanted.form.kind.settles
    if settles is None or not settles.human:
        return ()
    if live is not None and live.state not in settles.human:
        return ()
    message = f"it is {live.state}" if live else f"it will be {settles.human[0]}"
    suggestion = _sentence(str(constant(settles.todo, wanted.scope)))
    return (Fault(HUMAN, message, wanted.place, suggestion=suggestion, address=wanted.address),)


def ill(wanted: Resource, live: Live, fields: tuple[FieldChange, ...] = ()) -> tuple[Fault, ...]:
    """The notes of what keeps a live resource from working: its health, and a state that failed.

    What the spec itself asks for (a rule that it declares disabled) is no fault: see `resting`. What
    `fields`, the changes of a plan, mend is none of the plan's.
    """
    settles = wanted.form.kind.settles
    failed = settles is not None and live.state in settles.failed and not live.ills
    mended = {root_of(one.path) for one in fields}
    unasked = (
        one.sentence
        for one in live.ailments
        if not is_asked_for(wanted, one) and mended.isdisjoint(fields_of(wanted, one))
    )
    told = (f"its state is {live.state}",) if failed else tuple(unasked)
    return tuple(
        Fault(
            ILL,
            sentence,
            wanted.place,
            suggestion="It cannot work like this.",
            address=wanted.address,
        )
        for sentence in told
    )


def resting(wanted: Resource, live: Live) -> tuple[str, ...]:
    """The sentences of its health that are as the spec says: it does nothing, and shall not."""
    return tuple(one.sentence for one in live.ailments if is_asked_for(wanted, one))


def is_asked_for(wanted: Resource, told: Ailment) -> bool:
    """Whether a spec itself says the value that a kind's `health` tells of."""
    return any(wanted.desired.get(name) == told.state for name in fields_of(wanted, told))


def fields_of(wanted: Resource, told: Ailment) -> Iterator[str]:
    """The fields that hold the value that a kind's `health` tells of, where a spec can say it."""
    for name, shape in wanted.form.fields.items():
        if told.path == (shape.word.read or shape.member):
            yield name


def raised(wanted: Resource, live: Live) -> tuple[Fault, ...]:
    """The notes of versions that AWS has raised by itself, which stay as they are."""
    pairs = (
        (name, live.fields.get(name), wanted.desired.get(name))
        for name, shape in wanted.form.fields.items()
        if shape.word.newer
    )
    return tuple(
        Fault(
            RAISED,
            f"{name} is `{have}` by now",
            wanted.places.get(name, wanted.place),
            suggestion="AWS updated it, and it stays so. Write the newer one in the spec.",
            address=wanted.address,
        )
        for name, have, want in pairs
        if is_newer(wanted.form.fields[name], have, want)
    )


def closed(wanted: Resource, live: Live | None = None) -> Fault:
    """The note for a resource of a kind of which no new one can be made, nor made again."""
    suggestion = "Take it out of the spec, or declare it external."
    if live is not None:
        suggestion = "Write it as it is: what differs would need a new one."
    why = wanted.form.kind.ended
    return Fault(CLOSED, why, wanted.place, suggestion=suggestion, address=wanted.address)


def orphaned(address: str) -> Fault:
    """The note for something of ours that no spec declares."""
    return Fault(
        ORPHAN,
        "it is ours by its tags, and no spec declares it",
        suggestion="Run with --prune to delete it, or declare it again.",
        address=address,
    )


def _waiting_fields(kind: Kind) -> dict[str, str]:
    """Field → what it waits for."""
    return {
        field: part.pending
        for part in kind.parts
        if isinstance(part, Setter) and part.pending
        for field in part.fields
    }


def _sentence(text: str) -> str:
    """The text as a sentence; no full stop is put after an address on the web."""
    end = "" if "://" in text.rpartition(" ")[2] else "."
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + end


def left_behind(address: str, place: Place | None, items: Iterable[Mapping[str, Any]]) -> Fault:
    """The note for what an operation could not clean up, as its answer lists it."""
    told = ("/".join(str(value) for value in item.values()) for item in items)
    message = f"AWS could not clean up {', '.join(told)}"
    return Fault(LEFT, message, place, suggestion="Remove it by hand.", address=address)
