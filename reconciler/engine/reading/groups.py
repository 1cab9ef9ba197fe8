"""How the resources of one kind in one scope are read with the fewest calls that its words allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from reconciler.engine.calling.convert import at, tags_from
from reconciler.engine.deciding.ownership import OWNER
from reconciler.engine.reading.finding import found, found_one
from reconciler.engine.reading.read import (
    Item,
    Target,
    batch,
    by_identity,
    identity_in,
    listed,
    listed_within,
    single,
)
from reconciler.engine.reading.statements import document, items, reading, strays
from reconciler.engine.reading.sweep import orphan_address
from reconciler.engine.reading.workers import Job
from reconciler.kinds.words import Kind, Read, Tags
from reconciler.plan.calls import Send
from reconciler.spec.form import Form
from reconciler.spec.stack import Scope

BULK: Final = 10
"""From how many resources on a kind's bulk read pays, where it has a single one too."""


@dataclass(frozen=True)
class Seen:
    """What one job read: address → item (None: not there), and ours that were in a list unasked."""

    items: dict[str, Item | None]
    strays: tuple[tuple[Target, Item], ...] = ()


@dataclass(frozen=True)
class Group:
    """The targets of one kind in one scope; none where a kind is read for its orphans alone.

    `prune`: something shall be pruned, so that orphans are worth more calls.
    """

    form: Form
    scope: Scope
    targets: tuple[Target, ...] = ()
    prune: bool = False

    @property
    def finds_orphans(self) -> bool:
        """Whether its own list is the only place where orphans can be seen: no sweep knows them."""
        kind = self.form.kind
        return bool(kind.tags and kind.tags.inside and not kind.tags.sweep and kind.read.whole)

    @property
    def owned(self) -> Read | None:
        """The list of what may be ours, of a kind that no sweep knows, where it shall be read."""
        read = self.form.kind.tags.owned if self.form.kind.tags else None
        limited = read is not None and "{owner}" in str(read.sends)
        return read if self.prune or (limited and self.targets) else None


def grouped(
    targets: Iterable[Target], forms: Iterable[Form], scopes: Iterable[Scope], *, prune: bool
) -> tuple[Group, ...]:
    """Targets by kind and scope, and empty groups of the kinds whose orphans no sweep knows."""
    by_place: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in targets:
        by_place[target.form.kind.id, target.scope.name].append(target)
    made = [Group(some[0].form, some[0].scope, tuple(some), prune) for some in by_place.values()]
    alone = (
        Group(form, scope, prune=prune)
        for scope in scopes
        for form in forms
        if (form.kind.id, scope.name) not in by_place
    )
    wanted = (one for one in alone if one.finds_orphans or one.owned)
    return (*made, *wanted)


def jobs_of(send: Send, group: Group, owner: str) -> tuple[Job[Seen], ...]:
    """The jobs that read a group; without an `owner` nobody's orphans are looked for."""
    return (*_search_jobs(send, group, owner), *_target_jobs(send, group, owner))


def _target_jobs(send: Send, group: Group, owner: str) -> tuple[Job[Seen], ...]:
    kind = group.form.kind
    if kind.statement:
        return tuple(_document_jobs(send, group, owner))
    if kind.find and kind.find.whole:
        return (Job(partial(_found, send, group), (kind.id,)),)
    if kind.find:
        return tuple(Job(partial(_found_one, send, one), (kind.id,)) for one in group.targets)
    many = group.finds_orphans or len(group.targets) >= BULK
    if kind.read.whole and (many or not kind.read.bulk):
        return tuple(_whole_jobs(send, group, owner))
    if kind.read.many:
        return tuple(_batch_jobs(send, group))
    return _single_jobs(send, kind, group.targets)


def _search_jobs(send: Send, group: Group, owner: str) -> tuple[Job[Seen], ...]:
    if group.owned is None or not owner:
        return ()
    search = partial(_searched, send, group, group.owned, owner)
    return (Job(search, (f"orphans of {group.form.kind.id}",)),)


def _searched(send: Send, group: Group, read: Read, owner: str) -> Seen:
    """Those that a list names, no spec declares, and that carry our owner tag."""
    form, scope = group.form, group.scope
    named = listed(send, form, read, {"owner_tag": OWNER, "owner": owner}, scope)
    declared = {target.identity for target in group.targets}
    found = {
        (one,) if isinstance(one, str) else identity_in(form, read, one): None for one in named
    }
    others = tuple(
        Target(f"{form.kind.id}.{identity[-1]}", form, scope, identity)
        for identity in found
        if identity not in declared
    )
    unasked = Group(form, scope, others)
    items = {
        target.identity: item
        for job in _target_jobs(send, unasked, "")
        for seen in (job.calls(),)
        for target in others
        if (item := seen.items.get(target.address)) is not None
    }
    return Seen({}, tuple(_strays(group, items, owner)))


def tags_inside(words: Tags, item: Item) -> dict[str, str]:
    """The tags that came with a resource's own read, under the names that AWS's APIs have for them."""
    paths = (words.read.path,) if words.read else ("tags", "Tags")
    return tags_from(next(filter(None, (at(item, path) for path in paths)), None))


def _single_jobs(send: Send, kind: Kind, targets: Iterable[Target]) -> tuple[Job[Seen], ...]:
    read = kind.single or kind.read
    if read.whole:
        return ()
    return tuple(Job(partial(_one, send, target), (kind.id,)) for target in targets)


def _one(send: Send, target: Target) -> Seen:
    kind = target.form.kind
    return Seen({target.address: single(send, target, kind.single or kind.read)})


def _document_jobs(send: Send, group: Group, owner: str) -> Iterator[Job[Seen]]:
    """One read of each document that the targets are statements of."""
    for targets in _by_parents(group.targets, len(group.form.kind.identity) - 1).values():
        yield Job(partial(_statements, send, targets, owner), (group.form.kind.id,))


def _statements(send: Send, targets: list[Target], owner: str) -> Seen:
    first = targets[0]
    call = reading(first.form, first.identity[:-1], first.scope)
    found = items(first.form, document(send, first.form.kind, call))
    asked = {target.identity[-1]: target.address for target in targets}
    return Seen(
        {address: found.get(sid) for sid, address in asked.items()},
        strays(first, found, asked, owner) if owner else (),
    )


def _found(send: Send, group: Group) -> Seen:
    return Seen(found(send, group.targets))


def _found_one(send: Send, target: Target) -> Seen:
    return Seen({target.address: found_one(send, target)})


def _batch_jobs(send: Send, group: Group) -> Iterator[Job[Seen]]:
    """Batches of at most `size`, each with the children of one parent."""
    read = group.form.kind.read
    for targets in _by_parents(group.targets, len(group.form.kind.identity) - 1).values():
        for start in range(0, len(targets), read.size):
            some = targets[start : start + read.size]
            yield Job(partial(_batch, send, some), (group.form.kind.id,))


def _batch(send: Send, targets: list[Target]) -> Seen:
    return Seen(batch(send, targets, targets[0].form.kind.read))


def _whole_jobs(send: Send, group: Group, owner: str) -> Iterator[Job[Seen]]:
    """One list for each parent that the read is bound to, or one for all."""
    kind = group.form.kind
    by_parents = _by_parents(group.targets, len(kind.read.per)) or {(): []}
    for parents, targets in by_parents.items():
        instead = _single_jobs(send, kind, targets)
        orphans = (f"orphans of {kind.id}",) if group.finds_orphans else ()
        lost = orphans if instead or not targets else (kind.id,)
        yield Job(partial(_whole, send, group, owner, parents), lost, instead)


def _whole(send: Send, group: Group, owner: str, parents: tuple[str, ...]) -> Seen:
    """One list, completed by a second one where the kind says so, told apart by identity."""
    form, scope, read = group.form, group.scope, group.form.kind.read
    names = dict(zip(read.per, parents, strict=True))
    items = by_identity(form, read, listed_within(send, form, read, names, scope), parents)
    if read.joined and (group.targets or _owned(group, items, owner)):
        more = listed(send, form, read.joined, names, scope)
        others = by_identity(form, read.joined, more, parents)
        items = {identity: {**others.get(identity, {}), **one} for identity, one in items.items()}
    asked = [one for one in group.targets if one.identity[: len(parents)] == parents]
    return Seen(
        {target.address: items.get(target.identity) for target in asked},
        tuple(_strays(group, items, owner)),
    )


def _strays(
    group: Group, items: dict[tuple[str, ...], Item], owner: str
) -> Iterator[tuple[Target, Item]]:
    """Items with our owner tag that no spec declares."""
    declared = {target.identity for target in group.targets}
    for identity, tags in _owned(group, items, owner).items():
        if identity not in declared:
            address = orphan_address(group.form, identity, tags)
            yield Target(address, group.form, group.scope, identity), items[identity]


def _owned(
    group: Group, items: dict[tuple[str, ...], Item], owner: str
) -> dict[tuple[str, ...], dict[str, str]]:
    """The tags of those items that carry our owner tag."""
    words = group.form.kind.tags
    if words is None or not (group.finds_orphans or group.owned):
        return {}
    tags = {identity: tags_inside(words, item) for identity, item in items.items()}
    return {identity: one for identity, one in tags.items() if one.get(OWNER) == owner}


def _by_parents(targets: Iterable[Target], depth: int) -> dict[tuple[str, ...], list[Target]]:
    found: dict[tuple[str, ...], list[Target]] = defaultdict(list)
    for target in targets:
        found[target.identity[:depth]].append(target)
    return found
