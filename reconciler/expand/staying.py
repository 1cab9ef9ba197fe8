"""What is still needed by senders that are declared no more, and are live as long as nobody prunes,
and by parts of declared ones that are left out (`staying_parts`).

A rule that is taken out of a spec goes on sending: what lets it in stays as long as it does, else it
would stop delivering without a word. Only what is let in already stays so; nothing new is granted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from reconciler.expand.grants import PERMISSIONS, POLICIES, STATEMENTS, granting, place_of
from reconciler.expand.keys import KEY_STATEMENTS, key_grants, key_of, opens
from reconciler.expand.known import Known, known
from reconciler.expand.permissions import granted_by_us, ungranted
from reconciler.expand.senders import SENDERS, Sending, sendings
from reconciler.expand.staying_parts import kept
from reconciler.expand.staying_roles import reaching, with_reach
from reconciler.expand.uses import HOLDERS, declared_key, key_named_by, uses
from reconciler.spec.stack import Resource, Stack, parent_key

GRANTING: Final = frozenset({*STATEMENTS.values(), PERMISSIONS, POLICIES, KEY_STATEMENTS})
"""The kinds that let senders in."""


@dataclass(frozen=True)
class Staying:
    """A stack that lets in what stays too. `needed`: orphans that let in something that stays.

    `after`: the address of an orphan that lets senders in → those of them that go: they go first.
    """

    stack: Stack
    needed: frozenset[str] = frozenset()
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def staying(stack: Stack, lives: Iterable[Resource], stay: Collection[str]) -> Staying:
    """The stack and what is live beside it, so that senders which stay are still let in.

    `lives`: what is there, in the form of declared resources; `stay`: addresses of those that the
    stack does not declare and that are not deleted.
    """
    here, there = {one.address for one in stack.resources}, tuple(lives)
    has = known(replace(stack, resources=there))
    reach = reaching(has, here, stay)
    told = _let_in(with_reach(stack, reach), there, stay)
    after = {role: tuple(sorted(some)) for role, some in reach.goes.items()}
    for one in there:
        if one.form.kind.id == KEY_STATEMENTS and one.address not in here:
            before = (each for each in _encrypted_by(one, has) if each in here)
            after[one.address] = (*told.after.get(one.address, ()), *before)
    needed = told.needed | (reach.stays.keys() - here)
    return replace(told, needed=needed, after={**told.after, **after})


def _encrypted_by(statement: Resource, lives: Known) -> Iterator[str]:
    """What is live and encrypted with the key of a statement."""
    for one in lives.by_arn.values():
        named = key_named_by(one) if one.form.kind.id in HOLDERS else None
        key = declared_key(named, one, lives) if named else None
        if key and (key.scope, key.identity[-1]) == (statement.scope, statement.identity[0]):
            yield one.address


def _let_in(stack: Stack, there: tuple[Resource, ...], stay: Collection[str]) -> Staying:
    """The stack, so that what lets senders in goes on doing so for those that stay."""
    here = {one.address for one in stack.resources}
    gone = [one for one in there if one.address not in here]
    sent, used = _sent(stack, gone)
    silent = kept(stack, there, GRANTING)
    if not sent and not used and not silent:
        return Staying(stack)
    held = {
        one.address: [
            each
            for each in (used if one.form.kind.id == KEY_STATEMENTS else sent)
            if _lets_in(stack, one, each)
        ]
        for one in there
        if one.form.kind.id in GRANTING and parent_key(one.address) is not None
    }
    left = {
        address: [
            *(one for one in held.get(address, ()) if one.sender.address in stay),
            *silent.get(address, ()),
        ]
        for address in {**held, **silent}
    }
    after = {
        address: tuple(sorted({one.sender.address for one in some} - {*stay}))
        for address, some in held.items()
    }
    needed = frozenset(address for address, some in left.items() if some and address not in here)
    return Staying(_grown(stack, left, after), needed, after)


def _sent(stack: Stack, lives: Iterable[Resource]) -> tuple[list[Sending], list[Sending]]:
    """What live senders send to what the stack reaches, and what they use keys for."""
    senders = tuple(replace(one, implied={}) for one in lives if one.form.kind.id in SENDERS)
    sent = sendings(replace(stack, resources=senders))
    return [one for one in sent if place_of(one, stack) is not None], list(uses(stack, senders))


def _lets_in(stack: Stack, one: Resource, sent: Sending) -> bool:
    if one.form.kind.id == KEY_STATEMENTS:
        key = key_of(sent, known(stack))
        return key is not None and opens(one, key, sent)
    return known(replace(stack, resources=(one,))).grants(sent)


def _grown(
    stack: Stack, left: Mapping[str, list[Sending]], after: Mapping[str, tuple[str, ...]]
) -> Stack:
    """The stack whose own permissions name what stays too, and are written after what goes has gone."""
    written = tuple(
        one
        for one in stack.resources
        if one.form.kind.id not in GRANTING or parent_key(one.address) is None
    )
    bare = replace(stack, resources=written)
    has = known(bare)
    more, used = _once(left, of_keys=False), _once(left, of_keys=True)
    mine = [one for one in uses(bare) if not has.is_manual(one.sender)]
    made = [
        *granting(bare, [*ungranted(bare, has, granted_by_us(bare, has)), *more], has),
        *key_grants(bare, [*mine, *used], has),
    ]
    fields = {grant.resource.address: grant.resource.desired for grant in made}
    resources = (
        replace(
            one,
            desired=fields.get(one.address, one.desired) if left.get(one.address) else one.desired,
            after=(*one.after, *after.get(one.address, ())),
        )
        for one in stack.resources
    )
    return replace(stack, resources=tuple(resources))


def _once(left: Mapping[str, list[Sending]], *, of_keys: bool) -> list[Sending]:
    """What is let in by policies of keys, or by all others, each once."""
    some = (
        one
        for address, sent in left.items()
        if address.startswith(f"{KEY_STATEMENTS}.") is of_keys
        for one in sent
    )
    return [*{(one.sender.address, one.target, one.principal): one for one in some}.values()]
