"""Whether things are there that no stack declares: by a list or a batch, where that takes fewer calls.

A plan does not hang on it: what AWS does not tell, for whatever reason, is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from reconciler.engine.calling.convert import at
from reconciler.engine.reading.groups import BULK
from reconciler.engine.reading.read import constant, is_denied, is_meant, means
from reconciler.engine.reading.workers import Job, crew
from reconciler.kinds.probes import PROBES, Probe
from reconciler.kinds.words import Read
from reconciler.plan.calls import AnswerLost, AwsRefused, Call, Send, Unreachable
from reconciler.spec.stack import Scope

NOT_THERE: Final = "NotImplemented"
"""What an endpoint that is not AWS's, such as the sandbox, says of a service that it does not have:
then nothing of that service is to be found there, and nothing to be said of it. (AWS has this code in S3
alone, for headers and conditions: "Error responses", Amazon S3 API Reference; no probe sends any.)
"""


@dataclass(frozen=True)
class Sought:
    """One thing to look for: its ARN, and the scope whose account and region it is in."""

    scope: Scope
    arn: str

    @property
    def probe(self) -> Probe | None:
        """How it is looked for; None where nobody knows, or where it is always there."""
        parts = self.arn.split(":", 5)
        if len(parts) < 6:
            return None
        for one in PROBES:
            if parts[2] == one.service and parts[5].startswith(one.resource):
                return None if parts[5][len(one.resource) :] in one.builtin else one
        return None

    def names(self, probe: Probe) -> dict[str, str]:
        """What a read may send of it, and what an item may say."""
        name = self.arn.split(":", 5)[5][len(probe.resource) :].removesuffix(":*")
        last, first = name.rpartition("/")[2], name.partition("/")[0]
        return {"arn": self.arn.removesuffix(":*"), "name": name, "last": last, "first": first}


@dataclass(frozen=True)
class Looked:
    """What was found out: those that are `missing`, and of which it is `unknown`, and why."""

    missing: frozenset[Sought] = frozenset()
    unknown: Mapping[Sought, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asking:
    """One read, of however many pages, that answers for some of one sort in one scope."""

    probe: Probe
    read: Read
    some: tuple[Sought, ...]


def looked_for(send: Send, sought: Iterable[Sought], parallel: int) -> Looked:
    """Which of these are not there. Raises nothing that AWS says: then it is unknown."""
    asked = tuple(askings(sought))
    if not asked:
        return Looked()
    with crew(parallel) as workers:
        return _together(workers.results([Job(partial(_looked, send, one), ()) for one in asked]))


def askings(sought: Iterable[Sought]) -> Iterator[Asking]:
    """The reads that answer for all of these; what nobody knows to look for is left out."""
    groups: dict[tuple[str, str], list[Sought]] = defaultdict(list)
    for one in dict.fromkeys(sought):
        if one.probe:
            groups[one.probe.sort, one.scope.name].append(one)
    for some in groups.values():
        assert some[0].probe
        yield from _of_sort(some[0].probe, some)


def _of_sort(probe: Probe, some: list[Sought]) -> Iterator[Asking]:
    if probe.many:
        for start in range(0, len(some), probe.many.size):
            yield Asking(probe, probe.many, tuple(some[start : start + probe.many.size]))
        return
    listed = [one for one in some if probe.whole and ":" not in one.names(probe)["name"]]
    if probe.whole and len(listed) >= BULK:
        yield Asking(probe, probe.whole, tuple(listed))
        some = [one for one in some if one not in listed]
    yield from _singly(probe, some)


def _singly(probe: Probe, some: Iterable[Sought]) -> Iterator[Asking]:
    for one in some:
        if probe.one:
            yield Asking(probe, probe.one, (one,))


def _looked(send: Send, asked: Asking) -> Looked:
    try:
        there = _there(asked, _items(send, asked))
    except AwsRefused as refused:
        if means(asked.probe.absent, refused):
            return Looked(frozenset(asked.some))
        if asked.read is asked.probe.whole and is_denied(refused):
            return _together(_looked(send, one) for one in _singly(asked.probe, asked.some))
        if refused.code == NOT_THERE:
            return Looked()
        return _unknown(asked, f"{refused.call}: {refused.code} {refused.message}".rstrip())
    except (AnswerLost, Unreachable) as lost:
        return _unknown(asked, f"{lost.call}: {lost.cause}")
    return Looked(frozenset(asked.some) - there)


def _items(send: Send, asked: Asking) -> list[Any]:
    """What all pages of an answer hold at the read's path."""
    read, scope = asked.read, asked.some[0].scope
    params: dict[str, Any] = {name: constant(one, scope) for name, one in read.sends.items()}
    names = [one.names(asked.probe) for one in asked.some]
    if read.many:
        sort = "arn" if read.rename.get("arn") == read.many else "name"
        params[read.many] = [one[sort] for one in names]
    else:
        params |= {member: names[0][sort] for sort, member in read.rename.items()}
    found: list[Any] = []
    token: Any = None
    while True:
        more = {asked.probe.page[0]: token} if token else {}
        answer = send(Call(asked.probe.client, read.name, {**params, **more}, scope.name))
        told = at(answer, read.path)
        found += told if isinstance(told, list | tuple) else [told] if told else []
        following = at(answer, asked.probe.page[1]) if asked.probe.page[1] else None
        if not following or following == token:
            return [one for one in found if not read.where or is_meant(read, one)]
        token = following


def _there(asked: Asking, items: list[Any]) -> frozenset[Sought]:
    """Those that some item is; of a single read that tells no name, an answer is enough."""
    if not asked.read.match and asked.read is not asked.probe.whole:
        return frozenset(asked.some if items else ())
    told: dict[str, set[Any]] = {
        sort: {at(item, path) for item in items} for sort, path in asked.read.match.items()
    } or {"name": {item.rpartition("/")[2] for item in items}}
    return frozenset(
        one
        for one in asked.some
        if all(one.names(asked.probe)[sort] in names for sort, names in told.items())
    )


def _unknown(asked: Asking, why: str) -> Looked:
    return Looked(unknown=dict.fromkeys(asked.some, why))


def _together(found: Iterable[Looked]) -> Looked:
    missing: frozenset[Sought] = frozenset()
    unknown: dict[Sought, str] = {}
    for one in found:
        missing |= one.missing
        unknown.update(one.unknown)
    return Looked(missing, unknown)
