"""Reads a level below a resource: of its parts and of its tags, where those have calls of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.engine.calling.convert import at
from reconciler.engine.reading.read import Item, Target, answers, means, parameters
from reconciler.kinds.words import Items, Part, Read, Setter, Switch
from reconciler.plan.calls import AwsRefused, Call, Send
from reconciler.spec.form import Form, Shape


def part_data(send: Send, target: Target, part: Part) -> dict[str, Any]:
    """The members of a part that has a read of its own, by field; a field without any is left out.

    A refusal that the part calls `absent`, and a 404 for a resource that has just been read, mean
    that there is nothing (S3 answers NoSuchTagSet, NoSuchBucketPolicy and their like with 404).
    """
    read = part.read
    if read is None:
        return {}
    names = {**target.names, "arn": target.arn}
    try:
        found = _part_answer(send, target, read, names)
        if isinstance(part, Items) and read.each is not None:
            found = [_each(send, target, part, read.each, key) for key in found or ()]
    except AwsRefused as refused:
        if is_nothing(target, refused) or refused.code in absent_codes(part):
            return {}
        raise
    return _by_field(target.form, part, found)


def tags(send: Send, target: Target) -> Any:
    """The tags as their own read gives them; None where the resource has none."""
    words = target.form.kind.tags
    assert words is not None
    assert words.read is not None
    names = {**target.names, "arn": target.arn}
    try:
        return _part_answer(send, target, words.read, names)
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
    return () if isinstance(part, Switch) else part.absent


def part_fields(part: Part) -> tuple[str, ...]:
    """The fields that a part brings."""
    return part.fields if isinstance(part, Setter) else (part.field,)


def _part_answer(send: Send, target: Target, read: Read, names: Mapping[str, Any]) -> Any:
    """What stands at the read's path: a list over all pages, or what the one answer has."""
    params = parameters(target.form, read, names, target.scope)
    found: Any = None
    for answer in answers(send, target.form, read, params, target.scope):
        piece = at(answer, read.path)
        found = [*found, *piece] if isinstance(found, list) and piece else found or piece
    return found


def _each(send: Send, target: Target, part: Items, read: Read, key: Any) -> Item:
    """One item of a collection by a read of its own; its key is a text or in the item."""
    name = at(key, part.key) if isinstance(key, Mapping) else key
    params = parameters(target.form, read, target.names, target.scope)
    call = Call(target.form.kind.client, read.name, {**params, part.key: name}, target.scope.name)
    return {part.key: name, **(at(send(call), read.path) or {})}


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
