"""An apply that ends at any call, or hears nothing of it: the next one finishes, and nothing is doubled.

Cut at every writing call of the storefront's first apply and of a repair of all its resources, four
ways: before the call, after it, with its answer lost, and with the call lost. The short run takes a
seeded sample, the long run all.
"""

import random
from typing import Any

import pytest

from reconciler.sandbox.faults import Fault, Faults, Kind
from reconciler.spec.stack import Stack
from tests.conftest import SOAK, Tried
from tests.engine.ground import Crash, Wire
from tests.laws.drifts import drifts
from tests.laws.ground import SHUFFLED, World, storefront, told, undone, with_resource

FIRST, REPAIR = 24, 10
"""Writing calls of the storefront's first apply, and of the repair of one field of each resource."""

SAMPLE = 3
"""Cuts of either apply that the short run tries; the long run tries 96 and 40. `test_crash_points` goes on
from all of their states in every run."""
WAYS = ("before", "after", "lost", "unsent")


def points(most: int, seed: str) -> list[tuple[str, int]]:
    """Ways and places to cut: all of them in the long run, else a sample drawn from the seed."""
    every = [(cut, at) for at in range(most) for cut in WAYS]
    return every if SOAK else sorted(random.Random(seed).sample(every, SAMPLE))


def drifted(stack: Stack) -> Stack:
    """The stack with a field or tag of every resource changed."""
    for resource in stack.resources:
        changed = [one for one in drifts(resource) if one.how == "changed"]
        named = [one for one in changed if one.path in {"description", "tags.team"}]
        stack = with_resource(stack, named[0].changed)
    return stack


def strangers(world: World) -> None:
    """What other people have in the account, and what nobody owns."""
    world.boto("codecommit").create_repository(
        repositoryName="foreign", repositoryDescription="of another team", tags={"team": "other"}
    )
    world.boto("codecommit").create_repository(
        repositoryName="owned-by-others", tags={"reconcile:owner": "other/stack/prod"}
    )
    world.boto("s3").create_bucket(
        Bucket="foreign-bucket",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
    )


def of_strangers(world: World) -> Any:
    """All that is known of what is not ours."""
    names = ["foreign", "owned-by-others"]
    found = world.boto("codecommit").batch_get_repositories(repositoryNames=names)["repositories"]
    buckets = [one["Name"] for one in world.boto("s3").list_buckets()["Buckets"]]
    kept = [
        {key: one[key] for key in ("repositoryName", "repositoryId", "lastModifiedDate")}
        for one in found
    ]
    return sorted(kept, key=lambda one: one["repositoryName"]), "foreign-bucket" in buckets


LISTS = {
    "codecommit": ("list_repositories", "repositories"),
    "codebuild": ("list_projects", "projects"),
    "codepipeline": ("list_pipelines", "pipelines"),
    "events": ("list_rules", "Rules"),
    "iam": ("list_roles", "Roles"),
    "s3": ("list_buckets", "Buckets"),
}
"""Service -> the operation that lists what it has, and where in the answer."""


def counted(world: World) -> dict[str, int]:
    """How many resources each service has."""
    pages = {
        service: world.boto(service).get_paginator(operation).paginate()
        for service, (operation, _) in LISTS.items()
    }
    return {
        service: sum(len(page[LISTS[service][1]]) for page in found)
        for service, found in pages.items()
    }


WHOLE = {"codecommit": 4, "codebuild": 1, "codepipeline": 1, "events": 1, "iam": 4, "s3": 2}
"""The storefront, and what strangers have."""


def test_how_many_calls_there_are_to_cut(world: World) -> None:
    world.apply(storefront())
    first = len(world.writes())
    world.apply(drifted(storefront()))
    world.sent.clear()
    world.apply(storefront())
    assert (first, len(world.writes())) == (FIRST, REPAIR)


@pytest.mark.parametrize(("cut", "at"), points(FIRST, "first"))
def test_a_first_apply_that_is_cut(world: World, tried: Tried, cut: str, at: int) -> None:
    tried("cuts of the storefront")
    strangers(world)
    before = of_strangers(world)
    cut_short(world, storefront(), cut, at)
    again(world, before)


@pytest.mark.parametrize(("cut", "at"), points(REPAIR, "repair"))
def test_a_repair_that_is_cut(world: World, tried: Tried, cut: str, at: int) -> None:
    tried("cuts of the storefront")
    strangers(world)
    before = of_strangers(world)
    stack = storefront()
    world.apply(stack)
    world.apply(drifted(stack))
    cut_short(world, stack, cut, at)
    again(world, before)


def cut_short(world: World, stack: Stack, cut: str, at: int) -> None:
    """Apply with a wire that is cut; what only loses an answer must be mended in this very apply."""
    wire = Wire(world.send, cut, at)
    if cut in {"lost", "unsent"}:
        assert undone(world.apply(stack, wire=wire)) == []
        assert told(world.plan(stack).plan.to_do) == []
        return
    with pytest.raises(Crash):
        world.apply(stack, wire=wire)


def again(world: World, before: Any) -> None:
    """The next apply finishes, nothing is there twice, and what is not ours is as it was."""
    stack = storefront()
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []
    assert counted(world) == WHOLE
    assert of_strangers(world) == before


WRITES = ("Create*", "Put*", "Update*", "Tag*", "Attach*", "Delete*", "Remove*")
MIXED: tuple[Kind, ...] = ("throttle", "503", "lost", "reset")


def storm(kind: Kind, chance: float = 0.5, times: int = 2) -> list[Fault]:
    """Writes that go wrong by chance; botocore repeats reads by itself, and really waits.

    An answer may be lost `times` times of one call: more than three, and the apply gives it up. The
    clock of a test is moved by every thread that waits, so a patience of minutes is soon over: few
    throttles stand for many.
    """
    most = 6 if kind == "throttle" else times
    return [Fault(kind, f"*:{name}", chance=chance, times=most) for name in WRITES]


@pytest.mark.parametrize("kind", ["throttle", "500", "503", "lost", "reset"])
def test_what_goes_wrong_for_a_while_is_mended_in_one_apply(
    world: World, tried: Tried, kind: Kind
) -> None:
    tried("storms")
    strangers(world)
    before = of_strangers(world)
    world.sandbox.faults = Faults((SHUFFLED, *storm(kind)), 1)
    assert undone(world.apply(storefront())) == []
    world.sandbox.faults = Faults((SHUFFLED,), 0)
    again(world, before)


@pytest.mark.parametrize("seed", range(40 if SOAK else 3))
def test_everything_at_once(world: World, tried: Tried, seed: int) -> None:
    tried("storms")
    stack = storefront()
    strangers(world)
    before = of_strangers(world)
    world.apply(stack)
    world.apply(drifted(stack))
    rules = [rule for kind in MIXED for rule in storm(kind, 0.3, times=1)]
    world.sandbox.faults = Faults((SHUFFLED, *rules), seed)
    assert undone(world.apply(stack)) == []
    world.sandbox.faults = Faults((SHUFFLED,), 0)
    again(world, before)
