"""Time, and what is told while it passes: a clock that tests can turn, and the news of an apply."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Protocol, TypeAlias

from reconciler.plan.plan import Action, Outcome


class Clock(Protocol):
    """Where the time comes from; seconds."""

    def now(self) -> float:
        """Seconds since some moment, never going back."""

    def wait(self, seconds: float, stop: Event) -> None:
        """Wait so long, or until `stop` is set."""


class WallClock:
    """The time as it passes."""

    def now(self) -> float:
        """Seconds since some moment, never going back."""
        return time.monotonic()

    def wait(self, seconds: float, stop: Event) -> None:
        """Wait so long, or until `stop` is set."""
        stop.wait(seconds)


@dataclass(frozen=True)
class Started:
    """The first call of a change is about to be sent."""

    address: str
    action: Action


@dataclass(frozen=True)
class Waiting:
    """A change waits, and why: `until` is what for, `left` the seconds until it is given up."""

    address: str
    until: str
    left: float


@dataclass(frozen=True)
class Ended:
    """A change came to its end."""

    outcome: Outcome


News: TypeAlias = Started | Waiting | Ended
"""What an apply tells while it goes on."""

Notify: TypeAlias = Callable[[News], None]
"""Told of an apply's progress, from several threads, one at a time."""


@dataclass(eq=False)
class Stopped(Exception):
    """The apply was asked to stop while something waited; nothing was sent meanwhile."""

    address: str
