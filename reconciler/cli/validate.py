"""`reconcile validate`: check every spec for every environment, offline; all faults in one pass."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.output import check_reports, file_lines, publish, say
from reconciler.cli.tree import folder_in_repository
from reconciler.errors import EXIT_OK, Fault, SpecInvalid
from reconciler.report.faults import count_text, faults_text
from reconciler.report.faults_json import faults_json
from reconciler.rules.judge import judged
from reconciler.spec.load import Sources, load
from reconciler.spec.resources import check
from reconciler.spec.stack import Judgement

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json", "sarif")
"""What faults can be told in."""


def run(wanted: argparse.Namespace) -> int:
    """Check the selected stacks, or with `--files` tell only what is wrong in the files given."""
    check_reports(wanted.report, FORMATS)
    began = time.monotonic()
    paths = tuple(map(Path, wanted.paths))
    sources = load(Path.cwd(), () if wanted.files else paths)
    told = check(sources, judged)
    if wanted.files:
        told = in_files(told, sources, paths)
    code = SpecInvalid.exit_code if told.faults else EXIT_OK
    publish(
        {
            "text": lambda: text(told, sources, time.monotonic() - began),
            "json": lambda: faults_json(told.faults, code, told.notes),
            "sarif": lambda: sarif(told, sources.root),
        },
        wanted.format,
        wanted.report,
        wanted.color,
    )
    return code


def text(told: Judgement, sources: Sources, seconds: float) -> str:
    """Every fault and note with its line, and a closing line that counts."""
    lines = file_lines(sources.root)
    notes = f"{faults_text(told.notes, lines, 'note')}\n\n" if told.notes else ""
    if told.faults:
        return f"{notes}{faults_text(told.faults, lines)}\n\n{count_text(told.faults)}\n"
    environments = len(sources.settings.environments)
    counts = (
        counted(len(sources.paths), "file"),
        counted(len(sources.stacks), "stack"),
        *([counted(environments, "environment")] if environments else []),
        *([counted(len(told.notes), "note")] if told.notes else []),
    )
    return f"{notes}Valid: {', '.join(counts)} ({seconds:.1f} s)\n"


def sarif(told: Judgement, root: Path) -> str:
    """Every fault and note for code scanning; the explanations of codes are read only for this."""
    from reconciler.report.sarif import faults_sarif

    return faults_sarif(told.faults, told.notes, folder_in_repository(root))


def counted(number: int, what: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def in_files(told: Judgement, sources: Sources, paths: tuple[Path, ...]) -> Judgement:
    """What stands in one of the files; says which of them are no specs of this tree."""
    names = {relative(path, sources.root) for path in paths}
    places = (fault.place for fault in told.faults if fault.place)
    known = {*sources.paths, *(place.file for place in places)}
    for name in sorted(names - known):
        say(f"{name} is no spec of this tree; `specs` in reconcile.yaml says where specs are")
    return Judgement(standing(told.faults, names), standing(told.notes, names))


def standing(faults: tuple[Fault, ...], names: set[str]) -> tuple[Fault, ...]:
    """The faults that stand in one of the files."""
    return tuple(fault for fault in faults if fault.place and fault.place.file in names)


def relative(path: Path, root: Path) -> str:
    """A path as faults name it, relative to the root."""
    absolute = path.resolve()
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else str(path)
