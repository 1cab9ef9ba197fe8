"""What resources did last: from their own answers, lists and batches; what is denied is named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from reconciler.engine.live import Live
from reconciler.engine.reading.recent import Latest, recently
from reconciler.plan.calls import Answer, AwsRefused, Call
from reconciler.spec.forms import forms
from tests.engine.estate import SCOPE

THEN = datetime(2026, 11, 23, tzinfo=UTC)


def live(address: str, *identity: str, **raw: Any) -> Live:
    """A live resource with the answer that it came in."""
    return Live(forms()[address.rpartition(".")[0]], SCOPE, identity, {}, raw=raw)


def test_what_came_with_the_resource_costs_no_call() -> None:
    deployed = {"deploymentId": "d-1", "status": "Failed", "createTime": THEN}
    where = {"s3Location": {"bucket": "b", "key": "shop.zip", "version": "v1"}}
    lives = {
        "web": live(
            "codedeploy.deployment_groups.web",
            "shop",
            "web",
            lastAttemptedDeployment=deployed,
            targetRevision=where,
        ),
        "new": live("codedeploy.deployment_groups.new", "shop", "new"),
        "prod": live(
            "elasticbeanstalk.environments.prod",
            "shop",
            "prod",
            VersionLabel="v7",
            DateUpdated=THEN,
        ),
        "hook": live("codepipeline.webhooks.hook", "hook", lastTriggered=THEN),
        "topic": live("sns.topics.alerts", "alerts"),
    }

    found = recently(lambda call: {}, lives, 2)

    assert found.calls == 0
    assert found.found == {
        "web": Latest("deployment", "d-1", "Failed", THEN, ("shop.zip", "v1"), failed=True),
        "new": None,
        "prod": Latest("version", at=THEN, revisions=("v7",)),
        "hook": Latest("call", at=THEN),
    }


def test_builds_are_found_by_project_and_read_a_hundred_a_call() -> None:
    sent: list[Call] = []

    def send(call: Call) -> Answer:
        sent.append(call)
        if call.operation == "ListBuildsForProject":
            name = call.params["projectName"]
            return {"ids": [] if name == "p0" else [f"{name}:2", f"{name}:1"]}
        return {"builds": [{"id": one, "buildStatus": "SUCCEEDED"} for one in call.params["ids"]]}

    lives = {f"p{n}": live(f"codebuild.projects.p{n}", f"p{n}") for n in range(102)}

    found = recently(send, lives, 4)

    assert found.found["p0"] is None
    assert found.found["p7"] == Latest("build", "p7:2", "SUCCEEDED")
    assert found.calls == 102 + 2
    assert [call.operation for call in sent].count("BatchGetBuilds") == 2


def test_what_is_denied_is_named_and_the_rest_is_told() -> None:
    def send(call: Call) -> Answer:
        if call.service == "codebuild":
            raise AwsRefused(call, "AccessDeniedException", "not you")
        return {"pipelineExecutionSummaries": [{"status": "Succeeded"}]}

    lives = {
        "api": live("codebuild.projects.api", "api"),
        "deliver": live("codepipeline.pipelines.deliver", "deliver"),
    }

    found = recently(send, lives, 2)

    assert found.found == {"deliver": Latest("execution", state="Succeeded")}
    assert found.unread == {
        "codebuild.projects": "codebuild:ListBuildsForProject: AccessDeniedException not you"
    }


def test_what_went_away_meanwhile_did_nothing() -> None:
    def send(call: Call) -> Answer:
        raise AwsRefused(call, "PipelineNotFoundException", "gone")

    lives = {"deliver": live("codepipeline.pipelines.deliver", "deliver")}
    assert recently(send, lives, 1).found == {"deliver": None}
