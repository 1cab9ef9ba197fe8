"""Waiting until AWS is done with a resource: a state that comes to rest, a delete that takes hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reconciler.engine.applying.retry import Watch
from reconciler.engine.calling.convert import at
from reconciler.engine.live import Live
from reconciler.errors import Fault, ReconcileError, WaitTimedOut
from reconciler.kinds.words import Kind, Settles

SETTLED_BADLY = "RC5020"
"""A state that AWS calls failed."""

TIMED_OUT = "RC5021"
"""A state that did not come to rest, or a delete that did not take hold, in time."""

GONE = 60.0
"""Seconds that a delete may take to show where the kind states no time of its own."""


@dataclass(frozen=True)
class Settled:
    """A resource at rest; `is_human`: a person has to do something before it is of use."""

    live: Live | None
    is_human: bool = False


def settled(
    kind: Kind, read: Callable[[], Live | None], watch: Watch, timeout: float | None
) -> Settled:
    """Wait until the state is good or needs a person, and read nothing where the kind has no states.

    Raises ReconcileError where it is a failed one, WaitTimedOut when `timeout` (or the kind's own
    limit) is over, and Stopped.
    """
    words = kind.settles
    if words is None:
        return Settled(None)
    limit = words.limit if timeout is None else timeout
    live = read()
    if (rest := at_rest(words, live)) is not None:
        return rest
    for _ in watch.pauses(_until(words, live), limit, words.every, words.every):
        live = read()
        if (rest := at_rest(words, live)) is not None:
            return rest
    message = f"is still {live.state if live else 'not there'} after {limit:g} seconds"
    raise WaitTimedOut(Fault(TIMED_OUT, message, suggestion="Run again: it continues there."))


def at_rest(words: Settles, live: Live | None) -> Settled | None:
    """What the state means where it is at rest; None while it is not.

    Raises ReconcileError where it is a failed one.
    """
    state = live.state if live else ""
    if live is not None and state in words.failed:
        why = at(live.raw, words.reason) if words.reason else None
        raise ReconcileError(
            Fault(SETTLED_BADLY, f"ended as {state}" + (f": {why}" if why else ""))
        )
    if state in words.good:
        return Settled(live)
    return Settled(live, is_human=True) if state in words.human else None


def gone(kind: Kind, read: Callable[[], Live | None], watch: Watch, timeout: float | None) -> None:
    """Wait until a deleted resource is not there any more. Raises WaitTimedOut and Stopped."""
    own = kind.settles.limit if kind.settles else GONE
    limit = own if timeout is None else timeout
    if read() is None:
        return
    for _ in watch.pauses("it to be gone", limit, 0.5, 10.0):
        if read() is None:
            return
    message = f"is still there {limit:g} seconds after its delete"
    raise WaitTimedOut(Fault(TIMED_OUT, message, suggestion="Run again: it continues there."))


def _until(words: Settles, live: Live | None) -> str:
    wanted = " or ".join(words.good)
    return f"it to be {wanted}" + (f" (now {live.state})" if live and live.state else "")
