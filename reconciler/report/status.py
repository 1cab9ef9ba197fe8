"""Status: what is declared, whether it is there, what keeps it from working, and what it did last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from reconciler.engine.deciding.notes import HUMAN, LEFT, WAITING, ill, resting
from reconciler.engine.live import Draft, Work
from reconciler.engine.reading.recent import Latest, Recently
from reconciler.errors import Fault
from reconciler.plan.plan import Plan
from reconciler.report.faults_json import dumped, fault_data
from reconciler.report.plan_text import note

FORMAT = "reconcile.status/1"
"""The shape's name; a reader ignores keys that it does not know."""

Health: TypeAlias = Literal["ok", "off", "waits", "ill", "missing"]
"""How a resource is: it works, rests as the spec says, waits for somebody, cannot work, or is not there."""

WELL = frozenset({"ok", "off"})
"""Of which nothing need be done; `off`: it does nothing, and the spec says so."""

NOT_OURS = "it is declared external, and is not there: whoever owns it must make it"
"""What is said of another's resource that is missing: no apply of this stack makes it."""

WAITS = frozenset({HUMAN, WAITING, LEFT})
"""Codes of what a person, or something outside, must do first."""


@dataclass(frozen=True)
class Resource:
    """One declared resource as it is: `name` is AWS's, `state` AWS's word, "" where it has none.

    `faults`: what keeps it from working, each with its place; `problems`: those as sentences, and why
    it is off. `runs`: whether its kind does anything that could be told; `last`: what it did.
    """

    address: str
    kind: str
    name: str
    arn: str
    state: str
    health: Health
    problems: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    spot: str = ""
    runs: bool = False
    last: Latest | None = None


@dataclass(frozen=True)
class Status:
    """The resources of one stack, sorted by kind and address; `unread`: kind → why it, or what it did
    last, could not be read. `unsure`: what else could not be found out. `now`: when it was asked.
    """

    plan: Plan
    resources: tuple[Resource, ...]
    now: datetime
    unread: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[Fault, ...] = ()

    @property
    def is_healthy(self) -> bool:
        """Whether everything is there and may work, as far as could be read."""
        well = all(one.health in WELL for one in self.resources)
        return well and not self.plan.unread


@dataclass(frozen=True)
class Codes:
    """Of a plan's notes: `lacking` say what a resource lacks to work, `unsure` what is not known."""

    lacking: frozenset[str]
    unsure: frozenset[str] = frozenset()


def status_of(draft: Draft, codes: Codes, recent: Recently, now: datetime) -> Status:
    """The status of a stack, as its draft and what was read besides say."""
    plan, said = draft.plan, dict[str, list[Fault]]()
    for fault in plan.notes:
        if fault.code in codes.lacking:
            said.setdefault(fault.address or "", []).append(fault)
    found = (
        _resource(one, said.get(address, []), recent)
        for address, one in draft.work.items()
        if one.resource
    )
    kept = (one for one in found if one is not None)
    unsure = tuple(one for one in plan.notes if one.code in codes.unsure)
    unread = {**{f"what {kind} did": why for kind, why in recent.unread.items()}, **plan.unread}
    made = tuple(sorted(kept, key=lambda one: (one.kind, one.address)))
    return Status(plan, made, now, unread, unsure)


def _resource(work: Work, lacking: list[Fault], recent: Recently) -> Resource | None:
    """One resource; None for what shall not be there, and is not."""
    assert work.resource is not None
    change, live, wanted = work.change, work.live, work.resource
    if wanted.lifecycle.state in {"absent", "released"}:
        return None
    waits = [one for one in change.pending if one.code in WAITS] if live else []
    ills = [*(ill(wanted, live) if live else ()), *lacking]
    rests = resting(wanted, live) if live else ()
    health: Health = "off" if rests else "ok"
    health = "missing" if live is None else "ill" if ills else "waits" if waits else health
    gone = (NOT_OURS,) if live is None and wanted.lifecycle.state == "external" else ()
    place = change.place
    return Resource(
        change.address,
        change.kind,
        change.name,
        live.arn if live else "",
        live.state if live else "",
        health,
        (
            *gone,
            *(note(one, "") for one in (*ills, *waits)),
            *(f"{x}, as the spec says" for x in rests),
        ),
        (*ills, *waits),
        f"{place.file}:{place.line}" if place else "",
        change.address in recent.found,
        recent.found.get(change.address),
    )


def status_json(found: tuple[Status, ...]) -> str:
    """Every stack under `stacks`."""
    healthy = all(one.is_healthy for one in found)
    return dumped({"format": FORMAT, "healthy": healthy, "stacks": [_data(one) for one in found]})


def _data(status: Status) -> dict[str, Any]:
    return {
        "stack": status.plan.stack,
        "environment": status.plan.environment,
        "healthy": status.is_healthy,
        "at": status.now.isoformat(),
        "calls": status.plan.calls,
        "unread": dict(status.unread),
        "notes": [fault_data(one) for one in status.unsure],
        "resources": [_resource_data(one) for one in status.resources],
    }


def _resource_data(one: Resource) -> dict[str, Any]:
    """One resource; `last` is there where its kind does anything, null where it never did."""
    return {
        "address": one.address,
        "kind": one.kind,
        "name": one.name,
        "arn": one.arn,
        "state": one.state,
        "health": one.health,
        "problems": list(one.problems),
        "faults": [fault_data(fault) for fault in one.faults],
        "declared": one.spot,
        **({"last": _latest_data(one.last)} if one.runs else {}),
    }


def _latest_data(last: Latest | None) -> dict[str, Any] | None:
    if last is None:
        return None
    return {
        "what": last.what,
        "id": last.id,
        "state": last.state,
        "failed": last.failed,
        "at": last.at.isoformat() if last.at else None,
        "revisions": list(last.revisions),
        "about": last.about,
    }
