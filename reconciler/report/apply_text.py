"""What an apply did, as text: a line a change, the errors in full, a recap that can be searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reconciler.plan.plan import Applied, Outcome
from reconciler.report.escape import harmless, visible
from reconciler.report.faults import Lines, fault_lines
from reconciler.report.plan_text import MARKS

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


def applied_text(applied: Applied, lines: Lines, record: str = "") -> str:
    """The report of one apply; `record` is where its record was written."""
    return harmless("\n".join(applied_lines(applied, lines, record))) + "\n"


def applied_lines(applied: Applied, lines: Lines, record: str) -> Iterator[str]:
    """The report line by line."""
    told = [outcome for outcome in applied.outcomes if outcome.status != "ok"]
    wide = max((len(outcome.address) for outcome in told), default=0)
    for outcome in told:
        yield outcome_line(outcome, wide)
    for outcome in told:
        if outcome.error:
            yield ""
            yield from fault_lines(outcome.error, lines)
    yield ""
    yield recap(applied)
    yield closing(applied) + (f" Record: {record}" if record else "")


def outcome_line(outcome: Outcome, wide: int) -> str:
    """`+ codebuild.projects.build  created   4.2 s`, with the reason where it was not done."""
    start = f"{MARKS[outcome.action]} {outcome.address:{wide}}  {outcome.status:10}"
    if outcome.blocked_by:
        return visible(f"{start}  waits for {outcome.blocked_by}")
    if outcome.error:
        return visible(f"{start} {outcome.seconds:5.1f} s  {outcome.error.message}")
    waited = f"  (waited {outcome.waited:.1f} s)" if outcome.waited >= 1 else ""
    return f"{start} {outcome.seconds:5.1f} s{waited}"


def recap(applied: Applied) -> str:
    """All counters on one line, for people and for grep."""
    counts: Counter[str] = Counter(outcome.status for outcome in applied.outcomes)
    scope = applied.plan.scopes[0]
    where = "/".join(
        part for part in (applied.plan.environment, scope.account, scope.region) if part
    )
    told = " ".join(f"{status}={counts[status]}" for status in COUNTED)
    return f"RECAP {where}  {told}  {applied.calls} API calls  {applied.seconds:.1f} s"


def closing(applied: Applied) -> str:
    """What to do next."""
    statuses = {outcome.status for outcome in applied.outcomes}
    if applied.interrupted:
        return "Interrupted; what was under way was finished. Run again to continue."
    if statuses & {"failed", "skipped"}:
        return "Run again to continue: nothing needs cleaning up."
    if "blocked" in statuses:
        return "What was blocked was left alone."
    return "Done."
