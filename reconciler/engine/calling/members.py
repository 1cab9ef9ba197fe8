"""Where members stand in a request: dotted paths into structures. Pure."""

from __future__ import annotations

from typing import Any


def put(params: dict[str, Any], path: str, value: Any) -> None:
    """Set a member at a dotted path, making the structures on the way."""
    *outer, last = path.split(".")
    for member in outer:
        params = params.setdefault(member, {})
    params[last] = value
