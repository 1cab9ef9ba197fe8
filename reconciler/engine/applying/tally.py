"""What has become of one change so far, while its steps are being made."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Lock

from reconciler.engine.waiting import Clock
from reconciler.errors import Fault


@dataclass
class Tally:
    """Counts and findings of one change. Its steps may run side by side: each write is one store.

    `left` are the nodes still to end; `wrote`: a writing call was accepted, or may have been;
    `pending`: what a person must do before it is of use.
    """

    left: int
    started: float | None = None
    waited: float = 0.0
    wrote: bool = False
    calls: list[str] = field(default_factory=list)
    error: Fault | None = None
    pending: tuple[Fault, ...] = ()
    blocked_by: str = ""
    interrupted: bool = False
    lock: Lock = field(default_factory=Lock, repr=False)

    def begin(self, now: float) -> bool:
        """Note the start; True for the first step only."""
        with self.lock:
            first = self.started is None
            self.started = now if first else self.started
            return first

    def accept(self, call: str) -> None:
        """Note a call that AWS accepted."""
        with self.lock:
            self.wrote = True
            self.calls.append(call)

    def fail(self, fault: Fault) -> None:
        """Note what went wrong; the first failure is the one that is told."""
        with self.lock:
            self.error = self.error or fault

    def counting(self, clock: Clock) -> Clock:
        """The clock, with the time that is waited by it counted here."""
        return _Counting(clock, self)


@dataclass(frozen=True)
class _Counting:
    """A clock that adds what is waited to a tally."""

    clock: Clock
    tally: Tally

    def now(self) -> float:
        """As the clock behind it."""
        return self.clock.now()

    def wait(self, seconds: float, stop: Event) -> None:
        """As the clock behind it."""
        before = self.clock.now()
        self.clock.wait(seconds, stop)
        with self.tally.lock:
            self.tally.waited += self.clock.now() - before
