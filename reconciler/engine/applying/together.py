"""Statements of one document as one step: the first of them, or their holder, writes for all. Pure.

Two steps that read a document, add to it and write it would undo each other. Where the spec declares
the document itself, `with_statements` has made the statements part of what the holder writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from reconciler.engine.calling.merges import Merge, is_merged, merge_in, with_statements
from reconciler.engine.calling.parts import fields_of, root_of
from reconciler.engine.deciding.documents import holder_of
from reconciler.engine.live import LET_GO, Live, Step, Work
from reconciler.plan.plan import Action
from reconciler.spec.stack import Resource


def joined(work: Mapping[str, Work]) -> dict[str, Work]:
    """The same changes, each document written by one step; the others' steps name who writes."""
    steps = {address: list(one.steps) for address, one in work.items()}
    resources = {address: one.resource for address, one in work.items() if one.resource}
    for group in _groups(work).values():
        address, number = group[0]
        bearer = work[address].resource or work[address].live
        holder = holder_of(bearer, resources.values()) if bearer else None
        writer = _writes(work[holder.address], holder_field(bearer)) if holder and bearer else None
        if holder and writer is not None:
            for member, index in group:
                steps[member][index] = _left_to(steps[member][index], holder.address, writer)
            continue
        merged = [merge for one, index in group if (merge := _merge(work[one].steps[index]))]
        together = {sid: text for merge in merged for sid, text in merge.statements.items()}
        (made,) = steps[address][number].calls
        steps[address][number] = replace(
            steps[address][number], calls=(with_statements(made, together),)
        )
        for member, index in group[1:]:
            steps[member][index] = _left_to(steps[member][index], address, number)
    return {address: replace(one, steps=tuple(steps[address])) for address, one in work.items()}


def _groups(work: Mapping[str, Work]) -> dict[tuple[object, ...], list[tuple[str, int]]]:
    """Document → the steps that write it, in the order of addresses.

    What goes before a replacement is apart from what comes after it.
    """
    found: dict[tuple[object, ...], list[tuple[str, int]]] = defaultdict(list)
    for address, number, step in _merging(work):
        merge = _merge(step)
        assert merge is not None
        passing = work[address].change.action is Action.REPLACE and step.verb == "delete"
        params = tuple(sorted((name, str(one)) for name, one in merge.read.params.items()))
        key = (merge.kind.client, merge.read.operation, merge.read.scope, params, passing)
        found[key].append((address, number))
    return found


def _merging(work: Mapping[str, Work]) -> Iterator[tuple[str, int, Step]]:
    for address, one in sorted(work.items()):
        for number, step in enumerate(one.steps):
            if _merge(step) is not None:
                yield address, number, step


def _merge(step: Step) -> Merge | None:
    return next((found for made in step.calls if (found := merge_in(made.params))), None)


def holder_field(about: Resource | Live) -> str:
    """The field of its holder that holds the document of a statement."""
    word = about.form.kind.statement if is_merged(about.form.kind) else None
    return word.holder.split(".", 2)[2] if word and word.holder else ""


def _writes(holder: Work, field: str) -> int | None:
    """The number of the step by which a holder writes its document; None where it does not."""
    root = root_of(field)
    changed = holder.change.action in {Action.CREATE, Action.REPLACE} or any(
        root_of(change.path) == root for change in holder.change.fields
    )
    kind = holder.resource.form.kind if holder.resource else None
    if not changed or kind is None:
        return None
    part = next((fields_of(part)[0] for part in kind.parts if root in fields_of(part)), "")
    numbers = [n for n, step in enumerate(holder.steps) if step.part == part and step.calls]
    mains = [
        n
        for n, step in enumerate(holder.steps)
        if not step.part and step.verb not in {"delete", LET_GO}
    ]
    return next(iter((*numbers, *mains)), None)


def _left_to(step: Step, address: str, number: int) -> Step:
    """A step that another one does."""
    return replace(step, calls=(), by=(address, number))
