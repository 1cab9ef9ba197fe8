"""Every error that a user can meet, with its exit code.

```
ReconcileError            1   something failed and nothing was attempted
├── SpecInvalid           4   the specs, or reconcile.yaml, are wrong: a list of faults, all of one pass
├── StalePlan             5   what was approved is not what would be done now
├── GuardRefused          6   a guard (protect, holds_data, deletes, owner, account) said no
├── LockHeld              7   another writer holds the lock
├── NotAuthorised         8   no credentials, or AWS refused a call for want of permission
├── WaitTimedOut          9   a state did not settle in time
├── PartlyDone            3   some of an apply was done, not all
├── Usage                64   the command line is wrong
└── Interrupted    130/143   stopped by a signal, cleanly
```

An error says where, what, and what to do next. A `Fault` is one such statement; an exception
carries one or many. Nothing here prints: `report` renders, `cli` exits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

EXIT_OK = 0
"""Done, or, of a plan, told."""
EXIT_CHANGES = 2
"""Changes are pending; only with `--detailed-exitcode`."""
EXIT_BUG = 70
"""A fault of ours."""


@dataclass(frozen=True, order=True)
class Place:
    """Where in the user's text something stands: `file` relative to the root, 1-based line and column."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Note:
    """A second place, or a second sentence, that helps to understand a fault."""

    message: str
    place: Place | None = None


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a stable code (`RC1204`), what, where, what was expected, what to do.

    `expected` is a noun phrase ("a whole number from 5 to 2160"); `suggestion` is a full sentence
    ("Did you mean `service_role`?"); `address` names the resource where there is one.
    """

    code: str
    message: str
    place: Place | None = None
    expected: str | None = None
    suggestion: str | None = None
    address: str | None = None
    notes: tuple[Note, ...] = ()


class ReconcileError(Exception):
    """Root of all errors that are ours; anything else that escapes is a bug (exit 70)."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


class SpecInvalid(ReconcileError):
    """The input is wrong. Carries every fault of the pass, in the order of their places."""

    exit_code = 4


class StalePlan(ReconcileError):
    """The plan that was approved is not the plan that would be applied now."""

    exit_code = 5


class GuardRefused(ReconcileError):
    """A guard refused before the first write; each fault names the override that lifts it."""

    exit_code = 6


class LockHeld(ReconcileError):
    """Another writer holds the lock; the fault says who and since when."""

    exit_code = 7


class NotAuthorised(ReconcileError):
    """No credentials, expired ones, or a call that AWS refused for want of permission."""

    exit_code = 8


class WaitTimedOut(ReconcileError):
    """A state that had to settle did not do so before its deadline."""

    exit_code = 9


class PartlyDone(ReconcileError):
    """An apply wrote something, but not all of it: running again continues."""

    exit_code = 3


class Usage(ReconcileError):
    """The command line is wrong: an unknown flag, path, address or environment."""

    exit_code = 64


class Interrupted(ReconcileError):
    """A signal stopped the run; calls in flight were finished. `signal` is 2 or 15."""

    def __init__(self, signal: int, *faults: Fault) -> None:
        super().__init__(*faults)
        self.signal = signal
