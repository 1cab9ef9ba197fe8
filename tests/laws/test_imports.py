"""The law of imports, over every kind: what is live, written as a spec, is what is live.

The example of each kind is applied and imported into a fresh stack of another owner. The spec is
valid, whatever rules say; its plan shows nothing but whose things are; applied, there is nothing
left to do.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from threading import Event

import pytest

from reconciler.engine.apply import Way, apply
from reconciler.engine.applying.resolve_secrets import secrets_from
from reconciler.engine.importing.choice import Choice, Wish
from reconciler.engine.importing.declaring import Into, document
from reconciler.engine.importing.survey import Surveyed, survey
from reconciler.engine.live import Draft
from reconciler.expand.unimplied import unimplied
from reconciler.plan.options import Options
from reconciler.plan.plan import Applied
from reconciler.rules.judge import judged
from reconciler.spec.forms import forms
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Stack
from reconciler.spec.writing.written import written
from tests.engine.ground import Turned
from tests.laws.examples import IDS, example
from tests.laws.ground import PLAIN, SCOPE, World, lines, storefront, told, undone

OURS = "tags.reconcile:"
"""The paths of the tags that say whose a thing is."""


def found(world: World, kinds: Iterable[str]) -> Surveyed:
    """Everything live of these kinds."""
    choice = Choice((Wish("", frozenset(kinds)),))
    return survey(choice, forms(), (SCOPE,), world.send, PLAIN)


def imported(world: World, kinds: Iterable[str]) -> str:
    """A spec of it."""
    return written(
        document(found(world, kinds).lives, Into("imported", adopt=True, implied=unimplied))
    )


def read_again(text: str) -> Stack:
    """The stack that a spec declares, rules obeyed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "specs").mkdir()
        (folder / "specs" / "imported.yaml").write_text(text, encoding="utf-8")
        (folder / "reconcile.yaml").write_text("project: other\n", encoding="utf-8")
        (stack,) = resolve(load(folder, ()), "", (SCOPE,), {}, judged)
    return stack


def made(world: World, draft: Draft, options: Options) -> Applied:
    """A draft applied by somebody who has filled in the secrets."""
    secrets = secrets_from(world.send, {"FILL_ME_IN": "hush-hush"}, None)
    way = Way(Turned(world.sandbox), lambda _: None, Event())
    return apply(draft, world.send, options, way, resolve_secret=secrets)


@pytest.mark.parametrize("kind", IDS)
def test_what_is_imported_is_what_is_live(world: World, kind: str) -> None:
    assert_imported(world, example(kind))


def test_a_whole_stack_is_imported_with_what_it_implies(world: World) -> None:
    assert_imported(world, storefront())


def assert_imported(world: World, source: Stack) -> None:
    """Make a stack, and assert that a spec of it differs in nothing but whose it is."""
    world.furnish()
    assert undone(world.apply(source)) == []
    wanted = {
        (one.form.kind.id, one.identity)
        for one in source.resources
        if one.lifecycle.state == "present" and not one.form.kind.statement
    }
    stack = read_again(imported(world, {one.form.kind.id for one in source.resources}))
    assert wanted <= {(one.form.kind.id, one.identity) for one in stack.resources}
    options = Options(take_over=tuple(one.address for one in stack.resources))
    draft = world.plan(stack, options)
    assert [str(one) for _, one in lines(draft) if not one.path.startswith(OURS)] == []
    assert {str(one.action) for one in draft.plan.to_do} <= {"adopt", "update"}
    assert [block for one in draft.plan.to_do for block in one.blocks] == []
    assert undone(made(world, draft, options)) == []
    assert told(world.plan(stack, options).plan.to_do) == []
