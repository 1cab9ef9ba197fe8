"""The calls that bring the parts of a resource from what is live to what is wanted. Pure.

A part is wanted by its fields: absent means omitted, None shall not be there. Which items of a
collection go is said by the planned changes, so that nothing goes that no plan has shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from reconciler.engine.calling.items import (
    Fields,
    adding,
    altering,
    by_key,
    handle,
    removing,
    waiting_items,
    within,
)
from reconciler.engine.calling.params import Subject, call
from reconciler.engine.calling.tables import row_calls
from reconciler.engine.calling.updates import emptied, sent, taken
from reconciler.kinds.words import Inner, Items, Op, Part, Setter, Switch
from reconciler.plan.calls import Call
from reconciler.plan.plan import FieldChange
from reconciler.spec.values import Value

Calls: TypeAlias = Callable[[Part], tuple[Call, ...]]
"""What makes the calls of one part."""


def fields_of(part: Part) -> tuple[str, ...]:
    """The fields that a part holds."""
    return part.fields if isinstance(part, Setter) else (part.field,)


def root_of(path: str) -> str:
    """The field in which a path begins: `stages` of `stages[Build].name` and of `stages (order)`."""
    return path.replace("[", ".").replace(" ", ".").partition(".")[0]


def mentions(change: FieldChange, field: str, key: str) -> bool:
    """True where a change is about this item of a field, or about the field as a whole."""
    rest = change.path[len(field) :]
    if root_of(change.path) != field:
        return False
    starts = (f"[{key}]", f".{key}")
    inside = any(rest == start or rest.startswith((f"{start}.", f"{start}[")) for start in starts)
    return rest == "" or inside


def made(subject: Subject, part: Part) -> tuple[Call, ...]:
    """The calls that a new resource needs for this part, after the call that creates it."""
    wanted = {field: subject.content.get(field) for field in fields_of(part)}
    created = taken(subject, subject.kind.create)
    left = {
        field: value
        for field, value in wanted.items()
        if value is not None and field not in created and value != _default(subject, field)
    }
    if not left or (isinstance(part, Setter) and part.pending):
        return ()
    return tuple(_changed(subject, part, wanted, {}, ()))


def changed(
    subject: Subject, part: Part, values: Fields, live: Fields, changes: Sequence[FieldChange]
) -> tuple[Call, ...]:
    """The calls for this part's planned changes; `values` are the rebased ones. None: no calls."""
    fields = fields_of(part)
    mine = tuple(change for change in changes if root_of(change.path) in fields)
    if _is_outdated(subject, part, live, changes) and isinstance(part, Inner):
        made = _inner(subject, part, values.get(part.field), None, ())
        return (call(subject, part.delete, {}), *made)
    if not mine:
        return ()
    wanted = {field: values.get(field) for field in fields}
    return tuple(_changed(subject, part, wanted, live, mine))


def _is_outdated(
    subject: Subject, part: Part, live: Fields, changes: Sequence[FieldChange]
) -> bool:
    """Whether an inner kind, declared and there, was made for what its holder says no more."""
    if not isinstance(part, Inner) or live.get(part.field) is None:
        return False
    declared = subject.content.get(part.field) is not None
    return declared and any(change.path in part.follows for change in changes)


def renewed(subject: Subject, part: Part, values: Fields) -> tuple[Call, ...]:
    """The calls that write a part once more because an update of its resource may have undone it."""
    wanted = values.get(fields_of(part)[0])
    match part:
        case Items(renewed=True):
            return tuple(adding(subject, part, by_key(wanted)))
        case Switch() if wanted is not None and subject.form.fields[part.field].word.unread:
            return tuple(_changed(subject, part, {part.field: wanted}, {}, ()))
    return ()


def cleared(subject: Subject, part: Part, live: Fields) -> tuple[Call, ...]:
    """The calls that empty this part before its resource is deleted."""
    if not any(live.get(field) for field in fields_of(part)) and not _is_assumed(subject, part):
        return ()
    return tuple(_changed(subject, part, dict.fromkeys(fields_of(part)), live, ()))


def _is_assumed(subject: Subject, part: Part) -> bool:
    """Whether a switch of which AWS does not tell is taken to be on."""
    unread = isinstance(part, Switch) and subject.form.fields[part.field].word.unread
    return bool(unread and isinstance(part, Switch) and subject.around.settle(part.assumed) is True)


def _default(subject: Subject, field: str) -> Any:
    return subject.around.settle(subject.form.fields[field].word.default)


def _changed(
    subject: Subject, part: Part, wanted: Fields, live: Fields, changes: Sequence[FieldChange]
) -> Iterator[Call]:
    match part:
        case Setter():
            yield from _set(subject, part, wanted, live)
        case Items() if subject.form.fields[part.field].word.table:
            yield from row_calls(subject, part, wanted[part.field], live.get(part.field))
        case Items():
            yield from _items(subject, part, wanted[part.field], live.get(part.field), changes)
        case Switch():
            value = wanted[part.field]
            on = _default(subject, part.field) if value is None else value
            yield call(subject, part.on if on is True else part.off, wanted)
        case Inner():
            yield from _inner(subject, part, wanted[part.field], live.get(part.field), changes)


def _set(subject: Subject, part: Setter, wanted: Fields, live: Fields) -> Iterator[Call]:
    token = subject.revisions.get(part.fields[0])
    held = {part.revision.sent: token} if part.revision and token else {}
    empty = all(value is None for value in wanted.values())
    if part.clear and (empty or (part.adds and _takes_away(wanted, live))):
        yield call(subject, part.clear, {}, **held)
    if not (part.clear and empty):
        yield call(subject, part.put, sent(subject, part.fields, wanted), **held)


def _takes_away(wanted: Fields, live: Fields) -> bool:
    """Whether something that is live is not wanted."""
    return any(set(by_key(live.get(field))) - set(by_key(one)) for field, one in wanted.items())


def _items(
    subject: Subject, part: Items, wanted: Value, live: Value, changes: Sequence[FieldChange]
) -> Iterator[Call]:
    ours, theirs = by_key(wanted), by_key(live)
    for key in waiting_items(part, subject.revisions, ours):
        del ours[key]

    def is_due(key: str) -> bool:
        return (
            isinstance(live, tuple)
            or not changes
            or any(mentions(change, part.field, key) for change in changes)
        )

    unequal = (key for key, one in ours.items() if key not in theirs or one != theirs[key])
    add = [key for key in unequal if key not in theirs or is_due(key)]
    remove = [key for key in theirs if key not in ours and is_due(key)]
    altered = {key: altering(subject, part, key, ours, theirs) for key in add}
    add = [key for key in add if not altered[key]]
    remove += [key for key in add if key in theirs and part.handle]
    removals = tuple(
        removing(subject, part, [handle(subject, part, theirs, key) for key in remove])
    )
    first = part.swapped or part.around or part.handle
    yield from removals if first else ()
    yield from adding(subject, part, {key: ours[key] for key in add})
    yield from (one for calls in altered.values() for one in calls)
    yield from () if first else removals


def _inner(
    subject: Subject, part: Inner, wanted: Value, live: Value, changes: Sequence[FieldChange]
) -> Iterator[Call]:
    ours = wanted if isinstance(wanted, Mapping) else None
    if ours is None:
        if live is not None:
            yield call(subject, part.delete, {})
        return
    if live is None:
        yield _inside(subject, part, part.create, ours)
        return
    names = frozenset(root_of(change.path[len(part.field) + 1 :]) for change in changes)
    if part.update and names <= frozenset(subject.form.calls[part.update.name].members):
        yield _inside(subject, part, part.update, _due(subject, part, part.update, ours, names))
        return
    yield call(subject, part.delete, {})
    yield _inside(subject, part, part.create, ours)


def _due(
    subject: Subject, part: Inner, op: Op, ours: Fields, names: frozenset[str]
) -> dict[str, Value]:
    """The fields that an update of the inner kind sends, removed ones as what empties them."""
    inner = _inner_subject(subject, part)
    takes = [name for name in subject.form.calls[op.name].members if name in inner.form.fields]
    due = [name for name in takes if not op.merges or name in names or name in op.resend]
    return {
        name: emptied(inner, name) if ours.get(name) is None else ours[name]
        for name in due
        if name not in subject.kind.identity
    }


def _inside(subject: Subject, part: Inner, op: Op, values: Fields) -> Call:
    return call(_inner_subject(subject, part), op, values)


def _inner_subject(subject: Subject, part: Inner) -> Subject:
    """The same resource with the inner kind's fields for its own, so that its calls take them."""
    return within(subject, subject.form.fields[part.field].fields)
