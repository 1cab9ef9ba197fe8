"""`reconcile validate`: check every spec for every environment, offline; all faults in one pass."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.output import check_reports, file_lines, publish, say
from reconciler.errors import EXIT_OK, Fault, SpecInvalid
from reconciler.report.faults import count_text, faults_text
from reconciler.report.plan_json import faults_json
from reconciler.spec.load import Sources, load
from reconciler.spec.resources import check

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json")


def run(wanted: argparse.Namespace) -> int:
    """Check the selected stacks, or with `--files` tell only what is wrong in the files given."""
    check_reports(wanted.report, FORMATS)
    began = time.monotonic()
    paths = tuple(map(Path, wanted.paths))
    sources = load(Path.cwd(), () if wanted.files else paths)
    faults = check(sources)
    if wanted.files:
        faults = in_files(faults, sources, paths)
    code = SpecInvalid.exit_code if faults else EXIT_OK
    publish(
        {
            "text": lambda: text(faults, sources, time.monotonic() - began),
            "json": lambda: faults_json(faults, code),
        },
        wanted.format,
        wanted.report,
        wanted.color,
    )
    return code


def text(faults: tuple[Fault, ...], sources: Sources, seconds: float) -> str:
    """Every fault with its line, and a closing line that counts."""
    if faults:
        told = faults_text(faults, file_lines(sources.root))
        return f"{told}\n\n{count_text(faults)}\n"
    environments = len(sources.settings.environments)
    counts = (
        counted(len(sources.paths), "file"),
        counted(len(sources.stacks), "stack"),
        *([counted(environments, "environment")] if environments else []),
    )
    return f"Valid: {', '.join(counts)} ({seconds:.1f} s)\n"


def counted(number: int, what: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def in_files(
    faults: tuple[Fault, ...], sources: Sources, paths: tuple[Path, ...]
) -> tuple[Fault, ...]:
    """The faults that stand in one of the files; says which of them are no specs of this tree."""
    names = {relative(path, sources.root) for path in paths}
    known = {*sources.paths, *(fault.place.file for fault in faults if fault.place)}
    for name in sorted(names - known):
        say(f"{name} is no spec of this tree; `specs` in reconcile.yaml says where specs are")
    return tuple(fault for fault in faults if fault.place and fault.place.file in names)


def relative(path: Path, root: Path) -> str:
    """A path as faults name it, relative to the root."""
    absolute = path.resolve()
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else str(path)
