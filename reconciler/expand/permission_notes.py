"""What is to be known of permissions that follow targets: what cannot be granted from here.

Source for keys: SNS Developer Guide, "Enable compatibility between event sources from AWS services and
encrypted topics" (kms:GenerateDataKey*, kms:Decrypt; aws:SourceAccount and aws:SourceArn are not
supported for EventBridge); SQS Developer Guide, "Configure KMS permissions for AWS services"; the keys
that AWS manages let no service in, and their policies cannot be changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from reconciler.errors import Fault
from reconciler.expand.grants import Grant
from reconciler.expand.keys import key_of, named_key
from reconciler.expand.known import Known
from reconciler.expand.senders import Sending
from reconciler.expand.statements import key_statement, needed
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
    return _note(MISSING, message, one, _added(key_statement(one.principal)))


def wide(resource: Resource) -> Fault:
    """More sources than a policy can name."""
    message = (
        "its policy has not room for every source: it lets all of their sort in this account in"
    )
    return Fault(WIDE, message, resource.place, address=resource.address)


def sealed(sent: Iterable[Sending], has: Known) -> Iterator[Fault]:
    """Encrypted topics and queues of the stack, whose key must let the sender in."""
    for group in _by_target(sent):
        one = group[0]
        key = named_key(one, has)
        if not isinstance(key, str) or not one.by_service or key_of(one, has):
            continue
        if "alias/aws/" in key:
            message = (
                f"{one.target} is encrypted with {key}, which lets no service in: nothing arrives"
            )
            yield _note(SEALED, message, one, "Take a key of your own, or none.")
            continue
        message = f"{one.target} is encrypted: the policy of {key} must let {one.principal} in"
        yield _note(SEALED, message, one, _added(key_statement(one.principal)))


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
