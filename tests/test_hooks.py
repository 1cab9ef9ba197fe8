"""The pre-commit hooks name commands that exist, and files that the commands read."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from reconciler.cli.arguments import parsed

HOOKS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_the_command_of_a_hook_is_accepted(hook: dict[str, Any]) -> None:
    program, *arguments = hook["entry"].split()
    files = ["specs/shop.yaml"] if hook.get("pass_filenames", True) else []
    wanted = parsed([*arguments, *files])
    command = hook["id"].split("-")[1]
    assert (program, wanted.command) == ("reconcile", command)
    assert (wanted.files if command == "event" else wanted.paths) == files


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("specs/shop.yaml", ["reconcile-validate", "reconcile-validate-files"]),
        ("specs/shop/build.yml", ["reconcile-validate", "reconcile-validate-files"]),
        ("reconcile.yaml", ["reconcile-validate"]),
        ("events/push.json", ["reconcile-event"]),
        ("app/specs.yaml", []),
        ("specs/readme.md", []),
    ],
)
def test_the_hooks_run_for_specs_and_the_whole_tree_also_for_its_root(
    path: str, ids: list[str]
) -> None:
    assert [hook["id"] for hook in HOOKS if re.search(hook["files"], path)] == ids


def test_only_the_whole_tree_is_read_once() -> None:
    whole = {hook["id"]: hook.get("pass_filenames", True) is False for hook in HOOKS}
    assert whole == {
        "reconcile-validate": True,
        "reconcile-validate-files": False,
        "reconcile-event": False,
    }
    assert all(hook["language"] == "python" for hook in HOOKS)
