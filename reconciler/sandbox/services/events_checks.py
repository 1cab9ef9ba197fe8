"""EventBridge: what is wrong with a pattern, a schedule or a target, as text.

Sources: EventBridge User Guide, "Event patterns" and "Schedule expressions"; API Reference,
Target. Messages: moto and the reports named below quote them from AWS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_RATE = re.compile(r"rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)")
_CRON = re.compile(r"cron\(\S+( \S+){5}\)")
_ARN = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")
_NEEDS_ROLE = re.compile(
    r"arn:[^:]+:(codepipeline|codebuild|states|ecs|kinesis|firehose|ssm|batch):"
    r"|arn:[^:]+:events:[^:]*:\d*:api-destination/"
)
_MATCHERS = (
    "anything-but",
    "cidr",
    "equals-ignore-case",
    "exists",
    "numeric",
    "prefix",
    "suffix",
    "wildcard",
)
_INPUTS = ("Input", "InputPath", "InputTransformer")


def pattern_fault(pattern: str) -> str | None:
    """Return why a text is no event pattern: an object whose leaves are lists."""
    try:
        parsed = json.loads(pattern)
    except ValueError:
        return "Invalid JSON"
    if not isinstance(parsed, dict):
        return "Filter is not an object"
    return _fault_in(parsed)


def _fault_in(node: Mapping[str, Any]) -> str | None:
    if not node:
        return "Empty objects are not allowed"
    for name, value in node.items():
        match value:
            case dict():
                if found := _fault_in(value):
                    return found
            case []:
                return "Empty arrays are not allowed"
            case list():
                if found := _unknown_match(name, value):
                    return found
            case _:
                return f'"{name}" must be an object or an array'
    return None


def _unknown_match(name: str, values: list[Any]) -> str | None:
    """Return the fault of a matcher that does not exist. Its message: live captures of September
    2026 (radkawar/stackd, testdata/aws/eventbridge/control_plane.json), without the position.
    """
    if name == "$or":
        return next((found for one in values if (found := _fault_in(one))), None)
    kinds = [kind for one in values if isinstance(one, dict) for kind in one]
    unknown = next((kind for kind in kinds if kind not in _MATCHERS), None)
    return unknown and f"Unrecognized match type {unknown}"


def schedule_fault(expression: str, bus: str) -> str | None:
    """Return why a schedule is refused: its form, or a bus that is not the default one."""
    if bus != "default":
        return "ScheduleExpression is supported only on the default event bus."
    if not _RATE.fullmatch(expression) and not _CRON.fullmatch(expression):
        return "Parameter ScheduleExpression is not valid."
    return None


def target_fault(target: Mapping[str, Any]) -> str | None:
    """Return why a target is refused."""
    arn, name = target["Arn"], target["Id"]
    if not _ARN.fullmatch(arn):
        return f"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format."
    # awsdocs/aws-codepipeline-user-guide pull request 18 (CodePipeline) and
    # awsdocs/aws-cloudformation-user-guide pull request 1178 (CodeBuild) quote this message.
    if _NEEDS_ROLE.match(arn) and not target.get("RoleArn"):
        return f"RoleArn is required for target {arn}."
    if ":sqs:" in arn and arn.endswith(".fifo") and "SqsParameters" not in target:
        return f"Parameter(s) SqsParameters must be specified for target: {name}."
    if ":logs:" in arn and target.get("RoleArn"):
        # Live captures of September 2026 (radkawar/stackd, target_roles.json).
        return f"RoleArn is not supported for target {arn}."
    # "Input, InputPath, and InputTransformer are mutually exclusive" (PutTargets).
    if sum(member in target for member in _INPUTS) > 1:
        return (
            f"Only one of Input, InputPath, or InputTransformer must be provided for target {name}."
        )
    if "Input" in target and not _is_json(target["Input"]):
        return f"JSON syntax error in input for target {name}."
    return None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
