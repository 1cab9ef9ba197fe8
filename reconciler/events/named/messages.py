"""What somebody is told of an event: a text with `<names>` becomes an InputTransformer.

Sources: EventBridge User Guide, "Amazon EventBridge input transformation"; that a log group takes an
object of `timestamp` and `message` is as AWS CDK writes it (aws-events-targets, LogGroupTargetInput).

No event may break what is made here (reconciler.events.quoting): what people write does not stand in
the text, but beside it, in an object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.events.named.group import Group
from reconciler.events.quoting import is_plain
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
    """An InputTransformer: name → JSON path, and the template; "" for the event as it is.

    `free`: the names whose values people write, so that a quote may be in them.
    """

    paths: Mapping[str, str]
    template: str
    free: tuple[str, ...] = ()


def message(group: Group, text: str, partition: str, *, log: bool = False) -> Message:
    """Return what a target is sent of an event of a group: `text`, or by default the group's own.

    What may hold a quote stands as `[name]` in the text and beside it: `{"message": "Pull request 1:
    [title]", "title": <title>}`. `log`: for a log group, whose line has no room beside the text: such
    an event is sent as it is. Raises KeyError with a name that the events of the group do not have.
    """
    told = (text or default(group)).replace("<link>", link(group, partition))
    paths: dict[str, str] = {}
    free: list[str] = []

    def placed(place: re.Match[str]) -> str:
        name = place[1]
        if name.startswith("aws.events."):
            return place[0]
        key = re.sub(r"[^A-Za-z0-9_-]", "_", name)
        paths[key] = path_of(group, name)
        if is_plain(paths[key]):
            return f"<{key}>"
        free.append(key)
        return f"[{key}]"

    text = json.dumps(PLACE.sub(placed, told), ensure_ascii=False)
    return _message(paths, text, tuple(dict.fromkeys(free)), log=log)


def _message(paths: dict[str, str], text: str, free: tuple[str, ...], *, log: bool) -> Message:
    """Return the message of a text in quotes, with what people write beside it."""
    if log and free:
        return Message({}, "", free)
    if log:
        template = f'{{"timestamp": <time>, "message": {text}}}'
        return Message({**paths, "time": "$.time"}, template)
    beside = "".join(f', "{key}": <{key}>' for key in free)
    return Message(paths, f'{{"message": {text}{beside}}}' if free else text, free)


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
