"""`reconcile apply`: show the plan, ask, make it so, say what was done, keep a record of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import __version__
from reconciler.cli.output import check_reports, file_lines, publish, save, say, write
from reconciler.cli.pipeline import Drafted, drafts
from reconciler.cli.progress import Watching
from reconciler.cli.signals import Stop
from reconciler.cli.tree import root_above
from reconciler.engine.apply import Way, apply, refuse_blocked
from reconciler.engine.record import record_of, record_text
from reconciler.engine.resolve_secrets import secrets_from
from reconciler.engine.waiting import WallClock
from reconciler.errors import EXIT_OK, Fault, PartlyDone, ReconcileError, StalePlan, Usage
from reconciler.plan.plan import Applied, Plan
from reconciler.report.apply_text import applied_text
from reconciler.report.plan_json import applied_json
from reconciler.report.plan_text import plan_text

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json")
RECORDS = "reconcile-out"
SHORTEST = 8
"""Characters of a digest that `--expect` needs at least."""


def run(wanted: argparse.Namespace) -> int:
    """Apply the selected stacks one after another; stop at the first that was not done whole."""
    check_reports(wanted.report, FORMATS)
    check_expected(wanted.expect)
    for made in tuple(planned(wanted)):
        if wanted.format == "text":
            write(plan_text(made.draft.plan) + "\n")
        if not made.draft.plan.to_do:
            continue
        refuse_blocked(made.draft.plan, made.options)
        refuse_unexpected(made.draft.plan, wanted.expect)
        if not agreed(wanted, made.draft.plan):
            say("Nothing was changed.")
            return EXIT_OK
        applied, signal = carried_out(made, wanted)
        publish_applied(applied, wanted)
        code = exit_code(applied, signal)
        if code != EXIT_OK:
            return code
    return EXIT_OK


def planned(wanted: argparse.Namespace) -> Iterable[Drafted]:
    """Every selected stack, drafted before the first write."""
    with Watching(quiet=wanted.quiet) as watching:
        return list(drafts(wanted, planning=False, watched=watching.counted))


def check_expected(digests: list[str]) -> None:
    """Refuse a digest that is too short to mean one plan."""
    for digest in digests:
        if len(digest.removeprefix("sha256:")) < SHORTEST:
            expected = f"at least {SHORTEST} characters of it"
            raise Usage(Fault("RC6410", f"`{digest}` is no digest of a plan", expected=expected))


def refuse_unexpected(plan: Plan, digests: list[str]) -> None:
    """Raise StalePlan where digests were given and this plan has none of them."""
    given = [digest.removeprefix("sha256:") for digest in digests]
    if given and not any(plan.digest.startswith(digest) for digest in given):
        message = f"the plan of {plan.stack} is not the one that was approved: {plan.digest[:16]}"
        suggestion = "Look at the plan above: the specs or AWS changed since. Nothing was written."
        raise StalePlan(Fault("RC5040", message, suggestion=suggestion))


def agreed(wanted: argparse.Namespace, plan: Plan) -> bool:
    """Whether to go on: said on the command line, or asked for on a terminal."""
    if wanted.yes or wanted.expect:
        return True
    if not sys.stdin.isatty() or os.environ.get("CI"):
        raise Usage(
            Fault(
                "RC6411",
                "apply needs a yes, and there is no terminal to ask on",
                suggestion=f"Give `--yes`, or `--expect {plan.digest[:16]}` for exactly this plan.",
            )
        )
    sys.stderr.write(f"Apply these {len(plan.to_do)} changes? Only `yes` goes on: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() == "yes"


def carried_out(made: Drafted, wanted: argparse.Namespace) -> tuple[Applied, int]:
    """Apply one draft and keep its record; the signal that stopped it, or 0."""
    allowed, now = made.sources.settings.secrets_allow, datetime.now(UTC)
    with Stop() as stop, Watching(quiet=wanted.quiet) as watching:
        send = watching.counted(made.client.send)
        way = Way(WallClock(), watching.notify, stop.event)
        secrets = secrets_from(made.client.send, os.environ, allowed)
        applied = apply(made.draft, send, made.options, way, resolve_secret=secrets)
    folder = Path(wanted.record) if wanted.record else root_above(Path.cwd()) / RECORDS
    path = folder / f"apply-{made.draft.plan.stack}-{now:%Y%m%dT%H%M%SZ}.json"
    save(path, record_text(record_of(applied, began=now.isoformat(), tool=__version__)))
    say(f"Record: {path}")
    return applied, stop.signal


def publish_applied(applied: Applied, wanted: argparse.Namespace) -> None:
    """Report what was done."""
    lines = file_lines(root_above(Path.cwd()))
    publish(
        {"text": lambda: applied_text(applied, lines), "json": lambda: applied_json(applied)},
        wanted.format,
        wanted.report,
        wanted.color,
    )


def exit_code(applied: Applied, signal: int) -> int:
    """0 when all was done; else 3 where anything was written, or the code of the cause."""
    undone = [o for o in applied.outcomes if o.status in ("failed", "skipped", "interrupted")]
    if signal:
        return 128 + signal
    if not undone:
        return EXIT_OK
    wrote = any(outcome.wrote for outcome in applied.outcomes)
    return PartlyDone.exit_code if wrote else cause_code(applied)


def cause_code(applied: Applied) -> int:
    """The exit code of the first error, by its fault's code."""
    errors = [outcome.error for outcome in applied.outcomes if outcome.error]
    known = {"RC5102": 8, "RC5106": 9}
    return known.get(errors[0].code, ReconcileError.exit_code) if errors else 1
