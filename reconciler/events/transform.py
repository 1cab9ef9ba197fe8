"""What a target is sent: the event, or what Input, InputPath or InputTransformer make of it.

Sources: EventBridge User Guide, "Amazon EventBridge input transformation"; what is not said there
as live deliveries show it (radkawar/stackd, testdata/aws/eventbridge/inputs.json, September 2026).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reconciler.events.errors import InvalidInput
from reconciler.events.paths import MISSING, look
from reconciler.events.quoting import PLACE, QUOTED

_DECODER = json.JSONDecoder()
_WITHOUT_QUOTES = ("aws.events.event", "aws.events.event.json")


@dataclass(frozen=True)
class Rule:
    """What a template may say of the rule that matched, and when the event came in (ISO 8601)."""

    arn: str
    name: str
    ingested: str = ""


def sent(event: Mapping[str, Any], target: Mapping[str, Any], rule: Rule) -> str:
    """Return the text that a target (as PutTargets takes it) is sent.

    Raises InvalidInput where that is not JSON: EventBridge does not deliver it then.
    """
    if target.get("Input"):
        return str(target["Input"])
    if path := target.get("InputPath"):
        found = look(path, event)
        return "{}" if found is MISSING or found is None else text_of(found)
    if transformer := target.get("InputTransformer"):
        return _filled(transformer, event, rule)
    return text_of(event)


def text_of(value: Any) -> str:
    """Return JSON as EventBridge writes it: without spaces, letters as they are."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _filled(transformer: Mapping[str, Any], event: Mapping[str, Any], rule: Rule) -> str:
    template: str = transformer["InputTemplate"]
    paths = transformer.get("InputPathsMap", {})
    values = _reserved(event, rule) | {name: look(path, event) for name, path in paths.items()}
    as_object = template.lstrip().startswith("{")
    parts = []
    at = 0
    for quoted in QUOTED.finditer(template):
        parts.append(_written(template[at : quoted.start()], values, as_object, inside=False))
        parts.append(_written(quoted.group(), values, as_object, inside=True))
        at = quoted.end()
    parts.append(_written(template[at:], values, as_object, inside=False))
    text = "".join(parts)
    if not _is_json(text):
        raise InvalidInput("Invalid input for target.")
    return text


def _written(text: str, values: Mapping[str, Any], as_object: bool, *, inside: bool) -> str:
    """Return a piece of a template with its variables written out; unknown ones stay."""

    def written(place: re.Match[str]) -> str:
        name = place[1]
        if name not in values:
            return place[0]
        return _in_object(values[name], inside) if as_object else _in_text(values[name])

    return PLACE.sub(written, text)


def _in_object(value: Any, inside: bool) -> str:
    """Return a value as a template that is a JSON object has it: typed, or inside quotes as it is
    (of structures live; that a text is not escaped there is unverified, and the safe side).
    """
    if value is MISSING:
        return "" if inside else '""'
    return value if inside and isinstance(value, str) else text_of(value)


def _in_text(value: Any) -> str:
    """Return a value as any other template has it: texts as they are, JSON without its quotes."""
    if value is MISSING:
        return ""
    return value if isinstance(value, str) else text_of(value).replace('"', "")


def _reserved(event: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    """Return the variables that need no path. `aws.events.event` has another shape (live)."""
    time = str(event.get("time", ""))
    named = ("id", "account", "source", "region", "resources", "version")
    short = {name: event[name] for name in named if name in event}
    moment = {"detailType": event.get("detail-type"), "time": _milliseconds(time)}
    return {
        "aws.events.rule-arn": rule.arn,
        "aws.events.rule-name": rule.name,
        "aws.events.event.ingestion-time": rule.ingested or time,
        "aws.events.event": short | moment,
        "aws.events.event.json": dict(event),
    }


def _milliseconds(time: str) -> int | None:
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return None
    return int(moment.astimezone(UTC).timestamp() * 1000)


def _is_json(text: str) -> bool:
    """Say whether a text is JSON values one after the other: several lines of text are taken."""
    text = text.strip()
    at = 0
    while at < len(text):
        try:
            _, at = _DECODER.raw_decode(text, at)
        except ValueError:
            return False
        while at < len(text) and text[at].isspace():
            at += 1
    return bool(text)


def template_fault(target: Mapping[str, Any]) -> str | None:
    """Return why PutTargets refuses the InputPath or InputTransformer of a target, in its words.

    The position that AWS adds ("[Source: ...]") is left out.
    """
    name = target["Id"]
    transformer = target.get("InputTransformer") or {}
    paths = [*transformer.get("InputPathsMap", {}).values()]
    if "InputPath" in target:
        paths.append(target["InputPath"])
    try:
        for path in paths:
            look(path, {})
    except InvalidInput:
        return f"InputPath for target {name} is invalid."
    template = transformer.get("InputTemplate")
    return None if template is None else _fault_of(template, name)


def _fault_of(template: str, name: str) -> str | None:
    for quoted in QUOTED.finditer(template):
        used = PLACE.findall(quoted.group())
        if used and template[quoted.end() :].lstrip().startswith(":"):
            return f"InputTemplate placeholder present as a JSON object key for target {name}."
        if alone := next((one for one in used if one in _WITHOUT_QUOTES), None):
            return (
                f"InputTemplate for target {name} contains placeholder {alone} "
                "valid only for JSON template."
            )
    if not _is_json(PLACE.sub("null", template)):
        return f"Invalid InputTemplate for target {name} ."
    return None
