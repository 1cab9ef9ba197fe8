"""The way of a spec to a plan. Read `drafts` and you have read the program."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.aws.lookups import looked_up
from reconciler.aws.pace import Pace
from reconciler.cli.connect import connected, endpoint_told, reached
from reconciler.cli.earlier import Based, based, trusting
from reconciler.cli.failures import told
from reconciler.cli.lacking import with_lacking
from reconciler.cli.locking import Locks
from reconciler.cli.selection import refuse_unknown
from reconciler.engine import along
from reconciler.engine.beside import with_left_over
from reconciler.engine.deciding.attributing import attributed, dropped, parted
from reconciler.engine.draft import draft
from reconciler.engine.live import Draft
from reconciler.engine.observe import observe
from reconciler.engine.staying import with_staying
from reconciler.errors import Fault, ReconcileError, SpecInvalid
from reconciler.expand.permissions import implied_before
from reconciler.expand.staying import staying
from reconciler.plan.calls import AnswerLost, AwsRefused, Send, Unreachable
from reconciler.plan.options import Options
from reconciler.rules.judge import judged
from reconciler.spec.files.settings import Environment, environment
from reconciler.spec.forms import forms
from reconciler.spec.load import Sources, load, lookups_needed
from reconciler.spec.resources import one_live, outcome_of, resolve
from reconciler.spec.stack import Scope, Stack
from reconciler.spec.values import Value

if TYPE_CHECKING:
    import argparse

    from reconciler.aws.client import Client

NOTHING_THERE = frozenset({"ParameterNotFound", "ParameterVersionNotFound", "ValidationError"})
"""What SSM GetParameter and CloudFormation DescribeStacks answer for what is not there."""


@dataclass(frozen=True)
class Drafted:
    """One stack's draft, and what apply needs besides: how to send, what was asked, the sources."""

    draft: Draft
    client: Client
    options: Options
    sources: Sources


def drafts(
    wanted: argparse.Namespace,
    *,
    planning: bool,
    watched: Callable[[Send], Send],
    pace: Pace | None = None,
    locks: Locks | None = None,
) -> Iterator[Drafted]:
    """Draft every selected stack, one after another; nothing is written.

    ```
    load      every spec file of the tree; unreadable ones end the run (spec, offline)
    reached   who we are in each scope; a wrong account ends the run   (aws)
    resolve   references, names, types: stacks of resources            (spec)
    judged    what it implies besides: starts, permissions, notices    (expand)
              and what is wrong with a stack of valid resources        (rules)
    seen      what is live, what is ours but undeclared, what it implied (engine)
    draft     differences, guards, steps, digest                        (engine)
    ```
    Raises ReconcileErrors only; Usage, at the end, for options that name no resource of any stack.
    """
    head, known = loaded(wanted), set[str]()
    with based(wanted, head) as base, told():
        sources = trusting(head, base.sources, wanted.stacks) if base else head
        chosen = environment(sources.settings, wanted.environment or "")
        client = connected(wanted, chosen.scopes, planning=planning, pace=pace)
        scopes = reached_from(sources, chosen, client)
        if locks:
            locks.take(client, sources, chosen.name, scopes[0])
        for meant in stacks_meant(sources, chosen.name, scopes, client, base):
            started, calls, options = time.monotonic(), client.calls, options_of(wanted, sources)
            made, seen = drafted(meant, watched(client.send), options)
            known |= seen
            yield Drafted(with_cost(made, client.calls - calls, started), client, options, sources)
    refuse_unknown(wanted, known)


@dataclass(frozen=True)
class Meant:
    """A stack, and with a base what it was there, and what any stack of now declares."""

    stack: Stack
    base: Based | None = None
    before: Stack | None = None
    elsewhere: frozenset[tuple[Value, ...]] = frozenset()


def stacks_meant(
    sources: Sources, name: str, scopes: tuple[Scope, ...], client: Client, base: Based | None
) -> Iterator[Meant]:
    """The selected stacks with what they imply; with a base also those that only the base has.

    Every stack is resolved then, for what one no longer declares may stand in another.
    """
    every = replace(sources, stacks=sources.names) if base else sources
    lookups = read_lookups(every, name, scopes, client)
    stacks = {one.name: one for one in resolve(every, name, scopes, lookups, judged)}
    if base is None:
        yield from map(Meant, stacks.values())
        return
    with base.named():
        then = read_lookups(base.sources, name, scopes, client)
    past = base.stacks(name, scopes, then)
    declared = frozenset(one_live(one) for stack in stacks.values() for one in stack.resources)
    for selected in sources.stacks:
        nothing = Stack(selected, sources.settings.project, name, (), scopes)
        stack = stacks.get(selected, nothing)
        before = past.get(selected, replace(stack, resources=()))
        yield Meant(stack, base, before, declared)


def drafted(meant: Meant, send: Send, options: Options) -> tuple[Draft, frozenset[str]]:
    """The draft of one stack, and every address that it knows of.

    With a base, what the base declares and the stack does not is read too, and a second plan, of
    the base's specs, tells who moved.
    """
    stack, base, before = meant.stack, meant.base, meant.before
    gone = dropped(stack, before, meant.elsewhere) if before else ()
    wider = replace(stack, resources=(*stack.resources, *gone))
    observed = observe(wider, forms().values(), send, options)
    seen = parted(observed, gone, stack.owner)
    seen = with_left_over(stack, seen, send, options, implied_before)
    stack, seen = with_staying(stack, seen, options, staying)
    lacked = with_lacking(stack, send, options)
    made = along.drafted(lacked, seen, forms(), send, options)
    known = frozenset(one.address for one in stack.resources) | seen.orphans.keys()
    if base is None or before is None:
        return made, known
    with base.named():
        was = draft(before, observed, replace(options, prune=False)).plan
    plan = attributed(made.plan, was, base.base, base.removed(gone))
    return replace(made, plan=plan), known


def loaded(wanted: argparse.Namespace) -> Sources:
    """The specs, with the stacks that the command line selects; raises SpecInvalid with all faults."""
    sources = load(Path.cwd(), tuple(map(Path, wanted.paths)))
    if sources.faults:
        raise SpecInvalid(*sources.faults)
    return narrowed(sources, wanted)


def narrowed(sources: Sources, wanted: argparse.Namespace) -> Sources:
    """The specs with only those stacks selected that an approved plan names, where there is one."""
    if wanted.stacks is None:
        return sources
    return replace(sources, stacks=tuple(one for one in sources.stacks if one in wanted.stacks))


def with_cost(made: Draft, calls: int, started: float) -> Draft:
    """The draft whose plan says how many calls it took, and how long since `started`."""
    plan = replace(made.plan, calls=calls, seconds=time.monotonic() - started)
    return replace(made, plan=plan)


def reached_from(sources: Sources, chosen: Environment, client: Client) -> tuple[Scope, ...]:
    """The scopes as `reached` finds them; where none is, faults of the specs are told first.

    They are found without AWS, and whoever writes a spec may have no credentials.
    """
    try:
        return reached(client, chosen.scopes)
    except (ReconcileError, AwsRefused, AnswerLost, Unreachable):
        outcome = outcome_of(sources, chosen.name, chosen.scopes, {}, judged)
        if outcome.faults:
            raise SpecInvalid(*outcome.faults) from None
        raise


def read_lookups(
    sources: Sources, name: str, scopes: tuple[Scope, ...], client: Client
) -> Mapping[str, Value]:
    """The values of every `{lookup: ...}` that the selected stacks use in this environment.

    Raises SpecInvalid with a fault, at its place, for each that names nothing or a secret.
    """
    needed = {
        lookup.text: lookup
        for stack in sources.stacks
        for lookup in lookups_needed(sources, stack, name, scopes)
    }
    found: dict[str, Value] = {}
    faults: list[Fault] = []
    for text, lookup in sorted(needed.items()):
        try:
            found[text] = looked_up(client.ask, text)
        except SpecInvalid as invalid:
            faults += [replace(fault, place=lookup.place) for fault in invalid.faults]
        except AwsRefused as refused:
            if refused.code not in NOTHING_THERE:
                raise
            faults.append(Fault("RC6011", f"`{text}` names nothing in {name}", lookup.place))
    if faults:
        raise SpecInvalid(*faults)
    return found


def options_of(wanted: argparse.Namespace, sources: Sources) -> Options:
    """What the command line and reconcile.yaml ask of a plan."""
    settings = sources.settings
    return Options(
        targets=tuple(wanted.target),
        excludes=tuple(wanted.exclude),
        prune=wanted.prune,
        adopt=tuple(wanted.adopt),
        take_over=tuple(wanted.take_over),
        allow_delete=tuple(wanted.allow_delete),
        allow_replace=tuple(wanted.allow_replace),
        rotate=tuple(wanted.rotate),
        allow_empty=wanted.allow_empty,
        allow_many_deletes=wanted.allow_many_deletes,
        skip_blocked=wanted.skip_blocked,
        complete=settings.present,
        ignore_tags=settings.ignore_tags,
        max_deletes=settings.guards.max_deletes,
        max_delete_percent=settings.guards.max_delete_percent,
        endpoint=endpoint_told(wanted),
        parallel=wanted.parallel,
        timeout=wanted.timeout,
    )
