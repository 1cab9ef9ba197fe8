"""What CodePipeline refuses of a pipeline's structure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.services.codepipeline.pipelines import (
    Json,
    action,
    approval,
    build,
    connection,
    pipeline,
    source,
    stage,
)

STRUCTURE = "InvalidStructureException"
STAGE = "InvalidStageDeclarationException"
ACTION = "InvalidActionDeclarationException"
SOURCE = stage("Source", source())
TRIGGER = {
    "providerType": "CodeStarSourceConnection",
    "gitConfiguration": {"sourceActionName": "Commit"},
}


def commands(**rest: Any) -> Json:
    return action("Run", "Compute/Commands", **{"input": ["code"], **rest})


@pytest.mark.parametrize(
    ("stages", "code", "message"),
    [
        ([SOURCE], STRUCTURE, "Pipeline has only 1 stage(s)"),
        (
            [stage("First", source(), approval()), stage("Build", build())],
            STRUCTURE,
            "Pipeline should start with a stage that only contains source actions",
        ),
        (
            [SOURCE, stage("More", source(), build())],
            STRUCTURE,
            "Only the first stage of a pipeline may contain source actions",
        ),
        ([SOURCE, stage("Empty")], STAGE, "Stage Empty must have"),
        ([SOURCE, stage("Source", build())], STAGE, "Stage name Source"),
        ([SOURCE, stage("Build", build(), build())], ACTION, "Action name Build"),
        ([SOURCE, stage("Build", build(input=["other"]))], ACTION, "Input Artifact Bundle other"),
        ([SOURCE, stage("Build", build(input=[]))], ACTION, "declares 0 input artifacts which is"),
        ([SOURCE, stage("Build", build(output=["code"]))], ACTION, "Output artifact code"),
        ([SOURCE, stage("Run", commands())], ACTION, "must have a non-empty commands field"),
        (
            [SOURCE, stage("Build", build(timeoutInMinutes=60))],
            ACTION,
            "it is no manual approval",
        ),
        (
            [stage("Source", source(namespace="n")), stage("Build", build(namespace="n"))],
            ACTION,
            "Namespaces must be unique across the pipeline definition",
        ),
        (
            [SOURCE, stage("Build", action("Make", "Build/Jenkins", "Custom", input=["code"]))],
            ACTION,
            (
                "(Category: 'Build', Provider: 'Jenkins', Owner: 'Custom', Version: '1') in action "
                "'Make' is not available in region 'EU_WEST_1'"
            ),
        ),
        (
            [SOURCE, stage("Deploy", action("Put", "Deploy/S3", input=["code"]))],
            ACTION,
            "is missing required configuration 'BucketName'",
        ),
        (
            [SOURCE, stage("Build", build(), approval(configuration={"Custom": "x"}))],
            ACTION,
            "contains unknown configuration 'Custom'",
        ),
        (
            [SOURCE, stage("Build", build(), approval(configuration={"CustomData": "#{no.tag}"}))],
            ACTION,
            "ActionConfigurationKey=[CustomData], VariableReferenceText=[no.tag]",
        ),
        (
            [SOURCE, stage("Build", build(region="us-east-1"))],
            STRUCTURE,
            "no artifact store for the region us-east-1",
        ),
    ],
)
def test_a_structure_that_does_not_hold_is_refused(
    client: Callable[..., Any],
    role: Callable[..., str],
    refused: Any,
    stages: list[Json],
    code: str,
    message: str,
) -> None:
    worker = role("codepipeline")

    with refused(code, message):
        client("codepipeline").create_pipeline(pipeline=pipeline(worker) | {"stages": stages})


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"artifactStores": {}}, STRUCTURE, "either artifactStore or artifactStores"),
        ({"triggers": [TRIGGER]}, STRUCTURE, "must reference a CodeStarSourceConnection action"),
    ],
)
def test_a_pipeline_that_does_not_hold_together_is_refused(
    client: Callable[..., Any],
    role: Callable[..., str],
    refused: Any,
    change: Json,
    code: str,
    message: str,
) -> None:
    worker = role("codepipeline")

    with refused(code, message):
        client("codepipeline").create_pipeline(pipeline=pipeline(worker, **change))


def test_references_to_what_is_declared_are_taken(
    client: Callable[..., Any], role: Callable[..., str]
) -> None:
    values = {"CustomData": "#{variables.tag} #{Src.CommitId} #{codepipeline.PipelineExecutionId}"}
    stages = stage("Source", source(namespace="Src")), stage("Gate", approval(configuration=values))
    given = pipeline(role("codepipeline"), *stages, variables=[{"name": "tag"}])

    found = client("codepipeline").create_pipeline(pipeline=given)["pipeline"]
    assert found["stages"][1]["actions"][0]["configuration"] == values


def test_one_trigger_for_each_source(
    client: Callable[..., Any], role: Callable[..., str], refused: Any
) -> None:
    stages = stage("Source", connection()), stage("Build", build())
    twice = pipeline(role("codepipeline"), *stages, triggers=[TRIGGER, TRIGGER])

    with refused(STRUCTURE, "more than one trigger per source action"):
        client("codepipeline").create_pipeline(pipeline=twice)


def test_an_artifact_may_come_from_an_earlier_action_of_the_stage(
    client: Callable[..., Any], role: Callable[..., str]
) -> None:
    made = build(output=["built"])
    used = {**build(input=["built"], runOrder=2), "name": "Again"}
    given = pipeline(role("codepipeline"), SOURCE, stage("Build", used, made))

    found = client("codepipeline").create_pipeline(pipeline=given)["pipeline"]
    assert [one["name"] for one in found["stages"][1]["actions"]] == ["Again", "Build"]


def test_actions_that_run_together_cannot_use_each_others_artifacts(
    client: Callable[..., Any], role: Callable[..., str], refused: Any
) -> None:
    made = build(output=["built"])
    used = {**build(input=["built"]), "name": "Again"}
    given = pipeline(role("codepipeline"), SOURCE, stage("Build", made, used))

    with refused(ACTION, "Input Artifact Bundle built in action Again"):
        client("codepipeline").create_pipeline(pipeline=given)


def test_a_connection_without_a_branch_is_refused(
    client: Callable[..., Any], role: Callable[..., str], refused: Any
) -> None:
    bare = connection()
    del bare["configuration"]["BranchName"]
    given = pipeline(role("codepipeline"), stage("Source", bare), stage("Build", build()))

    with refused(ACTION, "is missing required configuration 'BranchName'"):
        client("codepipeline").create_pipeline(pipeline=given)


def test_regions_need_a_store_each(client: Callable[..., Any], role: Callable[..., str]) -> None:
    store = {"type": "S3", "location": "artifacts"}
    stages = SOURCE, stage("Build", build(region="us-east-1"))
    given = pipeline(role("codepipeline"), *stages)
    del given["artifactStore"]
    given["artifactStores"] = {"eu-west-1": store, "us-east-1": store}

    found = client("codepipeline").create_pipeline(pipeline=given)["pipeline"]
    assert set(found["artifactStores"]) == {"eu-west-1", "us-east-1"}


def test_no_rollback_in_parallel_mode(
    client: Callable[..., Any], role: Callable[..., str], refused: Any
) -> None:
    failing = stage("Build", build(), onFailure={"result": "ROLLBACK"})
    given = pipeline(role("codepipeline"), SOURCE, failing, executionMode="PARALLEL")

    with refused(STAGE, "may not roll back"):
        client("codepipeline").create_pipeline(pipeline=given)
