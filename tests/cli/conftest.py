"""Fixtures of the command's tests: a tree of specs with a sandbox of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.tree import Tree


@pytest.fixture
def tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tree:
    """An empty folder that is the current one, and a sandbox in a file beside it."""
    root = tmp_path / "repo"
    root.mkdir()
    monkeypatch.chdir(root)
    return Tree(root, tmp_path / "aws.json", capsys, monkeypatch)
