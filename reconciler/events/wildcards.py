"""The texts of `wildcard`: `*` is any run of characters, a backslash makes `*` and itself plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reconciler.events.errors import InvalidPattern

_MOST_STATES = 15
_MOST_SEEN = 500


def wildcard(text: str) -> re.Pattern[str]:
    """Return the expression that a wildcard text stands for. Raises InvalidPattern.

    Refused are `**` and a backslash before anything else; positions count bytes of the quoted
    text (aws/event-ruler, WildcardParser). Refused too is what could be in too many states at
    once; live, `*a` ten times is refused and five times is not (radkawar/stackd,
    testdata/aws/eventbridge/pattern_admission.json), where in between is unverified.
    """
    found = re.compile("".join(_parts(text)), re.DOTALL)
    if _states(text) > _MOST_STATES:
        raise InvalidPattern(
            "Rule is too complex - try using fewer wildcard characters or fewer repeating "
            "character sequences after a wildcard character"
        )
    return found


def _states(text: str) -> int:
    """Return in how many places of the text one value may be read at once, at worst."""
    letters = set(text) - {"*", "\\"}
    start = _spread({0}, text)
    seen, queue, most = {start}, [start], 0
    while queue and len(seen) < _MOST_SEEN:
        places = queue.pop()
        most = max(most, len(places))
        for letter in letters:
            after = {at + 1 for at in places if text[at : at + 1] == letter}
            after |= {at for at in places if text[at : at + 1] == "*"}
            step = _spread(after, text)
            if step not in seen:
                seen.add(step)
                queue.append(step)
    return most


def _spread(places: Iterable[int], text: str) -> frozenset[int]:
    """Return places with those behind a `*`, which may stand for nothing."""
    found = set(places)
    found |= {at + 1 for at in found if text[at : at + 1] == "*"}
    return frozenset(found)


def _parts(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        letter, after = text[at], text[at + 1 : at + 2]
        if letter == "*":
            if after == "*":
                raise InvalidPattern(
                    f"Consecutive wildcard characters at pos {_position(text, at)}"
                )
            yield ".*"
        elif letter == "\\":
            if after not in ("*", "\\") or not after:
                raise InvalidPattern(f"Invalid escape character at pos {_position(text, at)}")
            yield re.escape(after)
            at += 1
        else:
            yield re.escape(letter)
        at += 1


def _position(text: str, at: int) -> int:
    return len(text[:at].encode()) + 1
