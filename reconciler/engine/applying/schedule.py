"""Work done in the order of a graph: as much at once as is allowed, and nothing after a failure that
needed what failed. Knows neither AWS nor steps: nodes are whatever can be hashed. Nodes that are
alike may be performed in one go, once enough of them are ready.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Final, Generic, TypeAlias, TypeVar

N = TypeVar("N", bound=Hashable)
"""What is scheduled."""

FEW: Final = 10
"""From how many nodes on those that are alike are performed in one go: below, little is saved."""

MANY: Final = 25
"""How many are performed in one go at most: the rest is for another thread."""


Perform: TypeAlias = Callable[[tuple[N, ...]], Mapping[N, bool]]
"""Performs nodes, and says of each whether it succeeded."""

Alike: TypeAlias = Callable[[N], Hashable | None]
"""What nodes have in common that may be performed in one go; None where it is like no other."""


class State(StrEnum):
    """What became of a node.

    `SKIPPED`: something it needs failed. `UNSTARTED`: the stop came first. `ABANDONED`: it was under
    way at the stop and did not end in time.
    """

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNSTARTED = "unstarted"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Rules:
    """How nodes are done: `parallel` at once.

    After `stop` nothing begins, and what is under way has `grace` seconds to end.
    """

    parallel: int
    stop: Event
    grace: float = 5.0


@dataclass
class _Floor(Generic[N]):
    """The state of one run; only the scheduling thread touches it, but for the queues.

    `threads` are busy, of `workers` that there are; `alone`: not to be performed with others again.
    """

    needs: dict[N, set[N]]
    users: dict[N, list[N]]
    rank: Mapping[N, int]
    ready: list[tuple[int, N]] = field(default_factory=list)
    running: set[N] = field(default_factory=set)
    threads: int = 0
    workers: int = 0
    alone: set[N] = field(default_factory=set)
    states: dict[N, State] = field(default_factory=dict)
    jobs: SimpleQueue[tuple[N, ...]] = field(default_factory=SimpleQueue)
    results: SimpleQueue[_Result[N]] = field(default_factory=SimpleQueue)


@dataclass(frozen=True)
class _Result(Generic[N]):
    """What became of the nodes that one thread performed."""

    nodes: tuple[N, ...]
    done: Mapping[N, bool]
    bug: BaseException | None = None


def run(
    order: Sequence[N],
    needs: Mapping[N, frozenset[N]],
    perform: Perform[N],
    ended: Callable[[N, State, N | None], None],
    rules: Rules,
    alike: Alike[N] = lambda _: None,
) -> None:
    """Perform every node after those that it needs; `order` decides between those that are ready.

    `perform` runs in threads of its own and says of each node whether it succeeded; whatever it
    raises is a bug, and is raised here once what is under way has ended. It is given one node, or
    from `FEW` to `MANY` that are `alike` (None: like no other); one of several of which it says
    nothing is performed again, alone. `ended` is called for every node exactly once, in this
    thread, with the node whose failure it was skipped for.
    """
    floor = _floor(order, needs)
    bug: BaseException | None = None
    gives_up = float("inf")
    while len(floor.states) < len(order):
        if not rules.stop.is_set() and bug is None:
            _start(floor, perform, rules, alike)
        elif gives_up == float("inf"):
            gives_up = time.monotonic() + rules.grace
        if not floor.running or time.monotonic() > gives_up:
            break
        bug = _collect(floor, ended) or bug
    for _ in range(floor.workers):
        floor.jobs.put(())
    for node in order:
        if node not in floor.states:
            floor.states[node] = State.ABANDONED if node in floor.running else State.UNSTARTED
            ended(node, floor.states[node], None)
    if bug is not None:
        raise bug


def _floor(order: Sequence[N], needs: Mapping[N, frozenset[N]]) -> _Floor[N]:
    rank = {node: number for number, node in enumerate(order)}
    users: dict[N, list[N]] = {node: [] for node in order}
    for node in order:
        for needed in needs[node]:
            users[needed].append(node)
    floor = _Floor({node: set(needs[node]) for node in order}, users, rank)
    floor.ready = [(rank[node], node) for node in order if not needs[node]]
    heapq.heapify(floor.ready)
    return floor


def _start(
    floor: _Floor[N],
    perform: Perform[N],
    rules: Rules,
    alike: Alike[N],
) -> None:
    while floor.ready and floor.threads < rules.parallel:
        nodes = _taken(floor, alike)
        floor.running.update(nodes)
        floor.threads += 1
        floor.jobs.put(nodes)
        if floor.threads > floor.workers:
            floor.workers += 1
            # A daemon, so that a call that never ends cannot hold the process after a stop.
            Thread(target=_work, args=(floor, perform), daemon=True).start()


def _taken(floor: _Floor[N], alike: Alike[N]) -> tuple[N, ...]:
    """The first that is ready, and with it those that are like it, where they are not few."""
    first = heapq.heappop(floor.ready)
    if first[1] in floor.alone or (sort := alike(first[1])) is None:
        return (first[1],)
    others = (one for one in floor.ready if one[1] not in floor.alone and alike(one[1]) == sort)
    group = [first, *heapq.nsmallest(MANY - 1, others)]
    if len(group) < FEW:
        return (first[1],)
    floor.ready = [one for one in floor.ready if one not in group]
    heapq.heapify(floor.ready)
    return tuple(node for _, node in group)


def _work(floor: _Floor[N], perform: Perform[N]) -> None:
    """What a thread does: nodes as they come, until it is told that there are no more."""
    while nodes := floor.jobs.get():
        try:
            result = _Result(nodes, perform(nodes))
        except BaseException as error:  # noqa: BLE001 - the scheduling thread raises it
            result = _Result(nodes, dict.fromkeys(nodes, False), error)
        floor.results.put(result)


def _collect(floor: _Floor[N], ended: Callable[[N, State, N | None], None]) -> BaseException | None:
    """Take one result, or none within a moment, so that a stop is seen."""
    try:
        result = floor.results.get(timeout=0.05)
    except Empty:
        return None
    floor.threads -= 1
    floor.running.difference_update(result.nodes)
    for node, done in result.done.items():
        floor.states[node] = State.DONE if done else State.FAILED
        ended(node, floor.states[node], None)
        if done:
            _release(floor, node)
        else:
            _skip(floor, node, ended)
    for node in result.nodes:
        if node not in result.done:
            floor.alone.add(node)
            heapq.heappush(floor.ready, (floor.rank[node], node))
    return result.bug


def _release(floor: _Floor[N], node: N) -> None:
    for user in floor.users[node]:
        floor.needs[user].discard(node)
        if not floor.needs[user] and user not in floor.states:
            heapq.heappush(floor.ready, (floor.rank[user], user))


def _skip(floor: _Floor[N], failed: N, ended: Callable[[N, State, N | None], None]) -> None:
    waiting = list(floor.users[failed])
    while waiting:
        node = waiting.pop(0)
        if node not in floor.states:
            floor.states[node] = State.SKIPPED
            ended(node, State.SKIPPED, failed)
            waiting += floor.users[node]
