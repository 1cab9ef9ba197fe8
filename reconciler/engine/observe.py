"""The live side of a stack: everything declared, read concurrently and in batches, and the orphans.

Three rounds. Resources are read (by batch, by whole list, or one by one) while the tagging sweep
runs beside them; then the orphans that it saw; then what hangs on all that is there: parts that are
declared, and tags that the sweep did not settle. A kind that the caller may not read is left out
and named; every other refusal ends the run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from reconciler.engine.calling.convert import tags_from
from reconciler.engine.deciding.ownership import Standing, standing
from reconciler.engine.live import Live, Observed
from reconciler.engine.reading.finding import identified
from reconciler.engine.reading.former import former_targets, recognised, resumed
from reconciler.engine.reading.found import (
    Base,
    believed,
    hanging,
    live_of,
    target_of,
    wanted_parts,
)
from reconciler.engine.reading.groups import Seen, grouped, jobs_of
from reconciler.engine.reading.part_reads import Hung, part_data, tags
from reconciler.engine.reading.read import Item, Target
from reconciler.engine.reading.run import Run, bases_of, together
from reconciler.engine.reading.secret_versions import versions
from reconciler.engine.reading.statements import left_in
from reconciler.engine.reading.sweep import distinct, strays, swept
from reconciler.engine.reading.workers import Counted, Job, crew
from reconciler.kinds.words import Part
from reconciler.plan.calls import Send
from reconciler.plan.options import Options
from reconciler.spec.form import Form
from reconciler.spec.stack import Resource, Scope, Stack

SWEEP: Final = "orphans"
"""The name in `Observed.unread` for the tagging sweep itself."""

OUTSIDE: Final = (
    "The role may not read what the specs no longer declare: "
    "give it the policy that iam-policy prints at a revision that did"
)
"""What is said where a policy of least privilege ends before our orphans do."""


@dataclass(frozen=True)
class Swept:
    """What the sweep of one scope knows: ARN → tags."""

    scope: Scope
    tags: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Told:
    """One thing that hangs on a resource: what its part's read gave, or its tags."""

    address: str
    hung: Hung | None = None
    tags: Any = None


def observe(stack: Stack, forms: Iterable[Form], send: Send, options: Options) -> Observed:
    """What is live of `stack`; `forms` are those of all kinds, for orphans of kinds not declared.

    Raises AwsRefused, AnswerLost, Unreachable and NotAuthorised as `send` does, except that what
    AWS denies is named in `unread`, and its resources are in neither `found` nor `orphans`.
    """
    counted = Counted(send)
    with crew(options.parallel) as workers:
        run = Run(stack, tuple(forms), counted, workers, options.ignore_tags, prune=options.prune)
        found, orphans = _rounds(run)
        known = versions(counted, workers, stack)
    return Observed(found, orphans, dict(sorted(workers.denied.items())), counted.calls, known)


def _rounds(run: Run) -> tuple[dict[str, Live | None], dict[str, Live]]:
    resources = {resource.address: resource for resource in run.stack.resources}
    targets = {address: target_of(resource) for address, resource in resources.items()}
    formers = {former.target.address: former for former in former_targets(run.stack)}
    seen, sweeps = _first(run, (*targets.values(), *(one.target for one in formers.values())))
    known = {arn: tags for sweep in sweeps for arn, tags in sweep.tags.items()}
    bases = bases_of((target, seen.items.get(address)) for address, target in targets.items())
    before = bases_of((one.target, seen.items.get(at)) for at, one in formers.items())
    left = _left(run, bases.values(), (*targets.values(), *(target for target, _ in seen.strays)))
    lost = _lost(run, {**bases, **before}, (*seen.strays, *left), sweeps)
    again = recognised(run.stack, bases, lost, known)
    formers |= {former.target.address: former for former, _ in again.values()}
    before |= {former.target.address: base for former, base in again.values()}
    lost = {address: base for address, base in lost.items() if address not in again}
    asked = {**resources, **{at: one.resource for at, one in formers.items()}}
    lives = lives_of(run, {**bases, **before, **lost}, asked, known)
    told = resumed(resources, lives, [formers[at] for at in before], run.stack.owner)
    found = {
        address: told.found[address]
        for address, target in targets.items()
        if target.form.kind.id not in run.crew.denied
    }
    strangers = {**told.others, **{address: lives[address] for address in lost}}
    return found, {address: live for address, live in strangers.items() if _is_ours(run, live)}


def _first(run: Run, targets: Iterable[Target]) -> tuple[Seen, list[Swept]]:
    """The first round: every target's item, and what the tagging API knows of each scope."""
    groups = grouped(targets, run.forms, run.stack.scopes, prune=run.prune)
    jobs: list[Job[Seen | Swept]] = []
    jobs += [Job(partial(_sweep, run, scope), (SWEEP,)) for scope in run.stack.scopes]
    jobs += [job for group in groups for job in jobs_of(run.send, group, run.owner)]
    results = run.crew.results(jobs)
    return together(one for one in results if isinstance(one, Seen)), [
        one for one in results if isinstance(one, Swept)
    ]


def _sweep(run: Run, scope: Scope) -> Swept:
    return Swept(scope, swept(run.send, scope, run.owner))


def _lost(
    run: Run,
    bases: Mapping[str, Base],
    unasked: Iterable[tuple[Target, Item]],
    sweeps: Iterable[Swept],
) -> dict[str, Base]:
    """Ours and declared nowhere, by addresses of their own, each confirmed by its own read.

    One ARN is one thing, from however many scopes of one account it is seen.
    """
    listed = {_arn(target, item): item for target, item in unasked}
    seen = [(_arn(target, item), target) for target, item in unasked]
    seen += [
        (target.arn, target)
        for sweep in sweeps
        for target in strays(sweep.tags, run.forms, sweep.scope)
    ]
    declared = {base.arn for base in bases.values()} | {one.arn for one in run.stack.resources}
    once = {arn: target for arn, target in reversed(seen) if arn not in declared}
    taken = (one.address for one in run.stack.resources)
    named = distinct((replace(target, arn=arn) for arn, target in once.items()), taken)
    to_read = [one for one in named.values() if one.arn not in listed]
    jobs = [
        _of_orphans(job, group.form.kind.id)
        for group in grouped(to_read, (), (), prune=False)
        for job in jobs_of(run.send, group, "")
    ]
    read = together(run.crew.results(jobs)).items
    _say_outside(run, {f"orphans of {one.form.kind.id}" for one in to_read})
    return bases_of(
        (identified(one, item), item)
        for one in named.values()
        if (item := listed.get(one.arn) or read.get(one.address)) is not None
    )


def _say_outside(run: Run, names: Iterable[str]) -> None:
    """Say of orphans that were denied how they come to be read."""
    for name in run.crew.denied.keys() & set(names):
        run.crew.denied[name] = f"{run.crew.denied[name]}. {OUTSIDE}"


def _of_orphans(job: Job[Seen], kind: str) -> Job[Seen]:
    """The job, whose denial loses the orphans alone: what is declared was read before."""
    instead = tuple(_of_orphans(one, kind) for one in job.instead)
    return replace(job, lost=(f"orphans of {kind}",), instead=instead)


def _left(run: Run, bases: Iterable[Base], asked: tuple[Target, ...]) -> list[tuple[Target, Item]]:
    """Our statements in documents of declared holders, that nobody asks for."""
    forms = tuple(form for form in run.forms if form.kind.statement)
    names = frozenset((one.form.kind.id, one.identity) for one in asked)
    found = (left_in(forms, base.asked, base.item, names, run.owner) for base in bases)
    return [one for each in found for one in each]


def _arn(target: Target, item: Item) -> str:
    """What tells one live thing from every other: a global one is seen from each scope."""
    return Base(target, item).arn or f"{target.scope.name}/{target.form.kind.id}/{target.identity}"


def lives_of(
    run: Run,
    bases: Mapping[str, Base],
    resources: Mapping[str, Resource],
    known: Mapping[str, Mapping[str, str]],
) -> dict[str, Live]:
    """The last round: lives by address. `known`: what a sweep told of tags, by ARN."""
    jobs = [
        job
        for address, base in bases.items()
        for job in _hanging_jobs(run, base, resources.get(address), known.get(base.arn))
    ]
    hung: dict[str, list[Hung]] = defaultdict(list)
    tagged: dict[str, Mapping[str, str]] = {}
    for told in run.crew.results(jobs):
        if told.hung is None:
            tagged[told.address] = tags_from(told.tags)
        else:
            hung[told.address].append(told.hung)
    return {
        address: live_of(
            base, hanging(hung.get(address, ()), tagged.get(address, known.get(base.arn)))
        )
        for address, base in bases.items()
    }


def _hanging_jobs(
    run: Run, base: Base, resource: Resource | None, known: Mapping[str, str] | None
) -> Iterator[Job[Told]]:
    """The reads of what hangs on one resource; of an external one nothing does."""
    if resource is not None and resource.lifecycle.state == "external":
        return
    kind, words = base.target.form.kind.id, base.target.form.kind.tags
    lost = (kind if resource else f"orphans of {kind}",)
    for part in wanted_parts(base):
        yield Job(partial(_part, run, base, part), lost)
    settled = believed(resource, run.owner, known, run.ignored)
    if words and words.read and not words.inside and not settled:
        yield Job(partial(_tags, run, base), lost)


def _part(run: Run, base: Base, part: Part) -> Told:
    return Told(base.target.address, part_data(run.send, base.asked, part))


def _tags(run: Run, base: Base) -> Told:
    return Told(base.target.address, tags=tags(run.send, base.asked))


def _is_ours(run: Run, live: Live) -> bool:
    """Whether an orphan's own tags confirm it, and its kind could be read."""
    ours = standing(live, run.owner) is Standing.OWNED
    return ours and live.form.kind.id not in run.crew.denied
