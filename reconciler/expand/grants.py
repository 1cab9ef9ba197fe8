"""What is to be let in, as resources: statements of topics and queues, permissions of functions,
policies for log groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from reconciler.expand.derive import derived, implied_by_stack, named
from reconciler.expand.known import Known, function_of
from reconciler.expand.senders import Sending
from reconciler.expand.statements import ACTIONS, policy_of_groups, statement_for, widened
from reconciler.spec.sids import own_sid
from reconciler.spec.stack import DERIVED, Resource, Scope, Stack

MOST: Final = 40
"""Permissions of one function that name a source each: its policy holds 20 KB (Lambda Developer
Guide, "Quotas"), of which each takes 350 bytes."""

PERMISSIONS: Final = "lambda.permissions"
"""The kind of a function's permissions."""

POLICIES: Final = "logs.resource_policies"
"""The kind that opens log groups."""

STATEMENTS: Final[Mapping[str, str]] = {
    "sns": "sns.statements",
    "sqs": "sqs.statements",
    "events": "eventbridge.statements",
}
"""Service of a target → the kind of a statement in its policy."""

Group: TypeAlias = Sequence[Sending]
"""Sendings that one grant serves."""


@dataclass(frozen=True)
class Grant:
    """One resource that lets senders in; `exact`: whether it names each of them."""

    resource: Resource
    sent: tuple[Sending, ...]
    exact: bool = True


def place_of(sent: Sending, stack: Stack) -> Scope | None:
    """The scope in which a target is; None where the stack has none such."""
    region, account = sent.target.split(":", 5)[3:5]
    for scope in (sent.sender.scope, *stack.scopes):
        if (scope.account, scope.region) == (account, region):
            return scope
    return None


def granting(stack: Stack, sent: Iterable[Sending], has: Known) -> list[Grant]:
    """What lets senders in, all of whose targets the stack reaches."""
    groups: dict[tuple[str, str], list[Sending]] = defaultdict(list)
    logs: dict[str, list[Sending]] = defaultdict(list)
    for one in sent:
        if one.service == "logs":
            logs[one.target.partition(":log-group:")[0]].append(one)
        else:
            groups[one.target, _together(one)].append(one)
    made = [grant for group in groups.values() for grant in _of_target(stack, group, has)]
    return made + [_of_logs(stack, place, group) for place, group in logs.items()]


def _together(sent: Sending) -> str:
    """What one resource lets in together: a function's permission knows one account only."""
    alone = sent.by_account and sent.service == "lambda"
    return sent.principal if alone else sent.short


def _of_target(stack: Stack, group: Group, has: Known) -> Iterator[Grant]:
    match group[0].service:
        case "sns" | "sqs" | "events":
            yield _statement(stack, group, has)
        case "lambda" if group[0].by_account:
            yield _of_account(stack, group)
        case "lambda" if len({one.source for one in group}) > MOST:
            yield _of_all(stack, group)
        case "lambda":
            yield from _of_each(stack, group)


def _statement(stack: Stack, group: Group, has: Known) -> Grant:
    """A statement of a topic's or queue's policy, which stands under it where it is declared."""
    first, scope = group[0], _scope(stack, group)
    kind, holder = STATEMENTS[first.service], has.by_arn.get(first.target)
    name = first.target.rpartition(":")[2].removeprefix("event-bus/")
    about = first.short if holder else _about(f"{name}-{first.short}", scope)
    address = f"{kind}.{holder.key if holder else ''}{DERIVED}{about}"
    where = first.target if first.service == "sns" else name
    identity = (where, own_sid(stack.owner, address))
    statement, exact = statement_for(group)
    fields = {"statement": statement}
    if holder:
        return Grant(derived(holder, kind, about, identity, fields), tuple(group), exact)
    made = implied_by_stack(stack, kind, about, identity, fields, scope)
    return Grant(replace(made, place=first.sender.place), tuple(group), exact)


def _of_each(stack: Stack, group: Group) -> Iterator[Grant]:
    """A permission of a function for each source."""
    scope = _scope(stack, group)
    for source, one in sorted({one.source: one for one in group}.items()):
        about = named(_function(one), 100)
        address = f"{PERMISSIONS}.{one.sender.key}{DERIVED}{about}"
        identity = (*function_of(one.target), own_sid(stack.owner, address))
        fields = {**_permission(one), "source_arn": source}
        made = derived(one.sender, PERMISSIONS, about, identity, fields)
        yield Grant(replace(made, scope=scope), (one,))


def _of_all(stack: Stack, group: Group) -> Grant:
    """One permission for all sources of their sort."""
    first, scope = group[0], _scope(stack, group)
    about = _about(_function(first), scope)
    sid = own_sid(stack.owner, f"{PERMISSIONS}.{DERIVED}{about}")
    fields = {**_permission(first), "source_arn": widened(first.source)}
    identity = (*function_of(first.target), sid)
    made = implied_by_stack(stack, PERMISSIONS, about, identity, fields, scope)
    return Grant(replace(made, place=first.sender.place), tuple(group), exact=False)


def _of_account(stack: Stack, group: Group) -> Grant:
    """One permission for another account, whose rules reach the function by a role."""
    first, scope = group[0], _scope(stack, group)
    about = _about(f"{_function(first)}-{first.principal}", scope)
    sid = own_sid(stack.owner, f"{PERMISSIONS}.{DERIVED}{about}")
    fields = {"action": ACTIONS["lambda"], "principal": first.principal}
    identity = (*function_of(first.target), sid)
    made = implied_by_stack(stack, PERMISSIONS, about, identity, fields, scope)
    return Grant(replace(made, place=first.sender.place), tuple(group))


def _permission(sent: Sending) -> dict[str, str]:
    """What a permission says besides its source; a bucket's ARN does not tell the account."""
    fields = {"action": ACTIONS["lambda"], "principal": sent.principal}
    account = {"source_account": sent.sender.scope.account}
    return fields if sent.short == "events" else fields | account


def _function(sent: Sending) -> str:
    """A function and who calls it, for keys."""
    return "-".join((sent.short, *filter(None, function_of(sent.target))))


def _of_logs(stack: Stack, place: str, group: Group) -> Grant:
    """The policy of an account and region that lets EventBridge write to the stack's log groups."""
    scope = _scope(stack, group)
    names = {one.target.partition(":log-group:")[2].removesuffix(":*") for one in group}
    document, exact = policy_of_groups(names, f"{place}:log-group:")
    about = _about("events", scope)
    identity = (own_sid(stack.owner, f"{POLICIES}.{DERIVED}{about}"),)
    made = implied_by_stack(stack, POLICIES, about, identity, {"document": document}, scope)
    return Grant(replace(made, place=group[0].sender.place), tuple(group), exact)


def _scope(stack: Stack, group: Group) -> Scope:
    return place_of(group[0], stack) or group[0].sender.scope


def _about(text: str, scope: Scope) -> str:
    """What a derived resource of the whole stack is called; a scope of its own name is told."""
    return named(f"{text}-{scope.name}" if scope.name else text, 100)
