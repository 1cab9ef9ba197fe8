"""The laws, over every stack of `specs/`: what readers copy applies from empty, and then is as it says.

A new folder there is found by itself.
"""

from collections.abc import Iterator

import pytest

from reconciler.plan.plan import Action
from reconciler.rules.judge import judged
from reconciler.sandbox.services.coins import COINS
from reconciler.spec.forms import forms
from reconciler.spec.resources import check
from tests.conftest import SOAK
from tests.laws.gallery import ENVIRONMENTS, SHOWN, SOURCES, STACKS, Gallery, every
from tests.laws.ground import ROOT, told, undone
from tests.laws.test_kinds import abandoned, allowing

NOTES = {
    "RC2018": "jenkins shows GitHub's first version, which AWS advises against, and says so",
    "RC4004": "servers shows a source that is polled, and a plan says what that costs",
}
TOSSES = {"heads": (), "tails": tuple(COINS), **{coin: (coin,) for coin in COINS}}
"""Every toss: all coins heads, all tails, and each one tails alone."""
SECTIONS = {"events": "eventbridge", "profiler": "codeguru", "reviewer": "codeguru"}
"""What specs call the services that coins call otherwise."""
EVERYWHERE = ("heads", "tails", "tagging.deleted_stay")
"""Tosses that every stack can notice."""


def tosses(stack: str, environment: str) -> Iterator[str]:
    """Yield the tosses that a stack is tried with: in the short run staging has all tails, the others all
    heads; the long run has both, and each coin alone where the stack has a resource of its service, as
    no other could notice it.
    """
    if not SOAK:
        yield "tails" if environment == "staging" else "heads"
        return
    yield from EVERYWHERE
    declared = every(environment)[stack].resources
    sections = {one.form.kind.id.split(".")[0] for one in declared}
    for coin in COINS:
        service = coin.split(".")[0]
        if SECTIONS.get(service, service) in sections:
            yield coin


CASES = [(*shown, toss) for shown in SHOWN for toss in tosses(*shown)]
"""Every stack, environment and toss that is tried."""


def test_every_coin_is_tossed_for_a_service_that_specs_know() -> None:
    services = {coin.split(".")[0] for coin in COINS} - {"tagging"}
    sections = {kind.split(".")[0] for kind in forms()}
    assert {SECTIONS.get(one, one) for one in services} <= sections


def test_every_row_is_there_and_is_valid() -> None:
    told_of = check(SOURCES, judged)
    assert told_of.faults == ()
    seen = {note.code for note in told_of.notes}
    seen |= {
        note.code
        for name in ENVIRONMENTS
        for stack in every(name).values()
        for resource in stack.resources
        for note in resource.notes
    }
    assert seen == {*NOTES}
    assert len(STACKS) >= 12


def test_the_index_names_every_folder() -> None:
    index = (ROOT / "specs" / "README.md").read_text(encoding="utf-8")
    folders = sorted(path.name for path in (ROOT / "specs").iterdir() if path.is_dir())
    assert [name for name in folders if f"]({name}/" not in index] == []


@pytest.mark.parametrize(("stack", "environment", "toss"), CASES)
def test_applied_from_empty_there_is_nothing_left_to_do_and_pruned_nothing_is_left(
    gallery: Gallery, stack: str, environment: str, toss: str
) -> None:
    world, shown = gallery.prepared(environment, stack), every(environment)[stack]
    world.sandbox.toss(*TOSSES[toss])
    assert {change.action for change in world.plan(shown).plan.to_do} == {Action.CREATE}
    assert undone(world.apply(shown)) == []
    assert told(world.plan(shown).plan.to_do) == []

    assert undone(world.apply(abandoned(shown), allowing(shown))) == []
    left = world.observe(shown)
    others = {one.address for one in shown.resources if one.lifecycle.state == "external"}
    assert {address for address, live in left.found.items() if live} == others
    assert left.orphans == {}
