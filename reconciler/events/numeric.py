"""The comparisons of `numeric`: `["=", 3]`, `[">", 0, "<=", 5]`.

Source: aws/event-ruler, JsonRuleCompiler (order of the checks, words) and ComparableNumber
(bounds, with 6 decimals; EventBridge User Guide, "Numeric matching").
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reconciler.events.errors import InvalidPattern
from reconciler.events.fields import Value

_MOST = 5e9
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def numeric(given: Sequence[Any]) -> Callable[[Value], bool]:
    """Return the test of a numeric expression. Raises InvalidPattern."""
    if not given or not isinstance(given[0], str):
        told = _shown(given[0]) if given else "]"
        raise InvalidPattern(f"Invalid member in numeric match: {told}")
    first = given[0]
    if first not in _COMPARISONS:
        raise InvalidPattern(f"Unrecognized numeric range operator: {first}")
    bounds = [(_COMPARISONS[first], _bound(given, 1, first))]
    if len(given) > 2:
        bounds.append(_upper(given))
    return lambda value: (
        _is_number(value) and all(compare(value, bound) for compare, bound in bounds)
    )


def between(number: Any) -> float:
    """Return a number that patterns may compare with. Raises InvalidPattern for one too large."""
    if not -_MOST <= number <= _MOST:
        raise InvalidPattern("Value must be between -5.0E9 and 5.0E9, inclusive")
    return float(number)


def _upper(given: Sequence[Any]) -> tuple[Callable[[Any, Any], bool], float]:
    """Return the second comparison, which only a lower bound may have."""
    if given[0] not in (">", ">="):
        raise InvalidPattern("Too many elements in numeric expression")
    second = given[2]
    if not isinstance(second, str):
        raise InvalidPattern(f"Bad value in numeric range: {_shown(second)}")
    if second not in ("<", "<="):
        raise InvalidPattern(f"Bad numeric range operator: {second}")
    bound = _bound(given, 3, second)
    if len(given) > 4:
        raise InvalidPattern("Too many terms in numeric range expression")
    if between(given[1]) >= bound:
        raise InvalidPattern("Bottom must be less than top")
    return _COMPARISONS[second], bound


def _bound(given: Sequence[Any], at: int, word: str) -> float:
    if len(given) <= at or not _is_number(given[at]):
        raise InvalidPattern(f"Value of {'equals' if word == '=' else word} must be numeric")
    return between(given[at])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
