"""`reconcile drift`: what is live and not as declared, and never a write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from reconciler.aws.client import Client, Sendable
from reconciler.errors import GuardRefused
from reconciler.plan.calls import Call
from tests.cli.tree import REPOSITORY, Ran, Tree

TWO = REPOSITORY + "    tools: {description: Tools}\n"
WEB = "codecommit.repositories.web"
TOOLS = "codecommit.repositories.tools"


def drift(tree: Tree, *more: str) -> Ran:
    """`reconcile drift` on the sandbox."""
    return tree.run("drift", "--sandbox", str(tree.state), *more)


def watched(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Sendable], list[Client]]:
    """Every call that is sent from now on, and through which client."""
    sent: list[Sendable] = []
    clients: list[Client] = []
    send = Client.send

    def sending(self: Client, call: Sendable) -> Mapping[str, Any]:
        sent.append(call)
        clients.append(self)
        return send(self, call)

    monkeypatch.setattr(Client, "send", sending)
    return sent, clients


def test_what_is_as_declared_has_not_drifted(tree: Tree) -> None:
    tree.specs(TWO)
    tree.applied()

    ran = drift(tree, "--detailed-exitcode")

    assert ran.code == 0, ran.err
    assert "No drift. 2 of 2 resources of shop are as declared." in ran.out


def test_every_sort_of_drift_is_told_and_nothing_is_written(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.specs(TWO + "    old: {}\n    gone: {}\n    here: {}\n")
    tree.applied()
    tree.specs(TWO + "    gone: {}\n    here: {}\n    mine: {description: Mine}\n")
    hands = tree.aws("codecommit")
    hands.update_repository_description(repositoryName="web", repositoryDescription="By hand")
    hands.delete_repository(repositoryName="gone")
    hands.create_repository(repositoryName="mine", repositoryDescription="Hers")
    sent, _ = watched(monkeypatch)
    reports = [f"--report={form}={form}.out" for form in ("json", "markdown")]

    ran = drift(tree, "--detailed-exitcode", *reports)

    assert ran.code == 2, ran.err
    assert sent
    assert not [call for call in sent if call.writes]
    assert "+ missing     codecommit.repositories.gone" in ran.out
    assert f"~ changed     {WEB}" in ran.out
    assert "~   description  By hand -> The shop" in ran.out
    assert "= not ours    codecommit.repositories.mine" in ran.out
    assert "- undeclared  codecommit.repositories.old" in ran.out
    assert "Drift    1 changed, 1 missing, 1 not ours, 1 undeclared; 2 as declared" in ran.out
    assert "will call" not in ran.out
    kept = json.loads((tree.root / "json.out").read_text())
    assert (kept["format"], kept["drifted"]) == ("reconcile.drift/1", True)
    assert kept["stacks"][0]["drift"][WEB] == "changed"
    told = (tree.root / "markdown.out").read_text()
    assert told.startswith("<!-- reconcile drift stack=shop environment=test -->")
    assert "- **missing** codecommit\\.repositories\\.gone" in told


def test_without_the_option_drift_is_no_failure_and_targets_narrow_it(tree: Tree) -> None:
    tree.specs(TWO)
    assert drift(tree).code == 0
    tree.applied("--target", WEB)

    assert drift(tree, "--target", WEB, "--detailed-exitcode").code == 0
    assert drift(tree, "--target", TOOLS, "--detailed-exitcode").code == 2
    assert drift(tree, "--target", "nothing").code == 64


def test_drift_cannot_be_told_to_write(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.specs(TWO)
    _, clients = watched(monkeypatch)
    drift(tree)

    with pytest.raises(GuardRefused):
        clients[0].send(
            Call("codecommit", "DeleteRepository", {"repositoryName": "web"}, writes=True)
        )
    assert drift(tree, "--yes").code == drift(tree, "--prune").code == 64
