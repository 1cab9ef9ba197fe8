"""`reconcile explain`: every code, in full or in a list; and rules as validate and plan tell them."""

from __future__ import annotations

from reconciler.codes import CODES
from reconciler.rules.table import RULES
from tests.cli.tree import Tree

ONE_STAGE = """\
stack: shop
codepipeline:
  pipelines:
    deliver:
      role_arn: arn:aws:iam::111122223333:role/pipeline
      artifact_store: {type: S3, location: artifacts}
      stages: [{name: Source, actions: [%s]}%s]
"""
SOURCE = (
    "{name: Web, action_type_id: {category: Source, owner: AWS, provider: CodeCommit}, "
    "configuration: {RepositoryName: web, BranchName: main, PollForSourceChanges: false}, "
    "output_artifacts: [{name: web}]}"
)
APPROVE = (
    ", {name: Approve, actions: [{name: Ask, run_order: 2, "
    "action_type_id: {category: Approval, owner: AWS, provider: Manual}}]}"
)


def test_a_rule_is_explained_with_its_reason_and_its_mend(tree: Tree) -> None:
    ran = tree.run("explain", "rc2041")
    assert ran.code == 0
    assert ran.out.startswith("RC2041  A V1 pipeline with what only V2 has (fault)\n\nWhy\n")
    assert "What to do\n  Write `type: V2`" in ran.out


def test_without_a_code_all_are_listed(tree: Tree) -> None:
    lines = tree.run("explain").out.splitlines()
    assert len(lines) == len(CODES) + len(RULES)
    assert lines == sorted(lines)


def test_every_code_is_explained_as_json(tree: Tree) -> None:
    codes = tree.run("explain", "--format", "json").json["codes"]
    assert [one["code"] for one in codes if not (one["why"] and one["mend"])] == []


def test_an_unknown_code_is_wrong_usage(tree: Tree) -> None:
    ran = tree.run("explain", "RC204l")
    assert ran.code == 64
    assert "Did you mean `RC204" in ran.err


def test_faults_of_rules_end_validate_and_plan(tree: Tree) -> None:
    tree.write("specs/shop.yaml", ONE_STAGE % (SOURCE, ""))
    for command in ("validate", "plan", "apply"):
        ran = tree.run(command, "--format", "json")
        assert (command, ran.code) == (command, 4)
        assert [fault["code"] for fault in ran.json["faults"]] == ["RC2001"]


def test_notes_of_rules_are_shown_and_fail_nothing(tree: Tree) -> None:
    tree.write("specs/shop.yaml", ONE_STAGE % (SOURCE, APPROVE))
    ran = tree.run("validate")
    assert ran.code == 0
    assert "note[RC2009]" in ran.out
    assert "1 note" in ran.out
    told = tree.run("validate", "--format", "json").json
    assert ([note["code"] for note in told["notes"]], told["faults"]) == (["RC2009"], [])
    plan = tree.planned().json
    assert "RC2009" in [note["code"] for note in plan["notes"]]


def test_a_code_that_is_a_note_is_not_explained_as_a_fault(tree: Tree) -> None:
    told = tree.run("explain", "RC1215").out

    assert "fails nothing" in told
    assert "exit 4" not in told
