"""Two applies at once: with a lock one of them writes, and the other says who does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals, translated
from reconciler.cli import locking
from reconciler.engine import lock
from reconciler.engine.lock import Claim, taken
from reconciler.engine.waiting import WallClock
from reconciler.errors import Fault
from reconciler.plan.calls import Answer, AnswerLost, AwsRefused, Call, Send, Unreachable
from reconciler.sandbox.app import Sandbox
from tests.cli.tree import ACCOUNT, REGION, REPOSITORY, SETTINGS, Ran, Tree
from tests.engine.ground import Turned

ROOT = Path(__file__).parents[2]
LOCKED = SETTINGS + "lock: {s3: s3://acme-locks/ci, lease: 30}\n"
KEY = "ci/acme/shop/test.lock.json"
ME = "acme/shop/test"


@pytest.fixture
def locked(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A tree whose settings state a lock, and its bucket."""
    monkeypatch.setattr(lock, "BEAT", 0.05)
    tree.specs(REPOSITORY, LOCKED)
    bucket(tree.aws("s3"))
    return tree


def bucket(s3: Any) -> None:
    """The bucket that the lock lies in."""
    s3.create_bucket(Bucket="acme-locks", CreateBucketConfiguration={"LocationConstraint": REGION})


def locks(tree: Tree, *arguments: str) -> Ran:
    """`reconcile lock` on the sandbox."""
    return tree.run("lock", *arguments, "--sandbox", str(tree.state))


def put(tree: Tree, beats: int = 0) -> None:
    """Somebody else's claim lies in the lock."""
    claim = Claim("other", "ann@desk", ME, "2026-01-01T00:00:00+00:00", 30, beats)
    tree.aws("s3").put_object(Bucket="acme-locks", Key=KEY, Body=claim.content)


def test_a_lock_is_taken_and_given_back_and_readers_never_ask(locked: Tree) -> None:
    calls: list[str] = []
    send = locking.Bucket._asked

    def asked(self: Any, operation: str, *more: Any) -> Any:
        calls.append(operation)
        return send(self, operation, *more)

    locked.patch.setattr(locking.Bucket, "_asked", asked)
    locked.plan()
    locked.run("drift", "--sandbox", str(locked.state))
    assert calls == []

    locked.applied()

    assert (calls[0], calls[-1]) == ("PutObject", "DeleteObject")
    assert locked.aws("s3").list_objects_v2(Bucket="acme-locks")["KeyCount"] == 0


def test_a_plan_that_is_refused_gives_the_lock_back(locked: Tree) -> None:
    assert locked.apply("--expect", "0" * 16).code == 5

    assert "free" in locks(locked, "show").out


def test_who_lives_keeps_the_lock(locked: Tree) -> None:
    put(locked)

    @dataclass
    class Beating(Turned):
        def wait(self, seconds: float, stop: Event) -> None:
            super().wait(seconds, stop)
            put(locked, beats=1)

    locked.patch.setattr(locking, "WallClock", Beating)

    ran = locked.apply()

    assert ran.code == 7, ran.err
    assert f"RC5060] {ME} is being applied by ann@desk, since 2026-01-01" in ran.err
    assert locked.aws("codecommit").list_repositories()["repositories"] == []


def test_the_dead_are_taken_over_after_their_lease(locked: Tree) -> None:
    put(locked)
    clocks = [WallClock(), Turned()]
    locked.patch.setattr(locking, "WallClock", clocks.pop)
    locked.patch.setattr(lock, "BEAT", 20)

    ran = locked.applied()

    assert "Locked by ann@desk since 2026-01-01" in ran.err
    assert "free" in locks(locked, "show").out


def test_the_lock_is_shown_and_broken(locked: Tree) -> None:
    assert locks(locked, "show").out == f"{ME}  free\n"
    put(locked)

    assert "held by ann@desk since 2026-01-01" in locks(locked, "show").out
    assert locks(locked, "show", "--format", "json").json["locks"][ME]["holder"] == "ann@desk"
    assert locks(locked, "break").code == 64
    ran = locks(locked, "break", "--yes")
    assert (ran.code, f"Broken: {ME}" in ran.err) == (0, True)
    assert locked.apply().code == 0


def test_without_a_lock_there_is_none_to_show(tree: Tree) -> None:
    tree.specs(REPOSITORY)

    ran = locks(tree, "show")

    assert (ran.code, "RC6419" in ran.err) == (64, True)


def test_a_bucket_that_is_not_there_ends_an_apply_before_it_begins(tree: Tree) -> None:
    tree.specs(REPOSITORY, LOCKED)

    ran = tree.apply()

    assert (ran.code, "s3:PutObject" in ran.err) == (1, True), ran.err
    assert tree.aws("codecommit").list_repositories()["repositories"] == []


def taken_over(tree: Tree, at: str) -> None:
    """At this call somebody else takes the lock; the call goes on once its holder knows."""
    send, lost, known = Client.send, locking.Locks._lost, Event()

    def losing(self: locking.Locks, why: Fault) -> None:
        lost(self, why)
        known.set()

    def sending(self: Client, call: Any) -> Any:
        if call.operation == at and not known.is_set():
            put(tree)
            assert known.wait(10)
        return send(self, call)

    tree.patch.setattr(locking.Locks, "_lost", losing)
    tree.patch.setattr(Client, "send", sending)


def test_a_lock_that_is_lost_before_the_first_write_ends_with_its_own_code(locked: Tree) -> None:
    taken_over(locked, "BatchGetRepositories")

    ran = locked.apply()

    why = f"the lock of {ME} was taken over by ann@desk, since 2026-01-01T00:00:00+00:00"
    assert ran.code == 7, ran.err
    assert f"error[RC5061] {why}" in ran.err
    assert f"Stopped: {why}" in ran.out
    assert locked.aws("codecommit").list_repositories()["repositories"] == []
    assert "held by ann@desk" in locks(locked, "show").out


def test_a_lock_that_is_lost_in_mid_apply_stops_the_rest(locked: Tree) -> None:
    locked.specs(REPOSITORY + "    more: {}\n    other: {}\n", LOCKED)
    taken_over(locked, "CreateRepository")

    ran = locked.apply("--parallel", "1")

    assert ran.code == 3, ran.err
    assert "error[RC5061]" in ran.err
    assert len(locked.aws("codecommit").list_repositories()["repositories"]) == 1
    (record,) = locked.records()
    assert [one["wrote"] for one in record["outcomes"]].count(True) == 1
    assert record["summary"]["interrupted"] >= 2
    assert (record["interrupted"], "ann@desk" in record["stopped"]) == (0, True)


def test_a_lock_that_is_lost_leaves_the_other_stacks_alone(locked: Tree) -> None:
    locked.write("specs/zoo.yaml", REPOSITORY.replace("shop", "zoo").replace("web", "ape"))
    taken_over(locked, "CreateRepository")

    ran = locked.apply()

    assert (ran.code, "Not begun: zoo" in ran.err) == (3, True), ran.err
    found = locked.aws("codecommit").list_repositories()["repositories"]
    assert [one["repositoryName"] for one in found] == ["web"]


def test_who_holds_a_lock_is_a_run_of_ci_or_somebody() -> None:
    run = {
        "GITHUB_RUN_ID": "7",
        "GITHUB_SERVER_URL": "https://git.example",
        "GITHUB_REPOSITORY": "a/b",
    }
    assert locking.holder(run) == "https://git.example/a/b/actions/runs/7"
    assert locking.holder({"BUILD_URL": "https://ci.example/7"}) == "https://ci.example/7"
    assert locking.holder({}).endswith(f"(process {os.getpid()})")


@pytest.fixture
def served(tree: Tree) -> Iterator[dict[str, str]]:
    """The environment of programs that speak with one sandbox, and of this one."""
    sandbox = Sandbox(account=ACCOUNT)
    keys = sandbox.credentials()
    tree.patch.setenv("AWS_ACCESS_KEY_ID", keys.access_key_id)
    tree.patch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_access_key)
    with sandbox.serve() as server:
        tree.patch.setenv("AWS_ENDPOINT_URL", server.url)
        yield {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def applying(served: dict[str, str]) -> subprocess.Popen[str]:
    """`reconcile apply` in a process of its own, as on a terminal: it waits for a yes."""
    code = (
        "import sys, reconciler.cli as cli; sys.stdin.isatty = lambda: True; sys.exit(cli.main({}))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code.format(["apply"])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={name: value for name, value in served.items() if name != "CI"},
    )


def until_asked(process: subprocess.Popen[str]) -> None:
    """Wait until it shows its plan: its lock is taken, and it waits for a yes."""
    assert process.stdout
    assert any(line.startswith("Digest") for line in process.stdout)


def client(served: dict[str, str], service: str) -> Any:
    """A client of the sandbox."""
    import boto3

    return boto3.client(  # type: ignore[call-overload]
        service,
        region_name=REGION,
        endpoint_url=served["AWS_ENDPOINT_URL"],
        aws_access_key_id=served["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=served["AWS_SECRET_ACCESS_KEY"],
    )


def names(served: dict[str, str]) -> list[str]:
    """The repositories that are live."""
    found = client(served, "codecommit").list_repositories()["repositories"]
    return [one["repositoryName"] for one in found]


def test_of_two_processes_one_writes_and_the_other_says_who(
    tree: Tree, served: dict[str, str]
) -> None:
    tree.specs(REPOSITORY, LOCKED)
    bucket(client(served, "s3"))
    with applying(served) as first:
        until_asked(first)
        second = tree.run("apply", "--yes")
        told, _ = first.communicate("yes\n", timeout=60)

    assert second.code == 7, second.err
    assert f"(process {first.pid})" in second.err
    assert (first.returncode, "created=1" in told) == (0, True)
    assert client(served, "s3").list_objects_v2(Bucket="acme-locks")["KeyCount"] == 0


def test_without_a_lock_two_processes_both_try(tree: Tree, served: dict[str, str]) -> None:
    tree.specs(REPOSITORY)
    with applying(served) as first, applying(served) as second:
        until_asked(first)
        until_asked(second)
        first.communicate("yes\n", timeout=60)
        _, said = second.communicate("yes\n", timeout=60)

    assert first.returncode == 0
    assert names(served) == ["web"]
    assert second.returncode in (0, 1), said


@pytest.mark.parametrize(
    ("number", "left"), [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGKILL, 1)]
)
def test_a_signal_gives_the_lock_back_but_for_the_one_that_nobody_sees(
    tree: Tree, served: dict[str, str], number: signal.Signals, left: int
) -> None:
    tree.specs(REPOSITORY, LOCKED)
    s3 = client(served, "s3")
    bucket(s3)
    with applying(served) as process:
        until_asked(process)
        process.send_signal(number)
        process.communicate(timeout=60)

    assert process.returncode == (-9 if number == signal.SIGKILL else 128 + number)
    assert s3.list_objects_v2(Bucket="acme-locks")["KeyCount"] == left
    if left:
        clock = Turned()
        store = locking.Bucket(sending(s3), "acme-locks", KEY)
        mark = taken(store, locking.claim_of(ME, 30), clock, lambda _: None)
        assert clock.time >= 30
        assert store.remove(mark)


def sending(client: Any) -> Send:
    """A `send` through a client of boto3's, with our errors."""

    def send(call: Call) -> Answer:
        with translated(call, Refusals(AwsRefused, AnswerLost, Unreachable)):
            return dict(client._make_api_call(call.operation, dict(call.params)))

    return send
