"""The schedule alone: order, bounds, failures, a stop, a bug. Nodes are letters."""

import threading
from collections.abc import Callable, Iterable, Mapping
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.engine.applying.schedule import FEW, MANY, Rules, State, run


def scheduled(
    needs: Mapping[str, Iterable[str]],
    perform: Callable[[str], bool],
    *,
    parallel: int = 4,
    stop: Event | None = None,
    grace: float = 5.0,
) -> tuple[list[str], dict[str, tuple[State, str | None]]]:
    """The nodes in the order in which they ended, and what became of each."""
    told: list[str] = []
    states: dict[str, tuple[State, str | None]] = {}

    def ended(node: str, state: State, because: str | None) -> None:
        assert node not in states, "told twice"
        told.append(node)
        states[node] = (state, because)

    frozen = {node: frozenset(before) for node, before in needs.items()}

    def each(nodes: tuple[str, ...]) -> dict[str, bool]:
        return {node: perform(node) for node in nodes}

    run(list(needs), frozen, each, ended, Rules(parallel, stop or Event(), grace))
    return told, states


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[str]]:
    names = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    return {
        name: draw(st.lists(st.sampled_from(names[:number]), unique=True)) if number else []
        for number, name in enumerate(names)
    }


@given(graphs(), st.sets(st.integers(0, 11)), st.integers(1, 4))
def test_nothing_begins_before_what_it_needs_or_after_a_failure_of_it(
    needs: dict[str, list[str]], bad: set[int], parallel: int
) -> None:
    begun: list[str] = []

    def perform(node: str) -> bool:
        assert all(before in begun for before in needs[node])
        begun.append(node)
        return int(node[1:]) not in bad

    _, states = scheduled(needs, perform, parallel=parallel)
    assert set(states) == set(needs)
    for node, before in needs.items():
        is_fit = all(states[one][0] is State.DONE for one in before)
        expected = (
            (State.FAILED if int(node[1:]) in bad else State.DONE) if is_fit else State.SKIPPED
        )
        assert states[node][0] is expected
        assert (node in begun) == is_fit


def test_a_skipped_node_names_the_one_that_failed() -> None:
    _, states = scheduled({"a": (), "b": "a", "c": "b", "d": ()}, lambda node: node != "a")
    assert states["c"] == (State.SKIPPED, "a")
    assert states["d"] == (State.DONE, None)


def test_never_more_than_are_allowed_at_once() -> None:
    gauge, most, lock = [0], [0], threading.Lock()

    def perform(_: str) -> bool:
        with lock:
            gauge[0] += 1
            most[0] = max(most[0], gauge[0])
        threading.Event().wait(0.01)
        with lock:
            gauge[0] -= 1
        return True

    nodes: dict[str, tuple[str, ...]] = {f"n{number}": () for number in range(12)}
    scheduled(nodes, perform, parallel=3)
    assert most[0] == 3


def test_a_stop_lets_what_runs_end_and_begins_nothing() -> None:
    stop = Event()

    def perform(_: str) -> bool:
        stop.set()
        return True

    _, states = scheduled({"a": (), "b": "a", "c": "b"}, perform, stop=stop)
    assert states == {
        "a": (State.DONE, None),
        "b": (State.UNSTARTED, None),
        "c": (State.UNSTARTED, None),
    }


def test_what_does_not_end_after_a_stop_is_abandoned() -> None:
    stop, never = Event(), Event()

    def perform(_: str) -> bool:
        stop.set()
        return never.wait(5)

    _, states = scheduled({"a": ()}, perform, stop=stop, grace=0.05)
    never.set()
    assert states == {"a": (State.ABANDONED, None)}


def test_a_bug_is_raised_once_everything_is_told() -> None:
    def perform(node: str) -> bool:
        raise ZeroDivisionError(node)

    with pytest.raises(ZeroDivisionError):
        scheduled({"a": (), "b": "a"}, perform, parallel=1)


def performed_together(count: int, *, silent: int = -1) -> list[tuple[str, ...]]:
    """What one thread is given of nodes that are alike; nothing is said of one of several."""
    given: list[tuple[str, ...]] = []
    states: list[State] = []

    def perform(nodes: tuple[str, ...]) -> dict[str, bool]:
        given.append(nodes)
        return {node: True for node in nodes if len(nodes) == 1 or int(node) != silent}

    names = [f"{number:02}" for number in range(count)]
    needs: dict[str, frozenset[str]] = {name: frozenset() for name in names}
    rules = Rules(1, Event())
    run(names, needs, perform, lambda _, state, __: states.append(state), rules, lambda _: "kind")
    assert states == [State.DONE] * count
    return given


def test_nodes_that_are_alike_are_performed_in_one_go_and_not_too_many_at_once() -> None:
    assert [len(nodes) for nodes in performed_together(MANY + FEW)] == [MANY, FEW]


def test_a_few_that_are_alike_are_performed_each_by_itself() -> None:
    assert [len(nodes) for nodes in performed_together(FEW - 1)] == [1] * (FEW - 1)


def test_of_what_nothing_is_said_is_performed_again_alone() -> None:
    first, *rest = performed_together(FEW, silent=3)
    assert len(first) == FEW
    assert rest == [("03",)]
