"""`reconcile plan`: say what differs. Reads AWS, writes nothing there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.output import check_reports, publish
from reconciler.cli.pipeline import drafts
from reconciler.cli.progress import Watching
from reconciler.cli.signals import leaving
from reconciler.cli.tree import folder_in_repository, root_above
from reconciler.engine.live import Draft
from reconciler.errors import EXIT_CHANGES, EXIT_OK
from reconciler.plan.plan import Plan
from reconciler.report.html import plans_html
from reconciler.report.junit import plans_junit
from reconciler.report.origins import origins_text
from reconciler.report.plan_json import plans_json
from reconciler.report.plan_markdown import plan_markdown
from reconciler.report.plan_text import plan_text
from reconciler.report.sarif import plans_sarif
from reconciler.spec.stack import Resource

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json", "markdown", "junit", "html", "sarif")
"""What a plan can be told in."""


def run(wanted: argparse.Namespace) -> int:
    """Plan the selected stacks and report them together."""
    check_reports(wanted.report, FORMATS)
    with leaving(), Watching(quiet=wanted.quiet) as watching:
        found = drafts(wanted, planning=True, watched=watching.counted, pace=watching.pace)
        made = tuple(one.draft for one in found)
    plans = tuple(one.plan for one in made)
    meant = traced(made, wanted.explain)
    publish(
        {
            "text": lambda: "\n".join((*map(plan_text, plans), *map(origins_text, meant))),
            "json": lambda: plans_json(plans),
            "markdown": lambda: "\n".join(map(plan_markdown, plans)),
            "junit": lambda: plans_junit(plans),
            "html": lambda: plans_html(plans),
            "sarif": lambda: plans_sarif(plans, folder_in_repository(root_above(Path.cwd()))),
        },
        wanted.format,
        wanted.report,
        wanted.color,
    )
    return exit_code(plans, detailed=wanted.detailed_exitcode)


def traced(made: tuple[Draft, ...], addresses: list[str]) -> tuple[Resource, ...]:
    """The resources that `--explain` names, where they are declared."""
    every = {address: work.resource for one in made for address, work in one.work.items()}
    named = (every.get(address) for address in dict.fromkeys(addresses))
    return tuple(resource for resource in named if resource)


def exit_code(plans: tuple[Plan, ...], *, detailed: bool) -> int:
    """0, or 2 where changes are pending and the caller wants to know."""
    return EXIT_CHANGES if detailed and any(plan.to_do for plan in plans) else EXIT_OK
