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


def test_where_the_name_follows_from_the_key_the_plan_says_what_keeps_it(tree: Tree) -> None:
    tree.specs(WAS.replace("name: web, ", ""))
    tree.applied()
    tree.specs(IS.replace("name: web, ", ""))

    plan = tree.plan()

    told = "codecommit.repositories.old is live as `old`: this makes another one beside it."
    assert f"Pending  codecommit.repositories.new: {told} Write `name: old` to keep it" in plan.out
    tree.specs(IS.replace("name: web", "name: old"))
    assert tree.planned().actions() == {"codecommit.repositories.new": "update"}
    tree.specs(IS.replace("name: web, ", "").replace(", lifecycle: {previously: old}", ""))
    assert "beside it" not in tree.plan().out
