"""What resources did last, as their kinds' `recent` says: in answers that are there, lists and batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from reconciler.engine.calling.convert import at
from reconciler.engine.live import Live, scalars
from reconciler.engine.reading.read import means, parameters
from reconciler.engine.reading.workers import Counted, Job, crew
from reconciler.kinds.words import Read
from reconciler.plan.calls import AwsRefused, Call, Send


@dataclass(frozen=True)
class Latest:
    """What one resource did last; all but `what` may be empty. `at`: since when it is so."""

    what: str
    id: str = ""
    state: str = ""
    at: datetime | None = None
    revisions: tuple[str, ...] = ()
    about: str = ""
    failed: bool = False


@dataclass(frozen=True)
class Recently:
    """What was found: address → what it did last, None where it never did anything; resources of
    other kinds are not in it. `unread`: kind → why nothing could be read; `calls`: how many it took.
    """

    found: Mapping[str, Latest | None] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    calls: int = 0


@dataclass(frozen=True)
class Item:
    """What a list said of one resource: a structure, an id, or nothing."""

    address: str
    said: Any


def recently(send: Send, lives: Mapping[str, Live], parallel: int) -> Recently:
    """What these did last, by address. Raises as `send` does, but for what AWS denies."""
    asked = {address: live for address, live in lives.items() if live.form.kind.recent}
    counted = Counted(send)
    with crew(parallel) as workers:
        firsts = workers.results(list(_first_jobs(counted, asked)))
        told = {one.address: one.said for one in firsts}
        batches = workers.results(list(_detail_jobs(counted, asked, told)))
        found = {one.address: one.said for batch in batches for one in batch}
    said = {**{a: live.raw for a, live in asked.items() if _read(live) is None}, **told, **found}
    seen = {a: live for a, live in asked.items() if live.form.kind.id not in workers.denied}
    latest = {a: _latest(live, said.get(a)) for a, live in seen.items()}
    return Recently(latest, dict(sorted(workers.denied.items())), counted.calls)


def _read(live: Live) -> Read | None:
    recent = live.form.kind.recent
    return recent.read if recent else None


def _first_jobs(send: Send, asked: Mapping[str, Live]) -> Iterator[Job[Item]]:
    for address, live in asked.items():
        read = _read(live)
        if read:
            yield Job(partial(_first, send, address, live, read), (live.form.kind.id,))


def _first(send: Send, address: str, live: Live, read: Read) -> Item:
    """The newest in a resource's own list; nothing where it went away meanwhile."""
    kind = live.form.kind
    names = dict(zip(kind.identity, live.identity, strict=True))
    params = parameters(live.form, read, names, live.scope)
    try:
        answer = send(Call(kind.client, read.name, params, live.scope.name))
    except AwsRefused as refused:
        if means(kind.absent, refused):
            return Item(address, None)
        raise
    items = at(answer, read.path)
    return Item(address, items[0] if items else None)


def _detail_jobs(
    send: Send, asked: Mapping[str, Live], told: Mapping[str, Any]
) -> Iterator[Job[list[Item]]]:
    """Batches of what was told by its id alone, each of one kind and scope."""
    groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for address, said in told.items():
        if isinstance(said, str):
            live = asked[address]
            groups[live.form.kind.id, live.scope.name].append(Item(address, said))
    for some in groups.values():
        live = asked[some[0].address]
        recent = live.form.kind.recent
        assert recent
        assert recent.details
        for start in range(0, len(some), recent.details.size):
            part = some[start : start + recent.details.size]
            call = partial(_details, send, live, recent.details, recent.id, part)
            yield Job(call, (live.form.kind.id,))


def _details(send: Send, like: Live, read: Read, id_at: str, some: list[Item]) -> list[Item]:
    """What a batch says of these ids; `like` is one of their resources."""
    params = {read.many: [one.said for one in some]}
    answer = send(Call(like.form.kind.client, read.name, params, like.scope.name))
    known = {at(item, id_at): item for item in at(answer, read.path) or ()}
    return [Item(one.address, known.get(one.said)) for one in some]


def _latest(live: Live, said: Any) -> Latest | None:
    """What an item says; None where it says nothing, for nothing was done yet."""
    recent = live.form.kind.recent
    assert recent
    known = {path: _texts(said, path) for path in (recent.id, recent.state, recent.about)}
    moments = (at(said, path) for path in recent.at)
    revisions = tuple(text for path in recent.revision for text in _texts(said, path))
    state = next(iter(known[recent.state]), "")
    if not revisions and not state and not any(at(said, path) for path in recent.at):
        return None
    return Latest(
        recent.what,
        next(iter(known[recent.id]), ""),
        state,
        next((one for one in moments if isinstance(one, datetime)), None),
        tuple(dict.fromkeys(revisions)),
        next(iter(known[recent.about]), ""),
        state in recent.failed,
    )


def _texts(said: Any, path: str) -> tuple[str, ...]:
    return scalars(at(said, path)) if path and isinstance(said, Mapping) else ()
