"""Faults as JSON, and how all our JSON is written. Loads nothing of plans: `validate` needs none."""

from __future__ import annotations

import json
from typing import Any

from reconciler.errors import Fault, Place

FAULTS_FORMAT = "reconcile.faults/1"
"""What the JSON of faults says it is."""


def faults_json(faults: tuple[Fault, ...], exit_code: int, notes: tuple[Fault, ...] = ()) -> str:
    """Faults as JSON: what `validate` finds, and any error of a command that answers in JSON.

    `notes` are of the same form, and do not fail anything.
    """
    data = {
        "format": FAULTS_FORMAT,
        "faults": [fault_data(fault) for fault in faults],
        "notes": [fault_data(fault) for fault in notes],
        "exit_code": exit_code,
    }
    return dumped(data)


def dumped(data: dict[str, Any]) -> str:
    """Indented JSON text with a final newline."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def fault_data(fault: Fault) -> dict[str, Any]:
    """One fault."""
    return {
        "code": fault.code,
        "message": fault.message,
        "address": fault.address,
        "source": place_data(fault.place),
        "expected": fault.expected,
        "suggestion": fault.suggestion,
        "notes": [
            {"message": note.message, "source": place_data(note.place)} for note in fault.notes
        ],
    }


def place_data(place: Place | None) -> dict[str, Any] | None:
    """A place as an object, or null."""
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column}
