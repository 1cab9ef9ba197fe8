"""An apply of any kind that ends at any call: the next one finishes, and nothing is doubled or lost.

Every example of `docs/kinds` is applied with the process ended before or after each of its writing
calls. The short run takes a seeded sample, the long run all of them.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from reconciler.engine.live import Observed
from reconciler.plan.options import Options
from reconciler.plan.plan import Change
from reconciler.spec.stack import Stack
from tests.conftest import SOAK, Tried
from tests.engine.ground import Crash, Wire
from tests.laws.examples import IDS, example
from tests.laws.ground import World, told, undone
from tests.laws.test_cuts import counted
from tests.laws.test_kinds import allowing

SAMPLE = 8
"""Examples of which the short run cuts one apply each; the long run cuts all at every call."""

LOGS = frozenset({"happenings"})
"""Tables of what happened: they tell of the crash."""

WAYS = ("before", "after")


def chosen() -> list[str]:
    """The examples that are cut: all in the long run, else a seeded sample."""
    return IDS if SOAK else sorted(random.Random("crashes").sample(IDS, SAMPLE))


def cuts(kind: str, writes: int) -> list[tuple[str, int]]:
    """The ways and places at which the applies of one example end."""
    every = [(way, at) for at in range(writes) for way in WAYS]
    return every if SOAK else [random.Random(kind).choice(every)]


@dataclass(frozen=True)
class Held:
    """What there is after an apply that was not cut: the writing calls it took, and what was found."""

    writes: int
    there: Mapping[str, Any]


def whole(world: World, stack: Stack, options: Options) -> Held:
    """Apply the stack on empty ground, uncut."""
    world.fresh()
    world.furnish()
    world.sent.clear()
    assert undone(world.apply(stack, options)) == []
    return Held(len(world.writes()), census(world, stack, options))


def census(world: World, stack: Stack, options: Options) -> Mapping[str, Any]:
    """How many resources there are of each sort, ours and those of others."""
    observed: Observed = world.observe(stack, options)
    assert observed.orphans == {}
    return {**tables(world), "listed": counted(world)}


def tables(world: World) -> dict[str, Any]:
    """How many records each of the sandbox's own services keeps of each sort."""
    places = world.sandbox.dump()["places"]
    return {
        place: {name: len(one) for name, one in tables.items() if name not in LOGS}
        for place, tables in places.items()
    }


def adopting(stack: Stack, changes: Iterable[Change], options: Options) -> Options:
    """The options of the next apply. What AWS creates without tags may have been left untagged between
    two calls; then it is nobody's, and a person has to say that it is to be adopted.
    """
    blocked = {one.address for one in changes if one.blocks}
    late = {
        one.address
        for one in stack.resources
        if one.form.kind.tags and not one.form.kind.tags.created
    }
    assert blocked <= late
    return replace(options, adopt=tuple(blocked))


@pytest.mark.parametrize("kind", chosen())
def test_an_apply_that_ends_at_a_call_is_finished_by_the_next(
    world: World, tried: Tried, kind: str
) -> None:
    stack = example(kind)
    options = allowing(stack)
    held = whole(world, stack, options)
    assert held.writes
    for way, at in cuts(kind, held.writes):
        tried("crash points of the examples")
        world.fresh()
        world.furnish()
        with pytest.raises(Crash):
            world.apply(stack, options, wire=Wire(world.send, way, at))
        again = adopting(stack, world.plan(stack, options).plan.changes, options)
        assert undone(world.apply(stack, again)) == [], (way, at)
        assert told(world.plan(stack, options).plan.to_do) == [], (way, at)
        assert census(world, stack, options) == held.there, (way, at)
