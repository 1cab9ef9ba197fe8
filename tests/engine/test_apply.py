"""An apply on the sandbox: from empty, cut at every call, with lost answers, refusals and a stop."""

import json
from pathlib import Path
from typing import Any

import pytest

from reconciler.engine.record import record_of, record_text
from reconciler.engine.waiting import Ended, Started, Waiting
from reconciler.errors import GuardRefused
from reconciler.plan.options import Options
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from reconciler.spec.stack import Stack
from tests.engine.ground import (
    SMALL,
    Crash,
    Wire,
    World,
    creates,
    failures,
    stack_of,
    statuses,
    world_of,
)

WRITES = 10
"""The writing calls that `SMALL` needs from empty."""


@pytest.fixture
def world(sandbox: Sandbox) -> World:
    return world_of(sandbox)


@pytest.fixture
def small(tmp_path: Path) -> Stack:
    return stack_of(tmp_path, SMALL)


def test_a_stack_applies_from_empty_and_is_clean_then(world: World, small: Stack) -> None:
    made = world.plan(small)
    applied = world.apply(small)
    assert failures(applied) == []
    assert set(statuses(applied).values()) == {"created"}
    assert len(applied.outcomes) == len(small.resources)
    planned = {change.address: sorted(set(change.calls)) for change in made.plan.changes}
    assert {one.address: sorted(set(one.calls)) for one in applied.outcomes} == planned
    assert sum(len(one.calls) for one in applied.outcomes) == WRITES
    assert world.is_clean(small)


def test_news_begin_and_end_every_change(world: World, small: Stack) -> None:
    world.apply(small)
    begun = [one.address for one in world.news if isinstance(one, Started)]
    ended = [one.outcome.address for one in world.news if isinstance(one, Ended)]
    assert sorted(begun) == sorted(ended) == sorted(one.address for one in small.resources)


@pytest.mark.parametrize(("cut", "at"), [("before", 0), *(("after", at) for at in range(WRITES))])
def test_a_crash_at_any_call_is_mended_by_the_next_run(
    world: World, small: Stack, cut: str, at: int
) -> None:
    with pytest.raises(Crash):
        world.apply(small, wire=lambda send: Wire(send, cut, at))
    again = world.apply(small)
    assert failures(again) == []
    assert world.is_clean(small)


@pytest.mark.parametrize(
    ("cut", "at"), [*(("lost", at) for at in range(WRITES)), ("unsent", 0), ("unsent", 7)]
)
def test_a_lost_answer_never_makes_anything_twice(
    world: World, sandbox: Sandbox, small: Stack, cut: str, at: int
) -> None:
    applied = world.apply(small, wire=lambda send: Wire(send, cut, at))
    assert failures(applied) == []
    made = creates(sandbox.calls)
    assert len(made) == len(set(made)) + 1, "two roles, and one of every other kind"
    assert world.is_clean(small)


@pytest.mark.parametrize("at", range(0, WRITES, 3))
def test_a_stop_finishes_the_call_and_starts_nothing(
    world: World, sandbox: Sandbox, small: Stack, at: int
) -> None:
    applied = world.apply(small, Options(parallel=1), wire=lambda send: Wire(send, "stop", at))
    writes = [call for call in sandbox.calls if call.operation.startswith(("Create", "Put"))]
    assert len(writes) == at + 1
    assert applied.interrupted
    assert "interrupted" in statuses(applied).values()
    assert len(applied.outcomes) == len(small.resources)
    assert failures(world.apply(small)) == []
    assert world.is_clean(small)


def test_a_failure_stops_only_what_depends_on_it(
    world: World, sandbox: Sandbox, small: Stack
) -> None:
    sandbox.faults = Faults([Fault("deny", on="codebuild:CreateProject")], 0)
    applied = world.apply(small)
    assert statuses(applied) == {
        "codebuild.projects.build": "failed",
        "codepipeline.pipelines.deliver": "skipped",
        "eventbridge.rules.push": "skipped",
        "iam.roles.deliver": "created",
        "codecommit.repositories.web": "created",
        "iam.roles.build": "created",
        "s3.buckets.artifacts": "created",
    }
    (failed,) = failures(applied)
    assert failed.error is not None
    assert not failed.wrote
    assert "codebuild:CreateProject" in str(failed.error.suggestion)
    assert any("no change was made" in note.message for note in failed.error.notes)
    skipped = next(one for one in applied.outcomes if one.address == "eventbridge.rules.push")
    assert skipped.blocked_by == "codebuild.projects.build"
    sandbox.faults = Faults([], 0)
    assert failures(world.apply(small)) == []
    assert world.is_clean(small)


def test_throttled_writes_are_sent_again(world: World, sandbox: Sandbox, small: Stack) -> None:
    made = world.plan(small)
    sandbox.faults = Faults([Fault("throttle", on="*:Create*", times=6)], 0)
    assert made.plan.to_do
    assert failures(world.apply(small)) == []
    assert any(isinstance(one, Waiting) for one in world.news)


def test_a_role_that_spreads_is_waited_for(
    world: World, sandbox: Sandbox, small: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "spread", 12.0)
    applied = world.apply(small)
    assert failures(applied) == []
    assert any(isinstance(one, Waiting) and "spread" in one.until for one in world.news)
    project = next(one for one in applied.outcomes if one.address == "codebuild.projects.build")
    assert project.waited > 0


def test_drift_is_put_back_by_one_call(world: World, small: Stack, client: Any) -> None:
    world.apply(small)
    builds = client("codebuild")
    tags = builds.batch_get_projects(names=["build"])["projects"][0]["tags"]
    builds.update_project(name="build", description="by hand", tags=tags)
    applied = world.apply(small)
    changed = [one for one in applied.outcomes if one.status != "ok"]
    assert [(one.address, one.status, one.calls) for one in changed] == [
        ("codebuild.projects.build", "updated", ("codebuild:UpdateProject",))
    ]
    assert world.is_clean(small)


def test_a_blocked_change_refuses_the_whole_apply(
    world: World, sandbox: Sandbox, small: Stack, client: Any
) -> None:
    client("codecommit").create_repository(repositoryName="web")
    sandbox.calls.clear()
    with pytest.raises(GuardRefused):
        world.apply(small)
    assert creates(sandbox.calls) == []
    applied = world.apply(small, Options(skip_blocked=True))
    assert statuses(applied)["codecommit.repositories.web"] == "blocked"
    assert statuses(applied)["s3.buckets.artifacts"] == "created"


def test_an_adopted_resource_is_tagged_and_changed(world: World, small: Stack, client: Any) -> None:
    client("codecommit").create_repository(repositoryName="web", tags={"team": "old"})
    applied = world.apply(small, Options(adopt=("codecommit.repositories.web",)))
    assert statuses(applied)["codecommit.repositories.web"] == "adopted"
    assert world.is_clean(small)


def test_what_is_no_longer_declared_is_pruned_in_order(
    world: World, tmp_path: Path, small: Stack
) -> None:
    world.apply(small)
    text = "stack: small\ncodecommit: {repositories: {web: {description: The web shop}}}\n"
    rest = stack_of(tmp_path, text)
    options = Options(
        prune=True,
        allow_many_deletes=True,
        allow_delete=tuple(one.address for one in small.resources),
    )
    applied = world.apply(rest, options)
    assert failures(applied) == []
    assert sorted(statuses(applied).values()) == ["deleted"] * 6 + ["updated"]


def test_the_record_tells_every_outcome_and_no_values(
    world: World, sandbox: Sandbox, small: Stack
) -> None:
    sandbox.faults = Faults([Fault("deny", on="codebuild:CreateProject")], 0)
    applied = world.apply(small)
    record = json.loads(record_text(record_of(applied, began="2026-01-01T00:00:00Z", tool="1")))
    assert record["format"] == "reconcile.record/1"
    assert record["summary"] == {"created": 4, "failed": 1, "skipped": 2}
    told = {one["address"]: one for one in record["outcomes"]}
    assert told["codebuild.projects.build"]["error"]["code"] == "RC5102"
    assert told["s3.buckets.artifacts"]["calls"][0] == "s3:CreateBucket"
    assert "sts:AssumeRole" not in json.dumps(record)
