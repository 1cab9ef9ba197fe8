"""The AWS CLI sees in the served sandbox exactly what the plan said, and nothing that it did not say."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.outside.cli import DESCRIBE, LISTS, ROOT, Cli, bare, described, listed
from tests.outside.places import MISSING, found, same
from tools.outsider import CLI, NO_CLI, is_whole

pytestmark = pytest.mark.skipif(not is_whole(CLI), reason=NO_CLI)


def reconcile(environ: dict[str, str], *arguments: str) -> str:
    """Run our command on the staging environment; what it prints."""
    command = [sys.executable, "-m", "reconciler", *arguments, "--environment", "staging"]
    done = subprocess.run(
        [*command, "--quiet", "specs/storefront"],
        cwd=ROOT,
        env={**bare(), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def planned(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The plan from empty, which is then applied, and the plan after it."""
    folder = tmp_path_factory.mktemp("records")
    before = {kind: listed(Cli(environ), kind) for kind in LISTS}
    assert not any(before.values())
    told = json.loads(reconcile(environ, "plan", "--format", "json"))
    reconcile(environ, "apply", "--yes", "--record", str(folder))
    after = json.loads(reconcile(environ, "plan", "--format", "json"))
    assert not after["has_changes"]
    return told


def test_every_leaf_of_the_plan_is_what_the_cli_sees(environ: dict[str, str], planned: Any) -> None:
    (scope,) = (one for one in planned["scopes"] if one["changes"])
    changes = scope["changes"]
    assert {change["kind"] for change in changes} == set(DESCRIBE)
    with ThreadPoolExecutor(4) as pool:
        views = list(
            pool.map(lambda one: described(Cli(environ), one["kind"], one["name"]), changes)
        )
    clone = next(
        view["cloneUrlHttp"] for view in views if view.get("repositoryName", "").endswith("-tools")
    )
    wrong, leaves = [], 0
    for change, view in zip(changes, views, strict=True):
        for field in change["fields"]:
            leaves += 1
            after = field["after"]
            if str(after).startswith("(known after apply"):
                after = clone
            seen = found(view, field["path"])
            if seen == MISSING or not same(after, seen):
                wrong.append(f"{change['address']} {field['path']}: planned {after!r}, is {seen!r}")
        planned_tags = {one["path"][5:] for one in change["fields"] if one["path"][:5] == "tags."}
        assert set(view["tags"]) == planned_tags, change["address"]
    assert wrong == []
    assert leaves > 150, "the plan says much, and all of it was looked at"


def test_a_wrong_value_would_be_seen() -> None:
    """The comparison by names alone is not one that always holds."""
    told = {
        "roleName": "a",
        "tags": {"team": "web"},
        "environment": {"environmentVariables": [{"name": "STAGE", "value": "prod"}]},
        "buildspec": "phases: {build: {commands: [date]}}",
        "Capabilities": "A,B",
    }
    assert same("prod", found(told, "environment.environment_variables[STAGE].value"))
    assert not same("test", found(told, "environment.environment_variables[STAGE].value"))
    assert found(told, "environment.environment_variables[OTHER].value") == MISSING
    assert same(["date"], found(told, "buildspec.phases.build.commands"))
    assert not same(["date", "ls"], found(told, "buildspec.phases.build.commands"))
    assert same(["B", "A"], found(told, "capabilities"))
    assert not same("other", found(told, "tags.team"))
    assert found(told, "tags.none") == MISSING


def test_nothing_is_there_that_the_plan_did_not_say(environ: dict[str, str], planned: Any) -> None:
    (scope,) = (one for one in planned["scopes"] if one["changes"])
    said: dict[str, list[str]] = {kind: [] for kind in LISTS}
    for change in scope["changes"]:
        said[change["kind"]].append(change["name"])
    seen = {kind: listed(Cli(environ), kind) for kind in LISTS}
    assert seen == {kind: sorted(names) for kind, names in said.items()}


def test_a_change_by_the_cli_is_the_one_line_of_the_next_plan(
    environ: dict[str, str], planned: Any, tmp_path: Path
) -> None:
    name = "storefront-staging-build"
    project = described(Cli(environ), "codebuild.projects", name)
    tags = json.dumps([{"key": key, "value": text} for key, text in project["tags"].items()])
    Cli(environ)(
        "codebuild", "update-project", "--name", name, "--timeout-in-minutes", "90", "--tags", tags
    )
    told = json.loads(reconcile(environ, "plan", "--format", "json"))
    changes = [one for scope in told["scopes"] for one in scope["changes"] if one["fields"]]
    (field,) = [field for one in changes for field in one["fields"]]
    assert (field["path"], field["before"], field["after"]) == ("timeout_in_minutes", 90, 20)
    reconcile(environ, "apply", "--yes", "--record", str(tmp_path))
    assert described(Cli(environ), "codebuild.projects", name)["timeoutInMinutes"] == 20
