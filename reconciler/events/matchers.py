"""What may stand in a pattern's array: scalars, and objects such as `{"prefix": "us-"}`.

Semantics and the words of refusals: aws/event-ruler, JsonRuleCompiler, which EventBridge runs;
EventBridge User Guide, "Comparison operators". Refusals of AWS go on with the place in the text
("at [Source: ...]"), which is left out here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from reconciler.events.addresses import cidr, same_address
from reconciler.events.errors import InvalidPattern
from reconciler.events.fields import Value, scalar
from reconciler.events.numeric import between, numeric
from reconciler.events.wildcards import wildcard

Test: TypeAlias = Callable[[Value], bool]
"""Says whether one value of an event matches."""
_ONE_KEY = "Only one key allowed in match expression"


@dataclass(frozen=True)
class Leaf:
    """One array of a pattern: a value matches if it is one of `exact` or passes one of `tests`.

    `absent` is for `{"exists": false}`: the field's not being there matches. `told` is the array.
    """

    exact: frozenset[Value]
    tests: tuple[Test, ...]
    absent: bool
    told: tuple[Any, ...]

    def takes(self, value: Value) -> bool:
        """Say whether a value that is there matches."""
        return value in self.exact or any(test(value) for test in self.tests)


def leaf(items: Sequence[Any]) -> Leaf:
    """Return the matchers of one array of a pattern. Raises InvalidPattern."""
    if not items:
        raise InvalidPattern("Empty arrays are not allowed")
    exact: set[Value] = set()
    tests: list[Test] = []
    absent = False
    for item in items:
        match item:
            case list():
                raise InvalidPattern("Match value must be String, number, true, false, or null")
            case {"exists": False} if len(item) == 1:
                absent = True
            case dict():
                tests.append(_test(item))
            case str() if same := same_address(item):
                tests.append(same)
            case _:
                exact.add(scalar(item))
    return Leaf(frozenset(exact), tuple(tests), absent, tuple(items))


def _test(expression: Mapping[str, Any]) -> Test:
    """Return the test of one match expression."""
    if not expression:
        raise InvalidPattern("Match expression name not found")
    kind, given = next(iter(expression.items()))
    make = _MAKERS.get(kind)
    if make is None:
        raise InvalidPattern(f"Unrecognized match type {kind}")
    found = make(given)
    if len(expression) > 1:
        many = "Too many elements in numeric expression"
        raise InvalidPattern(many if kind in ("numeric", "anything-but") else _ONE_KEY)
    return found


def _exactly(given: Any) -> Test:
    text = _text(given, "exact match pattern must be a string")
    return lambda value: value == text


def _equals_ignore_case(given: Any) -> Test:
    text = _in_any_case(_text(given, "equals-ignore-case match pattern must be a string"))
    return lambda value: isinstance(value, str) and text.fullmatch(value) is not None


def _prefix(given: Any) -> Test:
    if isinstance(given, dict):
        text = _in_any_case(_ignoring_case(given, "prefix"))
        return lambda value: isinstance(value, str) and text.match(value) is not None
    start = _text(given, "prefix match pattern must be a string")
    return lambda value: isinstance(value, str) and value.startswith(start)


def _suffix(given: Any) -> Test:
    if isinstance(given, dict):
        text = _in_any_case(_ignoring_case(given, "suffix"), end=r"\Z")
        return lambda value: isinstance(value, str) and text.search(value) is not None
    end = _text(given, "suffix match pattern must be a string")
    return lambda value: isinstance(value, str) and value.endswith(end)


def _ignoring_case(given: Mapping[str, Any], what: str) -> str:
    """Return the text of `{"equals-ignore-case": text}` inside a prefix or suffix."""
    if not given:
        raise InvalidPattern(f"{what.capitalize()} expression name not found")
    kind, text = next(iter(given.items()))
    if kind != "equals-ignore-case":
        raise InvalidPattern(f"Unsupported {what} pattern: {kind}")
    found = _text(text, "equals-ignore-case match pattern must be a string")
    if len(given) > 1:
        raise InvalidPattern(_ONE_KEY)
    return found


def _wildcard(given: Any) -> Test:
    found = wildcard(_text(given, "wildcard match pattern must be a string"))
    return lambda value: isinstance(value, str) and found.fullmatch(value) is not None


def _exists(given: Any) -> Test:
    """Return the test of `{"exists": true}`: any value, null too."""
    if given is not True and given is not False:
        raise InvalidPattern("exists match pattern must be either true or false.")
    return lambda _: True


def _numeric(given: Any) -> Test:
    if not isinstance(given, list):
        raise InvalidPattern("Value of numeric must be an array.")
    return numeric(given)


def _cidr(given: Any) -> Test:
    """Return the test of an address range. These words are the engine's own slip."""
    return cidr(_text(given, "prefix match pattern must be a string"))


def _anything_but(given: Any) -> Test:
    match given:
        case dict():
            return _anything_but_nested(given)
        case list():
            return _other_than(given)
        case str() | int() | float() if not isinstance(given, bool):
            return _other_than([given])
        case _:
            raise InvalidPattern(
                "Value of anything-but must be an array or single string/number value."
            )


def _other_than(given: Sequence[Any]) -> Test:
    if any(isinstance(one, bool | None | list | dict) for one in given):
        raise InvalidPattern("Inside anything but list, start|null|boolean is not supported.")
    if len({isinstance(one, str) for one in given}) != 1:
        raise InvalidPattern(
            "Inside anything but list, either all values are number or string, "
            "mixed type is not supported"
        )
    for one in given:
        if not isinstance(one, str):
            between(one)
    values = frozenset(given)
    return lambda value: value not in values


def _anything_but_nested(given: Mapping[str, Any]) -> Test:
    """Return the test of `{"prefix": ...}` and its like inside anything-but: a text or several."""
    if not given:
        raise InvalidPattern("Anything-But expression name not found")
    kind, held = next(iter(given.items()))
    words = _NESTED.get(kind)
    if words is None:
        raise InvalidPattern(f"Unsupported anything-but pattern: {kind}")
    if isinstance(held, bool | dict) or held is None:
        raise InvalidPattern(
            "Value of anything-but must be an array or single string/number value."
        )
    texts = [_text(one, words) for one in (held if isinstance(held, list) else [held])]
    if kind in ("prefix", "suffix") and "" in texts:
        raise InvalidPattern("Null prefix/suffix not allowed")
    if len(given) > 1:
        raise InvalidPattern("Too many elements in numeric expression")
    tests = [_MAKERS[kind](text) for text in texts]
    return lambda value: not any(test(value) for test in tests)


def _in_any_case(text: str, end: str = "") -> re.Pattern[str]:
    """Return an expression that takes each character as it is, in lower or in upper case.

    Character by character, as AWS answers: "K" does not take the Kelvin sign, "\u00df" takes "SS"
    (live TestEventPattern, radkawar/stackd, testdata/aws/eventbridge/patterns.json).
    """
    ways = (dict.fromkeys((one, one.lower(), one.upper())) for one in text)
    letters = ("|".join(map(re.escape, way)) for way in ways)
    return re.compile("".join(f"(?:{letter})" for letter in letters) + end)


def _text(given: Any, words: str) -> str:
    if not isinstance(given, str):
        raise InvalidPattern(words)
    return given


_MAKERS: Mapping[str, Callable[[Any], Test]] = {
    "anything-but": _anything_but,
    "cidr": _cidr,
    "equals-ignore-case": _equals_ignore_case,
    "exactly": _exactly,
    "exists": _exists,
    "numeric": _numeric,
    "prefix": _prefix,
    "suffix": _suffix,
    "wildcard": _wildcard,
}
_NESTED = {
    "equals-ignore-case": "Inside anything-but/equals-ignore-case list, "
    "number|start|null|boolean is not supported.",
    "prefix": "prefix/suffix match pattern must be a string",
    "suffix": "prefix/suffix match pattern must be a string",
    "wildcard": "wildcard match pattern must be a string",
}
