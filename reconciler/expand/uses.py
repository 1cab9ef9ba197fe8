"""Who uses the keys of what is encrypted: services and roles that send to it, EventBridge for its buses.

A role of the key's own account needs nothing besides the key's policy; one of another account needs a
policy of its own, too (KMS Developer Guide, "Key access and permissions" and "Allowing users in other
accounts to use a KMS key").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from reconciler.expand.known import Known
from reconciler.expand.senders import EVENTS, Sending, account_of, is_abroad, mappings, sendings
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Late, Text

KEYS: Final = "kms.keys"
"""The kind of keys."""

BUSES: Final = "eventbridge.event_buses"
"""The kind of buses."""

HOLDERS: Final = frozenset({"sns.topics", "sqs.queues", BUSES})
"""The kinds that name a key with which they are encrypted."""

RULES: Final = "eventbridge.rules"
"""The kind of rules."""


def uses(stack: Stack, senders: Iterable[Resource] | None = None) -> Iterator[Sending]:
    """All that is done with what a stack declares and encrypts, by whom a key's policy names.

    `senders`: who does, if not the stack's own resources.
    """
    if not any(key_named_by(one) for one in stack.resources if one.form.kind.id in HOLDERS):
        return
    theirs = stack if senders is None else replace(stack, resources=tuple(senders))
    yield from users(sendings(theirs))
    for one in theirs.resources:
        if one.lifecycle.state != "present":
            continue
        if one.form.kind.id == RULES:
            yield from _to_queues(one)
        elif one.form.kind.id == BUSES and one.desired.get("kms_key_identifier"):
            yield Sending(one, EVENTS, one.arn, one.arn)


def users(sent: Iterable[Sending]) -> Iterator[Sending]:
    """What is sent to topics and queues, by whom the policy of a key names: a role, and no account."""
    for one in sent:
        if one.service not in {"sns", "sqs"} or (one.by_account and not one.role):
            continue
        yield replace(one, principal=one.role) if one.by_account else one


def _to_queues(rule: Resource) -> Iterator[Sending]:
    """Queues of a rule's own account that it reaches by a role: that their policies do not matter."""
    for target in mappings(rule.desired.get("targets")):
        arn, role = target.get("arn"), target.get("role_arn")
        if not (isinstance(arn, str) and isinstance(role, str) and arn.startswith("arn:")):
            continue
        if ":sqs:" in arn and not is_abroad(arn, rule.scope.account):
            yield Sending(rule, role, arn)


def named_key(use: Sending, has: Known) -> Any:
    """What a declared topic, queue or bus names as its key, as it stands in the spec; None for none."""
    return key_named_by(has.by_arn.get(use.target))


def key_named_by(holder: Resource | None) -> Any:
    """What a topic, queue or bus names as its key; None for none."""
    if holder is None:
        return None
    name = "kms_key_identifier" if holder.form.kind.id == BUSES else "kms_master_key_id"
    return holder.desired.get(name) or None


def declared_key(named: Any, near: Resource, has: Known) -> Resource | None:
    """The key of the stack that is meant, be it written by the stack or not; `near` names it."""
    if isinstance(named, Text):
        named = next((part for part in named.parts if isinstance(part, Late)), None)
    if isinstance(named, Late):
        found = has.by_address.get(named.address)
        return found if found is not None and found.form.kind.id == KEYS else None
    if not isinstance(named, str):
        return None
    if "alias/" not in named:
        return has.by_arn.get(named)
    alias = named.rpartition("alias/")[2]
    same = (one for one in has.by_kind(KEYS) if one.scope == near.scope)
    return next((one for one in same if one.identity[-1] == alias), None)


def key_arn(named: Any, near: Resource, has: Known) -> Any:
    """The ARN of a key as the policy of a role names it, late for a declared one; None where a spec
    does not tell it: a policy takes no alias.
    """
    if not named or (isinstance(named, str) and "alias/aws/" in named):
        return None
    if key := declared_key(named, near, has):
        return Late(key.address, "arn")
    return named if isinstance(named, str) and ":key/" in named else None


def is_own(one: Resource) -> bool:
    """Whether a resource is a key that this stack writes."""
    return one.form.kind.id == KEYS and one.lifecycle.state == "present"


def is_elsewhere(role: str, account: str) -> bool:
    """Whether a role is not of the account that has a key, whose policy then does not suffice."""
    return account_of(role) not in ("", account)
