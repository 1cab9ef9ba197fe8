"""The room's front: a stack as it was written becomes the stack that is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from reconciler.spec.stack import Stack

Expansion: TypeAlias = Callable[[Stack], Stack]
"""One kind of implication: the stack with what it adds, and with the parents that it completes."""

EXPANSIONS: Final[tuple[Expansion, ...]] = ()
"""In this order, for targets that one derives want the permissions that a later one derives."""


def expanded(stack: Stack) -> Stack:
    """The stack with everything that its resources imply, sorted by address. Pure."""
    for expansion in EXPANSIONS:
        stack = expansion(stack)
    return replace(stack, resources=tuple(sorted(stack.resources, key=lambda one: one.address)))
