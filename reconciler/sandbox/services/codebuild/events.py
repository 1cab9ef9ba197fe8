"""CodeBuild: what it tells EventBridge of builds.

Source: CodeBuild User Guide, "Build notifications sample" (the state of a build; times are written
"Sep 1, 2017 4:12:29 PM"). Phases are not told, for nothing is built here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from reconciler.sandbox.delivery.streams import Event, emit
from reconciler.sandbox.world import World

_ENVIRONMENT = {"image": "image", "type": "type", "compute-type": "computeType"}


def tell_build(world: World, row: Mapping[str, Any]) -> None:
    """Tell in which state a build is now."""
    environment = row.get("environment", {})
    source = row.get("source", {})
    additional = {
        "environment": {
            **{name: environment.get(member) for name, member in _ENVIRONMENT.items()},
            "privileged-mode": environment.get("privilegedMode", False),
            "environment-variables": environment.get("environmentVariables", []),
        },
        "timeout-in-minutes": row.get("timeoutInMinutes", 60),
        "build-complete": row["buildComplete"],
        "build-number": row["buildNumber"],
        "initiator": row["initiator"],
        "build-start-time": _written(row["startTime"]),
        "source": {name: source[name] for name in ("type", "location") if name in source},
    }
    detail = {
        "build-status": row["buildStatus"],
        "project-name": row["projectName"],
        "build-id": row["arn"],
        "additional-information": additional,
        "current-phase": "COMPLETED" if row["buildComplete"] else "SUBMITTED",
        "current-phase-context": "[]",
        "version": "1",
    }
    emit(world, Event("aws.codebuild", "CodeBuild Build State Change", detail, [row["arn"]]))


def _written(time: float) -> str:
    moment = datetime.fromtimestamp(time, UTC)
    return f"{moment:%b} {moment.day}, {moment:%Y} {moment.hour % 12 or 12}:{moment:%M:%S %p}"
