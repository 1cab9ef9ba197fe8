"""Which values are masked: what the kind calls secret, and live values whose key looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from reconciler.engine.comparing.paths import Spot
from reconciler.spec.values import Secret, Value

SUSPECT: Final = re.compile(
    r"passw(or)?d|passphrase|secret|credential|private_?key|api_?key|access_?key|(?<![a-z])token"
    r"|_token|[a-z]Token|^pwd$",
    re.IGNORECASE,
)
"""Names under which people keep secrets; a name too many only masks a value too many."""


def is_secret(spot: Spot, before: Value, after: Value) -> bool:
    """Whether neither side of a change may be shown.

    A name that looks like a secret's masks what is live there: a person may have put it there. What a
    spec says is in git already, and where a secret is wanted it says only where that is kept.
    """
    suspect = before is not None and not spot.shape.enum and looks_secret(spot.keys)
    return spot.secret or suspect or holds_secret(before) or holds_secret(after)


def holds_secret(value: Value) -> bool:
    """Whether a secret stands anywhere in a value."""
    match value:
        case Secret():
            return True
        case Mapping():
            return any(map(holds_secret, value.values()))
        case tuple():
            return any(map(holds_secret, value))
    return False


def looks_secret(keys: Iterable[str]) -> bool:
    """Whether a name that a user chose, on the way to a value, suggests that it is a secret."""
    return any(SUSPECT.search(key) for key in keys)
