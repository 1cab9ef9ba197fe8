"""Where the specs are: the root of the tree that a command runs in."""

from __future__ import annotations

from pathlib import Path

SETTINGS = "reconcile.yaml"


def root_above(start: Path) -> Path:
    """The nearest folder from `start` upwards that has a `reconcile.yaml`, else `start`."""
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
    return start
