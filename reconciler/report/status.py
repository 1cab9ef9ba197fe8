"""Status: what is declared, whether it is there, in which state, and what keeps it from working."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, TypeAlias

from reconciler.engine.deciding.notes import HUMAN, ILL, LEFT, WAITING, resting
from reconciler.engine.live import Draft, Work
from reconciler.errors import Fault
from reconciler.plan.plan import Plan
from reconciler.report.escape import harmless, visible
from reconciler.report.faults_json import dumped
from reconciler.report.plan_text import location, note

FORMAT = "reconcile.status/1"
"""The shape's name; a reader ignores keys that it does not know."""

Health: TypeAlias = Literal["ok", "off", "waits", "ill", "missing"]
"""How a resource is: it works, rests as the spec says, waits for somebody, cannot work, or is not there."""

WELL = frozenset({"ok", "off"})
"""Of which nothing need be done; `off`: it does nothing, and the spec says so."""

WAITS = frozenset({HUMAN, WAITING, LEFT})
"""Codes of what a person, or something outside, must do first."""


@dataclass(frozen=True)
class Resource:
    """One declared resource as it is: `name` is AWS's, `state` AWS's word, "" where it has none."""

    address: str
    kind: str
    name: str
    arn: str
    state: str
    health: Health
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Status:
    """The resources of one stack, sorted by kind and address; `unread`: kind → why."""

    plan: Plan
    resources: tuple[Resource, ...]

    @property
    def is_healthy(self) -> bool:
        """Whether everything is there and may work, as far as could be read."""
        well = all(one.health in WELL for one in self.resources)
        return well and not self.plan.unread


def status_of(draft: Draft, lacking: frozenset[str]) -> Status:
    """The status of a stack; `lacking`: codes of notes that say what a resource lacks to work."""
    said: dict[str, list[Fault]] = {}
    for fault in draft.plan.notes:
        if fault.code in lacking:
            said.setdefault(fault.address or "", []).append(fault)
    found = (
        _resource(one, said.get(address, [])) for address, one in draft.work.items() if one.resource
    )
    kept = (one for one in found if one is not None)
    return Status(draft.plan, tuple(sorted(kept, key=lambda one: (one.kind, one.address))))


def _resource(work: Work, lacking: list[Fault]) -> Resource | None:
    """One resource; None for what shall not be there, and is not."""
    assert work.resource is not None
    change, live, wanted = work.change, work.live, work.resource.lifecycle.state
    if wanted in {"absent", "released"}:
        return None
    waits = [one for one in change.pending if one.code in WAITS] if live else []
    ills = [*(one for one in change.pending if one.code == ILL), *lacking]
    rests = resting(work.resource, live) if live else ()
    health: Health = "off" if rests else "ok"
    health = "missing" if live is None else "ill" if ills else "waits" if waits else health
    told = (*(note(one, "") for one in (*ills, *waits)), *(f"{x}, as the spec says" for x in rests))
    state, arn = (live.state, live.arn) if live else ("", "")
    return Resource(change.address, change.kind, change.name, arn, state, health, told)


def status_text(status: Status) -> str:
    """The whole report of one stack, ending in a newline."""
    return harmless("\n".join(_lines(status))) + "\n"


def status_json(found: tuple[Status, ...]) -> str:
    """Every stack under `stacks`."""
    healthy = all(one.is_healthy for one in found)
    return dumped({"format": FORMAT, "healthy": healthy, "stacks": [_data(one) for one in found]})


def _lines(status: Status) -> Iterator[str]:
    plan = status.plan
    if plan.endpoint:
        yield f"NOT AWS: every call goes to {visible(plan.endpoint)}"
    yield f"reconcile status · {plan.stack} · {location(plan)}"
    wide = max((len(one.address) for one in status.resources), default=0)
    for kind, of in groupby(status.resources, key=lambda one: one.kind):
        yield ""
        yield kind
        for one in of:
            told = (
                f"  {one.health:8} {one.address:{wide}}  {visible(one.name)}  {visible(one.state)}"
            )
            yield told.rstrip()
            yield from (f"           {visible(problem)}" for problem in one.problems)
    yield ""
    yield from (
        f"Note     {kind} could not be read: {visible(why)}"
        for kind, why in sorted(plan.unread.items())
    )
    yield recap(status)


def recap(status: Status) -> str:
    """`Status   12 ok, 1 waits`."""
    counts = Counter(one.health for one in status.resources)
    told = ", ".join(f"{number} {health}" for health, number in sorted(counts.items()))
    return f"Status   {told or 'nothing is declared'}"


def _data(status: Status) -> dict[str, Any]:
    return {
        "stack": status.plan.stack,
        "environment": status.plan.environment,
        "healthy": status.is_healthy,
        "unread": dict(status.plan.unread),
        "resources": [
            {
                "address": one.address,
                "kind": one.kind,
                "name": one.name,
                "arn": one.arn,
                "state": one.state,
                "health": one.health,
                "problems": list(one.problems),
            }
            for one in status.resources
        ],
    }
