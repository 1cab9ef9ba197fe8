"""The smallest policies with which stacks can be planned, or applied, one for each account.

Grants of all resources become statements: actions that are weighed on the same resources under the
same conditions stand together. What is too long for one policy is split.

Sources: IAM User Guide, "IAM and AWS STS quotas" (6,144 characters a managed policy, 10,240 for all
inline policies of a role, white space not counted).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from reconciler.engine.permitting.bound import ANY, Grant

MANAGED: Final = 6144
"""The most characters of a managed policy."""

INLINE: Final = 10240
"""The most characters of all inline policies of one role together."""


@dataclass(frozen=True)
class Statement:
    """Actions that are allowed on resources, all sorted; `when`: pairs of condition key and text."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    when: tuple[tuple[str, str], ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """The statement as a policy has it."""
        condition = {"Condition": {"StringEquals": dict(self.when)}} if self.when else {}
        return {
            "Effect": "Allow",
            "Action": list(self.actions),
            "Resource": list(self.resources),
            **condition,
        }


@dataclass(frozen=True)
class Policy:
    """One policy for the role of one account ("" where none is known)."""

    account: str
    statements: tuple[Statement, ...]

    @property
    def document(self) -> dict[str, Any]:
        """The policy as IAM takes it."""
        return {"Version": "2012-10-17", "Statement": [one.data for one in self.statements]}

    @property
    def size(self) -> int:
        """Its characters as IAM counts them, without white space."""
        return len(json.dumps(self.document, separators=(",", ":")))


def policies(granted: Iterable[tuple[str, Grant]]) -> tuple[Policy, ...]:
    """The policies of these grants, each told with its account; several where one is too long."""
    by_account: dict[str, set[Grant]] = defaultdict(set)
    for account, grant in granted:
        by_account[account].add(grant)
    return tuple(
        policy
        for account, some in sorted(by_account.items())
        for policy in short_enough(Policy(account, statements(some)))
    )


def statements(granted: Iterable[Grant]) -> tuple[Statement, ...]:
    """Grants as statements: first the resources of each action, then the actions of each set."""
    resources: dict[tuple[str, tuple[tuple[str, str], ...]], set[str]] = defaultdict(set)
    for one in granted:
        resources[one.action, one.when].add(one.resource)
    actions: dict[tuple[frozenset[str], tuple[tuple[str, str], ...]], set[str]] = defaultdict(set)
    for (action, when), found in resources.items():
        actions[frozenset({ANY} if ANY in found else found), when].add(action)
    made = (
        Statement(tuple(sorted(some)), tuple(sorted(found)), when)
        for (found, when), some in actions.items()
    )
    return tuple(sorted(made, key=lambda one: (one.resources, one.when, one.actions)))


def short_enough(policy: Policy) -> tuple[Policy, ...]:
    """The policy, or where it fits nowhere as a whole, managed policies that together are it."""
    if policy.size <= INLINE:
        return (policy,)
    made: list[Policy] = []
    for statement in policy.statements:
        for piece in pieces(statement):
            last = made[-1].statements if made else ()
            longer = Policy(policy.account, (*last, piece))
            if made and longer.size <= MANAGED:
                made[-1] = longer
            else:
                made.append(Policy(policy.account, (piece,)))
    return tuple(made)


def pieces(statement: Statement) -> Iterator[Statement]:
    """A statement that fits into a policy of its own: its resources are halved until it does."""
    half = len(statement.resources) // 2
    if half == 0 or Policy("", (statement,)).size <= MANAGED:
        yield statement
        return
    for some in (statement.resources[:half], statement.resources[half:]):
        yield from pieces(replace(statement, resources=some))
