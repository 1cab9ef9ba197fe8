"""What may differ and is still no difference: spellings, what AWS adds, versions that AWS raises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from reconciler.spec.content.spelling import spelling
from reconciler.spec.form import Shape
from reconciler.spec.values import Value

EMPTY_VALUES: Final[tuple[Value, ...]] = (None, "", (), {})
"""What AWS and specs use alike for "not there"."""

_VERSION: Final = re.compile(r"\d+\.\d+\.\d+")


def alike(shape: Shape, live: Value, wanted: Value) -> bool:
    """Whether two spellings are one value to AWS; of a day, whether the other is no earlier."""
    same = shape.word.same
    if shape.word.since and isinstance(live, str) and isinstance(wanted, str):
        return live >= wanted
    return bool(same) and spelling(same, live) == spelling(same, wanted)


def is_newer(shape: Shape, live: Value, wanted: Value) -> bool:
    """Whether a live text is the wanted one but for a newer version, and AWS raises it by itself.

    Managed platform updates of Elastic Beanstalk do (Developer Guide, "Managed platform updates"): to
    put the older version back would undo them.
    """
    if not (shape.word.newer and isinstance(live, str) and isinstance(wanted, str)):
        return False
    if _VERSION.sub("", live) != _VERSION.sub("", wanted):
        return False
    return _versions(live) > _versions(wanted)


def _versions(text: str) -> list[tuple[int, ...]]:
    return [tuple(map(int, one.split("."))) for one in _VERSION.findall(text)]


def is_noise(shape: Shape, item: Value) -> bool:
    """Whether an item fits one of the patterns of what AWS adds by itself."""
    return any(fits(pattern, item) for pattern in shape.word.noise)


def fits(pattern: object, value: Value) -> bool:
    """Whether a value says just what a pattern says, no field more: more was added by hand."""
    match pattern, value:
        case Mapping(), Mapping():
            told = {name for name, one in value.items() if one not in EMPTY_VALUES}
            return told == set(pattern) and all(
                fits(one, value.get(name)) for name, one in pattern.items()
            )
        case list() | tuple(), tuple():
            return len(pattern) == len(value) and all(map(fits, pattern, value))
    if isinstance(pattern, str) and pattern.endswith("*"):
        return isinstance(value, str | int | float) and str(value).startswith(pattern[:-1])
    return pattern == value
