"""Scalars as YAML text that every reader takes for what it is.

Text that YAML 1.1, YAML 1.2 or JSON would take for a number, a boolean, a date or nothing is quoted
(`"on"`, `"012345"`, `"12:30"`), and so is what a comment or a reference would be made of.
"""

from __future__ import annotations

import re
from typing import Final

import yaml

from reconciler.spec.content.scalars import NUMBER
from reconciler.spec.language.references import OPEN
from reconciler.spec.values import Late, Scalar, Text

SIMPLE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
"""Text that needs no quotes anywhere, unless it is one of `WORDS`."""
WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What some reader of YAML takes for a boolean or for nothing, in any case."""
BLOCK: Final = re.compile(r"[\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*")
"""Text of which each character may stand in a block as it is (YAML 1.2, 5.1), without line breaks of
other kinds."""
WIDTH: Final = 1 << 20
"""Columns before a line is folded: so many that none is."""


def reference(late: Late) -> str:
    """A late value as the reference that stands for it."""
    return f"{OPEN} {late.address}.{late.attribute} }}}}"


def literal(text: str) -> str:
    """Text in which what looks like a reference is marked as none."""
    return text.replace(OPEN, f"${OPEN}")


def content(value: str | Late | Text) -> str:
    """The content of a scalar: text, references and all."""
    match value:
        case Late():
            return reference(value)
        case Text(parts):
            return "".join(
                literal(one) if isinstance(one, str) else reference(one) for one in parts
            )
        case _:
            return literal(value)


def is_simple(text: str) -> bool:
    """Whether text needs no quotes wherever it stands."""
    return bool(SIMPLE.fullmatch(text)) and text.lower() not in WORDS


def is_block(text: str) -> bool:
    """Whether text is best written as a block: of several lines, which a block keeps as they are."""
    begun = text.lstrip("\n").startswith("\t")  # a tab there is taken for an indentation
    return "\n" in text.strip("\n") and not begun and bool(BLOCK.fullmatch(text))


def quoted(text: str) -> str:
    """Text on one line, with quotes where it needs them."""
    if is_simple(text):
        return text
    bare = _dumped(text, None)
    must = "\n" in text or NUMBER.fullmatch(text) or text.lower() in WORDS
    if must or (bare[:1] == "'" and "\\" not in text and '"' not in text):
        return _dumped(text, '"')
    return bare


def _dumped(text: str, style: str | None) -> str:
    """Text as PyYAML writes it, in a style of its choice or in this one."""
    dumped = yaml.safe_dump(text, default_style=style, width=WIDTH, allow_unicode=True)
    return str(dumped).removesuffix("\n").removesuffix("\n...")


def one_line(value: Scalar | Late | Text) -> str:
    """A scalar on one line."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case _:
            return quoted(content(value))


def block(text: str) -> tuple[str, list[str]]:
    """The header of a block and its lines, not indented yet."""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    chomp = "-" if not ends else "" if ends == 1 else "+"
    indent = "2" if body[:1] in {" ", "\n"} else ""
    lines = text.removesuffix("\n").split("\n") if ends else text.split("\n")
    return f"|{indent}{chomp}", lines
