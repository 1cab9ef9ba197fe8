"""`python -m bench.served [FILE]`: a served sandbox that prints its URL and lives until its input ends."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reconciler.sandbox.app import Sandbox

ROOT = Path(__file__).parent.parent


@contextmanager
def served(*file: Path) -> Iterator[str]:
    """A sandbox in a process of its own, with its state in a file or in none; yields its URL."""
    command = [sys.executable, "-m", "bench.served", *map(str, file)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate()


def main(files: list[str]) -> None:
    """Serves on a free port; the parent process ends it by closing the pipe."""
    with Sandbox(*map(Path, files)).serve() as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])
