"""The order of an apply: steps as nodes, what must wait for what as edges. Pure.

An edge is hard where AWS invents the value or looks whether the target is there, where a part needs
its resource, and where `depends_on` says so. Every other edge is soft: it orders where it can, and is
dropped where it would close a cycle. Only a cycle of hard edges is an error.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from reconciler.engine.applying.edges import HARD, Edge, Node, edges
from reconciler.engine.applying.late import holes
from reconciler.engine.applying.renames import rename_edges
from reconciler.engine.applying.together import joined
from reconciler.engine.live import Step, Work
from reconciler.errors import Fault, Note, SpecInvalid

CYCLE = "RC5001"
"""The code of a cycle that cannot be cut."""


@dataclass(frozen=True)
class Graph:
    """All steps of a draft, and for each the steps that it waits for; `order` is one valid order.

    `wants`: address → the attributes of it that any step needs and that were not known at plan.
    """

    steps: Mapping[Node, Step]
    needs: Mapping[Node, frozenset[Node]]
    order: tuple[Node, ...]
    wants: Mapping[str, frozenset[str]]
    dropped: tuple[Edge, ...] = ()


def graph(work: Mapping[str, Work]) -> Graph:
    """The graph of these changes. Raises SpecInvalid, with every cycle's way told, for hard cycles."""
    work = joined(work)
    steps = {
        Node(address, number): step
        for address, one in sorted(work.items())
        for number, step in enumerate(one.steps)
    }
    found = sorted(
        {edge for edge in (*edges(work), *rename_edges(work)) if edge.before != edge.after}
    )
    kept = [edge for edge in found if edge.weight == HARD]
    _refuse_cycle(steps, kept, work)
    soft = [edge for edge in found if edge.weight != HARD]
    dropped: list[Edge] = []
    if _cyclic(steps, found):
        soft, dropped = _thinned(steps, kept, soft)
    needs = _needs(steps, kept + soft)
    order = tuple(_sorter(needs).static_order())
    return Graph(steps, needs, order, _wants(steps.values()), tuple(dropped))


def ordered(work: Mapping[str, Work]) -> tuple[str, ...]:
    """The addresses in the order in which their changes would begin; those without steps come last."""
    first = dict.fromkeys(node.address for node in graph(work).order)
    return (*first, *sorted(address for address in work if address not in first))


def _sorter(needs: Mapping[Node, frozenset[Node]]) -> TopologicalSorter[Node]:
    """What sorts the nodes, fed in an order that is the same in every process: sets are not."""
    return TopologicalSorter({node: sorted(before) for node, before in needs.items()})


def _wants(steps: Iterable[Step]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for late in {late for step in steps for call in step.calls for late in holes(call.params)}:
        found[late.address] = found.get(late.address, frozenset()) | {late.attribute}
    return found


def _needs(steps: Iterable[Node], found: Iterable[Edge]) -> dict[Node, frozenset[Node]]:
    made: dict[Node, set[Node]] = {node: set() for node in steps}
    for edge in found:
        made[edge.after].add(edge.before)
    return {node: frozenset(before) for node, before in made.items()}


def _cyclic(steps: Iterable[Node], found: Iterable[Edge]) -> bool:
    try:
        TopologicalSorter(_needs(steps, found)).prepare()
    except CycleError:
        return True
    return False


def _thinned(
    steps: Iterable[Node], hard: list[Edge], soft: list[Edge]
) -> tuple[list[Edge], list[Edge]]:
    """The soft edges that can be kept, weightiest first, and those that would close a cycle."""
    after: dict[Node, set[Node]] = {node: set() for node in steps}
    for edge in hard:
        after[edge.before].add(edge.after)
    kept, dropped = [], []
    for edge in soft:
        if _reaches(after, edge.after, edge.before):
            dropped.append(edge)
        else:
            kept.append(edge)
            after[edge.before].add(edge.after)
    return kept, dropped


def _reaches(after: Mapping[Node, set[Node]], start: Node, goal: Node) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        new = after[node] - seen
        seen |= new
        waiting += new
    return False


def _refuse_cycle(steps: Mapping[Node, Step], hard: list[Edge], work: Mapping[str, Work]) -> None:
    try:
        TopologicalSorter(_needs(steps, hard)).prepare()
    except CycleError as error:
        round_trip: list[Node] = error.args[1]
        raise SpecInvalid(_cycle_fault(round_trip, hard, work)) from None


def _cycle_fault(nodes: list[Node], hard: list[Edge], work: Mapping[str, Work]) -> Fault:
    """The cycle in full: every resource on it, and what makes it wait for the next."""
    why = {(edge.before, edge.after): edge.why for edge in hard}
    notes = tuple(
        Note(
            f"{after.address} {why[before, after]} {before.address}",
            work[after.address].change.place,
        )
        for before, after in itertools.pairwise(nodes)
    )
    way = " → ".join(dict.fromkeys(node.address for node in reversed(nodes)))
    start = nodes[-1].address
    return Fault(
        CYCLE,
        f"these resources wait for each other: {way} → {start}",
        work[start].change.place,
        expected="an order in which they can be made",
        suggestion="Name one of them by a literal instead of a reference, or drop a depends_on.",
        address=start,
        notes=notes,
    )
