"""State: refused operations leave nothing, files survive SIGKILL, processes share one file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from reconciler.sandbox.state import NotASandbox
from reconciler.sandbox.store import Store


def test_a_refused_transaction_leaves_nothing_behind() -> None:
    store = Store()
    with store.transaction():
        store.put("p", "t", "a", {"n": 1}, 0)
        store.put("p", "t", "b", {"n": 2}, 0)
    before = json.dumps(store.dump())

    def refused() -> None:
        with store.transaction():
            store.put("p", "t", "a", {"n": 9}, 0)
            store.remove("p", "t", "a", 0)
            store.put("p", "t", "c", {}, 0)
            store.put("q", "t", "c", {}, 0)
            store.next_id()
            store.journal({"service": "iam"})
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        refused()

    assert json.dumps(store.dump()) == before


def test_the_past_can_be_read() -> None:
    store = Store()
    for moment, number in ((10.0, 1), (20.0, 2)):
        with store.transaction():
            store.put("p", "t", "a", {"n": number}, moment)
    with store.transaction():
        store.remove("p", "t", "a", 30.0)

    assert store.table_at("p", "t", 5) == {}
    assert store.table_at("p", "t", 10) == {"a": '{"n":1}'}
    assert store.table_at("p", "t", 25) == {"a": '{"n":2}'}
    assert store.table_at("p", "t", 30) == {}


def test_two_stores_on_one_file_see_each_other(tmp_path: Path) -> None:
    first, second = Store(tmp_path / "aws.json"), Store(tmp_path / "aws.json")
    with first.transaction():
        first.put("p", "t", "a", {"n": 1}, 0)
    with second.transaction():
        assert second.get("p", "t", "a") == {"n": 1}
        second.put("p", "t", "b", {"n": 2}, 0)
    with first.transaction():
        assert list(first.table("p", "t")) == ["a", "b"]


def test_nothing_acknowledged_is_lost_to_sigkill(tmp_path: Path) -> None:
    """Two processes write and say so; both are killed at work; all they said is in the file."""
    file = tmp_path / "aws.json"
    code = textwrap.dedent("""
        import sys
        from pathlib import Path
        from reconciler.sandbox.store import Store
        store = Store(Path(sys.argv[1]))
        for number in range(10_000):
            with store.transaction():
                store.put("p", "t", f"{sys.argv[2]}-{number}", {"n": number}, 0)
            print(f"{sys.argv[2]}-{number}", flush=True)
    """)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(file), name], stdout=subprocess.PIPE, text=True
        )
        for name in "ab"
    ]
    acknowledged = []
    for worker in workers:
        assert worker.stdout is not None
        acknowledged += [worker.stdout.readline().strip() for _ in range(20)]
    for worker in workers:
        os.kill(worker.pid, signal.SIGKILL)
    for worker in workers:
        assert worker.stdout is not None
        acknowledged += [line for line in worker.stdout.read().split("\n") if line]
        worker.stdout.close()
        worker.wait()

    store = Store(file)
    with store.transaction():
        kept = set(store.table("p", "t"))
    assert set(acknowledged) <= kept


def test_the_clock_and_a_reset_reach_the_other_process(tmp_path: Path) -> None:
    first, second = Store(tmp_path / "aws.json"), Store(tmp_path / "aws.json")
    first.move_clock(60)
    with first.transaction():
        first.put("p", "t", "a", {}, 0)
    first.reset()

    with second.transaction() as state:
        assert (state.offset, state.places, state.epoch) == (60, {}, 1)


@pytest.mark.parametrize("text", ["stack: shop\n", "[]", '{"format": "other/1"}', "[" * 100_000])
def test_a_file_of_another_kind_is_refused_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text(text)
    with pytest.raises(NotASandbox, match="is not the state of a sandbox"):
        Store(file)

    assert file.read_text() == text


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    for file in (tmp_path / "none" / "aws.json", tmp_path):
        with pytest.raises(NotASandbox):
            Store(file)


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """An empty one, as mktemp makes it, may be given."""
    file = tmp_path / "aws.json"
    file.touch()
    store = Store(file)
    with store.transaction():
        store.put("p", "t", "a", {"text": "é \u2028"}, 0)

    assert file.stat().st_mode & 0o777 == 0o600
    assert Store(file).get("p", "t", "a") == {"text": "é \u2028"}
