"""Plans, drift, applies and faults as HTML pages: what the text says, with an index that leads on."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from reconciler.errors import Fault
from reconciler.plan.plan import Action, Applied, Change, Outcome, Plan
from reconciler.report.apply_text import alike, closing, recaps
from reconciler.report.drift import drifted, moved
from reconciler.report.drift import recap as drift_recap
from reconciler.report.faults import Lines, fault_lines, faults_text
from reconciler.report.fields import field_lines
from reconciler.report.page import Part, Row, page
from reconciler.report.plan_text import (
    MANY,
    MARKS,
    details,
    digest,
    guards,
    header,
    location,
    no_changes,
    note,
    pending,
    place,
    recap,
    remarks,
    totals,
)


def plans_html(plans: Iterable[Plan]) -> str:
    """Every plan on one page."""
    return page("reconcile plan", map(plan_part, plans))


def drifts_html(plans: Iterable[Plan]) -> str:
    """What drifted, every stack on one page."""
    return page("reconcile drift", map(_drift_part, plans))


def applied_html(done: Iterable[Applied], lines: Lines) -> str:
    """What was done to each stack, and the plan that was carried out below it."""
    parts = ((_applied_part(one, lines), plan_part(one.plan)) for one in done)
    return page("reconcile apply", chain.from_iterable(parts))


def faults_html(faults: tuple[Fault, ...], lines: Lines) -> str:
    """Why a command failed."""
    told = tuple(faults_text(faults, lines).split("\n"))
    return page("reconcile failed", [Part("Faults", told, (), ())])


def plan_part(plan: Plan) -> Part:
    """One plan."""
    head = tuple(header(plan))
    if not plan.to_do:
        foot = (*pending(plan), no_changes(plan), *guards(plan))
        return Part(_heading(plan), head, (), foot)
    counts = tuple(totals(plan)) if len(plan.to_do) > MANY else ()
    rows = tuple(Row(_cells(change), tuple(details(change))) for change in plan.to_do)
    foot = (*pending(plan), *guards(plan), recap(plan), digest(plan))
    return Part(_heading(plan), (*head, *counts), rows, foot)


def _heading(plan: Plan) -> str:
    return f"{plan.stack} · {location(plan)}"


def _cells(change: Change) -> tuple[str, ...]:
    start = f"{MARKS[change.action]} {change.action}"
    return (start, change.address, place(change), remarks(change))


def _drift_part(plan: Plan) -> Part:
    words = drifted(plan)
    changes = (change for change in plan.changes if change.address in words)
    rows = tuple(_drift_row(change, words[change.address], plan) for change in changes)
    foot = (*pending(plan), drift_recap(plan))
    return Part(_heading(plan), tuple(header(plan, "drift")), rows, foot)


def _drift_row(change: Change, word: str, plan: Plan) -> Row:
    mark = MARKS[change.action] if change.action is not Action.NOOP else "-"
    fields = tuple(field_lines(moved(change, plan)))
    said = (f"{mark} {change.address}", *fields) if fields else ()
    return Row((f"{mark} {word}", change.address, place(change)), said)


def _applied_part(applied: Applied, lines: Lines) -> Part:
    told = [outcome for outcome in applied.outcomes if outcome.status != "ok"]
    errors = [line for one in alike(told) for line in ("", *fault_lines(one[0], lines))]
    todo = [f"Pending  {note(one, each.address)}" for each in told for one in each.pending]
    rows = tuple(Row(_outcome_cells(one)) for one in told)
    foot = (*errors, *todo, *recaps(applied), closing(applied))
    return Part(f"{_heading(applied.plan)} · done", (), rows, foot)


def _outcome_cells(outcome: Outcome) -> tuple[str, ...]:
    """Mark, address, status and what else; the mark's tone is the row's."""
    waits = f"waits for {outcome.blocked_by}" if outcome.blocked_by else ""
    why = outcome.error.message if outcome.error else waits
    mark = MARKS[outcome.action]
    return (mark, outcome.address, outcome.status, f"{outcome.seconds:.1f} s", why)
