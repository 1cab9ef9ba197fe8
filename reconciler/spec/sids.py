"""The names of the statements that we put into documents which other resources hold.

A statement cannot be tagged, so that its Sid says whose it is: `Reconcile`, six hex digits of the
owner, six of the address. The first six tell ours from another stack's without any state file, the
last six one statement of ours from another. IAM User Guide, "IAM JSON policy elements: Sid": letters
and digits only, unique within the document.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

PREFIX: Final = "Reconcile"
"""How the Sid of every statement begins that this tool has put anywhere."""

HALF: Final = 6
"""Hex digits of the owner, and of the address."""


def own_sid(owner: str, address: str) -> str:
    """The Sid of what `owner` (project/stack/environment) declares at an address."""
    return f"{mark(owner)}{_hex(address)}"


def mark(owner: str) -> str:
    """How the Sids of everything begin that an owner has put anywhere."""
    return f"{PREFIX}{_hex(owner)}"


def owner_of_sid(sid: str, owner: str) -> bool | None:
    """Whether a Sid is this owner's; None where it is no Sid of this tool's at all."""
    digits = sid.removeprefix(PREFIX)
    is_made = (
        sid != digits and len(digits) == 2 * HALF and not set(digits) - set("0123456789abcdef")
    )
    return sid.startswith(mark(owner)) if is_made else None


def _hex(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:HALF]
