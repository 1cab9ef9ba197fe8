"""What shorthands must say of what is live already, so that they imply nothing more than that."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.expand.mechanisms import calls, starts_at
from reconciler.expand.sources import DETECTS, FLAGS, PATTERNS, PIPELINES, WAYS, Source, sources_of
from reconciler.spec.stack import Resource
from reconciler.spec.values import Value


def unimplied(resource: Resource, others: tuple[Resource, ...]) -> Mapping[str, Value]:
    """The shorthands of a live resource, by name; `others` are declared beside it."""
    return _start(resource, others) if resource.form.kind.id == PIPELINES else {}


def _start(pipeline: Resource, others: tuple[Resource, ...]) -> Mapping[str, Value]:
    """How each source starts the pipeline: one word where it is the same for all."""
    sources = [one for one in sources_of(pipeline) if one.provider in WAYS]
    ways = {one.action: _way(one, others) for one in sources}
    match tuple(dict.fromkeys(ways.values())):
        case ():
            return {}
        case (way,):
            return {"start": {"by": way}}
    return {"start": {"sources": {action: {"by": way} for action, way in ways.items()}}}


def _way(source: Source, others: tuple[Resource, ...]) -> str:
    """How a change of a source is noticed now."""
    key = FLAGS.get(source.provider, "")
    is_off = source.text(key).lower() == "false"
    if key == DETECTS:
        return "manual" if is_off else "events"
    if key and not is_off:
        return "polling"
    if "webhook" in WAYS[source.provider] and any(calls(one, source) for one in others):
        return "webhook"
    if source.provider in PATTERNS and any(starts_at(one, source) for one in others):
        return "events"
    return "manual"
