"""Reads a level below a resource: of its parts and of its tags, where those have calls of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reconciler.engine.calling.convert import at
from reconciler.engine.calling.items import token_of
from reconciler.engine.reading.read import Item, Target, answers, is_meant, means, parameters
from reconciler.kinds.words import Items, Part, Read, Setter
from reconciler.plan.calls import Answer, AwsRefused, Call, Send
from reconciler.spec.form import Form, Shape


@dataclass(frozen=True)
class Hung:
    """What a read of one part gave: its members by field, and the token for the next write of it.

    A field without any members is left out. `revisions` is by the part's first field.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    revisions: Mapping[str, str] = field(default_factory=dict)


def part_data(send: Send, target: Target, part: Part) -> Hung:
    """What a part that has a read of its own holds.

    A refusal that the part calls `absent`, and a 404 for a resource that has just been read, mean
    that there is nothing (S3 answers NoSuchTagSet, NoSuchBucketPolicy and their like with 404).
    """
    read = part.read
    if read is None:
        return Hung()
    names = {**target.names, "arn": target.arn}
    try:
        told = () if read.over else _answers(send, target, read, names)
        found = _pieced(told, read.path)
        if isinstance(part, Items) and read.over:
            found = _over(send, target, part, read)
        if isinstance(found, list) and read.where:
            found = [item for item in found if is_meant(read, item)]
        elif read.where and not is_meant(read, found):
            return Hung()
        found = texts_in(found, read.inside) if read.inside else found
        tokens = _tokens(target.form, part, found)
        if isinstance(part, Items) and read.each is not None:
            ready = [one for one in found or () if not _waits(part, one)]
            found = [_each(send, target, part, read.each, key) for key in ready]
    except AwsRefused as refused:
        if is_nothing(target, refused) or refused.code in absent_codes(part):
            return Hung()
        raise
    found = _holder(target.form, part, found)
    return Hung(_by_field(target.form, part, found), _revisions(part, told) | tokens)


def _tokens(form: Form, part: Part, found: Any) -> dict[str, str]:
    """The ids by which AWS holds items, where they are no field of theirs, by item."""
    shape = form.fields[part_fields(part)[0]]
    inside = shape.item.fields if shape.item else {}
    if not isinstance(part, Items) or not part.handle or part.handle in inside:
        return {}
    named, held = inside[shape.word.keyed].member, part.remove.rename[part.handle]
    return {token_of(part.field, str(one[named])): str(one[held]) for one in found or ()}


def _waits(part: Items, item: Any) -> bool:
    """Whether an item has no id yet, so that there is nothing to ask about it."""
    return bool(part.waits) and item.get(part.remove.rename[part.handle]) in part.waits


def _holder(form: Form, part: Part, found: Any) -> Any:
    """The one item that holds the part's field, where it was picked from a list by `where`."""
    alone = found[0] if isinstance(found, list) and len(found) == 1 else None
    members = [form.fields[name].member for name in part_fields(part)]
    holds = isinstance(alone, Mapping) and all(member in alone for member in members)
    return alone if part.read and part.read.where and holds else found


def _revisions(part: Part, told: Sequence[Answer]) -> dict[str, str]:
    """The token that the last answer of a part's read gave, by the part's first field."""
    words = part.revision if isinstance(part, Setter) else None
    token = at(told[-1], words.at) if words else None
    return {part_fields(part)[0]: str(token)} if token else {}


def tags(send: Send, target: Target) -> Any:
    """The tags as their own read gives them; None where the resource has none."""
    words = target.form.kind.tags
    assert words is not None
    assert words.read is not None
    names = {**target.names, "arn": target.arn}
    try:
        return _pieced(_answers(send, target, words.read, names), words.read.path)
    except AwsRefused as refused:
        if is_nothing(target, refused):
            return None
        raise


def is_nothing(target: Target, refused: AwsRefused) -> bool:
    """Whether a refusal says that there is nothing: by its status, or that the resource is gone,
    which it may be since it was read.
    """
    return refused.status == 404 or means(target.form.kind.absent, refused)


def absent_codes(part: Part) -> tuple[str, ...]:
    """The codes by which AWS says that a part is empty."""
    return part.absent if isinstance(part, Setter) else ()


def part_fields(part: Part) -> tuple[str, ...]:
    """The fields that a part brings."""
    return part.fields if isinstance(part, Setter) else (part.field,)


def _answers(
    send: Send, target: Target, read: Read, names: Mapping[str, Any]
) -> tuple[Answer, ...]:
    """Every page of a read."""
    params = parameters(target.form, read, names, target.scope)
    return tuple(answers(send, target.form, read, params, target.scope))


def _pieced(told: Iterable[Answer], path: str) -> Any:
    """What stands at a path: a list over all pages, or what the one answer has."""
    found: Any = None
    for answer in told:
        piece = at(answer, path)
        found = [*found, *piece] if isinstance(found, list) and piece else found or piece
    return found


def texts_in(document: Any, path: str) -> list[str]:
    """The texts at a path of a JSON document, one or several at a place: `Statement.Principal.AWS`."""
    return list(_texts(at(json.loads(document), path))) if document else []


def _texts(found: Any) -> Iterator[str]:
    match found:
        case str():
            yield found
        case list():
            for one in found:
                yield from _texts(one)


def _over(send: Send, target: Target, part: Items, read: Read) -> list[Item]:
    """The items of a collection that is listed once for each value of a member, with that value."""
    ((member, values),) = read.over.items()
    found: list[Item] = []
    for value in values:
        one = replace(read, sends={**read.sends, member: value}, over={})
        for item in _pieced(_answers(send, target, one, target.names), read.path) or ():
            whole = item if isinstance(item, Mapping) else {part.key: item}
            found.append({**whole, member: value})
    return found


def _each(send: Send, target: Target, part: Items, read: Read, key: Any) -> Item:
    """One item of a collection by a read of its own; its key is a text or in the item."""
    member = part.remove.rename[part.handle] if part.handle else part.key
    name = at(key, member) if isinstance(key, Mapping) else key
    params = parameters(target.form, read, target.names, target.scope)
    call = Call(target.form.kind.client, read.name, {**params, member: name}, target.scope.name)
    known = key if part.handle else {member: name}
    return {**known, **(at(send(call), read.path) or {})}


def _by_field(form: Form, part: Part, found: Any) -> dict[str, Any]:
    """What a part's answer holds, by field: members by name, or the whole of it for a lone field."""
    names = part_fields(part)
    if found is None:
        return {}
    told = {
        name: at(found, form.fields[name].member) for name in names if isinstance(found, Mapping)
    }
    told = {name: data for name, data in told.items() if data is not None}
    alone = len(names) == 1 and not told
    return {names[0]: found} if alone and _fits(form.fields[names[0]], found) else told


def _fits(shape: Shape, found: Any) -> bool:
    """Whether an answer can be a value of this shape: no map where a scalar is wanted."""
    return not isinstance(found, Mapping) or shape.type in {"structure", "map", "any"}
