"""A plan, its outcomes and faults as JSON: `format: reconcile.plan/1`, for other programs.

Additions inside a major version are not announced; consumers ignore keys they do not know. Values
of sensitive fields are left out, both sides; late values are text.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from reconciler.engine.deciding.fingerprint import change_digest
from reconciler.plan.plan import Action, Applied, Block, Change, FieldChange, Outcome, Plan
from reconciler.report.faults_json import dumped, fault_data, place_data
from reconciler.report.values import plain

PLAN_FORMAT = "reconcile.plan/1"
"""Name and version of a plan's JSON."""
APPLY_FORMAT = "reconcile.apply/1"
"""Name and version of an apply's JSON, the record's too."""


def plan_json(plan: Plan) -> str:
    """The plan as indented JSON, ending in a newline."""
    return dumped(plan_data(plan))


def plans_json(plans: tuple[Plan, ...]) -> str:
    """One plan as it is; several, of several stacks, as a list under `plans`."""
    if len(plans) == 1:
        return plan_json(plans[0])
    return dumped({"format": PLAN_FORMAT, "plans": [plan_data(plan) for plan in plans]})


def applied_json(applied: Applied) -> str:
    """The plan and what became of each change."""
    return dumped(applied_data(applied))


def applies_json(done: list[Applied]) -> str:
    """One apply as it is; several, of several stacks, as a list under `applies`."""
    if len(done) == 1:
        return applied_json(done[0])
    return dumped({"format": APPLY_FORMAT, "applies": [applied_data(one) for one in done]})


def applied_data(applied: Applied) -> dict[str, Any]:
    """One apply as JSON data."""
    counts: Counter[str] = Counter(outcome.status for outcome in applied.outcomes)
    return {
        "format": APPLY_FORMAT,
        "plan": plan_data(applied.plan),
        "outcomes": [outcome_data(outcome) for outcome in applied.outcomes],
        "summary": dict(counts),
        "seconds": round(applied.seconds, 3),
        "calls": applied.calls,
    }


def plan_data(plan: Plan) -> dict[str, Any]:
    """The plan as JSON data, scopes first."""
    counts = Counter(str(change.action) for change in plan.changes)
    return {
        "format": PLAN_FORMAT,
        "stack": plan.stack,
        "owner": plan.owner,
        "environment": plan.environment,
        "endpoint": plan.endpoint,
        "scopes": [scope_data(plan, scope.name) for scope in plan.scopes],
        "notes": [fault_data(fault) for fault in plan.notes],
        "unread": dict(plan.unread),
        "blocked": [block_data(block) for block in plan.blocks],
        "options": list(plan.options),
        "summary": {str(action): counts[action] for action in Action},
        "has_changes": bool(plan.to_do),
        "complete": not plan.unread,
        "calls": plan.calls,
        "seconds": round(plan.seconds, 3),
        "digest": plan.digest,
        "base": {"ref": plan.base.ref, "commit": plan.base.commit} if plan.base else None,
    }


def scope_data(plan: Plan, name: str) -> dict[str, Any]:
    """One scope and its changes, in the order of the plan."""
    scope = next(scope for scope in plan.scopes if scope.name == name)
    changes = [change_data(change) for change in plan.changes if change.scope.name == name]
    return {
        "name": name,
        "account": scope.account,
        "region": scope.region,
        "partition": scope.partition,
        "changes": changes,
    }


def change_data(change: Change) -> dict[str, Any]:
    """One change."""
    return {
        "address": change.address,
        "kind": change.kind,
        "name": change.name,
        "parent": change.parent,
        "action": str(change.action),
        "reason": change.reason,
        "origin": change.origin,
        "source": place_data(change.place),
        "fields": [field_data(field) for field in change.fields],
        "blocked": [block_data(block) for block in change.blocks],
        "pending": [fault_data(fault) for fault in change.pending],
        "api": list(change.calls),
        "effects": list(change.effects),
        "ignored": change.ignored,
        "live_fingerprint": change.fingerprint,
        "digest": change_digest(change),
    }


def field_data(field: FieldChange) -> dict[str, Any]:
    """One leaf; of a sensitive one neither value."""
    data: dict[str, Any] = {"path": field.path, "op": field.op, "source": place_data(field.place)}
    data["origin"] = field.origin
    if field.sensitive:
        return data | {"sensitive": True}
    values = {"before": plain(field.before), "after": plain(field.after)}
    return data | values | {"forces_replacement": field.replaces, "note": field.note}


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """What became of one change."""
    return {
        "address": outcome.address,
        "scope": outcome.scope,
        "action": str(outcome.action),
        "status": outcome.status,
        "seconds": round(outcome.seconds, 3),
        "waited": round(outcome.waited, 3),
        "wrote": outcome.wrote,
        "blocked_by": outcome.blocked_by,
        "error": fault_data(outcome.error) if outcome.error else None,
        "pending": [fault_data(fault) for fault in outcome.pending],
    }


def block_data(block: Block) -> dict[str, Any]:
    """A guard's refusal."""
    return {"guard": block.guard, "message": block.message, "override": block.override}
