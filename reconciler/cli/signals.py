"""SIGINT and SIGTERM: they end a plan at once; while something is applied, the first asks to stop
and the second ends at once.
"""

from __future__ import annotations

import os
import signal
from threading import Event
from types import FrameType, TracebackType
from typing import Any, Self

WATCHED = (signal.SIGINT, signal.SIGTERM)


class Leaving:
    """While it is used as a context, a signal ends the program at once: only what reads is inside.

    Threads that wait for an answer of AWS would otherwise be waited for.
    """

    def __init__(self) -> None:
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        for number in WATCHED:
            self._before[number] = signal.signal(number, self._leave)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _leave(self, number: int, _frame: FrameType | None) -> None:
        os.write(2, b"\nInterrupted; nothing was changed.\n")
        os._exit(128 + number)


class Stop:
    """While it is used as a context, a signal sets `event` and is remembered in `signal`."""

    def __init__(self) -> None:
        self.event = Event()
        self.signal = 0
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in WATCHED:
            self._before[number] = signal.signal(number, self._asked)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _asked(self, number: int, _frame: FrameType | None) -> None:
        if self.event.is_set():
            raise KeyboardInterrupt
        self.signal = number
        self.event.set()
