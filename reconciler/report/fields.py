"""The changed leaves of a change, one line each, texts of several lines as a diff of their own."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from reconciler.plan.plan import FieldChange
from reconciler.report.escape import visible
from reconciler.report.values import WIDTH, clipped, plain, shown, shown_whole
from reconciler.spec.values import Value

SIGNS = {"add": "+", "change": "~", "remove": "-"}
"""What becomes of a leaf → the sign before it."""
LONG = 100
"""Characters of values beyond which they are shown on lines of their own."""

CONTEXT = 30
"""Characters that are shown before the first difference of two very long values."""

DRIFTED = {"drift": "drift", "both": "drift, and the specs changed it too"}
"""What is said of a leaf whose live value is not what the base says."""

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
    head = f"{sign}   {path}{suffix(field)}"
    match field:
        case FieldChange(sensitive=False, before=str() as before, after=str() as after) if (
            "\n" in before and "\n" in after
        ):
            yield head
            yield from block_diff(before, after)
        case FieldChange(sensitive=False, op="change", before=tuple(), after=tuple()) if (
            len(both(field)) > LONG
        ):
            yield head
            yield from block_diff(items(field.before), items(field.after))
        case FieldChange(sensitive=False, op="change") if len(both(field)) > LONG:
            yield head
            yield from apart(shown_whole(field.before), shown_whole(field.after))
        case FieldChange(sensitive=False) if len(both(field)) > LONG and is_nested(field):
            yield head
            yield from leaves(sign, field.before if field.op == "remove" else field.after)
        case FieldChange(sensitive=False) if is_nested(field) and (only := lone_leaf(field)):
            yield from one_field(only, wide)
        case _:
            yield f"{sign}   {path:{wide}}  {both(field)}{suffix(field)}".rstrip()


def both(field: FieldChange) -> str:
    """`before -> after`, or the one that there is; of a sensitive field neither."""
    if field.sensitive:
        return "(sensitive)" if field.op != "change" else "(sensitive) -> (sensitive, changed)"
    match field.op:
        case "add" if field.after == {} and field.path.endswith("]"):
            return ""  # an item that is all said by its name
        case "add":
            return shown(field.after)
        case "remove":
            return shown(field.before)
        case "change":
            return f"{shown(field.before)} -> {shown(field.after)}"


def suffix(field: FieldChange) -> str:
    """What stands behind the values: what forces a replacement, a note, the spec line."""
    said = ["forces replacement"] if field.replaces else []
    said += [f"({visible(field.note)})"] if field.note else []
    said += [DRIFTED[field.origin]] if field.origin in DRIFTED else []
    said += [f":{field.place.line}"] if field.place and field.op != "add" else []
    return "".join(f"  {text}" for text in said)


def is_nested(field: FieldChange) -> bool:
    """Whether what comes or goes is a map or a list, which can be shown leaf by leaf."""
    return isinstance(field.before if field.op == "remove" else field.after, Mapping)


def lone_leaf(field: FieldChange) -> FieldChange | None:
    """The leaf of a map that comes or goes and has no other; None where it has none, or more."""
    found = list(paths(plain(field.before if field.op == "remove" else field.after)))
    match found:
        case [(path, leaf)] if path:
            end = {"before": leaf} if field.op == "remove" else {"after": leaf}
            return replace(field, path=f"{field.path}.{path}", **end)
    return None


def leaves(sign: str, value: Value) -> Iterator[str]:
    """A line for every leaf of a map that comes or goes as a whole."""
    found = list(paths(plain(value)))
    wide = max((len(path) for path, _ in found if len(path) <= WIDEST), default=0)
    for path, leaf in found:
        yield f"{sign}     {visible(path):{wide}}  {shown(leaf)}"


def paths(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of JSON data by its path, `Statement[0].Action`; a list of scalars is a leaf."""
    match value:
        case dict() if value:
            for key, item in value.items():
                yield from paths(item, f"{path}.{key}" if path else str(key))
        case list() if any(isinstance(item, dict | list) for item in value):
            for number, item in enumerate(value):
                yield from paths(item, f"{path}[{number}]")
        case _:
            yield path, value


def apart(before: str, after: str) -> Iterator[str]:
    """Two long values below each other, from a little before the first character that differs."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))
    cut = max(0, same - CONTEXT) if max(len(before), len(after)) > WIDTH else 0
    start = "…" if cut else ""
    yield f"-       {start}{clipped(before[cut:])}"
    yield f"+       {start}{clipped(after[cut:])}"


def items(value: Value) -> str:
    """The items of a list, one a line."""
    return "\n".join(shown(item) for item in value) if isinstance(value, tuple) else ""


def block_diff(before: str, after: str) -> Iterator[str]:
    """The changed lines of two texts, signs in column 0, one line of context."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    for line in list(lines)[2:]:
        if line.startswith("@@"):
            yield "      ..."
        else:
            yield f"{line[0]}       {visible(line[1:])}".rstrip()
