"""`plan --base REF`: who moved, which commit removed a resource, and whose settings hold."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.tree import ACCOUNT, REPOSITORY, SETTINGS, Tree

TWO = REPOSITORY + "    tools: {description: Tools}\n"
WEB = "codecommit.repositories.web"
TOOLS = "codecommit.repositories.tools"
TEMPLATE = "codecommit.approval_rule_templates.two"
RULED = (
    REPOSITORY
    + """\
  approval_rule_templates:
    two: {content: {Version: "2018-11-08", Statements: [{Type: Approvers, NumberOfApprovalsNeeded: 2}]}}
"""
)


def git(tree: Tree, *arguments: str) -> str:
    """Run git in the tree, as nobody in particular."""
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
    who |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
    who |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    told = subprocess.run(
        ["git", *arguments],
        cwd=tree.root,
        env={**os.environ, **who},
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout.strip()


def commit(tree: Tree, spec: str, settings: str = SETTINGS) -> str:
    """Commit just this spec; the short name of the commit."""
    tree.specs(spec, settings)
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "--allow-empty", "-m", "Specs")
    return git(tree, "rev-parse", "HEAD")[:7]


@pytest.fixture
def history(tree: Tree) -> Tree:
    """A repository whose branch `live` is applied."""
    git(tree, "init", "-q", "-b", "main")
    commit(tree, TWO)
    git(tree, "branch", "live")
    tree.applied()
    return tree


def origins(tree: Tree, *more: str) -> dict[str, str]:
    """`address path` → origin of each changed leaf, of a plan with the base."""
    [scope] = tree.planned("--base", "live", *more).json["scopes"]
    return {
        f"{change['address'].rpartition('.')[2]} {field['path']}": field["origin"]
        for change in scope["changes"]
        for field in change["fields"]
        if not field["path"].startswith("tags.")
    }


def test_drift_is_told_from_intent(history: Tree) -> None:
    hands = history.aws("codecommit")
    for name in ("web", "tools"):
        hands.update_repository_description(repositoryName=name, repositoryDescription="By hand")
    commit(history, TWO.replace("Tools", "Many tools") + "    docs: {description: Papers}\n")

    assert origins(history) == {
        "docs description": "intent",
        "web description": "drift",
        "tools description": "both",
    }
    told = history.plan("--base", "live").out
    assert "base live at " in told
    assert "By hand -> The shop  drift" in told
    assert "drift, and the specs changed it too" in told
    assert "Plan     1 create, 2 update; 0 unchanged, 2 drifted" in told
    hands.delete_repository(repositoryName="web")
    [scope] = history.planned("--base", "live").json["scopes"]
    assert {one["address"]: one["origin"] for one in scope["changes"]}[WEB] == "drift"


def test_the_commit_that_removed_a_resource_is_named(history: Tree) -> None:
    commit(history, TWO.replace("Tools", "Many tools"))
    removing = commit(history, REPOSITORY)
    commit(history, REPOSITORY.replace("The shop", "A shop"))

    kept = history.plan("--base", "live")
    pruned = history.plan("--base", "live", "--prune", "--allow-delete", TOOLS)

    assert f"{TOOLS}: it was removed from specs/shop.yaml in {removing}, and is there" in kept.out
    assert f"because removed from specs/shop.yaml in {removing}" in pruned.out


def test_a_removed_line_that_is_not_committed_names_its_file(history: Tree) -> None:
    history.specs(REPOSITORY)

    told = history.plan("--base", "live").out

    assert f"{TOOLS}: it was removed from specs/shop.yaml, and is there still" in told


def test_what_aws_cannot_tag_is_pruned_where_the_base_declared_it(history: Tree) -> None:
    commit(history, RULED)
    git(history, "branch", "-f", "live")
    history.applied()
    removing = commit(history, REPOSITORY)
    assert history.planned("--prune", "--exclude", TOOLS).actions() == {}

    ran = history.planned("--base", "live", "--prune", "--exclude", TOOLS)

    assert ran.actions() == {TEMPLATE: "delete"}
    path = str(history.root.parent / "plan.json")
    history.plan("--base", "live", "--prune", "--exclude", TOOLS, "--out", path)
    done = history.run("apply", "--sandbox", str(history.state), path)
    assert done.code == 0, done.err
    assert removing in done.out
    found = history.aws("codecommit").list_approval_rule_templates()
    assert found["approvalRuleTemplateNames"] == []


def test_what_moved_to_another_stack_is_not_pruned(history: Tree) -> None:
    commit(history, RULED)
    git(history, "branch", "-f", "live")
    history.applied()
    rules = RULED.partition("  approval_rule_templates")
    history.specs(REPOSITORY)
    history.write("specs/rules.yaml", f"stack: rules\ncodecommit:\n{rules[1]}{rules[2]}")

    ran = history.plan("specs/shop.yaml", "--base", "live", "--prune", "--format", "json")

    assert TEMPLATE not in ran.actions()


def test_a_stack_that_was_removed_whole_is_planned_as_an_empty_one(history: Tree) -> None:
    history.specs(TWO.replace("stack: shop", "stack: other").replace("web", "site"))

    told = history.planned("--base", "live", "--prune").json["plans"]

    assert [plan["stack"] for plan in told] == ["other", "shop"]
    assert told[1]["summary"]["delete"] == 2
    assert told[1]["blocked"][0]["guard"] == "empty"


def test_a_pull_request_changes_neither_account_nor_guards_nor_secrets(history: Tree) -> None:
    hostile = SETTINGS.replace(ACCOUNT, "999999999999") + (
        "guards: {max_deletes: 1000, max_delete_percent: 100}\nsecrets: {allow: ['ssm:*']}\n"
    )
    many = REPOSITORY + "".join(f"    r{number}: {{}}\n" for number in range(6))
    commit(history, many, SETTINGS + "secrets: {allow: ['ssm:/ci/*']}\n")
    git(history, "branch", "-f", "live")
    history.applied()
    commit(history, REPOSITORY, hostile)

    ran = history.planned("--base", "live", "--prune").json

    assert ran["scopes"][0]["account"] == ACCOUNT
    assert [block["guard"] for block in ran["blocked"]] == ["deletes"]


def test_an_environment_that_the_base_does_not_have_is_refused(history: Tree) -> None:
    commit(history, TWO, SETTINGS + '  more: {account: "999999999999", region: us-east-1}\n')

    ran = history.plan("--base", "live", "-e", "more")

    assert ran.code == 64
    assert "there is no environment `more`" in ran.err


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "live:specs", ""])
def test_only_a_commit_is_a_base(history: Tree, ref: str) -> None:
    ran = history.plan(f"--base={ref}")

    assert ran.code == (64 if ref else 0)
    assert ("RC6418" in ran.err) is bool(ref)


def test_without_a_repository_there_is_no_base(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tree.root.parent))
    tree.specs(REPOSITORY)

    assert tree.plan("--base", "main").code == 64


def test_specs_in_a_folder_of_a_repository_and_links_are_found(tree: Tree) -> None:
    git(tree, "init", "-q", "-b", "main")
    inner = tree.root / "ci"
    (inner / "specs").mkdir(parents=True)
    (inner / "reconcile.yaml").write_text(SETTINGS)
    (inner / "shop.txt").write_text(TWO)
    (inner / "specs" / "shop.yaml").symlink_to(Path("..") / "shop.txt")
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "Specs")
    tree.patch.chdir(inner)
    tree.applied()
    (inner / "shop.txt").write_text(REPOSITORY)

    ran = tree.plan("--base", "HEAD")

    assert f"{TOOLS}: it was removed from specs/shop.yaml" in ran.out


def test_a_base_that_is_not_valid_says_at_which_revision(history: Tree) -> None:
    commit(history, TWO.replace("description", "descripton"))
    git(history, "branch", "-f", "live")
    commit(history, TWO)

    ran = history.plan("--base", "live")

    assert ran.code == 4
    assert "at live:specs/shop.yaml:4:" in ran.err


def test_drift_with_a_base_leaves_out_what_the_specs_changed(history: Tree) -> None:
    hands = history.aws("codecommit")
    hands.update_repository_description(repositoryName="web", repositoryDescription="By hand")
    commit(history, REPOSITORY.replace("web: {", "docs: {}\n    web: {"))
    asked = ("--sandbox", str(history.state), "--detailed-exitcode")

    without, told = (history.run("drift", *asked, *more) for more in ((), ("--base", "live")))

    assert without.code == told.code == 2
    assert "Drift    1 changed, 1 missing, 1 undeclared; 0 as declared" in without.out
    assert "base live at " in told.out
    assert "By hand -> The shop" in told.out
    assert told.out.splitlines()[-1] == (
        "Drift    1 changed; 0 as declared; 2 changed by the specs since the base"
    )
    hands.update_repository_description(repositoryName="web", repositoryDescription="The shop")
    assert history.run("drift", *asked, "--base", "live").code == 0


def test_what_is_renamed_was_not_removed(history: Tree) -> None:
    commit(history, REPOSITORY.replace("web: {", "shop: {lifecycle: {previously: web}, "))

    plan = history.planned("--base", "live", "--prune", "--target", "*.shop")

    [scope] = plan.json["scopes"]
    told = {change["address"]: change["action"] for change in scope["changes"]}
    assert told == {"codecommit.repositories.shop": "update"}
    assert origins(history, "--target", "*.shop") == {"shop name": "intent"}
