"""What an import found, as JSON (`format: reconcile.import/1`) and as sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.engine.importing.survey import Surveyed
from reconciler.report.faults_json import dumped
from reconciler.spec.values import Late, Secret, Text
from reconciler.spec.writing.entries import Document, Entry
from reconciler.spec.writing.scalars import content
from reconciler.spec.writing.written import resource_data

IMPORT_FORMAT = "reconcile.import/1"
"""Name and version of an import's JSON."""


def import_json(document: Document, found: Surveyed) -> str:
    """The resources as a spec says them, and what was left alone."""
    return dumped(
        {
            "format": IMPORT_FORMAT,
            "stack": document.stack,
            "tags": dict(document.tags),
            "resources": [_resource(entry) for entry in document.entries],
            "left": [
                {"kind": kind, "reason": reason, "count": count}
                for (kind, reason), count in found.left.items()
            ],
            "unread": dict(found.unread),
            "calls": found.calls,
        }
    )


def left_alone(found: Surveyed) -> Iterator[str]:
    """A sentence for each sort of thing that is not in the spec."""
    for (kind, reason), count in sorted(found.left.items()):
        one = "resource" if count == 1 else "resources"
        yield f"Left alone: {count} {f'of {kind}' if '.' in kind else one}, {reason}."
    for kind, why in found.unread.items():
        yield f"Not read: {kind}: {why}"


def _resource(entry: Entry) -> dict[str, Any]:
    return {
        "address": entry.address,
        "kind": entry.form.kind.id,
        "remarks": list(entry.remarks),
        "spec": _plain(resource_data(entry)),
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it: references and secrets as specs write them."""
    match value:
        case Late() | Text():
            return content(value)
        case Secret():
            return {"secret": str(value)}
        case Mapping():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return value
