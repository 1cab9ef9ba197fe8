"""What a newcomer does first is true: `init`, the README's snippets and commands, the demo's drift."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reconciler import errors
from reconciler.cli.arguments import EXITS, parsed
from reconciler.spec.forms import forms
from tests.cli.tree import SETTINGS, Tree

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEMPLATES = sorted(path.name for path in (ROOT / "specs").iterdir() if path.is_dir())


def snippets(language: str) -> list[str]:
    """The fenced blocks of the README in a language, "" for plain ones."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [text for name, text in fenced if name == language]


def commands() -> list[str]:
    """The command lines of ours that the README tells to type."""
    shown = [
        line.partition("#")[0].strip() for text in snippets("console") for line in text.split("\n")
    ]
    typed = [line.removeprefix("$ ") for line in shown if line.startswith("$ reconcile")]
    inline = re.findall(r"`(reconcile [a-z][^`]*)`", README)
    return [*typed, *(line for line in inline if "DIGEST" not in line)]


def test_what_init_writes_validates_plans_and_applies(tree: Tree) -> None:
    written = tree.run("init", "--stack", "web")
    assert written.code == 0
    assert tree.files() == {"reconcile.yaml", "specs/web.yaml"}

    assert tree.run("validate").out.startswith("Valid: 1 file, 1 stack")
    region = ("--region", "eu-west-1")
    assert len(tree.planned(*region).actions()) == 3
    tree.applied(*region)
    assert tree.planned(*region).actions() == {}


def test_init_in_another_folder_says_how_to_go_on(tree: Tree) -> None:
    ran = tree.run("init", "my project")

    assert "cd 'my project' && reconcile validate" in ran.out
    assert "project: my-project" in (tree.root / "my project/reconcile.yaml").read_text()
    tree.patch.chdir(tree.root / "my project")
    assert tree.run("validate").code == 0


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_stack_of_the_gallery_is_a_valid_beginning(tree: Tree, template: str) -> None:
    assert tree.run("init", "--template", template, "--stack", "mine").code == 0

    ran = tree.run("validate")

    assert ran.code == 0, ran.out
    assert ", 1 stack, 2 environments" in ran.out
    assert "stack: mine\n" in "".join(
        (tree.root / path).read_text() for path in tree.files() if path.endswith(".yaml")
    )


def test_a_project_out_of_the_gallery_plans_as_init_says(tree: Tree) -> None:
    said = tree.run("init", "--template", "nightly").out
    assert "reconcile plan --environment staging --sandbox\n" in said

    assert "create" in tree.planned("--environment", "staging").actions().values()


def test_a_wrong_template_lists_the_right_ones(tree: Tree) -> None:
    ran = tree.run("init", "--template", "x")

    assert ran.code == 64
    assert "one of bitbucket-to-lambda, codecommit-to-beanstalk," in ran.err
    assert tree.files() == set()


def test_the_spec_of_the_readme_is_valid(tree: Tree) -> None:
    tree.specs(snippets("yaml")[0], SETTINGS)

    ran = tree.run("validate")

    assert ran.code == 0, ran.out


@pytest.mark.parametrize("line", commands())
def test_the_commands_of_the_readme_are_understood(line: str) -> None:
    assert parsed(shlex.split(line)[1:]).command


def test_the_hook_of_the_readme_exists() -> None:
    hook = re.findall(r"\{id: ([\w-]+)\}", README)

    assert hook
    offered = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert all(f"- id: {one}\n" in offered for one in hook)


def test_the_kinds_of_the_readme_are_those_that_there_are() -> None:
    rows = re.findall(r"^\| (\w+) \| ([a-z_, ]+) \|$", README, re.MULTILINE)
    told = {f"{section}.{kind}" for section, kinds in rows for kind in kinds.split(", ")}

    assert told - {"section.kinds"} == set(forms())


def exit_codes() -> set[int]:
    """Every code of the contract, as the errors say it."""
    known = [errors.ReconcileError]
    for error in known:
        known += error.__subclasses__()
    return {error.exit_code for error in known} | {
        0,
        errors.EXIT_CHANGES,
        errors.EXIT_BUG,
        130,
        143,
    }


@pytest.mark.parametrize("text", [README.partition("Exit codes")[2].partition("## ")[0], EXITS])
def test_the_exit_codes_are_the_contract(text: str) -> None:
    assert {int(number) for number in re.findall(r"\b\d+\b", text)} == exit_codes()


def test_the_plan_of_the_readme_is_what_the_demo_shows(tree: Tree) -> None:
    shutil.copytree(ROOT / "specs" / "storefront", tree.root / "specs" / "storefront")
    shutil.copy(ROOT / "reconcile.yaml", tree.root)
    tree.applied("-e", "staging")
    subprocess.run(
        [sys.executable, ROOT / "tools" / "by_hand.py", tree.state],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )

    shown = tree.plan("-e", "staging").out

    (block,) = (text for text in snippets("") if "~ update" in text)
    assert [line for line in block.splitlines() if line and line not in shown.splitlines()] == []
    assert tree.plan("-e", "staging", "--detailed-exitcode").code == 2
    tree.applied("-e", "staging")
    assert tree.plan("-e", "staging", "--detailed-exitcode").code == 0


def test_every_schema_is_printed(tree: Tree) -> None:
    for name in ("stack", "reconcile", *{kind.partition(".")[0] for kind in forms()}):
        ran = tree.run("schema", name)
        assert ran.code == 0, name
        assert ran.json["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_validate_tells_files_and_json(tree: Tree) -> None:
    tree.specs(snippets("yaml")[0], SETTINGS)
    tree.write("specs/bad.yaml", "stack: zoo\ncodecommit: {repositories: {a: {descripton: x}}}\n")

    assert tree.run("validate", "--files", "specs/shop.yaml").code == 0
    ran = tree.run("validate", "--files", "specs/bad.yaml", "--format", "json")
    assert ran.code == 4
    (fault,) = ran.json["faults"]
    assert fault["source"]["file"] == "specs/bad.yaml"
    assert fault["suggestion"] == "Did you mean `description`?"
    told = tree.run("validate", "--files", "Makefile")
    assert told.code == 0
    assert "Makefile is no spec of this tree" in told.err


def test_the_served_sandbox_answers_the_command_like_any_endpoint(tree: Tree) -> None:
    tree.specs(snippets("yaml")[0].partition("codebuild:")[0], SETTINGS)
    serve = [sys.executable, "-m", "reconciler", "sandbox", "--port", "0", "--account"]
    with subprocess.Popen(
        [*serve, "111122223333"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout
        lines = [server.stdout.readline() for _ in range(4)]
        for name, value in re.findall(r"^export (\w+)=(.+)$", "".join(lines), re.MULTILINE):
            tree.patch.setenv(name, value)
        plan = tree.run("plan")
        made = tree.run("apply", "--yes")
        again = tree.run("plan", "--detailed-exitcode")
        server.terminate()

    assert (plan.code, made.code, again.code, server.returncode) == (0, 0, 0, 0)
    assert plan.out.startswith("NOT AWS: every call goes to http://127.0.0.1:")
