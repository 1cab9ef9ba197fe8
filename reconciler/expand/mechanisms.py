"""What is declared already and starts a pipeline: then nothing is derived for that source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.events.errors import InvalidPattern
from reconciler.events.pattern import compiled
from reconciler.expand.sources import Source, event_of
from reconciler.spec.stack import Resource

RULES: Final = "eventbridge.rules"
"""The kind of what notices events, and of schedules."""

WEBHOOKS: Final = "codepipeline.webhooks"
"""The kind that a provider calls."""


@dataclass(frozen=True)
class Aimed:
    """Declared rules by the ARNs of their targets, webhooks by the names of their pipelines."""

    rules: Mapping[str, list[Resource]]
    webhooks: Mapping[str, list[Resource]]

    def at(self, pipeline: Resource) -> tuple[Resource, ...]:
        """Those that may start a pipeline, whatever they wait for."""
        rules = self.rules.get(pipeline.arn, ())
        return (*rules, *self.webhooks.get(pipeline.identity[-1], ()))


def aimed(resources: Iterable[Resource]) -> Aimed:
    """The rules and webhooks among resources: found once, for a stack may have a thousand of each."""
    rules: dict[str, list[Resource]] = defaultdict(list)
    webhooks: dict[str, list[Resource]] = defaultdict(list)
    for one in resources:
        if one.form.kind.id == WEBHOOKS:
            webhooks[str(one.desired.get("target_pipeline"))].append(one)
        elif one.form.kind.id == RULES:
            for arn in _arns(one):
                rules[arn].append(one)
    return Aimed(rules, webhooks)


def calls(webhook: Resource, source: Source) -> bool:
    """Whether a declared webhook starts the pipeline at this source."""
    return (
        webhook.form.kind.id == WEBHOOKS
        and webhook.desired.get("target_pipeline") == source.pipeline.identity[-1]
        and webhook.desired.get("target_action") == source.action
    )


def starts_at(rule: Resource, source: Source) -> bool:
    """Whether a declared rule starts the pipeline when the source changes."""
    said = rule.desired.get("event_pattern")
    is_off = not isinstance(said, Mapping) or rule.desired.get("state") == "DISABLED"
    if is_off or source.pipeline.arn not in _arns(rule):
        return False
    try:
        return compiled(as_json(said)).matches(event_of(source))
    except InvalidPattern:
        return False


def _arns(rule: Resource) -> frozenset[str]:
    """The ARNs of a rule's targets, as far as they are known."""
    targets = rule.desired.get("targets")
    each = targets.values() if isinstance(targets, Mapping) else ()
    arns = (one.get("arn") for one in each if isinstance(one, Mapping))
    return frozenset(arn for arn in arns if isinstance(arn, str))


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
