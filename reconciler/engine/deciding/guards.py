"""What is refused before the first write, each refusal with the option that lifts it.

A guard never forbids to look: it adds a `Block` to a change or to the plan, and apply refuses while
one stands. There is no option that lifts them all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from reconciler.engine.deciding.ownership import Standing, is_protected, owner_named
from reconciler.engine.live import Live, Observed
from reconciler.plan.options import Options
from reconciler.plan.plan import Action, Block, Change, FieldChange
from reconciler.spec.stack import Resource, Stack, parent_key
from reconciler.spec.values import late_in

DESTROYING: Final = frozenset({Action.DELETE, Action.REPLACE})
"""Actions that end a live resource."""


def of_destroying(
    address: str, action: Action, resource: Resource | None, live: Live | None, options: Options
) -> tuple[Block, ...]:
    """Why a delete or a replace is refused: the resource is protected, holds data, takes along what
    nobody declares, or its name would be lost.
    """
    if action not in DESTROYING or live is None:
        return ()
    lost = live.form.kind.spent if action is Action.REPLACE else ""
    spent = (Block("spent", f"it cannot be deleted and made again: {lost}"),) if lost else ()
    lifted, override = _override(address, action, options)
    if lifted:
        return spent
    found = [*spent]
    if resource is not None and resource.lifecycle.protect:
        found.append(Block("protect", "its spec says protect", override))
    elif is_protected(live):
        found.append(Block("protect", "it carries the tag reconcile:protect", override))
    if data := live.form.kind.holds_data:
        found.append(Block("holds_data", f"{action} destroys {data}", override))
    if live.along:
        lost = f"{action} destroys {', '.join(live.along)} too, which nothing here declares"
        found.append(Block("along", lost, override))
    return tuple(found)


def of_owner(
    address: str, whose: Standing, adopt: bool, live: Live, options: Options
) -> tuple[Block, ...]:
    """Why a resource that is not ours is not touched; `adopt` is what its spec says."""
    match whose:
        case Standing.AWS:
            return (Block("foreign", "AWS made it and manages it itself"),)
        case Standing.FOREIGN | Standing.CLOUDFORMATION if address not in options.take_over:
            message = f"it belongs to {owner_named(live)}"
            return (Block("foreign", message, f"--take-over {address}"),)
        case Standing.UNOWNED if not adopt and address not in options.adopt:
            message = "it exists already and nobody's tag is on it"
            return (Block("adopt", message, f"--adopt {address}"),)
    return ()


def of_external() -> Block:
    """Why a plan is refused whose external resource is not there."""
    return Block(
        "external", "it is declared external, and is not there: whoever owns it must make it"
    )


def of_lost(fields: Iterable[FieldChange], stack: Stack) -> tuple[Block, ...]:
    """Why a change is refused that waits for what no apply will tell: the values of a resource that
    is declared absent or released, and is not there.
    """
    given_up = {
        one.address: one.lifecycle.state
        for one in stack.resources
        if one.lifecycle.state in {"absent", "released"}
    }
    lost = (late for one in fields for late in late_in(one.after) if late.address in given_up)
    return tuple(
        Block(
            "lost",
            f"{late.address} is declared {given_up[late.address]}, and is not there: nothing will "
            f"tell its {late.attribute}",
        )
        for late in dict.fromkeys(lost)
    )


def of_plan(
    stack: Stack, observed: Observed, changes: Collection[Change], options: Options
) -> tuple[Block, ...]:
    """What refuses a plan as a whole."""
    return (
        *_of_prune(stack, observed, options),
        *_of_emptiness(stack, observed, options),
        *_of_deletes(observed, changes, options),
    )


def may_prune(stack: Stack, observed: Observed, options: Options) -> bool:
    """Whether what is declared nowhere may be deleted: only where all that is declared is known."""
    return options.prune and not _of_prune(stack, observed, options)


def is_implied_no_more(address: str, stack: Stack, options: Options) -> bool:
    """Whether an orphan was derived from something that is still declared: it goes without asking,
    as a field that is taken out does.
    """
    parent = parent_key(address)
    return (
        parent is not None
        and bool(stack.project)
        and options.complete
        and any(parent in {"", *_keys(one)} for one in stack.resources)
    )


def _keys(one: Resource) -> set[str]:
    """The keys that a resource has and, where it is renamed in place, had: what it implied under the
    old one it implies anew.
    """
    had = one.formerly.split(".", 2)[2:] if one.form.kind.is_renamable else ()
    return {one.key, *had}


def _override(address: str, action: Action, options: Options) -> tuple[bool, str]:
    if action is Action.DELETE:
        return address in options.allow_delete, f"--allow-delete {address}"
    return address in options.allow_replace, f"--allow-replace {address}"


def _of_prune(stack: Stack, observed: Observed, options: Options) -> tuple[Block, ...]:
    if not options.prune:
        return ()
    why = []
    if not stack.project:
        why.append("there is no reconcile.yaml that names a project")
    if not options.complete:
        why.append("not every spec file was loaded")
    if observed.unread:
        why.append(f"{', '.join(sorted(observed.unread))} could not be read")
    return (Block("prune", f"nothing is pruned: {'; '.join(why)}"),) if why else ()


def _of_emptiness(stack: Stack, observed: Observed, options: Options) -> tuple[Block, ...]:
    emptied = options.prune and not stack.resources and observed.orphans
    if not emptied or options.allow_empty:
        return ()
    message = f"the specs declare nothing, and {len(observed.orphans)} resources would go"
    return (Block("empty", message, "--allow-empty"),)


def _of_deletes(
    observed: Observed, changes: Iterable[Change], options: Options
) -> tuple[Block, ...]:
    gone = sum(1 for change in changes if change.action in DESTROYING)
    there = sum(1 for live in observed.found.values() if live is not None) + len(observed.orphans)
    share = options.max_delete_percent
    few = gone <= options.max_deletes or 100 * gone <= share * there
    if few or options.allow_many_deletes:
        return ()
    message = f"{gone} of {there} resources would be deleted or replaced, more than {share} %"
    return (Block("deletes", message, "--allow-many-deletes"),)
