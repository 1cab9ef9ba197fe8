"""Event patterns: valid at all, and able to match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from reconciler.events.catalogue import CATALOGUE, Kind, kinds
from reconciler.events.errors import InvalidPattern
from reconciler.events.pattern import LONGEST, compiled
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import at, items, structure
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import did_you_mean, listed
from reconciler.spec.values import Value

OUTER: Final = (
    *("version", "id", "detail-type", "source", "account", "time", "region", "resources"),
    *("detail", "replay-name", "$or"),
)
"""What an event has at its top (User Guide, "Event structure"), replays included, and `$or`."""
CLOSED: Final = ("aws.codepipeline", "aws.codebuild", "aws.codecommit", "aws.codedeploy")
"""Sources all of whose events the catalogue has, but for those that CloudTrail tells of."""
OPEN_STATES: Final = ("aws.s3", "aws.ecr")
"""Sources whose field that tells the state may hold more than the catalogue lists."""
TRAIL: Final = "via CloudTrail"
"""How the detail-types of recorded calls end, which every source has."""


def patterns(view: View) -> Iterator[tuple[Resource, Mapping[str, Value]]]:
    """Every event pattern that is written as a tree, with the rule or archive that has it."""
    for kind in ("eventbridge.rules", "eventbridge.archives"):
        for resource in view.of(kind):
            pattern = structure(resource.desired.get("event_pattern"))
            if pattern:
                yield resource, pattern


def plain(value: Value) -> Any:
    """A tree as JSON holds it, with a text for what is still to come."""
    match value:
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case tuple():
            return [plain(item) for item in value]
        case str() | int() | float() | None:
            return value
    return "to come"


def valid(view: View) -> Iterator[Finding]:
    """Patterns that EventBridge refuses, and those that are too long."""
    for resource, pattern in patterns(view):
        try:
            compiled(plain(pattern))
        except InvalidPattern as error:
            yield Finding(resource, "event_pattern", f"the event pattern is not valid: {error}")


def short_enough(view: View) -> Iterator[Finding]:
    """Patterns that are longer than EventBridge takes, as they will be sent."""
    for resource, pattern in patterns(view):
        length = _length(plain(pattern))
        if length > LONGEST:
            told = f"the event pattern has {length} characters as JSON"
            yield Finding(resource, "event_pattern", told, f"at most {LONGEST}")


def _length(value: Any) -> int:
    """The length of a tree as the shortest JSON, near enough."""
    match value:
        case dict():
            return 1 + sum(len(key) + 4 + _length(item) for key, item in value.items())
        case list():
            return 1 + sum(1 + _length(item) for item in value)
        case str():
            return len(value) + 2
    return len(str(value))


def outer_fields(view: View) -> Iterator[Finding]:
    """Patterns that ask for a field which no event has at its top."""
    for resource, pattern in patterns(view):
        for name in pattern:
            if name not in OUTER:
                told = f"no event has `{name}` at its top"
                mend = did_you_mean(name, OUTER) or ""
                yield Finding(
                    resource, f"event_pattern.{name}", told, listed(OUTER[:9], " or "), mend
                )


def exact(pattern: Mapping[str, Value], path: str) -> tuple[str, ...]:
    """The texts that a field must be one of; none where it may match in another way."""
    held = items(at(pattern, path))
    texts = tuple(one for one in held if isinstance(one, str))
    return texts if len(texts) == len(held) else ()


def sent_by(view: View) -> Iterator[Finding]:
    """Detail-types that another source sends."""
    for resource, pattern in patterns(view):
        sources = exact(pattern, "source")
        for detail_type in exact(pattern, "detail-type"):
            senders = {kind.source for kind in kinds(None, detail_type)}
            own = all(source.startswith("aws.") for source in sources)
            if sources and own and senders and not senders & set(sources):
                told = f"{listed(sources, ' or ')} never sends `{detail_type}`"
                wanted = f"`source: [{', '.join(sorted(senders))}]`"
                yield Finding(resource, "event_pattern", told, wanted)


def known_types(view: View) -> Iterator[Finding]:
    """Detail-types that a source whose events are all known does not have."""
    for resource, pattern in patterns(view):
        sources = exact(pattern, "source")
        known = [one.detail_type for one in CATALOGUE if one.source in sources]
        if not sources or not set(sources) <= set(CLOSED):
            continue
        for detail_type in exact(pattern, "detail-type"):
            if not kinds(None, detail_type) and not detail_type.endswith(TRAIL):
                told = f"`{detail_type}` is no known type of events of {listed(sources, ' or ')}"
                mend = did_you_mean(detail_type, known) or ""
                yield Finding(resource, "event_pattern", told, listed(known, " or "), mend)


def states(view: View) -> Iterator[Finding]:
    """States that the events asked for never have."""
    for resource, pattern in patterns(view):
        wanted = _wanted(pattern)
        fields = {kind.state for kind in wanted}
        if len(fields) != 1 or not all(kind.state for kind in wanted):
            continue
        field = fields.pop()
        known = tuple(dict.fromkeys(state for kind in wanted for state in kind.states))
        for state in exact(pattern, f"detail.{field}"):
            if state not in known:
                told = f"`{field}` is never `{state}` in these events"
                mend = did_you_mean(state, known) or ""
                yield Finding(resource, "event_pattern", told, listed(known, " or "), mend)


def _wanted(pattern: Mapping[str, Value]) -> tuple[Kind, ...]:
    """The kinds of events that a pattern names outright; none where one of them is not known."""
    sources, types = exact(pattern, "source"), exact(pattern, "detail-type")
    found = [kinds(source, one) for source in sources for one in types]
    if not all(found) or set(sources) & set(OPEN_STATES):
        return ()
    return tuple(kind for group in found for kind in group)


RULES: Final = (
    Rule(
        "RC2501",
        "An event pattern that is not valid",
        "EventBridge refuses it (InvalidEventPatternException): a pattern is a tree of objects whose "
        "leaves are lists of values and of comparisons.",
        "Write each leaf as a list: `source: [aws.codebuild]`.",
        valid,
    ),
    Rule(
        "RC2502",
        "An event pattern that is too long",
        "A pattern has at most 4,096 characters (API Reference, PutRule).",
        "Use prefixes or wildcards, or divide it between rules.",
        short_enough,
    ),
    Rule(
        "RC2503",
        "A pattern that asks for what no event has",
        "All events have the same fields at their top; what the service tells is inside `detail`. A "
        "pattern that asks for another field there never matches.",
        "Write it inside `detail`, or as the field is spelt: `detail-type`.",
        outer_fields,
    ),
    Rule(
        "RC2504",
        "A pattern for events that another service sends",
        "A detail-type belongs to one source; with another one the pattern never matches.",
        "Write the source that sends these events.",
        sent_by,
    ),
    Rule(
        "RC2505",
        "A pattern for a type of events that is not known",
        "The services' user guides list the detail-types that they send. AWS may have added one; a "
        "misspelt one never comes.",
        "Write one of the detail-types of the service.",
        known_types,
        "note",
    ),
    Rule(
        "RC2506",
        "A pattern for a state that is not known",
        "The services' user guides list the states of their events, each in its own spelling: SUCCESS "
        "in CodeDeploy, SUCCEEDED in CodeBuild. Another one never comes.",
        "Write one of the states of these events.",
        states,
        "note",
    ),
)
"""Rules about event patterns."""
