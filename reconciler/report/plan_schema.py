"""The JSON Schema of a plan as JSON, `reconcile.plan/1`: what other programs may rely on.

Printed by `reconcile schema plan`. Consumers ignore keys that they do not know, so nothing here
forbids more; what is required stays within the major version.
"""

from __future__ import annotations

from typing import Any

from reconciler.plan.plan import Action

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

TEXT: Schema = {"type": "string"}
"""Any text."""
NUMBER: Schema = {"type": "integer", "minimum": 0}
"""A count, or a line."""
SWITCH: Schema = {"type": "boolean"}
"""Yes or no."""


def each(of: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": of}


def record(required: Schema, optional: Schema | None = None) -> Schema:
    """An object with these properties."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(required)}


def maybe(of: Schema) -> Schema:
    """That, or null."""
    return {"anyOf": [of, {"type": "null"}]}


ORIGIN: Schema = {
    "enum": ["", "drift", "intent", "both"],
    "description": "with a base: live moved, the specs did, or both",
}
"""With a base: who moved."""
PLACE = maybe(record({"file": TEXT, "line": NUMBER, "column": NUMBER}))
"""Where a spec says it."""
BLOCK = record({"guard": TEXT, "message": TEXT, "override": TEXT})
"""Why a change is refused, and what would allow it."""
FAULT = record(
    {"code": TEXT, "message": TEXT, "source": PLACE},
    {"address": maybe(TEXT), "expected": maybe(TEXT), "suggestion": maybe(TEXT)},
)
"""What is wrong, where, and what to do."""
FIELD = record(
    {"path": TEXT, "op": {"enum": ["add", "change", "remove"]}, "source": PLACE},
    {
        "sensitive": {"const": True, "description": "neither value is told"},
        "before": {},
        "after": {},
        "forces_replacement": SWITCH,
        "note": TEXT,
        "origin": ORIGIN,
    },
)
"""One leaf that changes."""
CHANGE = record(
    {
        "address": TEXT,
        "kind": TEXT,
        "name": TEXT,
        "parent": {**TEXT, "description": "the resource that implied it, where nobody wrote it"},
        "action": {"enum": [str(action) for action in Action]},
        "reason": TEXT,
        "source": PLACE,
        "fields": each(FIELD),
        "blocked": each(BLOCK),
        "pending": each(FAULT),
        "api": {**each(TEXT), "description": "the operations that will be called, in order"},
        "effects": each(TEXT),
        "ignored": NUMBER,
        "live_fingerprint": TEXT,
        "digest": {**TEXT, "description": "of this change; the plan's is made of those"},
    },
    {"origin": ORIGIN},
)
"""One resource that changes."""
SCOPE = record(
    {"name": TEXT, "account": TEXT, "region": TEXT, "partition": TEXT, "changes": each(CHANGE)}
)
"""An account and region, and what changes there."""
PLAN = record(
    {
        "format": {"const": "reconcile.plan/1"},
        "stack": TEXT,
        "owner": TEXT,
        "environment": TEXT,
        "endpoint": {**TEXT, "description": "where it is not AWS's own"},
        "scopes": each(SCOPE),
        "notes": each(FAULT),
        "unread": {"type": "object", "additionalProperties": TEXT},
        "blocked": each(BLOCK),
        "options": each(TEXT),
        "summary": {"type": "object", "additionalProperties": NUMBER},
        "has_changes": SWITCH,
        "complete": {**SWITCH, "description": "whether every kind could be read"},
        "calls": NUMBER,
        "seconds": {"type": "number", "minimum": 0},
        "digest": TEXT,
    },
    {"base": maybe(record({"ref": TEXT, "commit": TEXT}))},
)
"""The whole plan."""


def plan_schema() -> Schema:
    """The schema of what `reconcile plan --format json` prints: one plan, or several."""
    several = record(
        {"format": {"const": "reconcile.plan/1"}, "plans": each({"$ref": "#/$defs/plan"})}
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "reconcile.plan/1",
        "if": {"required": ["plans"]},
        "then": several,
        "else": {"$ref": "#/$defs/plan"},
        "$defs": {"plan": PLAN},
    }
