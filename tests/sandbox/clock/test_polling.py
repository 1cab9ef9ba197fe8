"""Pipelines that poll: what a new revision starts, and when polling ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.services.codepipeline.pipelines import pipeline
from tests.sandbox.services.conftest import REGION, make_role

DAY = 24 * 3600
READING = {"Effect": "Allow", "Action": ["codecommit:GetBranch", "s3:GetObject"], "Resource": "*"}
READ = {"Version": "2012-10-17", "Statement": [READING]}
Client = Callable[..., Any]


@pytest.fixture
def polled(client: Client) -> Callable[..., str]:
    """`polled(provider, **configuration)`: the name of a pipeline with such a polled source."""

    def build(provider: str, **configuration: str) -> str:
        made = pipeline(make_role(client, "codepipeline", "pipeline"))
        client("iam").put_role_policy(
            RoleName="pipeline", PolicyName="read", PolicyDocument=json.dumps(READ)
        )
        source = made["stages"][0]["actions"][0]
        source["actionTypeId"]["provider"] = provider
        source["configuration"] = configuration
        client("codepipeline").create_pipeline(pipeline=made)
        return str(made["name"])

    return build


def triggers(client: Client, name: str) -> list[str]:
    pages = client("codepipeline").get_paginator("list_pipeline_executions")
    found = [
        one
        for page in pages.paginate(pipelineName=name)
        for one in page["pipelineExecutionSummaries"]
    ]
    return [one["trigger"]["triggerType"] for one in found]


def test_a_push_is_found_by_the_next_poll(sandbox: Sandbox, client: Client, polled: Any) -> None:
    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="shop")
    name = polled("CodeCommit", RepositoryName="shop", BranchName="main")
    sandbox.advance(60)
    assert triggers(client, name) == []

    made = codecommit.put_file(
        repositoryName="shop", branchName="main", fileContent=b"x", filePath="a"
    )
    assert triggers(client, name) == []
    sandbox.advance(60)
    sandbox.advance(60)
    assert triggers(client, name) == ["PollForSourceChanges"]

    codecommit.put_file(
        repositoryName="shop",
        branchName="main",
        fileContent=b"y",
        filePath="a",
        parentCommitId=made["commitId"],
    )
    sandbox.advance(59)
    assert len(triggers(client, name)) == 1
    sandbox.advance(60)
    assert len(triggers(client, name)) == 2


def test_what_the_role_may_not_read_starts_nothing(
    sandbox: Sandbox, client: Client, polled: Any
) -> None:
    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="shop")
    name = polled("CodeCommit", RepositoryName="shop", BranchName="main")
    client("iam").delete_role_policy(RoleName="pipeline", PolicyName="read")
    codecommit.put_file(repositoryName="shop", branchName="main", fileContent=b"x", filePath="a")
    sandbox.advance(60)

    assert triggers(client, name) == []
    (refused,) = sandbox.deliveries
    assert refused.outcome == "refused"
    assert "codecommit:GetBranch" in refused.reason


def test_an_object_is_polled_by_its_version(sandbox: Sandbox, client: Client, polled: Any) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="src", CreateBucketConfiguration={"LocationConstraint": REGION})
    name = polled("S3", S3Bucket="src", S3ObjectKey="app.zip")
    sandbox.advance(60)
    s3.put_object(Bucket="src", Key="app.zip", Body=b"1")
    sandbox.advance(60)
    s3.put_object(Bucket="src", Key="other", Body=b"1")
    sandbox.advance(60)
    assert triggers(client, name) == ["PollForSourceChanges"]
    s3.put_object(Bucket="src", Key="app.zip", Body=b"2")
    sandbox.advance(60)
    assert len(triggers(client, name)) == 2


def test_a_pipeline_that_does_not_poll_is_left_alone(
    sandbox: Sandbox, client: Client, polled: Any
) -> None:
    client("codecommit").create_repository(repositoryName="shop")
    name = polled(
        "CodeCommit", RepositoryName="shop", BranchName="main", PollForSourceChanges="false"
    )
    before = triggers(client, name)
    client("codecommit").put_file(
        repositoryName="shop", branchName="main", fileContent=b"x", filePath="a"
    )
    sandbox.advance(60)
    assert triggers(client, name) == before


def test_polling_ends_after_thirty_days_without_a_run(
    sandbox: Sandbox, client: Client, polled: Any
) -> None:
    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="shop")
    name = polled("CodeCommit", RepositoryName="shop", BranchName="main")
    assert "pollingDisabledAt" not in client("codepipeline").get_pipeline(name=name)["metadata"]

    sandbox.advance(31 * DAY)
    codecommit.put_file(repositoryName="shop", branchName="main", fileContent=b"x", filePath="a")
    sandbox.advance(60)

    assert triggers(client, name) == []
    assert "pollingDisabledAt" in client("codepipeline").get_pipeline(name=name)["metadata"]
