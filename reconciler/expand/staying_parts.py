"""Senders that are declared without the part by which they send: triggers of a repository, the
notifications of a bucket.

A part that is left out is neither read nor changed, so what it says live is not known, and may need what
was derived when it was declared. That stays until the part is declared again, be it as `null`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from reconciler.expand.grants import PERMISSIONS, granting
from reconciler.expand.keys import KEY_STATEMENTS, key_of, opens
from reconciler.expand.known import Known, known
from reconciler.expand.senders import CODECOMMIT, S3, Sending
from reconciler.expand.statements import widened
from reconciler.expand.uses import users
from reconciler.spec.stack import Resource, Scope, Stack

PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "codecommit.repositories": ("triggers", CODECOMMIT),
    "s3.buckets": ("notification_configuration", S3),
}
"""Kind → the part by which it sends, and the service in whose name it does."""

_ARN: Final = re.compile(r"arn:[^'\"\s]+")


def kept(
    stack: Stack, lives: Iterable[Resource], kinds: Collection[str]
) -> dict[str, list[Sending]]:
    """Address of what lets senders in → what it lets in of parts that are left out.

    `lives`: what is there; `kinds`: those that let senders in. Only what was derived stays: what somebody
    wrote, and took out, does not.
    """
    silent = {one.arn: one for one in stack.resources if _is_silent(one)}
    if not silent:
        return {}
    has, found = known(stack), dict[str, list[Sending]]()
    there = tuple(lives)
    for one in there:
        if one.form.kind.id not in kinds:
            continue
        target = _target(one)
        for sender in _named(one, silent) if target else ():
            sent = Sending(sender, PARTS[sender.form.kind.id][1], target, sender.arn)
            made = () if has.is_manual(sender) else granting(stack, [sent], has)
            same = {(each.resource.form.kind.id, each.resource.identity) for each in made}
            derived = (one.form.kind.id, one.identity) in same
            if derived and known(replace(stack, resources=(one,))).grants(sent):
                found.setdefault(one.address, []).append(sent)
    return found | _keys(there, [each for some in found.values() for each in some], has)


def _keys(
    there: Iterable[Resource], sent: Collection[Sending], has: Known
) -> dict[str, list[Sending]]:
    """The same of statements of keys, for what is sent to something that is encrypted."""
    found = dict[str, list[Sending]]()
    for one in there:
        if one.form.kind.id != KEY_STATEMENTS:
            continue
        for each in users(sent):
            key = key_of(each, has)
            if key and opens(one, key, each):
                found.setdefault(one.address, []).append(each)
    return found


def _is_silent(one: Resource) -> bool:
    """Whether a sender is declared without the part by which it sends."""
    part, _ = PARTS.get(one.form.kind.id, ("", ""))
    return bool(part) and one.lifecycle.state == "present" and part not in one.desired


def _named(one: Resource, silent: Mapping[str, Resource]) -> Iterator[Resource]:
    """The senders whose ARN, or the ARN of all their sort, stands in a statement."""
    arns = {*_ARN.findall(str(one.desired))}
    for arn, sender in silent.items() if arns else ():
        if arn in arns or widened(arn) in arns:
            yield sender


def _target(one: Resource) -> str:
    """The ARN of what a statement or permission is about; "" where it is of no such kind."""
    match one.form.kind.id:
        case "sns.statements":
            return one.identity[0]
        case "sqs.statements":
            return _arn(one.scope, "sqs", one.identity[0])
        case kind if kind == PERMISSIONS:
            name, qualifier, _ = one.identity
            return _arn(one.scope, "lambda", ":".join(filter(None, ("function", name, qualifier))))
    return ""


def _arn(scope: Scope, service: str, name: str) -> str:
    return f"arn:{scope.partition}:{service}:{scope.region}:{scope.account}:{name}"
