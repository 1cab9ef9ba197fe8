"""`reconcile apply`: show the plan, ask, make it so, say what was done, keep a record of it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import __version__
from reconciler.cli.approval import (
    agreed,
    approvals_in,
    check_expected,
    refuse_missing,
    refuse_unexpected,
)
from reconciler.cli.blot import blotting
from reconciler.cli.locking import Locks
from reconciler.cli.output import (
    check_reports,
    check_writable,
    file_lines,
    save,
    say,
    write,
    write_report,
)
from reconciler.cli.pipeline import Drafted, drafts
from reconciler.cli.progress import Watching
from reconciler.cli.signals import end, leaving, stopping
from reconciler.cli.tree import root_above
from reconciler.engine.apply import Way, apply, refuse_blocked
from reconciler.engine.applying.faults import exit_code_of
from reconciler.engine.applying.resolve_secrets import Redaction, secrets_from
from reconciler.engine.record import record_of, record_text
from reconciler.engine.waiting import WallClock
from reconciler.errors import EXIT_OK, LockHeld, PartlyDone, ReconcileError
from reconciler.plan.plan import Applied, Plan
from reconciler.report.apply_text import applied_text
from reconciler.report.approved import Approved
from reconciler.report.faults import Lines, faults_text
from reconciler.report.plan_json import applies_json
from reconciler.report.plan_text import plan_text

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json", "html")
"""What an apply can be told in."""
RECORDS = "reconcile-out"
"""The folder of the records, where `--record` names none."""
UNDONE = ("failed", "skipped", "interrupted")
"""Statuses of what was planned and did not come about."""


def run(wanted: argparse.Namespace) -> int:
    """Apply the selected stacks one after another; stop at the first that was not done whole.

    Nothing is written before all of them are planned, no guard refuses any of them, each is what
    was approved, and somebody said yes.
    """
    check_reports(wanted.report, FORMATS)
    check_expected(wanted.expect)
    approvals = approvals_in(wanted)
    with Locks() as locks:
        with leaving(locks.release_soon):
            made = planned(wanted, locks)
            show(wanted, [one.draft.plan for one in made])
            refuse(made, wanted.expect, approvals)
            to_do = [one for one in made if one.draft.plan.to_do]
            if to_do and not (approvals or agreed(wanted, [one.draft.plan for one in to_do])):
                say("Nothing was changed.")
                return EXIT_OK
            if to_do:
                check_writable(records_in(wanted) / "apply.json")
        redaction = Redaction()
        with blotting(redaction.blotted):
            done, signal = all_carried_out(to_do, wanted, locks, redaction)
    same = [Applied(one.draft.plan, ()) for one in made if one not in to_do]
    with blotting(redaction.blotted):
        publish_applied([*done, *same], wanted)
    left = [one.draft.plan.stack for one in to_do[len(done) :]]
    if left:
        say(f"Not begun: {', '.join(left)}")
    if locks.lost:
        say(faults_text([locks.lost], lambda _: ()))
    code = exit_code(done, signal, left=bool(left and locks.lost))
    return end(code) if signal else code


def refuse(made: list[Drafted], digests: list[str], approvals: tuple[Approved, ...]) -> None:
    """Raise where a guard refuses any of the plans, or it is not what was approved."""
    for one in made:
        refuse_blocked(one.draft.plan, one.options)
        refuse_unexpected(one.draft.plan, digests, approvals)
    refuse_missing(approvals, [one.draft.plan for one in made])


def all_carried_out(
    to_do: list[Drafted], wanted: argparse.Namespace, locks: Locks, redaction: Redaction
) -> tuple[list[Applied], int]:
    """Apply each draft until one is not done whole; what was done, and the signal that stopped it."""
    done: list[Applied] = []
    with stopping() as between:
        for one in to_do:
            applied, signal = carried_out(one, wanted, locks, redaction)
            done.append(applied)
            report(applied, wanted, records_in(wanted))
            if exit_code([applied], signal) != EXIT_OK or between.signal or locks.lost:
                return done, signal or between.signal
    return done, 0


def show(wanted: argparse.Namespace, plans: list[Plan]) -> None:
    """The plans, in full, before anything is done; on stderr where stdout is for a program."""
    text = "\n".join(map(plan_text, plans))
    if wanted.format == "text":
        write_report(text, wanted.color)
    elif not (wanted.yes or wanted.expect or wanted.stacks):
        say(text)


def planned(wanted: argparse.Namespace, locks: Locks) -> list[Drafted]:
    """Every selected stack, locked and drafted before the first write."""
    with Watching(quiet=wanted.quiet) as watching:
        made = drafts(
            wanted, planning=False, watched=watching.counted, pace=watching.pace, locks=locks
        )
        return list(made)


def carried_out(
    made: Drafted, wanted: argparse.Namespace, locks: Locks, redaction: Redaction
) -> tuple[Applied, int]:
    """Apply one draft; what was done, and the signal that stopped it, or 0."""
    allowed = made.sources.settings.secrets_allow
    pace = made.client.pace
    with stopping() as stop, Watching(quiet=wanted.quiet, pace=pace) as watching:
        locks.stops(stop.event)
        send = watching.counted(made.client.send)
        way = Way(WallClock(), watching.notify, stop.event)
        secrets = redaction.remembering(secrets_from(made.client.send, os.environ, allowed))
        applied = apply(made.draft, send, made.options, way, resolve_secret=secrets)
    why = locks.lost.message if locks.lost and applied.interrupted else ""
    return replace(applied, interrupted=stop.signal, stopped=why), stop.signal


def records_in(wanted: argparse.Namespace) -> Path:
    """The folder that the records of what was done go to."""
    return Path(wanted.record) if wanted.record else root_above(Path.cwd()) / RECORDS


def report(applied: Applied, wanted: argparse.Namespace, records: Path) -> None:
    """Tell what was done, and keep a record of it; what was done is told whatever befalls that."""
    now = datetime.now(UTC)
    path = records / f"apply-{applied.plan.stack}-{now:%Y%m%dT%H%M%S.%fZ}.json"
    if wanted.format == "text":
        lines = file_lines(root_above(Path.cwd()))
        write_report("\n" + applied_text(applied, lines, str(path)), wanted.color)
    began = now - timedelta(seconds=applied.seconds)
    try:
        save(path, record_text(record_of(applied, began=began.isoformat(), tool=__version__)))
    except ReconcileError as error:  # what was done counts more than that nobody kept a record
        say(faults_text(error.faults, lambda _: ()))


def publish_applied(done: list[Applied], wanted: argparse.Namespace) -> None:
    """What was done to all stacks, for programs and files; people were told as it went."""
    if wanted.format == "json":
        write(applies_json(done))
    lines = file_lines(root_above(Path.cwd()))
    for wish in wanted.report:
        form, _, path = wish.partition("=")
        save(Path(path), told_as(form, done, lines))


def told_as(form: str, done: list[Applied], lines: Lines) -> str:
    """What was done, as a file of this format says it."""
    match form:
        case "json":
            return applies_json(done)
        case "html":
            from reconciler.report.html import applied_html

            return applied_html(done, lines)
        case _:
            told = "\n".join(applied_text(one, lines) for one in done if one.outcomes)
            return told or "No changes.\n"


def exit_code(done: list[Applied], signal: int, *, left: bool = False) -> int:
    """0 when all was done; else 3 where anything was written, or the code of the cause.

    `left`: the lock was lost before other stacks were begun.
    """
    if signal:
        return 128 + signal
    outcomes = [outcome for applied in done for outcome in applied.outcomes]
    if not left and not any(outcome.status in UNDONE for outcome in outcomes):
        return EXIT_OK
    wrote = any(outcome.wrote for outcome in outcomes)
    if wrote:
        return PartlyDone.exit_code
    if left or any(applied.stopped for applied in done):
        return LockHeld.exit_code
    causes = (outcome.error for outcome in outcomes if outcome.error)
    return next(map(exit_code_of, causes), ReconcileError.exit_code)
