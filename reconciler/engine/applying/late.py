"""What is late inside the parameters of a call, wherever it stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.engine.calling.merges import Merge
from reconciler.spec.values import Late, Text


def holes(params: Any) -> Iterator[Late]:
    """Every late value inside the parameters of a call."""
    match params:
        case str():
            return  # most leaves are, and what comes below asks abstract classes
        case Late():
            yield params
        case Text(parts):
            yield from (part for part in parts if isinstance(part, Late))
        case Merge(statements=statements):
            yield from holes(statements)
        case Mapping():
            for value in params.values():
                yield from holes(value)
        case list() | tuple():
            for value in params:
                yield from holes(value)
