"""`plan --report junit=PATH`: a case a resource, which fails where a guard refuses."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from tests.cli.tree import REPOSITORY, Tree

WEB = "codecommit.repositories.web"
ODD = '    odd: {description: "a \\x1b[31m <b>&"}\n'


def test_a_plan_is_a_suite_in_which_what_is_blocked_fails(tree: Tree) -> None:
    tree.specs(REPOSITORY + ODD)
    tree.aws("codecommit").create_repository(repositoryName="web")

    ran = tree.plan("--report", "junit=plan.xml", "--format", "junit")

    assert ran.code == 0, ran.err
    assert (tree.root / "plan.xml").read_text() == ran.out
    [suite] = fromstring(ran.out)
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    cases = {case.get("name"): case for case in suite}
    failure = cases[WEB].find("failure")
    assert failure is not None
    assert (failure.get("type"), f"--adopt {WEB} lifts" in failure.get("message", "")) == (
        "adopt",
        True,
    )
    assert (cases[WEB].get("file"), cases[WEB].get("line")) == ("specs/shop.yaml", "4")
    out = cases["codecommit.repositories.odd"].findtext("system-out", "")
    assert "\\u001b[31m <b>&" in out
    assert "\x1b" not in ran.out


def test_a_plan_without_changes_has_no_failure(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()

    [suite] = fromstring(tree.plan("--format", "junit").out)

    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert not list(suite[0])
