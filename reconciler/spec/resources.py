"""From what is written to stacks of resources: the last step of the spec room.

stacks = resolve(sources, environment, scopes, lookups)    for a plan; raises every fault
told   = check(sources)                                    for validate: every environment

Both take the rules that judge whole stacks as a function, `judging`: rules stand above this room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from reconciler.errors import Fault, Note, Place, SpecInvalid
from reconciler.spec.declared.identities import Identities
from reconciler.spec.declared.resource import Ground, Made, resource_of, unrepeated
from reconciler.spec.declared.secrets import Allowed
from reconciler.spec.declared.verdicts import Judge
from reconciler.spec.files.settings import Environment, environment
from reconciler.spec.forms import forms
from reconciler.spec.load import Declared, Sources, declared
from reconciler.spec.schemas.schema import resource_schema
from reconciler.spec.stack import Judgement, Judging, Resource, Scope, Stack, owner_of, unjudged
from reconciler.spec.values import Value

START: Final = Place("", 0, 0)
"""Where faults without a place are sorted to."""


@dataclass(frozen=True)
class Outcome:
    """The stacks of one environment and everything that is wrong with them, sorted by place.

    `stacks`: as `judging` gave them; without rules, as they are written. What is wrong is in none.

    `notes`: what rules noticed; each stands in its resource too.
    """

    stacks: tuple[Stack, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...] = ()


def resolve(
    sources: Sources,
    environment: str,
    scopes: tuple[Scope, ...],
    lookups: Mapping[str, Value],
    judging: Judging = unjudged,
) -> tuple[Stack, ...]:
    """The selected stacks in one environment, every reference resolved as far as it can be.

    `scopes`: the environment's, accounts and regions known, its own first. `lookups`: what
    `load.lookups_needed` asked for. Raises SpecInvalid with every fault of every stack.
    """
    outcome = outcome_of(sources, environment, scopes, lookups, judging)
    if outcome.faults:
        raise SpecInvalid(*outcome.faults)
    return outcome.stacks


def check(sources: Sources, judging: Judging = unjudged) -> Judgement:
    """Everything that is wrong with the specs in any environment, offline, sorted by place.

    What is wrong in some environments only says in which.
    """
    settings = sources.settings
    places = tuple(settings.environments.values()) or (environment(settings),)
    judge = Judge(resource_schema)
    outcomes = [
        (place, outcome_of(sources, place.name, place.scopes, {}, judging, judge))
        for place in places
    ]
    return Judgement(
        _told([(place, outcome.faults) for place, outcome in outcomes]),
        _told([(place, outcome.notes) for place, outcome in outcomes]),
    )


def _told(outcomes: list[tuple[Environment, tuple[Fault, ...]]]) -> tuple[Fault, ...]:
    """What was found in any environment, once, with where it was found."""
    found: dict[tuple[str, str, Place | None], tuple[Fault, list[Environment]]] = {}
    for place, faults in outcomes:
        for fault in faults:
            key = (fault.code, fault.message, fault.place)
            found.setdefault(key, (fault, []))[1].append(place)
    return _sorted(_in_some(fault, where, len(outcomes)) for fault, where in found.values())


def _in_some(fault: Fault, where: list[Environment], of: int) -> Fault:
    if len(where) == of:
        return fault
    names = ", ".join(each.name for each in where)
    return replace(fault, notes=(*fault.notes, Note(f"in the environment {names}")))


def outcome_of(
    sources: Sources,
    environment: str,
    scopes: tuple[Scope, ...],
    lookups: Mapping[str, Value],
    judging: Judging = unjudged,
    judge: Judge | None = None,
) -> Outcome:
    """The stacks of one environment with their faults, those of the files themselves included.

    `judge` may be kept for the next environment: it remembers verdicts.
    """
    stacks: list[Stack] = []
    written: list[Made] = []
    faults: list[Fault] = list(sources.faults)
    notes: list[Fault] = []
    judge = judge or Judge(resource_schema)
    for name in sources.stacks:
        found = declared(sources, name, environment, scopes, lookups)
        owner = owner_of(sources.settings.project, name, environment)
        made = _made(sources, found, judge, owner)
        faults.extend((*found.faults, *(fault for each in made for fault in each.faults)))
        sound = _stack(sources, name, environment, scopes, [one for one in made if not one.faults])
        meant = judging(sound)
        faults.extend(meant.judgement.faults)
        notes.extend(meant.judgement.notes)
        stacks.append(_noted(meant.stack, meant.judgement.notes))
        written += made
    faults.extend(doubles(each.resource for each in written if each.resource))
    return Outcome(tuple(stacks), _sorted(unrepeated(faults)), _sorted(unrepeated(notes)))


def _made(sources: Sources, found: Declared, judge: Judge, owner: str) -> list[Made]:
    by_address = {each.address: each for each in found.declarations}
    shapes = forms()
    ground = Ground(
        Identities(by_address, shapes, found.resolver, owner),
        shapes,
        judge,
        Allowed(sources.settings.secrets_allow),
        found.off,
    )
    return [resource_of(each, ground) for each in found.declarations]


def _noted(stack: Stack, notes: tuple[Fault, ...]) -> Stack:
    """The stack, each note in the resource that it is about."""
    if not notes:
        return stack
    about: dict[str, tuple[Fault, ...]] = {}
    for note in notes:
        address = note.address or ""
        about[address] = (*about.get(address, ()), note)
    resources = (
        replace(one, notes=(*one.notes, *about[one.address])) if one.address in about else one
        for one in stack.resources
    )
    return replace(stack, resources=tuple(resources))


def _stack(
    sources: Sources, name: str, environment: str, scopes: tuple[Scope, ...], made: list[Made]
) -> Stack:
    return Stack(
        name,
        sources.settings.project,
        environment,
        tuple(each.resource for each in made if each.resource),
        scopes,
        tuple(dict.fromkeys(file.path for file in sources.of(name))),
    )


def _sorted(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.place or START, fault.code)))


def doubles(resources: Iterable[Resource]) -> Iterator[Fault]:
    """Two declarations that mean one live resource, whichever stacks they stand in."""
    first: dict[tuple[Value, ...], Resource] = {}
    for resource in resources:
        if resource.lifecycle.state == "external" or not _is_named(resource):
            continue
        other = first.setdefault(one_live(resource), resource)
        if other is not resource:
            name = "/".join(resource.identity)
            message = f"{resource.address} and {other.address} are one live resource, `{name}`"
            notes = (Note(f"{other.address} is declared here", other.place),)
            yield Fault("RC1213", message, resource.place, "a name of its own for each",
                        "Give one of them another `name`, or take it out.", resource.address,
                        notes)  # fmt: skip


def _is_named(resource: Resource) -> bool:
    """Whether an identity is known in full; a field that defaults to nothing may be empty."""
    fields = zip(resource.form.kind.identity, resource.identity, strict=True)
    return all(value or resource.form.fields[name].word.default == "" for name, value in fields)


def one_live(resource: Resource) -> tuple[Value, ...]:
    """What tells live resources apart: IAM's are of an account, bucket names of a partition."""
    kind, scope = resource.form.kind, resource.scope
    template = str(kind.arn) if kind.arn else "{partition}{region}{account}"
    parts = {"partition": scope.partition, "region": scope.region, "account": scope.account}
    where = tuple(value for name, value in parts.items() if f"{{{name}}}" in template)
    return (kind.id, *where, *resource.identity)
