"""TestEventPattern through boto3, and what PutRule and PutTargets refuse by the same rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

EVENT = {
    "version": "0",
    "id": "1",
    "detail-type": "probe",
    "source": "acme",
    "account": "123456789012",
    "time": "2026-09-13T00:00:00Z",
    "region": "eu-west-1",
    "resources": [],
    "detail": {"v": 1},
}


@pytest.fixture
def events(client: Callable[..., Any]) -> Any:
    return client("events")


def verdict(events: Any, pattern: Any, event: Any = EVENT) -> Any:
    return events.test_event_pattern(EventPattern=json.dumps(pattern), Event=json.dumps(event))[
        "Result"
    ]


def test_an_event_matches_or_does_not(events: Any) -> None:
    assert verdict(events, {"source": ["acme"], "detail": {"v": [{"numeric": [">", 0]}]}}) is True
    assert verdict(events, {"source": [{"prefix": "aws."}]}) is False


@pytest.mark.parametrize("name", ["version", "resources", "detail"])
def test_some_fields_of_an_event_may_be_left_out(events: Any, name: str) -> None:
    short = {key: held for key, held in EVENT.items() if key != name}
    assert verdict(events, {"source": ["acme"]}, short) is True


@pytest.mark.parametrize(
    ("event", "message"),
    [
        *(
            (
                {key: held for key, held in EVENT.items() if key != name},
                "Parameter Event is not valid.",
            )
            for name in ("id", "detail-type", "source", "account", "time", "region")
        ),
        ([], "Parameter Event is not valid."),
        ({**EVENT, "time": "soon"}, "Parameter Event is not valid. Reason: Invalid time."),
    ],
)
def test_an_event_that_is_none_is_refused(events: Any, event: Any, message: str) -> None:
    with pytest.raises(ClientError) as caught:
        verdict(events, {"source": ["acme"]}, event)
    assert caught.value.response["Error"] == {"Code": "ValidationException", "Message": message}


def test_a_pattern_is_refused_alike_wherever_it_comes_from(events: Any, refused: Any) -> None:
    bad = json.dumps({"detail": {"v": [{"wildcard": "a**"}]}})
    message = "Event pattern is not valid. Reason: Consecutive wildcard characters at pos 2"
    with refused("InvalidEventPatternException", message):
        events.test_event_pattern(EventPattern=bad, Event=json.dumps(EVENT))
    with refused("InvalidEventPatternException", message):
        events.put_rule(Name="push", EventPattern=bad)


def test_put_targets_refuses_paths_and_templates_that_cannot_be(events: Any, refused: Any) -> None:
    events.put_rule(Name="push", EventPattern='{"source": ["acme"]}')
    target = {"Id": "1", "Arn": "arn:aws:sqs:eu-west-1:123456789012:jobs"}
    with refused("ValidationException", "InputPath for target 1 is invalid."):
        events.put_targets(Rule="push", Targets=[{**target, "InputPath": "$..text"}])
    transformer = {"InputTemplate": "hello <who>", "InputPathsMap": {"who": "$.source"}}
    with refused("ValidationException", "Invalid InputTemplate for target 1"):
        events.put_targets(Rule="push", Targets=[{**target, "InputTransformer": transformer}])
