"""The benchmark says what it measured, and does not call a missed promise kept."""

import sys
from pathlib import Path

import pytest

from bench import run
from bench.figures import Figure, Timed, ratio
from bench.reads import write_apps
from bench.startup import FILES, write_specs
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
