"""The policies of least privilege suffice: with them enforced, no call of a plan or an apply is refused.

The sandbox weighs every call by a table of its own, which knows nothing of the kinds.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals
from reconciler.aws.session import Access
from reconciler.engine.permitting.gathered import Run, granted
from reconciler.engine.permitting.policy import Policy, policies
from reconciler.engine.reading.read import is_denied
from reconciler.errors import GuardRefused
from reconciler.kinds.permits import Verb
from reconciler.plan.calls import Answer, AnswerLost, AwsRefused, Call, Unreachable
from reconciler.spec.forms import forms
from reconciler.spec.stack import Stack
from tests.conftest import SOAK, Tried
from tests.laws.drifts import drifts
from tests.laws.examples import IDS, example, own
from tests.laws.ground import (
    ACCOUNT,
    REGION,
    SCOPE,
    World,
    storefront,
    told,
    undone,
    with_resource,
)
from tests.laws.test_kinds import abandoned, allowing
from tests.laws.test_renames import TEXTS, renamed

SAMPLE = (
    "codeconnections.repository_links",
    "codepipeline.pipelines",
    "notifications.rules",
)
"""Examples that the short run tries; the long run tries all."""

SHORT = 2
"""Changes by hand of one example that the short run tries."""


def trust(account: str = ACCOUNT) -> str:
    """The trust policy of a role that everybody in an account may take."""
    who = {"AWS": f"arn:aws:iam::{account}:root"}
    statement = {"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass
class Bound(World):
    """A world whose calls are sent by a role; `denied` are those that its policies did not allow."""

    denied: list[str] = field(default_factory=list)

    def send(self, call: Call) -> Answer:
        """Send a call, and remember where it was denied."""
        try:
            return super().send(call)
        except AwsRefused as refused:
            if is_denied(refused):
                self.denied.append(f"{call}: {refused.message}")
            raise


def policies_of(verb: Verb, *stacks: Stack) -> tuple[Policy, ...]:
    """The policies of these stacks, with all that the command knows of them."""
    return policies(granted(map(Run, stacks), forms().values(), verb))


def allow(world: World, role: str, verb: Verb, *stacks: Stack) -> None:
    """Let a role do what these stacks need, and nothing else."""
    for number, policy in enumerate(policies_of(verb, *stacks)):
        world.boto("iam").put_role_policy(
            RoleName=role, PolicyName=str(number), PolicyDocument=json.dumps(policy.document)
        )


def acting(world: World, verb: Verb, *stacks: Stack) -> Bound:
    """The world as a role sees it that has exactly the policies of these stacks."""
    world.boto("iam").create_role(RoleName=verb, AssumeRolePolicyDocument=trust())
    allow(world, verb, verb, *stacks)
    scope = replace(SCOPE, role_arn=f"arn:aws:iam::{ACCOUNT}:role/{verb}")
    access = Access(region=REGION, attach=world.sandbox.attach)
    refusals = Refusals(AwsRefused, AnswerLost, Unreachable)
    return Bound(world.sandbox, Client(access, (scope,), refusals))


@pytest.fixture
def guarded(world: World) -> Iterator[World]:
    """An empty world that weighs every call."""
    world.furnish()
    world.sandbox.enforce = True
    yield world
    world.sandbox.enforce = False


@pytest.mark.parametrize("kind", IDS if SOAK else SAMPLE)
def test_an_example_is_made_changed_and_pruned_with_its_policy(
    guarded: World, tried: Tried, kind: str
) -> None:
    stack = example(kind)
    role = acting(guarded, "apply", stack)
    assert undone(role.apply(stack)) == [], role.denied
    so_far = [stack]
    for changed in changes(stack, kind):
        # What a change leaves behind is pruned with the policy of that change.
        so_far.append(changed)
        allow(guarded, "apply", "apply", *so_far)
        with suppress(GuardRefused):  # a name that is spent cannot be made again
            role.apply(changed, replace(allowing(stack), prune=False))
        role.apply(stack, replace(allowing(stack), prune=False))
        if locked := [one for one in role.denied if is_locked_out(one)]:
            opened(guarded, stack, locked)
            role.denied = [one for one in role.denied if one not in locked]
    gone = abandoned(stack)
    named = tuple(one.address for one in role.plan(gone, allowing(stack)).plan.changes)
    role.apply(gone, replace(allowing(stack), allow_delete=named))
    tried("changes under exactly the policy", len(so_far) - 1)
    assert [one for one in role.denied if not is_of_nobody(one)] == []


def opened(world: World, stack: Stack, locked: list[str]) -> None:
    """Let the root of the account mend what denies everybody. Of a bucket even the root may only touch the
    policy (S3 API reference, DeleteBucketPolicy), so that it goes by hand before the stack is applied.
    """
    buckets = (re.search(r"on resource: arn:aws:s3:::([^/ ]+)", one) for one in locked)
    for bucket in {found[1] for found in buckets if found}:
        world.boto("s3").delete_bucket_policy(Bucket=bucket)
    assert undone(world.apply(stack, replace(allowing(stack), prune=False))) == []
    assert told(world.plan(stack).plan.to_do) == []


def is_locked_out(denied: str) -> bool:
    """Whether a hand wrote a policy that denies everybody: only the root of the account can mend that."""
    return "with an explicit deny in a resource-based policy" in denied


def is_of_nobody(denied: str) -> bool:
    """Whether a call was about the statements of what only a hand has pointed to: a target that no spec
    names, so that no policy of ours can; the tool goes on without.
    """
    return (
        re.match("(sns:GetTopicAttributes|sqs:GetQueueAttributes): .*2 because", denied) is not None
    )


def changes(stack: Stack, kind: str) -> Iterator[Stack]:
    """The stack with other tags, and with single fields changed."""
    other = (
        one if one.tags is None else replace(one, tags={**one.tags, "team": "other"})
        for one in stack.resources
    )
    yield replace(stack, resources=tuple(other))
    every = [drift for one in own(kind) for drift in drifts(one)]
    for drift in every if SOAK else every[:: max(1, len(every) // SHORT)]:
        yield with_resource(stack, drift.changed)


@pytest.mark.parametrize("kind", IDS if SOAK else SAMPLE)
def test_an_example_is_planned_with_its_policy_and_not_applied(guarded: World, kind: str) -> None:
    stack = example(kind)
    guarded.apply(stack)
    role = acting(guarded, "plan", stack)
    assert role.observe(stack).unread == {}
    assert told(role.plan(stack).plan.to_do) == []
    assert role.denied == []
    guarded.apply(abandoned(stack), allowing(stack))
    assert undone(role.apply(stack)) != [] or not role.plan(stack).plan.to_do
    assert role.denied != [] or not role.plan(stack).plan.to_do


def test_the_storefront_is_made_and_pruned_with_its_policy(guarded: World) -> None:
    stack = storefront()
    role = acting(guarded, "apply", stack)
    assert undone(role.apply(stack)) == [], role.denied
    assert told(role.plan(stack).plan.to_do) == []
    role.apply(abandoned(replace(stack, resources=())), allowing(stack))
    assert role.denied == []


@pytest.mark.parametrize("kind", TEXTS if SOAK else ("codedeploy.applications", "kms.keys"))
def test_a_rename_is_made_with_its_policy(guarded: World, tmp_path: Path, kind: str) -> None:
    before, after = renamed(tmp_path, kind)
    guarded.apply(before)
    role = acting(guarded, "apply", after)

    assert undone(role.apply(after)) == [], role.denied

    assert told(role.plan(after).plan.to_do) == []
    assert role.denied == []
