"""The exit codes are a contract: each is told in the help, and each is seen in a test of the commands."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from reconciler.cli import apply
from reconciler.cli.arguments import EXITS
from reconciler.errors import (
    EXIT_BUG,
    EXIT_CHANGES,
    EXIT_OK,
    Interrupted,
    ReconcileError,
)
from tests.cli.tree import SETTINGS, Tree
from tests.engine.ground import Turned

HERE = Path(__file__).parent
ROLE = """\
stack: shop
iam:
  roles:
    build:
      lifecycle: {state: STATE}
      assume_role_policy_document:
        Statement: [{Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: "sts:AssumeRole"}]
"""


def codes() -> set[int]:
    """Every exit code that there is."""
    errors = {one.exit_code for one in ReconcileError.__subclasses__() if one is not Interrupted}
    return errors | {ReconcileError.exit_code, EXIT_OK, EXIT_CHANGES, EXIT_BUG, 130, 143}


def numbers(test: ast.expr) -> set[int]:
    """The numbers of an assertion."""
    return {
        one.value
        for one in ast.walk(test)
        if isinstance(one, ast.Constant) and type(one.value) is int
    }


def seen() -> set[int]:
    """The codes that assertions about `code` or `returncode` of the commands' tests name.

    Where a test compares with a parameter, those of its decorators count.
    """
    found: set[int] = set()
    for path in HERE.glob("test_*.py"):
        for test in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(test, ast.FunctionDef) or not test.name.startswith("test_"):
                continue
            for one in ast.walk(test):
                if isinstance(one, ast.Assert) and "code" in ast.unparse(one.test):
                    found |= numbers(one.test)
                    if "== code" in ast.unparse(one.test):
                        found |= set().union(*map(numbers, test.decorator_list))
    return found


def test_every_code_is_seen_in_a_test_and_told_in_the_help() -> None:
    assert codes() - seen() == set()
    told = {int(word.strip(",;")) for word in EXITS.split() if word.strip(",;").isdigit()}
    assert told == codes()


def test_what_was_waited_for_in_vain_has_its_own_code(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.specs(ROLE.replace("STATE", "present"), SETTINGS)
    tree.applied()
    iam = tree.aws("iam")
    iam.create_instance_profile(InstanceProfileName="hers")
    iam.add_role_to_instance_profile(InstanceProfileName="hers", RoleName="build")
    tree.specs(ROLE.replace("STATE", "absent"), SETTINGS)
    clock = Turned()
    monkeypatch.setattr(apply, "WallClock", lambda: clock)

    ran = tree.apply("--allow-many-deletes")

    assert ran.code == 9, ran.out + ran.err
    assert "error[RC5106] iam.roles.build: AWS refused iam:DeleteRole for as long as" in ran.out
    assert clock.time >= 300
    [failed] = [one for one in tree.records()[-1]["outcomes"] if one["status"] == "failed"]
    assert "DeleteConflict" in json.dumps(failed["error"])
