"""A process that is killed at any call of an apply: the next apply finishes, and nothing is doubled.

All ends of the storefront's first apply, of a repair of all its resources and of the rotation of
secrets, in every run; those of every stack of the gallery in the long run, a seeded one of each in
the short. `test_cuts` really ends applies in mid-call; here the states that they leave are put back.
"""

import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.services.seals import holds
from reconciler.sandbox.state import State
from reconciler.spec.stack import Stack
from tests.conftest import SOAK, Tried
from tests.laws.gallery import ENVIRONMENTS, SHOWN, Gallery, every
from tests.laws.ground import PLAIN, World, storefront, told, undone
from tests.laws.moments import go_back, moments
from tests.laws.test_crashes import adopting, tables
from tests.laws.test_cuts import drifted, of_strangers, strangers

DRAWN = random.Random("gallery").sample
SAMPLE = [(stack, DRAWN(ENVIRONMENTS, 1)[0]) for stack in sorted({stack for stack, _ in SHOWN})]
"""The stacks and environments of the short run, one end each."""

SECRETS = {"token": "of-github-anew", "webhook": "hush-hush-anew"}


def ends(states: list[State], tried: Tried, whose: str) -> list[State]:
    """The states to go on from; each stands for the end after one call and before the next."""
    tried(f"crash points of {whose}", 2 * (len(states) - 1))
    return states


def finishes(world: World, stack: Stack, states: list[State], held: Callable[[], Any]) -> None:
    """From each state one apply makes what an apply that nobody killed makes."""
    whole = held()
    for number, state in enumerate(states):
        go_back(world, state)
        made = world.plan(stack)
        again = adopting(stack, made.plan.changes, PLAIN)
        made = world.plan(stack, again) if again.adopt else made
        assert undone(world.make(made, again)) == [], number
        assert told(world.plan(stack).plan.to_do) == [], number
        assert held() == whole, number


def test_a_first_apply_of_the_storefront(world: World, tried: Tried) -> None:
    strangers(world)
    stack = storefront()
    states = ends(moments(world, stack, PLAIN), tried, "the storefront")
    finishes(world, stack, states, lambda: (tables(world), of_strangers(world)))


def test_a_repair_of_the_storefront(world: World, tried: Tried) -> None:
    strangers(world)
    stack = storefront()
    world.apply(stack)
    world.apply(drifted(stack))
    states = ends(moments(world, stack, PLAIN), tried, "a repair of the storefront")
    finishes(world, stack, states, lambda: (tables(world), of_strangers(world)))


def test_a_rotation_of_secrets(gallery: Gallery, tried: Tried) -> None:
    """The version is noted after the value is written: whatever end, the new value arrives."""
    world, stack = gallery.prepared("prod", "billing"), every("prod")["billing"]
    world.apply(stack)
    world.boto("secretsmanager").put_secret_value(
        SecretId="ci/github", SecretString=json.dumps(SECRETS)
    )
    states = ends(moments(world, stack, PLAIN), tried, "a rotation of secrets")
    assert len(states) > 2
    finishes(world, stack, states, lambda: rotated(world))


def rotated(world: World) -> int:
    """The new values are there, and no old one; how often that of the webhook is."""
    places = world.sandbox.dump()["places"]
    tables = [one for place, one in places.items() if place.endswith("/codepipeline")]
    (pipeline,) = tables[0]["pipelines"].values()
    seals = re.findall(r"sha256\$\w+\$\w+", json.dumps(pipeline["declaration"]))
    assert [holds(seal, SECRETS["token"]) for seal in seals] == [True]
    text = json.dumps(tables)
    assert '"hush-hush"' not in text
    return text.count(SECRETS["webhook"])


@pytest.mark.parametrize(("stack", "environment"), SHOWN if SOAK else SAMPLE)
def test_a_first_apply_of_the_gallery(
    gallery: Gallery, tried: Tried, stack: str, environment: str
) -> None:
    world, shown = gallery.prepared(environment, stack), every(environment)[stack]
    states = moments(world, shown, PLAIN)
    if SOAK:
        ends(states, tried, "the gallery")
    else:
        states = random.Random(stack).sample(states[1:-1], 1)
        tried("crash points of the gallery", 2)
    finishes(world, shown, states, lambda: tables(world))
