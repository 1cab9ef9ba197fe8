"""Whether a policy already says what a target needs: a reading of the common ways to say it.

It is no full evaluation (IAM User Guide, "Policy evaluation logic"): a Deny is not weighed, and a
condition that it does not know is taken to hold, for nobody should be told to add what is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from reconciler.spec.content.documents import canonical

SOURCES: Final = frozenset({"aws:sourcearn", "aws:sourceaccount", "aws:sourceowner"})
"""Condition keys by which a policy says for whom a service may act, in lower case."""


def is_granted(document: Any, wanted: Mapping[str, Any]) -> bool:
    """Whether some statement of a policy allows all that the `wanted` one does.

    Both are policies in the normal form of the spec room, or as JSON gives them.
    """
    asked = _normal(wanted)
    return any(_covers(_normal(one), asked) for one in _statements(document))


def _statements(document: Any) -> Iterator[Mapping[str, Any]]:
    said = document.get("Statement") if isinstance(document, Mapping) else None
    for one in (said,) if isinstance(said, Mapping) else said or ():
        if isinstance(one, Mapping):
            yield one


def _normal(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    said = canonical("policy", _plain(statement))
    assert isinstance(said, Mapping)
    return said


def _plain(value: Any) -> Any:
    """JSON data as normal values: lists are tuples."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return tuple(map(_plain, value)) if isinstance(value, list | tuple) else value


def _covers(one: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    if one.get("Effect") != "Allow" or "NotPrincipal" in one or "NotAction" in one:
        return False
    return (
        _all_of(one.get("Principal"), wanted.get("Principal"))
        and _every(wanted["Action"], one.get("Action"), fold=True)
        and ("Resource" not in one or _every(wanted["Resource"], one["Resource"]))
        and _conditions(one.get("Condition") or {}, wanted)
    )


def _all_of(have: Any, wanted: Any) -> bool:
    """Whether principals hold others; a star holds all."""
    if not isinstance(have, Mapping) or not isinstance(wanted, Mapping):
        return False
    if "*" in (have.get("AWS") or ()):
        return True
    return all({*names} <= {*(have.get(sort) or ())} for sort, names in wanted.items())


def _conditions(have: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether conditions let through what the wanted ones do."""
    asked = {
        key.lower(): values
        for block in (wanted.get("Condition") or {}).values()
        for key, values in block.items()
    }
    pairs = ((key.lower(), values) for block in have.values() for key, values in block.items())
    return all(
        key in asked and _every(asked[key], values) for key, values in pairs if key in SOURCES
    )


def _every(wanted: Iterable[str], have: Any, *, fold: bool = False) -> bool:
    """Whether each text matches one of the patterns."""
    patterns = (have,) if isinstance(have, str) else tuple(have or ())
    known = [_pattern(one, fold) for one in patterns if isinstance(one, str)]
    return all(any(one.fullmatch(text) for one in known) for text in wanted)


@lru_cache(maxsize=4096)
def _pattern(text: str, fold: bool) -> re.Pattern[str]:
    """A text of a policy, in which `*` is anything and `?` any one character."""
    told = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(told, re.IGNORECASE if fold else 0)
