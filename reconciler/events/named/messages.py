"""What somebody is told of an event: a text with `<names>` becomes an InputTransformer.

Sources: EventBridge User Guide, "Amazon EventBridge input transformation"; that a log group takes an
object of `timestamp` and `message` is as AWS CDK writes it (aws-events-targets, LogGroupTargetInput).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.events.named.group import Group
from reconciler.events.samples import SAMPLES

PLACE: Final = re.compile(r"<([A-Za-z][^<>\s]*)>")
"""A name in a text."""

OUTER: Final = ("id", "source", "account", "time", "region", "detail-type")
"""Fields of every event that may be named as they are."""

HOSTS: Final[Mapping[str, str]] = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
"""Partition → where its consoles are."""


@dataclass(frozen=True)
class Message:
    """An InputTransformer: name → JSON path, and the template."""

    paths: Mapping[str, str]
    template: str


def message(group: Group, text: str, partition: str, *, log: bool = False) -> Message:
    """Return what a target is sent of an event of a group: `text`, or by default the group's own.

    `log`: for a log group. Raises KeyError with a name that the events of the group do not have.
    """
    told = (text or default(group)).replace("<link>", link(group, partition))
    paths: dict[str, str] = {}

    def placed(place: re.Match[str]) -> str:
        name = place[1]
        if name.startswith("aws.events."):
            return place[0]
        key = re.sub(r"[^A-Za-z0-9_-]", "_", name)
        paths[key] = path_of(group, name)
        return f"<{key}>"

    template = json.dumps(PLACE.sub(placed, told), ensure_ascii=False)
    if log:
        paths["time"] = "$.time"
        template = f'{{"timestamp": <time>, "message": {template}}}'
    return Message(paths, template)


def default(group: Group) -> str:
    """Return the text of a group, with a link where its console has a page."""
    return f"{group.text} <link>" if group.link else group.text


def link(group: Group, partition: str) -> str:
    """Return the console's address of what happened; "" where it has none."""
    host = HOSTS.get(partition, HOSTS["aws"])
    return f"https://<region>.{host}/codesuite/{group.link}?region=<region>" if group.link else ""


def path_of(group: Group, name: str) -> str:
    """Return where a named part of an event stands. Raises KeyError for one that is not known.

    `state` and `name` are of every group; other names are of its `detail`, then of the event.
    """
    if name == "state":
        return f"$.detail.{group.told}"
    if name == "name" and group.about:
        return f"$.detail.{group.about[-1]}"
    if name.startswith("detail."):
        return f"$.{name}"
    if name in known(group):
        return f"$.{name}" if name in OUTER else f"$.detail.{name}"
    raise KeyError(name)


def known(group: Group) -> tuple[str, ...]:
    """Return the names that a text may use of a group's events."""
    own = ("state", *(("name",) if group.about else ()), *(("link",) if group.link else ()))
    inner = _fields(SAMPLES[group.detail_type].detail, "")
    return tuple(dict.fromkeys((*own, group.kind.state, *inner, *OUTER)))


def _fields(detail: Mapping[str, Any], start: str) -> Iterator[str]:
    for name, value in detail.items():
        yield start + name
        if isinstance(value, dict):
            yield from _fields(value, f"{start}{name}.")
