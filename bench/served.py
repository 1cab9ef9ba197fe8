"""`python -m bench.served SKY [FILE]`: a served sandbox that prints its URL and lives until its input ends."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault

ROOT = Path(__file__).parent.parent

LATENCY: Final = 0.05
"""Seconds that every call takes under every sky but the clear one."""

AWAY: Final = (Fault("slow", seconds=LATENCY),)

WEATHER: Final = (
    Fault("throttle", chance=0.05),
    Fault("500", chance=0.01),
    Fault("503", chance=0.01),
    Fault("lost", chance=0.01),
    *(Fault("lag", f"*:{read}*", seconds=3) for read in ("Get", "List", "BatchGet", "Describe")),
)
"""5 % of all calls are throttled, 2 % answer 5xx, 1 % are done and never answered; reads lag by three
seconds, tags and identities are read as they are.
"""

SKIES: Final[Mapping[str, tuple[Fault, ...]]] = {
    "clear": (),
    "away": AWAY,
    "storm": (*AWAY, *WEATHER),
}
"""Name -> what happens to calls: nothing; each takes LATENCY; that and bad weather."""


@contextmanager
def served(*file: Path, sky: str = "clear") -> Iterator[str]:
    """A sandbox in a process of its own, with its state in a file or in none; yields its URL."""
    command = [sys.executable, "-m", "bench.served", sky, *map(str, file)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate()


def main(sky: str, *files: str) -> None:
    """Serves on a free port; the parent process ends it by closing the pipe."""
    with Sandbox(*map(Path, files), faults=SKIES[sky], seed=1).serve() as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
