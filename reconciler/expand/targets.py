"""Targets of rules by what they need: a role that EventBridge takes, or a statement of the target's own.

Source: EventBridge User Guide, "Permissions for Amazon EventBridge to access targets using IAM roles"
and "Using resource-based policies": roles for pipelines, builds, state machines, tasks, buses and API
destinations; the target's own policy for functions, topics, queues and log groups. The same, "Sending
events to an AWS service in another account": functions, topics and queues of another account take an
execution role of the rule's account besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.spec.stack import Resource
from reconciler.spec.values import Late, Text


@dataclass(frozen=True)
class Need:
    """What a sort of target needs: `name` of the sort, `actions` that a role must allow.

    `service` and `resource`: how its ARN names it (`events`, `event-bus/`); `kind`: what it is in a
    spec; `abroad`: only in another account than the rule's.
    """

    name: str
    actions: tuple[str, ...]
    service: str
    resource: str = ""
    kind: str = ""
    abroad: bool = False


ROLES: Final[tuple[Need, ...]] = (
    Need(
        "pipelines",
        ("codepipeline:StartPipelineExecution",),
        "codepipeline",
        kind="codepipeline.pipelines",
    ),
    Need("builds", ("codebuild:StartBuild",), "codebuild", "project/", "codebuild.projects"),
    Need("state-machines", ("states:StartExecution",), "states", "stateMachine:"),
    Need("buses", ("events:PutEvents",), "events", "event-bus/", "eventbridge.event_buses"),
    Need(
        "api-destinations",
        ("events:InvokeApiDestination",),
        "events",
        "api-destination/",
        "eventbridge.api_destinations",
    ),
    Need("tasks", ("ecs:RunTask",), "ecs", "cluster/"),
    Need("streams", ("kinesis:PutRecord",), "kinesis", "stream/"),
    Need(
        "delivery-streams",
        ("firehose:PutRecord", "firehose:PutRecordBatch"),
        "firehose",
        "deliverystream/",
    ),
    Need("jobs", ("batch:SubmitJob",), "batch", "job-queue/"),
    Need("commands", ("ssm:SendCommand",), "ssm", "document/"),
    Need("functions", ("lambda:InvokeFunction",), "lambda", "function:", abroad=True),
    Need("topics", ("sns:Publish",), "sns", abroad=True),
    Need("queues", ("sqs:SendMessage",), "sqs", abroad=True),
)
"""The sorts of target for which EventBridge takes a role."""


def role_need(
    target: Mapping[str, Any], declared: Mapping[str, Resource], account: str
) -> Need | None:
    """What a target needs of a role; None for those that it reaches otherwise, or does not know.

    `declared`: the stack's resources by address, for a target whose ARN AWS has not given yet;
    `account`: the rule's.
    """
    arn = target.get("arn")
    if isinstance(arn, Text):
        arn = next((part for part in arn.parts if isinstance(part, Late)), None)
    if isinstance(arn, Late):
        kind = declared[arn.address].form.kind.id if arn.address in declared else ""
        return next((need for need in ROLES if need.kind == kind), None)
    parts = str(arn).split(":", 5)
    if len(parts) < 6:
        return None
    return next(
        (
            need
            for need in ROLES
            if parts[2] == need.service
            and parts[5].startswith(need.resource)
            and not (need.abroad and parts[4] in ("", account))
        ),
        None,
    )


def allowed_of(target: Mapping[str, Any], need: Need) -> tuple[Any, ...]:
    """The resources that the role's actions must be allowed on, for one target: a job's queue and
    definition, a command's document and the instances that it may run on.

    A task's is its definition, in every revision where none is named (Amazon ECS Developer Guide,
    "CloudWatch Events IAM role").
    """
    if need.name == "tasks":
        definition = (target.get("ecs_parameters") or {}).get("task_definition_arn")
        if isinstance(definition, str):
            numbered = definition.rpartition(":")[2].isdigit()
            return (definition,) if numbered else (definition, f"{definition}:*")
        return (definition,)
    arn = target["arn"]
    if need.name == "jobs":
        return arn, _job_definition(
            arn, (target.get("batch_parameters") or {}).get("job_definition")
        )
    if need.name == "commands":
        place = ":".join(str(arn).split(":", 5)[3:5])
        return arn, f"arn:{str(arn).split(':', 2)[1]}:ec2:{place}:instance/*"
    return (arn,)


def _job_definition(queue: Any, definition: Any) -> Any:
    """The ARN of a job's definition, every revision where none is named (AWS Batch User Guide, "Job
    definition"): PutTargets takes its name, too.
    """
    if not isinstance(definition, str):
        return definition
    whole = definition
    if not definition.startswith("arn:"):
        whole = f"{str(queue).rpartition(':')[0]}:job-definition/{definition}"
    return whole if whole.rpartition(":")[2].isdigit() else f"{whole}:*"
