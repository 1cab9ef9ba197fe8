"""What reaches stdout, stderr and files, on a terminal, in a pipe and in CI."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from reconciler.aws.pace import Pace
from reconciler.cli import progress
from reconciler.cli.output import encodable, wants_colour
from reconciler.cli.progress import Watching
from reconciler.engine.waiting import Started, Waiting
from reconciler.errors import Fault, ReconcileError
from reconciler.plan.plan import Action
from tests.cli.tree import REPOSITORY, SETTINGS, Tree

ROOT = Path(__file__).parents[2]
WEB = "codecommit.repositories.web"
MANY = "stack: shop\ncodecommit:\n  repositories:\n" + "".join(
    f"    r{number}: {{}}\n" for number in range(6)
)


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_plan_as_json_has_the_published_shape(tree: Tree) -> None:
    tree.specs(REPOSITORY)

    plan = tree.planned().json

    assert plan["format"] == "reconcile.plan/1"
    assert {"digest", "summary", "has_changes", "complete", "scopes", "calls"} <= plan.keys()
    (scope,) = plan["scopes"]
    assert (scope["account"], scope["region"]) == ("111122223333", "eu-west-1")
    (change,) = scope["changes"]
    assert change["address"] == WEB
    assert change["action"] == "create"
    assert change["source"] == {"file": "specs/shop.yaml", "line": 4, "column": 5}
    assert change["api"] == ["codecommit:CreateRepository"]
    field = next(field for field in change["fields"] if field["path"] == "description")
    assert (field["op"], field["before"], field["after"]) == ("add", None, "The shop")


def test_plans_are_as_their_schema_says(tree: Tree) -> None:
    judge = Draft202012Validator(tree.run("schema", "plan").json)
    judge.check_schema(judge.schema)
    golden = ROOT / "tests" / "report" / "golden" / "plan.json"
    tree.specs(REPOSITORY)
    plans = [json.loads(golden.read_text()), tree.planned().json]
    tree.applied()
    tree.write("specs/z.yaml", "stack: zoo\ncodecommit: {repositories: {zebra: {}}}\n")
    plans.append(tree.planned().json)

    assert [error.message for plan in plans for error in judge.iter_errors(plan)] == []
    del plans[0]["digest"]
    assert not judge.is_valid(plans[0])
    del plans[2]["plans"][1]["scopes"][0]["changes"][0]["action"]
    assert not judge.is_valid(plans[2])


def test_several_stacks_are_several_plans(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.write("specs/z.yaml", "stack: zoo\ncodecommit: {repositories: {zebra: {}}}\n")

    plans = tree.planned().json["plans"]

    assert [plan["stack"] for plan in plans] == ["shop", "zoo"]
    assert tree.plan().out.count("Digest   ") == 2


def test_apply_as_json_is_one_document_whatever_there_was_to_do(tree: Tree) -> None:
    tree.specs(REPOSITORY)

    made, same = tree.applied("--format", "json").json, tree.applied("--format", "json").json

    assert made["format"] == same["format"] == "reconcile.apply/1"
    assert [one["status"] for one in made["outcomes"]] == ["created"]
    assert same["outcomes"] == []
    assert same["plan"]["has_changes"] is False


def test_reports_are_written_beside_what_is_printed(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    reports = [f"--report={form}=out/plan.{form}" for form in ("json", "markdown", "text")]

    ran = tree.plan(*reports)

    kept = {form: (tree.root / f"out/plan.{form}").read_text() for form in ("text", "markdown")}
    assert kept["text"].splitlines()[-1] == ran.out.splitlines()[-1]
    assert kept["markdown"].startswith("<!-- reconcile stack=shop environment=test digest=")
    assert f"+ {WEB}" in kept["markdown"]
    digest = json.loads((tree.root / "out/plan.json").read_text())["digest"]
    assert digest[:16] in ran.out


def test_reports_of_an_apply_are_of_all_stacks(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.write("specs/z.yaml", "stack: zoo\ncodecommit: {repositories: {zebra: {}}}\n")

    tree.applied("--report", "json=out.json", "--report", "text=out.txt")

    assert len(json.loads((tree.root / "out.json").read_text())["applies"]) == 2
    assert (tree.root / "out.txt").read_text().count("RECAP ") == 2


def test_a_run_that_failed_leaves_no_report_of_an_earlier_one(tree: Tree) -> None:
    reports = ["--report=json=plan.json", "--report=markdown=plan.md", "--report=text=plan.txt"]
    tree.specs(REPOSITORY)
    tree.plan(*reports)
    tree.specs(REPOSITORY.replace("description", "descripton"))

    assert tree.plan(*reports).code == 4

    assert json.loads((tree.root / "plan.json").read_text())["exit_code"] == 4
    assert (tree.root / "plan.txt").read_text().startswith("error[RC1204]")
    told = (tree.root / "plan.md").read_text()
    assert told.startswith("### reconcile failed\n\n```\nerror[RC1204]")
    assert "Did you mean `description`?" in told


def test_a_record_that_could_not_be_kept_does_not_hide_what_was_done(tree: Tree) -> None:
    def full(path: Path, text: str) -> None:
        raise ReconcileError(Fault("RC6402", f"cannot write {path}: no space left"))

    tree.specs(REPOSITORY)
    tree.patch.setattr("reconciler.cli.apply.save", full)

    ran = tree.applied()

    assert "created=1" in ran.out
    assert "no space left" in ran.err


def test_what_is_not_aws_is_named_in_the_first_line(tree: Tree) -> None:
    tree.specs(REPOSITORY)

    assert tree.plan().out.startswith("NOT AWS: every call goes to the sandbox in ")


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_who_sees_colours(
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environment: dict[str, str],
    terminal: bool,
    coloured: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout", Terminal() if terminal else io.StringIO())

    assert wants_colour(choice) is coloured


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_colours_are_in_what_is_printed_and_not_in_files(tree: Tree, command: str) -> None:
    tree.specs(REPOSITORY)
    more = ["--yes"] if command == "apply" else []

    ran = tree.run(
        command, "--sandbox", str(tree.state), "--color=always", "--report=text=out", *more
    )

    assert f"\x1b[32m+ create   {WEB}" in ran.out
    assert "\x1b" not in (tree.root / "out").read_text()


def test_a_terminal_without_our_characters_gets_others() -> None:
    assert encodable("± a → b", "ascii") == "? a ? b"
    assert encodable("\ud800", "utf-8") == "?"


def watched(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, *, quiet: bool = False) -> str:
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setattr(progress, "PATIENCE", 0.02)
    monkeypatch.setattr(progress, "HEARTBEAT", 0.01)
    with Watching(quiet=quiet) as watching:
        watching.notify(Started("a.b.c", Action.CREATE))
        watching.notify(Waiting("a.b.c", "the role", 9.0))
        time.sleep(0.05)
    return stderr.getvalue()


def test_a_terminal_sees_what_is_waited_for_and_keeps_none_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = watched(monkeypatch, Terminal())

    assert "a.b.c waits for the role (9 s left)" in said
    assert said.endswith("\r\x1b[K")
    assert "\n" not in said


def test_a_log_gets_a_heartbeat_in_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    said = watched(monkeypatch, io.StringIO())

    assert said.splitlines()[0].startswith("a.b.c waits for the role")
    assert "\x1b" not in said


def test_ci_is_no_terminal_even_where_it_looks_like_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    assert "\x1b" not in watched(monkeypatch, Terminal())


def test_quiet_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert watched(monkeypatch, Terminal(), quiet=True) == ""


def test_a_short_run_says_nothing_on_stderr(tree: Tree) -> None:
    tree.specs(REPOSITORY)

    assert tree.plan().err == ""
    assert tree.applied().err == ""


def test_in_ci_nobody_is_asked(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.patch.setenv("CI", "true")
    tree.patch.setattr("sys.stdin", Terminal("yes\n"))

    assert tree.run("apply", "--sandbox", str(tree.state)).code == 64


@pytest.mark.parametrize(("answer", "made"), [("yes\n", 1), ("y\n", 0), ("no\n", 0), ("", 0)])
def test_on_a_terminal_only_yes_goes_on(tree: Tree, answer: str, made: int) -> None:
    tree.specs(REPOSITORY)
    tree.patch.setattr("sys.stdin", Terminal(answer))

    ran = tree.run("apply", "--sandbox", str(tree.state))

    assert ran.code == 0
    assert "Apply this change?" in ran.err
    assert ("Nothing was changed." in ran.err) is not made
    assert len(tree.aws("codecommit").list_repositories()["repositories"]) == made


def program(tree: Tree, *arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """Python running `arguments` in the tree."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=tree.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_reader_that_went_away_is_no_error(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    reader, writer = os.pipe()
    os.close(reader)

    run = program(tree, "-m", "reconciler", "plan", "--sandbox", str(tree.state), stdout=writer)
    os.close(writer)
    _, err = run.communicate(timeout=60)

    assert (run.returncode, err) == (0, "")


def test_an_apply_that_was_refused_leaves_no_record(tree: Tree) -> None:
    tree.specs(REPOSITORY, SETTINGS)
    tree.aws("codecommit").create_repository(repositoryName="web")

    assert tree.apply().code == 6
    assert tree.records() == []


def test_who_waits_is_told_that_aws_takes_fewer_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr, pace = io.StringIO(), Pace()
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setattr(progress, "HEARTBEAT", 0.01)
    pace.slow("codebuild", "")

    with Watching(quiet=False, pace=pace):
        time.sleep(0.05)

    assert "codebuild throttled 1x, 250 calls/s" in stderr.getvalue()


def test_what_a_name_says_in_full_is_created_without_a_leaf(tree: Tree) -> None:
    tree.specs("stack: shop\ncodecommit: {repositories: {web: {}}}\n")

    told = tree.plan().out

    assert "{}" not in told
    assert "will call: CreateRepository" in told


def test_what_has_no_name_is_called_by_all_that_tells_it_apart(tree: Tree) -> None:
    ends = "{minimum_count: 0, maximum_count: 1}"
    tree.specs(
        "stack: shop\ncodepipeline:\n  custom_actions:\n    jenkins: {category: Build, "
        f"provider: Jenkins, version: '1', input_artifact_details: {ends}, "
        f"output_artifact_details: {ends}}}\n"
    )

    assert "    name: Build/Jenkins/1\n" in tree.plan().out
