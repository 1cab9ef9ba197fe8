"""Who a request is from: the account is in the access key id, the role in the session token.

AWS too encodes the account in the access key id: the base32 after the four letters of its kind
holds it in bits 7 to 46 of the first six bytes (measured by several public decoders; AWS only
documents that GetAccessKeyInfo needs no more than the id). Here the last four bytes are a check,
so that ids of another origin are not read as an account. So AssumeRole needs no state, and a
process that never saw the call knows the role.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from reconciler.sandbox.world import Caller

DEFAULT_ACCOUNT = "123456789012"
"""The account of every key that does not name one: the one of AWS's documented examples."""
SECRET = "sandbox-secret-access-key-of-no-use-anywhere"
"""The secret part of all keys: signatures are not checked."""
_MASK = 0x7FFFFFFFFF80


@dataclass(frozen=True)
class Keys:
    """What a client signs with; `token` is None for keys that do not expire."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


def root(account: str) -> Caller:
    """Return who a request with an account's own keys is from (STS GetCallerIdentity: root)."""
    return Caller(account, f"arn:aws:iam::{account}:root", account)


def keys_of_account(account: str) -> Keys:
    """Return keys that act as the account itself."""
    return Keys(_key_id("AKIA", account), SECRET)


def keys_of_role(caller: Caller, until: float = math.inf) -> Keys:
    """Return temporary keys for an assumed role; `caller.arn` is the assumed-role's ARN, `until` when
    they run out, in seconds since 1970.
    """
    told = {"caller": asdict(caller), "until": until}
    token = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
    return Keys(_key_id("ASIA", caller.account), SECRET, token)


def caller(key_id: str, token: str | None, default: str = DEFAULT_ACCOUNT) -> Caller:
    """Return who signs with this key and token. Keys of another origin are `default`'s root."""
    try:
        who = _told(token)["caller"]
        return Caller(**{**who, "session": tuple(who.get("session", ()))})
    except (KeyError, TypeError, AttributeError):
        return root(account_of(key_id) or default)


def ends(token: str | None) -> float:
    """Return when the keys with this token run out, in seconds since 1970; infinity: never."""
    until = _told(token).get("until")
    return until if isinstance(until, float) else math.inf


def _told(token: str | None) -> dict[str, Any]:
    """Return what a token of ours says; nothing of one of another origin, or of none."""
    try:
        told = json.loads(base64.urlsafe_b64decode(token or ""))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


@cache
def account_of(key_id: str) -> str | None:
    """Return the account that an access key id of this sandbox names, else None."""
    try:
        raw = base64.b32decode(key_id[4:])
    except ValueError:
        return None
    if len(raw) != 10 or int.from_bytes(raw[6:]) != zlib.crc32(raw[:6]):
        return None
    return f"{(int.from_bytes(raw[:6]) & _MASK) >> 7:012d}"


def _key_id(kind: str, account: str) -> str:
    first = (int(account) << 7 | 1 << 47).to_bytes(6)
    return kind + base64.b32encode(first + zlib.crc32(first).to_bytes(4)).decode()
