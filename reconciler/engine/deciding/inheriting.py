"""What a resource inherits: fields of the one that holds it, on which words about its own depend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from reconciler.engine.live import Observed
from reconciler.kinds.words import Missing
from reconciler.spec.content.around import Around
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Value

Holders: TypeAlias = Mapping[tuple[str, str, str], Resource]
"""(kind, scope, name) → the resource that is declared so."""


def inheriting(stack: Stack, observed: Observed) -> Stack:
    """The stack with `Resource.inherited` of all whose holder is declared in it."""
    holders = {(one.form.kind.id, one.scope.name, one.identity[-1]): one for one in stack.resources}
    made = tuple(
        replace(one, inherited=_inherited(one, holders, observed))
        if one.form.kind.inherits
        else one
        for one in stack.resources
    )
    return replace(stack, resources=made)


def _inherited(one: Resource, holders: Holders, observed: Observed) -> dict[str, Value]:
    names = dict(zip(one.form.kind.identity, one.identity, strict=True))
    found: dict[str, Value] = {}
    for name, field in one.form.kind.inherits.items():
        kind = one.form.fields[field].word.points_to.rpartition(".")[0]
        holder = holders.get((kind, one.scope.name, names[field]))
        value = _said(holder, name, observed) if holder else None
        found |= {name: value} if value is not None else {}
    return found


def _said(holder: Resource, name: str, observed: Observed) -> Value:
    """What a holder says of a field: as declared, else its default; an external one as it is live."""
    live = observed.found.get(holder.address)
    external = holder.lifecycle.state == "external"
    values = live.fields if external and live else holder.desired
    if values.get(name) is not None or (external and not live):
        return values.get(name)
    around = Around().inside(holder.form.structure(), values)
    default: Value | Missing = around.settle(holder.form.fields[name].word.default)
    return None if isinstance(default, Missing) else default
