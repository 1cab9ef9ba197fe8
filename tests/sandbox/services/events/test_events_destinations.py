"""EventBridge: API destinations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.services.events.test_events_connections import OAUTH, make

GONE = "arn:aws:events:eu-west-1:123456789012:connection/gone/1"


@pytest.fixture
def events(client: Callable[..., Any]) -> Any:
    return client("events")


def create(events: Any, arn: str, **given: Any) -> Any:
    whole = {"InvocationEndpoint": "https://example.com/api/*", "HttpMethod": "POST", **given}
    return events.create_api_destination(**{"Name": "api", "ConnectionArn": arn, **whole})


def describe(events: Any) -> dict[str, Any]:
    return dict(events.describe_api_destination(Name="api"))


def test_a_destination_is_active(events: Any, refused: Any) -> None:
    arn = make(events)["ConnectionArn"]
    made = create(events, arn, Description="API")
    assert made["ApiDestinationState"] == "ACTIVE"
    assert made["ApiDestinationArn"].startswith(
        "arn:aws:events:eu-west-1:123456789012:api-destination/api/"
    )
    found = describe(events)
    assert (found["InvocationRateLimitPerSecond"], found["ConnectionArn"]) == (300, arn)
    with refused("ResourceAlreadyExistsException", "'api'"):
        create(events, arn)


def test_a_destination_follows_its_connection(events: Any, sandbox: Sandbox) -> None:
    made = create(events, make(events, "OAUTH_CLIENT_CREDENTIALS", OAUTH)["ConnectionArn"])
    assert made["ApiDestinationState"] == "INACTIVE"
    sandbox.advance(60)
    assert describe(events)["ApiDestinationState"] == "ACTIVE"
    events.delete_connection(Name="shop")
    assert describe(events)["ApiDestinationState"] == "INACTIVE"
    sandbox.advance(60)
    assert describe(events)["ApiDestinationState"] == "INACTIVE"


def test_a_rate_that_is_not_sent_stays(events: Any) -> None:
    create(events, make(events)["ConnectionArn"], InvocationRateLimitPerSecond=7)
    events.update_api_destination(Name="api", HttpMethod="PUT")
    found = describe(events)
    assert (found["HttpMethod"], found["InvocationRateLimitPerSecond"]) == ("PUT", 7)


def test_what_no_destination_may_be(events: Any, refused: Any) -> None:
    arn = make(events)["ConnectionArn"]
    with refused("ResourceNotFoundException", GONE):
        create(events, GONE)
    with refused("ValidationException", "HTTPS"):
        create(events, arn, InvocationEndpoint="http://example.com/")
    create(events, arn)
    with refused("ResourceNotFoundException", GONE):
        events.update_api_destination(Name="api", ConnectionArn=GONE)


def test_a_destination_is_deleted(events: Any, refused: Any) -> None:
    create(events, make(events)["ConnectionArn"])
    events.delete_api_destination(Name="api")
    message = "Failed to describe the api-destination(s). An api-destination 'api' does not exist."
    with refused("ResourceNotFoundException", message):
        describe(events)
    with refused("ResourceNotFoundException", "Failed to delete"):
        events.delete_api_destination(Name="api")


def test_destinations_are_listed(events: Any) -> None:
    first = make(events)["ConnectionArn"]
    second = make(events, name="bank")["ConnectionArn"]
    create(events, first)
    create(events, second, Name="other")

    def names(**given: Any) -> list[str]:
        found = events.list_api_destinations(**given)["ApiDestinations"]
        return [one["Name"] for one in found]

    assert names(ConnectionArn=second) == ["other"]
    assert names(NamePrefix="a") == ["api"]
