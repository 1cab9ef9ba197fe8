"""Several fields at once, drawn: what AWS takes is applied once, and is then no news.

`test_kinds` changes one field at a time; here a few changes of the kind's example, drawn by Hypothesis
and laid one over the other, are applied to an empty account and then undone again.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reconciler.errors import GuardRefused
from reconciler.rules.table import RULES
from reconciler.rules.view import View
from reconciler.spec.stack import Resource, Stack
from tests.conftest import SOAK, Tried
from tests.laws.drifts import drifts
from tests.laws.examples import IDS, example, own
from tests.laws.ground import World, told, undone, with_resource
from tests.laws.test_kinds import allowing, refused_by_aws

MIXES = 40 if SOAK else 1
"""Mixes of each kind that are tried."""


def mixed(kind: str, chosen: list[int]) -> Resource:
    """One of the kind's resources after some changes, each among those that are then possible.

    Drawn as numbers: what Hypothesis prints of a failure is then short.
    """
    first, *rest = chosen
    resource = own(kind)[first % len(own(kind))]
    for number in rest:
        possible = list(drifts(resource))
        if possible:
            resource = possible[number % len(possible)].changed
    return resource


def is_wrong(stack: Stack) -> bool:
    """Whether a rule says that a stack is wrong, so that no spec can declare it."""
    view = View(stack)
    return any(any(rule.check(view)) for rule in RULES if rule.severity == "fault")


def is_taken(world: World, stack: Stack) -> bool:
    """Whether AWS takes a stack, and no guard keeps us from making it so."""
    try:
        outcome = world.apply(stack, allowing(stack))
    except GuardRefused:
        return False
    assert undone(outcome) == [] or refused_by_aws(outcome), undone(outcome)
    return undone(outcome) == []


@pytest.mark.parametrize("kind", IDS)
def test_an_example_is_not_wrong(kind: str) -> None:
    assert not is_wrong(example(kind))


@pytest.mark.parametrize("kind", IDS)
def test_a_mix_of_changes_is_applied_once_and_undone(
    shared_world: World, tried: Tried, kind: str
) -> None:
    world, stack = shared_world, example(kind)

    @settings(
        max_examples=MIXES,
        deadline=None,
        derandomize=not SOAK,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(st.lists(st.integers(0, 10_000), min_size=2, max_size=5))
    def law(chosen: list[int]) -> None:
        world.fresh()
        world.furnish()
        other = with_resource(stack, mixed(kind, chosen))
        if is_wrong(other) or not is_taken(world, other):
            return
        tried("mixes of changes")
        assert told(world.plan(other).plan.to_do) == []
        world.sent.clear()
        world.apply(other)
        assert world.writes() == []
        if is_taken(world, stack):
            assert told(world.plan(stack).plan.to_do) == []

    law()
