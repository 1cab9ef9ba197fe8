"""Who must let go for a while: what is replaced cannot be deleted while another names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from reconciler.engine.comparing.compare import compared_live
from reconciler.engine.deciding.decide import Decision
from reconciler.engine.deciding.fingerprint import fingerprint
from reconciler.engine.live import Live
from reconciler.plan.plan import Action, FieldChange

Going: TypeAlias = Mapping[tuple[str, str, str], str]
"""(kind, scope, name) → the address of what is replaced."""


def releasing(decisions: Mapping[str, Decision], ignored: tuple[str, ...]) -> dict[str, Decision]:
    """The decisions, with those that hold something replaced made to let go and name it again.

    `ignored` are the tags left to others.
    """
    going = {
        (one.live.form.kind.id, one.live.scope.name, one.live.identity[-1]): address
        for address, one in decisions.items()
        if one.action is Action.REPLACE and one.live
    }
    return {address: _released(one, going, ignored) for address, one in decisions.items()}


def _released(one: Decision, going: Going, ignored: tuple[str, ...]) -> Decision:
    if not (going and one.live and one.resource and one.action in {Action.NOOP, Action.UPDATE}):
        return one
    held = dict(_held(one.live, going))
    if not held or one.resource.lifecycle.state != "present":
        return one
    known = {change.path for change in one.fields}
    more = tuple(_named_again(one, field) for field in held if field not in known)
    fields = tuple(sorted((*one.fields, *more), key=lambda change: change.path))
    if one.action is Action.UPDATE:
        return replace(one, fields=fields, lets_go=tuple(held))
    mark = fingerprint(one.live, compared_live(one.live, ignored))
    reason = f"{', '.join(held.values())}, which it names, is replaced"
    return replace(
        one, action=Action.UPDATE, reason=reason, fields=fields, fingerprint=mark, lets_go=(*held,)
    )


def _held(live: Live, going: Going) -> Iterator[tuple[str, str]]:
    """(field, address) of each field that names something which is replaced."""
    for field, shape in live.form.fields.items():
        kind = shape.word.points_to.rpartition(".")[0]
        address = going.get((kind, live.scope.name, str(live.fields.get(field))))
        if shape.word.holds and address:
            yield field, address


def _named_again(one: Decision, field: str) -> FieldChange:
    assert one.live is not None
    assert one.resource is not None
    value = one.live.fields.get(field)
    place = one.resource.places.get(field, one.resource.place)
    return FieldChange(field, "change", value, value, place=place, note="let go and named again")
