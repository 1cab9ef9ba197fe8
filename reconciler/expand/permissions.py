"""Permissions that follow targets: each target's own policy lets in what the stack sends to it.

One statement a target and sender's service, ours by its Sid; a function's permissions, which AWS
keeps by source, one each; a policy of the account for log groups. What the spec grants already is not
granted again. A target of an account that the stack does not reach is told of, with the statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from reconciler.errors import Fault
from reconciler.expand import permission_notes as notes
from reconciler.expand.granted import is_granted
from reconciler.expand.grants import Grant, granting, place_of
from reconciler.expand.keys import KEY_STATEMENTS, key_grants, lets_in, others_keys
from reconciler.expand.known import Known, known
from reconciler.expand.senders import SENDERS, Sending, sendings
from reconciler.expand.statements import needed
from reconciler.expand.uses import KEYS, uses
from reconciler.spec.stack import Expanded, Judgement, Resource, Stack, parent_key


def permissions(stack: Stack) -> Expanded:
    """The stack with every permission that its targets need, and whoever sends made after them."""
    has = known(stack)
    sent = granted_by_us(stack, has)
    used = [one for one in uses(stack) if not has.is_manual(one.sender)]
    away = [one for one in sent if place_of(one, stack) is None]
    grants = [*granting(stack, ungranted(stack, has, sent), has), *key_grants(stack, used, has)]
    resources = (*_waiting(stack, grants, has), *(grant.resource for grant in grants))
    told = (*notes.foreign(away, has), *_wide(grants), *notes.unusable(used, has))
    return Expanded(replace(stack, resources=resources), Judgement((), told))


def ungranted(stack: Stack, has: Known, sent: Iterable[Sending]) -> list[Sending]:
    """What of this is sent to targets that the stack reaches, and that nothing it declares lets in."""
    return [one for one in sent if place_of(one, stack) and not has.grants(one)]


def granted_by_us(stack: Stack, has: Known) -> list[Sending]:
    """What a stack sends, but for what somebody else grants."""
    return [one for one in sendings(stack) if not has.is_manual(one.sender)]


def by_hand(stack: Stack) -> tuple[Grant, ...]:
    """What the stack's targets need and `permissions: manual` leaves to others, none of it derived."""
    has = known(stack)
    sent = [one for one in sendings(stack) if has.is_manual(one.sender)]
    shut = ungranted(stack, has, sent)
    used = (one for one in uses(stack) if has.is_manual(one.sender))
    return (*granting(stack, shut, has), *key_grants(stack, used, has))


def of_others(stack: Stack) -> list[Grant]:
    """What the policies of keys that the stack does not write must say, none of it derived; those that
    the stack does not reach are in a scope without an account.
    """
    return others_keys(stack, uses(stack), known(stack))


def read_by_plans(stack: Stack) -> tuple[Resource, ...]:
    """What is not derived, and whose documents a plan reads nevertheless."""
    some = (grant.resource for grant in (*by_hand(stack), *of_others(stack)))
    return tuple(one for one in some if one.scope.account)


def unmet(stack: Stack, held: Callable[[Resource], tuple[Any, ...] | None]) -> tuple[Fault, ...]:
    """What targets lack whose permissions are somebody else's, each with the statement to add.

    `held`: the live documents that could hold what a resource says; None where they are not known.
    """
    faults: list[Fault] = []
    for grant in by_hand(stack):
        documents = held(grant.resource)
        if grant.resource.form.kind.id == KEY_STATEMENTS:
            shut = _shut_out(grant, documents)
            faults += [notes.locked(shut)] if shut and documents is not None else []
            continue
        lacking = [
            one
            for one in grant.sent
            if documents is not None
            and not any(is_granted(said, needed([one])) for said in documents)
        ]
        faults += [notes.missing(lacking)] if lacking else []
    return (*faults, *_sealed(stack, held))


def _sealed(stack: Stack, held: Callable[[Resource], tuple[Any, ...] | None]) -> Iterator[Fault]:
    """What is lacking in the policies of keys that the stack does not write."""
    for grant in of_others(stack):
        documents = held(grant.resource) if grant.resource.scope.account else None
        if shut := _shut_out(grant, documents):
            yield notes.sealed(shut, known=documents is not None)


def _shut_out(grant: Grant, documents: tuple[Any, ...] | None) -> Grant | None:
    """Those of a grant whom these policies of a key, where they are known, do not let in."""
    shut = [one for one in grant.sent if not any(lets_in(said, one) for said in documents or ())]
    return replace(grant, sent=tuple(shut)) if shut else None


def implied_before(stack: Stack, lives: Iterable[Resource]) -> tuple[Resource, ...]:
    """What live senders imply and the stack does not, by the addresses that it was derived under.

    `lives`: what is there, in the form of declared resources. So what was derived for a target that
    has changed, or a rule that is gone from the spec, is found.
    """
    has, there = known(stack), tuple(lives)
    here = has.by_address
    senders = tuple(
        replace(one, implied={})
        for one in there
        if one.form.kind.id in SENDERS
        and (one.address not in here or not has.is_manual(here[one.address]))
    )
    sent = [one for one in sendings(replace(stack, resources=senders)) if place_of(one, stack)]
    grants = (*granting(stack, sent, has), *_keys_before(stack, senders, there))
    made = (grant.resource for grant in grants)
    return tuple(one for one in made if one.address not in here)


def _keys_before(
    stack: Stack, senders: Iterable[Resource], lives: Iterable[Resource]
) -> list[Grant]:
    """What live things that are encrypted imply for their keys; what keys say is left out of it."""
    bare = (
        replace(one, desired={**one.desired, "policy": None}) if one.form.kind.id == KEYS else one
        for one in lives
        if parent_key(one.address) is None
    )
    before = replace(stack, resources=tuple(bare))
    return key_grants(before, uses(before, senders), known(before))


def _waiting(stack: Stack, grants: Iterable[Grant], has: Known) -> Iterator[Resource]:
    """The resources, whoever sends after what lets it in: a bucket's destinations are tried at once.
    What is encrypted by another key than before is so after that lets senders in.
    """
    first: dict[str, list[str]] = defaultdict(list)
    for grant in grants:
        for one in grant.sent:
            first[one.sender.address].append(grant.resource.address)
            if grant.resource.form.kind.id == KEY_STATEMENTS:
                first[has.by_arn[one.target].address].append(grant.resource.address)
    for resource in stack.resources:
        wanted = tuple(sorted({*first.get(resource.address, ())}))
        yield replace(resource, after=(*resource.after, *wanted)) if wanted else resource


def _wide(grants: Iterable[Grant]) -> Iterator[Fault]:
    return (notes.wide(grant.resource) for grant in grants if not grant.exact)
