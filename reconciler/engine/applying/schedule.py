"""Work done in the order of a graph: as much at once as is allowed, and nothing after a failure that
needed what failed. Knows neither AWS nor steps: nodes are whatever can be hashed.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)
"""What is scheduled."""


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
    """The state of one run; only the scheduling thread touches it, but for the queue."""

    needs: dict[N, set[N]]
    users: dict[N, list[N]]
    rank: Mapping[N, int]
    ready: list[tuple[int, N]] = field(default_factory=list)
    running: set[N] = field(default_factory=set)
    states: dict[N, State] = field(default_factory=dict)
    results: SimpleQueue[tuple[N, bool, BaseException | None]] = field(default_factory=SimpleQueue)


def run(
    order: Sequence[N],
    needs: Mapping[N, frozenset[N]],
    perform: Callable[[N], bool],
    ended: Callable[[N, State, N | None], None],
    rules: Rules,
) -> None:
    """Perform every node after those that it needs; `order` decides between those that are ready.

    `perform` runs in threads of its own and says whether it succeeded; whatever it raises is a bug,
    and is raised here once what is under way has ended. `ended` is called for every node exactly
    once, in this thread, with the node whose failure it was skipped for.
    """
    floor = _floor(order, needs)
    bug: BaseException | None = None
    gives_up = float("inf")
    while len(floor.states) < len(order):
        if not rules.stop.is_set() and bug is None:
            _start(floor, perform, rules)
        elif gives_up == float("inf"):
            gives_up = time.monotonic() + rules.grace
        if not floor.running or time.monotonic() > gives_up:
            break
        bug = _collect(floor, ended) or bug
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


def _start(floor: _Floor[N], perform: Callable[[N], bool], rules: Rules) -> None:
    while floor.ready and len(floor.running) < rules.parallel:
        _, node = heapq.heappop(floor.ready)
        floor.running.add(node)
        # A daemon, so that a call that never ends cannot hold the process after a stop.
        Thread(target=_perform, args=(floor, perform, node), daemon=True).start()


def _perform(floor: _Floor[N], perform: Callable[[N], bool], node: N) -> None:
    try:
        done, bug = perform(node), None
    except BaseException as error:  # noqa: BLE001 - handed to the scheduling thread, which raises it
        done, bug = False, error
    floor.results.put((node, done, bug))


def _collect(floor: _Floor[N], ended: Callable[[N, State, N | None], None]) -> BaseException | None:
    """Take one result, or none within a moment, so that a stop is seen."""
    try:
        node, done, bug = floor.results.get(timeout=0.05)
    except Empty:
        return None
    floor.running.discard(node)
    floor.states[node] = State.DONE if done else State.FAILED
    ended(node, floor.states[node], None)
    if done:
        _release(floor, node)
    else:
        _skip(floor, node, ended)
    return bug


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
