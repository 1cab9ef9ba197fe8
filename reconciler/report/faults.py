"""Faults as people read them: what, where with the line itself, what was expected, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from reconciler.errors import Fault, Place
from reconciler.report.escape import fence, harmless, visible

WORD = re.compile(r"""\$\{\{.*?\}\}|"[^"]*"|'[^']*'|[^\s]*""")
"""What is marked of a line: a reference, a quoted text, or what has no space in it."""

Lines = Callable[[str], tuple[str, ...]]
"""The lines of a spec file by its name, empty where it cannot be read."""


def faults_text(faults: Iterable[Fault], lines: Lines, word: str = "error") -> str:
    """All faults, a blank line between them, in the form

    ```
    error[RC1204] unknown field `serviceRole`
      --> specs/web.yaml:12:7
       |
    12 |       serviceRole: x
       |       ^^^^^^^^^^^
      help: Did you mean `service_role`?
    ```
    """
    return "\n\n".join("\n".join(fault_lines(fault, lines, word)) for fault in faults)


def faults_markdown(faults: Iterable[Fault], lines: Lines) -> str:
    """All faults for a comment: their text in a fence, under a title that says that there is no plan."""
    text = harmless(faults_text(faults, lines))
    marks = fence(text)
    return f"### reconcile failed\n\n{marks}\n{text}\n{marks}\n"


def fault_lines(fault: Fault, lines: Lines, word: str = "error") -> Iterator[str]:
    """The lines of one fault."""
    code = f"[{fault.code}]" if fault.code else ""
    subject = f"{fault.address}: " if fault.address else ""
    yield f"{word}{code} {visible(subject + fault.message)}"
    if fault.place:
        yield from snippet(fault.place, lines)
    if fault.expected:
        yield f"  expected: {visible(fault.expected)}"
    for note in fault.notes:
        where = f" ({note.place})" if note.place else ""
        yield f"  note: {visible(note.message)}{where}"
    if fault.suggestion:
        yield f"  help: {visible(fault.suggestion)}"


def snippet(place: Place, lines: Lines) -> Iterator[str]:
    """Where it is, and the line itself with a mark under the word that begins there."""
    yield f"  --> {visible(str(place))}"
    text = lines(place.file)
    if not 0 < place.line <= len(text):
        return
    line = text[place.line - 1].rstrip("\n")
    number = str(place.line)
    bar = " " * len(number)
    word = marked(line[place.column - 1 :])
    yield f" {bar} |"
    yield f" {number} | {visible(line)}"
    yield f" {bar} | {' ' * (place.column - 1)}{'^' * max(1, len(word))}"


def marked(rest: str) -> str:
    """The part of a line, from where a fault stands, that is meant: a quoted text or a reference
    whole, else a word.
    """
    return WORD.match(rest).group().rstrip(":,")  # type: ignore[union-attr]


def count_text(faults: tuple[Fault, ...]) -> str:
    """The closing line of a validation: `3 errors in 2 files.`"""
    files = len({fault.place.file for fault in faults if fault.place})
    errors = "1 error" if len(faults) == 1 else f"{len(faults)} errors"
    return f"{errors} in {files} file{'' if files == 1 else 's'}." if files else f"{errors}."


def spot(fault: Fault) -> str:
    """Where a note's cause stands in the specs, for the end of its line; "" where nowhere."""
    return f"  ({visible(fault.place.file)}:{fault.place.line})" if fault.place else ""
