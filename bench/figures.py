"""What a measurement says, and how two commands are compared fairly."""

import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured promise: the value is kept when it is not above `most` (or not below `least`).

    `detail` holds the absolute numbers behind a ratio, for the reader.
    """

    name: str
    value: float
    unit: str
    most: float = float("inf")
    least: float = float("-inf")
    detail: str = ""

    @property
    def kept(self) -> bool:
        """Whether the promise holds in this run."""
        return self.least <= self.value <= self.most

    def __str__(self) -> str:
        bound = f"at most {self.most:g}" if self.most < float("inf") else f"at least {self.least:g}"
        mark = "ok  " if self.kept else "MISS"
        return f"{mark} {self.name}: {self.value:.4g} {self.unit} ({bound}) {self.detail}".rstrip()


@dataclass(frozen=True)
class Timed:
    """A command line and where it runs; a run that fails stops the benchmark."""

    command: Sequence[str]
    folder: Path

    def seconds(self) -> float:
        """Wall seconds of one fresh process."""
        start = time.perf_counter()
        subprocess.run(self.command, cwd=self.folder, check=True, capture_output=True)
        return time.perf_counter() - start


def ratio(name: str, ours: Timed, theirs: Timed, *, rounds: int, most: float) -> Figure:
    """How many times longer `ours` takes than `theirs`: medians of runs taken in turns.

    One round before the count fills the caches of files and byte code.
    """
    pairs = [(ours.seconds(), theirs.seconds()) for _ in range(rounds + 1)][1:]
    mine = statistics.median(pair[0] for pair in pairs)
    other = statistics.median(pair[1] for pair in pairs)
    detail = f"[{mine * 1e3:.1f} ms to {other * 1e3:.1f} ms, medians of {rounds}]"
    return Figure(name, mine / other, "x", most=most, detail=detail)
