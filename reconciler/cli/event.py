"""`reconcile event`: what an event would do in a stack, offline: which rules match, and why others do not."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reconciler.cli.output import check_reports, publish
from reconciler.errors import EXIT_OK, Fault, ReconcileError, SpecInvalid, Usage
from reconciler.report.trials import names_json, names_text, trials_json, trials_text
from reconciler.rules.judge import judged
from reconciler.spec.files.settings import environment
from reconciler.spec.load import Sources, load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Resource, Scope, Stack
from reconciler.spec.suggest import did_you_mean
from reconciler.trial.events import event_in, with_settings
from reconciler.trial.samples import resource_at, sample_of
from reconciler.trial.trial import NOTIFICATIONS, RULES, Trial, trial

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json")
"""What a trial of an event can be told in."""
ACCOUNT, REGION = "123456789012", "us-east-1"
"""Where an event of no known place happens: the account and region of AWS's documented events."""


@dataclass(frozen=True)
class Given:
    """An event and where it comes from: a file's name, or that of a sample."""

    name: str
    event: dict[str, Any]


def run(wanted: argparse.Namespace) -> int:
    """Try every event; 0 where each matches a rule, or just the rules that are expected, else 1."""
    check_reports(wanted.report, FORMATS)
    if wanted.list:
        _publish(wanted, names_text, names_json)
        return EXIT_OK
    _check(wanted)
    sources = load(Path.cwd(), tuple(map(Path, wanted.specs)))
    if sources.faults:
        raise SpecInvalid(*sources.faults)
    scope = environment(sources.settings, wanted.environment or "").scopes[0]
    read = [_from_file(name, scope) for name in wanted.files]
    stacks = _stacks(wanted, sources, read)
    resources = [one for stack in stacks for one in stack.resources]
    given = [*read, *([_from_name(wanted, resources, stacks)] if wanted.sample else [])]
    tried = tuple(
        trial(one.name, with_settings(one.event, wanted.set), stacks, wanted.bus) for one in given
    )
    expected = _expected(wanted.expect, resources)
    _publish(wanted, lambda: trials_text(tried, expected), lambda: trials_json(tried, expected))
    return EXIT_OK if all(_passes(one, expected) for one in tried) else ReconcileError.exit_code


def _publish(wanted: argparse.Namespace, text: Any, data: Any) -> None:
    publish({"text": text, "json": data}, wanted.format, wanted.report, wanted.color)


def _check(wanted: argparse.Namespace) -> None:
    """Refuse a command line that names no event, or a resource without a sample."""
    expected = "files, `-`, `--sample NAME`, or `--list`"
    if not wanted.files and not wanted.sample:
        raise Usage(Fault("RC6444", "no event was given", None, expected))
    if wanted.of and not wanted.sample:
        message = "--of says what a sample is about, and there is none"
        raise Usage(Fault("RC6444", message, None, "`--sample NAME`"))


def _from_file(name: str, scope: Scope) -> Given:
    """The event of a file, of stdin for `-`."""
    try:
        text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}"
        raise Usage(Fault("RC6440", message, None, "a file with an event, or `-`")) from error
    known = "stdin" if name == "-" else name
    return Given(known, event_in(text, known, scope.account or ACCOUNT, scope.region or REGION))


def _from_name(wanted: argparse.Namespace, resources: list[Resource], stacks: list[Stack]) -> Given:
    about = resource_at(wanted.of, resources) if wanted.of else None
    scope = stacks[0].scopes[0]
    event = sample_of(wanted.sample, about, scope.account, scope.region)
    return Given(f"{wanted.sample} of {wanted.of}" if wanted.of else wanted.sample, event)


def _stacks(wanted: argparse.Namespace, sources: Sources, read: list[Given]) -> list[Stack]:
    """The stacks that are meant; where no environment states a place, in that of the first event."""
    chosen = environment(sources.settings, wanted.environment or "")
    first = read[0].event if read else {"account": ACCOUNT, "region": REGION}
    scopes = tuple(
        replace(
            one,
            account=one.account or str(first["account"]),
            region=one.region or str(first["region"]),
        )
        for one in chosen.scopes
    )
    return list(resolve(sources, chosen.name, scopes, {}, judged))


def _expected(addresses: list[str], resources: list[Resource]) -> frozenset[str]:
    """The rules that must match. Raises Usage for one that is not there."""
    known = [one.address for one in resources if one.form.kind.id in (RULES, NOTIFICATIONS)]
    for address in addresses:
        if address not in known:
            near = did_you_mean(address, known)
            raise Usage(Fault("RC6412", f"`{address}` is no rule here", None, "a rule", near))
    return frozenset(addresses)


def _passes(tried: Trial, expected: frozenset[str]) -> bool:
    matching = {one.address for one in tried.matching}
    return matching == expected if expected else bool(matching)
