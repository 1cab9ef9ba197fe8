"""`reconcile status`: what is there, what is configured but cannot work, and what ran last. It cannot write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from reconciler.cli.output import check_reports, publish
from reconciler.cli.pipeline import Drafted, drafts
from reconciler.cli.progress import Watching
from reconciler.cli.signals import leaving
from reconciler.engine.reading.recent import recently
from reconciler.errors import EXIT_CHANGES, EXIT_OK
from reconciler.expand.destinations import GONE, UNSEEN
from reconciler.expand.permission_notes import MISSING, SEALED
from reconciler.report.status import Codes, Status, status_json, status_of
from reconciler.report.status_text import status_markdown, status_text

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json", "markdown")
"""The formats of a status."""

CODES: Final = Codes(frozenset({MISSING, SEALED, GONE}), frozenset({UNSEEN}))
"""Notes of a plan that say that something cannot work, and that it is not known."""


def run(wanted: argparse.Namespace) -> int:
    """Report on the selected stacks together; through a client that refuses every write."""
    check_reports(wanted.report, FORMATS)
    with leaving(), Watching(quiet=wanted.quiet) as watching:
        made = drafts(wanted, planning=True, watched=watching.counted, pace=watching.pace)
        found = tuple(told(one, watching) for one in made)
    publish(
        {
            "text": lambda: "\n".join(map(status_text, found)),
            "json": lambda: status_json(found),
            "markdown": lambda: "\n".join(map(status_markdown, found)),
        },
        wanted.format,
        wanted.report,
        wanted.color,
    )
    ill = wanted.detailed_exitcode and not all(one.is_healthy for one in found)
    return EXIT_CHANGES if ill else EXIT_OK


def told(drafted: Drafted, watching: Watching) -> Status:
    """The status of one stack: its draft, and what its resources did last, which is read here."""
    draft = drafted.draft
    lives = {a: work.live for a, work in draft.work.items() if work.live and work.resource}
    recent = recently(watching.counted(drafted.client.send), lives, drafted.options.parallel)
    plan = replace(draft.plan, calls=draft.plan.calls + recent.calls)
    return status_of(replace(draft, plan=plan), CODES, recent, datetime.now(UTC))
