"""Keys with which things are encrypted: their policies let in whatever sends to what they encrypt.

Only keys that the stack writes are written to. A key's policy is mostly the matter of whoever runs the
account, and declared in full somewhere: of every other key the plan says what to add (RC4023).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from reconciler.expand.derive import derived
from reconciler.expand.granted import is_granted
from reconciler.expand.grants import Grant
from reconciler.expand.known import Known
from reconciler.expand.senders import Sending, account_of
from reconciler.expand.statements import OF_SENDERS, key_statement
from reconciler.expand.uses import declared_key, is_own, named_key
from reconciler.spec.sids import own_sid
from reconciler.spec.stack import DERIVED, Resource, Scope, Stack

KEY_STATEMENTS: Final = "kms.statements"
"""The kind of a statement of a key's policy."""


def key_grants(stack: Stack, used: Iterable[Sending], has: Known) -> list[Grant]:
    """What lets services and roles use the keys of the stack, one for each service."""
    groups: dict[tuple[str, str], list[Sending]] = defaultdict(list)
    for one in used:
        key = key_of(one, has)
        if key and not is_open(key, one, has):
            groups[key.address, about(one)].append(one)
    return [_grant(stack, has.by_address[key], group, has) for (key, _), group in groups.items()]


def others_keys(stack: Stack, used: Iterable[Sending], has: Known) -> list[Grant]:
    """The same for keys that the stack does not write, none of it derived: what their policies lack is
    to be read. `resource` is in a scope without a name of an account where the stack does not reach it.
    """
    groups: dict[tuple[str, str], list[Sending]] = defaultdict(list)
    for one in used:
        named = named_key(one, has)
        if named and not key_of(one, has) and not is_of_aws(named):
            groups[str(named), f"{one.target} {about(one)}"].append(one)
    return [_unwritten(stack, group, has) for group in groups.values()]


def key_of(use: Sending, has: Known) -> Resource | None:
    """The key, written by this stack, with which a declared topic, queue or bus is encrypted."""
    holder = has.by_arn.get(use.target)
    found = holder and declared_key(named_key(use, has), holder, has)
    return found if found and is_own(found) else None


def about(use: Sending) -> str:
    """How the keys of what is derived call those who use a key."""
    return "buses" if use.target == use.source else use.short


def is_of_aws(named: Any) -> bool:
    """Whether a key is one that AWS manages, whose policy nobody can change."""
    return isinstance(named, str) and "alias/aws/" in named


def is_open(key: Resource, use: Sending, has: Known) -> bool:
    """Whether the spec itself says that a key lets a service or role use it."""
    policy: Any = key.desired.get("policy")
    account = key.scope.account
    if lets_in(policy, use) or any(opens(one, key, use) for one in has.by_kind(KEY_STATEMENTS)):
        return True
    is_home = use.by_role and account_of(use.principal) == account
    told = policy or {"Statement": [_all_of(account)]}
    return is_home and lets_in(told, replace(use, principal=account)) and may_use(use, has)


def opens(statement: Resource, key: Resource, use: Sending) -> bool:
    """Whether a statement is one of a key's policy and lets somebody use it."""
    of_key = (statement.scope, statement.identity[0]) == (key.scope, key.identity[-1])
    return of_key and lets_in({"Statement": [statement.desired.get("statement")]}, use)


def lets_in(policy: Any, use: Sending) -> bool:
    """Whether the policy of a key lets somebody use it: a role by its name, or with its account where
    that is another one.
    """
    if is_granted(policy, key_statement([use])):
        return True
    account = account_of(use.principal) if use.by_role else ""
    if not account or account == account_of(use.target):
        return False
    return is_granted(policy, key_statement([replace(use, principal=account)]))


def may_use(use: Sending, has: Known) -> bool:
    """Whether the policies of a declared role let it use keys; which ones is not weighed."""
    role = has.by_arn.get(use.principal)
    inline: Any = role.desired.get("policies") if role else None
    wanted = {**key_statement([use]), "Principal": {"AWS": ["*"]}}
    return any(
        is_granted({"Statement": [{**one, "Principal": {"AWS": ["*"]}, "Resource": ["*"]}]}, wanted)
        for policy in (inline or {}).values()
        for one in _statements(policy)
    )


def own_statement(arn: Any) -> dict[str, Any]:
    """What a role of another account than the key's must be allowed by a policy of its own."""
    resource = arn if isinstance(arn, str) else f"{arn}"
    return {"Effect": "Allow", "Action": [*OF_SENDERS], "Resource": [resource]}


def _statements(policy: Any) -> Iterator[Mapping[str, Any]]:
    said = policy.get("Statement") if isinstance(policy, Mapping) else None
    for one in (said,) if isinstance(said, Mapping) else said or ():
        if isinstance(one, Mapping):
            yield one


def _all_of(account: str) -> dict[str, Any]:
    """What the policy of a key says that nobody wrote one for (KMS, "Default key policy")."""
    everybody = {"AWS": [account]}
    return {"Effect": "Allow", "Principal": everybody, "Action": ["kms:*"], "Resource": ["*"]}


def _grant(stack: Stack, key: Resource, group: list[Sending], has: Known) -> Grant:
    name = about(group[0])
    address = f"{KEY_STATEMENTS}.{key.key}{DERIVED}{name}"
    identity = (key.identity[-1], own_sid(stack.owner, address))
    roles = {one.principal: has.by_arn.get(one.principal) for one in group if one.by_role}
    refers = tuple(("statement", role.address) for _, role in sorted(roles.items()) if role)
    fields = {"statement": key_statement(group)}
    return Grant(derived(key, KEY_STATEMENTS, name, identity, fields, refers), tuple(group))


def _unwritten(stack: Stack, group: list[Sending], has: Known) -> Grant:
    holder = has.by_arn[group[0].target]
    named = named_key(group[0], has)
    key = declared_key(named, holder, has)
    name = key.identity[-1] if key else _named(str(named), holder.scope)
    made = derived(
        holder, KEY_STATEMENTS, "key", (name, ""), {"statement": key_statement(group[:1])}
    )
    scope = key.scope if key else _scope_of(str(named), holder, stack)
    return Grant(replace(made, scope=scope), tuple(group))


def _named(key: str, scope: Scope) -> str:
    """A key that the stack does not declare: by its alias, or its ARN."""
    if alias := key.partition("alias/")[2]:
        return alias
    place = f"arn:{scope.partition}:kms:{scope.region}:{scope.account}:key/"
    return key if key.startswith("arn:") else place + key


def _scope_of(named: str, holder: Resource, stack: Stack) -> Scope:
    """Where a key is: beside what it encrypts, or where its ARN says; of no account, if out of reach."""
    parts = named.split(":", 5)
    if len(parts) < 6:
        return holder.scope
    for scope in (holder.scope, *stack.scopes):
        if (scope.account, scope.region) == (parts[4], parts[3]):
            return scope
    return Scope("", "", parts[3])
