"""`python -m tools.sizes`: the size and naming rules of docs/architecture.md, as ratchets.

Every rule yields findings; their number may not exceed what tools/ratchets.json allows, and that
file may only fall (`--lower` writes today's numbers where they are smaller). What ruff can say by
itself (docstrings on public names, prints, late imports) is left to ruff.

It reads `reconciler/` as syntax trees and imports none of it.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Iterable
from pathlib import Path

from tools.findings import Finding, Module
from tools.rules import RULES, median_function

ROOT = Path(__file__).parent.parent
"""The repository."""

RATCHETS = Path(__file__).parent / "ratchets.json"
"""Rule -> how many findings are allowed. Zero where the house is clean; never raised."""


def modules(root: Path) -> list[Module]:
    """Every Python module of the shipped package below `root`, in the order of their paths."""
    paths = sorted((root / "reconciler").rglob("*.py"))
    return [Module.read(path, root) for path in paths]


def findings(found: Iterable[Module]) -> dict[str, list[Finding]]:
    """What each rule has to say, by rule; the median, which is about all modules, stands last."""
    read = list(found)
    by_rule = {
        name: [one for module in read for one in rule(module)] for name, rule in RULES.items()
    }
    by_rule["median function above 8 lines"] = list(median_function(read))
    return by_rule


def excess(by_rule: dict[str, list[Finding]], allowed: dict[str, int]) -> list[str]:
    """One paragraph for each rule with more findings than allowed; none when all is well.

    A rule that the ratchets do not name is allowed nothing.
    """
    return [
        "\n".join([f"{rule}: {len(found)}, allowed {allowed.get(rule, 0)}", *map(str, found)])
        for rule, found in by_rule.items()
        if len(found) > allowed.get(rule, 0)
    ]


def lowered(by_rule: dict[str, list[Finding]], allowed: dict[str, int]) -> dict[str, int]:
    """The ratchets with today's counts where they are smaller; never a larger one."""
    return {rule: min(len(found), allowed.get(rule, 0)) for rule, found in by_rule.items()}


def summary(read: list[Module]) -> str:
    """One line of figures, for the log of a run that passes."""
    sizes = [function.length for module in read for function in module.functions()]
    median = statistics.median(sizes) if sizes else 0
    longest = max((module.length for module in read), default=0)
    return (
        f"sizes: {len(read)} modules, longest {longest}; {len(sizes)} functions, median {median:g}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Checks, or lowers with `--lower`; 1 when a ratchet is exceeded."""
    parser = argparse.ArgumentParser(prog="python -m tools.sizes")
    parser.add_argument("--lower", action="store_true", help="write today's counts where smaller")
    options = parser.parse_args(arguments)
    allowed: dict[str, int] = json.loads(RATCHETS.read_text(encoding="utf-8"))
    read = modules(ROOT)
    by_rule = findings(read)
    if options.lower:
        text = json.dumps(lowered(by_rule, allowed), indent=2)
        RATCHETS.write_text(text + "\n", encoding="utf-8")
    problems = excess(by_rule, allowed)
    print("\n\n".join(problems) or summary(read))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
