"""`start` of a pipeline: what notices that a source changed, and starts it. One mechanism a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from reconciler.errors import Fault
from reconciler.expand.derive import derived, named, with_fields
from reconciler.expand.mechanisms import RULES, WEBHOOKS, aimed, calls, starts_at
from reconciler.expand.sources import (
    FILTERS,
    FLAGS,
    PATTERNS,
    PIPELINES,
    WAYS,
    Source,
    pattern_of,
    sources_of,
    start_of,
    trigger_of,
)
from reconciler.expand.start_faults import (
    contradicted,
    no_way,
    slow,
    triggered,
    unfiltered,
    unknown,
)
from reconciler.spec.content.normal import normal
from reconciler.spec.stack import Expanded, Judgement, Resource, Stack
from reconciler.spec.values import Value

TARGET: Final = "pipeline"
"""The id of the only target of a derived rule."""


@dataclass(frozen=True)
class Started:
    """One pipeline with what starts it, what is wrong, and what is to be known."""

    pipeline: Resource
    derived: tuple[Resource, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


def starts(stack: Stack) -> Expanded:
    """The stack with what starts its pipelines."""
    declared = aimed(stack.resources)
    made = [
        _started(one, declared.at(one)) if _is_started(one) else Started(one)
        for one in stack.resources
    ]
    resources = tuple(one for each in made for one in (*each.derived, _settled(each)))
    faults = tuple(fault for each in made for fault in each.faults)
    return Expanded(replace(stack, resources=resources), Judgement(faults))


def _is_started(one: Resource) -> bool:
    return one.form.kind.id == PIPELINES and one.lifecycle.state == "present"


def _settled(made: Started) -> Resource:
    """The pipeline, after what starts it: there is always one mechanism, and two only in between."""
    after = tuple(one.address for one in made.derived)
    return replace(made.pipeline, after=after, notes=(*made.pipeline.notes, *made.notes))


def _started(pipeline: Resource, declared: tuple[Resource, ...]) -> Started:
    each = [_of_source(source, declared) for source in sources_of(pipeline)]
    for one in each:
        pipeline = _completed(pipeline, one)
    derived = (*(rule for one in each for rule in one.derived), *_besides(pipeline))
    faults = (*(fault for one in each for fault in one.faults), *unknown(pipeline))
    notes = tuple(note for one in each for note in one.notes)
    return Started(pipeline, derived, faults, notes)


@dataclass(frozen=True)
class OfSource:
    """What one source adds: configuration of its action, a trigger, resources, faults, notes."""

    source: Source
    flag: str = ""
    trigger: Mapping[str, Value] | None = None
    derived: tuple[Resource, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


def _of_source(source: Source, declared: tuple[Resource, ...]) -> OfSource:
    ways = WAYS.get(source.provider, ("manual",))
    if source.provider not in WAYS and not source.explicit:
        return OfSource(source)
    if source.by not in ways:
        return OfSource(source, faults=(no_way(source, ways),))
    faults = tuple(contradicted(source, FLAG[source.by]))
    if source.by == "polling":
        return OfSource(source, "true", faults=faults, notes=(slow(source),))
    if source.by == "manual":
        return OfSource(source, "false", faults=faults)
    if source.by != "manual" and any(calls(one, source) for one in declared):
        return OfSource(source, "false", faults=faults)
    if source.by == "webhook":
        return OfSource(source, "false", derived=(_webhook(source),), faults=faults)
    if source.provider not in PATTERNS:
        narrowed = any(source.how.get(name) for name in FILTERS)
        trigger = trigger_of(source) if narrowed else None
        return OfSource(
            source, trigger=trigger, faults=tuple(triggered(source) if narrowed else ())
        )
    faults += tuple(unfiltered(source))
    known = any(starts_at(one, source) for one in declared)
    return OfSource(source, "false", derived=() if known else (_rule(source),), faults=faults)


FLAG: Final[Mapping[str, str]] = {
    "events": "false",
    "polling": "true",
    "webhook": "false",
    "manual": "false",
}
"""How a source is noticed → what its action must say of polling."""


def _rule(source: Source) -> Resource:
    fields = {
        "description": f"Starts {source.pipeline.identity[-1]} when {source.action} changes",
        "event_pattern": pattern_of(source),
        **_to_pipeline(source.pipeline),
    }
    return _rule_of(source.pipeline, f"start-{source.action}", fields)


def _rule_of(pipeline: Resource, about: str, fields: Mapping[str, Any]) -> Resource:
    name = named(f"{pipeline.identity[-1]}-{about}", 64)
    return derived(pipeline, RULES, about, ("default", name), fields)


def _to_pipeline(pipeline: Resource) -> dict[str, Any]:
    return {"targets": {TARGET: {"arn": pipeline.arn}}}


def _webhook(source: Source) -> Resource:
    how = source.how
    filters = how.get("filters") or ({"json_path": "$.ref", "match_equals": "refs/heads/{Branch}"},)
    trust = {
        key: how[key] for key in ("secret_token", "allowed_ip_range") if how.get(key) is not None
    }
    fields = {
        "target_pipeline": source.pipeline.identity[-1],
        "target_action": source.action,
        "filters": filters,
        "authentication": how.get("authentication", "GITHUB_HMAC"),
        "authentication_configuration": trust,
        "registered": how.get("register", True),
    }
    name = named(f"{source.pipeline.identity[-1]}-{source.action}", 100)
    return derived(source.pipeline, WEBHOOKS, f"start-{source.action}", (name,), fields)


def _completed(pipeline: Resource, made: OfSource) -> Resource:
    """The pipeline with what `start` says of one source in its action, or as a trigger."""
    source, key = made.source, FLAGS.get(made.source.provider, "")
    if made.trigger is not None:
        shape = pipeline.form.fields["triggers"]
        have = pipeline.desired.get("triggers")
        new = normal(shape, [made.trigger])
        assert isinstance(new, Mapping)
        return with_fields(
            pipeline, {"triggers": {**(have if isinstance(have, Mapping) else {}), **new}}
        )
    if not made.flag or not key or source.text(key):
        return pipeline
    path = ("stages", source.stage, "actions", source.action, "configuration", key)
    desired = put(pipeline.desired, path, made.flag)
    places = {**pipeline.places, f"{source.path}.configuration.{key}": source.place}
    return replace(pipeline, desired=desired, places=places)


def put(value: Any, path: tuple[str, ...], new: Value) -> Any:
    """A nested mapping with something else at a path."""
    if not path:
        return new
    inner = value if isinstance(value, Mapping) else {}
    return {**inner, path[0]: put(inner.get(path[0]), path[1:], new)}


def _besides(pipeline: Resource) -> Iterator[Resource]:
    """Rules of schedules, and of other pipelines' success."""
    said = start_of(pipeline)
    for name, schedule in (said.get("schedules") or {}).items():
        fields = {
            "description": f"Starts {pipeline.identity[-1]}: {name}",
            "schedule_expression": schedule["expression"],
            **_to_pipeline(pipeline),
        }
        yield _rule_of(pipeline, f"schedule-{name}", fields)
    if said.get("after"):
        pattern = {
            "source": ["aws.codepipeline"],
            "detail-type": ["CodePipeline Pipeline Execution State Change"],
            "detail": {"pipeline": said["after"], "state": ["SUCCEEDED"]},
        }
        fields = {
            "description": f"Starts {pipeline.identity[-1]} when {', '.join(said['after'])} succeeded"[
                :512
            ],
            "event_pattern": pattern,
            **_to_pipeline(pipeline),
        }
        yield _rule_of(pipeline, "after", fields)
