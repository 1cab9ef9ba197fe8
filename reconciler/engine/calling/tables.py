"""Lists of rows that specs write as a map in a map, and which of their rows an update sends. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reconciler.engine.calling.convert import to_api
from reconciler.engine.calling.params import Subject, call
from reconciler.kinds.words import Items
from reconciler.plan.calls import Call
from reconciler.spec.form import Shape
from reconciler.spec.values import Value


def row_calls(subject: Subject, part: Items, wanted: Value, live: Value) -> Iterator[Call]:
    """The call, or the calls, that set what differs and remove what shall not be there."""
    shape = subject.form.fields[part.field]
    ours, theirs = _outer(wanted), _outer(live)
    given = {key: _unequal(inner, theirs.get(key)) for key, inner in ours.items()}
    gone = {key: _gone(inner, theirs.get(key)) for key, inner in ours.items()}
    put, taken = _rows(subject, shape, given), _rows(subject, shape, gone)
    for row in taken:
        row.pop(_member(shape), None)
    if part.add.name == part.remove.name:
        both = {part.many: put, part.many_removed: taken}
        extra = {member: rows for member, rows in both.items() if rows}
        if extra:
            yield call(subject, part.add, {}, **extra)
        return
    if put:
        yield call(subject, part.add, {}, **{part.many: put})
    if taken:
        yield call(subject, part.remove, {}, **{part.many_removed: taken})


def _rows(subject: Subject, shape: Shape, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    kept = {key: one for key, one in values.items() if one}
    made: list[dict[str, Any]] = to_api(shape, kept, subject.around) or []
    return made


def _member(shape: Shape) -> str:
    assert shape.word.table is not None
    return shape.word.table.value


def _outer(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


def _unequal(ours: Value, theirs: Value) -> dict[str, Value]:
    """The entries of an inner map that are not live as they are wanted."""
    have = _outer(theirs)
    return {
        key: one
        for key, one in _outer(ours).items()
        if one is not None and (key not in have or have[key] != one)
    }


def _gone(ours: Value, theirs: Value) -> dict[str, Value]:
    """The live entries of an inner map that shall not be there: each, or all of them."""
    have = _outer(theirs)
    lost: Iterable[str] = (
        have if ours is None else (k for k, v in _outer(ours).items() if v is None)
    )
    return {key: have[key] for key in lost if key in have}
