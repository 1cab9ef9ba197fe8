"""Deleting leaves nothing behind, and nothing without our tag is ever deleted."""

import re
from typing import Any

import pytest

from reconciler.cli.entry import main
from reconciler.plan.options import Options
from reconciler.plan.plan import Action
from tests.laws.ground import (
    OWNED,
    ROOT,
    World,
    stack_in,
    storefront,
    told,
    undone,
    without,
)
from tests.laws.test_cuts import counted, of_strangers, strangers

HOLDING = Options(
    prune=True,
    allow_empty=True,
    allow_many_deletes=True,
    allow_delete=tuple(one.address for one in storefront().resources),
)
"""Delete all of it, data too."""

DELETES = re.compile(r"\w+:(Delete|Remove|Detach|Untag)")


def test_a_pruned_stack_leaves_nothing_behind(world: World) -> None:
    strangers(world)
    empty, before = counted(world), of_strangers(world)
    held = world.sandbox.dump()["places"]
    stack = storefront()
    world.apply(stack)
    nothing = without(stack, *(one.address for one in stack.resources))
    seen = world.plan(nothing, HOLDING)
    assert {change.action for change in seen.plan.changes} == {Action.DELETE}
    assert len(seen.plan.changes) == len(stack.resources)
    assert undone(world.make(seen, HOLDING)) == []
    assert counted(world) == empty
    assert of_strangers(world) == before
    assert world.sandbox.dump()["places"] == held
    assert world.plan(nothing, HOLDING).plan.changes == ()


def test_absent_deletes_and_then_has_nothing_to_do(world: World) -> None:
    from dataclasses import replace

    empty = counted(world)
    stack = storefront()
    world.apply(stack)
    gone = replace(
        stack,
        resources=tuple(
            replace(one, lifecycle=replace(one.lifecycle, state="absent"))
            for one in stack.resources
        ),
    )
    assert undone(world.apply(gone, HOLDING)) == []
    assert counted(world) == empty
    assert told(world.plan(gone).plan.to_do) == []


def test_data_is_guarded_although_all_else_may_go(world: World) -> None:
    stack = storefront()
    world.apply(stack)
    nothing = without(stack, *(one.address for one in stack.resources))
    blocked = {
        change.address for change in world.plan(nothing, OWNED).plan.changes if change.blocks
    }
    assert blocked == {
        "codecommit.repositories.web",
        "codecommit.repositories.tools",
        "s3.buckets.artifacts",
    }


def test_what_carries_no_tag_of_ours_is_never_deleted(world: World) -> None:
    """The storefront's own resources, their tags taken off by hand or by another owner."""
    stack = storefront()
    world.apply(stack)
    tags = ["reconcile:owner", "reconcile:address"]
    commit, pipeline = (
        "arn:aws:codecommit:eu-west-1:123456789012:",
        "arn:aws:codepipeline:eu-west-1:123456789012:",
    )
    world.boto("codecommit").untag_resource(
        resourceArn=f"{commit}storefront-prod-web", tagKeys=tags
    )
    world.boto("codepipeline").tag_resource(
        resourceArn=f"{pipeline}storefront-prod-deliver",
        tags=[{"key": "reconcile:owner", "value": "acme/another/prod"}],
    )
    world.boto("iam").untag_role(RoleName="storefront-prod-start", TagKeys=tags)
    nothing = without(stack, *(one.address for one in stack.resources))
    world.sent.clear()
    assert undone(world.apply(nothing, HOLDING)) == []
    left = counted(world)
    assert (left["codecommit"], left["codepipeline"], left["iam"]) == (1, 1, 1)
    deleted = [call for call in world.sent if DELETES.match(str(call))]
    named = str([call.params for call in deleted])
    assert not any(name in named for name in ("-web'", "-deliver'", "-start'"))


def test_what_is_there_already_is_not_taken_without_asking(world: World, tmp_path: Any) -> None:
    text = "stack: s\ncodecommit: {repositories: {foreign: {description: Ours}, owned-by-others: {description: Ours}}}\n"
    strangers(world)
    before = of_strangers(world)
    stack = stack_in(tmp_path, {"s.yaml": text})
    seen = world.plan(stack)
    assert {change.action for change in seen.plan.changes} == {Action.ADOPT}
    assert all(change.blocks for change in seen.plan.changes)
    world.apply(stack, Options(skip_blocked=True))
    assert of_strangers(world) == before
    adopted = Options(
        adopt=("codecommit.repositories.foreign",),
        take_over=("codecommit.repositories.owned-by-others",),
    )
    assert undone(world.apply(stack, adopted)) == []
    assert told(world.plan(stack).plan.to_do) == []


def test_released_resources_keep_all_but_our_tags(world: World, tmp_path: Any) -> None:
    text = (
        "stack: s\ntags: {team: web}\ncodecommit: {repositories: {web: {LIFE description: Ours}}}\n"
    )
    world.apply(stack_in(tmp_path, {"s.yaml": text.replace("LIFE", "")}))
    released = stack_in(tmp_path, {"s.yaml": text.replace("LIFE", "lifecycle: {state: released},")})
    assert undone(world.apply(released)) == []
    arn = "arn:aws:codecommit:eu-west-1:123456789012:web"
    kept = world.boto("codecommit").list_tags_for_resource(resourceArn=arn)["tags"]
    assert kept == {"team": "web"}
    assert told(world.plan(released).plan.to_do) == []


@pytest.fixture
def repository(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A copy of the storefront's repository, in which a test may break things."""
    import shutil

    shutil.copytree(ROOT / "specs" / "storefront", tmp_path / "specs" / "storefront")
    shutil.copy(ROOT / "reconcile.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reconcile(*arguments: str) -> int:
    """Run the command on the sandbox in this folder."""
    return main([*arguments, "--sandbox", "aws.json", "--environment", "prod"])


def test_half_a_stack_can_neither_be_planned_nor_pruned(
    repository: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reconcile("apply", "--yes", "specs/storefront") == 0
    for one in ("specs/storefront/access.yaml", "specs/storefront/delivery.yaml"):
        assert reconcile("plan", one, "--prune", "--detailed-exitcode") == 0, (
            "a file selects a stack"
        )
    (repository / "specs" / "storefront" / "access.yaml").write_text("stack: storefront\niam: [\n")
    held = (repository / "aws.json").read_bytes()
    for command in (["plan"], ["plan", "--prune"], ["apply", "--yes", "--prune"]):
        for path in ([], ["specs/storefront/delivery.yaml"], ["specs/storefront"]):
            assert reconcile(*command, *path) == 4
    assert (repository / "aws.json").read_bytes() == held
    (repository / "specs" / "storefront" / "access.yaml").unlink()
    assert reconcile("apply", "--yes", "--prune") == 4, "what is left refers to what is gone"
    (repository / "reconcile.yaml").write_text("project: acme\nspecs: [nowhere/*.yaml]\n")
    assert reconcile("apply", "--yes", "--prune") != 0
    assert (repository / "aws.json").read_bytes() == held
    capsys.readouterr()


def test_nothing_is_pruned_without_a_project(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    (tmp_path / "specs").mkdir()
    spec = tmp_path / "specs" / "s.yaml"
    spec.write_text("stack: s\ncodecommit: {repositories: {a: {}, b: {}}}\n")
    assert main(["apply", "--yes", "--sandbox", "aws.json"]) == 0
    spec.write_text("stack: s\ncodecommit: {repositories: {a: {}}}\n")
    assert (
        main(
            [
                "apply",
                "--yes",
                "--prune",
                "--sandbox",
                "aws.json",
                "--allow-delete",
                "codecommit.repositories.b",
            ]
        )
        == 6
    )
    assert "reconcile.yaml" in capsys.readouterr().out
