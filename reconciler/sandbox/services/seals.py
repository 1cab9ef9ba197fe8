"""Secrets that a client sent and that the sandbox never needs again: kept as salted digests.

So the state file tells two secrets apart, and holds neither. What must be compared with something
later (the HMAC of a webhook) or be given back (a SecureString) cannot be kept so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

_START = "sha256$"


def sealed(value: str, salt: Callable[[], str]) -> str:
    """Return the seal of a secret; what is a seal already stays as it is."""
    return value if value.startswith(_START) else _seal(value, salt())


def holds(seal: str, value: str) -> bool:
    """Say whether a seal is that of a secret."""
    return seal == _seal(value, seal.split("$")[1])


def _seal(value: str, salt: str) -> str:
    return f"{_START}{salt}${hashlib.sha256(f'{salt}{value}'.encode()).hexdigest()}"
