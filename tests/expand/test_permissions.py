"""Permissions follow targets: what is sent arrives after an apply, and not once they are gone.

Each target type is told of an event, with its permission, without it, and again once `plan` mended it.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from reconciler.expand.expand import implied
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Resource, Stack
from tests.laws.ground import SCOPE, Tossable, World, stack_in, told, undone, world_of

PLACE = "eu-west-1:123456789012"
FUNCTION = f"arn:aws:lambda:{PLACE}:function:hear"
THEIRS = f"""{{"Version": "2012-10-17", "Statement": [{{"Sid": "theirs", "Effect": "Allow",
  "Principal": {{"AWS": "arn:aws:iam::123456789012:root"}}, "Action": "sns:Publish",
  "Resource": "arn:aws:sns:{PLACE}:alerts"}}]}}"""
RULE = """
stack: shop
sns: {topics: {alerts: {}}}
sqs: {queues: {jobs: {}, dead: {}, first: {name: first.fifo, fifo_queue: true, content_based_deduplication: true}}}
logs: {groups: {all: {name: /aws/events/all}}}
eventbridge:
  rules:
    heard:
      event_pattern: {source: [acme]}
      targets: {it: TARGET}
"""


@pytest.fixture(scope="module")
def shared(no_ambient_aws: None) -> World:
    """One world for the module."""
    return world_of(Tossable(page_size=2))


@pytest.fixture
def world(shared: World) -> World:
    """An empty one."""
    shared.fresh()
    return shared


def stack_of(folder: Path, text: str, name: str = "a") -> Stack:
    """The stack that a text means, in a folder of its own."""
    (folder / name).mkdir()
    return stack_in(folder / name, {"s.yaml": text})


def notes_in(folder: Path, text: str) -> list[str]:
    """The codes and suggestions of what is to be known of a spec's permissions."""
    stack_in(folder, {"s.yaml": text})
    (stack,) = resolve(load(folder, ()), "", (SCOPE,), {})
    return [f"{one.code} {one.message} {one.suggestion}" for one in implied(stack).judgement.notes]


def derived_in(stack: Stack) -> dict[str, Resource]:
    """What is derived, by address."""
    return {one.address: one for one in stack.resources if "+" in one.address}


def statement(resource: Resource) -> Any:
    """The statement of a derived resource."""
    return resource.desired["statement"]


def tell(world: World) -> str:
    """An event on the default bus, and how its last delivery ended."""
    entry = {"Source": "acme", "DetailType": "probe", "Detail": "{}"}
    world.boto("events").put_events(Entries=[entry])
    return outcome(world)


def outcome(world: World) -> str:
    """How the last delivery ended, and why."""
    made = world.sandbox.deliveries[-1]
    return f"{made.outcome} {made.reason}".strip()


def function(world: World) -> None:
    """A function that somebody else made."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): return 1")
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = world.boto("iam").create_role(RoleName="runner", AssumeRolePolicyDocument=document)
    world.boto("lambda").create_function(
        FunctionName="hear",
        Runtime="python3.13",
        Handler="app.handler",
        Role=role["Role"]["Arn"],
        Code={"ZipFile": code.getvalue()},
    )


def drop_policy(world: World, kind: str) -> None:
    """Somebody takes all permissions of a target away."""
    match kind:
        case "sns":
            topic = f"arn:aws:sns:{PLACE}:alerts"
            world.boto("sns").set_topic_attributes(
                TopicArn=topic, AttributeName="Policy", AttributeValue=THEIRS
            )
        case "sqs" | "first":
            name = "first.fifo" if kind == "first" else "jobs"
            url = world.boto("sqs").get_queue_url(QueueName=name)["QueueUrl"]
            world.boto("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
        case "logs":
            for one in world.boto("logs").describe_resource_policies()["resourcePolicies"]:
                world.boto("logs").delete_resource_policy(policyName=one["policyName"])
        case "lambda":
            policy = json.loads(world.boto("lambda").get_policy(FunctionName="hear")["Policy"])
            for one in policy["Statement"]:
                world.boto("lambda").remove_permission(FunctionName="hear", StatementId=one["Sid"])


TARGETS = {
    "sns": "{arn: '${{ sns.topics.alerts.arn }}'}",
    "sqs": "{arn: '${{ sqs.queues.jobs.arn }}'}",
    "first": "{arn: '${{ sqs.queues.first.arn }}', sqs_parameters: {message_group_id: all}}",
    "logs": "{arn: '${{ logs.groups.all.arn }}'}",
    "lambda": f"{{arn: '{FUNCTION}'}}",
}
"""Target type → a target of it."""


@pytest.mark.parametrize("kind", TARGETS)
def test_an_event_arrives_and_without_the_permission_it_does_not_which_plan_finds(
    world: World, tmp_path: Path, kind: str
) -> None:
    function(world)
    stack = stack_of(tmp_path, RULE.replace("TARGET", TARGETS[kind]))
    assert undone(world.apply(stack)) == []
    assert tell(world) == "delivered"
    assert told(world.plan(stack).plan.to_do) == []

    drop_policy(world, kind)
    assert tell(world).startswith("refused ")
    assert len(world.plan(stack).plan.to_do) == 1
    assert undone(world.apply(stack)) == []
    assert tell(world) == "delivered"
