"""Text that AWS or a spec gave us, made harmless for the medium it is written to.

A repository's description may hold terminal escapes, Markdown, or a CI runner's commands
(`::add-mask::`); none of them may act. Sources: ECMA-48 (C0, C1), Unicode bidirectional controls
(CVE-2021-42574), GitHub's workflow commands.
"""

from __future__ import annotations

import re

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and marks that are invisible or turn the direction of text."""

RUNNER_COMMAND = re.compile(r"^(\s*)(::|##\[|##vso\[)", re.MULTILINE)
"""What a CI runner takes as a command when it begins a line of the log."""


def visible(text: str) -> str:
    """`text` on one line, every unsafe character written out (`\\x1b`, `\\u202e`)."""
    return UNSAFE.sub(lambda match: repr(match.group())[1:-1], text)


def harmless(text: str) -> str:
    """A whole report in which no line begins with a runner's command."""
    return RUNNER_COMMAND.sub("\\1\u200a\\2", text)


def markdown(text: str) -> str:
    """`text` for a sentence of Markdown: no markup, mention, issue number or HTML takes effect."""
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~])", r"\\\1", visible(text))
    return re.sub(r"[@]", "@\u200b", escaped)


def fence(text: str) -> str:
    """A code fence longer than any run of backquotes inside `text`."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(3, longest + 1)
