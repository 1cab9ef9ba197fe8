"""`python -m bench.run [NAME ...]`: measures every promise, or those named, and prints the figures."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import startup, throughput
from bench.figures import Figure

MEASURES: dict[str, Callable[[Path], Figure]] = {
    "version": startup.version,
    "validate": startup.validate,
    "sandbox": throughput.requests_a_second,
}
"""Name -> what measures it, in a fresh empty folder."""


def main(names: list[str]) -> int:
    """Prints one line a figure; 1 when a promise is not kept, 64 for a name that is none."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(f"no such measure: {', '.join(unknown)}; there are {', '.join(MEASURES)}")
        return 64
    kept = True
    for name in names or MEASURES:
        with tempfile.TemporaryDirectory() as folder:
            figure = MEASURES[name](Path(folder))
        print(figure, flush=True)
        kept = kept and figure.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
