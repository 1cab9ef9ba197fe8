"""Pushes at a provider: which pipelines a connection tells of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.hooks.pushes import Push, glob
from reconciler.sandbox.services.codeconnections.service import complete_handshake
from tests.sandbox.services.codepipeline.pipelines import pipeline
from tests.sandbox.services.conftest import make_role

Client = Callable[..., Any]
SHOP = "acme/shop"


@pytest.fixture
def connected(sandbox: Sandbox, client: Client) -> Callable[..., str]:
    """`connected({"push": [...]}, DetectChanges="false")`: the connection of a new pipeline."""

    def build(trigger: dict[str, Any] | None = None, **more: str) -> str:
        made = client("codeconnections").create_connection(
            ConnectionName="github", ProviderType="GitHub"
        )
        arn = str(made["ConnectionArn"])
        complete_handshake(sandbox.store, arn)
        shape = pipeline(make_role(client, "codepipeline", "pipeline"))
        source = shape["stages"][0]["actions"][0]
        source["actionTypeId"]["provider"] = "CodeStarSourceConnection"
        values = {"ConnectionArn": arn, "FullRepositoryId": SHOP, "BranchName": "main"}
        source["configuration"] = {**values, **more}
        shape["pipelineType"] = "V2"
        if trigger is not None:
            git = {"sourceActionName": source["name"], **trigger}
            told = {"providerType": "CodeStarSourceConnection", "gitConfiguration": git}
            shape["triggers"] = [told]
        client("codepipeline").create_pipeline(pipeline=shape)
        return arn

    return build


def started(client: Client) -> int:
    codepipeline = client("codepipeline")
    (found,) = codepipeline.list_pipelines()["pipelines"]
    pages = codepipeline.get_paginator("list_pipeline_executions")
    rows = [
        one
        for page in pages.paginate(pipelineName=found["name"])
        for one in page["pipelineExecutionSummaries"]
    ]
    return sum(1 for one in rows if one["trigger"]["triggerType"] == "WebhookV2")


def test_without_filters_the_branch_of_the_action_is_waited_for(
    sandbox: Sandbox, client: Client, connected: Any
) -> None:
    connected()
    sandbox.push(Push(SHOP, "next"))
    sandbox.push(Push("acme/other", "main"))
    sandbox.push(Push(SHOP, tag="v1"))
    assert started(client) == 0
    sandbox.push(Push(SHOP, "main"))
    assert started(client) == 1


def test_changes_that_are_not_detected_start_nothing(
    sandbox: Sandbox, client: Client, connected: Any
) -> None:
    connected(DetectChanges="false")
    sandbox.push(Push(SHOP, "main"))
    assert started(client) == 0


@pytest.mark.parametrize(
    ("push", "passes"),
    [
        (Push(SHOP, "main", files=("src/a.py",)), True),
        (Push(SHOP, "release/1", files=("docs/a", "src/b/c.py")), True),
        (Push(SHOP, "main", files=("docs/a", "src/README.md")), False),
        (Push(SHOP, "main"), False),
        (Push(SHOP, "next", files=("src/a.py",)), False),
        (Push(SHOP, tag="v1.2"), True),
        (Push(SHOP, tag="w1"), False),
    ],
)
def test_filters(
    sandbox: Sandbox, client: Client, connected: Any, push: Push, passes: bool
) -> None:
    files = {"includes": ["src/**"], "excludes": ["**/README.md"]}
    connected(
        {
            "push": [
                {"branches": {"includes": ["main", "release/*"]}, "filePaths": files},
                {"tags": {"includes": ["v*"]}},
            ]
        }
    )
    sandbox.push(push)
    assert started(client) == int(passes)


def test_pull_requests_alone_are_not_pushes(
    sandbox: Sandbox, client: Client, connected: Any
) -> None:
    connected({"pullRequest": [{"branches": {"includes": ["main"]}}]})
    sandbox.push(Push(SHOP, "main"))
    assert started(client) == 0


def test_a_pending_connection_tells_nothing_and_says_so(
    sandbox: Sandbox, client: Client, connected: Any
) -> None:
    arn = connected()
    complete_handshake(sandbox.store, arn, "PENDING")
    sandbox.push(Push(SHOP, "main"))
    assert started(client) == 0
    (refused,) = sandbox.deliveries
    assert (refused.outcome, refused.origin) == ("refused", arn)
    assert "PENDING" in refused.reason
    client("codeconnections").delete_connection(ConnectionArn=arn)
    sandbox.push(Push(SHOP, "main"))
    assert "not there" in sandbox.deliveries[-1].reason


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("a/*", "a/b", "a/b/c"),
        ("a/**", "a/b/c", "b/a"),
        ("v?.x", "v1.x", "v12x"),
        ("**/b", "a/c/b", "b/a"),
    ],
)
def test_globs(pattern: str, yes: str, no: str) -> None:
    assert glob(pattern).fullmatch(yes)
    assert not glob(pattern).fullmatch(no)
