"""Fixtures of the command's tests: a tree of specs with a sandbox of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.cli.tree import Tree


@cache
def shared_loader(data_path: str | None = None) -> Any:
    """One loader of service models for all sessions of this process: they cost more than most tests."""
    from botocore.loaders import create_loader

    return create_loader(data_path)


@pytest.fixture
def tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tree:
    """An empty folder that is the current one, and a sandbox in a file beside it."""
    monkeypatch.setattr("botocore.session.create_loader", shared_loader)
    root = tmp_path / "repo"
    root.mkdir()
    monkeypatch.chdir(root)
    return Tree(root, tmp_path / "aws.json", capsys, monkeypatch)
