"""A golden holds, is missed when it is not there, and is written only when asked for."""

from pathlib import Path

import pytest

from tests.goldens import hold


def test_the_same_text_holds_and_any_other_does_not(tmp_path: Path) -> None:
    path = tmp_path / "golden" / "plan.txt"
    hold(path, "No changes.\n", write=True)
    hold(path, "No changes.\n", write=False)
    with pytest.raises(AssertionError):
        hold(path, "No changes\n", write=False)
    assert path.read_text(encoding="utf-8") == "No changes.\n"


def test_a_golden_that_is_not_there_says_how_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="make golden"):
        hold(tmp_path / "plan.txt", "", write=False)
    assert list(tmp_path.iterdir()) == []
