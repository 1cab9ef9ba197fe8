"""The calls that add items to a collection and take them away. Pure.

Which items are due is for `parts` to say; here each becomes what its operation takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from reconciler.engine.calling.convert import ANY, keyed_item, to_api
from reconciler.engine.calling.params import Subject, call
from reconciler.engine.calling.updates import emptied, sent
from reconciler.kinds.words import Inner, Items, Part, Setter
from reconciler.plan.calls import Call
from reconciler.spec.content.normal import key_words, value_shape
from reconciler.spec.form import Shape
from reconciler.spec.values import ORDER, Value

Fields: TypeAlias = Mapping[str, Value]
"""Field → normal value."""


def handle(subject: Subject, part: Items, theirs: Fields, key: str) -> Any:
    """What a remove takes: the item's key, the id by which AWS holds it, or the whole of an item
    that has no key.
    """
    item, shape = theirs[key], subject.form.fields[part.field]
    if isinstance(item, Mapping) and shape.word.set:
        return to_api(shape.item or ANY, item, subject.around)
    found = item.get(part.handle) if isinstance(item, Mapping) else None
    found = found or subject.revisions.get(token_of(part.field, key))
    return str(found) if found else key


def token_of(field: str, key: str) -> str:
    """The name under which the id of one item is kept among the tokens (`Live.revisions`)."""
    return f"{field}[{key}]"


def waiting_items(part: Part, tokens: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """The items that AWS knows and has no id for yet, by key → what stands in its place."""
    if not isinstance(part, Items) or not part.waits:
        return {}
    told = {key: tokens.get(token_of(part.field, key), "") for key in keys}
    return {key: token for key, token in told.items() if token in part.waits}


def split(part: Part, calls: tuple[Call, ...]) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
    """The calls of a part that come before its resource's own update, and those after it.

    An inner kind goes while its resource still says what it was made for.
    """
    if isinstance(part, Inner):
        gone = tuple(one for one in calls if one.operation == part.delete.name)
        return gone, calls[len(gone) :]
    if not isinstance(part, Items) or not part.around:
        return (), calls
    first = tuple(
        one
        for one in calls
        if one.operation != part.add.name or (part.many_removed and part.many_removed in one.params)
    )
    return first, tuple(one for one in calls if one not in first)


def by_key(value: Value) -> dict[str, Value]:
    """The items of a collection by key; a list of scalars is its own keys."""
    match value:
        case Mapping():
            return {key: one for key, one in value.items() if key != ORDER and one is not None}
        case tuple():
            return {str(one): one for one in value}
        case _:
            return {}


def adding(subject: Subject, part: Items, items: Fields) -> Iterator[Call]:
    """The calls that add these items, or replace them."""
    shape = subject.form.fields[part.field]
    words = key_words(shape, subject.around)
    for keys in _batches(items, part.size if part.many else 1):
        if part.many:
            several = [_item(subject, part, key, items[key]) for key in keys]
            yield call(subject, part.add, {}, **{part.many: several})
            continue
        (key,) = keys
        if part.key:
            value = to_api(value_shape(shape, words, key), items[key], subject.around)
            spread = {part.key: key} | ({part.value: value} if part.value else {})
        else:
            spread = _item(subject, part, key, items[key])
        yield call(subject, part.add, {}, **spread)


def _item(subject: Subject, part: Items, key: str, value: Value) -> Any:
    shape = subject.form.fields[part.field]
    whole = keyed_item(shape.word, key, value) if shape.word.keyed else value
    return to_api(shape.item or ANY, whole, subject.around)


def removing(subject: Subject, part: Items, keys: Sequence[Any]) -> Iterator[Call]:
    """The calls that remove items, by what `handle` says of each."""
    for some in _batches(keys, part.size if part.many_removed else 1):
        if part.many_removed:
            yield call(subject, part.remove, {}, **{part.many_removed: list(some)})
        else:
            yield call(subject, part.remove, {}, **{_key_member(subject, part): some[0]})


def altering(
    subject: Subject, part: Items, key: str, ours: Fields, theirs: Fields
) -> tuple[Call, ...]:
    """The calls that alter an item in place; none where it has to go and come anew."""
    wanted, live = ours[key], theirs.get(key)
    shape = subject.form.fields[part.field].item
    if not (part.alters and shape and isinstance(wanted, Mapping) and isinstance(live, Mapping)):
        return ()
    inner = within(subject, shape.fields)
    before, after = (sent(inner, shape.fields, one) for one in (live, wanted))
    unequal = {name for name, value in after.items() if value != before[name]}
    if not unequal <= {name for one in part.alters for name in one.fields}:
        return ()
    held = handle(subject, part, theirs, key)
    due = [one for one in part.alters if unequal & {*one.fields}]
    back = [one for one in due if all(after[name] == emptied(inner, name) for name in one.fields)]
    last = back[::-1]
    return tuple(
        _altered(inner, part, one, after, held)
        for one in [*(one for one in due if one not in back), *last]
    )


def _altered(inner: Subject, part: Items, one: Setter, after: Fields, held: Any) -> Call:
    values = {name: after[name] for name in one.fields}
    return call(inner, one.put, values, **{one.put.rename[part.handle]: held})


def within(subject: Subject, fields: Mapping[str, Shape]) -> Subject:
    """The same resource with the fields of what it holds for its own, so that calls take them."""
    return replace(subject, form=replace(subject.form, fields=fields))


def _key_member(subject: Subject, part: Items) -> str:
    shape = subject.form.fields[part.field]
    if part.handle:
        return part.remove.rename[part.handle]
    if part.key or shape.item is None or not shape.word.keyed:
        return part.key
    return shape.item.fields[shape.word.keyed].member


def _batches(keys: Iterable[Any], size: int) -> Iterator[tuple[Any, ...]]:
    left = tuple(keys)
    for start in range(0, len(left), size):
        yield left[start : start + size]
