"""A plan that is kept in a file: reviewed is what is applied, and a stale one says what changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reconciler.sandbox.faults import Fault
from tests.cli.tree import REPOSITORY, SETTINGS, Ran, Tree

TWO = REPOSITORY + "    tools: {description: Tools}\n"
WEB = "codecommit.repositories.web"
TOOLS = "codecommit.repositories.tools"


def kept(tree: Tree, *more: str) -> str:
    """A plan, kept in a file outside the tree."""
    path = str(tree.root.parent / "plan.json")
    ran = tree.plan("--out", path, *more)
    assert ran.code == 0, ran.err
    return path


def apply(tree: Tree, *arguments: str) -> Ran:
    """`reconcile apply` without a yes."""
    return tree.run("apply", "--sandbox", str(tree.state), *arguments)


def names(tree: Tree) -> list[str]:
    """The repositories that are live."""
    found = tree.aws("codecommit").list_repositories()["repositories"]
    return sorted(one["repositoryName"] for one in found)


def test_a_kept_plan_is_applied_without_another_yes_and_again_for_nothing(tree: Tree) -> None:
    tree.specs(TWO)
    path = kept(tree, "--target", WEB)

    first, second = apply(tree, path), apply(tree, path)

    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert names(tree) == ["web"]
    assert "No changes." in second.out


def test_a_kept_plan_brings_its_environment_and_its_overrides(tree: Tree) -> None:
    more = SETTINGS + '  other: {account: "111122223333", region: us-east-1}\n'
    tree.specs(TWO, more)
    tree.applied("-e", "test")
    tree.specs(REPOSITORY, more)
    path = kept(tree, "-e", "test", "--prune", "--allow-delete", TOOLS)

    ran = apply(tree, path)

    assert ran.code == 0, ran.err
    assert names(tree) == ["web"]
    assert apply(tree, path, "-e", "other").code == 64


def test_a_stale_plan_is_refused_with_what_changed(tree: Tree) -> None:
    tree.specs(TWO)
    tree.applied()
    tree.specs(TWO.replace("The shop", "A shop").replace("Tools", "Many tools"))
    path = kept(tree)
    tree.specs(TWO.replace("The shop", "One shop") + "    docs: {description: Papers}\n")

    ran = apply(tree, path)

    assert ran.code == 5
    assert "RC5040" in ran.err
    assert f"now also: create {Path('codecommit.repositories.docs')} (description)" in ran.err
    assert f"no longer: update {TOOLS} (description)" in ran.err
    told = f"{WEB}: description: approved The shop -> A shop, now The shop -> One shop"
    assert told in ran.err
    assert names(tree) == ["tools", "web"]


def test_what_was_changed_by_hand_since_makes_a_plan_stale(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()
    tree.specs(REPOSITORY.replace("The shop", "A shop"))
    path = kept(tree)
    hands = tree.aws("codecommit")
    arn = hands.get_repository(repositoryName="web")["repositoryMetadata"]["Arn"]
    hands.tag_resource(resourceArn=arn, tags={"by": "hand"})

    ran = apply(tree, path, "--format", "json")

    assert ran.code == 5
    notes = [note["message"] for note in ran.json["faults"][0]["notes"]]
    assert notes == [f"{WEB}: tags.by: approved no change, now hand removed"]


def test_what_is_left_of_an_approved_plan_may_be_done(tree: Tree) -> None:
    tree.specs(TWO)
    path = kept(tree)
    tree.applied("--target", WEB)

    ran = apply(tree, path)

    assert ran.code == 0, ran.err
    assert f"Already so: create {WEB}" in ran.err
    assert names(tree) == ["tools", "web"]


def test_what_nothing_declares_any_more_is_not_done_already(tree: Tree) -> None:
    tree.specs(TWO)
    path = kept(tree)
    tree.specs(REPOSITORY)

    ran = apply(tree, path)

    assert ran.code == 5
    assert f"no longer: create {TOOLS} (description)" in ran.err
    assert names(tree) == []


def test_a_stack_that_is_gone_makes_a_plan_stale(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    path = kept(tree)
    tree.specs(REPOSITORY.replace("stack: shop", "stack: other"))

    ran = apply(tree, path)

    assert ran.code == 5
    assert "the stack shop was approved" in ran.err


def test_other_options_are_no_part_of_what_was_approved(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    path = kept(tree)

    ran = apply(tree, path, "--prune")

    assert ran.code == 5
    assert "not approved with prune" in ran.err


def damaged(data: Any) -> Any:
    """A plan in which somebody put another digest for a change."""
    data["scopes"][0]["changes"][0]["digest"] = "0" * 64
    return data


@pytest.mark.parametrize(
    ("change", "code", "exits"),
    [
        (damaged, "RC5041", 5),
        (lambda data: {**data, "options": ["prune"]}, "RC5041", 5),
        (lambda data: {**data, "format": "reconcile.faults/1"}, "RC6416", 64),
        (lambda data: {"format": data["format"]}, "RC6416", 64),
        (lambda data: {**data, "scopes": [1]}, "RC6416", 64),
        (lambda data: [data], "RC1115", 64),
    ],
)
def test_only_whole_plans_are_taken(tree: Tree, change: Any, code: str, exits: int) -> None:
    tree.specs(REPOSITORY)
    path = Path(kept(tree))
    path.write_text(json.dumps(change(json.loads(path.read_text()))))

    ran = apply(tree, str(path))

    assert (ran.code, code in ran.err) == (exits, True), ran.err
    assert names(tree) == []


def test_a_file_and_a_digest_must_agree(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    path = kept(tree)
    digest = json.loads(Path(path).read_text())["digest"]

    assert apply(tree, path, "--expect", "0" * 16).code == 5
    assert apply(tree, path, "--expect", digest).code == 0


def test_several_stacks_are_approved_together(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.write("specs/zoo.yaml", "stack: zoo\ncodecommit: {repositories: {zebra: {}}}\n")
    tree.write("specs/ark.yaml", "stack: ark\ncodecommit: {repositories: {dove: {}}}\n")
    path = kept(tree, "specs/shop.yaml", "specs/zoo.yaml")

    ran = apply(tree, path)

    assert ran.code == 0, ran.err
    assert names(tree) == ["web", "zebra"]
    assert apply(tree, path, "specs/zoo.yaml").code == 64


def test_a_spec_that_cannot_be_read_leaves_no_plan_to_apply(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    path = kept(tree)
    tree.specs(REPOSITORY.replace("description", "descripton"))
    assert tree.plan("--out", path).code == 4
    tree.specs(REPOSITORY)

    assert apply(tree, path).code == 64


def both_changed(tree: Tree) -> str:
    """A kept plan of one update of two fields, of which each is a call of its own."""
    tree.specs(REPOSITORY.replace("}", ", tags: {team: web}}"))
    tree.applied()
    tree.specs(REPOSITORY.replace("The shop", "A shop").replace("}", ", tags: {team: shop}}"))
    return kept(tree)


def test_what_is_left_of_an_approved_change_may_be_done_and_nothing_else(tree: Tree) -> None:
    path, hands = both_changed(tree), tree.aws("codecommit")
    hands.update_repository_description(repositoryName="web", repositoryDescription="By hand")
    ran = apply(tree, path)
    assert ran.code == 5
    told = f"{WEB}: description: approved The shop -> A shop, now By hand -> A shop"
    assert told in ran.err
    hands.update_repository_description(repositoryName="web", repositoryDescription="A shop")

    ran = apply(tree, path)

    assert ran.code == 0, ran.err
    assert f"Already so: update {WEB} (description)" in ran.err
    assert tree.planned().actions() == {}


def test_an_apply_that_ended_in_mid_change_is_finished_by_the_same_plan(tree: Tree) -> None:
    path = both_changed(tree)
    tree.fails([Fault("deny", "codecommit:TagResource")])
    assert apply(tree, path).code == 3
    tree.fails([])

    ran = apply(tree, path)

    assert ran.code == 0, ran.err
    assert f"Already so: update {WEB} (description)" in ran.err
    assert tree.planned().actions() == {}


def test_what_was_made_in_part_is_finished_by_the_same_plan(tree: Tree) -> None:
    tree.specs("stack: shop\nkms:\n  keys:\n    web: {description: The shop, rotation: {}}\n")
    path = kept(tree)
    tree.fails([Fault("deny", "kms:EnableKeyRotation")])
    assert apply(tree, path).code == 3
    tree.fails([])

    ran = apply(tree, path)

    assert ran.code == 0, ran.err
    assert "Already so: create kms.keys.web" in ran.err
    assert tree.planned().actions() == {}


def test_a_digest_alone_says_what_the_plan_is_now_and_how_to_keep_one(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    digest = tree.planned().json["digest"]
    tree.specs(TWO)

    ran = apply(tree, "--expect", digest)

    assert ran.code == 5
    assert f"now: create {TOOLS} (description)" in ran.err
    assert "`plan --out plan.json`, then `apply plan.json`" in ran.err


def test_a_file_that_was_cut_off_is_told_how_plans_are_kept(tree: Tree) -> None:
    tree.specs(TWO)
    path = Path(kept(tree))
    path.write_text(path.read_text()[:100])

    told = apply(tree, str(path))

    assert (told.code, "error[RC1115]" in told.err) == (64, True)
    assert "`apply` takes a plan as `reconcile plan --out PATH` wrote it" in told.err
