"""What targets lack whose permissions somebody else grants: notes of a plan, by reads alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from reconciler.engine.beside import Documents
from reconciler.errors import Fault
from reconciler.expand.permissions import unmet
from reconciler.plan.calls import Send
from reconciler.spec.stack import Stack


def with_lacking(stack: Stack, send: Send) -> Stack:
    """The stack with a note at each sender whose target does not let it in (`permissions: manual`).

    One read a target's policy. Raises as `send` does, but for what AWS denies to tell.
    """
    more: dict[str, list[Fault]] = defaultdict(list)
    for note in unmet(stack, Documents(send).of):
        more[note.address or ""].append(note)
    if not more:
        return stack
    resources = (replace(one, notes=(*one.notes, *more[one.address])) for one in stack.resources)
    return replace(stack, resources=tuple(resources))
