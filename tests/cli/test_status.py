"""`reconcile status`: what is there, and what is configured but cannot work; plans tell it too."""

from __future__ import annotations

from tests.cli.tree import REPOSITORY, Ran, Tree

SHOP = (
    REPOSITORY
    + """\
codeconnections:
  connections:
    hub: {provider_type: GitHub}
eventbridge:
  rules:
    nightly: {schedule_expression: rate(1 day)}
"""
)
WEB = "codecommit.repositories.web"
HUB = "codeconnections.connections.hub"
NIGHTLY = "eventbridge.rules.nightly"


def status(tree: Tree, *more: str) -> Ran:
    """`reconcile status` on the sandbox."""
    return tree.run("status", "--sandbox", str(tree.state), *more)


def test_what_is_missing_waits_or_works_is_told_by_kind(tree: Tree) -> None:
    tree.specs(SHOP)
    tree.applied("--exclude", WEB)

    ran = status(tree, "--detailed-exitcode")

    assert ran.code == 2, ran.err
    assert f"  missing  {WEB}" in ran.out
    assert f"  waits    {HUB}" in ran.out
    assert "PENDING" in ran.out
    assert f"  ok       {NIGHTLY}" in ran.out
    assert "Status   1 missing, 1 ok, 1 waits" in ran.out
    assert status(tree).code == 0
    assert tree.aws("codecommit").list_repositories()["repositories"] == []


def test_a_rule_that_the_spec_disables_is_off_and_no_alarm(tree: Tree) -> None:
    tree.specs(SHOP.replace("rate(1 day)}", "rate(1 day), state: DISABLED}"))
    tree.applied("--exclude", HUB)

    told = status(tree, "--format", "json", "--target", NIGHTLY, "--detailed-exitcode")

    assert (told.code, told.json["healthy"]) == (0, True)
    [rule] = told.json["stacks"][0]["resources"]
    assert (rule["health"], rule["name"]) == ("off", "nightly")
    assert rule["problems"] == ["it is disabled, and starts nothing, as the spec says"]
    assert "Pending" not in tree.plan("--exclude", HUB).out


def test_a_rule_that_was_disabled_by_hand_is_ill_and_put_back(tree: Tree) -> None:
    tree.specs(SHOP)
    tree.applied("--exclude", HUB)
    tree.aws("events").disable_rule(Name="nightly")

    told = status(tree, "--target", NIGHTLY, "--detailed-exitcode")

    assert told.code == 2
    assert f"  ill      {NIGHTLY}" in told.out
    assert "it is disabled, and starts nothing. It cannot work so." in told.out
    plan = tree.plan("--target", NIGHTLY).out
    assert f"Pending  {NIGHTLY}: it is disabled, and starts nothing." in plan
    assert f"~ update   {NIGHTLY}" in plan


def test_what_works_is_healthy(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()

    ran = status(tree, "--detailed-exitcode", "--format", "json")

    assert (ran.code, ran.json["healthy"]) == (0, True)
    assert ran.json["stacks"][0]["resources"][0]["health"] == "ok"
