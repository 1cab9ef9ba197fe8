"""The life of a stack: specs change, people change AWS by hand, AWS fails, applies end anywhere.

Hypothesis draws stacks of the examples and of the storefront, and one operation after another; each
goes through the tool as a user's would. Whatever happened, one quiet apply converges, nothing that
is not ours was touched, and nothing is there twice. A failing life is printed by Hypothesis as the
calls of the machine that it is: code that runs again as it stands.
"""

import contextlib
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from reconciler.engine.draft import draft
from reconciler.plan.options import Options
from reconciler.plan.plan import Applied
from reconciler.sandbox.faults import Faults, Kind
from reconciler.spec.stack import Resource, Stack
from tests.conftest import SOAK
from tests.engine.ground import Crash, Wire
from tests.laws.drifts import drifts
from tests.laws.examples import example
from tests.laws.ground import SHUFFLED, World, storefront, told, undone, with_resource, without
from tests.laws.test_cuts import of_strangers, storm, strangers
from tests.laws.test_kinds import allowing, refused_by_aws

STACKS = (
    "codecommit.repositories",
    "codebuild.report_groups",
    "codedeploy.applications",
    "eventbridge.event_buses",
    "iam.instance_profiles",
    "logs.groups",
    "sqs.queues",
    "ecr.repositories",
    "codepipeline.webhooks",
    "notifications.rules",
)
"""Examples that lives are drawn from; the storefront is the eleventh."""

KINDS: tuple[Kind, ...] = ("throttle", "503", "lost", "reset")


@cache
def drawn(number: int) -> Stack:
    """The stack of that number."""
    return storefront() if number == len(STACKS) else example(STACKS[number])


@cache
def hands(number: int) -> tuple[Stack, ...]:
    """The stack with one field of one resource changed, in every way that a hand can."""
    stack = drawn(number)
    return tuple(
        with_resource(stack, drift.changed)
        for one in stack.resources
        if one.lifecycle.state == "present"
        for drift in drifts(one)
    )


def with_state(stack: Stack, address: str, **lifecycle: Any) -> Stack:
    """The stack with another lifecycle of one resource."""
    return replace(
        stack,
        resources=tuple(
            replace(one, lifecycle=replace(one.lifecycle, **lifecycle))
            if one.address == address
            else one
            for one in stack.resources
        ),
    )


class Life(RuleBasedStateMachine):
    """One world, one stack, and what happens to them."""

    world: ClassVar[World]
    number = 0

    def __init__(self) -> None:
        super().__init__()
        self.world.fresh()
        self.world.furnish()
        strangers(self.world)
        self.theirs = of_strangers(self.world)
        self.chosen = False

    @property
    def stack(self) -> Stack:
        return drawn(self.number)

    @property
    def options(self) -> Options:
        return allowing(self.stack)

    def make(self, stack: Stack, options: Options | None = None) -> Applied:
        return self.world.apply(stack, options or self.options)

    def owned(self) -> list[Resource]:
        """What can be dropped: ours, and taggable."""
        return [
            one
            for one in self.stack.resources
            if one.tags is not None and one.lifecycle.state == "present"
        ]

    @precondition(lambda self: not self.chosen)
    @rule(number=st.integers(0, len(STACKS)))
    def declares(self, number: int) -> None:
        """Somebody writes a spec, and applies it."""
        self.number, self.chosen = number, True
        assert undone(self.make(self.stack)) == []

    @precondition(lambda self: self.chosen)
    @rule(at=st.integers(0, 10_000))
    def changes_by_hand(self, at: int) -> None:
        """Somebody else changes one field; AWS may refuse that."""
        changed = hands(self.number)[at % len(hands(self.number))]
        made = draft(changed, self.world.observe(changed, self.options), self.options)
        if made.plan.blocks or any(change.blocks for change in made.plan.changes):
            return
        outcome = self.world.make(made, self.options)
        assert not undone(outcome) or refused_by_aws(outcome) or unlike(outcome), undone(outcome)

    @precondition(lambda self: self.chosen)
    @rule(at=st.integers(0, 99), way=st.sampled_from(["before", "after"]))
    def crashes(self, at: int, way: str) -> None:
        """An apply of everything anew ends at a call, if it comes so far."""
        with contextlib.suppress(Crash):
            self.world.apply(self.stack, self.options, wire=Wire(self.world.send, way, at))

    @precondition(lambda self: self.chosen)
    @rule(kind=st.sampled_from(KINDS), seed=st.integers(0, 9))
    def storms(self, kind: Kind, seed: int) -> None:
        """AWS fails for a while, and one apply gets through."""
        self.world.sandbox.faults = Faults((SHUFFLED, *storm(kind, 0.3, times=1)), seed)
        applied = self.make(self.stack)
        self.world.sandbox.faults = Faults((SHUFFLED,), 0)
        assert undone(applied) == []

    @precondition(lambda self: self.chosen and self.owned())
    @rule(at=st.integers(0, 99))
    def prunes(self, at: int) -> None:
        """A resource that nothing else needs leaves the spec, and is deleted; it comes back later."""
        one = self.owned()[at % len(self.owned())]
        left = without(self.stack, one.address)
        self.make(left)
        for applied in (self.make(left), self.make(self.stack)):
            assert undone(applied) == []

    @precondition(lambda self: self.chosen and self.owned())
    @rule(at=st.integers(0, 99))
    def targets(self, at: int) -> None:
        """One resource is applied alone; nothing else is written."""
        one = self.owned()[at % len(self.owned())]
        only = replace(self.options, targets=(one.address,), prune=False)
        made = self.world.plan(self.stack, only)
        assert {change.address for change in made.plan.to_do} <= {one.address}
        assert undone(self.world.make(made, only)) == []

    @precondition(lambda self: self.chosen and self.owned())
    @rule(at=st.integers(0, 99))
    def releases_and_adopts(self, at: int) -> None:
        """A resource is let go of, is nobody's, and is taken back."""
        one = self.owned()[at % len(self.owned())]
        released = with_state(self.stack, one.address, state="released")
        assert undone(self.make(released)) == []
        assert told(self.world.plan(released, self.options).plan.to_do) == []
        adopting = replace(self.options, adopt=(one.address,))
        assert undone(self.make(self.stack, adopting)) == []

    @precondition(lambda self: self.chosen)
    @rule()
    def converges(self) -> None:
        """One quiet apply mends whatever happened; nothing is ours that is not declared."""
        assert undone(self.make(self.stack)) == []
        assert told(self.world.plan(self.stack, self.options).plan.to_do) == []
        assert self.world.observe(self.stack, self.options).orphans == {}

    @invariant()
    def leaves_strangers_alone(self) -> None:
        assert of_strangers(self.world) == self.theirs

    def teardown(self) -> None:
        """Every life ends well."""
        if self.chosen:
            self.converges()


def unlike(outcome: Applied) -> bool:
    """Whether what went wrong is that AWS took a value and made another of it."""
    return all(
        one.error.code == "RC5031"
        for one in outcome.outcomes
        if one.error and one.status == "failed"
    )


def test_a_life(world: World) -> None:
    Life.world = world
    count, steps = (300, 12) if SOAK else (8, 6)
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=count,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
