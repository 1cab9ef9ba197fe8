"""What an apply did, as text: a line a change, the errors in full, a recap that can be searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from reconciler.errors import Fault
from reconciler.plan.plan import Applied, Outcome
from reconciler.report.escape import harmless, visible
from reconciler.report.faults import Lines, fault_lines
from reconciler.report.plan_text import MARKS, note

COUNTED = (
    "ok",
    "created",
    "updated",
    "replaced",
    "deleted",
    "adopted",
    "forgotten",
    "failed",
    "blocked",
    "skipped",
    "interrupted",
)
"""Statuses in the order of the recap, which shows zeros too, as Ansible's does."""

ALIKE = 6
"""Resources that are named where the same error befell several."""


def applied_text(applied: Applied, lines: Lines, record: str = "") -> str:
    """The report of one apply; `record` is where its record was written."""
    return harmless("\n".join(applied_lines(applied, lines, record))) + "\n"


def applied_lines(applied: Applied, lines: Lines, record: str) -> Iterator[str]:
    """The report line by line."""
    told = [outcome for outcome in applied.outcomes if outcome.status != "ok"]
    wide = max((len(outcome.address) for outcome in told), default=0)
    for outcome in told:
        yield outcome_line(outcome, wide)
    for faults in alike(told):
        yield ""
        yield from fault_lines(faults[0], lines)
        if len(faults) > 1:
            names = ", ".join(fault.address or "" for fault in faults[1:ALIKE])
            more = f" and {len(faults) - ALIKE} more" if len(faults) > ALIKE else ""
            yield visible(f"  the same of {names}{more}")
    yield ""
    for outcome in told:
        yield from (f"Pending  {note(one, outcome.address)}" for one in outcome.pending)
    yield from recaps(applied)
    yield closing(applied) + (f" Record: {record}" if record else "")


def alike(outcomes: list[Outcome]) -> list[list[Fault]]:
    """The errors, those that say the same of other resources together: one cause, told once."""
    found: dict[tuple[str, str, str | None], list[Fault]] = {}
    for outcome in outcomes:
        if fault := outcome.error:
            found.setdefault((fault.code, fault.message, fault.suggestion), []).append(fault)
    return list(found.values())


def outcome_line(outcome: Outcome, wide: int) -> str:
    """`+ codebuild.projects.build  created   4.2 s`, with the reason where it was not done."""
    start = f"{MARKS[outcome.action]} {outcome.address:{wide}}  {outcome.status:10}"
    if outcome.blocked_by:
        return visible(f"{start}  waits for {outcome.blocked_by}")
    if outcome.error:
        return visible(f"{start} {outcome.seconds:5.1f} s  {outcome.error.message}")
    waited = f"  (waited {outcome.waited:.1f} s)" if outcome.waited >= 1 else ""
    return f"{start} {outcome.seconds:5.1f} s{waited}"


def recaps(applied: Applied) -> Iterator[str]:
    """A line for every scope that holds something, and one for all of them where there are several."""
    plan = applied.plan
    rest = f"  {applied.calls} API calls  {applied.seconds:.1f} s"
    held = {outcome.scope for outcome in applied.outcomes} or {plan.scopes[0].name}
    one = len(held) == 1
    for scope in plan.scopes:
        if scope.name not in held:
            continue
        parts = (plan.environment, scope.account, scope.region)
        of = [outcome for outcome in applied.outcomes if outcome.scope == scope.name]
        yield recap("/".join(part for part in parts if part), of) + (rest if one else "")
    if not one:
        yield recap("total", applied.outcomes) + rest


def recap(where: str, outcomes: Iterable[Outcome]) -> str:
    """All counters on one line, for people and for grep."""
    counts: Counter[str] = Counter(outcome.status for outcome in outcomes)
    told = " ".join(f"{status}={counts[status]}" for status in COUNTED)
    return f"RECAP {where}  {told}"


def closing(applied: Applied) -> str:
    """What to do next."""
    statuses = {outcome.status for outcome in applied.outcomes}
    if applied.stopped:
        return f"Stopped: {visible(applied.stopped)}. What was under way was finished."
    if applied.interrupted:
        return "Interrupted; what was under way was finished. Run again to continue."
    if statuses & {"failed", "skipped"}:
        return "Run again to continue: nothing needs cleaning up."
    if "blocked" in statuses:
        return "What was blocked was left alone."
    return "Done."
