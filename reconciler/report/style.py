"""Colour, as the last step: a report is written plain, and coloured by what its lines begin with."""

from __future__ import annotations

import re

GREEN, YELLOW, RED, CYAN, BOLD, DIM, OFF = (
    "\x1b[32m",
    "\x1b[33m",
    "\x1b[31m",
    "\x1b[36m",
    "\x1b[1m",
    "\x1b[2m",
    "\x1b[0m",
)
BY_START = (
    ("error[", RED),
    ("+", GREEN),
    ("-", RED),
    ("±", RED),
    ("~", YELLOW),
    ("=", CYAN),
    ("Digest", DIM),
    ("─", DIM),
    ("Plan", BOLD),
    ("RECAP", BOLD),
    ("No changes", BOLD),
    ("Drift", BOLD),
    ("Status", BOLD),
    ("No drift", BOLD),
    ("reconcile", BOLD),
)


OUTCOME = re.compile(r"[-+~±=] \S+ +(failed|interrupted|blocked|skipped)\b")
"""A line of an apply that says that a change was not made."""


def coloured(text: str) -> str:
    """`text` with ANSI colours by line; only for terminals, the caller decides."""
    return "\n".join(coloured_line(line) for line in text.split("\n"))


def coloured_line(line: str) -> str:
    """One line in the colour of its mark; what is blocked or was not done in red wherever they stand."""
    if "BLOCKED" in line or "DESTROYS" in line or OUTCOME.match(line):
        return f"{RED}{line}{OFF}"
    for start, colour in BY_START:
        if line.startswith(start):
            return f"{colour}{line}{OFF}"
    return line
