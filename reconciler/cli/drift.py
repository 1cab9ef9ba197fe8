"""`reconcile drift`: say what is live and not as the specs have it. It cannot write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reconciler.cli.output import check_reports, publish
from reconciler.cli.pipeline import drafts
from reconciler.cli.progress import Watching
from reconciler.cli.signals import leaving
from reconciler.errors import EXIT_CHANGES, EXIT_OK
from reconciler.report.drift import drift_json, drift_markdown, drift_text, drifted

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json", "markdown")


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
        },
        wanted.format,
        wanted.report,
        wanted.color,
    )
    differs = wanted.detailed_exitcode and any(map(drifted, plans))
    return EXIT_CHANGES if differs else EXIT_OK
