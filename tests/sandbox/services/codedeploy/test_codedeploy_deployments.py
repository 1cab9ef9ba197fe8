"""CodeDeploy: deployments and revisions as records."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.delivery.test_courier import document, letting, queue, received

REVISION = {
    "revisionType": "S3",
    "s3Location": {"bucket": "built", "key": "web.zip", "bundleType": "zip"},
}
COMMIT = {
    "revisionType": "GitHub",
    "gitHubLocation": {"repository": "acme/web", "commitId": "abc"},
}
NAMES = {"applicationName": "web", "deploymentGroupName": "prod"}


@pytest.fixture
def deploy(client: Callable[..., Any], role: Any) -> Any:
    made = client("codedeploy")
    made.create_application(applicationName="web")
    made.create_deployment_group(**NAMES, serviceRoleArn=role("codedeploy"))
    return made


def start(deploy: Any, **given: Any) -> str:
    return str(deploy.create_deployment(**{**NAMES, "revision": REVISION, **given})["deploymentId"])


def shown(deploy: Any, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = deploy.get_deployment(deploymentId=id_)
    return dict(found["deploymentInfo"])


def group(deploy: Any) -> dict[str, Any]:
    found: dict[str, Any] = deploy.get_deployment_group(**NAMES)
    return dict(found["deploymentGroupInfo"])


def test_a_deployment_succeeds_after_a_while(deploy: Any, sandbox: Sandbox) -> None:
    id_ = start(deploy)
    assert id_.startswith("d-")
    found = shown(deploy, id_)
    assert (found["status"], found["creator"]) == ("InProgress", "user")
    assert found["deploymentConfigName"] == "CodeDeployDefault.OneAtATime"
    before = group(deploy)
    assert before["targetRevision"] == REVISION
    assert before["lastAttemptedDeployment"]["status"] == "InProgress"
    assert "lastSuccessfulDeployment" not in before
    sandbox.advance(60)

    assert shown(deploy, id_)["status"] == "Succeeded"
    assert group(deploy)["lastSuccessfulDeployment"]["deploymentId"] == id_


def test_a_group_has_one_deployment_at_a_time(deploy: Any, sandbox: Sandbox, refused: Any) -> None:
    first = start(deploy)
    with refused("DeploymentLimitExceededException", f"active Deployment '{first}'"):
        start(deploy)
    assert deploy.stop_deployment(deploymentId=first)["status"] == "Succeeded"
    with refused("DeploymentAlreadyCompletedException", first):
        deploy.stop_deployment(deploymentId=first)
    second = start(deploy, revision=COMMIT)
    assert shown(deploy, second)["previousRevision"] == REVISION
    sandbox.advance(60)
    assert shown(deploy, first)["status"] == "Stopped"
    listed = deploy.list_deployments(**NAMES, includeOnlyStatuses=["Stopped"])["deployments"]
    assert listed == [first]
    pages = deploy.get_paginator("list_deployments").paginate(**NAMES)
    assert [id_ for page in pages for id_ in page["deployments"]] == [second, first]
    found = deploy.batch_get_deployments(deploymentIds=[first, "d-GONE"])["deploymentsInfo"]
    assert [one["deploymentId"] for one in found] == [first]


def test_the_last_revision_is_deployed_again(deploy: Any, sandbox: Sandbox, refused: Any) -> None:
    with refused("RevisionRequiredException"):
        deploy.create_deployment(**NAMES)
    start(deploy)
    sandbox.advance(60)
    again = deploy.create_deployment(**NAMES)["deploymentId"]
    assert shown(deploy, again)["revision"] == REVISION


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"applicationName": "api"}, "ApplicationDoesNotExistException"),
        ({"deploymentGroupName": "test"}, "DeploymentGroupDoesNotExistException"),
        ({"revision": {"revisionType": "S3"}}, "InvalidRevisionException"),
        ({"revision": {}}, "RevisionRequiredException"),
        ({"description": "x" * 101}, "DescriptionTooLongException"),
        ({"deploymentConfigName": "mine"}, "DeploymentConfigDoesNotExistException"),
    ],
)
def test_what_is_not_deployed(deploy: Any, refused: Any, given: dict[str, Any], code: str) -> None:
    with refused(code):
        start(deploy, **given)


def test_names_that_are_missing(deploy: Any, refused: Any) -> None:
    with refused("DeploymentGroupNameRequiredException"):
        deploy.create_deployment(applicationName="web", revision=REVISION)
    with refused("ApplicationNameRequiredException"):
        deploy.list_deployments(deploymentGroupName="prod")
    with refused("DeploymentDoesNotExistException", "d-GONE"):
        deploy.get_deployment(deploymentId="d-GONE")


def test_revisions_are_known_once_registered_or_deployed(
    deploy: Any, sandbox: Sandbox, refused: Any
) -> None:
    deploy.register_application_revision(
        applicationName="web", revision=COMMIT, description="First"
    )
    start(deploy)
    listed = deploy.list_application_revisions(applicationName="web")["revisions"]
    assert COMMIT in listed
    found = deploy.get_application_revision(applicationName="web", revision=REVISION)
    assert found["revisionInfo"]["deploymentGroups"] == ["prod"]
    batch = deploy.batch_get_application_revisions(
        applicationName="web",
        revisions=[
            COMMIT,
            {**COMMIT, "gitHubLocation": {"repository": "acme/web", "commitId": "x"}},
        ],
    )
    assert batch["revisions"][0]["genericRevisionInfo"]["description"] == "First"
    assert batch["errorMessage"]
    known = deploy.batch_get_application_revisions(applicationName="web", revisions=[COMMIT])
    assert known["errorMessage"] == ""
    with refused("RevisionDoesNotExistException"):
        gone = {**REVISION, "s3Location": {"bucket": "built", "key": "gone", "bundleType": "zip"}}
        deploy.get_application_revision(applicationName="web", revision=gone)


def test_they_go_with_the_application_and_are_renamed_with_it(
    deploy: Any, sandbox: Sandbox
) -> None:
    id_ = start(deploy)
    deploy.update_application(applicationName="web", newApplicationName="shop")
    assert shown(deploy, id_)["applicationName"] == "shop"
    revisions = deploy.list_application_revisions(applicationName="shop")["revisions"]
    assert revisions == [REVISION]
    deploy.delete_application(applicationName="shop")
    assert deploy.list_deployments()["deployments"] == []
    deploy.create_application(applicationName="shop")
    assert deploy.list_application_revisions(applicationName="shop")["revisions"] == []


def test_eventbridge_is_told(deploy: Any, client: Callable[..., Any], sandbox: Sandbox) -> None:
    arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
    url = queue(client, document(letting("sqs:SendMessage", arn)))
    events = client("events")
    events.put_rule(Name="deploys", EventPattern=json.dumps({"source": ["aws.codedeploy"]}))
    events.put_targets(Rule="deploys", Targets=[{"Id": "1", "Arn": arn}])
    deploy.stop_deployment(deploymentId=start(deploy))
    second = start(deploy)
    sandbox.advance(60)
    assert shown(deploy, second)["status"] == "Succeeded"

    told = [json.loads(body)["detail"]["state"] for body in received(client, url)]
    assert sorted(told) == ["START", "START", "STOP", "SUCCESS"]
