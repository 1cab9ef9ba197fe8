"""Events reach the targets that would be allowed to get them, and no others; both are recorded.

Refusals and conditions: live deliveries of EventBridge (radkawar/stackd, September 2026).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.delivery.records import record
from reconciler.sandbox.delivery.targets import Parcel
from tests.sandbox.services.codepipeline.pipelines import pipeline
from tests.sandbox.services.conftest import make_role

REGION = "eu-west-1"
ACCOUNT = "123456789012"
RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/push"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs"
Client = Callable[..., Any]
Json = dict[str, Any]


def document(*statements: Json) -> str:
    held = [{"Effect": "Allow", **one} for one in statements]
    return json.dumps({"Version": "2012-10-17", "Statement": held})


def letting(action: str, resource: str, **condition: Any) -> Json:
    """A statement that lets EventBridge do something to a resource."""
    held = {"Condition": condition} if condition else {}
    who = {"Service": "events.amazonaws.com"}
    return {"Principal": who, "Action": action, "Resource": resource, **held}


def queue(client: Client, policy: str | None = None, name: str = "jobs") -> str:
    attributes = {"Policy": policy} if policy else {}
    return str(client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


def received(client: Client, url: str) -> list[str]:
    found = client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [one["Body"] for one in found.get("Messages", [])]


def rule(client: Client, target: Json, pattern: Json | None = None) -> None:
    text = json.dumps(pattern or {"source": ["acme"]})
    client("events").put_rule(Name="push", EventPattern=text)
    client("events").put_targets(Rule="push", Targets=[{"Id": "1", **target}])


def put(client: Client, source: str = "acme", **entry: Any) -> str:
    told = {"Source": source, "DetailType": "probe", "Detail": '{"v": 1}', **entry}
    return str(client("events").put_events(Entries=[told])["Entries"][0]["EventId"])


def last(sandbox: Sandbox) -> tuple[str, str, str]:
    made = sandbox.deliveries[-1]
    return made.outcome, made.target, made.reason


def role_for(client: Client, action: str, resource: str = "*", service: str = "events") -> str:
    arn = make_role(client, service, "deliverer")
    policy = document({"Action": action, "Resource": resource})
    client("iam").put_role_policy(RoleName="deliverer", PolicyName="own", PolicyDocument=policy)
    return arn


@pytest.fixture
def repository(client: Client) -> Any:
    codecommit = client("codecommit")
    codecommit.create_repository(repositoryName="shop")
    return codecommit


def push(codecommit: Any, path: str = "a", branch: str = "main", **parent: str) -> str:
    made = codecommit.put_file(
        repositoryName="shop", branchName=branch, fileContent=b"x", filePath=path, **parent
    )
    return str(made["commitId"])


def test_an_event_reaches_a_queue_that_lets_eventbridge_send(
    sandbox: Sandbox, client: Client
) -> None:
    condition = {"ArnEquals": {"aws:SourceArn": RULE}}
    url = queue(client, document(letting("sqs:SendMessage", QUEUE, **condition)))
    rule(client, {"Arn": QUEUE})

    key = put(client)
    put(client, source="other")

    (body,) = map(json.loads, received(client, url))
    assert body["id"] == key
    assert body["detail"] == {"v": 1}
    assert list(body) == [
        *("version", "id", "detail-type", "source", "account", "time", "region"),
        *("resources", "detail"),
    ]
    (made,) = sandbox.deliveries
    assert (made.outcome, made.origin, made.target, made.event) == ("delivered", RULE, QUEUE, key)


@pytest.mark.parametrize(
    ("condition", "arrives"),
    [
        ({}, True),
        ({"ArnEquals": {"aws:SourceArn": f"{RULE}er"}}, False),
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}}, True),
        ({"StringEquals": {"aws:SourceAccount": "000000000000"}}, False),
        ({"StringEquals": {"aws:PrincipalServiceName": "events.amazonaws.com"}}, True),
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, True),
        ({"StringEquals": {"aws:PrincipalType": "AWSService"}}, False),
    ],
)
def test_conditions_of_a_queue(
    sandbox: Sandbox, client: Client, condition: Json, arrives: bool
) -> None:
    queue(client, document(letting("sqs:SendMessage", QUEUE, **condition)))
    rule(client, {"Arn": QUEUE})
    put(client)

    assert (last(sandbox)[0] == "delivered") is arrives


def test_a_refusal_says_why_in_awss_words_and_the_dead_letter_queue_gets_it(
    sandbox: Sandbox, client: Client
) -> None:
    queue(client)
    dead = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"
    url = queue(client, document(letting("sqs:SendMessage", dead)), "dead")
    rule(client, {"Arn": QUEUE, "DeadLetterConfig": {"Arn": dead}})
    put(client)

    refused, made = sandbox.deliveries
    assert refused.outcome == "refused"
    assert refused.reason == (
        "User: events.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: "
        f"{QUEUE} because no resource-based policy allows the sqs:SendMessage action"
    )
    assert (made.outcome, made.target) == ("delivered", dead)
    assert len(received(client, url)) == 1


def test_a_queue_that_is_not_there_is_a_failure_not_a_refusal(
    sandbox: Sandbox, client: Client
) -> None:
    rule(client, {"Arn": QUEUE})
    put(client)
    assert last(sandbox)[0] == "failed"
    assert "queue does not exist" in last(sandbox)[2]


def test_a_topic_and_a_function_need_a_policy_of_their_own(
    sandbox: Sandbox, client: Client
) -> None:
    topic = client("sns").create_topic(Name="news")["TopicArn"]
    rule(client, {"Arn": topic})
    put(client)
    assert last(sandbox)[0] == "refused"

    policy = document(letting("sns:Publish", topic))
    client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=policy
    )
    put(client)
    assert last(sandbox)[0] == "delivered"


def test_log_groups_are_written_to(sandbox: Sandbox, client: Client) -> None:
    logs = client("logs")
    logs.create_log_group(logGroupName="/aws/events/all")
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/events/all"
    rule(client, {"Arn": group})
    put(client)
    assert last(sandbox)[0] == "refused"

    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    statement = {**letting("", f"{group}:*"), "Action": actions}
    logs.put_resource_policy(policyName="events", policyDocument=document(statement))
    put(client)
    assert last(sandbox)[0] == "delivered"
    (stream,) = logs.describe_log_streams(logGroupName="/aws/events/all")["logStreams"]
    written = logs.get_log_events(
        logGroupName="/aws/events/all", logStreamName=stream["logStreamName"]
    )
    assert json.loads(written["events"][0]["message"])["source"] == "acme"


PUSHED = {
    "source": ["aws.codecommit"],
    "detail-type": ["CodeCommit Repository State Change"],
    "resources": [f"arn:aws:codecommit:{REGION}:{ACCOUNT}:shop"],
    "detail": {
        "event": ["referenceCreated", "referenceUpdated"],
        "referenceType": ["branch"],
        "referenceName": ["main"],
    },
}
"""The pattern of the CodePipeline User Guide for a CodeCommit source."""


@pytest.fixture
def deliver(client: Client) -> str:
    """The ARN of a pipeline `deliver` whose source does not poll."""
    made = pipeline(make_role(client, "codepipeline", "pipeline"))
    source = made["stages"][0]["actions"][0]
    source["configuration"]["PollForSourceChanges"] = "false"
    client("codepipeline").create_pipeline(pipeline=made)
    return f"arn:aws:codepipeline:{REGION}:{ACCOUNT}:{made['name']}"


def executions(client: Client, arn: str) -> list[Json]:
    pages = client("codepipeline").get_paginator("list_pipeline_executions")
    found = pages.paginate(pipelineName=arn.rsplit(":", 1)[-1])
    return [one for page in found for one in page["pipelineExecutionSummaries"]]


def test_a_push_starts_the_pipeline_that_its_rule_names(
    sandbox: Sandbox, client: Client, repository: Any, deliver: str
) -> None:
    role = role_for(client, "codepipeline:StartPipelineExecution", deliver)
    rule(client, {"Arn": deliver, "RoleArn": role}, PUSHED)
    before = len(executions(client, deliver))

    first = push(repository)
    repository.create_branch(repositoryName="shop", branchName="dev", commitId=first)
    push(repository, "b", parentCommitId=first)

    newest, *rest = executions(client, deliver)
    assert len(rest) + 1 == before + 2
    assert newest["trigger"] == {"triggerType": "CloudWatchEvent", "triggerDetail": RULE}
    events = [json.loads(made.body)["detail"]["event"] for made in sandbox.deliveries]
    assert events == ["referenceCreated", "referenceUpdated"]


@pytest.mark.parametrize(
    ("action", "service", "reason"),
    [
        ("codepipeline:GetPipeline", "events", "no identity-based policy allows"),
        ("codepipeline:StartPipelineExecution", "codebuild", "its trust policy does not let"),
    ],
)
def test_a_pipeline_is_not_started_without_permission(
    sandbox: Sandbox,
    client: Client,
    repository: Any,
    deliver: str,
    action: str,
    service: str,
    reason: str,
) -> None:
    role = role_for(client, action, service=service)
    rule(client, {"Arn": deliver, "RoleArn": role}, PUSHED)
    before = len(executions(client, deliver))

    push(repository)

    assert len(executions(client, deliver)) == before
    assert last(sandbox)[0] == "refused"
    assert reason in last(sandbox)[2]


def test_executions_tell_what_becomes_of_them(
    sandbox: Sandbox, client: Client, deliver: str
) -> None:
    queue(client, document(letting("sqs:SendMessage", QUEUE)))
    rule(client, {"Arn": QUEUE}, {"source": ["aws.codepipeline"]})
    name = deliver.rsplit(":", 1)[-1]
    made = client("codepipeline").start_pipeline_execution(name=name)["pipelineExecutionId"]
    client("codepipeline").stop_pipeline_execution(
        pipelineName=name, pipelineExecutionId=made, reason="enough"
    )

    told = [json.loads(one.body) for one in sandbox.deliveries]
    states = [(one["detail-type"].split()[1], one["detail"]["state"]) for one in told]
    assert states == [
        ("Pipeline", "STARTED"),
        ("Stage", "STARTED"),
        ("Action", "STARTED"),
        ("Pipeline", "STOPPING"),
        ("Pipeline", "STOPPED"),
    ]
    assert {one["detail"]["execution-id"] for one in told} == {made}
    assert {tuple(one["resources"]) for one in told} == {(deliver,)}


def test_triggers_send_by_themselves(sandbox: Sandbox, client: Client, repository: Any) -> None:
    topic = client("sns").create_topic(Name="pushes")["TopicArn"]
    trigger = {"name": "t", "destinationArn": topic, "branches": ["main"], "events": ["all"]}
    repository.put_repository_triggers(repositoryName="shop", triggers=[trigger])
    policy = {**letting("sns:Publish", topic), "Principal": {"Service": "codecommit.amazonaws.com"}}
    client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=document(policy)
    )

    commit = push(repository)
    repository.create_branch(repositoryName="shop", branchName="dev", commitId=commit)

    (made,) = sandbox.deliveries
    (record,) = json.loads(made.body)["Records"]
    assert made.outcome == "delivered"
    assert record["codecommit"]["references"] == [{"commit": commit, "ref": "refs/heads/main"}]


def test_input_transformers_make_what_is_sent(sandbox: Sandbox, client: Client) -> None:
    url = queue(client, document(letting("sqs:SendMessage", QUEUE)))
    template = {"InputPathsMap": {"v": "$.detail.v"}, "InputTemplate": '{"value":<v>}'}
    rule(client, {"Arn": QUEUE, "InputTransformer": template})
    put(client)
    assert received(client, url) == ['{"value":1}']

    bad = {"InputPathsMap": {"v": "$.detail"}, "InputTemplate": '{"value":"<v>"}'}
    rule(client, {"Arn": QUEUE, "InputTransformer": bad})
    put(client)
    assert last(sandbox) == ("failed", QUEUE, "INVALID_JSON: Invalid input for target.")


def test_other_buses_pass_events_on(sandbox: Sandbox, client: Client) -> None:
    bus = client("events").create_event_bus(Name="orders")["EventBusArn"]
    queue(client, document(letting("sqs:SendMessage", QUEUE)))
    role = role_for(client, "events:PutEvents", bus)
    rule(client, {"Arn": bus, "RoleArn": role})
    client("events").put_rule(Name="on", EventBusName="orders", EventPattern='{"source":["acme"]}')
    client("events").put_targets(
        Rule="on", EventBusName="orders", Targets=[{"Id": "1", "Arn": QUEUE}]
    )
    key = put(client)

    assert [made.target for made in sandbox.deliveries] == [bus, QUEUE]
    assert {made.event for made in sandbox.deliveries} == {key}


def test_a_bus_of_another_account_must_let_us(sandbox: Sandbox, client: Client) -> None:
    other = "222222222222"
    keys = sandbox.credentials(other)
    session: Any = boto3.Session(keys.access_key_id, keys.secret_access_key, region_name=REGION)
    theirs = sandbox.attach(session).client("events")
    bus = f"arn:aws:events:{REGION}:{other}:event-bus/default"
    rule(client, {"Arn": bus})
    put(client)
    assert last(sandbox)[0] == "refused"

    theirs.put_permission(Action="events:PutEvents", Principal=ACCOUNT, StatementId="us")
    put(client)
    assert last(sandbox)[0] == "delivered"


def test_a_rule_that_feeds_itself_ends(sandbox: Sandbox, client: Client) -> None:
    bus = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"
    role = role_for(client, "events:PutEvents")
    rule(client, {"Arn": bus, "RoleArn": role})
    put(client)
    assert 1 < len(sandbox.deliveries) <= 200


def test_a_disabled_rule_and_a_missing_bus_deliver_nothing(
    sandbox: Sandbox, client: Client
) -> None:
    rule(client, {"Arn": QUEUE})
    client("events").disable_rule(Name="push")
    put(client)
    put(client, EventBusName="nowhere")
    assert list(sandbox.deliveries) == []


def test_deliveries_outlive_the_process(tmp_path: Path, client: Client) -> None:
    file = tmp_path / "sandbox.json"
    first = Sandbox(file)
    session: Any = boto3.Session(region_name=REGION)
    events = first.attach(session).client("events")
    rule(lambda _: events, {"Arn": QUEUE})
    put(lambda _: events)

    (made,) = Sandbox(file).deliveries
    assert made == first.deliveries[0]
    assert made.outcome == "failed"


def test_an_event_has_the_time_and_the_resources_that_were_put(
    sandbox: Sandbox, client: Client
) -> None:
    url = queue(client, document(letting("sqs:SendMessage", QUEUE)))
    rule(client, {"Arn": QUEUE}, {"resources": [{"prefix": "arn:acme:"}]})
    put(client, Time=1_767_323_045, Resources=["arn:acme:1", "arn:acme:2"])

    (body,) = map(json.loads, received(client, url))
    assert body["time"] == "2026-01-02T03:04:05Z"
    assert body["resources"] == ["arn:acme:1", "arn:acme:2"]


def test_targets_that_cannot_be_are_failures_and_harm_nobody(
    sandbox: Sandbox, client: Client
) -> None:
    for arn in (
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:no such queue",
        f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:gone",
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/events/gone",
        f"arn:aws:rds:{REGION}:{ACCOUNT}:db:x",
    ):
        rule(client, {"Arn": arn})
        put(client)
        outcome, target, reason = last(sandbox)
        assert target == arn
        assert outcome in ("failed", "refused")
        assert reason


def test_the_oldest_deliveries_are_forgotten(sandbox: Sandbox, client: Client) -> None:
    world = sandbox.at(ACCOUNT, REGION)
    with sandbox.store.transaction():
        for number in range(999):
            record(Parcel(QUEUE, str(number), RULE), world, "delivered", "", "")
    rule(client, {"Arn": QUEUE})
    put(client)
    put(client)
    bodies = [one.body for one in sandbox.deliveries]
    assert len(bodies) == 1000
    assert bodies[:998] == [str(number) for number in range(1, 999)]
