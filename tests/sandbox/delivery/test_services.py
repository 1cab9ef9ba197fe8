"""What the services tell, and targets that are services themselves: builds, functions, topics of
notification rules, objects and images that moto holds.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.delivery.test_courier import (
    ACCOUNT,
    QUEUE,
    Json,
    document,
    last,
    letting,
    put,
    queue,
    role_for,
    rule,
)
from tests.sandbox.services.codebuild.projects import minimal
from tests.sandbox.services.conftest import REGION, make_role

Client = Callable[..., Any]
PROJECT = f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/api"


@pytest.fixture
def project(client: Client) -> Any:
    """A CodeBuild client with a project `api`."""
    codebuild = client("codebuild")
    codebuild.create_project(**minimal(make_role(client, "codebuild", "builder")))
    return codebuild


def heard(client: Client, **pattern: Any) -> str:
    """The URL of a queue that is sent every event of a source."""
    url = queue(client, document(letting("sqs:SendMessage", QUEUE)))
    rule(client, {"Arn": QUEUE}, pattern)
    return url


def bodies(sandbox: Sandbox, target: str = QUEUE) -> list[Json]:
    return [json.loads(one.body) for one in sandbox.deliveries if one.target == target]


def test_a_build_tells_when_it_starts_stops_and_ends(
    sandbox: Sandbox, client: Client, project: Any
) -> None:
    heard(client, source=["aws.codebuild"])
    first = project.start_build(projectName="api")["build"]
    project.stop_build(id=first["id"])
    project.start_build(projectName="api")
    sandbox.advance(40)

    told = [one["detail"] for one in bodies(sandbox)]
    states = ["IN_PROGRESS", "STOPPED", "IN_PROGRESS", "SUCCEEDED"]
    assert [one["build-status"] for one in told] == states
    assert {one["project-name"] for one in told} == {"api"}
    assert bodies(sandbox)[0]["resources"] == [first["arn"]]
    assert told[-1]["additional-information"]["build-complete"] is True


def test_a_rule_starts_a_build_with_what_its_input_says(
    sandbox: Sandbox, client: Client, project: Any
) -> None:
    role = role_for(client, "codebuild:StartBuild", PROJECT)
    rule(client, {"Arn": PROJECT, "RoleArn": role})
    put(client)
    rule(client, {"Arn": PROJECT, "RoleArn": role, "Input": '{"sourceVersion": "v2"}'})
    put(client)

    assert [one.outcome for one in sandbox.deliveries] == ["delivered"] * 2
    pages = project.get_paginator("list_builds_for_project").paginate(projectName="api")
    ids = [one for page in pages for one in page["ids"]]
    builds = {one["buildNumber"]: one for one in project.batch_get_builds(ids=ids)["builds"]}
    assert builds[2]["sourceVersion"] == "v2"
    assert builds[1].get("sourceVersion") != "v2"


def test_a_project_that_is_gone_is_a_failure(sandbox: Sandbox, client: Client) -> None:
    role = role_for(client, "codebuild:StartBuild")
    rule(client, {"Arn": PROJECT, "RoleArn": role})
    put(client)
    assert last(sandbox)[0] == "failed"
    assert "Project cannot be found" in last(sandbox)[2]


def test_a_function_is_invoked_if_its_policy_lets_the_rule(
    sandbox: Sandbox, client: Client
) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): return 1")
    functions = client("lambda")
    made = functions.create_function(
        FunctionName="hear",
        Runtime="python3.12",
        Handler="app.handler",
        Role=make_role(client, "lambda", "runner"),
        Code={"ZipFile": code.getvalue()},
    )
    rule(client, {"Arn": made["FunctionArn"]})
    put(client)
    assert last(sandbox)[0] == "refused"
    assert "lambda:InvokeFunction" in last(sandbox)[2]

    functions.add_permission(
        FunctionName="hear",
        StatementId="push",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=f"arn:aws:events:{REGION}:{ACCOUNT}:rule/push",
    )
    put(client)
    assert last(sandbox)[0] == "delivered"


@pytest.fixture
def topic(client: Client) -> str:
    return str(client("sns").create_topic(Name="news")["TopicArn"])


def open_to(client: Client, topic: str, service: str) -> None:
    statement = {**letting("sns:Publish", topic), "Principal": {"Service": service}}
    client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=document(statement)
    )


def notify(client: Client, topic: str, resource: str, *events: str, **rest: Any) -> str:
    made = client("codestar-notifications").create_notification_rule(
        Name="news",
        EventTypeIds=list(events),
        Resource=resource,
        Targets=[{"TargetType": "SNS", "TargetAddress": topic}],
        DetailType="FULL",
        **rest,
    )
    return str(made["Arn"])


def status(client: Client, arn: str) -> str:
    found = client("codestar-notifications").describe_notification_rule(Arn=arn)
    return str(found["Targets"][0]["TargetStatus"])


def test_a_notification_rule_sends_what_it_waits_for(
    sandbox: Sandbox, client: Client, topic: str
) -> None:
    codecommit = client("codecommit")
    shop = codecommit.create_repository(repositoryName="shop")["repositoryMetadata"]["Arn"]
    codecommit.create_repository(repositoryName="other")
    created = "codecommit-repository-branches-and-tags-created"
    arn = notify(client, topic, shop, created)
    open_to(client, topic, "codestar-notifications.amazonaws.com")

    first = {"branchName": "main", "fileContent": b"x", "filePath": "a"}
    made = codecommit.put_file(repositoryName="shop", **first)
    codecommit.put_file(repositoryName="other", **first)
    second = {**first, "filePath": "b", "parentCommitId": made["commitId"]}
    codecommit.put_file(repositoryName="shop", **second)

    (told,) = bodies(sandbox, topic)
    assert told["notificationRuleArn"] == arn
    assert told["detailType"] == "CodeCommit Repository State Change"
    assert told["detail"]["event"] == "referenceCreated"
    assert "detail-type" not in told
    assert sandbox.deliveries[0].outcome == "delivered"


def test_a_topic_that_lets_nobody_makes_its_target_unreachable(
    sandbox: Sandbox, client: Client, topic: str, project: Any
) -> None:
    started = "codebuild-project-build-state-in-progress"
    arn = notify(client, topic, PROJECT, started)
    project.start_build(projectName="api")
    assert last(sandbox)[0] == "refused"
    assert status(client, arn) == "UNREACHABLE"

    open_to(client, topic, "codestar-notifications.amazonaws.com")
    project.start_build(projectName="api")
    assert last(sandbox)[0] == "delivered"
    assert status(client, arn) == "ACTIVE"


def test_a_notification_rule_that_is_off_sends_nothing(
    sandbox: Sandbox, client: Client, topic: str, project: Any
) -> None:
    notify(client, topic, PROJECT, "codebuild-project-build-state-in-progress", Status="DISABLED")
    project.start_build(projectName="api")
    assert list(sandbox.deliveries) == []


def test_an_object_is_told_of_by_buckets_that_send_to_eventbridge(
    sandbox: Sandbox, client: Client
) -> None:
    heard(client, **{"source": ["aws.s3"], "detail-type": ["Object Created"]})
    s3 = client("s3")
    s3.create_bucket(Bucket="src", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket="src", Key="a/app.zip", Body=b"12345")
    assert bodies(sandbox) == []

    s3.put_bucket_notification_configuration(
        Bucket="src", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    s3.put_object(Bucket="src", Key="a/app.zip", Body=b"12345")

    (told,) = bodies(sandbox)
    assert told["resources"] == ["arn:aws:s3:::src"]
    assert told["detail"]["bucket"] == {"name": "src"}
    assert told["detail"]["object"]["key"] == "a/app.zip"
    assert told["detail"]["object"]["size"] == 5
    assert told["detail"]["reason"] == "PutObject"


def test_an_image_that_is_pushed_is_told_of(sandbox: Sandbox, client: Client) -> None:
    heard(client, source=["aws.ecr"], detail={"image-tag": ["latest"]})
    ecr = client("ecr")
    ecr.create_repository(repositoryName="shop")
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"digest": "sha256:a", "size": 1},
        "layers": [],
    }
    ecr.put_image(repositoryName="shop", imageManifest=json.dumps(manifest), imageTag="latest")

    (told,) = bodies(sandbox)
    assert told["detail-type"] == "ECR Image Action"
    detail = told["detail"]
    assert (detail["action-type"], detail["result"]) == ("PUSH", "SUCCESS")
    assert detail["repository-name"] == "shop"


def test_an_encrypted_queue_needs_a_key_that_lets_eventbridge(
    sandbox: Sandbox, client: Client
) -> None:
    policy = document(letting("sqs:SendMessage", QUEUE))
    url = queue(client, policy)
    rule(client, {"Arn": QUEUE})
    root = {
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    kms = client("kms")
    key = kms.create_key(Policy=document(root))["KeyMetadata"]["KeyId"]

    def sealed(with_key: str) -> tuple[str, str, str]:
        # moto forgets the policy of a queue whose other attributes are set without it.
        attributes = {"KmsMasterKeyId": with_key, "Policy": policy}
        client("sqs").set_queue_attributes(QueueUrl=url, Attributes=attributes)
        put(client)
        return last(sandbox)

    outcome, _, reason = sealed("alias/aws/sqs")
    assert (outcome, "AWS managed key" in reason) == ("refused", True)
    outcome, _, reason = sealed(key)
    assert (outcome, "kms:GenerateDataKey" in reason) == ("refused", True)

    actions = ["kms:Decrypt", "kms:GenerateDataKey*"]
    opened = document(root, {**letting("", "*"), "Action": actions})
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=opened)
    assert sealed(key)[0] == "delivered"


def test_approval_rule_templates_tell_what_becomes_of_them(
    sandbox: Sandbox, client: Client
) -> None:
    heard(client, **{"detail-type": ["CodeCommit Approval Rule Template Change"]})
    codecommit = client("codecommit")
    for name in ("shop", "web"):
        codecommit.create_repository(repositoryName=name)
    statement = {"Type": "Approvers", "NumberOfApprovalsNeeded": 1}
    content = json.dumps({"Version": "2018-11-08", "Statements": [statement]})
    named = {"approvalRuleTemplateName": "one"}
    codecommit.create_approval_rule_template(**named, approvalRuleTemplateContent=content)
    codecommit.associate_approval_rule_template_with_repository(**named, repositoryName="shop")
    codecommit.batch_disassociate_approval_rule_template_from_repositories(
        **named, repositoryNames=["shop", "web", "gone"]
    )
    codecommit.delete_approval_rule_template(**named)

    told = [one["detail"] for one in bodies(sandbox)]
    start = "approvalRuleTemplate"
    assert [one["event"].removeprefix(start) for one in told] == [
        "Created",
        "AssociatedWithRepository",
        "BatchDisassociatedFromRepositories",
        "Deleted",
    ]
    assert [list(one["repositories"]) for one in told] == [[], ["shop"], ["shop", "web"], []]
