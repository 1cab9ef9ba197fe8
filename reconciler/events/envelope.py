"""The envelope that every event has (EventBridge User Guide, "Events": structure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """What happened, without where and when: `detail` is the part that the service defines."""

    source: str
    detail_type: str
    detail: Mapping[str, Any]
    resources: Sequence[str] = field(default=())


def envelope(event: Event, *, key: str, account: str, region: str, time: float) -> dict[str, Any]:
    """Return an event as rules and targets see it: `key` is its id, `time` seconds since 1970."""
    return {
        "version": "0",
        "id": key,
        "detail-type": event.detail_type,
        "source": event.source,
        "account": account,
        "time": iso(time),
        "region": region,
        "resources": list(event.resources),
        "detail": dict(event.detail),
    }


def iso(time: float) -> str:
    """Return a time as events write it: `2026-01-02T03:04:05Z`."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
