"""A status for people: first what needs somebody, then what ran last, then all that is in order."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from reconciler.engine.reading.recent import Latest
from reconciler.report.escape import fence, harmless, markdown, visible
from reconciler.report.faults import spot
from reconciler.report.plan_text import counted, location, note
from reconciler.report.status import WELL, Resource, Status

FIRST: Final = ("missing", "ill", "waits")
"""What needs somebody, in the order in which it is told."""

COMMIT: Final = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
"""A commit's id, of which the first letters tell it."""


def status_text(status: Status) -> str:
    """The whole report of one stack, ending in a newline."""
    return harmless("\n".join(_lines(status))) + "\n"


def status_markdown(status: Status) -> str:
    """The same for a comment or a job's summary: what needs somebody outside, the rest in a fold."""
    text = status_text(status)
    marks = fence(text)
    title = (
        f"### reconcile status: {markdown(status.plan.stack)} {markdown(status.plan.environment)}"
    )
    told = [
        f"- **{one.health}** {markdown(one.address)} ({markdown(one.spot)})"
        + "".join(f"\n  - {markdown(problem)}" for problem in one.problems)
        for one in unwell(status)
    ]
    fold = f"<details><summary>Status</summary>\n\n{marks}\n{text}{marks}\n\n</details>"
    listed = [*told, ""] if told else []
    return "\n".join([title.rstrip(), "", recap(status), "", *listed, fold, ""])


def unwell(status: Status) -> tuple[Resource, ...]:
    """What needs somebody, the worst first."""
    some = (one for one in status.resources if one.health not in WELL)
    return tuple(sorted(some, key=lambda one: FIRST.index(one.health)))


def recap(status: Status) -> str:
    """`Status   12 ok, 1 waits`."""
    counts = Counter(one.health for one in status.resources)
    told = ", ".join(f"{number} {health}" for health, number in sorted(counts.items()))
    return f"Status   {told or 'nothing is declared'}"


def _lines(status: Status) -> Iterator[str]:
    plan = status.plan
    if plan.endpoint:
        yield f"NOT AWS: every call goes to {visible(plan.endpoint)}"
    yield f"reconcile status · {plan.stack} · {location(plan)}"
    yield f"read {counted(plan)}"
    yield ""
    lost = [one for one in unwell(status) if one.health == "missing" and not one.problems]
    yield from _lost(lost)
    for one in unwell(status):
        if one not in lost:
            yield from _told(one)
    yield from _ran(status)
    yield from _in_order(status)
    yield from (f"Note     {note(one, one.address or '')}{spot(one)}" for one in status.unsure)
    yield from (
        f"Note     {kind} could not be read: {visible(why)}"
        for kind, why in sorted(status.unread.items())
    )
    yield recap(status)


def _lost(some: list[Resource]) -> Iterator[str]:
    """What an apply makes: a line each, and what to do once."""
    if not some:
        return
    yield from _table([(f"{one.health:7}", one.address, visible(one.spot)) for one in some])
    they, them = ("It is", "it") if len(some) == 1 else ("They are", "them")
    yield f"         {they} declared and not there: `reconcile apply` makes {them}."
    yield ""


def _told(one: Resource) -> Iterator[str]:
    """What needs somebody: where it is declared, what is wrong, what to do."""
    state = f"  {visible(one.state)}" if one.state else ""
    yield f"{one.health:8} {one.address}{state}  {visible(one.spot)}".rstrip()
    yield from (f"         {visible(problem)}" for problem in one.problems)
    yield ""


def _ran(status: Status) -> Iterator[str]:
    """What ran last, newest first; what never ran, last."""
    some = [one for one in status.resources if one.runs]
    if not some:
        return
    yield "Ran last"
    then = datetime.min.replace(tzinfo=status.now.tzinfo)
    some.sort(key=lambda one: one.last.at if one.last and one.last.at else then, reverse=True)
    rows = [(one.address, *_cells(one.last, status.now)) for one in some]
    yield from (f"  {line}" for line in _table(rows))
    yield ""


def _cells(last: Latest | None, now: datetime) -> tuple[str, ...]:
    if last is None:
        return ("never", "", "", "")
    state = f"{last.what} {last.state}".rstrip()
    revisions = ", ".join(map(_short, last.revisions))
    return (state, ago(last.at, now), visible(revisions), visible(_summary(last.about)))


def _short(revision: str) -> str:
    return revision[:7] if COMMIT.fullmatch(revision) else revision


def _summary(about: str) -> str:
    """The first line of what people wrote of a revision.

    For connections it is JSON with a `CommitMessage` (CodePipeline User Guide, "Pipeline executions").
    """
    try:
        said = json.loads(about)
    except ValueError:
        said = about
    text = said.get("CommitMessage", about) if isinstance(said, dict) else about
    return str(text).strip().partition("\n")[0][:72]


def _in_order(status: Status) -> Iterator[str]:
    """What works or rests, a line each."""
    some = [one for one in status.resources if one.health in WELL]
    if not some:
        return
    yield "In order"
    rows = [(one.address, visible(one.name), _state(one)) for one in some]
    yield from (f"  {line}" for line in _table(rows))
    yield ""


def _state(one: Resource) -> str:
    rests = f"off: {'; '.join(one.problems)}" if one.health == "off" else ""
    return "  ".join(filter(None, (visible(one.state), visible(rests))))


def _table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Rows with their columns below each other; what is empty at their ends is left out."""
    told = list(rows)
    wide = [max(map(len, column)) for column in zip(*told, strict=True)]
    for row in told:
        yield "  ".join(f"{cell:{size}}" for cell, size in zip(row, wide, strict=True)).rstrip()


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago something was, roughly; its date where it is long past, or to come."""
    if moment is None:
        return ""
    past = now - moment
    match past:
        case _ if past < timedelta(minutes=-5) or past > timedelta(days=60):
            return f"{moment:%Y-%m-%d}"
        case _ if past < timedelta(minutes=1):
            return "just now"
        case _ if past < timedelta(hours=1):
            return f"{past // timedelta(minutes=1)} min ago"
        case _ if past < timedelta(days=2):
            return f"{past // timedelta(hours=1)} h ago"
    return f"{past.days} days ago"
