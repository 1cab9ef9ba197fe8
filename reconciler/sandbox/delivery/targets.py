"""What a permitted delivery does: it starts the pipeline, sends to the queue, and so on.

Targets for which nothing runs here (functions, tasks, API destinations, streams) are with what they were sent, and that is all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.aws.models import model
from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.permits import queue_url, service_of
from reconciler.sandbox.delivery.streams import Happened
from reconciler.sandbox.errors import NotCovered
from reconciler.sandbox.services.codepipeline.executions import Executions
from reconciler.sandbox.world import World


@dataclass(frozen=True)
class Parcel:
    """What is sent where: `options` is the target as PutTargets took it, `event` what matched."""

    target: str
    body: str
    origin: str
    subject: str = ""
    options: Mapping[str, Any] | None = None
    event: Mapping[str, Any] | None = None


def hand_over(parcel: Parcel, inside: Inside, world: World) -> None:
    """Do what the target is there for.

    Raises botocore's ClientError, Refusal or NotCovered where the target does not take it.
    """
    match service_of(parcel.target):
        case "sqs":
            _to_queue(parcel, inside)
        case "sns":
            _client(parcel, inside).publish(
                TopicArn=parcel.target,
                Message=parcel.body,
                **({"Subject": parcel.subject} if parcel.subject else {}),
            )
        case "logs":
            _to_log(parcel, inside, world)
        case "states":
            _client(parcel, inside, "stepfunctions").start_execution(
                stateMachineArn=parcel.target, input=parcel.body
            )
        case "codepipeline":
            _to_pipeline(parcel, inside, world)
        case "codebuild":
            _to_project(parcel, inside, world)
        case "events" if ":event-bus/" in parcel.target:
            _to_bus(parcel, world)
        case _:
            return


def _client(parcel: Parcel, inside: Inside, service: str = "") -> Any:
    _, _, kind, region, account, _ = parcel.target.split(":", 5)
    return inside.client(service or kind, account, region)


def _to_queue(parcel: Parcel, inside: Inside) -> None:
    group = ((parcel.options or {}).get("SqsParameters") or {}).get("MessageGroupId")
    fifo = {"MessageGroupId": group} if group else {}
    _client(parcel, inside).send_message(
        QueueUrl=queue_url(parcel.target), MessageBody=parcel.body, **fifo
    )


def _to_log(parcel: Parcel, inside: Inside, world: World) -> None:
    """Write the event to a stream of its own, as EventBridge does (User Guide, "Log groups")."""
    group = parcel.target.split(":", 6)[6].removesuffix(":*")
    client = _client(parcel, inside)
    stream = world.uuid()
    client.create_log_stream(logGroupName=group, logStreamName=stream)
    line = {"timestamp": int(world.now() * 1000), "message": parcel.body}
    client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[line])


def _to_pipeline(parcel: Parcel, inside: Inside, world: World) -> None:
    """Start an execution. What is sent may hold variables of the pipeline (User Guide, "Start a
    pipeline with a source revision override"): a list of names and values.
    """
    _, _, _, region, account, name = parcel.target.split(":", 5)
    service = inside.service("codepipeline", world.at(account, region))
    if not isinstance(service, Executions):
        raise NotCovered("codepipeline is not in the sandbox")
    service.begin(name, "CloudWatchEvent", parcel.origin, _variables(parcel.body))


def _to_project(parcel: Parcel, inside: Inside, world: World) -> None:
    """Start a build. Only what a rule makes itself holds parameters of StartBuild (CodeBuild User
    Guide, "Use EventBridge to start builds"): an event does not.
    """
    _, _, _, region, account, rest = parcel.target.split(":", 5)
    service = inside.service("codebuild", world.at(account, region))
    start = None if service is None else service.covered("codebuild").get("start_build")
    if service is None or start is None:
        raise NotCovered("codebuild StartBuild is not in the sandbox")
    made = {"Input", "InputTransformer"} & set(parcel.options or {})
    given = json.loads(parcel.body) if made else {}
    known = model("codebuild").operations["StartBuild"].input.members
    params = {name: held for name, held in given.items() if name in known}
    start(service, **{**params, "projectName": rest.removeprefix("project/")})


def _variables(body: str) -> list[dict[str, str]]:
    try:
        sent = json.loads(body)
    except ValueError:
        return []
    held = sent.get("variables", []) if isinstance(sent, dict) else []
    rows = held if isinstance(held, list) else []
    return [one for one in rows if isinstance(one, dict) and {"name", "value"} <= set(one)]


def _to_bus(parcel: Parcel, world: World) -> None:
    _, _, _, region, account, rest = parcel.target.split(":", 5)
    bus = rest.removeprefix("event-bus/")
    world.outbox.append(Happened(account, region, bus, parcel.event or {}))
