"""`--report html=PATH` and `--report sarif=PATH`, as commands write them."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.tree import ACCOUNT, REPOSITORY, SETTINGS, Tree

WEB = "codecommit.repositories.web"


def results(tree: Tree, name: str) -> list[Any]:
    """The results of a SARIF file of the tree."""
    [run] = json.loads((tree.root / name).read_text())["runs"]
    return list(run["results"])


def test_a_page_of_a_plan_of_drift_and_of_an_apply(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    where = ("--sandbox", str(tree.state))

    assert tree.plan("--report", "html=plan.html").code == 0
    assert tree.run("drift", *where, "--report", "html=drift.html").code == 0
    assert tree.applied("--report", "html=apply.html").code == 0

    pages = {name: (tree.root / f"{name}.html").read_text() for name in ("plan", "drift", "apply")}
    assert all(page.startswith("<!DOCTYPE html>") and WEB in page for page in pages.values())
    assert "Digest" in pages["plan"]
    assert "1 missing" in pages["drift"]
    assert "created" in pages["apply"]
    assert f"RECAP test/{ACCOUNT}" in pages["apply"]


def test_faults_of_a_repositorys_folder_have_the_paths_of_the_repository(tree: Tree) -> None:
    (tree.root / ".git").mkdir()
    tree.write("ci/reconcile.yaml", SETTINGS)
    tree.write("ci/specs/shop.yaml", REPOSITORY.replace("description", "descripton"))
    tree.patch.chdir(tree.root / "ci")

    assert tree.run("validate", "--report", "sarif=out.sarif").code == 4

    [fault] = results(tree, "ci/out.sarif")
    physical = fault["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "ci/specs/shop.yaml"
    assert physical["region"]["startLine"] == 4
    assert fault["ruleId"] == "RC1204"


def test_a_plan_puts_what_is_blocked_at_its_line(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.aws("codecommit").create_repository(repositoryName="web")

    assert tree.plan("--report", "sarif=plan.sarif").code == 0

    [guard] = results(tree, "plan.sarif")
    assert (guard["ruleId"], guard["level"]) == ("guard/adopt", "error")
    assert guard["locations"][0]["physicalLocation"]["region"]["startLine"] == 4


def test_a_run_that_fails_leaves_no_report_of_an_earlier_one(tree: Tree) -> None:
    wanted = [f"--report={form}={form}.out" for form in ("html", "sarif", "junit")]
    tree.specs(REPOSITORY)
    assert tree.plan(*wanted).code == 0
    tree.specs(REPOSITORY.replace("description", "descripton"))

    assert tree.plan(*wanted).code == 4

    for form in ("html", "sarif", "junit"):
        assert "descripton" in (tree.root / f"{form}.out").read_text(), form
