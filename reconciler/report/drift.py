"""Drift: what is live and not as the specs say. The leaves of a plan, without what would be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reconciler.engine.deciding.notes import ORPHAN
from reconciler.plan.plan import Action, Change, FieldChange, Plan
from reconciler.report.escape import fence, harmless, markdown
from reconciler.report.faults_json import dumped
from reconciler.report.fields import field_lines
from reconciler.report.plan_json import plan_data
from reconciler.report.plan_text import MARKS, header, is_own, pending, place

FORMAT = "reconcile.drift/1"
"""The shape's name; a reader ignores keys that it does not know."""

WORDS = {
    Action.CREATE: "missing",
    Action.UPDATE: "changed",
    Action.REPLACE: "changed",
    Action.ADOPT: "not ours",
    Action.DELETE: "still there",
    Action.FORGET: "still ours",
}
"""What is said of a live resource that a plan would do something to."""

UNDECLARED = "undeclared"
"""What is said of what is ours and declared nowhere."""


def drifted(plan: Plan) -> dict[str, str]:
    """Address → how it differs from its spec: a word of WORDS, or `undeclared`.

    With a base only what live moved: what the specs changed since is not applied yet.
    """
    words = {
        change.address: _word(change) for change in plan.changes if not _is_meant(change, plan)
    }
    return {address: word for address, word in words.items() if word}


def moved(change: Change, plan: Plan) -> tuple[FieldChange, ...]:
    """The leaves that drifted, our own tags left out."""
    return tuple(
        one
        for one in change.fields
        if not is_own(one.path) and not (plan.base and one.origin == "intent")
    )


def drift_text(plan: Plan) -> str:
    """The whole report of one stack, ending in a newline."""
    return harmless("\n".join(drift_lines(plan))) + "\n"


def drift_json(plans: tuple[Plan, ...]) -> str:
    """Every stack under `stacks`: what differs, and the plan in which it is told leaf by leaf."""
    stacks = [_data(plan) for plan in plans]
    return dumped({"format": FORMAT, "drifted": any(map(drifted, plans)), "stacks": stacks})


def drift_markdown(plan: Plan) -> str:
    """The report as a comment or an issue; the hidden marker lets a job find and replace its own."""
    marker = f"<!-- reconcile drift stack={plan.stack} environment={plan.environment} -->"
    title = f"### reconcile drift: {markdown(plan.stack)} {markdown(plan.environment)}".rstrip()
    told = [f"- **{word}** {markdown(address)}" for address, word in drifted(plan).items()]
    text = drift_text(plan).replace("\n±", "\n!").replace("\n~", "\n!")
    marks = fence(text)
    folded = f"<details><summary>Drift</summary>\n\n{marks}diff\n{text}{marks}\n\n</details>\n"
    return "\n".join([marker, title, "", *(told or ["No drift."]), "", folded])


def drift_lines(plan: Plan) -> Iterator[str]:
    """The report line by line."""
    words = drifted(plan)
    yield from header(plan, "drift")
    yield ""
    wide = max(map(len, words), default=0)
    changes = [change for change in plan.changes if change.address in words]
    for change in changes:
        mark = MARKS[change.action] if change.action is not Action.NOOP else "-"
        yield f"{mark} {words[change.address]:11} {change.address:{wide}}  {place(change)}".rstrip()
    for change in changes:
        if fields := moved(change, plan):
            yield ""
            yield f"{MARKS[change.action]} {change.address}"
            yield from field_lines(fields)
    yield from [""] if changes else []
    yield from pending(plan)
    yield recap(plan)


def recap(plan: Plan) -> str:
    """`Drift    1 missing, 2 changed; 14 as declared`; with a base also what the specs changed since."""
    counts = Counter(drifted(plan).values())
    meant = sum(_is_meant(change, plan) for change in plan.changes)
    same = len(plan.changes) - counts.total() - meant
    more = f"; {meant} changed by the specs since the base" if meant else ""
    more += f"; {len(plan.unread)} kinds could not be read" if plan.unread else ""
    if not counts:
        number = f"{same} of {same + meant}"
        return f"No drift. {number} resources of {plan.stack} are as declared{more}."
    told = ", ".join(f"{number} {word}" for word, number in sorted(counts.items()))
    return f"Drift    {told}; {same} as declared{more}"


def _is_meant(change: Change, plan: Plan) -> bool:
    return plan.base is not None and change.origin == "intent"


def _word(change: Change) -> str:
    if change.action is Action.NOOP:
        return UNDECLARED if any(one.code == ORPHAN for one in change.pending) else ""
    return WORDS[change.action]


def _data(plan: Plan) -> dict[str, Any]:
    return {
        "stack": plan.stack,
        "environment": plan.environment,
        "drift": drifted(plan),
        "complete": not plan.unread,
        "plan": plan_data(plan),
    }
