"""The laws, over every kind, on the example that its page shows.

The example applies from empty and then has nothing to do, whichever way AWS behaves; any single
field that is changed by hand shows as that line alone and is put back, and nothing is replaced but
where AWS forces it; a field that is left out returns to what AWS makes of it; a pruned example
leaves nothing behind; the order of keys changes nothing.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from reconciler.engine.calling.parts import fields_of, root_of
from reconciler.engine.draft import draft
from reconciler.engine.live import Observed
from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Items, Part
from reconciler.plan.options import Options
from reconciler.plan.plan import Action, Applied
from reconciler.sandbox.services.coins import COINS
from reconciler.spec.stack import Lifecycle, Stack
from tests.conftest import SOAK, Tried
from tests.laws.drifts import OPEN, Drift, drifts
from tests.laws.examples import (
    IDS,
    Known,
    apart,
    example,
    known,
    own,
    stack_of,
    text_of,
    turned,
)
from tests.laws.ground import (
    World,
    lines,
    stack_in,
    told,
    undone,
    with_resource,
)

SHORT = 4
"""Drifts of one example that the short run tries; the long run tries all."""


def test_every_kind_has_an_example() -> None:
    assert {kind.id for kind in KINDS} - {*IDS} == set()


@pytest.mark.parametrize("kind", IDS)
def test_every_field_is_shown_or_excused(kind: str) -> None:
    shown = {name for one in own(kind) for name in one.desired}
    form = own(kind)[0].form
    left = {*form.fields} - shown - {*form.kind.identity} - {*form.kind.shorthands}
    assert left == {*known(kind).unseen}


@pytest.mark.parametrize("kind", IDS)
def test_only_what_aws_forces_is_replaced(kind: str) -> None:
    """Derived: taken by the create and by nothing else, or said in the kind."""
    fields = own(kind)[0].form.fields
    replaced = {name for name, shape in fields.items() if shape.word.immutable}
    assert replaced == {*known(kind).replaces}


@pytest.mark.parametrize("tails", [(), tuple(COINS)], ids=["heads", "tails"])
@pytest.mark.parametrize("kind", IDS)
def test_applied_once_there_is_nothing_left_to_do(
    world: World, kind: str, tails: tuple[str, ...]
) -> None:
    world.furnish()
    world.sandbox.toss(*tails)
    stack = example(kind)
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []


@pytest.mark.parametrize("kind", IDS)
def test_the_order_of_keys_changes_nothing(world: World, kind: str) -> None:
    assert world.plan(stack_of(turned(text_of(kind)))).plan.digest == (
        world.plan(example(kind)).plan.digest
    )


@pytest.mark.parametrize("kind", IDS)
def test_the_order_of_files_changes_nothing(world: World, kind: str, tmp_path: Path) -> None:
    halves = stack_in(tmp_path, apart(text_of(kind)))
    assert world.plan(halves).plan.digest == world.plan(example(kind)).plan.digest


@pytest.mark.parametrize("kind", IDS)
def test_a_pruned_example_leaves_nothing_behind(world: World, kind: str) -> None:
    world.furnish()
    stack = example(kind)
    world.apply(stack)
    assert undone(world.apply(abandoned(stack), allowing(stack))) == []
    left = world.observe(stack)
    others = {one.address for one in stack.resources if one.lifecycle.state == "external"}
    assert {address for address, live in left.found.items() if live} == others
    assert left.orphans == {}


def abandoned(stack: Stack) -> Stack:
    """The stack without what can be pruned; what carries no tags must be declared absent."""
    absent = Lifecycle(state="absent")
    left = (replace(one, lifecycle=absent) for one in stack.resources if one.tags is None)
    return replace(stack, resources=tuple(left))


@pytest.mark.parametrize("kind", IDS)
def test_any_single_change_by_hand_is_one_line_and_is_put_back(
    world: World, tried: Tried, kind: str
) -> None:
    world.furnish()
    stack = example(kind)
    assert undone(world.apply(stack)) == []
    before = world.observe(stack)
    every = [drift for one in own(kind) for drift in drifts(one)]
    chosen = every if SOAK else every[:: max(1, len(every) // SHORT)]
    made, wrong = [], []
    for drift in chosen:
        try:
            held = before.found[drift.address]
            if drift.changed.form.kind.arn_at or (held and held.revisions):  # not what they were
                before = world.observe(stack)
            made.append(is_mended(world, kind, before, drift))
        except AssertionError as unlawful:
            wrong.append(str(unlawful))
            world.apply(stack, replace(allowing(stack), prune=False))
    assert wrong == [], "\n".join(wrong)
    tried("changes by hand", sum(made))
    least = known(kind).least if SOAK else 1
    assert sum(made) >= min(least, len(every)), [str(one) for one in chosen]


def is_mended(world: World, kind: str, before: Observed, drift: Drift) -> bool:
    """Whether a drift was made, seen as one line and put back; False where AWS refuses to make it."""
    if str(drift) in known(kind).contrary:
        return False
    stack = example(kind)
    changed = with_resource(stack, drift.changed)
    options = replace(allowing(stack), prune=False)
    asked = draft(changed, before, options)
    if any(block.guard == "spent" for change in asked.plan.changes for block in change.blocks):
        return False
    outcome = world.make(asked, options)
    if undone(outcome):
        refused = refused_by_aws(outcome) or str(drift) in known(kind).ignored
        assert refused, f"{drift}: {undone(outcome)}"
        world.apply(stack, options)  # moto changes what it refuses
        return False
    left = [] if str(drift) in known(kind).double else told(world.plan(changed).plan.to_do)
    assert left == [], f"{drift} was applied, and yet"
    seen = world.plan(stack, options)
    shown = [(address, one.path) for address, one in lines(seen)]
    assert_seen(drift, shown, told(seen.plan.to_do), known(kind))
    actions = {change.action for change in seen.plan.to_do}
    assert actions <= {wanted(drift)}, told(seen.plan.to_do)
    assert undone(world.make(seen, options)) == [], str(drift)
    return True


def allowing(stack: Stack) -> Options:
    """Options under which no guard is in the way of a law."""
    everything = tuple(one.address for one in stack.resources)
    return Options(
        prune=True,
        allow_empty=True,
        allow_many_deletes=True,
        allow_delete=everything,
        allow_replace=everything,
    )


def wanted(drift: Drift) -> Action:
    """What mends a drift: AWS forces a replacement where nothing but the create takes the field."""
    field = drift.changed.form.fields.get(drift.path.partition(".")[0].partition("[")[0])
    final = field is not None and drift.changed.desired.get(drift.path) in field.word.final
    return Action.REPLACE if field and (field.word.immutable or final) else Action.UPDATE


def refused_by_aws(outcome: Applied) -> bool:
    """Whether the only thing that went wrong is that AWS does not take the value."""
    errors = [one.error for one in outcome.outcomes if one.error]
    return all(
        "AWS refused" in error.message or "Parameter validation" in error.message
        for error in errors
    )


def assert_seen(drift: Drift, shown: list[tuple[str, str]], whole: list[str], known: Known) -> None:
    """A leaf is one line at its path; what held several leaves is a line each, all below its path."""
    if str(drift) in known.silent or is_left_alone(drift):
        assert shown == [], f"{drift}: {whole}"
        return
    assert shown, f"{drift} is not seen"
    assert {address for address, _ in shown} == {drift.address}, f"{drift}: {whole}"
    if str(drift) in known.double:
        return
    if drift.how != "removed":
        assert [path for _, path in shown] == [drift.path], f"{drift}: {whole}"
        return
    assert all(is_near(path, drift.path) for _, path in shown), f"{drift}: {whole}"


def is_left_alone(drift: Drift) -> bool:
    """Whether a drift is of no concern: in an open map or never shown; removed, and AWS's to choose or
    a part with a read of its own.
    """
    form = drift.changed.form
    field = form.fields.get(root_of(drift.path))
    if drift.how.endswith(OPEN) or (field and field.word.unread is True):
        return True
    if drift.how != "removed" or drift.path not in form.fields:
        return False
    word = form.fields[drift.path].word
    return (
        word.computed
        or word.open
        or any(drift.path in fields_of(part) and is_apart(part) for part in form.kind.parts)
    )


def is_apart(part: Part) -> bool:
    """Whether a part is neither read nor changed where it is not declared."""
    return bool(part.read) and not (isinstance(part, Items) and part.always)


def is_near(path: str, where: str) -> bool:
    """Whether a line tells of what was removed: at it, below it, or of what is empty without it."""
    return path.startswith(where) or where.startswith(path)
