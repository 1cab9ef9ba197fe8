"""CodeDeploy: what a deployment group tells its topics, by its service role.

Sources: CodeDeploy User Guide, "Monitoring deployments with Amazon SNS event notifications", "Grant
Amazon SNS permissions to a CodeDeploy service role" and "JSON data formats for CodeDeploy triggers".
Of deployments alone: nothing runs on instances here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from reconciler.sandbox.delivery.streams import Post
from reconciler.sandbox.world import World

_PRINCIPAL: Final = "codedeploy.amazonaws.com"
_EVENTS: Final[Mapping[str, tuple[str, str]]] = {
    "START": ("DeploymentStart", "CREATED"),
    "SUCCESS": ("DeploymentSuccess", "SUCCEEDED"),
    "FAILURE": ("DeploymentFailure", "FAILED"),
    "STOP": ("DeploymentStop", "STOPPED"),
}


def tell_topics(
    world: World, group: Mapping[str, Any], deployment: Mapping[str, Any], state: str, arn: str
) -> None:
    """Tell every topic of a group that waits for it what became of a deployment; `arn`: the group's."""
    event, status = _EVENTS[state]
    for trigger in group.get("triggerConfigurations", ()):
        if event in trigger["triggerEvents"]:
            told = {
                "region": world.region,
                "accountId": world.account,
                "eventTriggerName": trigger["triggerName"],
                "applicationName": deployment["applicationName"],
                "deploymentId": deployment["deploymentId"],
                "deploymentGroupName": deployment["deploymentGroupName"],
                "createTime": str(deployment["createTime"]),
                "completeTime": str(deployment.get("completeTime")),
                "status": status,
            }
            topic, role = trigger["triggerTargetArn"], group["serviceRoleArn"]
            where = (world.account, world.region)
            world.outbox.append(Post(*where, _PRINCIPAL, arn, topic, json.dumps(told), role=role))
