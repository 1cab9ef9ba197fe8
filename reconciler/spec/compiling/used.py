"""Every operation that a kind uses, wherever the kind names it."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.kinds.words import Inner, Items, Kind, Op, Part, Read, Setter, Switch, Tags


def operations_of(kind: Kind) -> Iterator[Op | Read]:
    """Yield every operation and read of `kind`, its parts and its tags, repeats included."""
    yield from _given(kind.create, kind.update, kind.delete, kind.renames)
    for read in (kind.read, kind.single, kind.list, kind.find):
        yield from reads_of(read)
    if kind.recent:
        yield from reads_of(kind.recent.read)
        yield from reads_of(kind.recent.details)
    for part in kind.parts:
        yield from part_operations(part)
    if kind.tags:
        yield from _tag_operations(kind.tags)
    if kind.bound:
        yield from (kind.bound.put, kind.bound.clear)
        yield from reads_of(kind.bound.read)
    if kind.statement:
        yield from _given(kind.statement.clear)
        yield from reads_of(kind.statement.sought)


def part_operations(part: Part) -> Iterator[Op | Read]:
    """Yield the operations of one part."""
    match part:
        case Setter():
            yield from _given(part.put, part.clear)
        case Items():
            yield from _given(part.add, part.remove, *(one.put for one in part.alters))
        case Switch():
            yield from _given(part.on, part.off)
        case Inner():
            yield from _given(part.create, part.update, part.delete)
    yield from reads_of(part.read)


def reads_of(read: Read | None) -> Iterator[Read]:
    """Yield a read, what completes it and what it asks of each item."""
    if read:
        yield read
        yield from reads_of(read.joined)
        yield from reads_of(read.each)


def _tag_operations(tags: Tags) -> Iterator[Op | Read]:
    """Yield the operations that read and write tags."""
    yield from _given(tags.add, tags.remove, tags.put, tags.clear)
    yield from reads_of(tags.read)
    yield from reads_of(tags.owned)


def _given(*ops: Op | None) -> Iterator[Op]:
    """Yield the operations that are there."""
    yield from (op for op in ops if op)
