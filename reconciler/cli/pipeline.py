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
from reconciler.cli.failures import told
from reconciler.cli.selection import refuse_unknown
from reconciler.engine.draft import draft
from reconciler.engine.live import Draft
from reconciler.engine.observe import observe
from reconciler.errors import Fault, ReconcileError, SpecInvalid
from reconciler.expand.expand import expanded
from reconciler.plan.calls import AnswerLost, AwsRefused, Send, Unreachable
from reconciler.plan.options import Options
from reconciler.rules.judge import judged
from reconciler.spec.files.settings import Environment, environment
from reconciler.spec.forms import forms
from reconciler.spec.load import Sources, load, lookups_needed
from reconciler.spec.resources import outcome_of, resolve
from reconciler.spec.stack import Scope
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
) -> Iterator[Drafted]:
    """Draft every selected stack, one after another; nothing is written.

    ```
    load      every spec file of the tree; unreadable ones end the run (spec, offline)
    reached   who we are in each scope; a wrong account ends the run   (aws)
    resolve   references, names, types: stacks of resources            (spec)
    judged    what is wrong with a stack of valid resources            (rules)
    expanded  what it implies besides: starts, permissions, notices    (expand)
    observe   what is live, in batches, and what is ours but undeclared (engine)
    draft     differences, guards, steps, digest                        (engine)
    ```
    Raises ReconcileErrors only; Usage, at the end, for options that name no resource of any stack.
    """
    sources = loaded(wanted)
    chosen = environment(sources.settings, wanted.environment or "")
    client = connected(wanted, chosen.scopes, planning=planning, pace=pace)
    known: set[str] = set()
    with told():
        scopes = reached_from(sources, chosen, client)
        lookups = read_lookups(sources, chosen.name, scopes, client)
        for written in resolve(sources, chosen.name, scopes, lookups, judged):
            stack = expanded(written)
            started, calls, options = time.monotonic(), client.calls, options_of(wanted, sources)
            observed = observe(stack, forms().values(), watched(client.send), options)
            known |= {one.address for one in stack.resources} | observed.orphans.keys()
            made = with_cost(draft(stack, observed, options), client.calls - calls, started)
            yield Drafted(made, client, options, sources)
    refuse_unknown(wanted, known)


def loaded(wanted: argparse.Namespace) -> Sources:
    """The specs, with the stacks that the command line selects; raises SpecInvalid with all faults."""
    sources = load(Path.cwd(), tuple(map(Path, wanted.paths)))
    if sources.faults:
        raise SpecInvalid(*sources.faults)
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
