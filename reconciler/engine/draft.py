"""The plan of a stack, and the work behind it: the way from what is declared and found to both.

1. `decide`: each resource an action, with what differs;
2. again, while replacements make values late on which others depend, or take children along;
3. `write`: each action its steps; `graph`: the order in which they can be made;
4. `guards`: what is refused; `fingerprint`: the digest by which an apply is bound to the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from reconciler.engine import write
from reconciler.engine.applying.graph import ordered
from reconciler.engine.deciding import guards
from reconciler.engine.deciding.decide import (
    Circumstances,
    Decision,
    decided,
    decided_orphan,
    kept_orphan,
)
from reconciler.engine.deciding.documents import completed
from reconciler.engine.deciding.effects import effects
from reconciler.engine.deciding.fingerprint import digest
from reconciler.engine.deciding.inheriting import inheriting
from reconciler.engine.deciding.releasing import releasing
from reconciler.engine.deciding.renaming import outputs_after
from reconciler.engine.deciding.rotation import versioned
from reconciler.engine.live import Draft, Live, Observed, Step, Work
from reconciler.plan.options import Options
from reconciler.plan.plan import Action, Change, Plan
from reconciler.spec.stack import Resource, Stack


def draft(stack: Stack, observed: Observed, options: Options) -> Draft:
    """What would be done to make `observed` what `stack` says. Pure.

    Raises SpecInvalid where resources wait for each other in a circle.
    """
    stack = versioned(completed(inheriting(stack, observed)), observed)
    decisions = _settled(stack, observed, options)
    chosen = {one: made for one, made in decisions.items() if is_chosen(one, options)}
    work = {address: _work(decision) for address, decision in chosen.items()}
    order = ordered(work)
    done = [work[address].change for address in order]
    changes = (
        *(one for one in done if one.action is not Action.NOOP),
        *(one for one in done if one.action is Action.NOOP),
    )
    outputs = _staying(outputs_after(stack, observed), decisions.values())
    return Draft(_plan(stack, observed, options, changes), work, outputs)


def is_chosen(address: str, options: Options) -> bool:
    """Whether `--target` and `--exclude` leave an address in the plan."""
    named = not options.targets or any(fnmatchcase(address, one) for one in options.targets)
    return named and not any(fnmatchcase(address, one) for one in options.excludes)


def _plan(stack: Stack, observed: Observed, options: Options, changes: tuple[Change, ...]) -> Plan:
    lines = options.digest_lines()
    return Plan(
        stack=stack.name,
        owner=stack.owner,
        environment=stack.environment,
        changes=changes,
        scopes=stack.scopes,
        options=lines,
        blocks=guards.of_plan(stack, observed, changes, options),
        notes=tuple(note for resource in stack.resources for note in resource.notes),
        unread=observed.unread,
        calls=observed.calls,
        endpoint=options.endpoint,
        digest=digest(stack.owner, stack.scopes, changes, lines),
    )


def _settled(stack: Stack, observed: Observed, options: Options) -> dict[str, Decision]:
    """Every decision, once no replacement changes another one any more.

    What is replaced gives its outputs anew: those that refer to them wait for late values, which
    differ from any live one. So replacements only grow in number, and this ends.
    """
    unknown = frozenset(one.address for one in stack.resources) - frozenset(observed.found)
    outputs: Mapping[str, Mapping[str, str]] = outputs_after(stack, observed)
    along: dict[str, str] = {}
    while True:
        given = Circumstances(
            stack, options, outputs, unknown, along, observed.versions, observed.orphans
        )
        made = {
            one.address: decided(one, observed.found[one.address], given)
            for one in stack.resources
            if one.address not in unknown
        }
        gone = _replaced(made)
        left = {address: told for address, told in outputs.items() if address not in gone}
        children = children_of(gone, made)
        if left.keys() == outputs.keys() and children.keys() == along.keys():
            every = {**made, **_orphans(observed, given)}
            return releasing(every, options.ignore_tags)
        outputs, along = left, children


def _replaced(decisions: Mapping[str, Decision]) -> frozenset[str]:
    return frozenset(address for address, one in decisions.items() if one.action is Action.REPLACE)


def children_of(parents: Iterable[str], decisions: Mapping[str, Decision]) -> dict[str, str]:
    """Address → parent, of what is there and stands inside something that is replaced.

    A child says its parent in its identity, in a field that points to the parent's kind.
    """
    found: dict[str, str] = {}
    for address in parents:
        parent = decisions[address].resource
        assert parent is not None
        for child, decision in decisions.items():
            held = decision.resource
            if held and decision.live and child != address and _is_inside(held, parent):
                found[child] = address
    return found


def _is_inside(child: Resource, parent: Resource) -> bool:
    kind = child.form.kind
    holders = zip(kind.identity[:-1], child.identity, strict=False)
    return child.scope == parent.scope and any(
        child.form.fields[field].word.points_to.rpartition(".")[0] == parent.form.kind.id
        and value == parent.identity[-1]
        for field, value in holders
    )


def _orphans(observed: Observed, given: Circumstances) -> dict[str, Decision]:
    prune = guards.may_prune(given.stack, observed, given.options)
    made = {
        address: kept_orphan(address, live)
        if address in observed.needed
        else decided_orphan(address, live, given, prune)
        for address, live in observed.orphans.items()
    }
    after = observed.after
    return {address: replace(one, after=after.get(address, ())) for address, one in made.items()}


def _staying(
    found: Mapping[str, Mapping[str, str]], decisions: Iterable[Decision]
) -> dict[str, Mapping[str, str]]:
    """The outputs of what is there and will still be there."""
    going = {one.address for one in decisions if one.action in guards.DESTROYING}
    return {address: outputs for address, outputs in found.items() if address not in going}


def _work(decision: Decision) -> Work:
    steps = _steps(decision)
    change = _change(decision, steps)
    return Work(change, steps, decision.resource, decision.live, decision.after)


def _steps(decision: Decision) -> tuple[Step, ...]:
    resource, live = decision.resource, decision.live
    if decision.action is Action.NOOP:
        return ()
    if resource is None:
        assert live is not None
        return write.deletion(decision.address, live)
    let_go = write.letting_go(resource, live, decision.lets_go) if live else ()
    return let_go + write.steps(resource, live, decision.fields, resource.tags, decision.action)


def _change(decision: Decision, steps: tuple[Step, ...]) -> Change:
    resource, live = decision.resource, decision.live
    about: Resource | Live | None = resource or live
    assert about is not None
    return Change(
        address=decision.address,
        kind=about.form.kind.id,
        scope=about.scope,
        action=decision.action,
        reason=decision.reason,
        place=resource.place if resource else None,
        fields=decision.fields,
        calls=tuple(dict.fromkeys(str(call) for step in steps for call in step.calls)),
        effects=effects(about.form, decision.action, decision.fields, live.along if live else ()),
        pending=decision.pending,
        blocks=decision.blocks,
        fingerprint=decision.fingerprint,
        ignored=decision.ignored,
        name=called(about),
        parent=resource.parent if resource else "",
    )


def called(about: Resource | Live) -> str:
    """What a resource is called: its name, or all that tells it apart where AWS gives it none."""
    kind = about.form.kind
    whole = not kind.named and not kind.statement
    return "/".join(filter(None, about.identity)) if whole else about.identity[-1]
