"""SIGINT, SIGTERM and SIGKILL, in processes of their own; every bound is counted from the signal."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import pytest

from tests.cli.test_output import MANY, program
from tests.cli.tree import Tree

WITHIN = 6.0
"""Seconds from the signal to the end, whatever AWS does."""

BOTH = pytest.mark.parametrize(("number", "code"), [(2, 130), (15, 143)])
"""The two signals that end a run cleanly, and its code then."""

CREATE = "CreateRepository"
READ = "BatchGetRepositories"

PROGRAM = """\
import json, os, sys, threading, time
from functools import partial
from reconciler.cli import apply, connect, main
from reconciler.sandbox.app import Sandbox

how = json.loads(sys.argv[1])
if how["grace"]:
    apply.Way = partial(apply.Way, grace=how["grace"])

def signalled(number):
    with open("../signalled", "w") as file:
        file.write(str(time.monotonic()))
    os.kill(os.getpid(), number)

class Interrupting(Sandbox):
    left = how["after"]

    def handle(self, request):
        hit = how["at"] in str(request.headers)
        self.left -= hit
        first = hit and self.left == 0
        if first and not how["done"]:
            self.signal()
        if hit and self.left <= 0:
            time.sleep(how["hangs"])
        answer = super().handle(request)
        if first and how["done"]:
            self.signal()
        return answer

    def signal(self):
        signalled(how["number"])
        if how["again"]:
            threading.Timer(0.2, signalled, [how["again"]]).start()

connect.local_aws = lambda file, account: Interrupting(file, account=account)
sys.exit(main(sys.argv[2:]))
"""
"""The command with a sandbox that signals it at the call whose number is `after` among those of the
operation `at`, before it or where `done` after it; such calls hang for so many seconds from then on."""


@dataclass(frozen=True)
class Ended:
    """How a run ended, and how many seconds after its last signal."""

    code: int
    out: str
    err: str
    after: float


def signalled(tree: Tree, number: int, command: str = "apply", **how: Any) -> Ended:
    """Run a command that gets a signal at a call; `how` is what the program is told otherwise."""
    usual = {"at": CREATE, "after": 1, "hangs": 0, "grace": 0, "again": 0, "done": False}
    told = json.dumps({**usual, **how, "number": number})
    arguments = [command, "--sandbox", str(tree.state), "--parallel", "2"]
    yes = ["--yes"] if command == "apply" else []
    run = program(tree, "-c", PROGRAM, told, *arguments, *yes)
    out, err = run.communicate(timeout=60)
    ended = time.monotonic()
    mark = tree.root.parent / "signalled"
    return Ended(run.returncode, out, err, ended - float(mark.read_text()))


def resumed(tree: Tree) -> None:
    """Running again makes each repository once, and then there is nothing left to do."""
    tree.applied()
    assert tree.planned().actions() == {}
    found = tree.aws("codecommit").list_repositories()["repositories"]
    assert sorted(one["repositoryName"] for one in found) == [f"r{number}" for number in range(6)]


@BOTH
def test_a_signal_lets_calls_in_flight_end_and_leaves_a_record(
    tree: Tree, number: int, code: int
) -> None:
    tree.specs(MANY)

    ran = signalled(tree, number, hangs=0.2)

    assert ran.code == code, ran.out + ran.err
    assert ran.after < WITHIN / 2
    assert "Traceback" not in ran.err
    assert "Interrupted; what was under way was finished. Run again to continue." in ran.out
    assert "RECAP test/" in ran.out
    (record,) = tree.records()
    assert record["interrupted"] == number
    assert record["summary"]["interrupted"] >= 4
    made = tree.aws("codecommit").list_repositories()["repositories"]
    assert 1 <= len(made) <= 2
    resumed(tree)


@pytest.mark.parametrize(
    ("number", "code", "at"),
    [(2, 130, CREATE), (15, 143, READ)],
)
def test_a_call_that_is_never_answered_is_left_after_the_grace(
    tree: Tree, number: int, code: int, at: str
) -> None:
    tree.specs(MANY)
    after = 1 if at == CREATE else 2  # the first read is the plan's

    ran = signalled(tree, number, at=at, after=after, hangs=30, grace=0.3)

    assert ran.code == code, ran.out + ran.err
    assert ran.after < 0.3 + WITHIN / 2
    (record,) = tree.records()
    assert sum(record["summary"].values()) == 6
    assert any(one["wrote"] for one in record["outcomes"])  # what was under way may have been done
    resumed(tree)


@pytest.mark.soak
@BOTH
def test_the_grace_of_the_command_itself_is_short_enough(
    tree: Tree, number: int, code: int
) -> None:
    tree.specs(MANY)

    ran = signalled(tree, number, hangs=30)

    assert (ran.code, ran.after < WITHIN, len(tree.records())) == (code, True, 1), ran


def test_a_second_signal_ends_at_once(tree: Tree) -> None:
    tree.specs(MANY)

    ran = signalled(tree, 2, hangs=30, again=15)

    assert ran.code == 143, ran.out + ran.err
    assert ran.after < 2
    assert "Interrupted again" in ran.err
    assert tree.records() == []
    resumed(tree)


@pytest.mark.parametrize(("command", "number", "code"), [("plan", 2, 130), ("apply", 15, 143)])
def test_a_signal_ends_what_only_reads_at_once(
    tree: Tree, command: str, number: int, code: int
) -> None:
    tree.specs(MANY)

    ran = signalled(tree, number, command, at="CodeCommit_", hangs=30)

    assert (ran.code, ran.out) == (code, "")
    assert ran.after < 2
    assert ran.err.strip() == "Interrupted; nothing was changed."


@pytest.mark.parametrize(("after", "done"), [(1, False), (3, True)])
def test_a_process_that_is_killed_at_a_call_is_resumed(tree: Tree, after: int, done: bool) -> None:
    tree.specs(MANY)

    ran = signalled(tree, 9, after=after, done=done)

    assert ran.code == -9
    made = tree.aws("codecommit").list_repositories()["repositories"]
    assert len(made) in ({0, 1} if not done else {after - 1, after, after + 1})
    resumed(tree)
