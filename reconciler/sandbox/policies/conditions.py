"""The condition operators of policies, with IfExists, ForAllValues and ForAnyValue.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Multivalued context
keys". A key that is not in the request: operators that compare are false, those that deny a
likeness are true, `IfExists` and `ForAllValues` are true, `ForAnyValue` is false.
"""

from __future__ import annotations

import ipaddress
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeAlias

Context: TypeAlias = Mapping[str, str | Sequence[str]]
"""Condition keys of a request, each with one value or several. Case of a key does not count."""
Compare: TypeAlias = Callable[[str, str], bool]
"""Compares what a policy wants (first) with what a request has."""
_VARIABLE = re.compile(r"\$\{([^}]+)\}")
_LITERALS = {"*": "*", "?": "?", "$": "$"}


def holds(condition: Mapping[str, Any], keys: Context, variables: Context | None) -> bool:
    """Say whether all conditions of a statement hold."""
    held = {key.lower(): value for key, value in keys.items()}
    return all(
        _one(name, listed(wanted), held.get(key.lower()), variables)
        for name, tests in condition.items()
        for key, wanted in tests.items()
    )


def listed(value: Any) -> Sequence[Any]:
    """Return a list, which a policy may write as its only item."""
    return value if isinstance(value, list | tuple) else [value]


@cache
def glob(pattern: str) -> re.Pattern[str]:
    """Return the expression of a text with `*` and `?`."""
    letters = {"*": ".*", "?": ".", "\0": re.escape("*"), "\1": re.escape("?")}
    return re.compile("".join(letters.get(one) or re.escape(one) for one in pattern), re.DOTALL)


def expanded(text: Any, variables: Context | None) -> str:
    """Return a text of a policy with its variables: `${aws:userid}`, `${key, 'default'}`, `${*}`.

    A variable that has no value makes a text that nothing equals.
    """
    told = str(text).lower() if isinstance(text, bool) else str(text)
    if variables is None or "${" not in told:
        return told
    held = {key.lower(): value for key, value in variables.items()}
    return _VARIABLE.sub(lambda found: _value(found[1], held), told)


def _value(name: str, held: Context) -> str:
    """Return the value of a variable, its wildcards taken as letters."""
    if name in _LITERALS:
        return {"*": "\0", "?": "\1"}.get(name, "$")
    key, comma, default = name.partition(",")
    value = held.get(key.strip().lower())
    if isinstance(value, str):
        return value.replace("*", "\0").replace("?", "\1")
    return default.strip().strip("'") if comma else "\2"


def _one(name: str, wanted: Sequence[Any], held: Any, variables: Context | None) -> bool:
    """Say whether one operator holds for one key."""
    qualifier, _, rest = name.rpartition(":")
    bare = rest.removesuffix("IfExists")
    if bare == "Null":
        missing = held is None or held == []
        return missing is (str(wanted[0]).lower() == "true")
    if held is None or held == []:
        if qualifier == "ForAnyValue":
            return False
        return bare != rest or qualifier == "ForAllValues" or bare in _NEGATED
    compare = _OPERATORS.get(_NEGATED.get(bare, bare))
    if compare is None:
        return False
    texts = [expanded(one, variables) for one in wanted]
    likeness = [any(compare(text, str(value)) for text in texts) for value in listed(held)]
    verdicts = [not one for one in likeness] if bare in _NEGATED else likeness
    match qualifier:
        case "ForAllValues":
            return all(verdicts)
        case "ForAnyValue":
            return any(verdicts)
        case _:
            return not any(likeness) if bare in _NEGATED else any(verdicts)


def _plain(text: str) -> str:
    return text.replace("\0", "*").replace("\1", "?")


def _equal(wanted: str, held: str) -> bool:
    return _plain(wanted) == held


def _equal_in_any_case(wanted: str, held: str) -> bool:
    return _plain(wanted).lower() == held.lower()


def _like(wanted: str, held: str) -> bool:
    return glob(wanted).fullmatch(held) is not None


def _arn_like(wanted: str, held: str) -> bool:
    """Compare ARNs part by part: no wildcard goes over a colon, but in the last part."""
    ours, theirs = wanted.split(":", 5), held.split(":", 5)
    return len(ours) == len(theirs) == 6 and all(map(_like, ours, theirs))


def _within(wanted: str, held: str) -> bool:
    try:
        return ipaddress.ip_address(held) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False


def _moment(text: str) -> float:
    """Return a date of a policy as seconds since 1970: ISO 8601, or such seconds."""
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _ordered(of: Callable[[str], float], compare: Callable[[float, float], bool]) -> Compare:
    """Return a comparison of numbers or dates; what is none of them does not compare."""

    def compared(wanted: str, held: str) -> bool:
        try:
            return compare(of(held), of(wanted))
        except ValueError:
            return False

    return compared


_ORDERS = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
_OPERATORS: Mapping[str, Compare] = {
    "StringEquals": _equal,
    "StringEqualsIgnoreCase": _equal_in_any_case,
    "StringLike": _like,
    "BinaryEquals": _equal,
    "Bool": _equal_in_any_case,
    "IpAddress": _within,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    **{f"Numeric{name}": _ordered(float, compare) for name, compare in _ORDERS.items()},
    **{f"Date{name}": _ordered(_moment, compare) for name, compare in _ORDERS.items()},
}
_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
