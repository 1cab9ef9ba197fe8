"""What a kind needs: the operations by which it is read and written, and the actions that allow them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reconciler.kinds.authorization import ACTIONS, PREFIXES
from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Kind, Op, Read
from reconciler.spec.compiling.used import operations_of


@dataclass(frozen=True)
class Needs:
    """The actions of a kind, sorted: what a plan of it takes, and what an apply takes besides."""

    plan: tuple[str, ...]
    apply: tuple[str, ...]


def needs(kind: Kind) -> Needs:
    """Every action that `kind` may need, whatever a spec says of it."""
    reading = actions(kind, reads(kind))
    return Needs(reading, tuple(one for one in actions(kind, writes(kind)) if one not in reading))


def actions(kind: Kind, operations: Iterator[Op | Read]) -> tuple[str, ...]:
    """The actions of these operations of a kind, sorted."""
    return tuple(sorted({one for op in operations for one in actions_of(kind.client, op.name)}))


def actions_of(client: str, operation: str) -> tuple[str, ...]:
    """The actions that AWS weighs at one operation."""
    named = tuple(f"{prefix}:{operation}" for prefix in PREFIXES.get(client, (client,)))
    return ACTIONS.get((client, operation), named)


def reads(kind: Kind) -> Iterator[Read]:
    """Every read that a plan may do; the list of all there are serves an import, and what goes with a
    holder that is deleted.
    """
    unlisted = replace(kind, list=None)
    yield from (one for one in operations_of(unlisted) if isinstance(one, Read))
    yield from (one.list for one in KINDS if one.id in kind.takes and one.list)


def writes(kind: Kind) -> Iterator[Op]:
    """Every operation by which an apply may write."""
    yield from (one for one in operations_of(kind) if isinstance(one, Op))
