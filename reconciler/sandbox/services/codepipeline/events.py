"""CodePipeline: what it tells EventBridge of executions.

Source: CodePipeline User Guide, "Monitoring CodePipeline events". Nothing runs here, so what is
told is what can be said: an execution starts, with its first stage and the actions that are first
in it; it stops, is cancelled, or fails for want of a variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.sandbox.delivery.streams import Event, emit
from reconciler.sandbox.world import World

_SOURCE = "aws.codepipeline"
Row = Mapping[str, Any]
"""The record of a pipeline, or one of its executions."""


def tell_pipeline(world: World, row: Row, execution: Row, state: str, **more: Any) -> None:
    """Tell that an execution is in a new state."""
    detail = {**_about(row, execution), "state": state, **more}
    _tell(world, row, "CodePipeline Pipeline Execution State Change", detail)


def tell_start(world: World, row: Row, execution: Row) -> None:
    """Tell that an execution started, or that it failed at once."""
    trigger = execution["trigger"]
    told = {"trigger-type": trigger["triggerType"], "trigger-detail": trigger["triggerDetail"]}
    tell_pipeline(world, row, execution, "STARTED", **{"execution-trigger": told})
    if execution["status"] == "Failed":
        tell_pipeline(world, row, execution, "FAILED")
        return
    stage = row["declaration"]["stages"][0]
    tell_stage(world, row, execution, stage)
    first = min(action.get("runOrder", 1) for action in stage["actions"])
    for action in stage["actions"]:
        if action.get("runOrder", 1) == first:
            tell_action(world, row, execution, stage, action)


def tell_stage(world: World, row: Row, execution: Row, stage: Row) -> None:
    """Tell that a stage of an execution has started."""
    detail = {**_about(row, execution), "stage": stage["name"], "state": "STARTED"}
    _tell(world, row, "CodePipeline Stage Execution State Change", detail)


def tell_action(world: World, row: Row, execution: Row, stage: Row, action: Row) -> None:
    """Tell that an action of a stage has started."""
    within = {**_about(row, execution), "stage": stage["name"], "state": "STARTED"}
    about = {"action": action["name"], "type": _type(action["actionTypeId"])}
    detail = {**within, **about, "region": action.get("region", world.region)}
    _tell(world, row, "CodePipeline Action Execution State Change", detail)


def _tell(world: World, row: Row, what: str, detail: Mapping[str, Any]) -> None:
    emit(world, Event(_SOURCE, what, detail, [world.arn("codepipeline", row["name"])]))


def _about(row: Row, execution: Row) -> dict[str, Any]:
    return {
        "pipeline": row["name"],
        "execution-id": execution["pipelineExecutionId"],
        "version": execution["pipelineVersion"],
    }


def _type(kind: Row) -> dict[str, Any]:
    return {part: kind[part] for part in ("owner", "provider", "category", "version")}
