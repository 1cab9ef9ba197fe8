"""What a declared resource was before: under its old name or its parent's, or not yet named.

`lifecycle.previously` says under which key a resource stood. What is live then bears the name that
followed from that key, or our tag with the old address. What an apply made that ended before it could
bind a name to it (`Kind.bound`) bears our tag alone. Either is the same resource, under another
identity: it is renamed, and never made a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, TypeAlias

from reconciler.engine.deciding.ownership import ADDRESS, Standing, standing
from reconciler.engine.live import Live
from reconciler.engine.reading.found import Base, target_of
from reconciler.engine.reading.outputs import arn_of
from reconciler.engine.reading.read import Target
from reconciler.engine.reading.sweep import orphan_address
from reconciler.errors import Fault, ReconcileError
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Value

BOTH: Final = "RC3011"
"""Two things are live that a resource could be: under its old name and its new one, or unnamed."""

Names: TypeAlias = Mapping[tuple[str, str, str], frozenset[str]]
"""(kind, scope, name) → the names that what is declared so may have had."""

Tagged: TypeAlias = Mapping[str, Mapping[str, str]]
"""ARN → tags, as a sweep told them."""


@dataclass(frozen=True)
class Former:
    """Something that may be what a resource declares; the address of its target is made up."""

    resource: Resource
    target: Target


@dataclass(frozen=True)
class Resumed:
    """Address → what is live of what is declared, under whichever name; `others`: what was looked at
    and is something else.
    """

    found: Mapping[str, Live | None]
    others: Mapping[str, Live]


def former_targets(stack: Stack) -> Iterator[Former]:
    """Everything under whose identity a resource of the stack may be live, besides its own."""
    names = _past_names(stack)
    for one in stack.resources:
        if one.lifecycle.state != "external":
            yield from (_former(one, identity) for identity in _identities(one, names))


def recognised(
    stack: Stack, bases: Mapping[str, Base], lost: Mapping[str, Base], tags: Tagged
) -> dict[str, tuple[Former, Base]]:
    """Of what is ours and declared nowhere (`lost`), by its address there, what is declared after
    all: by our tag it stood at the old address, or at this one under another name.
    """
    names: dict[tuple[str, str, str], frozenset[str]] = dict(_past_names(stack))
    found: dict[str, tuple[Former, Base]] = {}
    for one in sorted(stack.resources, key=lambda one: len(one.identity)):
        for address, base in lost.items():
            told = tags.get(base.arn, {}).get(ADDRESS, "")
            if address not in found and _is_it(
                one, base, told, names, is_there=one.address in bases
            ):
                former = _former(one, base.target.identity, base.arn)
                found[address] = former, replace(base, target=former.target)
                names[_place(one)] = names.get(_place(one), frozenset()) | {
                    former.target.identity[-1]
                }
    return found


def resumed(
    resources: Mapping[str, Resource],
    lives: Mapping[str, Live],
    formers: Iterable[Former],
    owner: str,
) -> Resumed:
    """Which live thing each resource is. `lives`: by address, made-up ones too.

    Raises ReconcileError where two live things could be one resource.
    """
    found = {address: lives.get(address) for address in resources}
    others: dict[str, Live] = {}
    for former in formers:
        address, old = former.resource.address, lives[former.target.address]
        if _is_its(former.resource, old, owner):
            found[address] = _same(former.resource, found[address], old)
        else:
            told = orphan_address(old.form, old.identity, old.tags or {})
            others[former.target.address if told in resources else told] = old
    return Resumed(_following(found, resources), others)


def _following(
    found: Mapping[str, Live | None], resources: Mapping[str, Resource]
) -> dict[str, Live | None]:
    """What is live, with the names as they are to be of what it holds by an id that AWS keeps."""
    pairs = [(resources[at], live) for at, live in found.items() if live]
    names = {
        (f"{one.form.kind.id}.name", one.scope.name, live.identity[-1]): one.identity[-1]
        for one, live in pairs
        if one.form.kind.is_renamable and live.identity[-1] != one.identity[-1]
    }
    if not names:
        return dict(found)
    moved = {one.address: _followed(live, names) for one, live in pairs}
    return {**found, **moved}


def _followed(live: Live, names: Mapping[tuple[str, str, str], str]) -> Live:
    def new(target: str, value: Value) -> Value:
        if isinstance(value, tuple):
            return tuple(sorted((new(target, one) for one in value), key=str))
        told = names.get((target, live.scope.name, value)) if isinstance(value, str) else None
        return told or value

    followed = {
        name: new(shape.word.points_to, live.fields[name])
        for name, shape in live.form.fields.items()
        if shape.word.follows and name in live.fields
    }
    return replace(live, fields={**live.fields, **followed}) if followed else live


def _past_names(stack: Stack) -> dict[tuple[str, str, str], frozenset[str]]:
    """The names that renamed resources had, as far as they follow from their keys."""
    return {
        _place(one): frozenset({one.past[-1]})
        for one in stack.resources
        if one.past and one.form.kind.is_renamable
    }


def _place(one: Resource) -> tuple[str, str, str]:
    return one.form.kind.id, one.scope.name, one.identity[-1]


def _former(one: Resource, identity: tuple[str, ...], arn: str = "") -> Former:
    """What a resource may be, under an identity; `arn` where its name does not tell it."""
    names = dict(zip(one.form.kind.identity, identity, strict=True))
    address = f"{one.address} (formerly {'/'.join(identity) or arn})"
    arn = arn or arn_of(one.form, one.scope, {**one.desired, **names}) or ""
    return Former(one, replace(target_of(one), address=address, identity=identity, arn=arn))


def _identities(one: Resource, names: Names) -> Iterator[tuple[str, ...]]:
    """Every identity that a resource may have had: it or what holds it was renamed."""
    holders = [
        (held, *sorted(_names_of_holder(one, number, names)))
        for number, held in enumerate(one.identity[:-1])
    ]
    own = (one.identity[-1], *sorted(names.get(_place(one), ())))
    yield from (each for each in product(*holders, own) if each != one.identity)


def _names_of_holder(one: Resource, number: int, names: Names) -> frozenset[str]:
    """The old names of what holds a resource, by the identity field of that number."""
    field = one.form.kind.identity[number]
    kind = one.form.fields[field].word.points_to.rpartition(".")[0]
    return names.get((kind, one.scope.name, one.identity[number]), frozenset())


def _is_it(one: Resource, base: Base, told: str, names: Names, *, is_there: bool) -> bool:
    """Whether something of ours, whose tag tells an address, is what a resource declares."""
    kind, target = one.form.kind, base.target
    if target.form.kind is not kind or target.scope != one.scope or not told:
        return False
    if told == one.formerly and kind.is_renamable:
        return True
    unnamed = kind.bound is not None and not target.identity[-1]
    return (
        told == one.address
        and not is_there
        and (unnamed or target.identity in _identities(one, names))
    )


def _is_its(one: Resource, old: Live, owner: str) -> bool:
    """Whether what is live under an old name is the resource's, and nobody else's by now."""
    whose = standing(old, owner)
    told = (old.tags or {}).get(ADDRESS)
    return whose is Standing.UNTAGGABLE or (
        whose is Standing.OWNED and told in {one.formerly, one.address}
    )


def _same(one: Resource, new: Live | None, old: Live) -> Live:
    """What is renamed: the old one; where both names are bound to one thing, that."""
    if new is None:
        return old
    if new.arn and new.arn == old.arn:
        return replace(old, also=(one.identity[-1],) if one.form.kind.bound else ())
    names = " and ".join(f"`{'/'.join(live.identity) or live.arn}`" for live in (old, new))
    raise ReconcileError(
        Fault(
            BOTH,
            f"{names} are both live, and each could be what is declared here",
            one.places.get("lifecycle", one.place),
            "one of the two",
            "Take `previously` out to leave the old one alone, or delete what is not wanted.",
            one.address,
        )
    )
