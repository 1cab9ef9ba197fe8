"""`python -m bench.run [NAME ...]`: measures every promise, or those named, and prints the figures."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import (
    against_ansible,
    expansion,
    floors,
    latency,
    matching,
    reads,
    saves,
    startup,
    throughput,
)
from bench.figures import Figure

MEASURES: dict[str, Callable[[Path], list[Figure]]] = {
    "version": startup.version,
    "validate": startup.validate,
    "reads": reads.no_op_plan,
    "latency": latency.plan_and_apply,
    "storm": latency.storm,
    "ansible": against_ansible.against_ansible,
    "floors": floors.call_floors,
    "expansion": expansion.share_of_a_plan,
    "events": matching.events_a_second,
    "sandbox": throughput.requests_a_second,
    "sandbox-save": saves.write_with_save,
    "sandbox-start": startup.sandbox,
}
"""Name -> what measures it, in a fresh empty folder."""


def main(names: list[str]) -> int:
    """Prints a line for each figure; 1 when a promise is not kept, 64 for a name that is none."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(f"no such measure: {', '.join(unknown)}; there are {', '.join(MEASURES)}")
        return 64
    kept = True
    for name in names or MEASURES:
        with tempfile.TemporaryDirectory() as folder:
            figures = MEASURES[name](Path(folder))
        print(*figures, sep="\n", flush=True)
        kept = kept and all(figure.kept for figure in figures)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
