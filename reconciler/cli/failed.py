"""The reports of a command that failed: one of an earlier run must not stand there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from reconciler.cli.output import file_lines, save
from reconciler.cli.tree import folder_in_repository, root_above
from reconciler.errors import ReconcileError
from reconciler.report.faults import faults_markdown, faults_text
from reconciler.report.faults_json import faults_json
from reconciler.report.html import faults_html
from reconciler.report.junit import faults_junit
from reconciler.report.sarif import faults_sarif


def save_faults(error: ReconcileError, reports: list[str]) -> None:
    """Write the faults to every report that was asked for, in its format."""
    texts = texts_of(error, root_above(Path.cwd()))
    for wish in reports:
        form, _, path = wish.partition("=")
        if form in texts and path:
            with suppress(ReconcileError):  # that it cannot be written is what is being told
                save(Path(path), texts[form]())


def texts_of(error: ReconcileError, root: Path) -> Mapping[str, Callable[[], str]]:
    """Format → the faults of an error in it."""
    lines, faults = file_lines(root), error.faults
    return {
        "json": lambda: faults_json(faults, error.exit_code),
        "text": lambda: faults_text(faults, lines) + "\n",
        "markdown": lambda: faults_markdown(faults, lines),
        "junit": lambda: faults_junit(faults),
        "html": lambda: faults_html(faults, lines),
        "sarif": lambda: faults_sarif(faults, folder=folder_in_repository(root)),
    }
