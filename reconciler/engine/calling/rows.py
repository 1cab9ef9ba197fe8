"""AWS's lists of rows, and the maps in maps as which specs write them, each made from the other. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reconciler.kinds.words import Table


def nested(table: Table, answer: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Rows of AWS's as a map in a map; a row without a value is not there."""
    first, second = table.by
    made: dict[str, dict[str, Any]] = {}
    for row in answer:
        key = str(row.get(first, ""))
        if key in table.where and row.get(table.within):
            key = f"{row[table.within]}.{key}"
        if row.get(table.value) is not None:
            made.setdefault(key, {})[str(row.get(second, ""))] = row[table.value]
    return made


def rows(table: Table, value: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A map in a map as AWS's rows."""
    first, second = table.by
    return [
        {**_outer_key(table, first, outer), second: inner, table.value: one}
        for outer, entries in value.items()
        for inner, one in entries.items()
    ]


def _outer_key(table: Table, first: str, key: str) -> dict[str, str]:
    """The members that a first key stands for: itself, and what is written before it."""
    for name in table.where:
        if key.endswith(f".{name}"):
            return {table.within: key.removesuffix(f".{name}"), first: name}
    return {first: key}
