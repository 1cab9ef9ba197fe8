"""EventBridge: replays of archives, as records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox

PLACE = "arn:aws:events:eu-west-1:123456789012:"
DEFAULT = f"{PLACE}event-bus/default"
OTHER = DEFAULT.replace("default", "other")


@pytest.fixture
def events(client: Callable[..., Any]) -> Any:
    """EventBridge with an archive of the default bus."""
    found = client("events")
    found.create_archive(ArchiveName="all", EventSourceArn=DEFAULT)
    found.create_event_bus(Name="other")
    return found


def start(events: Any, name: str = "again", **given: Any) -> Any:
    asked = {
        "EventSourceArn": f"{PLACE}archive/all",
        "EventStartTime": datetime(2026, 1, 1, tzinfo=UTC),
        "EventEndTime": datetime(2026, 1, 2, tzinfo=UTC),
        "Destination": {"Arn": DEFAULT},
    }
    return events.start_replay(ReplayName=name, **{**asked, **given})


def test_a_replay_starts_and_ends(events: Any, sandbox: Sandbox, refused: Any) -> None:
    made = start(events)
    assert made["State"] == "STARTING"
    assert made["ReplayArn"] == f"{PLACE}replay/again"
    with refused("ResourceAlreadyExistsException", "Replay again already exists."):
        start(events)
    sandbox.advance(11)

    found = events.describe_replay(ReplayName="again")
    assert (found["State"], found["Destination"]) == ("COMPLETED", {"Arn": DEFAULT})
    assert found["ReplayEndTime"] > found["ReplayStartTime"]
    with refused("IllegalStatusException", "not in a valid state"):
        events.cancel_replay(ReplayName="again")


def test_a_replay_is_cancelled(events: Any, sandbox: Sandbox, refused: Any) -> None:
    start(events)
    assert events.cancel_replay(ReplayName="again")["State"] == "CANCELLING"
    sandbox.advance(11)
    assert events.describe_replay(ReplayName="again")["State"] == "CANCELLED"
    with refused("ResourceNotFoundException", "Replay none does not exist."):
        events.cancel_replay(ReplayName="none")


def test_replays_are_listed_by_one_filter(events: Any, refused: Any) -> None:
    start(events)
    start(events, "other")
    names = [row["ReplayName"] for row in events.list_replays(NamePrefix="ag")["Replays"]]
    assert names == ["again"]
    assert len(events.list_replays(State="STARTING")["Replays"]) == 2
    with refused("ValidationException", "At most one filter"):
        events.list_replays(NamePrefix="a", State="STARTING")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"EventEndTime": datetime(2025, 1, 1, tzinfo=UTC)}, "must be before EventEndTime"),
        ({"EventSourceArn": DEFAULT}, "Must contain an archive ARN"),
        ({"EventSourceArn": f"{PLACE}archive/none"}, "Archive none does not exist"),
        ({"Destination": {"Arn": f"{PLACE}rule/x"}}, "Must contain an event bus ARN"),
        ({"Destination": {"Arn": OTHER}}, "Cross event bus replay is not permitted"),
    ],
)
def test_replays_that_are_refused(
    events: Any, refused: Any, given: dict[str, Any], told: str
) -> None:
    with refused("ValidationException", told):
        start(events, **given)
