"""What is to be known of permissions that follow targets: what cannot be granted from here.

Source for keys: SNS Developer Guide, "Enable compatibility between event sources from AWS services and
encrypted topics" (kms:GenerateDataKey*, kms:Decrypt; aws:SourceAccount and aws:SourceArn are not
supported for EventBridge); SQS Developer Guide, "Configure KMS permissions for AWS services"; the keys
that AWS manages let in their own account, no service and no other account, and their policies cannot be
changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from reconciler.errors import Fault
from reconciler.expand.grants import Grant
from reconciler.expand.keys import is_of_aws, may_use, own_statement
from reconciler.expand.known import Known
from reconciler.expand.roles import is_derived
from reconciler.expand.senders import Sending, account_of
from reconciler.expand.statements import key_statement, needed
from reconciler.expand.uses import is_elsewhere, key_arn, named_key
from reconciler.spec.stack import Resource

FOREIGN: Final = "RC4021"
"""A target of an account or region that the stack does not reach must let its sender in itself."""

WIDE: Final = "RC4022"
"""A policy has not room for every source."""

SEALED: Final = "RC4023"
"""An encrypted target needs a key that lets its sender in."""

MISSING: Final = "RC4024"
"""A target does not let its sender in, and nobody is asked to grant it."""


def foreign(sent: Iterable[Sending], has: Known) -> Iterator[Fault]:
    """Targets that other accounts must open, each with the statement to add."""
    for group in _by_target(sent):
        one = group[0]
        if not one.sender.scope.account or all(has.grants(each) for each in group):
            continue
        region, account = one.target.split(":", 5)[3:5]
        message = (
            f"{one.target} is in account {account}, {region}, which this stack does not reach: "
            "its policy must let the sender in"
        )
        yield _note(FOREIGN, message, one, _to_add(group))


def missing(group: Sequence[Sending]) -> Fault:
    """A target whose policy was read and does not let its sender in."""
    one = group[0]
    message = f"{one.target} does not let {who(one)} in, and `permissions` is manual"
    return _note(MISSING, message, one, _to_add(group))


def locked(grant: Grant) -> Fault:
    """A key of the stack whose live policy does not let a sender use it."""
    one, key = grant.sent[0], grant.resource.identity[0]
    message = (
        f"{one.target} is encrypted, and the policy of alias/{key} does not let {one.principal} in; "
        "`permissions` is manual"
    )
    return _note(MISSING, message, one, _added(key_statement(grant.sent)))


def sealed(grant: Grant, *, known: bool) -> Fault:
    """A key that the stack does not write, whose live policy does not let somebody use it; or may not,
    where nobody may read it (not `known`).
    """
    one, key = grant.sent[0], grant.resource.identity[0]
    named = key if key.startswith("arn:") else f"alias/{key}"
    told = f"does not let {one.principal} in" if known else f"must let {one.principal} in"
    why = "" if known else "; it could not be read"
    message = f"{one.target} is encrypted: the policy of {named} {told}{why}"
    return _note(SEALED, message, one, _added(key_statement(grant.sent)))


def wide(resource: Resource) -> Fault:
    """More sources than a policy can name."""
    message = (
        "its policy has not room for every source: it lets all of their sort in this account in"
    )
    return Fault(WIDE, message, resource.place, address=resource.address)


def unusable(used: Iterable[Sending], has: Known) -> Iterator[Fault]:
    """What is encrypted with a key of AWS's own, which neither a service nor another account may use;
    and what a role of somebody else's sends to another account, to something that is encrypted there.
    """
    for group in _by_target(used):
        one = group[0]
        named = named_key(one, has)
        if is_of_aws(named) and (one.by_service or _is_abroad(one)):
            whom = "no service" if one.by_service else "no other account"
            message = (
                f"{one.target} is encrypted with {named}, which lets {whom} in: nothing arrives"
            )
            yield _note(SEALED, message, one, "Take a key of your own, or none.")
            continue
        lacking = [each for each in group if named and _is_abroad(each) and not may_use(each, has)]
        for role in dict.fromkeys(each.principal for each in lacking):
            yield _of_role(role, one, has)


def _of_role(role: str, use: Sending, has: Known) -> Fault:
    named = named_key(use, has)
    arn = key_arn(named, has.by_arn[use.target], has)
    if arn is None and is_derived(has.by_arn.get(role)):
        message = f"{use.target} is encrypted with {named}, whose ARN {role} needs and the spec does not tell"
        return _note(SEALED, message, use, "Name the key by its ARN.")
    message = f"{use.target} is encrypted with a key of another account: a policy of {role} must let it use that"
    said = json.dumps(own_statement(arn or f"<the ARN of {named}>"))
    return _note(SEALED, message, use, f"Add to a policy of it: {said}")


def _is_abroad(use: Sending) -> bool:
    return use.by_role and is_elsewhere(use.principal, account_of(use.target))


def who(sent: Sending) -> str:
    """Who is to be let in, as a sentence has it."""
    return f"account {sent.principal}" if sent.by_account else sent.principal


def _by_target(sent: Iterable[Sending]) -> Iterator[list[Sending]]:
    """What is sent, by target and sender's service."""
    groups: dict[tuple[str, str], list[Sending]] = {}
    for one in sent:
        groups.setdefault((one.target, one.short), []).append(one)
    return iter(groups.values())


def _to_add(group: Sequence[Sending]) -> str:
    return _added(needed(group))


def _added(statement: Mapping[str, Any]) -> str:
    return f"Add to its policy: {json.dumps(statement)}"


def _note(code: str, message: str, sent: Sending, suggestion: str) -> Fault:
    return Fault(
        code, message, sent.sender.place, suggestion=suggestion, address=sent.sender.address
    )
