"""One value on one line, as a plan shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from reconciler.report.escape import visible
from reconciler.spec.values import ORDER, Late, Secret, Text, Value

PLAIN = re.compile(r"[\w./:@*#{}$+=-]+(?: [\w./:@*#{}$+=-]+)*")
"""Texts that need no quotes to be read as one."""

WIDTH = 160
"""Characters of a value that are shown; the rest is counted."""


def shown(value: Value) -> str:
    """`value` as a plan shows it on one line, cut where it is very long."""
    return clipped(shown_whole(value))


def shown_whole(value: Value) -> str:
    """`value` on one line: bare where that is clear, else as JSON; late parts in words."""
    match value:
        case Late() | Text():
            return visible(str(value))
        case Secret():
            return f"(secret) {visible(str(value))}"
        case str():
            text = value if PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
            return visible(text)
        case None:
            return "(none)"
        case _:
            return visible(json.dumps(plain(value), ensure_ascii=False, sort_keys=True))


def clipped(text: str) -> str:
    """At most WIDTH characters, saying how many more there are."""
    if len(text) <= WIDTH:
        return text
    return f"{text[:WIDTH]}… (+{len(text) - WIDTH} characters)"


def plain(value: Value) -> Any:
    """`value` as JSON data: late and secret values as their text, an order as a list."""
    match value:
        case Late() | Text() | Secret():
            return shown(value)
        case tuple():
            return [plain(item) for item in value]
        case Mapping():
            return {("order" if key == ORDER else key): plain(item) for key, item in value.items()}
        case _:
            return value
