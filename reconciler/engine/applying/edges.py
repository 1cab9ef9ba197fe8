"""What must wait for what: an edge for every reason that one step has to come after another. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from reconciler.engine.applying.late import holes
from reconciler.engine.applying.pointers import is_checked, pointers
from reconciler.engine.calling.parts import fields_of, root_of
from reconciler.engine.live import FIRST, LAST, LET_GO, RENAME, Step, Work
from reconciler.plan.plan import Action
from reconciler.spec.stack import parent_key

HARD, MAIN, READY, PART = range(4)
"""How much an edge weighs, most first. Among soft ones: what a resource's own fields refer to; that
what is used is complete (a role with its policies); what a part refers to (a policy may name what is
not there yet)."""


class Node(NamedTuple):
    """One step of one change: the address, and the step's number in the change's work."""

    address: str
    number: int


class Edge(NamedTuple):
    """`before` must be done before `after`; `weight` is HARD or a soft one; `why` is a clause."""

    weight: int
    before: Node
    after: Node
    why: str


def edges(work: Mapping[str, Work]) -> Iterator[Edge]:
    """Every edge between the steps of these changes, repeats included."""
    targets = _targets(work)
    for address, one in work.items():
        yield from _inner_edges(address, one)
        yield from _late_edges(work, address, one)
        yield from _reference_edges(work, targets, address, one)
        yield from _delete_edges(work, targets, address, one)
        yield from _unread_edges(work, address, one)
        for needed in one.resource.lifecycle.depends_on if one.resource else ():
            yield from _whole_edges(work, needed, address)
        for wished in one.resource.after if one.resource else one.after:
            yield from _wished_edges(work, wished, address)
        yield from _derived_edges(work, address, one)


def _inner_edges(address: str, one: Work) -> Iterator[Edge]:
    """The resource's own calls one after another, then its parts."""
    mains = [number for number, step in enumerate(one.steps) if step.part == ""]
    for before, after in itertools.pairwise(mains):
        yield Edge(HARD, Node(address, before), Node(address, after), "replaced by")
    made = _main(one)
    for number, step in enumerate(one.steps):
        yield from _around_edges(address, number, one)
        is_named = made is not None and one.steps[made].verb == RENAME
        if step.part and made is not None and (is_named or step.verb != FIRST):
            yield Edge(HARD, Node(address, made), Node(address, number), "is part of")
        if step.by:
            yield Edge(HARD, Node(*step.by), Node(address, number), "is written with")


def _around_edges(address: str, number: int, one: Work) -> Iterator[Edge]:
    """What comes before or after everything else of its resource."""
    own = Node(address, number)
    for other, step in enumerate(one.steps):
        if one.steps[number].verb == FIRST and step.verb not in {FIRST, RENAME}:
            yield Edge(HARD, own, Node(address, other), "makes room for")
        if one.steps[number].verb == LAST and step.verb not in {FIRST, LAST}:
            yield Edge(HARD, Node(address, other), own, "comes before")
        # A tag may say which version of a secret was written: it must not be there before that is.
        if one.steps[number].verb == "tag" and step.part and step.verb not in {"tag", LAST}:
            yield Edge(HARD, Node(address, other), own, "is done before it is tagged")


def _main(one: Work) -> int | None:
    """The number of the step that makes or changes the resource itself, None where none does."""
    made = (number for number, step in enumerate(one.steps) if _is_main(step))
    return next(made, None)


def _is_main(step: Step) -> bool:
    return step.part == "" and step.verb not in {"delete", LET_GO}


def _late_edges(work: Mapping[str, Work], address: str, one: Work) -> Iterator[Edge]:
    for number, step in enumerate(one.steps):
        for late in {late for made in step.calls for late in holes(made.params)}:
            main = _main(work[late.address]) if late.address in work else None
            if main is not None:
                why = f"needs {late.attribute} of"
                weight = _weight(work[late.address].steps[main], hard=True, soft=MAIN)
                yield Edge(weight, Node(late.address, main), Node(address, number), why)


def _weight(step: Step, *, hard: bool, soft: int) -> int:
    """An update of what is there already is never waited for at all costs; a new name is."""
    return HARD if hard and step.verb in {"create", RENAME} else soft


Targets: TypeAlias = Mapping[tuple[str, str, str], str]
"""(kind, attribute, value) → address."""


def _targets(work: Mapping[str, Work]) -> Targets:
    """(kind, attribute, value) → address, of all that is declared or there."""
    found: dict[tuple[str, str, str], str] = {}
    for address, one in work.items():
        if held := one.resource or one.live:
            kind = held.form.kind
            names = dict(zip(kind.identity, held.identity, strict=True))
            known = {**(one.live.outputs if one.live else {}), **names}
            if held.arn:
                known["arn"] = held.arn
            found |= {(kind.id, name, value): address for name, value in known.items()}
    return found


def _uses(targets: Targets, one: Work) -> Iterator[tuple[str, str, bool]]:
    """(field, address, whether AWS looks) for everything that is wanted of other resources."""
    resource = one.resource
    if resource is None:
        return
    for path, address in resource.references:
        yield root_of(path), address, is_checked(resource.form, path)
    names = dict(zip(resource.form.kind.identity, resource.identity, strict=True))
    for found in pointers(resource.form, {**resource.desired, **names}):
        address = targets.get((found.kind, found.attribute, found.value), "")
        if address:
            yield found.field, address, found.checked


def _reference_edges(
    work: Mapping[str, Work], targets: Targets, address: str, one: Work
) -> Iterator[Edge]:
    if _main(one) is None and not any(step.part for step in one.steps):
        return
    for name, used, checked in set(_uses(targets, one)):
        if used not in work or used == address:
            continue
        after = Node(address, step_of(one, name))
        by = one.steps[after.number].by
        for number, step in enumerate(work[used].steps):
            before, why = Node(used, number), f"{name} refers to"
            if by and by[0] != used and _is_main(step):
                yield Edge(MAIN, before, Node(*by), why)
            if _is_main(step):
                soft = MAIN if one.steps[after.number].part == "" else PART
                yield Edge(_weight(step, hard=checked, soft=soft), before, after, why)
            elif step.part and one.steps[after.number].part == "":
                yield Edge(READY, before, after, why)


def step_of(one: Work, name: str) -> int:
    """The number of the step that writes a field: its part's, else the resource's own."""
    resource = one.resource
    held = resource.form.kind.parts if resource else ()
    part = next((fields_of(part)[0] for part in held if name in fields_of(part)), None)
    for number, step in reversed([*enumerate(one.steps)]):
        if step.part and step.part == part:
            return number
    main = _main(one)
    return len(one.steps) - 1 if main is None else main


def _delete_edges(
    work: Mapping[str, Work], targets: Targets, address: str, one: Work
) -> Iterator[Edge]:
    """What still points at something goes, or changes, before that is deleted."""
    if one.live is None or not one.steps:
        return
    names = dict(zip(one.live.form.kind.identity, one.live.identity, strict=True))
    wanted = {used for _, used, _ in _uses(targets, one)} if _main(one) is not None else set()
    for found in set(pointers(one.live.form, {**one.live.fields, **names})):
        used = targets.get((found.kind, found.attribute, found.value), "")
        gone = _numbered(work[used], "delete") if used and used != address else None
        if gone is None:
            continue
        own = _numbered(one, "delete")
        let_go = _numbered(one, LET_GO)
        if own is not None:
            weight = HARD if found.checked else MAIN
            yield Edge(weight, Node(address, own), Node(used, gone), "is deleted before")
        elif let_go is not None:
            yield Edge(HARD, Node(address, let_go), Node(used, gone), "lets go of")
        elif used not in wanted:
            before = Node(address, step_of(one, found.field))
            yield Edge(MAIN, before, Node(used, gone), "lets go of")


def _unread_edges(work: Mapping[str, Work], address: str, one: Work) -> Iterator[Edge]:
    """What may still point at something, by a part that nobody has read, goes before that does."""
    own = _numbered(one, "delete")
    if own is None or one.live is None:
        return
    unread = {
        one.live.form.fields[name].word.points_to.rpartition(".")[0]
        for part in one.live.form.kind.parts
        for name in fields_of(part)
        if name not in one.live.fields
    }
    for used, other in work.items():
        gone = _numbered(other, "delete") if used != address else None
        if gone is not None and other.live is not None and other.live.form.kind.id in unread:
            yield Edge(MAIN, Node(address, own), Node(used, gone), "may be deleted before")


def _numbered(one: Work, verb: str) -> int | None:
    return next((n for n, step in enumerate(one.steps) if step.verb == verb), None)


def _whole_edges(work: Mapping[str, Work], needed: str, address: str) -> Iterator[Edge]:
    """All of one change before all of another; the other way about where both are deleted."""
    if needed not in work:
        return
    first, second = needed, address
    if work[needed].change.action is Action.DELETE:
        first, second = address, needed
    for before in range(len(work[first].steps)):
        for after in range(len(work[second].steps)):
            yield Edge(HARD, Node(first, before), Node(second, after), "depends_on")


def _wished_edges(work: Mapping[str, Work], wished: str, address: str) -> Iterator[Edge]:
    """All of one change before another's own calls (else its parts), or an orphan's delete: softly."""
    one = work[address]
    main = _main(one) if one.resource else _numbered(one, "delete")
    if wished not in work or (main is None and not one.resource):
        return
    waiting = range(len(one.steps)) if main is None else (main,)
    for before, after in itertools.product(range(len(work[wished].steps)), waiting):
        yield Edge(MAIN, Node(wished, before), Node(address, after), "is better after")


def _derived_edges(work: Mapping[str, Work], address: str, one: Work) -> Iterator[Edge]:
    """What is not implied any more goes after what implied it has changed."""
    gone, parent = _numbered(one, "delete"), parent_key(address)
    if gone is None or one.resource is not None or not parent:
        return
    for other, held in work.items():
        main = _main(held)
        if main is not None and held.resource and held.resource.key == parent:
            yield Edge(MAIN, Node(other, main), Node(address, gone), "is no more implied by")
