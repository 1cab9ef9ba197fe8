"""What holds of a stack that was applied: nothing is left to do, whichever way AWS behaves."""

import itertools
from pathlib import Path

import pytest

from reconciler.errors import GuardRefused
from reconciler.plan.options import Options
from reconciler.plan.plan import Action
from reconciler.sandbox.services.coins import COINS
from reconciler.spec.stack import Resource, Stack
from tests.conftest import SOAK
from tests.laws.drifts import drifts
from tests.laws.ground import (
    OWNED,
    World,
    lines,
    stack_in,
    storefront,
    told,
    undone,
    with_resource,
    without,
)

TOSSES = [(), tuple(COINS), tuple(COINS)[::2], tuple(COINS)[1::2], *((coin,) for coin in COINS)]
TOSSED = TOSSES if SOAK else TOSSES[:4]
"""All coins heads and all tails, and either half; in the long run each coin alone."""


@pytest.mark.parametrize("environment", ["staging", "prod"])
def test_apply_from_empty_then_plan_is_empty(world: World, environment: str) -> None:
    stack = storefront(environment)
    assert {change.action for change in world.plan(stack).plan.changes} == {Action.CREATE}
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []


@pytest.mark.parametrize("tails", TOSSED, ids=lambda tails: f"{len(tails)}-{tails[:1]}")
def test_it_converges_however_the_coins_lie(world: World, tails: tuple[str, ...]) -> None:
    world.sandbox.toss(*tails)
    stack = storefront()
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []
    for drift in some_drifts(stack):
        assert undone(world.apply(with_resource(stack, drift))) == []
    assert world.plan(stack).plan.to_do
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []


def some_drifts(stack: Stack) -> list[Resource]:
    """One change of every resource: of its description, and of a tag where it has none."""
    chosen = []
    for resource in stack.resources:
        made = [one for one in drifts(resource) if one.how == "changed"]
        named = [one for one in made if one.path in {"description", "tags.team"}]
        chosen.append(named[0].changed)
    return chosen


def test_the_number_of_reads_is_a_promise(world: World) -> None:
    stack = storefront()
    world.apply(stack)
    world.sandbox.page_size = None
    world.sent.clear()
    world.plan(stack)
    assert len(world.sent) <= 30, [str(call) for call in world.sent]


def test_plan_makes_no_write_call(world: World) -> None:
    stack = storefront()
    for _ in range(2):
        world.sent.clear()
        before = world.sandbox.dump()
        world.plan(stack, OWNED)
        assert world.writes() == []
        assert world.sandbox.dump() == before
        world.apply(stack)


def test_an_apply_of_nothing_makes_no_write_call(world: World) -> None:
    stack = storefront()
    world.apply(stack)
    world.sent.clear()
    world.apply(stack)
    assert world.writes() == []


def test_a_plan_made_twice_is_one_plan(world: World) -> None:
    stack = storefront()
    empty = [world.plan(stack).plan.digest for _ in range(2)]
    world.apply(stack)
    full = [world.plan(stack).plan.digest for _ in range(2)]
    world.apply(with_resource(stack, next(drifts(stack.resources[0])).changed))
    drifted = [world.plan(stack).plan.digest for _ in range(2)]
    assert [len(set(digests)) for digests in (empty, full, drifted)] == [1, 1, 1]
    assert len({*empty, *full, *drifted}) == 3


ROLE = """
  roles:
    b: &role
      description: One
      assume_role_policy_document:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: codebuild.amazonaws.com}}
    a: *role
"""
PROJECT = """
  projects:
    build:
      source: {type: NO_SOURCE, buildspec: "version: 0.2"}
      artifacts: {type: NO_ARTIFACTS}
      environment: {ENVIRONMENT}
      service_role: ${{ iam.roles.a.arn }}
"""
ONE = "{type: LINUX_CONTAINER, image: i, compute_type: BUILD_GENERAL1_SMALL, environment_variables: {A: x, B: y}}"
OTHER = "{environment_variables: {B: y, A: x}, compute_type: BUILD_GENERAL1_SMALL, image: i, type: LINUX_CONTAINER}"


def test_the_order_of_keys_and_files_changes_nothing(world: World, tmp_path: Path) -> None:
    head = "stack: s\n"
    parts = [f"iam:{ROLE}", f"codebuild:{PROJECT.replace('{ENVIRONMENT}', ONE)}"]
    turned = [parts[0], f"codebuild:{PROJECT.replace('{ENVIRONMENT}', OTHER)}"]
    layouts = [
        {"a.yaml": head + parts[0] + parts[1]},
        {"a.yaml": head + turned[1] + turned[0]},
        {"a.yaml": head + parts[0], "b.yaml": head + turned[1]},
        {"b.yaml": head + parts[0], "a.yaml": head + parts[1]},
    ]
    stacks = []
    for number, files in enumerate(layouts):
        (tmp_path / str(number)).mkdir()
        stacks.append(stack_in(tmp_path / str(number), files))
    assert len({world.plan(stack).plan.digest for stack in stacks}) == 1
    world.apply(stacks[0])
    for stack in stacks:
        assert told(world.plan(stack).plan.to_do) == []
    assert len({world.plan(stack).plan.digest for stack in stacks}) == 1


def test_half_a_stack_is_never_taken_for_the_whole(world: World) -> None:
    stack = storefront()
    world.apply(stack)
    halves = without(stack, *(one.address for one in stack.resources[::2]))
    shown = world.plan(halves).plan
    assert {change.action for change in shown.to_do} <= {Action.NOOP}, told(shown.to_do)
    before = len(shown.changes)
    assert before == len(stack.resources), "what is ours and not declared is shown"
    incomplete = Options(prune=True, complete=False, allow_many_deletes=True)
    kept = world.plan(halves, incomplete).plan
    assert kept.blocked
    assert told(kept.to_do) == []
    with pytest.raises(GuardRefused):
        world.apply(halves, incomplete)


def test_what_a_role_may_reach_may_reach_back(world: World) -> None:
    """The pipeline uses the role whose policy names it; the bucket's policy names the role."""
    stack = storefront()
    assert undone(world.apply(stack)) == []
    roles = world.boto("iam")
    policy = roles.get_role_policy(RoleName="storefront-prod-pipeline", PolicyName="deliver")
    assert "acme-storefront-prod-artifacts" in str(policy["PolicyDocument"])
    trust = roles.get_role(RoleName="storefront-prod-pipeline")["Role"]["AssumeRolePolicyDocument"]
    assert "storefront-prod-deliver" in str(trust)
    bucket = world.boto("s3").get_bucket_policy(
        Bucket="acme-storefront-prod-artifacts-123456789012"
    )
    assert "role/storefront-prod-pipeline" in bucket["Policy"]


def test_order_of_calls_says_who_waits_for_whom(world: World) -> None:
    stack = storefront()
    world.apply(stack, Options(parallel=1))
    made = [str(call) for call in world.sent if call.writes]
    for before, after in itertools.pairwise(
        ("iam:CreateRole", "codebuild:CreateProject", "codepipeline:CreatePipeline")
    ):
        assert made.index(before) < made.index(after)
    assert lines(world.plan(stack)) == []
