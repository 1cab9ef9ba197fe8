"""What was approved: by a digest, by a plan that was kept in a file, or by a yes on the terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reconciler.cli.output import say
from reconciler.errors import Fault, Note, StalePlan, Usage
from reconciler.plan.plan import Plan
from reconciler.report.approved import (
    Approved,
    approved,
    differences,
    is_rest_of,
    no_longer,
    summary,
)
from reconciler.report.escape import visible
from reconciler.report.plan_json import PLAN_FORMAT

if TYPE_CHECKING:
    import argparse

SHORTEST = 8
"""Characters of a digest that `--expect` needs at least."""

FAMILY = "reconcile."
"""The start of the `format` of every JSON that this tool writes."""

MOST = 40
"""Differences between an approved plan and today's that are told one by one."""

LEFT = frozenset({"endpoint"})
"""Options of a plan that are no options of the command line's own: where AWS is reached is given anew."""


def approvals_in(wanted: argparse.Namespace) -> tuple[Approved, ...]:
    """The plans that the command line names as files, taken out of its paths.

    What they were made with (environment, stacks, targets, overrides) is what this run is made with.
    Raises Usage where a file holds no plan, or the command line says another environment; StalePlan
    where its content is not what its digest says.
    """
    found = {path: data for path in wanted.paths if (data := written_by_us(Path(path))) is not None}
    plans = tuple(one for path, data in found.items() for one in plans_of(path, data))
    if not plans:
        return ()
    wanted.paths = [path for path in wanted.paths if path not in found]
    refuse_mixed(wanted, plans)
    wanted.environment = plans[0].environment or None
    wanted.stacks = {one.stack for one in plans}
    wanted.base = wanted.base or plans[0].base or None
    given = dict(vars(wanted))
    for line in dict.fromkeys(line for one in plans for line in one.options):
        name, _, value = line.partition("=")
        key = name.replace("-", "_")
        if name not in LEFT:
            given[key] = [*given[key], value] if value else True
    vars(wanted).update(given)
    return plans


def written_by_us(path: Path) -> dict[str, Any] | None:
    """The JSON in a file where this tool wrote it; None for everything else, which may be a spec."""
    if path.suffix != ".json" or not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(data, dict) and str(data.get("format", "")).startswith(FAMILY)
    return data if ours else None


def plans_of(path: str, data: dict[str, Any]) -> tuple[Approved, ...]:
    """The plans in the JSON of a file, each just as it was written."""
    if data["format"] != PLAN_FORMAT:
        message = f"{path} holds no plan: its format is {visible(str(data['format']))}"
        suggestion = "Make one with `reconcile plan --out PATH`."
        raise Usage(Fault("RC6416", message, expected=PLAN_FORMAT, suggestion=suggestion))
    try:
        plans = tuple(map(approved, data.get("plans", [data])))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{path} is no whole plan: {visible(str(error))}"
        raise Usage(Fault("RC6416", message, suggestion="Plan again with `--out`.")) from error
    for plan in plans:
        if not plan.is_intact:
            message = f"{path} was changed after it was written: its digest is not of its content"
            raise StalePlan(Fault("RC5041", message, suggestion="Plan again with `--out`."))
    return plans


def refuse_mixed(wanted: argparse.Namespace, plans: Sequence[Approved]) -> None:
    """Raise Usage where plans are of several environments, or beside paths of specs."""
    environments = {one.environment for one in plans}
    environments |= {wanted.environment} if wanted.environment else set()
    if wanted.paths or len(environments) > 1:
        message = "a plan says itself which stacks and which environment it is of"
        suggestion = "Name plans of one environment, and neither specs nor another environment."
        raise Usage(Fault("RC6417", message, suggestion=suggestion))


def check_expected(digests: list[str]) -> None:
    """Refuse a digest that is too short to mean one plan."""
    for digest in digests:
        if len(digest.removeprefix("sha256:")) < SHORTEST:
            expected = f"at least {SHORTEST} characters of it"
            raise Usage(Fault("RC6410", f"`{digest}` is no digest of a plan", expected=expected))


def refuse_unexpected(plan: Plan, digests: list[str], approvals: Iterable[Approved] = ()) -> None:
    """Raise StalePlan where something was approved, and it was not this plan.

    A plan with nothing to do is what every approved plan wants to reach: it is let through, and so
    is what is left of an approved one of which the rest is done.
    """
    whole = [one for one in approvals if one.stack == plan.stack]
    given = [digest.removeprefix("sha256:") for digest in digests]
    if not plan.to_do or not (given or whole):
        return
    bound = [one.digest for one in whole] or [plan.digest]
    if given and not any(one.startswith(digest) for one in bound for digest in given):
        raise unknown(plan)
    for one in whole:
        if one.digest != plan.digest and not is_rest_of(plan, one):
            raise stale(plan, differences(one, plan))
        for line in no_longer(one, plan):
            say(f"Already so: {line}")


def refuse_missing(approvals: Iterable[Approved], plans: Iterable[Plan]) -> None:
    """Raise StalePlan for a stack that was planned and is declared nowhere now."""
    there = {plan.stack for plan in plans}
    for one in approvals:
        if one.stack not in there:
            message = f"the stack {visible(one.stack)} was approved, and no spec declares it now"
            raise StalePlan(Fault("RC5040", message, suggestion="Plan again. Nothing was written."))


def stale(plan: Plan, told: tuple[str, ...]) -> StalePlan:
    """The error of a plan that was not approved, with how it differs where that is known."""
    notes = [Note(visible(line)) for line in told[:MOST]]
    if len(told) > MOST:
        notes.append(Note(f"and {len(told) - MOST} more"))
    message = f"the plan of {plan.stack} is not the one that was approved: {plan.digest[:16]}"
    suggestion = "Look at the plan above: the specs or AWS changed since. Nothing was written."
    return StalePlan(Fault("RC5040", message, suggestion=suggestion, notes=tuple(notes)))


def unknown(plan: Plan) -> StalePlan:
    """The error of a plan whose digest was not given: of what was approved nothing else is known, so
    what the plan is now is told, and how a plan is kept that can be compared.
    """
    found = stale(plan, summary(plan))
    suggestion = (
        "A digest does not hold what was approved. `plan --out plan.json`, then `apply plan.json`, "
        "says what changed, and goes on with what is left of a plan that was done in part. "
        "Nothing was written."
    )
    return StalePlan(*(replace(fault, suggestion=suggestion) for fault in found.faults))


def agreed(wanted: argparse.Namespace, plans: list[Plan]) -> bool:
    """Whether to go on: said on the command line, or asked for on a terminal."""
    if wanted.yes or wanted.expect:
        return True
    if not sys.stdin.isatty() or os.environ.get("CI"):
        expect = " ".join(f"--expect {plan.digest[:16]}" for plan in plans)
        raise Usage(
            Fault(
                "RC6411",
                "apply needs a yes, and there is no terminal to ask on",
                suggestion=f"Give `--yes`, or `{expect}` for exactly what is shown.",
            )
        )
    number = sum(len(plan.to_do) for plan in plans)
    changes = "this change" if number == 1 else f"these {number} changes"
    sys.stderr.write(f"Apply {changes}? Only `yes` goes on: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() == "yes"
