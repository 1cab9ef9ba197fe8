"""How fast each service is called: as fast as it answers, and slower once it says *too many*.

AWS limits calls for an account, a region and a service, and a run has many threads: one that is
throttled must hold the others back, or all of them knock until somebody gives up. So the calls of
one service keep a distance: a tenth more after every throttle, a little less after every good answer
(additive trials need AWS's limits, which it does not publish for most of these operations).

The steps are small because throttles come in rushes: by one limit all calls that are under way are
refused. Where one call in eight is refused, the distance stays; so a limit is found from both sides
and used, and a throttle now and then costs next to nothing. (Simulated: 24 threads, 50 ms a call, 20
calls a second allowed: 600 calls in 31 s; doubling at each throttle took 80 s and more throttles.)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

FIRST = 0.004
"""The distance, in seconds, after the first throttle; the rush that follows one makes ten times of it."""

SLOWER, FASTER = 1.1, 0.985
"""By what a throttle and a good answer multiply the distance."""

MOST = 1.0
"""The largest distance: slower than any quota of these services."""

LEAST = 0.001
"""A distance that is none."""

LONGEST = 4.0
"""No call is held back longer than that; it must be able to end within a stop's grace."""


@dataclass
class _Lane:
    """One service in one scope: the distance of its calls, and when the next may be sent."""

    distance: float = 0.0
    due: float = 0.0
    throttled: int = 0


@dataclass
class Pace:
    """Holds calls back, from many threads; `now` and `sleep` are the clock."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _lanes: dict[tuple[str, str], _Lane] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def await_turn(self, service: str, scope: str) -> None:
        """Wait until a call of this service may be sent."""
        with self._lock:
            lane, now = self._lane(service, scope), self.now()
            turn = min(max(lane.due, now), now + LONGEST)
            lane.due = turn + lane.distance
        if turn > now:
            self.sleep(turn - now)

    def slow(self, service: str, scope: str) -> None:
        """Note that the service took no more calls."""
        with self._lock:
            lane = self._lane(service, scope)
            lane.throttled += 1
            lane.distance = min(max(SLOWER * lane.distance, FIRST), MOST)

    def ease(self, service: str, scope: str) -> None:
        """Note a good answer."""
        with self._lock:
            lane = self._lane(service, scope)
            eased = FASTER * lane.distance
            lane.distance = eased if eased > LEAST else 0.0

    def told(self) -> str:
        """What is called slowly now, and why: for people who wait; "" where nothing is."""
        with self._lock:
            slowed = sorted(
                (service, lane) for (service, _), lane in self._lanes.items() if lane.distance
            )
        return ", ".join(
            f"{service} throttled {lane.throttled}x, {1 / lane.distance:.0f} calls/s"
            for service, lane in slowed
        )

    def _lane(self, service: str, scope: str) -> _Lane:
        return self._lanes.setdefault((service, scope), _Lane())
