"""EventBridge's buses: the default one, policies, events."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

ORDERS = "arn:aws:events:eu-west-1:123456789012:event-bus/orders"
DEFAULT = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
STATEMENT = {"StatementId": "us", "Action": "events:PutEvents", "Principal": "210987654321"}


@pytest.fixture
def events(client: Callable[..., Any]) -> Any:
    return client("events")


def policy(events: Any, name: str) -> Any:
    found = events.describe_event_bus(Name=name)
    return json.loads(found["Policy"]) if "Policy" in found else None


def test_the_default_bus_is_always_there(events: Any, refused: Any) -> None:
    assert events.describe_event_bus()["Arn"] == DEFAULT
    assert [one["Name"] for one in events.list_event_buses()["EventBuses"]] == ["default"]
    with refused("ValidationException", "Cannot delete event bus default."):
        events.delete_event_bus(Name="default")
    with refused("ResourceAlreadyExistsException", "Event bus default already exists."):
        events.create_event_bus(Name="default")
    assert events.list_tags_for_resource(ResourceARN=DEFAULT)["Tags"] == []


def test_the_default_bus_can_be_tagged(events: Any) -> None:
    events.tag_resource(ResourceARN=DEFAULT, Tags=[{"Key": "team", "Value": "web"}])
    events.tag_resource(ResourceARN=DEFAULT, Tags=[{"Key": "tier", "Value": "1"}])
    events.untag_resource(ResourceARN=DEFAULT, TagKeys=["team"])

    held = events.list_tags_for_resource(ResourceARN=DEFAULT)["Tags"]
    assert held == [{"Key": "tier", "Value": "1"}]
    assert len(events.list_event_buses()["EventBuses"]) == 1


def test_a_bus_with_rules_is_not_deleted(events: Any, refused: Any) -> None:
    events.create_event_bus(Name="orders")
    with refused("ResourceAlreadyExistsException", "Event bus orders already exists."):
        events.create_event_bus(Name="orders")
    events.put_rule(Name="all", EventBusName=ORDERS, EventPattern='{"source": ["shop"]}')
    with refused("ValidationException", "EventBus can't be deleted since it has rules."):
        events.delete_event_bus(Name="orders")
    events.delete_rule(Name="all", EventBusName="orders")
    events.delete_event_bus(Name="orders")
    events.delete_event_bus(Name="orders")

    with refused("ResourceNotFoundException", "Event bus orders does not exist."):
        events.describe_event_bus(Name="orders")


def test_a_policy_is_written_by_statements(events: Any, refused: Any) -> None:
    events.create_event_bus(Name="orders")
    events.put_permission(EventBusName="orders", **STATEMENT)
    events.put_permission(EventBusName="orders", **{**STATEMENT, "StatementId": "all"})
    with refused("ResourceNotFoundException", "Statement with the provided id does not exist."):
        events.remove_permission(EventBusName="orders", StatementId="gone")
    events.remove_permission(EventBusName="orders", StatementId="all")

    assert policy(events, "orders") == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "us",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
                "Action": "events:PutEvents",
                "Resource": ORDERS,
            }
        ],
    }
    events.remove_permission(EventBusName="orders", RemoveAllPermissions=True)
    assert policy(events, "orders") is None


def test_a_statement_is_replaced_by_its_id(events: Any) -> None:
    for principal in ("210987654321", "*"):
        events.put_permission(**{**STATEMENT, "Principal": principal})

    (only,) = policy(events, "default")["Statement"]
    assert only["Principal"] == "*"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Action": None}, "Parameter(s) Action must be specified."),
        ({"Principal": None}, "Parameter(s) Principal must be specified."),
        ({"Action": "events:PutRule"}, "Provided value in parameter 'action' is not supported."),
    ],
)
def test_a_statement_is_about_putting_events(
    events: Any, refused: Any, change: dict[str, str | None], message: str
) -> None:
    given = {key: value for key, value in {**STATEMENT, **change}.items() if value}

    with refused("ValidationException", message):
        events.put_permission(**given)


@pytest.mark.parametrize("name", ["orders", "default"])
def test_a_policy_is_replaced_whole(events: Any, name: str) -> None:
    events.create_event_bus(Name="orders")
    events.put_permission(EventBusName=name, **STATEMENT)
    given = {"Version": "2012-10-17", "Statement": [{"Sid": "new", "Effect": "Allow"}]}
    events.put_permission(EventBusName=name, Policy=json.dumps(given))

    assert policy(events, name) == given


@pytest.mark.parametrize(("coins", "kept"), [((), True), (("events.update_bus_replaces",), False)])
def test_an_update_of_a_bus(tails: Any, coins: tuple[str, ...], kept: bool) -> None:
    events = tails(*coins)("events")
    events.create_event_bus(Name="orders", Description="Orders")
    assert "LogConfig" not in events.describe_event_bus(Name="orders")
    events.update_event_bus(Name="orders", KmsKeyIdentifier="alias/bus")

    found = events.describe_event_bus(Name="orders")
    assert ("Description" in found) is kept
    assert found["LogConfig"] == {"IncludeDetail": "NONE", "Level": "OFF"}


def test_events_are_accepted_one_by_one(events: Any) -> None:
    good = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}
    found = events.put_events(
        Entries=[
            good,
            {**good, "Detail": "[]"},
            {"Source": "shop", "Detail": "{}"},
            {**good, "Source": "aws.iam"},
        ]
    )

    assert found["FailedEntryCount"] == 3
    assert found["Entries"][0]["EventId"]
    assert [one.get("ErrorCode") for one in found["Entries"]] == [
        None,
        "MalformedDetail",
        "InvalidArgument",
        "NotAuthorizedForSourceException",
    ]


def test_event_buses_have_no_paginator_but_pages(events: Any) -> None:
    for name in ("a", "b"):
        events.create_event_bus(Name=name)

    first = events.list_event_buses()
    rest = events.list_event_buses(NextToken=first["NextToken"])
    names = [one["Name"] for one in (*first["EventBuses"], *rest["EventBuses"])]
    assert names == ["default", "a", "b"]
