"""The record of an apply: what it did, as JSON, for audits and for whoever continues.

It holds no field values, so no secret can be in it; messages of AWS's are in it as they are told.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from reconciler.errors import Fault
from reconciler.plan.plan import Applied, Outcome

FORMAT = "reconcile.record/1"
"""The shape's name; a reader ignores keys that it does not know."""


def record_of(applied: Applied, *, began: str, tool: str) -> dict[str, Any]:
    """The record as plain data; `began` is the time in ISO 8601, `tool` the version that applied."""
    plan = applied.plan
    return {
        "format": FORMAT,
        "tool": tool,
        "began": began,
        "seconds": round(applied.seconds, 3),
        "stack": plan.stack,
        "owner": plan.owner,
        "environment": plan.environment,
        "scopes": [
            {"name": scope.name, "account": scope.account, "region": scope.region}
            for scope in plan.scopes
        ],
        "digest": plan.digest,
        "calls": applied.calls,
        "interrupted": applied.interrupted,
        "stopped": applied.stopped or None,
        "summary": dict(sorted(Counter(one.status for one in applied.outcomes).items())),
        "outcomes": [_outcome(one) for one in applied.outcomes],
    }


def record_text(record: dict[str, Any]) -> str:
    """The record as the text of a file."""
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _outcome(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {
        "address": outcome.address,
        "kind": outcome.kind,
        "scope": outcome.scope,
        "action": outcome.action.value,
        "status": outcome.status,
        "source": str(outcome.place) if outcome.place else None,
        "seconds": round(outcome.seconds, 3),
        "waited": round(outcome.waited, 3),
        "wrote": outcome.wrote,
        "calls": list(outcome.calls),
        "blocked_by": outcome.blocked_by or None,
        "error": _fault(outcome.error) if outcome.error else None,
        "pending": [_fault(one) for one in outcome.pending] or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "code": fault.code,
        "message": fault.message,
        "suggestion": fault.suggestion,
        "notes": [note.message for note in fault.notes],
    }
