"""Where the specs are: the root of the tree that a command runs in."""

from __future__ import annotations

from pathlib import Path

SETTINGS = "reconcile.yaml"
"""The file at the root of the specs."""


def root_above(start: Path) -> Path:
    """The nearest folder from `start` upwards that has a `reconcile.yaml`, else `start`."""
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
    return start


def folder_in_repository(root: Path) -> str:
    """Where the root lies in its git repository: `` for the top or outside of any, else `ci/specs/`."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            path = root.relative_to(folder).as_posix()
            return "" if path == "." else f"{path}/"
    return ""
