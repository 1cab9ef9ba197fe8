"""`reconcile drift`: say what is live and not as the specs have it. It cannot write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.output import check_reports, publish
from reconciler.cli.pipeline import drafts
from reconciler.cli.progress import Watching
from reconciler.cli.signals import leaving
from reconciler.cli.tree import folder_in_repository, root_above
from reconciler.errors import EXIT_CHANGES, EXIT_OK
from reconciler.report.drift import drift_json, drift_markdown, drift_text, drifted
from reconciler.report.html import drifts_html
from reconciler.report.sarif import drifts_sarif

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json", "markdown", "html", "sarif")
"""What a drift can be told in."""


def run(wanted: argparse.Namespace) -> int:
    """Compare the selected stacks with what is live, and report them together.

    The client is one that plans: it refuses every call that is no read.
    """
    check_reports(wanted.report, FORMATS)
    with leaving(), Watching(quiet=wanted.quiet) as watching:
        made = drafts(wanted, planning=True, watched=watching.counted, pace=watching.pace)
        plans = tuple(one.draft.plan for one in made)
    publish(
        {
            "text": lambda: "\n".join(map(drift_text, plans)),
            "json": lambda: drift_json(plans),
            "markdown": lambda: "\n".join(map(drift_markdown, plans)),
            "html": lambda: drifts_html(plans),
            "sarif": lambda: drifts_sarif(plans, folder_in_repository(root_above(Path.cwd()))),
        },
        wanted.format,
        wanted.report,
        wanted.color,
    )
    differs = wanted.detailed_exitcode and any(map(drifted, plans))
    return EXIT_CHANGES if differs else EXIT_OK
