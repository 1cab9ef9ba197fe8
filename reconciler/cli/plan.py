"""`reconcile plan`: say what differs. Reads AWS, writes nothing there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reconciler.cli.output import check_reports, publish
from reconciler.cli.pipeline import drafts
from reconciler.cli.progress import Watching
from reconciler.cli.signals import leaving
from reconciler.errors import EXIT_CHANGES, EXIT_OK
from reconciler.plan.plan import Plan
from reconciler.report.plan_json import plans_json
from reconciler.report.plan_markdown import plan_markdown
from reconciler.report.plan_text import plan_text

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json", "markdown")


def run(wanted: argparse.Namespace) -> int:
    """Plan the selected stacks and report them together."""
    check_reports(wanted.report, FORMATS)
    with leaving(), Watching(quiet=wanted.quiet) as watching:
        plans = tuple(
            made.draft.plan for made in drafts(wanted, planning=True, watched=watching.counted)
        )
    publish(
        {
            "text": lambda: "\n".join(map(plan_text, plans)),
            "json": lambda: plans_json(plans),
            "markdown": lambda: "\n".join(map(plan_markdown, plans)),
        },
        wanted.format,
        wanted.report,
        wanted.color,
    )
    return exit_code(plans, detailed=wanted.detailed_exitcode)


def exit_code(plans: tuple[Plan, ...], *, detailed: bool) -> int:
    """0, or 2 where changes are pending and the caller wants to know."""
    return EXIT_CHANGES if detailed and any(plan.to_do for plan in plans) else EXIT_OK
