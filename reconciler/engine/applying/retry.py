"""When a writing call is sent again, and when it is not.

botocore's own retries are off for writes. A refused connection and a throttle are known to have done
nothing and are repeated; a role that has not spread and a busy resource are waited for, visibly, to a
deadline. After an answer that was lost, nobody knows: the resource is read before anything is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import SystemRandom
from threading import Event

from reconciler.aws.failures import THROTTLES
from reconciler.engine.reading.read import means
from reconciler.engine.waiting import Clock, Notify, Stopped, Waiting
from reconciler.kinds.words import Kind
from reconciler.plan.calls import Answer, AwsRefused, Call, Unreachable


@dataclass(frozen=True)
class Patience:
    """How long each reason to wait is waited for, in seconds; `losses`: answers of one call that may
    be lost before it is given up.

    `spread`: IAM's changes reach every service within minutes (IAM User Guide, "Changes that I make
    are not always immediately visible"); `settled`: the same refusal where nothing was made that it
    could be about, so that a role that is really wrong does not cost minutes.
    """

    spread: float = 180.0
    settled: float = 30.0
    busy: float = 300.0
    throttle: float = 120.0
    losses: int = 3


@dataclass(frozen=True)
class Watch:
    """Waits for one resource: tells why, and gives up at a deadline or when asked to stop."""

    address: str
    clock: Clock
    notify: Notify
    stop: Event

    def pauses(self, until: str, limit: float, first: float, most: float) -> Iterator[float]:
        """Wait ever longer, from `first` to `most` seconds a time, until `limit` seconds are over.

        Yields after each pause the seconds that are left. Raises Stopped when asked to stop.
        """
        ends, pause = self.clock.now() + limit, first
        while (left := ends - self.clock.now()) > 0:
            self.notify(Waiting(self.address, until, left))
            jitter = 0.75 + SystemRandom().random() / 2
            self.clock.wait(min(pause * jitter, left), self.stop)
            if self.stop.is_set():
                raise Stopped(self.address)
            yield ends - self.clock.now()
            pause = min(pause * 2, most)


@dataclass(frozen=True)
class Reason:
    """Why a refused call is sent again: what is waited for, how long, and the first pause."""

    until: str
    limit: float
    first: float
    most: float


CONNECTION = Reason("the endpoint to answer", 20.0, 0.5, 8.0)
"""A refused connection: nothing was sent."""


def reason_to_wait(
    kind: Kind, refused: AwsRefused, patience: Patience, *, fresh: bool
) -> Reason | None:
    """Why this refusal may pass by itself; None where it is AWS's last word.

    `fresh`: something that the call depends on was made in this very apply.
    """
    if refused.code in THROTTLES or refused.status == 429:
        return Reason("AWS to take more calls", patience.throttle, 0.5, 20.0)
    if means(kind.spreads, refused):
        limit = patience.spread if fresh else patience.settled
        return Reason("the role to spread through AWS", limit, 1.0, 10.0)
    if means(kind.busy, refused):
        limit = max(patience.busy, kind.settles.limit if kind.settles else 0.0)
        return Reason("another change of it to end", limit, 0.5, 10.0)
    return None


def persisted(
    call: Call,
    send: Callable[[Call], Answer],
    watch: Watch,
    why: Callable[[AwsRefused], Reason | None],
) -> Answer:
    """Send a call until it is answered, while there is a reason to try again.

    Raises the last AwsRefused or Unreachable when patience ends, AnswerLost at once, and Stopped.
    """
    pauses: dict[str, Iterator[float]] = {}
    while True:
        try:
            return send(call)
        except (AwsRefused, Unreachable) as error:
            reason = CONNECTION if isinstance(error, Unreachable) else why(error)
            if reason is None:
                raise
            waits = watch.pauses(reason.until, reason.limit, reason.first, reason.most)
            if next(pauses.setdefault(reason.until, waits), None) is None:
                raise
