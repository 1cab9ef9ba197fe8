"""What the spec room hands out: stacks of resources, resolved for one environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from reconciler.errors import Fault, Place
from reconciler.spec.form import Form
from reconciler.spec.values import Value

DERIVED: Final = "+"
"""What parts, in a derived key, the parent's key from what it was derived for (`deliver+start-Web`);
nothing before it where the whole stack implies it. No key that is written has it."""


@dataclass(frozen=True)
class Scope:
    """An account and a region, and the roles by which they are reached.

    `name` is "" for the environment's own scope, else the key under its `scopes`. `account` is ""
    where no environment states one: then the session's own account fills it in before specs are
    resolved. `role_arn` is assumed to apply, `plan_role_arn` (or else `role_arn`) to plan.
    """

    name: str
    account: str
    region: str
    partition: str = "aws"
    role_arn: str = ""
    plan_role_arn: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """The reserved mapping of every resource; `timeout` in seconds, `previously` the old key."""

    state: Literal["present", "absent", "external", "released"] = "present"
    protect: bool = False
    ignore: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    adopt: bool = False
    previously: str = ""
    id: str = ""
    timeout: float | None = None


@dataclass(frozen=True)
class Resource:
    """One declared thing, resolved and normalised.

    - `address`: its place in the spec, `codebuild.projects.api`; `key` its last part.
    - `identity`: the values of `form.kind.identity`, in that order.
    - `desired`: field → normal value; a field that is absent was omitted, one that is None was
      written as null (*shall not be there*). Identity fields are not in it, nor tags.
    - `implied`: the kind's shorthands that were written, normal too; expand says what they mean.
    - `parent`: the address of the resource that implied this one, "" where it was written.
    - `after`: addresses that should be done with before this one, where that closes no cycle.
    - `tags`: what specs and settings declare, without our own ownership tags; None: kind has none.
    - `arn`: where AWS derives it from names, else "".
    - `place`: of its key; `places`: of its fields by path as `plan` prints them
      (`stages[Build].actions[Compile].run_order`), for those that were written. `origins`: of the
      vars that they came from. `stamped`: of the instance, where a component declares it.
    - `references`: (path, address) of every reference that was written, resolved or late.
    - `notes`: what was noticed and is no fault.
    - `formerly`: the address under which it was declared before, "" without `previously`; `past`:
      the identity that it had under that key, by the rules by which names are made now.
    - `inherited`: fields of the resource that holds it, by `Kind.inherits`; the engine fills them in.
    """

    address: str
    form: Form
    scope: Scope
    identity: tuple[str, ...]
    desired: Mapping[str, Value]
    place: Place
    tags: Mapping[str, str] | None = None
    arn: str = ""
    lifecycle: Lifecycle = Lifecycle()
    places: Mapping[str, Place] = field(default_factory=dict)
    implied: Mapping[str, Value] = field(default_factory=dict)
    parent: str = ""
    after: tuple[str, ...] = ()
    origins: Mapping[str, Place] = field(default_factory=dict)
    stamped: Place | None = None
    references: tuple[tuple[str, str], ...] = ()
    notes: tuple[Fault, ...] = ()
    inherited: Mapping[str, Value] = field(default_factory=dict)
    formerly: str = ""
    past: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The local name, the last part of the address."""
        return self.address.split(".", 2)[2]


@dataclass(frozen=True)
class Stack:
    """All specs that carry the same stack name: the unit of plan, apply, ownership and lock.

    `project` is "" without a `reconcile.yaml` (then nothing may be pruned). `files` are the spec
    files it was read from, relative to the root.
    """

    name: str
    project: str
    environment: str
    resources: tuple[Resource, ...]
    scopes: tuple[Scope, ...]
    files: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """The value of the tag `reconcile:owner`: `project/stack/environment`."""
        return owner_of(self.project, self.name, self.environment)


def owner_of(project: str, stack: str, environment: str) -> str:
    """Whose the resources of a stack are in an environment: `project/stack/environment`."""
    return "/".join((project or "-", stack, environment or "-"))


@dataclass(frozen=True)
class Judgement:
    """What is wrong with a stack as a whole: faults end a run, notes are shown."""

    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Expanded:
    """A stack with what it implies, and what is wrong with, or to be known of, what implied it."""

    stack: Stack
    judgement: Judgement = field(default_factory=Judgement)


Judging: TypeAlias = Callable[[Stack], Expanded]
"""Judges a stack of which each resource is valid by itself, and hands on the stack that is meant.

`reconciler.rules` has the real one.
"""


def unjudged(stack: Stack) -> Expanded:
    """The judgement of nobody: whoever only wants stacks as they are written gives no rules."""
    return Expanded(stack)


def parent_key(address: str) -> str | None:
    """The key of what implied a derived resource ("" for the whole stack); None for written ones."""
    key, mark, _ = address.split(".", 2)[-1].partition(DERIVED)
    return key if mark else None
