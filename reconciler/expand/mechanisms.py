"""What is declared already and starts a pipeline: then nothing is derived for that source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from reconciler.events.errors import InvalidPattern
from reconciler.events.pattern import compiled
from reconciler.expand.sources import Source, event_of
from reconciler.spec.stack import Resource

RULES: Final = "eventbridge.rules"
"""The kind of what notices events, and of schedules."""

WEBHOOKS: Final = "codepipeline.webhooks"
"""The kind that a provider calls."""


def calls(webhook: Resource, source: Source) -> bool:
    """Whether a declared webhook starts the pipeline at this source."""
    return (
        webhook.form.kind.id == WEBHOOKS
        and webhook.desired.get("target_pipeline") == source.pipeline.identity[-1]
        and webhook.desired.get("target_action") == source.action
    )


def starts_at(rule: Resource, source: Source) -> bool:
    """Whether a declared rule starts the pipeline when the source changes."""
    targets = rule.desired.get("targets")
    each = targets.values() if isinstance(targets, Mapping) else ()
    aimed = any(isinstance(one, Mapping) and one.get("arn") == source.pipeline.arn for one in each)
    said = rule.desired.get("event_pattern")
    if not aimed or not isinstance(said, Mapping) or rule.desired.get("state") == "DISABLED":
        return False
    try:
        return compiled(as_json(said)).matches(event_of(source))
    except InvalidPattern:
        return False


def as_json(value: Any) -> Any:
    """A normal document as JSON data; what is not known yet is no text that an event could have."""
    match value:
        case Mapping():
            return {key: as_json(one) for key, one in value.items()}
        case tuple() | list():
            return [as_json(one) for one in value]
        case str() | int() | float() | bool() | None:
            return value
    return "\0"
