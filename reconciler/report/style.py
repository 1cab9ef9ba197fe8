"""Colour, as the last step: a report is written plain, and coloured by what its lines begin with."""

from __future__ import annotations

import re
from enum import StrEnum


class Tone(StrEnum):
    """What a line is about, for whatever medium has colours; a page's class has the same name."""

    GOOD = "good"
    BAD = "bad"
    CHANGED = "changed"
    OURS = "ours"
    STRONG = "strong"
    FAINT = "faint"


ANSI = {
    Tone.GOOD: "\x1b[32m",
    Tone.BAD: "\x1b[31m",
    Tone.CHANGED: "\x1b[33m",
    Tone.OURS: "\x1b[36m",
    Tone.STRONG: "\x1b[1m",
    Tone.FAINT: "\x1b[2m",
}
"""The terminal's colours (ECMA-48, Select Graphic Rendition)."""

OFF = "\x1b[0m"
"""What ends a colour."""
BY_START = (
    ("error[", Tone.BAD),
    ("+", Tone.GOOD),
    ("-", Tone.BAD),
    ("±", Tone.BAD),
    ("~", Tone.CHANGED),
    ("=", Tone.OURS),
    ("Digest", Tone.FAINT),
    ("─", Tone.FAINT),
    ("Plan", Tone.STRONG),
    ("RECAP", Tone.STRONG),
    ("No changes", Tone.STRONG),
    ("Drift", Tone.STRONG),
    ("Status", Tone.STRONG),
    ("ill ", Tone.BAD),
    ("missing ", Tone.BAD),
    ("waits ", Tone.CHANGED),
    ("Ran last", Tone.STRONG),
    ("In order", Tone.STRONG),
    ("No drift", Tone.STRONG),
    ("reconcile", Tone.STRONG),
)
"""What a line begins with, and its tone."""


OUTCOME = re.compile(r"[-+~±=] \S+ +(failed|interrupted|blocked|skipped)\b")
"""A line of an apply that says that a change was not made."""


def coloured(text: str) -> str:
    """`text` with ANSI colours by line; only for terminals, the caller decides."""
    return "\n".join(coloured_line(line) for line in text.split("\n"))


def coloured_line(line: str) -> str:
    """One line in the colour of its tone."""
    told = tone(line)
    return f"{ANSI[told]}{line}{OFF}" if told else line


def tone(line: str) -> Tone | None:
    """The tone of a line's mark; what is blocked or was not done is bad wherever that stands."""
    if "BLOCKED" in line or "DESTROYS" in line or OUTCOME.match(line):
        return Tone.BAD
    return next((told for start, told in BY_START if line.startswith(start)), None)
