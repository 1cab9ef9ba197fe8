"""SIGINT and SIGTERM: they end a plan at once; while something is applied, the first asks to stop
and the second ends at once. Nothing waits then for threads that wait for an answer of AWS.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import NoReturn

WATCHED = (signal.SIGINT, signal.SIGTERM)
"""Signals that end a run in good order: Ctrl-C, and what CI sends before it kills."""


class Stop:
    """Whether an apply was asked to stop: `event` is set then, and `signal` is which it was."""

    def __init__(self) -> None:
        self.event = Event()
        self.signal = 0

    def asked(self, number: int, _frame: FrameType | None) -> None:
        """Remember the first signal; end at the second, whose run leaves neither recap nor record."""
        if self.signal:
            os.write(2, TWICE)
            os._exit(128 + number)
        self.signal = number
        self.event.set()


TWICE = (
    b"\nInterrupted again: what was under way may be done or not, and no record was kept. "
    b"Run again: what is there is read first. A lock is free after its lease.\n"
)
"""What is said at a second signal; bytes, for a handler writes past every stream."""


def end(code: int) -> NoReturn:
    """End the program with what was said, and without waiting for any thread."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@contextmanager
def leaving(before: Callable[[], None] | None = None) -> Iterator[None]:
    """Inside, a signal ends the program at once, after `before`: only what reads is inside.

    Threads that wait for an answer of AWS would otherwise be waited for.
    """

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        if before:
            before()
        os.write(2, b"\nInterrupted; nothing was changed.\n")
        os._exit(128 + number)

    with _handled(leave):
        yield


@contextmanager
def stopping() -> Iterator[Stop]:
    """Inside, a signal only asks to stop; what is yielded tells."""
    stop = Stop()
    with _handled(stop.asked):
        yield stop


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in WATCHED}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
