"""Every sort of target that the expansion grants something: one event reaches it, once, if it may.

One stack is applied; then each target is told of something that nobody else is told of. With what
lets it in taken away by hand nothing arrives, the sandbox says why, and a plan finds just that.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from reconciler.sandbox.delivery.records import Delivery
from reconciler.sandbox.hooks.approvals import Approval, reached
from tests.expand.hearers import function
from tests.laws.ground import ACCOUNT, REGION, Tossable, World, stack_in, told, undone, world_of
from tests.laws.pokes import commit, strip

PLACE = f"{REGION}:{ACCOUNT}"
FUNCTION = f"arn:aws:lambda:{PLACE}:function:hear"
MACHINE = f"arn:aws:states:{PLACE}:stateMachine:go"
RULED = {
    "topic": "{arn: '${{ sns.topics.ruled.arn }}'}",
    "queue": "{arn: '${{ sqs.queues.ruled.arn }}'}",
    "fifo": "{arn: '${{ sqs.queues.first.arn }}', sqs_parameters: {message_group_id: all}}",
    "log-group": "{arn: '${{ logs.groups.ruled.arn }}'}",
    "function": f"{{arn: '{FUNCTION}'}}",
    "pipeline": "{arn: '${{ codepipeline.pipelines.live.arn }}'}",
    "project": "{arn: '${{ codebuild.projects.api.arn }}'}",
    "bus": "{arn: '${{ eventbridge.event_buses.orders.arn }}'}",
    "destination": "{arn: '${{ eventbridge.api_destinations.hook.arn }}'}",
    "machine": f"{{arn: '{MACHINE}'}}",
    "stream": f"{{arn: 'arn:aws:kinesis:{PLACE}:stream/in'}}",
    "firehose": f"{{arn: 'arn:aws:firehose:{PLACE}:deliverystream/in'}}",
    "task": f"{{arn: 'arn:aws:ecs:{PLACE}:cluster/c', ecs_parameters: {{task_definition_arn: 'arn:aws:ecs:{PLACE}:task-definition/t'}}}}",
    "job": f"{{arn: 'arn:aws:batch:{PLACE}:job-queue/q', batch_parameters: {{job_name: j, job_definition: d}}}}",
    "command": f"{{arn: 'arn:aws:ssm:{PLACE}:document/d', run_command_parameters: {{run_command_targets: {{'tag:a': [b]}}}}}}",
}
"""What a rule sends to, by the detail-type that it waits for."""
RULES = "\n".join(
    f"    {name}: {{event_pattern: {{source: [acme], detail-type: [{name}]}}, targets: {{it: {target}}}}}"
    for name, target in RULED.items()
)
TRUST = "{Version: 2012-10-17, Statement: [{Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: [codepipeline.amazonaws.com, codebuild.amazonaws.com, codedeploy.amazonaws.com]}}]}"
TEXT = f"""
stack: shop
sns: {{topics: {{ruled: {{}}, stored: {{}}, asked: {{}}, deployed: {{}}, noticed: {{}}, pushed: {{}}}}}}
sqs:
  queues:
    ruled: {{}}
    stored: {{}}
    passed-on: {{}}
    first: {{name: first.fifo, fifo_queue: true, content_based_deduplication: true}}
logs: {{groups: {{ruled: {{name: /aws/events/ruled}}}}}}
iam: {{roles: {{worker: {{assume_role_policy_document: {TRUST}}}}}}}
s3:
  buckets:
    uploads:
      name: acme-uploads
      notification_configuration:
        topic_configurations: {{t: {{topic_arn: "${{{{ sns.topics.stored.arn }}}}", events: ['s3:ObjectCreated:*'], filter: {{key: {{filter_rules: [{{name: prefix, value: topic/}}]}}}}}}}}
        queue_configurations: {{q: {{queue_arn: "${{{{ sqs.queues.stored.arn }}}}", events: ['s3:ObjectCreated:Put'], filter: {{key: {{filter_rules: [{{name: prefix, value: queue/}}]}}}}}}}}
        lambda_function_configurations: {{f: {{lambda_function_arn: '{FUNCTION}', events: ['s3:ObjectCreated:*'], filter: {{key: {{filter_rules: [{{name: prefix, value: function/}}]}}}}}}}}
codecommit:
  repositories:
    web: {{triggers: {{all: {{destination_arn: "${{{{ sns.topics.pushed.arn }}}}", branches: [], events: [all]}}}}}}
    told: {{}}
codebuild:
  projects:
    api:
      source: {{type: NO_SOURCE, buildspec: build.yml}}
      artifacts: {{type: NO_ARTIFACTS}}
      environment: {{type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0", compute_type: BUILD_GENERAL1_SMALL}}
      service_role: ${{{{ iam.roles.worker.arn }}}}
codedeploy:
  applications: {{shop: {{compute_platform: Server}}}}
  deployment_groups:
    live:
      application_name: shop
      service_role_arn: ${{{{ iam.roles.worker.arn }}}}
      trigger_configurations: {{begun: {{trigger_events: [DeploymentStart], trigger_target_arn: "${{{{ sns.topics.deployed.arn }}}}"}}}}
codepipeline:
  pipelines:
    live:
      start: manual
      role_arn: ${{{{ iam.roles.worker.arn }}}}
      artifact_store: {{type: S3, location: shop-artifacts}}
      stages:
        - name: Source
          actions: [{{name: Web, action_type_id: {{category: Source, owner: AWS, provider: S3}}, configuration: {{S3Bucket: uploads, S3ObjectKey: in.zip}}, output_artifacts: [{{name: in}}]}}]
        - name: Approve
          actions: [{{name: Ask, action_type_id: {{category: Approval, owner: AWS, provider: Manual}}, configuration: {{NotificationArn: "${{{{ sns.topics.asked.arn }}}}", CustomData: Look}}}}]
notifications:
  rules:
    pushes:
      resource: ${{{{ codecommit.repositories.told.arn }}}}
      detail_type: FULL
      event_type_ids: [codecommit-repository-branches-and-tags-created, codecommit-repository-branches-and-tags-updated]
      targets: [{{target_type: SNS, target_address: "${{{{ sns.topics.noticed.arn }}}}"}}]
eventbridge:
  event_buses: {{orders: {{}}}}
  connections: {{hook: {{authorization_type: API_KEY, auth_parameters: {{api_key_auth_parameters: {{api_key_name: k, api_key_value: {{secret: "env:TOKEN"}}}}}}}}}}
  api_destinations: {{hook: {{connection_arn: "${{{{ eventbridge.connections.hook.arn }}}}", invocation_endpoint: "https://hooks.example.com/in", http_method: POST}}}}
  rules:
    passed-on: {{event_bus_name: "${{{{ eventbridge.event_buses.orders.name }}}}", event_pattern: {{source: [acme]}}, targets: {{it: {{arn: "${{{{ sqs.queues.passed-on.arn }}}}"}}}}}}
{RULES}
"""
Poke = Callable[[World], object]


@dataclass(frozen=True)
class Case:
    """How something is told to one target, how it is shut out, and what a plan then finds.

    `target`: a part of its ARN; `asks`: the action that a refusal names.
    """

    target: str
    poke: Poke
    shut: Poke
    finds: str
    asks: str


def put(name: str) -> Poke:
    """An event for one rule."""
    entry = {"Source": "acme", "DetailType": name, "Detail": json.dumps({"of": name})}
    return lambda world: world.boto("events").put_events(Entries=[entry])


def upload(key: str) -> Poke:
    """An object in the bucket."""
    return lambda world: world.boto("s3").put_object(Bucket="acme-uploads", Key=key, Body=b"x")


def approval(world: World) -> None:
    """A run of the pipeline comes to its approval."""
    what = Approval(ACCOUNT, REGION, "live", "Approve", "Ask")
    reached(what, world.sandbox.store, world.sandbox.at, world.sandbox.courier)


def deployment(world: World) -> None:
    """A deployment begins; the one before has ended."""
    world.sandbox.advance(31)
    location = {"bucket": "b", "key": "k", "bundleType": "zip"}
    world.boto("codedeploy").create_deployment(
        applicationName="shop",
        deploymentGroupName="live",
        revision={"revisionType": "S3", "s3Location": location},
    )


def closed_topic(name: str) -> Poke:
    """Nobody but the owner may publish any more."""
    arn = f"arn:aws:sns:{PLACE}:{name}"
    owner = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    statement = {"Effect": "Allow", "Principal": owner, "Action": "sns:Publish", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return lambda world: world.boto("sns").set_topic_attributes(
        TopicArn=arn, AttributeName="Policy", AttributeValue=policy
    )


def closed_queue(name: str) -> Poke:
    """Nobody may send any more."""

    def shut(world: World) -> None:
        sqs = world.boto("sqs")
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})

    return shut


def closed_logs(world: World) -> None:
    """The account's policy for log groups is gone."""
    logs = world.boto("logs")
    for one in logs.describe_resource_policies()["resourcePolicies"]:
        logs.delete_resource_policy(policyName=one["policyName"])


def closed_function(service: str) -> Poke:
    """The function's permission for one service is gone."""

    def shut(world: World) -> None:
        functions = world.boto("lambda")
        for one in json.loads(functions.get_policy(FunctionName="hear")["Policy"])["Statement"]:
            if one["Principal"]["Service"] == f"{service}.amazonaws.com":
                functions.remove_permission(FunctionName="hear", StatementId=one["Sid"])

    return shut


def by_role(name: str, target: str, sort: str, asks: str) -> Case:
    """A target that a derived role reaches."""
    role = f"reconcile-shop-{sort}"
    return Case(target, put(name), lambda world: strip(world, role), f"iam.roles.+{sort}", asks)


TOPIC, QUEUE = "sns:Publish", "sqs:SendMessage"
CASES = {
    "topic": Case(":ruled", put("topic"), closed_topic("ruled"), "sns.statements.ruled+events", TOPIC),
    "queue": Case(":ruled", put("queue"), closed_queue("ruled"), "sqs.statements.ruled+events", QUEUE),
    "fifo": Case(":first.fifo", put("fifo"), closed_queue("first.fifo"), "sqs.statements.first+events", QUEUE),
    "log-group": Case(":/aws/events/ruled", put("log-group"), closed_logs, "logs.resource_policies.+events", "logs:CreateLogStream"),
    "function": Case(":hear", put("function"), closed_function("events"), "lambda.permissions.function+events-hear", "lambda:InvokeFunction"),
    "pipeline": by_role("pipeline", ":live", "pipelines", "codepipeline:StartPipelineExecution"),
    "project": by_role("project", ":project/api", "builds", "codebuild:StartBuild"),
    "bus": by_role("bus", ":event-bus/orders", "buses", "events:PutEvents"),
    "destination": by_role("destination", ":api-destination/hook/", "api-destinations", "events:InvokeApiDestination"),
    "machine": by_role("machine", ":stateMachine:go", "state-machines", "states:StartExecution"),
    "stream": by_role("stream", ":stream/in", "streams", "kinesis:PutRecord"),
    "firehose": by_role("firehose", ":deliverystream/in", "delivery-streams", "firehose:PutRecord"),
    "task": by_role("task", ":cluster/c", "tasks", "ecs:RunTask"),
    "job": by_role("job", ":job-queue/q", "jobs", "batch:SubmitJob"),
    "command": by_role("command", ":document/d", "commands", "ssm:SendCommand"),
    "bucket-topic": Case(":stored", upload("topic/a b"), closed_topic("stored"), "sns.statements.stored+s3", TOPIC),
    "bucket-queue": Case(":stored", upload("queue/a b"), closed_queue("stored"), "sqs.statements.stored+s3", QUEUE),
    "bucket-function": Case(":hear", upload("function/a"), closed_function("s3"), "lambda.permissions.uploads+s3-hear", "lambda:InvokeFunction"),
    "approval": Case(":asked", approval, closed_topic("asked"), "sns.statements.asked+roles", TOPIC),
    "deployment": Case(":deployed", deployment, closed_topic("deployed"), "sns.statements.deployed+roles", TOPIC),
    "notification": Case(":noticed", lambda world: commit(world, "told", "main"), closed_topic("noticed"), "sns.statements.noticed+notifications", TOPIC),
    "trigger": Case(":pushed", lambda world: commit(world, "web", "main"), closed_topic("pushed"), "sns.statements.pushed+codecommit", TOPIC),
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What became of every case: told of something, shut out, and let in again.

    `found` are the addresses that the plan in between finds changed.
    """

    world: World
    first: dict[str, list[Delivery]]
    shut: dict[str, list[Delivery]]
    found: list[str]
    again: dict[str, list[Delivery]]


@pytest.fixture(scope="module")
def story(no_ambient_aws: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The stack applied, and everything told of, shut and mended once for the module."""
    world = world_of(Tossable(page_size=2))
    world.fresh()
    function(world)
    role = world.boto("iam").get_role(RoleName="runner")["Role"]["Arn"]
    states = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
    machines = world.boto("stepfunctions")
    machines.create_state_machine(name="go", definition=states, roleArn=role)
    stack = stack_in(tmp_path_factory.mktemp("targets"), {"s.yaml": TEXT})
    assert undone(world.apply(stack)) == []
    first = {name: made(world, case.poke) for name, case in CASES.items()}
    for case in CASES.values():
        case.shut(world)
    shut = {name: made(world, case.poke) for name, case in CASES.items()}
    missing = world.plan(stack)
    assert undone(world.make(missing)) == []
    again = {name: made(world, case.poke) for name, case in CASES.items()}
    assert told(world.plan(stack).plan.to_do) == []
    return Story(world, first, shut, [one.address for one in missing.plan.to_do], again)


def made(world: World, poke: Poke) -> list[Delivery]:
    """The deliveries that something led to, made and refused."""
    before = len(world.sandbox.deliveries)
    poke(world)
    return [*world.sandbox.deliveries[before:]]


@pytest.mark.parametrize("name", CASES)
def test_what_happens_arrives_once(story: Story, name: str) -> None:
    for sent in (story.first[name], story.again[name]):
        one, *more = sent
        assert (CASES[name].target in one.target, one.outcome) == (True, "delivered")
        assert [other.target.rpartition(":")[2] for other in more] == ["passed-on"] * (
            name == "bus"
        )


@pytest.mark.parametrize("name", CASES)
def test_without_the_permission_nothing_arrives_and_it_is_said_why(story: Story, name: str) -> None:
    (refused,) = story.shut[name]
    assert (CASES[name].target in refused.target, refused.outcome) == (True, "refused")
    assert CASES[name].asks in refused.reason


def test_a_plan_finds_every_permission_that_is_missing_and_nothing_else(story: Story) -> None:
    assert sorted(story.found) == sorted(case.finds for case in CASES.values())


def counts(world: World) -> Iterator[int]:
    """How much there is where something of what was sent can be seen."""
    pipelines, builds = world.boto("codepipeline"), world.boto("codebuild")
    pages = pipelines.get_paginator("list_pipeline_executions").paginate(pipelineName="live")
    yield sum(len(page["pipelineExecutionSummaries"]) for page in pages)
    made = builds.get_paginator("list_builds_for_project").paginate(projectName="api")
    yield sum(len(page["ids"]) for page in made)
    runs = world.boto("stepfunctions").list_executions(stateMachineArn=MACHINE, maxResults=100)
    yield len(runs["executions"])
    streams = world.boto("logs").describe_log_streams(logGroupName="/aws/events/ruled")
    yield len(streams["logStreams"])


def test_what_arrives_does_what_the_target_is_there_for(story: Story) -> None:
    before = [*counts(story.world)]
    for name in ("pipeline", "project", "machine", "log-group"):
        made(story.world, put(name))
    assert [after - one for one, after in zip(before, counts(story.world), strict=True)] == [1] * 4


@pytest.mark.parametrize(
    ("queue", "poke"),
    [("first.fifo", put("fifo")), ("ruled", put("queue")), ("passed-on", put("bus"))],
)
def test_a_queue_holds_what_was_sent_once(story: Story, queue: str, poke: Poke) -> None:
    drained(story.world, queue)
    poke(story.world)
    (held,) = drained(story.world, queue)
    assert json.loads(held["Body"])["source"] == "acme"
    group = held["Attributes"].get("MessageGroupId")
    assert group == ("all" if queue == "first.fifo" else None)


def drained(world: World, name: str) -> list[Any]:
    """What a queue holds, taken out."""
    sqs = world.boto("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    found: list[Any] = []
    asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "MessageSystemAttributeNames": ["All"]}
    while held := sqs.receive_message(**asked).get("Messages"):
        for one in held:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
        found += held
    return found


def test_what_services_send_says_what_happened(story: Story) -> None:
    (stored,) = story.first["bucket-queue"]
    (record,) = json.loads(stored.body)["Records"]
    assert record["eventName"] == "ObjectCreated:Put"
    assert record["s3"]["object"]["key"] == "queue/a+b"
    (asked,) = story.first["approval"]
    assert json.loads(asked.body)["approval"]["customData"] == "Look"
    (begun,) = story.first["deployment"]
    assert json.loads(begun.body)["eventTriggerName"] == "begun"
    assert made(story.world, upload("elsewhere")) == []
