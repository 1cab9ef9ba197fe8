"""One event pattern: whether it is valid, whether an event matches, and why one does not.

A pattern becomes branches: each `$or` makes one for each of its objects, as EventBridge's engine
does (aws/event-ruler, JsonRuleCompiler). A branch is a map from paths to what may be there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from reconciler.events.errors import InvalidPattern
from reconciler.events.fields import Elements, Fields, Truth, Value, fields
from reconciler.events.matchers import Leaf, leaf

Branch: TypeAlias = Mapping[str, Leaf]
"""Paths, and what each must hold; all of them must."""
_Choice: TypeAlias = tuple[Sequence[Elements], Sequence[Elements] | None]
"""Where the values of a field are that match; and, if it may be absent, where all of them are."""
LONGEST = 4096
"""EventBridge API Reference, PutRule: the most characters of a pattern."""
_RESERVED = frozenset(
    (
        *("exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists"),
        *("wildcard", "numeric", "cidr", "html", "=", "<", "<=", ">", ">=", "regex"),
        *("not-wildcard", "not-equals-ignore-case", "date-after", "date-on-or-after"),
        *("date-before", "date-on-or-before", "in-date-range"),
        *("ip-address-in-range", "ip-address-not-in-range"),
    )
)
"""Names that may not be fields inside `$or` (aws/event-ruler, Constants)."""


@dataclass(frozen=True)
class Mismatch:
    """One reason why an event does not match: the field's path, and what is wrong there."""

    path: str
    reason: str


@dataclass(frozen=True)
class Pattern:
    """A valid pattern. An event matches if one of the branches does."""

    branches: tuple[Branch, ...]

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Say whether an event matches."""
        found = fields(event)
        return any(fits(branch, found) for branch in self.branches)

    def why_not(self, event: Mapping[str, Any]) -> tuple[Mismatch, ...]:
        """Return what keeps an event from matching: nothing if it matches, else the faults of
        the branch with the fewest.
        """
        found = fields(event)
        if any(fits(branch, found) for branch in self.branches):
            return ()
        return min((tuple(_mismatches(one, found)) for one in self.branches), key=len)


def pattern(text: str) -> Pattern:
    """Return a pattern that is given as JSON text. Raises InvalidPattern."""
    try:
        parsed = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InvalidPattern("Invalid JSON") from error
    return compiled(parsed)


def compiled(parsed: Any) -> Pattern:
    """Return a pattern that is given as a JSON value. Raises InvalidPattern."""
    if not isinstance(parsed, dict):
        raise InvalidPattern("Filter is not an object")
    return Pattern(tuple(_branches(parsed, "", ({},), inside_or=False)))


def fits(branch: Branch, found: Fields) -> bool:
    """Say whether the fields of an event match one branch of a pattern."""
    choices: list[_Choice] = []
    for path, held in branch.items():
        values = found.get(path)
        if values is None:
            if not held.absent:
                return False
            continue
        taken = [within for value, within in values if held.takes(value)]
        if not taken and not held.absent:
            return False
        if () not in taken:
            shunned = [within for _, within in values] if held.absent else None
            choices.append((taken, shunned))
    if len(choices) < 2 and not any(shunned for _, shunned in choices):
        return True
    return _consistent(sorted(choices, key=_may_be_absent), {})


def _branches(
    node: Mapping[str, Any], start: str, made: Sequence[dict[str, Leaf]], *, inside_or: bool
) -> Sequence[dict[str, Leaf]]:
    """Return the branches of an object, grown out of those made before it."""
    if not node:
        raise InvalidPattern("Empty objects are not allowed")
    for name, value in node.items():
        if name == "$or":
            made = _alternatives(value, start, made)
            continue
        if inside_or and name in _RESERVED:
            raise InvalidPattern(
                f"{name} is Ruler reserved fieldName which cannot be used inside $or."
            )
        match value:
            case dict():
                made = _branches(value, f"{start}{name}.", made, inside_or=inside_or)
            case list():
                held = leaf(value)
                made = [{**one, start + name: held} for one in made]
            case _:
                raise InvalidPattern(f'"{name}" must be an object or an array')
    return made


def _alternatives(
    value: Any, start: str, made: Sequence[dict[str, Leaf]]
) -> Sequence[dict[str, Leaf]]:
    if not isinstance(value, list):
        raise InvalidPattern("It must be an Array followed with $or.")
    found: list[dict[str, Leaf]] = []
    for one in value:
        if not isinstance(one, dict):
            raise InvalidPattern("Only JSON object is allowed in array of $or relationship.")
        found += _branches(one, start, made, inside_or=True)
    if len(value) < 2:
        raise InvalidPattern("There must have at least 2 Objects in $or relationship.")
    return found


def _consistent(choices: Sequence[_Choice], chosen: Mapping[str, int]) -> bool:
    """Say whether one value of each field can be taken so that no array is in two elements.

    A field that may be absent is so where the chosen elements do not hold it: live answers of
    TestEventPattern (radkawar/stackd, testdata/aws/eventbridge/patterns.json, September 2026).
    """
    if not choices:
        return True
    (taken, shunned), rest = choices[0], choices[1:]
    for within in taken:
        if _agree(within, chosen) and _consistent(rest, {**chosen, **dict(within)}):
            return True
    absent = shunned is not None and not any(_agree(within, chosen) for within in shunned)
    return absent and _consistent(rest, chosen)


def _agree(within: Elements, chosen: Mapping[str, int]) -> bool:
    return all(chosen.get(array, number) == number for array, number in within)


def _may_be_absent(choice: _Choice) -> bool:
    return choice[1] is not None


def _mismatches(branch: Branch, found: Fields) -> Iterator[Mismatch]:
    """Yield what keeps the fields of an event from matching one branch."""
    several = True
    for path, held in branch.items():
        values = found.get(path)
        if values is None and not held.absent:
            several = False
            inner = any(other.startswith(f"{path}.") for other in found)
            told = "is an object, not a value" if inner else "is not in the event"
            yield Mismatch(path, told)
        elif values is not None and not any(held.takes(value) for value, _ in values):
            several = False
            yield Mismatch(path, _told(held, [value for value, _ in values]))
    if several:
        yield Mismatch(", ".join(branch), "no single element of the event's array has all of these")


def _told(held: Leaf, values: Sequence[Value]) -> str:
    """Say what is there and what the pattern wants."""
    shown = ", ".join(_shown(value) for value in values)
    if held.absent and len(held.told) == 1:
        return f"is {shown}, and the pattern wants it not to be there"
    wanted = " or ".join(json.dumps(one) for one in held.told)
    return f"is {shown}, and the pattern wants {wanted}"


def _shown(value: Value) -> str:
    return value.value if isinstance(value, Truth) else json.dumps(value)


def _no_number(text: str) -> float:
    raise ValueError(text)
