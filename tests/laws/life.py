"""The life of a stack, as a list that can be kept in a file and lived again.

A life begins with some blocks (`estates`) and goes on with operations, each a name and two numbers
that choose what it is done to and how. Whatever happens, one quiet apply converges, what is not ours
is as it was, and a stack that is given up leaves nothing behind.
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import yaml

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals
from reconciler.aws.pace import Pace
from reconciler.aws.session import Access
from reconciler.engine.draft import draft
from reconciler.plan.calls import AnswerLost, AwsRefused, Unreachable
from reconciler.plan.options import Options
from reconciler.plan.plan import Applied, Change
from reconciler.sandbox.faults import Fault, Faults, Kind
from reconciler.spec.stack import Resource, Scope, Stack
from tests.engine.ground import Crash, Wire
from tests.laws import estates
from tests.laws.drifts import drifts
from tests.laws.estates import Document
from tests.laws.ground import REGION, SHUFFLED, Tossable, World, told, undone, with_resource
from tests.laws.test_crashes import adopting
from tests.laws.test_cuts import counted, of_strangers, storm, strangers
from tests.laws.test_kinds import abandoned, allowing, refused_by_aws

WEATHER: tuple[Kind, ...] = ("throttle", "503", "lost", "reset", "lag")
"""What a storm is made of."""

READS = ("Get", "List", "BatchGet", "Describe")
"""What operations start with whose answers may be old."""

STALE: Final = 3
"""Seconds by which reads lag in a storm; before it begins, everybody has seen all there is."""


@dataclass(frozen=True)
class Case:
    """One life: the blocks that it begins with, and what happens."""

    blocks: tuple[str, ...]
    operations: tuple[tuple[str, int, int], ...]

    @property
    def text(self) -> str:
        """The life as a file holds it."""
        steps = [list(one) for one in self.operations]
        return yaml.safe_dump({"blocks": [*self.blocks], "operations": steps}, sort_keys=False)


def read(path: Path) -> Case:
    """The life that a file holds."""
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Case(tuple(kept["blocks"]), tuple((name, a, b) for name, a, b in kept["operations"]))


@dataclass
class Life:
    """One world, the document of its stack, and where specs are written."""

    world: World
    folder: Path
    scopes: tuple[Scope, ...]
    document: Document = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def stack(self) -> Stack:
        """The stack as it is declared now."""
        return self.meant(self.document)

    def meant(self, document: Document) -> Stack:
        """The stack that a document declares."""
        return estates.stack_of(self.folder, document, self.scopes)

    def make(self, stack: Stack, *adopt: str, wire: Wire | None = None) -> Applied:
        """Apply a stack; no guard is in the way, and what is ours and not declared goes."""
        options = replace(allowing(stack), adopt=adopt)
        made = self.world.plan(stack, options)
        if any(change.blocks for change in made.plan.changes):
            options = lifted(options, made.plan.changes)
            made = self.world.plan(stack, options)
        return self.world.make(made, options, wire)

    def settles(self, stack: Stack, *adopt: str) -> None:
        """One apply makes it so, and then there is nothing to do."""
        assert undone(self.make(stack, *adopt)) == []
        assert told(self.world.plan(stack, allowing(stack)).plan.to_do) == []

    def becomes(self, document: Document) -> None:
        """The spec is changed and applied."""
        self.document = document
        assert undone(self.make(self.stack)) == []

    def owned(self) -> list[Resource]:
        """Declared in the document, ours, and with tags to know it by."""
        declared = set(estates.addresses(self.document))
        return [
            one for one in self.stack.resources if one.tags is not None and one.address in declared
        ]


def lifted(options: Options, changes: Iterable[Change]) -> Options:
    """The options that also name what only a plan can tell: what was declared before, and may go."""
    named = tuple(change.address for change in changes)
    return replace(options, allow_delete=(*options.allow_delete, *named))


def grows(life: Life, at: int, _: int) -> None:
    """More is declared."""
    more = estates.document_of([estates.NAMES[at % len(estates.NAMES)]])
    there = set(estates.addresses(life.document))
    document = life.document
    for address in estates.addresses(more):
        if address not in there:
            document = estates.with_body(document, address, estates.body_of(more, address))
    life.becomes(document)


def shrinks(life: Life, at: int, _: int) -> None:
    """A resource that nothing refers to leaves the spec; what has no tags is declared absent first."""
    free = estates.free(life.document)
    if len(free) < 2:
        return
    address = free[at % len(free)]
    tagged = {one.address for one in life.owned()}
    if address not in tagged:
        life.becomes(estates.with_lifecycle(life.document, address, state="absent"))
    life.becomes(estates.without(life.document, address))


def renames(life: Life, at: int, _: int) -> None:
    """A key is changed, and says what it was; the word may go when that is done."""
    owned = [one.address for one in life.owned()]
    if not owned:
        return
    address = owned[at % len(owned)]
    key = address.split(".")[2]
    kind = address.rpartition(".")[0]
    life.becomes(estates.renamed(life.document, address, f"{key}x"))
    document = estates.with_lifecycle(life.document, f"{kind}.{key}x", previously=None)
    life.document = document
    assert told(life.world.plan(life.stack, allowing(life.stack)).plan.to_do) == []


def changes_by_hand(life: Life, at: int, how: int) -> None:
    """Somebody changes one field of one resource; AWS may refuse that."""
    stack = life.stack
    resource = stack.resources[at % len(stack.resources)]
    possible = list(drifts(resource))
    if not possible:
        return
    changed = with_resource(stack, possible[how % len(possible)].changed)
    options = replace(allowing(stack), prune=False)
    made = draft(changed, life.world.observe(changed, options), options)
    if made.plan.blocks or any(change.blocks for change in made.plan.changes):
        return
    outcome = life.world.make(made, options)
    assert not undone(outcome) or refused_by_aws(outcome) or unlike(outcome), undone(outcome)


def unlike(outcome: Applied) -> bool:
    """Whether what went wrong is that AWS took a value and made another of it."""
    failed = [one for one in outcome.outcomes if one.status == "failed"]
    return all(one.error is not None and one.error.code == "RC5031" for one in failed)


def is_killed(life: Life, at: int, way: int) -> None:
    """An apply ends before or after a call, if it comes so far."""
    wire = Wire(life.world.send, ("before", "after")[way % 2], at % 40)
    with contextlib.suppress(Crash):
        life.make(life.stack, wire=wire)


def gives_up_half_way(life: Life, at: int, way: int) -> None:
    """Everything is to go, and the apply that deletes it is killed; the next one has all back."""
    wire = Wire(life.world.send, ("before", "after")[way % 2], at % 40)
    with contextlib.suppress(Crash):
        life.make(abandoned(life.stack), wire=wire)


def storms(life: Life, what: int, seed: int) -> None:
    """AWS fails for a while, answers are lost or old, and one apply gets through."""
    life.world.sandbox.advance(60)
    kind = WEATHER[what % len(WEATHER)]
    faults = storm(kind, 0.3, times=1) if kind != "lag" else lagging()
    life.world.sandbox.faults = Faults((SHUFFLED, *faults), seed)
    applied = life.make(life.stack, *needed(life))
    life.world.sandbox.faults = Faults((SHUFFLED,), 0)
    assert undone(applied) == []


def lagging() -> list[Fault]:
    """Every read shows what was there a little while ago."""
    return [Fault("lag", f"*:{read}*", seconds=STALE) for read in READS]


def is_targeted(life: Life, at: int, _: int) -> None:
    """One resource is applied alone; nothing else is written."""
    owned = life.owned()
    if not owned:
        return
    one = owned[at % len(owned)]
    only = replace(allowing(life.stack), targets=(one.address,), prune=False)
    made = life.world.plan(life.stack, only)
    assert {change.address for change in made.plan.to_do} <= {one.address}


def is_absent(life: Life, at: int, _: int) -> None:
    """A resource that nothing refers to is declared absent, and comes back."""
    free = estates.free(life.document)
    address = free[at % len(free)]
    life.settles(life.meant(estates.with_lifecycle(life.document, address, state="absent")))
    life.settles(life.stack)


def is_released(life: Life, at: int, _: int) -> None:
    """A resource is let go of, is nobody's, and is taken back."""
    owned = life.owned()
    if not owned:
        return
    address = owned[at % len(owned)].address
    life.settles(life.stack, *needed(life))
    life.settles(life.meant(estates.with_lifecycle(life.document, address, state="released")))
    life.settles(life.stack, address)


def needed(life: Life) -> tuple[str, ...]:
    """What was left untagged by an apply that ended, and has to be adopted."""
    made = life.world.plan(life.stack, allowing(life.stack))
    return adopting(life.stack, made.plan.changes, Options()).adopt


def converges(life: Life, _: int = 0, __: int = 0) -> None:
    """One quiet apply mends whatever happened; nothing is ours that is not declared."""
    life.settles(life.stack, *needed(life))
    assert life.world.observe(life.stack, allowing(life.stack)).orphans == {}


OPERATIONS: dict[str, Callable[[Life, int, int], None]] = {
    "grows": grows,
    "shrinks": shrinks,
    "renames": renames,
    "changes by hand": changes_by_hand,
    "is killed": is_killed,
    "gives up half way": gives_up_half_way,
    "storms": storms,
    "is targeted": is_targeted,
    "is absent": is_absent,
    "is released": is_released,
    "converges": converges,
}
"""What may happen, by the name that a file calls it."""


@dataclass
class Ground:
    """Where lives are lived: one sandbox and one client for all of them."""

    world: World
    folder: Path
    scopes: tuple[Scope, ...]

    def live(self, case: Case) -> Counter[str]:
        """Live a life to its end; how often each operation was done. Raises what went wrong."""
        self.world.fresh()
        strangers(self.world)
        theirs, before = of_strangers(self.world), counted(self.world)
        life = Life(self.world, self.folder, self.scopes, estates.document_of(case.blocks))
        converges(life)
        for name, first, second in case.operations:
            OPERATIONS[name](life, first, second)
            life.done[name] += 1
            if name not in RAGGED:
                converges(life)
            assert of_strangers(self.world) == theirs
        converges(life)
        assert undone(life.make(abandoned(life.stack))) == []
        assert counted(self.world) == before
        assert of_strangers(self.world) == theirs
        return life.done


RAGGED = {"changes by hand", "is killed", "gives up half way"}
"""What is not mended before the next thing happens."""


def ground(sandbox: Tossable, folder: Path) -> Ground:
    """A world of two regions on this sandbox."""
    scopes = estates.scopes(folder)
    access = Access(region=REGION, attach=sandbox.attach, pace=Pace(sleep=lambda _: None))
    client = Client(access, scopes, Refusals(AwsRefused, AnswerLost, Unreachable))
    return Ground(World(sandbox, client), folder, scopes)
