"""The JSON paths of EventBridge: `$`, `$.detail.items[0].name`, `$.detail.items[*].name`.

What is a path, and what is not (brackets with names, slices, `..`, `.*`): live answers of PutTargets
(radkawar/stackd, testdata/aws/eventbridge/inputs.json, September 2026).
"""

from __future__ import annotations

import re
from typing import Any

from reconciler.events.errors import InvalidInput

_PATH = re.compile(r"\$(?:\.[\w/-]+(?:\[(?:\d+|\*)\])*)*")
_STEP = re.compile(r"\.([\w/-]+)|\[(\d+|\*)\]")


class Missing:
    """What a path leads to where the event holds nothing there."""


MISSING = Missing()
"""The one value of its class."""


def check_path(path: str) -> None:
    """Raise InvalidInput for a text that is no path."""
    if not _PATH.fullmatch(path):
        raise InvalidInput(f"{path!r} is not a JSON path that EventBridge supports")


def look(path: str, event: Any) -> Any:
    """Return what is at a path of an event, or MISSING. Raises InvalidInput."""
    check_path(path)
    found = [event]
    many = False
    for name, index in _STEP.findall(path):
        if index == "*":
            many = True
            found = [item for one in found if isinstance(one, list) for item in one]
        elif index:
            found = [one[int(index)] for one in found if _has(one, int(index))]
        else:
            found = [one[name] for one in found if isinstance(one, dict) and name in one]
    if many:
        return found
    return found[0] if found else MISSING


def _has(value: Any, index: int) -> bool:
    return isinstance(value, list) and index < len(value)
