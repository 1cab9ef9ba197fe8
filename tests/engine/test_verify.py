"""After the write: reading again, what is left of a plan, secrets on the way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reconciler.aws.failures import CREDENTIALS
from reconciler.engine.applying.faults import BUSY, DENIED, REFUSED, exit_code_of
from reconciler.engine.applying.settle import TIMED_OUT
from reconciler.engine.applying.verify import leftover, reread
from reconciler.engine.live import Work
from reconciler.errors import Fault
from reconciler.plan.calls import Answer, AwsRefused, Call, Send
from reconciler.sandbox.app import Sandbox
from reconciler.spec.stack import Stack
from tests.engine.ground import SMALL, World, failures, stack_of, world_of

OWNER = "acme/small/-"

WITH_SECRET = """
stack: small
codecommit: {repositories: {web: {}}}
iam:
  roles:
    deliver:
      assume_role_policy_document:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "sts:AssumeRole",
                     Principal: {Service: codepipeline.amazonaws.com}}]
s3: {buckets: {artifacts: {name: small-artifacts}}}
codepipeline:
  pipelines:
    deliver:
      role_arn: ${{ iam.roles.deliver.arn }}
      artifact_store: {type: S3, location: "${{ s3.buckets.artifacts.name }}"}
      stages:
        - name: Source
          actions:
            - name: Code
              action_type_id: {category: Source, owner: ThirdParty, provider: GitHub}
              configuration: {Owner: acme, Repo: web, Branch: main,
                              OAuthToken: {secret: "env:TOKEN"}}
              output_artifacts: [{name: code}]
        - name: Approve
          actions:
            - {name: Ask, action_type_id: {category: Approval, owner: AWS, provider: Manual}}
"""


@pytest.fixture
def world(sandbox: Sandbox) -> World:
    return world_of(sandbox)


@pytest.fixture
def small(tmp_path: Path) -> Stack:
    return stack_of(tmp_path, SMALL)


def work_of(world: World, small: Stack) -> dict[str, Work]:
    return dict(world.plan(small).work)


def test_what_is_not_there_reads_as_nothing_and_what_is_as_planned(
    world: World, small: Stack
) -> None:
    before = work_of(world, small)
    assert all(reread(world.client.send, one, {}) is None for one in before.values())
    world.apply(small)
    for address, one in before.items():
        live = reread(world.client.send, one, {})
        assert live is not None, address
        assert live.arn, address
        assert leftover(one, live, {}, OWNER) == (), address


def test_a_change_that_does_not_show_is_a_failure_that_names_the_paths(
    world: World, small: Stack, client: Callable[..., Any]
) -> None:
    world.apply(small)
    client("codecommit").update_repository_description(
        repositoryName="web", repositoryDescription="by hand"
    )

    def forgetful(send: Send) -> Send:
        """Swallows the writes: AWS accepts them and nothing comes of it."""
        return lambda call: {} if call.writes else send(call)

    (failed,) = failures(world.apply(small, wire=forgetful))
    assert failed.error is not None
    assert failed.error.code == "RC5031"
    assert "description" in failed.error.message
    assert failed.waited == pytest.approx(20, abs=0.1)
    assert failed.wrote


@pytest.mark.parametrize(
    ("code", "exit_code"), [(DENIED, 8), (CREDENTIALS, 8), (TIMED_OUT, 9), (BUSY, 9), (REFUSED, 1)]
)
def test_an_apply_that_wrote_nothing_ends_with_the_code_of_its_cause(
    code: str, exit_code: int
) -> None:
    assert exit_code_of(Fault(code, "x")) == exit_code


def test_drift_beside_the_plan_is_not_held_against_it(
    world: World, small: Stack, client: Callable[..., Any]
) -> None:
    before = work_of(world, small)
    world.apply(small)
    client("codecommit").tag_resource(
        resourceArn="arn:aws:codecommit:eu-west-1:123456789012:web", tags={"by": "hand"}
    )
    one = before["codecommit.repositories.web"]
    live = reread(world.client.send, one, {})
    assert live is not None
    assert leftover(one, live, {}, OWNER) == ()


def test_a_secret_reaches_its_call_and_nothing_else(world: World, tmp_path: Path) -> None:
    stack = stack_of(tmp_path, WITH_SECRET)
    seen: list[Call] = []

    def refusing(send: Send) -> Send:
        def refused(call: Call) -> Answer:
            if call.operation != "CreatePipeline":
                return send(call)
            seen.append(call)
            raise AwsRefused(call, "ValidationException", "the token hush-hush is too short")

        return refused

    applied = world.apply(stack, wire=refusing)
    assert "hush-hush" in str(seen[0].params)
    assert "hush-hush" not in repr(applied)
    assert "hush-hush" not in repr(world.news)
    (failed,) = failures(applied)
    assert failed.error is not None
    assert "****" in failed.error.message
    assert failures(world.apply(stack)) == []
    assert world.is_clean(stack)
