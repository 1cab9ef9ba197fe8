"""A lock that keeps two writers of a stack apart: taken, kept alive by a heartbeat, given back.

It lies in a store that writes only where nobody else wrote meanwhile. Whoever holds it writes it
anew every few seconds, so that its mark moves; one whose mark stands still for a whole lease is
abandoned and may be taken over. No clock is compared with another machine's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from threading import Event, Thread
from typing import Any, Final, Protocol

from reconciler.engine.waiting import Clock
from reconciler.errors import Fault, LockHeld, ReconcileError
from reconciler.plan.calls import AnswerLost, AwsRefused, Unreachable

FORMAT: Final = "reconcile.lock/1"
"""The shape of what lies in the lock; a reader ignores keys that it does not know."""

BEAT: Final = 2.0
"""Seconds between heartbeats: so soon a second writer knows that the first one lives."""

TRIES: Final = 5
"""How often a lock that changes hands meanwhile is asked for."""

FAILED: Final = (AwsRefused, AnswerLost, Unreachable, ReconcileError)
"""What a store may raise."""


class Store(Protocol):
    """One place that can be written on condition; a mark changes with every write."""

    def read(self) -> tuple[str, bytes] | None:
        """Mark and content, None where nothing lies there."""

    def write(self, content: bytes, mark: str | None) -> str | None:
        """The new mark; None, and nothing written, where `mark` (None: nothing) is not what is there."""

    def remove(self, mark: str) -> bool:
        """Whether it was removed: only where `mark` is still what is there."""


@dataclass(frozen=True)
class Claim:
    """Who holds a lock: `id` tells runs apart, `holder` is for people, `since` in ISO 8601."""

    id: str
    holder: str
    stack: str
    since: str
    lease: int
    beats: int = 0

    @property
    def content(self) -> bytes:
        """What lies in the lock."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=2).encode() + b"\n"


def claim_in(content: bytes) -> Claim:
    """The claim in a lock; of content that is none, one that says so."""
    try:
        data: dict[str, Any] = json.loads(content)
        names = ("id", "holder", "stack", "since")
        texts = {name: str(data[name]) for name in names}
        return Claim(**texts, lease=int(data["lease"]), beats=int(data["beats"]))
    except (ValueError, KeyError, TypeError):
        return Claim("", "somebody who wrote no claim", "", "an unknown time", 0)


def taken(store: Store, claim: Claim, clock: Clock, tell: Callable[[Claim], None]) -> str:
    """The mark of the lock, which is ours now.

    Raises LockHeld where somebody holds it who lives. Whoever does not write for a whole lease does
    not; `tell` is told of whom that is waited for.
    """
    for _ in range(TRIES):
        if mark := _written(store, claim, None):
            return mark
        there = store.read()
        if there is None:
            continue
        found = claim_in(there[1])
        if found.id == claim.id:  # our own, whose answer was lost
            return there[0]
        tell(found)
        left = _abandoned(store, there[0], max(found.lease, claim.lease), clock)
        if left and (mark := _written(store, claim, left)):
            return mark
    raise LockHeld(Fault("RC5060", f"the lock of {claim.stack} keeps changing hands"))


def _written(store: Store, claim: Claim, mark: str | None) -> str | None:
    """The new mark; None where it was not written, or nobody said so: reading tells then."""
    try:
        return store.write(claim.content, mark)
    except AnswerLost:
        return None


def _abandoned(store: Store, mark: str, lease: int, clock: Clock) -> str | None:
    """The mark that stood still for a lease; None where the lock was given back. Raises LockHeld."""
    until, never = clock.now() + lease, Event()
    while clock.now() < until:
        clock.wait(BEAT / 2, never)
        there = store.read()
        if there is None:
            return None
        if there[0] != mark:
            raise LockHeld(held(claim_in(there[1])))
    return mark


def held(claim: Claim) -> Fault:
    """The fault that somebody holds the lock."""
    message = f"{claim.stack} is being applied by {claim.holder}, since {claim.since}"
    suggestion = "Wait for it to end and run again. Nothing was written."
    return Fault("RC5060", message, suggestion=suggestion)


def lost(why: str) -> Fault:
    """The fault that a lock which was held is not ours any more."""
    suggestion = "What was under way was finished. Run again once nobody else applies this stack."
    return Fault("RC5061", why, suggestion=suggestion)


class Kept:
    """A lock that is held: a thread of its own writes it anew until it is released.

    `lost` is called once, with why, where it is not ours any more: broken or taken over by somebody, or
    not to be written for a whole lease.
    """

    def __init__(
        self, store: Store, claim: Claim, mark: str, clock: Clock, lost: Callable[[Fault], None]
    ) -> None:
        self.store, self.claim, self.mark, self.clock, self.lost = store, claim, mark, clock, lost
        self._ended = Event()
        self._thread = Thread(target=self._keep, daemon=True)
        self._thread.start()

    def release(self) -> None:
        """Stop the heartbeat and give the lock back; one that is not ours any more is left alone."""
        self._ended.set()
        self._thread.join()
        if self.mark and not self.store.remove(self.mark) and (mark := self._ours()):
            self.store.remove(mark)

    def _keep(self) -> None:
        written = self.clock.now()
        while True:
            self.clock.wait(BEAT, self._ended)
            if self._ended.is_set():
                return
            try:
                if not self._beat():
                    self.lost(self._gone())
                    return
                written = self.clock.now()
            except FAILED as error:
                if self.clock.now() - written > self.claim.lease:
                    self.lost(lost(f"the lock of {self.claim.stack} cannot be kept: {error}"))
                    return

    def _gone(self) -> Fault:
        """Who has the lock now; that it is gone where nobody has, or that cannot be read."""
        stack = self.claim.stack
        try:
            there = self.store.read()
        except FAILED:
            there = None
        if there is None:
            return lost(f"somebody broke the lock of {stack}")
        now = claim_in(there[1])
        return lost(f"the lock of {stack} was taken over by {now.holder}, since {now.since}")

    def _beat(self) -> bool:
        """Write the lock anew; False where it is not ours any more."""
        self.claim = replace(self.claim, beats=self.claim.beats + 1)
        mark = self.store.write(self.claim.content, self.mark)
        self.mark = mark or self._ours() or ""
        return bool(self.mark)

    def _ours(self) -> str | None:
        """The mark of what is there where it is ours: a write of ours whose answer was lost."""
        there = self.store.read()
        return there[0] if there and claim_in(there[1]).id == self.claim.id else None
