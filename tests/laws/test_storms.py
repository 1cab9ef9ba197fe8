"""A large stack in bad weather: one apply makes it, nothing is there twice, and strangers lose nothing.

5 % of all calls are throttled, 2 % answer 5xx, 1 % are done and never answered, and what is read is
three seconds old. The short run applies 24 applications (120 resources), the long run 200 (1,000).
"""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bench.reads import SECTIONS, write_apps
from bench.served import WEATHER
from reconciler.sandbox.faults import Faults
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Stack
from tests.conftest import SOAK, Tried
from tests.laws.ground import OWNED, SCOPE, SHUFFLED, World, told, undone, without
from tests.laws.test_cuts import counted, of_strangers, strangers

APPS = 200 if SOAK else 24


@cache
def estate() -> Stack:
    """The applications of the benchmark: a role, a repository, a project, a pipeline and a rule each."""
    with tempfile.TemporaryDirectory() as folder:
        write_apps(Path(folder), APPS)
        (stack,) = resolve(load(Path(folder), ()), "", (SCOPE,), {})
    assert len(stack.resources) == APPS * len(SECTIONS)
    return stack


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Botocore repeats reads and really waits in between; here it does not."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


@pytest.mark.usefixtures("patient")
def test_one_apply_in_a_storm_makes_a_large_stack(world: World, tried: Tried) -> None:
    strangers(world)
    world.boto("s3").create_bucket(
        Bucket="bench-artifacts",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
    )
    before, theirs = counted(world), of_strangers(world)
    world.sandbox.page_size = None
    world.sandbox.faults = Faults((SHUFFLED, *WEATHER), 1)
    assert undone(world.apply(estate())) == []
    hit = world.sandbox.faults.hit()
    tried("resources made in a storm", len(estate().resources))
    tried("faults of that storm", sum(hit.values()))
    assert {kind for kind, times in hit.items() if times} >= {"throttle", "500", "503", "lost"}
    world.sandbox.faults = Faults((SHUFFLED,), 0)
    assert told(world.plan(estate()).plan.to_do) == []
    grown = {name: number + APPS for name, number in before.items()}
    assert counted(world) == grown | {"s3": before["s3"]}
    assert of_strangers(world) == theirs
    is_whole(world, without, theirs)


def is_whole(world: World, left: Callable[..., Stack], theirs: Any) -> None:
    """Nothing is ours that the stack does not declare."""
    assert world.observe(estate(), OWNED).orphans == {}
    nothing = left(estate(), *(one.address for one in estate().resources))
    assert len(world.observe(nothing, OWNED).orphans) == APPS * len(SECTIONS)
    assert of_strangers(world) == theirs
