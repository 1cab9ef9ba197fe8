"""EventBridge: connections, whose secrets no answer and no record holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox

BASIC = {"BasicAuthParameters": {"Username": "user", "Password": "hidden-word"}}
KEY = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "hidden-key"}}
OAUTH = {
    "OAuthParameters": {
        "AuthorizationEndpoint": "https://example.com/oauth",
        "ClientParameters": {"ClientID": "id", "ClientSecret": "hidden-client"},
        "HttpMethod": "POST",
        "OAuthHttpParameters": {
            "BodyParameters": [
                {"Key": "scope", "Value": "read", "IsValueSecret": False},
                {"Key": "audience", "Value": "hidden-value", "IsValueSecret": True},
            ]
        },
    }
}
HEADERS = {"InvocationHttpParameters": {"HeaderParameters": [{"Key": "a", "Value": "1"}]}}


@pytest.fixture
def events(client: Callable[..., Any]) -> Any:
    return client("events")


def make(events: Any, kind: str = "BASIC", parameters: Any = BASIC, name: str = "shop") -> Any:
    return events.create_connection(Name=name, AuthorizationType=kind, AuthParameters=parameters)


def describe(events: Any) -> dict[str, Any]:
    return dict(events.describe_connection(Name="shop"))


def test_a_connection_is_authorized_at_once(events: Any, refused: Any) -> None:
    made = make(events)
    assert made["ConnectionState"] == "AUTHORIZED"
    assert made["ConnectionArn"].startswith(
        "arn:aws:events:eu-west-1:123456789012:connection/shop/"
    )
    assert "LastAuthorizedTime" not in made
    found = describe(events)
    assert found["AuthParameters"] == {"BasicAuthParameters": {"Username": "user"}}
    assert found["SecretArn"].startswith(
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:events!connection/shop/"
    )
    with refused("ResourceAlreadyExistsException", "shop"):
        make(events)


def test_oauth_is_authorized_a_while_later(events: Any, sandbox: Sandbox) -> None:
    assert make(events, "OAUTH_CLIENT_CREDENTIALS", OAUTH)["ConnectionState"] == "AUTHORIZING"
    assert describe(events)["ConnectionState"] == "AUTHORIZING"
    sandbox.advance(60)
    assert describe(events)["ConnectionState"] == "AUTHORIZED"


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [("BASIC", BASIC), ("API_KEY", KEY), ("OAUTH_CLIENT_CREDENTIALS", OAUTH)],
)
def test_secrets_are_not_kept(
    events: Any, sandbox: Sandbox, kind: str, parameters: dict[str, Any]
) -> None:
    make(events, kind, parameters)
    events.update_connection(Name="shop", AuthorizationType=kind, AuthParameters=parameters)

    assert "hidden" not in json.dumps(sandbox.dump())
    assert "hidden" not in json.dumps(describe(events), default=str)
    if kind == "OAUTH_CLIENT_CREDENTIALS":
        body = describe(events)["AuthParameters"]["OAuthParameters"]["OAuthHttpParameters"]
        assert body["BodyParameters"] == [
            {"Key": "scope", "Value": "read", "IsValueSecret": False},
            {"Key": "audience", "IsValueSecret": True},
        ]


@pytest.mark.parametrize("parameters", [{}, KEY, {**BASIC, **KEY}])
def test_parameters_are_those_of_the_type(
    events: Any, refused: Any, parameters: dict[str, Any]
) -> None:
    with refused("ValidationException", "requires BasicAuthParameters"):
        make(events, "BASIC", parameters)
    make(events)
    with refused("ValidationException", "requires ApiKeyAuthParameters"):
        events.update_connection(Name="shop", AuthorizationType="API_KEY")


def test_a_connection_changes_its_type(events: Any) -> None:
    arn = make(events, parameters={**BASIC, **HEADERS})["ConnectionArn"]
    events.update_connection(Name="shop", Description="Shop")
    events.update_connection(Name="shop", AuthorizationType="API_KEY", AuthParameters=KEY)
    found = describe(events)
    assert (found["ConnectionArn"], found["Description"]) == (arn, "Shop")
    shown = found["AuthParameters"]
    assert shown["ApiKeyAuthParameters"] == {"ApiKeyName": "x-key"}
    assert "BasicAuthParameters" not in shown
    assert shown["InvocationHttpParameters"]["HeaderParameters"][0]["Key"] == "a"


@pytest.mark.parametrize(
    ("coins", "kept"), [((), True), (("events.update_connection_replaces",), False)]
)
def test_what_an_update_keeps(tails: Any, coins: tuple[str, ...], kept: bool) -> None:
    events = tails(*coins)("events")
    make(events, parameters={**BASIC, **HEADERS})
    events.update_connection(Name="shop", AuthParameters=BASIC)
    assert ("InvocationHttpParameters" in describe(events)["AuthParameters"]) is kept


def test_a_deleted_connection_is_shown_for_a_while(
    events: Any, sandbox: Sandbox, refused: Any
) -> None:
    first = make(events)["ConnectionArn"]
    assert events.delete_connection(Name="shop")["ConnectionState"] == "DELETING"
    assert describe(events)["ConnectionState"] == "DELETING"
    with refused("ResourceAlreadyExistsException"):
        make(events)
    sandbox.advance(60)
    message = "Failed to describe the connection(s). Connection 'shop' does not exist."
    with refused("ResourceNotFoundException", message):
        describe(events)
    with refused("ResourceNotFoundException", "Failed to delete the connection(s)."):
        events.delete_connection(Name="shop")
    assert make(events)["ConnectionArn"] != first


def test_an_authorization_is_taken_away(events: Any, sandbox: Sandbox) -> None:
    make(events)
    state = events.deauthorize_connection(Name="shop")["ConnectionState"]
    assert state == "DEAUTHORIZING"
    sandbox.advance(60)
    found = describe(events)
    assert (found["ConnectionState"], found.get("AuthParameters", {})) == ("DEAUTHORIZED", {})


def test_connections_are_listed(events: Any) -> None:
    for name in ("shop", "bank"):
        make(events, name=name)
    events.delete_connection(Name="bank")
    found = events.list_connections(NamePrefix="sh")["Connections"]
    assert [one["Name"] for one in found] == ["shop"]
    assert "AuthParameters" not in found[0]
    gone = events.list_connections(ConnectionState="DELETING")["Connections"]
    assert [one["Name"] for one in gone] == ["bank"]


@pytest.mark.parametrize(
    ("coins", "code"), [((), ""), (("events.used_connection_kept",), "ValidationException")]
)
def test_a_connection_that_is_used(tails: Any, coins: tuple[str, ...], code: str) -> None:
    events = tails(*coins)("events")
    arn = make(events)["ConnectionArn"]
    events.create_api_destination(
        Name="api", ConnectionArn=arn, InvocationEndpoint="https://x.org/", HttpMethod="POST"
    )
    found = ""
    try:
        events.delete_connection(Name="shop")
    except ClientError as error:
        found = error.response["Error"]["Code"]
    assert found == code
