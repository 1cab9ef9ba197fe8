"""A run of a pipeline that has come to a manual approval, and who is told of it.

Nothing runs here, so an execution never comes there by itself: somebody says that it has.

Sources: CodePipeline User Guide, "Add a manual approval action to a stage" and "JSON data format for
manual approval notifications": the topic gets a message by the role of the action, else of the
pipeline; EventBridge is told that stage and action have started.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.sandbox.clock.moved import At
from reconciler.sandbox.delivery.courier import Courier
from reconciler.sandbox.delivery.streams import Post
from reconciler.sandbox.services.codepipeline.events import tell_action, tell_stage
from reconciler.sandbox.services.codepipeline.executions import Executions
from reconciler.sandbox.store import Store
from reconciler.sandbox.world import World

_PRINCIPAL: Final = "codepipeline.amazonaws.com"


@dataclass(frozen=True)
class Approval:
    """The action at which the newest execution of a pipeline of an account and region waits.

    There must be such an action, and an execution.
    """

    account: str
    region: str
    pipeline: str
    stage: str
    action: str


def reached(what: Approval, store: Store, at: At, courier: Courier) -> None:
    """Let the newest execution of a pipeline wait for an approval, and tell of it."""
    with store.transaction():
        world = at(what.account, what.region)
        service = courier.inside.service("codepipeline", world)
        if not isinstance(service, Executions):
            return
        row = service.pipelines.get(what.pipeline)
        stages = {stage["name"]: stage for stage in row["declaration"]["stages"]}
        actions = {action["name"]: action for action in stages[what.stage]["actions"]}
        execution = row["executions"][0]
        tell_stage(world, row, execution, stages[what.stage])
        tell_action(world, row, execution, stages[what.stage], actions[what.action])
        _post(what, world, row["declaration"], actions[what.action])
        courier.run(world)


def _post(
    what: Approval, world: World, pipeline: Mapping[str, Any], action: Mapping[str, Any]
) -> None:
    values = action.get("configuration", {})
    if topic := values.get("NotificationArn"):
        arn = world.arn("codepipeline", what.pipeline)
        role = action.get("roleArn", pipeline["roleArn"])
        body = json.dumps(_message(what, world, values))
        where = (world.account, world.region)
        world.outbox.append(Post(*where, _PRINCIPAL, arn, topic, body, role=role))


def _message(what: Approval, world: World, values: Mapping[str, str]) -> dict[str, Any]:
    console = f"https://console.aws.amazon.com/codepipeline/home?region={world.region}#/view"
    token = world.uuid()
    there = f"{console}/{what.pipeline}"
    approval = {
        "pipelineName": what.pipeline,
        "stageName": what.stage,
        "actionName": what.action,
        "token": token,
        "externalEntityLink": values.get("ExternalEntityLink"),
        "approvalReviewLink": f"{there}/{what.stage}/{what.action}/approve/{token}",
        "customData": values.get("CustomData"),
    }
    return {"region": world.region, "consoleLink": there, "approval": approval}
