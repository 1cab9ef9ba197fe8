"""The types of a plan and of its outcomes. Values only: no decision is taken here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from reconciler.errors import Fault, Place
from reconciler.spec.stack import Scope
from reconciler.spec.values import Value


class Action(StrEnum):
    """What a change does to its resource as a whole."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    ADOPT = "adopt"
    FORGET = "forget"
    NOOP = "noop"


FieldOp: TypeAlias = Literal["add", "change", "remove"]
"""What becomes of one leaf."""


Origin: TypeAlias = Literal["", "drift", "intent", "both"]
"""Why something differs, where a base tells: live moved, the specs did, or both."""


@dataclass(frozen=True)
class FieldChange:
    """One leaf that differs: `path` as users read it, `stages[Build].actions[Compile].run_order`.

    `before` is None for an add, `after` None for a remove. Of a `sensitive` field neither value is
    ever shown or serialised. `replaces`: this field cannot change in place. `note`: what else is to
    be known of it, as in `the default`.
    """

    path: str
    op: FieldOp
    before: Value = None
    after: Value = None
    sensitive: bool = False
    replaces: bool = False
    place: Place | None = None
    note: str = ""
    origin: Origin = ""


@dataclass(frozen=True)
class Revision:
    """The git revision that a plan tells drift from intent by: as it was asked for, and its commit."""

    ref: str
    commit: str


@dataclass(frozen=True)
class Block:
    """A guard that refuses a change: its name, why, and the option that lifts it."""

    guard: str
    message: str
    override: str = ""


@dataclass(frozen=True)
class Change:
    """What shall become of one resource, and why.

    - `calls`: the operations that will be called, `codepipeline:UpdatePipeline`, in order.
    - `effects`: sentences about what it does to running work, data and waits.
    - `pending`: differences that no call can remove now, each with what to do.
    - `fingerprint`: hash of the live value that was compared and of its id; "" where there is none.
    - `ignored`: number of differences that `lifecycle.ignore` hides.
    - `name`: the last part of the live identity, what AWS calls it. `parent`: the address that implied
      it, "" where it was written.
    """

    address: str
    kind: str
    scope: Scope
    action: Action
    reason: str
    place: Place | None = None
    fields: tuple[FieldChange, ...] = ()
    calls: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    pending: tuple[Fault, ...] = ()
    blocks: tuple[Block, ...] = ()
    fingerprint: str = ""
    ignored: int = 0
    name: str = ""
    parent: str = ""
    origin: Origin = ""


@dataclass(frozen=True)
class Plan:
    """The changes of one stack in the order in which they would be made; no-ops included, last.

    `options` are those that change what is done (targets, prune, adopt, overrides), as text, for
    the digest. `unread` are kinds that could not be read, with why. `blocks` are the guards that
    refuse the plan as a whole (share of deletes, empty input).
    """

    stack: str
    owner: str
    environment: str
    changes: tuple[Change, ...]
    scopes: tuple[Scope, ...]
    options: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[Fault, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    calls: int = 0
    seconds: float = 0.0
    endpoint: str = ""
    digest: str = ""
    base: Revision | None = None

    @property
    def to_do(self) -> tuple[Change, ...]:
        """The changes that are not no-ops."""
        return tuple(change for change in self.changes if change.action is not Action.NOOP)

    @property
    def left(self) -> int:
        """How many resources are ours, are declared nowhere, and stay as they are."""
        return sum(one.place is None and one.action is Action.NOOP for one in self.changes)

    @property
    def blocked(self) -> bool:
        """True where any guard refuses."""
        return bool(self.blocks) or any(change.blocks for change in self.changes)


Status: TypeAlias = Literal[
    "created", "updated", "replaced", "deleted", "adopted", "forgotten", "ok", "failed", "blocked",
    "skipped", "interrupted",
]  # fmt: skip
"""What became of a change, as recaps and records name it."""


@dataclass(frozen=True)
class Outcome:
    """What became of one change; `waited` and `seconds` in seconds, `error` where it failed.

    `blocked_by` is the address whose failure kept this one from being tried. `pending`: what a person
    must do before what was made is of use. `wrote`: at least one
    writing call of it was accepted (or may have been).
    """

    address: str
    kind: str
    action: Action
    status: Status
    place: Place | None = None
    seconds: float = 0.0
    waited: float = 0.0
    error: Fault | None = None
    blocked_by: str = ""
    pending: tuple[Fault, ...] = ()
    wrote: bool = False
    calls: tuple[str, ...] = ()
    scope: str = ""


@dataclass(frozen=True)
class Applied:
    """The outcome of an apply: one Outcome a change, in the order they ended.

    `interrupted` is the signal that asked to stop, or 0; `stopped` says why where none did: the lock
    was lost.
    """

    plan: Plan
    outcomes: tuple[Outcome, ...]
    seconds: float = 0.0
    calls: int = 0
    interrupted: int = 0
    stopped: str = ""
