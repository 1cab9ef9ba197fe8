"""`reconcile schema`: the JSON Schemas of specs, to print, to write, or to check for freshness."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.output import save, write
from reconciler.errors import Fault, ReconcileError, Usage

if TYPE_CHECKING:
    import argparse


def run(wanted: argparse.Namespace) -> int:
    """Print one schema, or write or check all."""
    if wanted.write:
        return write_all(Path(wanted.write))
    if wanted.check:
        return check_all(Path(wanted.check))
    return print_one(wanted.name)


def print_one(name: str) -> int:
    """The published schema of that name; `plan`: that of a plan as JSON."""
    if name == "plan":
        from reconciler.report.faults_json import dumped
        from reconciler.report.plan_schema import plan_schema

        write(dumped(plan_schema()))
        return 0
    from reconciler.spec.published import published

    path = published() / f"{name}.schema.json"
    if not path.is_file():
        found = published().glob("*.schema.json")
        known = [*(path.name.removesuffix(".schema.json") for path in found), "plan"]
        names = ", ".join(sorted(known))
        raise Usage(Fault("RC6406", f"there is no schema `{name}`", expected=f"one of {names}"))
    write(path.read_text(encoding="utf-8"))
    return 0


def write_all(folder: Path) -> int:
    """Every schema and form anew, from AWS's models and the kinds."""
    from reconciler.spec.schemas.render import render_all

    for path, text in render_all().items():
        save(folder / path, text)
    return 0


def check_all(folder: Path) -> int:
    """Fail where a written schema is not what would be written now."""
    from reconciler.spec.schemas.render import stale

    found = stale(folder)
    if found:
        raise ReconcileError(
            Fault(
                "RC6407",
                f"not fresh: {', '.join(found)}",
                suggestion="Run `make schemas` and commit what changed.",
            )
        )
    return 0
