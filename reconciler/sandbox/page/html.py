"""HTML as values: what is text is escaped, what is HTML already says so by its type."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_SECRET = re.compile(r"token|secret|secure|passw|credential|private.?key|api.?key", re.IGNORECASE)
_NAMES = ("name", "Name", "OptionName", "Type")
_SHORT = 90
HIDDEN = "(hidden)"
"""What stands in place of a value whose name says that it is secret."""


class Html(str):
    """Text that is HTML: it is not escaped again."""

    __slots__ = ()


def element(name: str, *inside: str, **attributes: str) -> Html:
    """Return an element. What is inside is escaped, unless it is HTML; so are all attributes.

    An attribute that ends with `_` is called without it (`class_`).
    """
    told = "".join(
        f' {key.rstrip("_")}="{html.escape(text)}"' for key, text in attributes.items() if text
    )
    return Html(f"<{name}{told}>{joined(inside)}</{name}>")


def joined(parts: Iterable[str]) -> Html:
    """Return parts one after the other, those that are text escaped."""
    return Html("".join(one if isinstance(one, Html) else html.escape(one) for one in parts))


def table(kind: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """Return a table in a box of its own, which scrolls where the window is narrow.

    `kind` is its class in the style sheet, which says how wide its columns are.
    """
    titles = element("tr", *[element("th", one, scope="col") for one in head])
    lines = [element("tr", *[element("td", cell) for cell in row]) for row in rows]
    inside = element("table", element("thead", titles), element("tbody", *lines), class_=kind)
    return element("div", inside, class_="wide")


def folded(value: Any) -> Html:
    """Return a value as one short line that opens to the whole of it; all of it if it is short."""
    line = written(value, indent=None)
    if len(line) <= _SHORT:
        return element("code", line)
    summary = element("summary", element("code", f"{line[:_SHORT]} …"))
    return element("details", summary, element("pre", written(value)))


def written(value: Any, indent: int | None = 2) -> str:
    """Return a value as text, without its secrets: JSON, unless it is text that is none."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)
    shown = without_secrets(value)
    return json.dumps(shown, indent=indent, ensure_ascii=False, default=_other)


def _other(value: Any) -> str:
    return f"({len(value)} bytes)" if isinstance(value, bytes) else str(value)


def without_secrets(value: Any) -> Any:
    """Return a value in which texts whose name says that they are secret are hidden.

    A name is the key of a map, or what stands beside a `value`: the name of a variable, the type
    of a parameter (SecureString).
    """
    match value:
        case Mapping():
            named = " ".join(str(value.get(key, "")) for key in _NAMES)
            return {
                key: HIDDEN if _hides(str(key), named, held) else without_secrets(held)
                for key, held in value.items()
            }
        case list() | tuple():
            return [without_secrets(one) for one in value]
        case _:
            return value


def _hides(key: str, named: str, held: Any) -> bool:
    if not isinstance(held, str) or not held:
        return False
    by_key = bool(_SECRET.search(key)) and not key.lower().endswith(("arn", "type"))
    return by_key or (key.lower() == "value" and bool(_SECRET.search(named)))
