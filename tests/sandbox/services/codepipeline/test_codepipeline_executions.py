"""CodePipeline's executions and stage transitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.services.codepipeline.pipelines import Json, pipeline
from tests.sandbox.services.conftest import make_role


@pytest.fixture
def codepipeline(client: Callable[..., Any], role: Callable[..., str]) -> Any:
    """CodePipeline with a pipeline `deliver`."""
    found = client("codepipeline")
    found.create_pipeline(pipeline=pipeline(role("codepipeline")))
    return found


def executions(codepipeline: Any) -> list[Json]:
    pages = codepipeline.get_paginator("list_pipeline_executions").paginate(pipelineName="deliver")
    return [one for page in pages for one in page["pipelineExecutionSummaries"]]


def inbound(codepipeline: Any, at: int = 1) -> Json | None:
    states = codepipeline.get_pipeline_state(name="deliver")["stageStates"]
    found: Json | None = states[at].get("inboundTransitionState")
    return found


def test_a_new_pipeline_runs_at_once(codepipeline: Any) -> None:
    (first,) = executions(codepipeline)

    assert (first["status"], first["trigger"]["triggerType"]) == ("InProgress", "CreatePipeline")
    state = codepipeline.get_pipeline_state(name="deliver")["stageStates"][0]
    assert state["latestExecution"]["status"] == "InProgress"


@pytest.mark.parametrize("polls", [None, "true", "TRUE"])
def test_a_source_that_polls_starts_nothing_by_itself(
    client: Callable[..., Any], role: Callable[..., str], polls: str | None
) -> None:
    given = pipeline(role("codepipeline"))
    values = given["stages"][0]["actions"][0]["configuration"]
    values |= {"PollForSourceChanges": polls} if polls else {}
    if polls is None:
        del values["PollForSourceChanges"]
    client("codepipeline").create_pipeline(pipeline=given)

    assert executions(client("codepipeline")) == []


@pytest.mark.parametrize(
    ("coins", "status"),
    [((), "InProgress"), (("codepipeline.update_cancels_executions",), "Cancelled")],
)
def test_an_update_may_cancel_what_runs(tails: Any, coins: tuple[str, ...], status: str) -> None:
    client = tails(*coins)
    codepipeline, given = client("codepipeline"), pipeline(make_role(client, "codepipeline"))
    codepipeline.create_pipeline(pipeline=given)
    codepipeline.update_pipeline(pipeline=given)

    assert [one["status"] for one in executions(codepipeline)] == [status]


def test_an_execution_is_started_once_for_each_token(codepipeline: Any, refused: Any) -> None:
    first = codepipeline.start_pipeline_execution(name="deliver", clientRequestToken="t")
    again = codepipeline.start_pipeline_execution(name="deliver", clientRequestToken="t")
    assert first["pipelineExecutionId"] == again["pipelineExecutionId"]
    assert len(executions(codepipeline)) == 2

    given = {"pipelineName": "deliver", "pipelineExecutionId": first["pipelineExecutionId"]}
    codepipeline.stop_pipeline_execution(**given)
    assert codepipeline.get_pipeline_execution(**given)["pipelineExecution"]["status"] == "Stopped"
    with refused("PipelineExecutionNotStoppableException"):
        codepipeline.stop_pipeline_execution(**given)
    with refused("PipelineNotFoundException"):
        codepipeline.start_pipeline_execution(name="other")


def test_an_execution_without_a_value_fails(codepipeline: Any, refused: Any) -> None:
    given = codepipeline.get_pipeline(name="deliver")["pipeline"]
    codepipeline.update_pipeline(pipeline={**given, "variables": [{"name": "tag"}]})
    tag, other = {"name": "tag", "value": "v1"}, {"name": "other", "value": "x"}
    codepipeline.start_pipeline_execution(name="deliver", variables=[other])
    assert executions(codepipeline)[0]["status"] == "Failed"
    with refused("ValidationException"):
        codepipeline.start_pipeline_execution(name="deliver", variables=[tag, tag])
    made = codepipeline.start_pipeline_execution(name="deliver", variables=[tag, other])

    shown = codepipeline.get_pipeline_execution(
        pipelineName="deliver", pipelineExecutionId=made["pipelineExecutionId"]
    )["pipelineExecution"]
    assert shown["variables"] == [{"name": "tag", "resolvedValue": "v1"}]
    assert shown["status"] == "InProgress"


def test_a_transition_is_disabled_with_a_reason(codepipeline: Any, refused: Any) -> None:
    given = {"pipelineName": "deliver", "stageName": "Build", "transitionType": "Inbound"}
    assert inbound(codepipeline, 0) == {"enabled": True}
    assert inbound(codepipeline) == {"enabled": True}
    codepipeline.disable_stage_transition(**given, reason="freeze")

    held = inbound(codepipeline)
    assert held is not None
    assert (held["enabled"], held["disabledReason"]) == (False, "freeze")
    codepipeline.enable_stage_transition(**given)
    held = inbound(codepipeline)
    assert held is not None
    assert held["enabled"] is True
    assert "disabledReason" not in held
    with refused("StageNotFoundException"):
        codepipeline.enable_stage_transition(**{**given, "stageName": "Gone"})


@pytest.mark.parametrize("coins", [(), ("codepipeline.update_enables_transitions",)])
def test_an_update_may_enable_transitions_again(tails: Any, coins: tuple[str, ...]) -> None:
    client = tails(*coins)
    codepipeline = client("codepipeline")
    declared = pipeline(make_role(client, "codepipeline"))
    codepipeline.create_pipeline(pipeline=declared)
    codepipeline.disable_stage_transition(
        pipelineName="deliver", stageName="Build", transitionType="Inbound", reason="freeze"
    )
    codepipeline.update_pipeline(pipeline=declared)

    held = inbound(codepipeline)
    assert held is not None
    assert held["enabled"] is bool(coins)


def committed(client: Callable[..., Any]) -> str:
    """A commit on the branch that the pipeline is fed from."""
    commits = client("codecommit")
    commits.create_repository(repositoryName="web")
    made = commits.put_file(repositoryName="web", branchName="main", fileContent=b"x", filePath="a")
    return str(made["commitId"])


def test_an_execution_shows_the_revision_that_it_started_with(
    client: Callable[..., Any], codepipeline: Any
) -> None:
    (before,) = executions(codepipeline)
    tip = committed(client)
    made = codepipeline.start_pipeline_execution(name="deliver")["pipelineExecutionId"]

    found = codepipeline.get_pipeline_execution(pipelineName="deliver", pipelineExecutionId=made)[
        "pipelineExecution"
    ]["artifactRevisions"]
    assert [(one["name"], one["revisionId"]) for one in found] == [("code", tip)]
    assert found[0]["revisionUrl"].endswith(f"#/repository/web/commit/{tip}")
    listed = executions(codepipeline)
    assert listed[0]["sourceRevisions"] == [
        {"actionName": "Commit", "revisionId": tip, "revisionUrl": found[0]["revisionUrl"]}
    ]
    assert before["sourceRevisions"] == listed[1]["sourceRevisions"] == []


def test_the_state_tells_what_runs_and_where_to_look(
    client: Callable[..., Any], codepipeline: Any
) -> None:
    tip = committed(client)
    made = codepipeline.start_pipeline_execution(name="deliver")["pipelineExecutionId"]
    first, second = codepipeline.get_pipeline_state(name="deliver")["stageStates"]

    (source,), (build,) = first["actionStates"], second["actionStates"]
    home = "https://console.aws.amazon.com"
    assert source["entityUrl"] == (
        f"{home}/codecommit/home?region=eu-west-1#/repository/web/browse/main/--/"
    )
    assert source["currentRevision"] == {"revisionId": tip}
    assert source["revisionUrl"].endswith(f"/commit/{tip}")
    assert source["latestExecution"]["status"] == "InProgress"
    assert source["latestExecution"]["externalExecutionId"] == tip
    assert build == {
        "actionName": "Build",
        "entityUrl": f"{home}/codebuild/home?region=eu-west-1#/projects/api/view",
    }
    codepipeline.stop_pipeline_execution(pipelineName="deliver", pipelineExecutionId=made)
    stopped = codepipeline.get_pipeline_state(name="deliver")["stageStates"][0]
    assert stopped["latestExecution"]["status"] == "Stopped"
    assert stopped["actionStates"][0]["latestExecution"]["status"] == "Abandoned"
