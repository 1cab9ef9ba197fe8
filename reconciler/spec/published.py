"""Where the published schemas and forms are: inside the installed package, or in the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reconciler.errors import Fault, ReconcileError

_PACKAGE = Path(__file__).resolve().parents[1]


def published() -> Path:
    """Return the directory of the schemas.

    The wheel carries the repository's `schemas/` as `reconciler/schemas` (pyproject.toml); in a
    checkout they stand beside the package. A plain path and not importlib.resources, whose import
    alone costs 5 ms: installers unpack wheels.
    """
    inside = _PACKAGE / "schemas"
    return inside if inside.is_dir() else _PACKAGE.parent / "schemas"


def document(name: str) -> dict[str, Any]:
    """Return one published file, `forms/codebuild.json`, as plain data.

    Raises ReconcileError (RC1101) where the installation lacks it.
    """
    path = published() / name
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError as missing:
        raise ReconcileError(
            Fault(
                "RC1101",
                f"the installation lacks {path}",
                suggestion="Install `reconciler` again, or run `reconcile schema` in the checkout.",
            )
        ) from missing
    return found
