"""The benchmark says what it measured, and does not call a missed promise kept."""

import json
import sys
from pathlib import Path

import pytest

from bench import run
from bench.against_ansible import write_playbook
from bench.figures import Figure, Timed, ratio
from bench.latency import PARALLEL, Measured
from bench.matching import events_a_second
from bench.reads import SECTIONS, Ended, write_apps
from bench.saves import FIRST, RECORDS, fill
from bench.served import LATENCY, served
from bench.startup import FILES, sandbox_start, write_specs
from bench.throughput import read_of_a_repository
from bench.wires import Wire, client
from reconciler.__main__ import main


@pytest.mark.parametrize(
    ("figure", "kept", "text"),
    [
        (Figure("a", 5, "x", most=5), True, "ok   a: 5 x (at most 5)"),
        (Figure("a", 5.1, "x", most=5, detail="[b]"), False, "MISS a: 5.1 x (at most 5) [b]"),
        (Figure("a", 1999, "/s", least=2000), False, "MISS a: 1999 /s (at least 2000)"),
        (Figure("a", 2000, "/s", least=2000), True, "ok   a: 2000 /s (at least 2000)"),
    ],
)
def test_a_figure_says_whether_its_promise_is_kept(figure: Figure, kept: bool, text: str) -> None:
    assert (figure.kept, str(figure)) == (kept, text)


def test_a_ratio_compares_two_commands(tmp_path: Path) -> None:
    slow = Timed([sys.executable, "-c", "import time; time.sleep(0.1)"], tmp_path)
    figure = ratio("slow", slow, Timed([sys.executable, "-c", ""], tmp_path), rounds=1, most=1)
    assert figure.value > 1
    assert not figure.kept


def test_events_are_matched_by_the_thousand(tmp_path: Path) -> None:
    figure, ratio_to_moto = events_a_second(tmp_path, rounds=2)
    assert figure.value > 1000
    assert figure.least == 20_000
    assert ratio_to_moto.kept
    assert " 0 are matched otherwise" in ratio_to_moto.detail


def test_the_measured_specs_are_as_many_as_promised(tmp_path: Path) -> None:
    assert len({path.read_text(encoding="utf-8") for path in write_specs(tmp_path)}) == FILES


def test_what_is_measured_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, write in (("apps", lambda folder: write_apps(folder, 2)), ("stacks", write_specs)):
        (tmp_path / name).mkdir()
        write(tmp_path / name)
        monkeypatch.chdir(tmp_path / name)
        assert main(["validate"]) == 0


def test_a_missed_promise_and_an_unknown_name_end_with_their_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(run.MEASURES, "good", lambda _: [Figure("good", 1, "x", most=2)])
    monkeypatch.setitem(run.MEASURES, "bad", lambda _: [Figure("bad", 3, "x", most=2)])
    assert run.main(["good"]) == 0
    assert run.main(["bad", "good"]) == 1
    assert run.main(["nothing"]) == 64
    assert "MISS bad" in capsys.readouterr().out


def test_an_answer_that_is_an_error_is_not_counted(tmp_path: Path) -> None:
    with served() as url:
        request = read_of_a_repository(url)
        wire = Wire.to(url)
        assert b'"repositoryName":"bench"' in wire.send(request)
        with pytest.raises(RuntimeError, match="RepositoryDoesNotExistException"):
            wire.send(request.replace(b'"bench"', b'"other"'))
        wire.socket.close()


def test_a_measured_write_stands_among_as_many_records_as_promised(tmp_path: Path) -> None:
    with served(tmp_path / "sandbox.json") as url:
        change = fill(url)
        wire = Wire.to(url)
        assert b'"timeoutInMinutes":90' in wire.send(change).replace(b" ", b"")
        wire.socket.close()
        pages = client("codebuild", url).get_paginator("list_projects").paginate()
        names = [name for page in pages for name in page["projects"]]
    assert (len(set(names)), min(names)) == (RECORDS, FIRST)


def test_a_start_is_measured_to_its_first_answer(tmp_path: Path) -> None:
    ready, answered = sandbox_start(tmp_path)
    assert 0 < ready < answered


def test_a_playbook_declares_what_the_specs_do(tmp_path: Path) -> None:
    write_playbook(tmp_path, 10)
    (play,) = json.loads((tmp_path / "play.yml").read_text(encoding="utf-8"))
    assert len(play["tasks"]) == len(SECTIONS)
    inventory = json.loads((tmp_path / "inventory.yml").read_text(encoding="utf-8"))
    dealt = [app for host in inventory["all"]["hosts"].values() for app in host["apps"]]
    assert sorted(dealt) == list(range(10))


def test_the_floor_of_an_apply_is_that_of_its_calls() -> None:
    measured = Measured(Ended("", peak=1, wall=2.4, cpu=0.5), calls=480)
    assert measured.floor == pytest.approx(480 * LATENCY / PARALLEL)
    assert str(measured) == "2.4 s, 0.5 s of CPU, 480 calls, 2.4x their floor of 1.0 s"
