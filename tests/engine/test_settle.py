"""States that come to rest, deletes that take hold, and deadlines."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import Event

import pytest

from reconciler.engine.applying.retry import Watch
from reconciler.engine.applying.settle import Settled, gone, settled
from reconciler.engine.live import Live
from reconciler.engine.waiting import News
from reconciler.errors import ReconcileError, WaitTimedOut
from reconciler.kinds.codebuild.projects import PROJECTS
from reconciler.kinds.words import Settles
from reconciler.spec.forms import forms
from tests.engine.ground import SCOPE, Turned

WORDS = Settles(
    "status",
    good=("ACTIVE",),
    failed=("BROKEN",),
    human=("PENDING",),
    reason="why",
    todo="finish the handshake in the console",
    every=5,
    limit=60,
)
KIND = replace(PROJECTS, settles=WORDS)


def live(state: str) -> Live:
    form = forms()["codebuild.projects"]
    return Live(form, SCOPE, ("x",), {}, raw={"why": "no such subnet"}, state=state)


def reads(states: Iterable[str]) -> Callable[[], Live | None]:
    """Reads that see one state after another, the last one for ever; "" is not there."""
    seen = list(states)
    return lambda: live(one) if (one := seen.pop(0) if len(seen) > 1 else seen[0]) else None


def waited(states: Iterable[str], clock: Turned, timeout: float | None = None) -> Settled:
    news: list[News] = []
    return settled(KIND, reads(states), Watch("a.b.c", clock, news.append, Event()), timeout)


def test_a_good_state_ends_the_wait() -> None:
    clock = Turned()
    assert not waited(["", "CREATING", "CREATING", "ACTIVE"], clock).is_human
    assert 0 < clock.time < 60


def test_a_state_for_people_ends_the_wait() -> None:
    assert waited(["CREATING", "PENDING"], Turned()).is_human


def test_a_failed_state_is_an_error_that_says_why() -> None:
    with pytest.raises(ReconcileError, match="BROKEN: no such subnet"):
        waited(["CREATING", "BROKEN"], Turned())


@pytest.mark.parametrize(("timeout", "limit"), [(None, 60), (7.0, 7)])
def test_a_state_that_never_rests_ends_at_the_limit(timeout: float | None, limit: float) -> None:
    clock = Turned()
    with pytest.raises(WaitTimedOut):
        waited(["CREATING"], clock, timeout)
    assert clock.time == pytest.approx(limit)


def test_a_kind_without_states_is_not_read() -> None:
    def read() -> Live | None:
        raise AssertionError

    watch = Watch("a.b.c", Turned(), lambda _: None, Event())
    assert settled(PROJECTS, read, watch, None) == Settled(None)


def test_a_delete_is_waited_for() -> None:
    clock = Turned()
    watch = Watch("a.b.c", clock, lambda _: None, Event())
    gone(PROJECTS, reads(["ACTIVE", "ACTIVE", ""]), watch, None)
    assert clock.time > 0
    with pytest.raises(WaitTimedOut):
        gone(PROJECTS, reads(["ACTIVE"]), watch, 3)
