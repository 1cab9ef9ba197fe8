"""The JSON paths of webhook filters: `$.ref`, `$.commits[*].id`, `$['head']`, `$..login`.

Source: the implementation that the API Reference names, github.com/json-path/JsonPath; filters
(`[?(...)]`) and functions are left out, and find nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_STEP = re.compile(
    r"\.\.(?P<deep>[\w-]+)|\.(?P<name>[\w-]+|\*)|\[(?P<index>-?\d+|\*)\]|\['(?P<quoted>[^']*)'\]"
)


def values_at(path: str, document: Any) -> list[Any]:
    """Return all values at a path of a document; none where the path is not understood."""
    if not path.startswith("$"):
        return []
    found = [document]
    at = 1
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            return []
        found = [value for one in found for value in _stepped(one, step)]
        at = step.end()
    return found


def _stepped(value: Any, step: re.Match[str]) -> Iterator[Any]:
    if step["deep"] is not None:
        yield from _deep(value, step["deep"])
        return
    name = step["name"] if step["name"] is not None else step["quoted"]
    if "*" in (step["name"], step["index"]):
        yield from value.values() if isinstance(value, dict) else _items(value)
    elif name is not None:
        if isinstance(value, dict) and name in value:
            yield value[name]
    else:
        number = int(step["index"])
        items = _items(value)
        if -len(items) <= number < len(items):
            yield items[number]


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _deep(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, dict):
        if name in value:
            yield value[name]
        for held in value.values():
            yield from _deep(held, name)
    for item in _items(value):
        yield from _deep(item, name)
