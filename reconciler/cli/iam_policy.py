"""`reconcile iam-policy`: the smallest IAM policy with which stacks can be planned, or applied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.connect import connected, reached
from reconciler.cli.failures import told
from reconciler.cli.lacking import sought
from reconciler.cli.output import check_reports, publish, say
from reconciler.engine.permitting.gathered import Run, granted
from reconciler.engine.permitting.policy import policies
from reconciler.errors import EXIT_OK, SpecInvalid
from reconciler.expand.destinations import destinations
from reconciler.expand.permissions import read_by_plans
from reconciler.kinds.permits import NOTES
from reconciler.report.policies import lengths, policies_json, policies_text
from reconciler.rules.judge import judged
from reconciler.spec.files.settings import Environment, environment
from reconciler.spec.forms import forms
from reconciler.spec.load import Sources, load, lookups_needed
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Scope

if TYPE_CHECKING:
    import argparse


def run(wanted: argparse.Namespace) -> int:
    """Print the policies of the selected stacks in one environment.

    Offline where reconcile.yaml says which accounts and regions are meant; else AWS is asked.
    """
    check_reports(wanted.report, ("text", "json"))
    sources = load(Path.cwd(), tuple(map(Path, wanted.paths)))
    if sources.faults:
        raise SpecInvalid(*sources.faults)
    chosen = environment(sources.settings, wanted.environment or "")
    runs = runs_of(sources, chosen, places(wanted, chosen))
    made = policies(granted(runs, forms().values(), wanted.verb))
    notes = [*lengths(made), *told_of(runs, wanted.verb)]
    publish(
        {
            "text": lambda: policies_text(made),
            "json": lambda: policies_json(made, wanted.verb, notes),
        },
        wanted.format,
        wanted.report,
        "never",
    )
    if wanted.format == "text":
        for note in notes:
            say(f"note: {note}")
    return EXIT_OK


def places(wanted: argparse.Namespace, chosen: Environment) -> tuple[Scope, ...]:
    """The scopes with their accounts and regions; AWS is asked for what reconcile.yaml leaves out."""
    if all(scope.account and scope.region for scope in chosen.scopes):
        return chosen.scopes
    with told():
        return reached(connected(wanted, chosen.scopes, planning=True), chosen.scopes)


def runs_of(sources: Sources, chosen: Environment, scopes: tuple[Scope, ...]) -> tuple[Run, ...]:
    """The selected stacks with all that they imply, their lookups, and the lock."""
    lock = sources.settings.lock
    return tuple(
        Run(
            stack,
            tuple(
                (one.provider, one.name)
                for one in lookups_needed(sources, stack.name, chosen.name, scopes)
            ),
            (lock.bucket, lock.key(stack.owner)) if lock else None,
            tuple(map(sought, destinations(stack))),
            read_by_plans(stack),
        )
        for stack in resolve(sources, chosen.name, scopes, {}, judged)
    )


def told_of(runs: tuple[Run, ...], verb: str) -> Iterator[str]:
    """What a person must know of what is not in the policies."""
    if verb == "plan":
        return
    kinds = {one.form.kind.id for run in runs for one in run.stack.resources}
    yield from (note for kind, note in NOTES.items() if kind in kinds)
    yield (
        "it is bound to what these specs declare; to prune what they no longer declare, use the policy "
        "of a revision that still did"
    )
