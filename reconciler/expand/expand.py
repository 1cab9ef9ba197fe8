"""The room's front: a stack as it was written becomes the stack that is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from reconciler.errors import Fault
from reconciler.expand.named_events import named_events
from reconciler.expand.notices import notices
from reconciler.expand.permissions import permissions
from reconciler.expand.roles import roles
from reconciler.expand.starts import starts
from reconciler.spec.stack import Expanded, Judgement, Stack

Expansion: TypeAlias = Callable[[Stack], Expanded]
"""One kind of implication: the stack with what it adds, and with the parents that it completes."""

EXPANSIONS: Final[tuple[Expansion, ...]] = (
    named_events,
    starts,
    notices,
    roles,
    permissions,
)
"""In this order, for targets that one derives want the permissions that a later one derives."""


def implied(stack: Stack) -> Expanded:
    """The stack with everything that its resources imply, sorted by address, judged. Pure."""
    faults: list[Fault] = []
    notes: list[Fault] = []
    for expansion in EXPANSIONS:
        made = expansion(stack)
        stack = made.stack
        faults += made.judgement.faults
        notes += made.judgement.notes
    resources = tuple(sorted(stack.resources, key=lambda one: one.address))
    return Expanded(replace(stack, resources=resources), Judgement(tuple(faults), tuple(notes)))


def expanded(stack: Stack) -> Stack:
    """The stack that is meant; what is wrong with it was told when it was judged."""
    return implied(stack).stack
