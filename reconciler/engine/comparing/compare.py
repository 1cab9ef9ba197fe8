"""What differs between a resource as it is wanted and as it is, field by field.

Plain equality decides, over values brought to one form by `align`; only what it calls different
goes to `differences`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reconciler.engine.calling.items import by_key, waiting_items
from reconciler.engine.comparing.align import aligned, stripped, unmanaged
from reconciler.engine.comparing.differences import Sides, differing, every_leaf
from reconciler.engine.comparing.paths import TAGS, is_under, place_of
from reconciler.engine.comparing.secrecy import looks_secret
from reconciler.engine.deciding.ownership import managed_tags
from reconciler.engine.live import Live
from reconciler.kinds.words import Inner, Items
from reconciler.plan.plan import FieldChange, FieldOp
from reconciler.spec.content.around import Around
from reconciler.spec.form import Form
from reconciler.spec.stack import Resource
from reconciler.spec.values import Value


@dataclass(frozen=True)
class Compared:
    """The outcome of one comparison.

    - `fields`: what differs, in the order of paths, tags last. `ignored`: how many more differences
      `lifecycle.ignore` hides.
    - `live`: the normalised live value that was compared, tags included, for the fingerprint.
    """

    fields: tuple[FieldChange, ...]
    ignored: int
    live: Mapping[str, Value]


def compare(
    resource: Resource,
    live: Live,
    ignored_tags: tuple[str, ...] = (),
    unknown: frozenset[str] = frozenset(),
) -> Compared:
    """What leads from `live` to `resource`, whose late values are filled in as far as known.

    `resource.tags` are those it shall have, ours included. `unknown` are addresses that could not
    be read: what refers to them is not compared.
    """
    sides = _sides(resource, live, unknown)
    fields = () if sides.live == sides.wanted else differing(sides)
    have = managed_tags(live.tags or {}, resource.tags or {}, ignored_tags)
    wanted_tags = resource.tags if resource.tags is not None else have
    every = (*fields, *_tag_changes(resource, have, wanted_tags))
    shown = tuple(one for one in every if not is_under(one.path, resource.lifecycle.ignore))
    return Compared(shown, len(every) - len(shown), {**sides.live, TAGS: have})


def additions(resource: Resource) -> tuple[FieldChange, ...]:
    """Every leaf of a resource that is to be created."""
    wanted = {name: one for name, one in resource.desired.items() if one is not None}
    tags = _tag_changes(resource, {}, resource.tags or {})
    return (*every_leaf(_whole(resource, {}, wanted), "add"), *tags)


def removals(resource: Resource | None, live: Live) -> tuple[FieldChange, ...]:
    """Every leaf of a live resource that is to be deleted; of an orphan, without a place."""
    return _leaves(resource, live, "remove")


def compared_live(live: Live, ignored_tags: tuple[str, ...] = ()) -> Mapping[str, Value]:
    """The live value that counts where there is nothing to compare it with, for the fingerprint."""
    shape = live.form.structure()
    around = _around(live.form, {**live.outputs, **live.fields}, live.identity)
    value = stripped(shape, dict(live.fields), around)
    have = managed_tags(live.tags or {}, live.tags or {}, ignored_tags)
    return {**(value if isinstance(value, Mapping) else {}), TAGS: have}


def _leaves(resource: Resource | None, live: Live, op: FieldOp) -> tuple[FieldChange, ...]:
    value = {name: one for name, one in compared_live(live).items() if name != TAGS}
    places = resource.places if resource else {}
    place = resource.place if resource else None
    return every_leaf(Sides(live.form, value, {}, live.fields, {}, places, place), op)


def _sides(resource: Resource, live: Live, unknown: frozenset[str]) -> Sides:
    form, wanted = resource.form, _without_waiting(resource, live)
    left_out = unmanaged(form, wanted)
    was = {name: one for name, one in live.fields.items() if name not in left_out}
    known = {**live.outputs, **resource.inherited}
    around = _around(form, {**known, **wanted}, resource.identity)
    theirs, ours = aligned(form.structure(), was, wanted, around, unknown)
    there = _stripped(form, theirs, known, live.identity)
    is_equal = theirs == ours and live.identity == resource.identity
    return Sides(
        form,
        there,
        there if is_equal else _stripped(form, ours, known, resource.identity),
        was,
        wanted,
        resource.places,
        resource.place,
    )


def _without_waiting(resource: Resource, live: Live) -> Mapping[str, Value]:
    """What is wanted, without items that AWS knows and that wait for a person."""
    wanted = dict(resource.desired)
    for part in resource.form.kind.parts:
        if isinstance(part, Items) and part.waits:
            have = by_key(wanted.get(part.field))
            left = waiting_items(part, live.revisions, have)
            kept = {key: one for key, one in have.items() if key not in left}
            wanted |= {part.field: kept} if left else {}
    return wanted


def _stripped(
    form: Form, value: Value, known: Mapping[str, Value], identity: tuple[str, ...]
) -> Mapping[str, Value]:
    fields = value if isinstance(value, Mapping) else {}
    around = _around(form, {**known, **fields}, identity)
    made = stripped(form.structure(), fields, around)
    inner = (part.field for part in form.kind.parts if isinstance(part, Inner))
    there = dict[str, Value]({name: {} for name in inner if fields.get(name) is not None})
    return {**there, **made} if isinstance(made, Mapping) else there


def _around(form: Form, fields: Mapping[str, Value], identity: tuple[str, ...]) -> Around:
    names = dict(zip(form.kind.identity, identity, strict=True))
    return Around().inside(form.structure(), {**fields, **names})


def _whole(resource: Resource, live: Mapping[str, Value], wanted: Mapping[str, Value]) -> Sides:
    return Sides(resource.form, live, wanted, live, wanted, resource.places, resource.place)


def _tag_changes(
    resource: Resource, have: Mapping[str, str], wanted: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    return tuple(
        _tag_change(resource, key, have.get(key), wanted.get(key))
        for key in sorted({**have, **wanted})
        if have.get(key) != wanted.get(key)
    )


def _tag_change(resource: Resource, key: str, before: str | None, after: str | None) -> FieldChange:
    path = f"{TAGS}.{key}"
    return FieldChange(
        path,
        "add" if before is None else "remove" if after is None else "change",
        before,
        after,
        sensitive=looks_secret((key,)),
        place=place_of(resource.places, path, resource.place),
    )
