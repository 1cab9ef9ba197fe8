"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reconciler.errors import Fault, Note
from reconciler.rules.values import place_at
from reconciler.rules.view import View
from reconciler.spec.stack import Resource


@dataclass(frozen=True)
class Finding:
    """One thing that a rule has to say, of a field of a resource.

    - `path`: of the field, as `Resource.places` has it; where the field was not written the nearest
      one around it is told. "" is the resource's key.
    - `message`: what is wrong here, a sentence that does not name the environment's values, so that
      what is wrong everywhere is told once.
    - `expected`: a noun phrase. `mend`: a better sentence than the rule's own, where there is one.
    """

    resource: Resource
    path: str
    message: str
    expected: str | None = None
    mend: str = ""
    notes: tuple[Note, ...] = ()


Check: TypeAlias = "Callable[[View], Iterable[Finding]]"
"""Finds what one rule has to say of a stack; pure."""


@dataclass(frozen=True)
class Rule:
    """One rule. Its code is a promise, as those of `reconciler.codes` are.

    - `title`: what is wrong, as a heading. `why`: what AWS or a run does about it, with the source.
    - `mend`: what to do, a full sentence. `severity`: a fault ends the run (exit 4), a note is shown.
    """

    code: str
    title: str
    why: str
    mend: str
    check: Check
    severity: Literal["fault", "note"] = "fault"

    def told(self, finding: Finding) -> Fault:
        """The finding as people are told it: of what is implied, by the address that implies it."""
        resource = finding.resource
        return Fault(
            self.code,
            finding.message,
            place_at(resource, finding.path),
            finding.expected,
            finding.mend or self.mend,
            resource.parent or resource.address,
            finding.notes,
        )
