"""CodePipeline's pipelines: versions, defaults, masks, triggers, roles."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services.seals import holds
from tests.sandbox.services.codepipeline.pipelines import (
    approval,
    build,
    connection,
    github,
    pipeline,
    source,
    stage,
)
from tests.sandbox.services.conftest import make_role


@pytest.fixture
def codepipeline(client: Callable[..., Any]) -> Any:
    return client("codepipeline")


@pytest.fixture
def worker(role: Callable[..., str]) -> str:
    return role("codepipeline")


def shown(codepipeline: Any, **rest: Any) -> dict[str, Any]:
    found: dict[str, Any] = codepipeline.get_pipeline(name="deliver", **rest)["pipeline"]
    return found


def values(found: dict[str, Any]) -> dict[str, str]:
    held: dict[str, str] = found["stages"][0]["actions"][0]["configuration"]
    return held


def secret(sandbox: Sandbox) -> str:
    """The seal of the secret that the sandbox was given, which no call shows."""
    place = sandbox.dump()["places"]["123456789012/eu-west-1/codepipeline"]
    return values(place["pipelines"]["deliver"]["declaration"])["OAuthToken"]


def test_defaults_are_filled_in(codepipeline: Any, worker: str) -> None:
    codepipeline.create_pipeline(pipeline=pipeline(worker))

    found = shown(codepipeline)
    assert (found["version"], found["pipelineType"]) == (1, "V2")
    assert found["executionMode"] == "SUPERSEDED"
    first = found["stages"][0]["actions"][0]
    assert (first["runOrder"], first["inputArtifacts"]) == (1, [])
    assert "region" not in first
    assert "triggers" not in found
    metadata = codepipeline.get_pipeline(name="deliver")["metadata"]
    assert metadata["pipelineArn"] == "arn:aws:codepipeline:eu-west-1:123456789012:deliver"


def test_every_update_is_a_version_and_replaces_the_whole(codepipeline: Any, worker: str) -> None:
    variables = [{"name": "tag", "defaultValue": "v1"}]
    codepipeline.create_pipeline(pipeline=pipeline(worker, variables=variables))
    codepipeline.update_pipeline(pipeline=pipeline(worker))
    codepipeline.update_pipeline(pipeline=pipeline(worker))

    found = shown(codepipeline)
    assert found["version"] == 3
    assert "variables" not in found
    codepipeline.update_pipeline(pipeline=pipeline(worker, variables=[]))
    assert shown(codepipeline)["variables"] == []
    assert shown(codepipeline, version=1)["variables"] == variables


def test_a_version_that_is_not_kept_is_a_missing_pipeline(
    codepipeline: Any, worker: str, refused: Any
) -> None:
    codepipeline.create_pipeline(pipeline=pipeline(worker))

    with refused("PipelineNotFoundException", "version '7'"):
        shown(codepipeline, version=7)


def test_a_taken_name_and_a_missing_pipeline(codepipeline: Any, worker: str, refused: Any) -> None:
    codepipeline.create_pipeline(pipeline=pipeline(worker))

    with refused(
        "PipelineNameInUseException", "'deliver' already exists in account '123456789012'"
    ):
        codepipeline.create_pipeline(pipeline=pipeline(worker))
    codepipeline.delete_pipeline(name="deliver")
    codepipeline.delete_pipeline(name="deliver")
    with refused("PipelineNotFoundException", "does not have a pipeline with name 'deliver'"):
        shown(codepipeline)
    with refused("PipelineNotFoundException"):
        codepipeline.update_pipeline(pipeline=pipeline(worker))


def test_a_secret_is_masked_and_a_mask_keeps_it(
    codepipeline: Any, worker: str, sandbox: Sandbox
) -> None:
    stages = stage("Source", github("ghp_1")), stage("Build", build())
    codepipeline.create_pipeline(pipeline=pipeline(worker, *stages))
    echo = shown(codepipeline)
    assert values(echo)["OAuthToken"] == "****"
    assert values(echo)["Owner"] == "acme"

    codepipeline.update_pipeline(pipeline=echo)
    assert holds(secret(sandbox), "ghp_1")
    assert "ghp_1" not in json.dumps(sandbox.dump())


def test_a_mask_in_an_action_that_changed_becomes_the_secret(
    codepipeline: Any, worker: str, sandbox: Sandbox
) -> None:
    stages = stage("Source", github("ghp_1")), stage("Build", build())
    codepipeline.create_pipeline(pipeline=pipeline(worker, *stages))
    echo = shown(codepipeline)
    values(echo)["Branch"] = "release"
    codepipeline.update_pipeline(pipeline=echo)

    assert holds(secret(sandbox), "****")


def test_a_mask_in_an_action_that_changed_may_be_refused(tails: Any) -> None:
    client = tails("codepipeline.mask_in_changed_action_refused")
    codepipeline, worker = client("codepipeline"), make_role(client, "codepipeline")
    stages = stage("Source", github("ghp_1")), stage("Build", build())
    codepipeline.create_pipeline(pipeline=pipeline(worker, *stages))
    echo = shown(codepipeline)
    values(echo)["Branch"] = "release"

    with pytest.raises(codepipeline.exceptions.InvalidActionDeclarationException, match="OAuthTok"):
        codepipeline.update_pipeline(pipeline=echo)


def test_a_mask_in_a_new_action_is_refused(codepipeline: Any, worker: str, refused: Any) -> None:
    stages = stage("Source", github("****")), stage("Build", build())

    with refused("InvalidActionDeclarationException", 'the new action "Commit"'):
        codepipeline.create_pipeline(pipeline=pipeline(worker, *stages))


def test_triggers_that_are_not_sent_stay(codepipeline: Any, worker: str) -> None:
    includes = {"branches": {"includes": ["release", "main"]}}
    trigger = {
        "providerType": "CodeStarSourceConnection",
        "gitConfiguration": {"sourceActionName": "Commit", "push": [includes]},
    }
    stages = stage("Source", connection(DetectChanges="false")), stage("Build", build())
    codepipeline.create_pipeline(pipeline=pipeline(worker, *stages, triggers=[trigger]))
    push = shown(codepipeline)["triggers"][0]["gitConfiguration"]["push"][0]
    assert push["branches"]["includes"] == ["main", "release"]

    codepipeline.update_pipeline(pipeline=pipeline(worker, *stages))
    assert len(shown(codepipeline)["triggers"]) == 1
    codepipeline.update_pipeline(pipeline=pipeline(worker, *stages, triggers=[]))
    assert "triggers" not in shown(codepipeline)


def test_a_connection_that_detects_changes_shows_a_trigger(codepipeline: Any, worker: str) -> None:
    stages = stage("Source", connection()), stage("Build", build())
    codepipeline.create_pipeline(pipeline=pipeline(worker, *stages, triggers=[]))

    (trigger,) = shown(codepipeline)["triggers"]
    assert trigger["gitConfiguration"] == {
        "sourceActionName": "Commit",
        "push": [{"branches": {"includes": ["main"]}}],
    }


def test_roles_must_be_assumable(codepipeline: Any, worker: str, role: Any, refused: Any) -> None:
    other = role("codebuild", "other")
    with refused(
        "InvalidStructureException", f"not authorized to perform AssumeRole on role {other}"
    ):
        codepipeline.create_pipeline(pipeline=pipeline(other))
    missing = "arn:aws:iam::210987654321:role/deploy"
    stages = stage("Source", source()), stage("Build", build(roleArn=missing))
    with refused("InvalidStructureException", f"{worker} is not authorized to perform AssumeRole"):
        codepipeline.create_pipeline(pipeline=pipeline(worker, *stages))


def test_tags_are_given_at_creation_and_by_tag_operations_later(
    codepipeline: Any, worker: str, refused: Any
) -> None:
    arn = "arn:aws:codepipeline:eu-west-1:123456789012:deliver"
    tags = [{"key": "team", "value": "web"}]
    codepipeline.create_pipeline(pipeline=pipeline(worker), tags=tags)
    codepipeline.update_pipeline(pipeline=pipeline(worker))
    codepipeline.tag_resource(resourceArn=arn, tags=[{"key": "tier", "value": "1"}])
    codepipeline.untag_resource(resourceArn=arn, tagKeys=["team"])

    held = codepipeline.list_tags_for_resource(resourceArn=arn)["tags"]
    assert held == [{"key": "tier", "value": "1"}]
    with refused("ResourceNotFoundException"):
        codepipeline.list_tags_for_resource(resourceArn=f"{arn}2")


def test_v1_refuses_what_only_v2_has(codepipeline: Any, worker: str, refused: Any) -> None:
    v1 = pipeline(worker, pipelineType="V1")
    with refused("InvalidStructureException", "variables"):
        codepipeline.create_pipeline(pipeline={**v1, "variables": [{"name": "tag"}]})

    codepipeline.create_pipeline(pipeline=v1)
    assert shown(codepipeline)["pipelineType"] == "V1"


def test_what_may_be_shown_too(tails: Any) -> None:
    client = tails("codepipeline.empty_triggers_shown", "codepipeline.region_shown")
    codepipeline, worker = client("codepipeline"), make_role(client, "codepipeline")
    codepipeline.create_pipeline(pipeline=pipeline(worker))

    found = shown(codepipeline)
    assert found["triggers"] == []
    assert found["stages"][0]["actions"][0]["region"] == "eu-west-1"


def test_lists_come_in_pages(codepipeline: Any, worker: str) -> None:
    for name in ("one", "two", "three"):
        codepipeline.create_pipeline(pipeline={**pipeline(worker), "name": name})

    pages = list(codepipeline.get_paginator("list_pipelines").paginate())
    listed = [one for page in pages for one in page["pipelines"]]
    assert [one["name"] for one in listed] == ["one", "two", "three"]
    assert (len(pages), listed[0]["version"]) == (2, 1)


def test_secrets_are_in_no_answer(codepipeline: Any, worker: str) -> None:
    stages = stage("Source", github("ghp_1")), stage("Approve", approval())
    made = codepipeline.create_pipeline(pipeline=pipeline(worker, *stages))
    changed = codepipeline.update_pipeline(pipeline=pipeline(worker, *stages))
    state = codepipeline.get_pipeline_state(name="deliver")

    assert "ghp_1" not in json.dumps([made, changed, state, shown(codepipeline)], default=str)
