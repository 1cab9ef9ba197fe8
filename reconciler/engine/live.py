"""What was found in AWS, and the steps that a change is made of: the engine's own values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from reconciler.engine.calling.convert import at
from reconciler.plan.calls import Call
from reconciler.plan.plan import Change, Plan
from reconciler.spec.form import Form
from reconciler.spec.stack import Resource, Scope
from reconciler.spec.values import Secret, Value


@dataclass(frozen=True)
class Live:
    """One resource as AWS holds it.

    - `fields`: field → normal value, of all fields the form knows and that were read (a part that
      was not read is absent). `raw`: the answer as it came, for updates that must send what our
      schema does not know.
    - `tags`: every live tag, our own and `aws:*` included; None where the kind has none.
    - `outputs`: attribute → value for references: `arn`, the identity, and what the kind `gives`.
    - `state`: the value at `settles.state`, or "".
    - `also`: names that are bound to it besides that of its identity.
    - `revisions`: a part's first field → the token that its next write must carry; an item
      (`subscriptions[KEY]`) → the id that its removal takes, where that is no field of it.
    - `along`: what AWS deletes with it, by kind and name, that nothing here declares; only of what is
      about to be deleted.
    """

    form: Form
    scope: Scope
    identity: tuple[str, ...]
    fields: Mapping[str, Value]
    raw: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    state: str = ""
    managed: bool = False
    revisions: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    along: tuple[str, ...] = ()

    @property
    def arn(self) -> str:
        """Its ARN, or "" where the kind has none."""
        return self.outputs.get("arn", "")

    @property
    def ailments(self) -> tuple[Ailment, ...]:
        """What its answer says of its health, by the kind's `health`."""
        told = (
            Ailment(path, found, sentence if state != "*" else f"{sentence}: {found}")
            for path, states in self.form.kind.health.items()
            for state, sentence in states.items()
            for found in scalars(at(self.raw, path))
            if state in (found, "*")
        )
        return tuple(dict.fromkeys(told))

    @property
    def ills(self) -> tuple[str, ...]:
        """What is wrong with it although every field may be right: the sentences of its `health`."""
        return tuple(one.sentence for one in self.ailments)


@dataclass(frozen=True)
class Ailment:
    """One thing that an answer says of a resource's health: the member path, its value, the sentence."""

    path: str
    state: str
    sentence: str


def scalars(found: Any) -> tuple[str, ...]:
    """The texts at a member path, of however many items."""
    if isinstance(found, list | tuple):
        return tuple(text for one in found for text in scalars(one))
    return () if found is None else (str(found),)


@dataclass(frozen=True)
class Version:
    """The current version of a secret: its name, and since when it is there."""

    id: str
    since: datetime


@dataclass(frozen=True)
class Observed:
    """The live side of one stack.

    `found`: address → Live, or None where nothing is there. `orphans`: owned by this stack,
    declared by nothing, by a made-up address (the one in its tag, else kind and name). `unread`:
    kind id → why it could not be read. `calls`: number of API calls made. `versions`: the secrets
    of the stack whose current version may be seen. `needed`: orphans that other orphans, which stay,
    cannot do without; `after`: orphan → those that are deleted before it.
    """

    found: Mapping[str, Live | None]
    orphans: Mapping[str, Live] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    calls: int = 0
    versions: Mapping[tuple[str, Secret], Version] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


RENAME: Final = "rename"
"""The verb of a step that gives what is there another name."""

LET_GO: Final = "let go"
"""The verb of a step that empties a field while what it names is replaced."""


FIRST: Final = "first"
"""The verb of a part's step that comes before everything else of its resource."""

LAST: Final = "last"
"""The verb of a part's step that comes after everything else of its resource."""


@dataclass(frozen=True)
class Step:
    """What a change does in one go: the resource itself (`part` ""), one of its parts, its delete.

    `calls` in order; their parameters may hold `Late`, `Text` and `Secret` values, which are filled
    in just before each is sent. `verb` is what the step is to the resource. `by`: the address and
    number of another step that does it: statements of one document are written together.
    """

    address: str
    part: str
    verb: str
    calls: tuple[Call, ...]
    by: tuple[str, int] | None = None


@dataclass(frozen=True)
class Work:
    """One change with all that is needed to make it: its steps, what is wanted, what was found.

    `after`: addresses whose steps should be done before an orphan is deleted.
    """

    change: Change
    steps: tuple[Step, ...]
    resource: Resource | None
    live: Live | None
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A plan and the work behind it; the plan is what is shown, the work is what is done."""

    plan: Plan
    work: Mapping[str, Work]
    outputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
