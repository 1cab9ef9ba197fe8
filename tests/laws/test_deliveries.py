"""Proof by delivery, over the gallery: what was applied really starts, once, and only if it may.

A push, an upload, an image, a post, a poll or the clock starts exactly one execution. With what lets
it start taken away by hand, it starts none, the sandbox says why and a plan finds it; mended, it
starts one again.
"""

from collections.abc import Callable

import pytest

from reconciler.sandbox.hooks.pushes import Push
from tests.conftest import SOAK
from tests.laws.gallery import ENVIRONMENTS, STACKS, Gallery, every
from tests.laws.ground import World, undone
from tests.laws.pokes import Way, forbid, poke, shake, started, ways_of

SHOWN = [
    (stack, name)
    for name in (ENVIRONMENTS if SOAK else ENVIRONMENTS[:1])
    for stack in STACKS
    if any(ways_of(every(name)[stack]))
]


def test_every_sort_of_start_is_in_the_gallery() -> None:
    ways = [way for stack in every("staging").values() for way in ways_of(stack)]
    assert {way.by for way in ways} == {"events", "polling", "webhook", "connection", "schedule"}
    providers = {way.source.provider for way in ways if way.source}
    assert providers == {"CodeCommit", "S3", "ECR", "GitHub", "CodeStarSourceConnection"}


def test_what_all_services_are_made_of_starts_them_all(gallery: Gallery) -> None:
    shown = every("staging")["shop"]
    world = gallery.prepared("staging", "shop")
    assert undone(world.apply(shown)) == []
    shake(world, shown)
    before = started(world, shown)
    world.sandbox.push(Push("acme/shop", "develop", files=("README.md",)))
    assert started(world, shown) == before
    world.sandbox.push(Push("acme/shop", "develop", files=("libraries/money.py",)))
    runs = [name for name, count in started(world, shown).items() if count == before[name] + 1]
    assert len(runs) == len([name for name in before if "pipelines" in name]) == 10


@pytest.mark.parametrize(("stack", "environment"), SHOWN)
def test_one_change_starts_one_execution_if_it_may(
    gallery: Gallery, stack: str, environment: str
) -> None:
    shown = every(environment)[stack]
    world = gallery.prepared(environment, stack)
    assert undone(world.apply(shown)) == []
    shake(world, shown)
    ways = [*ways_of(shown)]
    for way in ways:
        starts_once(world, way)
    for way in {way.by: way for way in ways}.values():
        forbid(world, way)
        starts_nothing(world, way)
        assert undone(world.apply(shown)) == []
        shake(world, shown)
        starts_once(world, way)


def starts_once(world: World, way: Way) -> None:
    """The way starts what it is for, once, and nothing else of the stack."""
    assert difference(world, way, lambda: poke(world, way)) == {way.starts: 1}, str(way)


def starts_nothing(world: World, way: Way) -> None:
    """The way starts nothing, it is told why, and a plan finds what is missing."""
    before, answers = len(world.sandbox.deliveries), list[int]()
    assert difference(world, way, lambda: answers.append(poke(world, way))) == {}, str(way)
    if way.by == "webhook":
        assert answers == [404]
    else:
        told = [one for one in world.sandbox.deliveries[before:] if one.outcome == "refused"]
        assert told, str(way)
        assert all(one.reason for one in told)
    plan = world.plan(way.stack).plan
    assert plan.to_do or any(change.pending for change in plan.changes), str(way)


def difference(world: World, way: Way, what: Callable[[], object]) -> dict[str, int]:
    """How much more often something was started after it than before."""
    before = started(world, way.stack)
    what()
    after = started(world, way.stack)
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}
