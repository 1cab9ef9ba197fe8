"""The changed leaves of a change, one line each, texts of several lines as a diff of their own."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from reconciler.plan.plan import FieldChange
from reconciler.report.escape import visible
from reconciler.report.values import shown

SIGNS = {"add": "+", "change": "~", "remove": "-"}
WIDEST = 56
"""Paths longer than this do not push the values of the others to the right."""


def field_lines(fields: tuple[FieldChange, ...]) -> Iterator[str]:
    """The lines of all leaves, values aligned."""
    lengths = [len(field.path) for field in fields if len(field.path) <= WIDEST]
    wide = max(lengths, default=0)
    for field in fields:
        yield from one_field(field, wide)


def one_field(field: FieldChange, wide: int) -> Iterator[str]:
    """One leaf: sign, path, before and after, and what to know about it."""
    sign, path = SIGNS[field.op], visible(field.path)
    if not field.sensitive and is_block(field.before) and is_block(field.after):
        yield f"{sign}   {path}{suffix(field)}"
        yield from block_diff(str(field.before), str(field.after))
        return
    yield f"{sign}   {path:{wide}}  {both(field)}{suffix(field)}"


def both(field: FieldChange) -> str:
    """`before -> after`, or the one that there is; of a sensitive field neither."""
    if field.sensitive:
        return "(sensitive)" if field.op != "change" else "(sensitive) -> (sensitive, changed)"
    match field.op:
        case "add":
            return shown(field.after)
        case "remove":
            return shown(field.before)
        case "change":
            return f"{shown(field.before)} -> {shown(field.after)}"


def suffix(field: FieldChange) -> str:
    """What stands behind the values: what forces a replacement, a note, the spec line."""
    said = ["forces replacement"] if field.replaces else []
    said += [visible(field.note)] if field.note else []
    said += [f":{field.place.line}"] if field.place and field.op != "add" else []
    return "".join(f"  {text}" for text in said)


def is_block(value: object) -> bool:
    """Whether a value is text of several lines."""
    return isinstance(value, str) and "\n" in value


def block_diff(before: str, after: str) -> Iterator[str]:
    """The changed lines of two texts, signs in column 0, one line of context."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    for line in list(lines)[2:]:
        if line.startswith("@@"):
            yield "      ..."
        else:
            yield f"{line[0]}       {visible(line[1:])}".rstrip()
