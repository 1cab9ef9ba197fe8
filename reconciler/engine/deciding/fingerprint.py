"""What binds an approval to what was approved: the fingerprint of a live value, the digest of a plan.

Both are SHA-256 over canonical JSON. In a digest stand: format, scopes, stack, the digest of every
change (address, scope, action, field changes with late values as tokens, fingerprint), and the
options that change what is done. Not in it: positions, commits, times, texts, versions, and the
values of sensitive fields. It is made of the changes' own digests, so that of a plan that was
approved and half done the rest can be told to be just what was approved.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

from reconciler.engine.comparing.secrecy import looks_secret
from reconciler.engine.live import Live
from reconciler.plan.plan import Action, Change, FieldChange
from reconciler.spec.stack import Scope
from reconciler.spec.values import Late, Secret, Text, Value

FORMAT: Final = "reconcile.plan/1"
"""The format of plans that digests are of; a new one makes every older approval stale."""

MASK: Final = "(sensitive)"
"""What stands for a secret's value wherever one could be seen."""


def fingerprint(live: Live, compared: Mapping[str, Value]) -> str:
    """Hash of the live value that was compared, of whose it is, and of what goes with it. Secrets are
    not in it.
    """
    whose = [live.form.kind.id, live.scope.name, list(live.identity), live.arn, *live.along]
    return hashed([whose, _masked(compared, ())])


def digest(
    stack: str, scopes: Iterable[Scope], changes: Iterable[Change], options: Iterable[str]
) -> str:
    """Hash of what a plan would do, and where, and to what; unchanged resources are not in it."""
    where = ((one.name, one.account, one.region, one.partition) for one in scopes)
    told = (change_digest(one) for one in changes if one.action is not Action.NOOP)
    return digest_of(stack, where, told, options)


def digest_of(
    stack: str, where: Iterable[Iterable[str]], changes: Iterable[str], options: Iterable[str]
) -> str:
    """The digest of a plan by its parts: scopes as (name, account, region, partition), and the
    digests of what it changes. So a plan that was read from a file can be checked against its own.
    """
    return hashed([FORMAT, sorted(map(list, where)), stack, sorted(changes), sorted(options)])


def change_digest(change: Change) -> str:
    """Hash of what one change would do, and to what."""
    return hashed(_change(change))


def hashed(data: Any) -> str:
    """SHA-256 of data as canonical JSON, in hexadecimal."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), default=token)
    return sha256(text.encode()).hexdigest()


def token(value: Any) -> Any:
    """What stands for a value that JSON does not know: a late one by its name, a map as a dict."""
    match value:
        case Late(address=address, attribute=attribute):
            return {"late": f"{address}.{attribute}"}
        case Text(parts=parts):
            return {"text": list(parts)}
        case Secret():
            return {"secret": str(value)}
        case Mapping():
            return dict(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a plan")


def _change(change: Change) -> list[Any]:
    fields = sorted((_field(one) for one in change.fields), key=lambda one: (one[0], one[1]))
    return [change.address, change.scope.name, str(change.action), fields, change.fingerprint]


def _field(change: FieldChange) -> list[Any]:
    values = (MASK, MASK) if change.sensitive else (change.before, change.after)
    return [change.path, change.op, *values]


def _masked(value: Value, names: tuple[str, ...]) -> Any:
    """The value with a mask for each leaf under a name that looks like a secret's."""
    match value:
        case Mapping():
            return {key: _masked(one, (*names, key)) for key, one in value.items()}
        case tuple():
            return [_masked(one, names) for one in value]
    return MASK if looks_secret(names) else value
