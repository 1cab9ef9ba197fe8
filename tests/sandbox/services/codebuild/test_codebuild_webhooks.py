"""CodeBuild's webhooks and source credentials: what is secret, what is merged."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox

PUSH = {"type": "EVENT", "pattern": "PUSH"}
MAIN = {"type": "HEAD_REF", "pattern": "^refs/heads/main$"}


@pytest.fixture
def codebuild(client: Callable[..., Any], role: Callable[..., str]) -> Any:
    """CodeBuild with a project `api` on GitHub, and no credential for it."""
    found = client("codebuild")
    found.create_project(
        name="api",
        serviceRole=role("codebuild"),
        source={"type": "GITHUB", "location": "https://github.com/acme/api.git"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "alpine",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
    )
    return found


@pytest.fixture
def known(codebuild: Any) -> Any:
    """The same, with a token for GitHub."""
    codebuild.import_source_credentials(
        token="ghp_very_secret", serverType="GITHUB", authType="PERSONAL_ACCESS_TOKEN"
    )
    return codebuild


def webhook(codebuild: Any) -> dict[str, Any] | None:
    found: dict[str, Any] = codebuild.batch_get_projects(names=["api"])["projects"][0]
    return found.get("webhook")


def test_a_webhook_needs_a_credential(codebuild: Any, refused: Any) -> None:
    with refused("ResourceNotFoundException", "Could not find access token for server type github"):
        codebuild.create_webhook(projectName="api", filterGroups=[[PUSH]])
    assert webhook(codebuild) is None


def test_the_secret_is_shown_once(known: Any) -> None:
    made = known.create_webhook(projectName="api", filterGroups=[[PUSH, MAIN]])["webhook"]
    held = webhook(known)

    assert made["secret"]
    assert held is not None
    assert "secret" not in held
    assert held["payloadUrl"] == made["payloadUrl"]
    assert held["filterGroups"] == [
        [{**PUSH, "excludeMatchedPattern": False}, {**MAIN, "excludeMatchedPattern": False}]
    ]
    changed = known.update_webhook(projectName="api", branchFilter="main")["webhook"]
    assert "secret" not in changed
    rotated = known.update_webhook(projectName="api", rotateSecret=True)["webhook"]
    assert rotated["secret"] != made["secret"]


def test_an_update_keeps_the_groups_that_are_not_sent(known: Any) -> None:
    known.create_webhook(projectName="api", filterGroups=[[PUSH]])
    known.update_webhook(projectName="api", buildType="BUILD_BATCH")
    held = webhook(known)
    assert held is not None
    assert (held["buildType"], len(held["filterGroups"])) == ("BUILD_BATCH", 1)

    known.update_webhook(projectName="api", filterGroups=[])
    held = webhook(known)
    assert held is not None
    assert held["filterGroups"] == []


def test_a_project_has_one_webhook_and_keeps_it_on_update(known: Any, refused: Any) -> None:
    known.create_webhook(projectName="api")
    with refused("ResourceAlreadyExistsException"):
        known.create_webhook(projectName="api")
    known.update_project(name="api", description="x")
    assert webhook(known) is not None

    known.delete_webhook(projectName="api")
    assert webhook(known) is None
    with refused("ResourceNotFoundException"):
        known.delete_webhook(projectName="api")


@pytest.mark.parametrize(
    "given",
    [
        {"filterGroups": [[MAIN]]},
        {"scopeConfiguration": {"name": "acme", "scope": "GITLAB_GROUP"}},
    ],
)
def test_a_webhook_that_does_not_fit_is_refused(
    known: Any, refused: Any, given: dict[str, Any]
) -> None:
    with refused("InvalidInputException"):
        known.create_webhook(projectName="api", **given)


def test_a_manual_webhook_needs_no_credential(codebuild: Any) -> None:
    made = codebuild.create_webhook(projectName="api", manualCreation=True)["webhook"]

    assert made["secret"]
    assert made["manualCreation"] is True


def test_a_credential_is_overwritten_and_its_token_never_shown(
    known: Any, refused: Any, sandbox: Sandbox
) -> None:
    again = {"token": "other", "serverType": "GITHUB", "authType": "PERSONAL_ACCESS_TOKEN"}
    known.import_source_credentials(**again)
    with refused("ResourceAlreadyExistsException"):
        known.import_source_credentials(**again, shouldOverwrite=False)

    arn = "arn:aws:codebuild:eu-west-1:123456789012:token/github"
    listed = known.list_source_credentials()["sourceCredentialsInfos"]
    assert listed == [{"arn": arn, "serverType": "GITHUB", "authType": "PERSONAL_ACCESS_TOKEN"}]
    assert "ghp_very_secret" not in json.dumps(sandbox.dump())
    known.delete_source_credentials(arn=arn)
    with refused("ResourceNotFoundException"):
        known.delete_source_credentials(arn=arn)


def test_a_connection_is_shown_and_an_oauth_token_refused(known: Any, refused: Any) -> None:
    arn = "arn:aws:codeconnections:eu-west-1:123456789012:connection/1"
    known.import_source_credentials(token=arn, serverType="GITLAB", authType="CODECONNECTIONS")

    listed = known.list_source_credentials()["sourceCredentialsInfos"]
    assert listed[-1]["resource"] == arn
    with refused("InvalidInputException"):
        known.import_source_credentials(token="x", serverType="GITHUB", authType="OAUTH")
    with refused("InvalidInputException"):
        known.import_source_credentials(token="x", serverType="BITBUCKET", authType="BASIC_AUTH")


def test_the_secret_of_a_webhook_is_told_once_and_not_kept(known: Any, sandbox: Sandbox) -> None:
    made = known.create_webhook(projectName="api")["webhook"]
    rotated = known.update_webhook(projectName="api", rotateSecret=True)["webhook"]

    assert made["secret"] != rotated["secret"]
    kept = json.dumps(sandbox.dump())
    assert made["secret"] not in kept
    assert rotated["secret"] not in kept
