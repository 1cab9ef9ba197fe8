"""No value passes the last writer, whoever wrote it: streams, files, the traceback of a bug."""

import sys
from pathlib import Path

import pytest

from reconciler.cli.blot import blotting
from reconciler.cli.output import save, say, write

VALUE = "hush-hush-value"


def blotted(text: str) -> str:
    return text.replace(VALUE, "****")


def test_streams_and_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with blotting(blotted):
        write(f"out {VALUE}\n")
        say(f"err {VALUE}")
        sys.stderr.write(f"{VALUE}\n")
        save(tmp_path / "file", f"kept {VALUE}")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("out ****\n", "err ****\n****\n")
    assert (tmp_path / "file").read_text() == "kept ****"
    write(VALUE)
    assert capsys.readouterr().out == VALUE


def test_a_bug_is_told_without_the_value() -> None:
    with pytest.raises(RuntimeError) as bug, blotting(blotted):
        raise KeyError(VALUE)
    assert "KeyError: '****'" in str(bug.value)
    assert bug.value.__suppress_context__
