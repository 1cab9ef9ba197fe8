"""Webhooks of CodePipeline, posted to through the door."""

from __future__ import annotations

import hmac
import json
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.hooks.paths import values_at
from reconciler.sandbox.messages import Request
from tests.sandbox.services.codepipeline.pipelines import pipeline
from tests.sandbox.services.conftest import make_role

Client = Callable[..., Any]
SECRET = "not-guessable"
PUSH = {"ref": "refs/heads/main", "commits": [{"id": "a"}, {"id": "b"}], "size": 2}
BRANCH = {"jsonPath": "$.ref", "matchEquals": "refs/heads/{BranchName}"}


@pytest.fixture
def hook(client: Client) -> Callable[..., str]:
    """`hook("IP", {...})`: the path and query of a new webhook of a pipeline `deliver`."""

    def build(kind: str, config: dict[str, str], *filters: dict[str, str]) -> str:
        made = pipeline(make_role(client, "codepipeline", "pipeline"))
        codepipeline = client("codepipeline")
        codepipeline.create_pipeline(pipeline=made)
        definition = {
            "name": "hook",
            "targetPipeline": made["name"],
            "targetAction": made["stages"][0]["actions"][0]["name"],
            "filters": list(filters) or [BRANCH],
            "authentication": kind,
            "authenticationConfiguration": config,
        }
        parts = urlsplit(codepipeline.put_webhook(webhook=definition)["webhook"]["url"])
        return f"{parts.path}?{parts.query}"

    return build


def started(client: Client) -> list[dict[str, Any]]:
    codepipeline = client("codepipeline")
    (found,) = codepipeline.list_pipelines()["pipelines"]
    pages = codepipeline.get_paginator("list_pipeline_executions")
    rows = [
        one
        for page in pages.paginate(pipelineName=found["name"])
        for one in page["pipelineExecutionSummaries"]
    ]
    return [one for one in rows if one["trigger"]["triggerType"] == "Webhook"]


def post(sandbox: Sandbox, target: str, payload: Any = PUSH, **headers: str) -> int:
    body = json.dumps(payload).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return sandbox.handle(Request("POST", target, {"host": "x", **named}, body)).status


def signature(payload: Any = PUSH, secret: str = SECRET, kind: str = "sha1") -> str:
    body = json.dumps(payload).encode()
    return f"{kind}={hmac.new(secret.encode(), body, kind).hexdigest()}"


def test_a_signed_push_starts_the_pipeline(sandbox: Sandbox, client: Client, hook: Any) -> None:
    target = hook("GITHUB_HMAC", {"SecretToken": SECRET})

    assert post(sandbox, target, x_hub_signature=signature()) == 200
    assert post(sandbox, target, x_hub_signature_256=signature(kind="sha256")) == 200

    arn = "arn:aws:codepipeline:eu-west-1:123456789012:webhook:hook"
    assert [one["trigger"]["triggerDetail"] for one in started(client)] == [arn] * 2
    (listed,) = client("codepipeline").list_webhooks()["webhooks"]
    assert "lastTriggered" in listed


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x_hub_signature": signature(secret="guessed")},
        {"x_hub_signature": signature({"ref": "refs/heads/other"})},
        {"x_hub_signature": "sha1="},
        {"x_hub_signature_256": signature()},
    ],
)
def test_without_the_right_signature_nothing_starts(
    sandbox: Sandbox, client: Client, hook: Any, headers: dict[str, str]
) -> None:
    target = hook("GITHUB_HMAC", {"SecretToken": SECRET})
    assert post(sandbox, target, **headers) == 403
    assert started(client) == []


def test_filters_must_all_pass(sandbox: Sandbox, client: Client, hook: Any) -> None:
    second = {"jsonPath": "$.commits[*].id", "matchEquals": "b"}
    target = hook("UNAUTHENTICATED", {}, BRANCH, second, {"jsonPath": "$.size", "matchEquals": "2"})

    assert post(sandbox, target, {**PUSH, "ref": "refs/heads/dev"}) == 200
    assert post(sandbox, target, {**PUSH, "commits": []}) == 200
    assert post(sandbox, target, {**PUSH, "size": "3"}) == 200
    assert post(sandbox, target, []) == 200
    assert started(client) == []
    assert post(sandbox, target) == 200
    assert len(started(client)) == 1


def test_a_range_of_addresses(sandbox: Sandbox, client: Client, hook: Any) -> None:
    target = hook("IP", {"AllowedIPRange": "192.0.2.0/24"})
    assert post(sandbox, target) == 403
    assert post(sandbox, target, x_forwarded_for="198.51.100.7") == 403
    assert post(sandbox, target, x_forwarded_for="192.0.2.7, 10.0.0.1") == 200
    assert len(started(client)) == 1


def test_an_unknown_address_and_what_is_no_json(sandbox: Sandbox, hook: Any) -> None:
    target = hook("UNAUTHENTICATED", {})
    assert post(sandbox, "/trigger?t=unknown&v=1") == 404
    assert post(sandbox, "/trigger") == 404
    request = Request("POST", target, {"host": "x"}, b"{")
    assert sandbox.handle(request).status == 400


def test_a_form_as_github_sends_it(sandbox: Sandbox, client: Client, hook: Any) -> None:
    target = hook("UNAUTHENTICATED", {})
    body = f"payload={quote(json.dumps(PUSH))}".encode()
    form = {"host": "x", "content-type": "application/x-www-form-urlencoded"}
    assert sandbox.handle(Request("POST", target, form, body)).status == 200
    assert len(started(client)) == 1


def test_over_http(sandbox: Sandbox, client: Client, hook: Any) -> None:
    target = hook("GITHUB_HMAC", {"SecretToken": SECRET})
    with sandbox.serve() as server:
        request = urllib.request.Request(
            server.url + target,
            json.dumps(PUSH).encode(),
            {"X-Hub-Signature": signature(), "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert answer.status == 200
    assert len(started(client)) == 1


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", [{"a": {"b": [1, {"c": 2}]}, "c": 3}]),
        ("$.a.b[0]", [1]),
        ("$.a.b[-1].c", [2]),
        ("$['a']['b'][*]", [1, {"c": 2}]),
        ("$.*", [{"b": [1, {"c": 2}]}, 3]),
        ("$..c", [3, 2]),
        ("$.a.b[9]", []),
        ("$.x.y", []),
        ("$.a[?(@.b)]", []),
        ("a", []),
    ],
)
def test_json_paths(path: str, found: list[Any]) -> None:
    assert values_at(path, {"a": {"b": [1, {"c": 2}]}, "c": 3}) == found
