"""A document as the text of a spec file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from reconciler.spec.form import Shape
from reconciler.spec.values import Late, Secret, Text
from reconciler.spec.writing.entries import Document, Entry
from reconciler.spec.writing.scalars import block, content, is_block, is_simple, one_line, quoted
from reconciler.spec.writing.spelled import spelled

SCHEMA: Final = "# yaml-language-server: $schema=../schemas/stack.schema.json"
"""The line by which editors find the schema."""
NARROW: Final = 88
"""Columns up to which a list of plain words stands on one line."""
UNTOLD: Final = "AWS does not tell it: say where it is kept"
"""The comment at every secret."""


def written(document: Document) -> str:
    """The text of a spec file."""
    return "".join(f"{line}\n" for line in _lines(document))


def _lines(document: Document) -> Iterator[str]:
    yield SCHEMA
    yield f"stack: {quoted(document.stack)}"
    if document.tags:
        yield from _entry("tags", dict(document.tags), 0)
    for section, some in groupby(document.entries, lambda one: one.form.kind.section):
        yield ""
        yield f"{section}:"
        for kind, entries in groupby(some, lambda one: one.form.kind.id):
            yield f"  {kind.partition('.')[2]}:"
            for entry in entries:
                yield from _resource(entry)
    if document.remarks:
        yield ""
        yield from (f"# {_plain(remark)}" for remark in document.remarks)


def _resource(entry: Entry) -> Iterator[str]:
    yield from (f"    # {_plain(remark)}" for remark in entry.remarks)
    yield from _entry(entry.key, resource_data(entry), 4)


def resource_data(entry: Entry) -> dict[str, Any]:
    """Everything that stands under the key of a resource, as people write it."""
    whole = spelled(entry.form.structure(), entry.fields)
    made = {name: whole[name] for name in entry.fields}
    tags = {"tags": dict(entry.tags)} if entry.tags else {}
    lifecycle = {"lifecycle": spelled(Shape("any"), entry.lifecycle)} if entry.lifecycle else {}
    return {**made, **tags, **lifecycle}


def _plain(remark: str) -> str:
    """A sentence on one line."""
    return " ".join(remark.split())


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    """The lines of a key and its value."""
    yield from _after(f"{' ' * indent}{quoted(key)}:", value, indent + 2)


def _after(start: str, value: Any, indent: int) -> Iterator[str]:
    """The lines of a value that follows `start`; what does not fit on its line stands at `indent`."""
    match value:
        case Secret():
            yield f'{start} {{secret: "{value}"}}  # {UNTOLD}'
        case dict() if value:
            yield start
            for key, one in value.items():
                yield from _entry(key, one, indent)
        case list() if value and not _is_narrow(start, value):
            yield start
            for one in value:
                yield from _item(one, indent)
        case dict():
            yield f"{start} {{}}"
        case list():
            yield f"{start} [{', '.join(value)}]"
        case str() | Text() if is_block(content(value)):
            header, lines = block(content(value))
            yield f"{start} {header}"
            yield from (f"{' ' * indent}{line}" if line else "" for line in lines)
        case _:
            yield f"{start} {one_line(value)}"


def _item(value: Any, indent: int) -> Iterator[str]:
    """The lines of one item of a list; a mapping begins on the line of its dash."""
    dash = f"{' ' * indent}-"
    match value:
        case dict() if value:
            lines = (line for key, one in value.items() for line in _entry(key, one, indent + 2))
        case list() if value and not _is_narrow(dash, value):
            lines = (line for one in value for line in _item(one, indent + 2))
        case _:
            yield from _after(dash, value, indent + 2)
            return
    for number, line in enumerate(lines):
        yield f"{dash}{line[indent + 1 :]}" if number == 0 else line


def _is_narrow(start: str, items: list[Any]) -> bool:
    """Whether a list is short, and all of words that need no quotes."""
    words = [one for one in items if isinstance(one, str) and not isinstance(one, Late)]
    if len(words) < len(items) or not all(map(is_simple, words)):
        return False
    return len(start) + sum(len(one) + 2 for one in words) + 2 <= NARROW
