"""`lifecycle.previously`: a resource under another key."""

from __future__ import annotations

from tests.cli.tree import Tree

WAS = "stack: shop\ncodecommit:\n  repositories:\n    old: {name: web, description: The shop}\n"
IS = (
    "stack: shop\ncodecommit:\n  repositories:\n"
    "    new: {name: web, description: The shop, lifecycle: {previously: old}}\n"
)


def test_the_same_name_under_another_key_changes_a_tag_only(tree: Tree) -> None:
    tree.specs(WAS)
    tree.applied()
    tree.specs(IS)

    plan = tree.planned("--prune")

    [change] = plan.json["scopes"][0]["changes"]
    assert (change["address"], change["action"]) == ("codecommit.repositories.new", "update")
    assert [field["path"] for field in change["fields"]] == ["tags.reconcile:address"]
    assert change["api"] == ["codecommit:TagResource"]
    tree.applied("--prune")
    assert tree.planned("--prune").actions() == {}


def test_where_the_name_follows_from_the_key_it_is_renamed_in_place(tree: Tree) -> None:
    tree.specs(WAS.replace("name: web, ", ""))
    tree.applied()
    tree.specs(IS.replace("name: web, ", ""))

    plan = tree.plan("--prune")

    assert "name  old -> new  (renamed from codecommit.repositories.old)" in plan.out
    assert "clones, pushes and pulls by the old name are refused from now on" in plan.out
    tree.applied("--prune")
    assert tree.planned("--prune").actions() == {}
    found = tree.aws("codecommit").list_repositories()["repositories"]
    assert [one["repositoryName"] for one in found] == ["new"]


def test_what_aws_cannot_rename_is_made_anew_and_the_plan_says_what_keeps_it(tree: Tree) -> None:
    was = "stack: shop\nsns:\n  topics:\n    old: {display_name: News}\n"
    now = was.replace("old: {", "new: {NAMElifecycle: {previously: old}, ")
    tree.specs(was)
    tree.applied()
    tree.specs(now.replace("NAME", ""))

    plan = tree.plan()

    told = "sns.topics.old is live as `old`, and AWS cannot rename it: this makes another one."
    assert f"Pending  sns.topics.new: {told} Write `name: old` to keep it" in plan.out
    tree.specs(now.replace("NAME", "name: old, "))
    assert tree.planned().actions() == {"sns.topics.new": "update"}


def test_a_key_that_names_nothing_live_is_noted(tree: Tree) -> None:
    tree.specs(IS)

    plan = tree.plan()

    assert "`previously` names codecommit.repositories.old, and nothing of it is live" in plan.out


def test_the_old_key_cannot_be_declared_too(tree: Tree) -> None:
    tree.specs(IS + "    old: {description: Another}\n")

    ran = tree.plan()

    assert ran.code == 4
    assert "`previously` names `codecommit.repositories.old`, which is declared too" in ran.err
