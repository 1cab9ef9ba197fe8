"""Progress on stderr, for whoever waits: one line that is written over, only on a terminal.

In CI, and wherever stderr is no terminal, nothing is said but a line a minute, which keeps runners
that kill silent jobs from doing so.
"""

from __future__ import annotations

import os
import sys
import time
from threading import Event, Thread
from types import TracebackType
from typing import Self

from reconciler.aws.pace import Pace
from reconciler.engine.waiting import Ended, News, Started, Waiting
from reconciler.plan.calls import Answer, Call, Send
from reconciler.report.escape import visible

PATIENCE = 1.0
"""Seconds before anything is said."""

HEARTBEAT = 60.0
"""Seconds between lines where stderr is no terminal."""

MOST = 120
"""Characters of a line."""


class Watching:
    """Tells how a run goes on while it is used as a context."""

    def __init__(self, *, quiet: bool, pace: Pace | None = None) -> None:
        self.calls = 0
        self.pace = pace or Pace()
        self.quiet = quiet
        self.doing = "reading AWS"
        self.live = sys.stderr.isatty() and not os.environ.get("CI")
        self._ended = Event()
        self._thread = Thread(target=self._tell, daemon=True)
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        if not self.quiet:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        if not self.quiet:
            self._thread.join()
            self._erase()

    def counted(self, send: Send) -> Send:
        """`send`, with its calls counted for the line."""

        def sent(call: Call) -> Answer:
            self.calls += 1
            return send(call)

        return sent

    def notify(self, news: News) -> None:
        """What an apply is at."""
        match news:
            case Started(address, action):
                self.doing = f"{action} {address}"
            case Waiting(address, until, left):
                self.doing = f"{address} waits for {until} ({left:.0f} s left)"
            case Ended(outcome):
                self.doing = f"{outcome.address} {outcome.status}"

    def _tell(self) -> None:
        pause = 0.2 if self.live else HEARTBEAT
        if self._ended.wait(PATIENCE if self.live else HEARTBEAT):
            return
        while True:
            text = visible(self._line())[:MOST]
            sys.stderr.write(f"\r\x1b[K{text}" if self.live else f"{text}\n")
            sys.stderr.flush()
            if self._ended.wait(pause):
                return

    def _line(self) -> str:
        took = time.monotonic() - self._started
        told = (self.doing, f"{self.calls} calls", f"{took:.0f} s", self.pace.told())
        return " · ".join(filter(None, told))

    def _erase(self) -> None:
        if self.live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
