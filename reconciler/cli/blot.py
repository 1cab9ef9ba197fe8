"""The last writer of every stream, while secrets are known: whatever reaches it, no value passes."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import TracebackType
from typing import TextIO, cast

from reconciler.errors import ReconcileError


class Blotting:
    """A stream that writes what `blotted` leaves of a text."""

    def __init__(self, stream: TextIO, blotted: Callable[[str], str]) -> None:
        self.stream = stream
        self.blotted = blotted

    @property
    def encoding(self) -> str:
        """As the stream behind it."""
        return self.stream.encoding

    def write(self, text: str) -> int:
        """Write a text without the values in it; its own length, as a caller expects."""
        self.stream.write(self.blotted(text))
        return len(text)

    def flush(self) -> None:
        """As the stream behind it."""
        self.stream.flush()

    def isatty(self) -> bool:
        """As the stream behind it."""
        return self.stream.isatty()

    def fileno(self) -> int:
        """As the stream behind it."""
        return self.stream.fileno()


@contextmanager
def blotting(blotted: Callable[[str], str]) -> Iterator[None]:
    """Inside, stdout, stderr, saved files and the traceback of a bug are blotted."""
    out, err = sys.stdout, sys.stderr
    with ExitStack() as last:
        last.push(partial(_told_anew, blotted))
        sys.stdout = cast("TextIO", Blotting(out, blotted))
        sys.stderr = cast("TextIO", Blotting(err, blotted))
        try:
            yield
        finally:
            sys.stdout, sys.stderr = out, err


def _told_anew(
    blotted: Callable[[str], str],
    _kind: type[BaseException] | None,
    error: BaseException | None,
    _trace: TracebackType | None,
) -> None:
    """Raise a bug again, as text without any value; all else passes."""
    match error:
        case None | ReconcileError():
            return
        case Exception():
            raise RuntimeError(blotted("".join(traceback.format_exception(error)))) from None


def for_files(text: str) -> str:
    """What of a text may be saved now."""
    stream: object = sys.stderr
    return stream.blotted(text) if isinstance(stream, Blotting) else text
