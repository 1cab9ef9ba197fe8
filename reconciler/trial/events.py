"""An event as a file, or the command line, gives it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from reconciler.errors import Fault, SpecInvalid, Usage
from reconciler.events.catalogue import CATALOGUE, sample
from reconciler.spec.content.scalars import free
from reconciler.spec.files.text import read
from reconciler.spec.suggest import did_you_mean

NEEDED: Final = ("source", "detail-type", "detail")
"""What an event must say; the rest of its envelope is filled in."""


def event_in(text: bytes, name: str, account: str, region: str) -> dict[str, Any]:
    """The event that a JSON or YAML text holds; what its envelope lacks is filled in.

    Raises SpecInvalid with what is wrong with the text, or with it as an event.
    """
    node = read(text, name)
    found = free(node, frozenset({"account"}))
    if not isinstance(found, dict):
        expected = "an object with `source`, `detail-type` and `detail`"
        raise SpecInvalid(Fault("RC6440", "the file holds no event", node.place, expected))
    lacking = [
        Fault(
            "RC6440", f"the event has no `{field}`", node.place, f"`{field}`", _near(field, found)
        )
        for field in NEEDED
        if not isinstance(found.get(field), dict if field == "detail" else str)
    ]
    if lacking:
        raise SpecInvalid(*lacking)
    return {**sample(CATALOGUE[0], account=account, region=region), "resources": [], **found}


def _near(field: str, found: Mapping[str, Any]) -> str | None:
    """The wrong spelling that stands there."""
    wrong = {key.replace("_", "-").lower(): key for key in found}.get(field.replace("_", "-"))
    camel = {key.lower(): key for key in found}.get(field.replace("-", ""))
    written = wrong or camel
    return f"It is `{field}`, not `{written}`." if written and written != field else None


def with_settings(event: Mapping[str, Any], settings: list[str]) -> dict[str, Any]:
    """The event with fields set: `detail.state=FAILED`. A text where one stands, or no JSON does.

    Raises Usage for a setting that cannot be read.
    """
    made: dict[str, Any] = json.loads(json.dumps(event))
    for setting in settings:
        path, mark, text = setting.partition("=")
        if not mark or not path:
            raise Usage(Fault("RC6441", f"--set {setting} is not understood", None, "PATH=VALUE"))
        _set(made, path, text)
    return made


def _set(event: dict[str, Any], path: str, text: str) -> None:
    holder: Any = event
    *steps, last = path.split(".")
    for step in steps:
        holder = holder.setdefault(step, {})
        if not isinstance(holder, dict):
            message = f"--set {path}: `{step}` holds no fields"
            raise Usage(Fault("RC6441", message, None, "a field of the event"))
    if not steps and last not in event:
        near = did_you_mean(last, event)
        raise Usage(
            Fault("RC6441", f"--set {path}: no event has that", None, "`detail. ...`", near)
        )
    holder[last] = _value(text, holder.get(last))


def _value(text: str, before: Any) -> Any:
    if isinstance(before, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
