"""`reconcile status`: what is there, and what is configured but cannot work. It cannot write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reconciler.cli.output import check_reports, publish
from reconciler.cli.pipeline import drafts
from reconciler.cli.progress import Watching
from reconciler.cli.signals import leaving
from reconciler.errors import EXIT_CHANGES, EXIT_OK
from reconciler.expand.destinations import GONE
from reconciler.expand.permission_notes import MISSING, SEALED
from reconciler.report.status import status_json, status_of, status_text

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json")
"""What a status can be told in."""


def run(wanted: argparse.Namespace) -> int:
    """Report on the selected stacks together; through a client that refuses every write."""
    check_reports(wanted.report, FORMATS)
    with leaving(), Watching(quiet=wanted.quiet) as watching:
        made = drafts(wanted, planning=True, watched=watching.counted, pace=watching.pace)
        found = tuple(status_of(one.draft, frozenset({MISSING, SEALED, GONE})) for one in made)
    publish(
        {
            "text": lambda: "\n".join(map(status_text, found)),
            "json": lambda: status_json(found),
        },
        wanted.format,
        wanted.report,
        wanted.color,
    )
    ill = wanted.detailed_exitcode and not all(one.is_healthy for one in found)
    return EXIT_CHANGES if ill else EXIT_OK
