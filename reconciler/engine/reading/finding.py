"""Kinds whose id AWS invents: a list tells which id has the natural key that a spec names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

from reconciler.engine.calling.convert import at
from reconciler.engine.reading.read import Item, Target, identity_in, is_there, listed, single
from reconciler.errors import Fault, ReconcileError
from reconciler.kinds.words import Read
from reconciler.plan.calls import Send
from reconciler.spec.content.spelling import spelling

SIDE_BY_SIDE: Final = 8
"""How many reads of listed things are made at a time."""

AMBIGUOUS = "RC3005"
"""Two live resources have the name by which one is declared."""


def found(send: Send, targets: Sequence[Target]) -> dict[str, Item | None]:
    """Targets of one kind and scope, by address, found in the list that their kind says.

    Raises ReconcileError where a name is borne by two, and nothing says which is meant.
    """
    kind, find = targets[0].form.kind, targets[0].form.kind.find
    assert find is not None
    items: Sequence[Item | None] = listed(send, targets[0].form, find, {}, targets[0].scope)
    if find.each:
        items = _each(send, targets[0], find.each, items)
    matches = [_match(target, items) for target in targets]
    if kind.read.name not in {find.name, find.each.name if find.each else ""}:
        matches = _each(send, targets[0], kind.read, matches)
    return {target.address: one for target, one in zip(targets, matches, strict=True)}


def found_one(send: Send, target: Target) -> Item | None:
    """One target: by its id where that is known and a read takes it, else by its natural key."""
    kind, find = target.form.kind, target.form.kind.find
    assert find is not None
    read = kind.single or (kind.read if not find.whole or kind.read.name != find.name else None)
    if target.arn and read:
        return _with_name(send, target, single(send, target, read))
    return found(send, [target])[target.address] if find.whole else single(send, target, find)


def _with_name(send: Send, target: Target, item: Item | None) -> Item | None:
    """What is known by its id alone, with the first of the names that are bound to it."""
    bound = target.form.kind.bound
    if item is None or bound is None or not target.arn.endswith(target.identity[-1]):
        return item
    names = listed(send, target.form, bound.read, {"arn": target.arn}, target.scope)
    texts = sorted(str(at(one, bound.member)).removeprefix(bound.before) for one in names)
    return {**item, bound.member: next(iter(texts), "")}


def identified(target: Target, item: Item) -> Target:
    """A target known by its id alone, under the natural key that its own read tells."""
    if target.form.kind.find is None:
        return target
    return replace(target, identity=identity_in(target.form, target.form.kind.read, item))


def _each(
    send: Send, target: Target, read: Read, items: Sequence[Item | None]
) -> list[Item | None]:
    """What a read says of each item, of which a list gave only the id: a few at a time."""

    def one(item: Item | None) -> Item | None:
        arn = str(at(item, target.form.kind.arn_at) or "")
        return single(send, replace(target, arn=arn), read) if arn else None

    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="find") as pool:
        return list(pool.map(one, items))


def _match(target: Target, items: Iterable[Item | None]) -> Item | None:
    """The item that is meant: by the id that is known, else by its natural key.

    What is going away bears its name no more; where the thing of a pinned id is gone, the name says.
    """
    kind, find = target.form.kind, target.form.kind.find
    assert find is not None
    held = [one for one in items if one is not None]
    pinned = [one for one in held if target.arn and _arn(target, one) == _same(target.arn)]
    if pinned:
        return pinned[0]
    there = [one for one in held if is_there(kind, one)]
    alike = [one for one in there if identity_in(target.form, find, one) == target.identity]
    if len(alike) > 1:
        raise ReconcileError(_ambiguous(target, alike))
    return alike[0] if alike else None


def _arn(target: Target, item: Item) -> str:
    return _same(str(at(item, target.form.kind.arn_at) or ""))


def _same(arn: str) -> str:
    """One spelling of an ARN whose service was renamed."""
    return str(spelling("arn_prefix", arn))


def _ambiguous(target: Target, alike: Iterable[Item]) -> Fault:
    arns = ", ".join(str(at(one, target.form.kind.arn_at)) for one in alike)
    return Fault(
        AMBIGUOUS,
        f"`{'/'.join(target.identity)}` is the name of more than one: {arns}",
        expected="one resource of that name",
        suggestion="Say which is meant with `lifecycle: {id: ...}`.",
        address=target.address,
    )
