"""What differs between two sides, as field changes: the one module that knows DeepDiff.

DeepDiff finds where two trees differ; this module decides at which height a difference is one
change. A list of scalars, a set, and an item or a structure that only one side has are one change
each; everything else is a change a leaf. DeepDiff is imported late: it costs 85 ms, and most
resources are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from reconciler.engine.comparing.align import default_of
from reconciler.engine.comparing.paths import Spot, child, of_resource, place_of, root
from reconciler.engine.comparing.secrecy import is_secret
from reconciler.errors import Place
from reconciler.plan.plan import FieldChange, FieldOp
from reconciler.spec.form import Form
from reconciler.spec.values import ORDER, Late, Secret, Text, Value

Steps = tuple[str | int, ...]
"""From the root of a resource to a value: field names, keys, and indexes of lists."""


@dataclass(frozen=True)
class Sides:
    """One resource's two sides: as they are compared, and (`was`, `wish`) with all that was told.

    The latter serve to show a default that is written out on one side only.
    """

    form: Form
    live: Mapping[str, Value]
    wanted: Mapping[str, Value]
    was: Mapping[str, Value]
    wish: Mapping[str, Value]
    places: Mapping[str, Place]
    place: Place | None


def differing(sides: Sides) -> tuple[FieldChange, ...]:
    """The changes that lead from live to wanted, in the order of their paths."""
    found: dict[str, FieldChange] = {}
    for steps in _different(sides.live, sides.wanted):
        for change in _changes(sides, _raised(sides, steps)):
            found.setdefault(change.path, change)
    return tuple(found[path] for path in sorted(found))


def every_leaf(sides: Sides, op: FieldOp) -> tuple[FieldChange, ...]:
    """One change for each leaf of a side, for what is created (`add`) or deleted (`remove`).

    None for a side that holds nothing: its name says it all.
    """
    value = sides.wanted if op == "add" else sides.live
    spot = root(sides.form, value)
    made = (
        _change(sides, leaf, *((None, one) if op == "add" else (one, None)))
        for leaf, one in (leaves(spot, value) if value else ())
    )
    return tuple(replace(one, replaces=False) for one in made)


def leaves(spot: Spot, value: Value) -> Iterator[tuple[Spot, Value]]:
    """Every leaf below a value; a list of scalars is one, and so is an empty map or list."""
    match value:
        case Mapping() if value:
            for key, one in value.items():
                if key != ORDER:
                    yield from leaves(spot.down(key, value), one)
        case tuple() if not is_flat(value):
            for index, one in enumerate(value):
                yield from leaves(spot.down(index, value), one)
        case _:
            yield spot, value


def is_flat(value: Value) -> bool:
    """Whether a value is a list that holds no maps and lists: it is read, and shown, as one."""
    return isinstance(value, tuple) and not any(isinstance(one, Mapping | tuple) for one in value)


def _different(live: Value, wanted: Value) -> Iterator[Steps]:
    """Where two unequal trees differ, by DeepDiff; only unequal pairs are worth its 4 ms."""
    from deepdiff import DeepDiff

    tree = DeepDiff(_plain(live), _plain(wanted), view="tree", threshold_to_diff_deeper=0)
    for levels in tree.values():
        for level in levels:
            yield tuple(level.path(output_format="list"))


def _plain(value: Value) -> object:
    """The value as DeepDiff tells types apart: what is not known yet becomes a text of its own."""
    match value:
        case Mapping():
            return {key: _plain(one) for key, one in value.items()}
        case tuple():
            return [_plain(one) for one in value]
        case Late() | Text() | Secret():
            return f"\0{value!r}"
        case float() if value.is_integer():
            return int(value)
    return value


def _raised(sides: Sides, steps: Steps) -> Steps:
    """The height at which a difference is one change: that of the first list on the way which is
    a set, or which holds only scalars on either side, else its own.
    """
    live: Value = sides.live
    wanted: Value = sides.wanted
    spot = root(sides.form, sides.wanted)
    for depth, step in enumerate(steps):
        if is_flat(live) or is_flat(wanted) or spot.shape.word.set:
            return steps[:depth]
        spot = spot.down(step, _fuller(wanted, live))
        live, wanted = child(live, step), child(wanted, step)
    return steps


def _changes(sides: Sides, steps: Steps) -> Iterator[FieldChange]:
    """The change at one place; where one side's subtree stands for its defaults, those below it."""
    live, wanted = _at(sides.live, steps), _at(sides.wanted, steps)
    whole = live if wanted is None else wanted if live is None else None
    if live == wanted:
        return
    spot = _spot(sides, steps)
    inside = _keys_inside(sides, steps, spot)
    if inside is not None:
        for key in inside:
            yield from _changes(sides, (*steps, key))
        return
    secrets = {
        is_secret(leaf, one if wanted is None else None, one if live is None else None)
        for leaf, one in leaves(spot, whole)
    }
    if secrets == {True, False}:
        yield from _masked(sides, spot, live, wanted)
        return
    before = _at(sides.was, steps) if live is None else live
    after = _told(sides, spot, steps) if wanted is None else wanted
    if before != after:
        note = _inserted(sides, steps) if live is None and before is None else ""
        made = _change(sides, spot, before, after, note or _defaulted(wanted, after))
        yield replace(made, sensitive=made.sensitive or secrets == {True})


def _keys_inside(sides: Sides, steps: Steps, spot: Spot) -> list[str] | None:
    """The keys below which the changes of this place are; None where it is one change itself.

    They are below it where both sides have something, where both told of it (what one side lacks
    stands for defaults), and in a collection: each item is a line.
    """
    live, wanted = _at(sides.live, steps), _at(sides.wanted, steps)
    told = isinstance(_at(sides.was, steps), Mapping) and isinstance(
        _at(sides.wish, steps), Mapping
    )
    both = isinstance(live, Mapping) and isinstance(wanted, Mapping)
    one = live if wanted is None else wanted if live is None else None
    alone = isinstance(one, Mapping) and (told or spot.shape.type in {"list", "map"})
    if not steps or not (both or alone):
        return None
    known = [side for side in (live, wanted) if isinstance(side, Mapping)]
    keys = {key: None for side in known for key in side if key != ORDER}
    return list(keys) or None


def _masked(sides: Sides, spot: Spot, live: Value, wanted: Value) -> Iterator[FieldChange]:
    """A subtree that holds a secret, leaf by leaf, so that only the secret is masked."""
    for leaf, one in leaves(spot, live if wanted is None else wanted):
        yield _change(sides, leaf, *((one, None) if wanted is None else (None, one)))


def _told(sides: Sides, spot: Spot, steps: Steps) -> Value:
    """What an omitted field will be: as written where that is the default, else the default."""
    written = _at(sides.wish, steps)
    if written is not None:
        return written
    default = default_of(spot.shape, spot.around) if steps and isinstance(steps[-1], str) else None
    return default if default not in ("", (), {}) else None


def _defaulted(wanted: Value, after: Value) -> str:
    return "the default" if wanted is None and after is not None else ""


def _inserted(sides: Sides, steps: Steps) -> str:
    """Where a new item of an ordered list goes."""
    order = _at(sides.wish, (*steps[:-1], ORDER)) if steps else None
    if not isinstance(order, tuple) or steps[-1] not in order:
        return ""
    index = order.index(steps[-1])
    return f"inserted after {order[index - 1]}" if index else "inserted first"


def _change(sides: Sides, spot: Spot, before: Value, after: Value, note: str = "") -> FieldChange:
    spot = of_resource(sides.form, spot)
    op: FieldOp = "add" if before is None else "remove" if after is None else "change"
    return FieldChange(
        path=spot.path,
        op=op,
        before=before,
        after=after,
        sensitive=is_secret(spot, before, after),
        replaces=spot.replaces or before in spot.shape.word.final,
        place=place_of(sides.places, spot.path, sides.place),
        note=note,
    )


def _spot(sides: Sides, steps: Iterable[str | int]) -> Spot:
    spot, live, wanted = root(sides.form, sides.wish), sides.was, sides.wish
    here: tuple[Value, Value] = (live, wanted)
    for step in steps:
        spot = spot.down(step, _fuller(here[1], here[0]))
        here = (child(here[0], step), child(here[1], step))
    return spot


def _fuller(wanted: Value, live: Value) -> Value:
    """The side by which words that depend on a sibling are settled: the wanted one, where it is."""
    return wanted if wanted is not None else live


def _at(value: Value, steps: Iterable[str | int]) -> Value:
    for step in steps:
        value = child(value, step)
    return value
