"""EventBridge: what is wrong with a pattern, a schedule or a target, as text.

Sources: EventBridge User Guide, "Event patterns" and "Schedule expressions"; API Reference,
Target. Messages: moto and the reports named below quote them from AWS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reconciler.events.errors import InvalidPattern
from reconciler.events.pattern import pattern
from reconciler.events.schedules import NotASchedule, cron
from reconciler.events.transform import template_fault

_RATE = re.compile(r"rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)")
_ARN = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")
_NEEDS_ROLE = re.compile(
    r"arn:[^:]+:(codepipeline|codebuild|states|ecs|kinesis|firehose|ssm|batch):"
    r"|arn:[^:]+:events:[^:]*:\d*:api-destination/"
)
_MANDATORY = {"id", "account", "source", "time", "region", "detail-type"}
_INPUTS = ("Input", "InputPath", "InputTransformer")


def pattern_fault(text: str) -> str | None:
    """Return why a text is no event pattern, in the words of InvalidEventPatternException."""
    try:
        pattern(text)
    except InvalidPattern as error:
        return error.told
    return None


def event_fault(text: str) -> str | None:
    """Return why TestEventPattern refuses an event.

    Live captures of September 2026 (radkawar/stackd, testdata/aws/eventbridge/patterns.json):
    `resources` may be left out, although the API Reference calls it mandatory.
    """
    try:
        event = json.loads(text)
    except ValueError:
        event = None
    if not isinstance(event, dict) or not set(event) >= _MANDATORY:
        return "Parameter Event is not valid."
    try:
        datetime.fromisoformat(str(event["time"]))
    except ValueError:
        return "Parameter Event is not valid. Reason: Invalid time."
    return None


def schedule_fault(expression: str, bus: str) -> str | None:
    """Return why a schedule is refused: its form, or a bus that is not the default one."""
    if bus != "default":
        return "ScheduleExpression is supported only on the default event bus."
    if _RATE.fullmatch(expression):
        return None
    try:
        cron(expression)
    except NotASchedule:
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
    if target.get("Input") and not _is_json(target["Input"]):
        return f"JSON syntax error in input for target {name}."
    return template_fault(target)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
