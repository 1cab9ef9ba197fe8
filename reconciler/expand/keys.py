"""Keys with which targets are encrypted: their policies let in whatever sends to what they encrypt.

Only keys that the stack declares are written to. A key's policy is mostly the matter of whoever runs the
account, and declared in full somewhere: of every other key the plan says what to add (RC4023).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from reconciler.expand.derive import derived
from reconciler.expand.granted import is_granted
from reconciler.expand.grants import Grant
from reconciler.expand.known import Known
from reconciler.expand.senders import Sending
from reconciler.expand.statements import key_statement
from reconciler.spec.sids import own_sid
from reconciler.spec.stack import DERIVED, Resource, Stack
from reconciler.spec.values import Late, Text

KEYS: Final = "kms.keys"
"""The kind of keys."""

KEY_STATEMENTS: Final = "kms.statements"
"""The kind of a statement of a key's policy."""


def key_grants(stack: Stack, sent: Iterable[Sending], has: Known) -> list[Grant]:
    """What lets services use the keys of the stack for what they send, one for each service."""
    groups: dict[tuple[str, str], list[Sending]] = defaultdict(list)
    for one in sent:
        key = key_of(one, has)
        if key and one.by_service and not is_open(key, one, has):
            groups[key.address, one.short].append(one)
    return [_grant(stack, has.by_address[key], group) for (key, _), group in groups.items()]


def key_of(sent: Sending, has: Known) -> Resource | None:
    """The key of this stack with which a declared target is encrypted."""
    named = named_key(sent, has)
    if isinstance(named, Text):
        named = next((part for part in named.parts if isinstance(part, Late)), None)
    if isinstance(named, Late):
        found = has.by_address.get(named.address)
        return found if found is not None and is_own(found) else None
    if not isinstance(named, str) or "alias/" not in named:
        return None
    scope, alias = has.by_arn[sent.target].scope, named.rpartition("alias/")[2]
    same = (one for one in has.by_kind(KEYS) if one.scope == scope and one.identity[-1] == alias)
    return next(filter(is_own, same), None)


def named_key(sent: Sending, has: Known) -> Any:
    """What a declared topic or queue names as its key, as it stands in the spec; None for none."""
    holder = has.by_arn.get(sent.target)
    if holder is None or sent.service not in {"sns", "sqs"}:
        return None
    return holder.desired.get("kms_master_key_id") or None


def is_own(one: Resource) -> bool:
    """Whether a resource is a key that this stack writes."""
    return one.form.kind.id == KEYS and one.lifecycle.state == "present"


def is_open(key: Resource, sent: Sending, has: Known) -> bool:
    """Whether the spec itself says that a key lets a sender's service use it."""
    said: list[Any] = [key.desired.get("policy")]
    said += [
        {"Statement": [one.desired.get("statement")]}
        for one in has.by_kind(KEY_STATEMENTS)
        if one.scope == key.scope and one.identity[0] == key.identity[-1]
    ]
    return any(is_granted(one, key_statement(sent.principal)) for one in said)


def _grant(stack: Stack, key: Resource, group: list[Sending]) -> Grant:
    first = group[0]
    address = f"{KEY_STATEMENTS}.{key.key}{DERIVED}{first.short}"
    identity = (key.identity[-1], own_sid(stack.owner, address))
    fields = {"statement": key_statement(first.principal)}
    return Grant(derived(key, KEY_STATEMENTS, first.short, identity, fields), tuple(group))
