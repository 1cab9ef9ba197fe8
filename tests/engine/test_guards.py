"""What is refused before the first write, and by which option each refusal is lifted."""

import pytest

from reconciler.engine.deciding import guards
from reconciler.engine.live import Live, Observed
from reconciler.plan.options import Options
from reconciler.plan.plan import Action, Change
from reconciler.spec.forms import forms
from tests.engine.estate import SCOPE, resource, stack_of

FORM = forms()["codepipeline.pipelines"]


def live(number: int) -> Live:
    return Live(FORM, SCOPE, (f"p{number}",), {}, tags={})


def changes(action: Action, count: int) -> list[Change]:
    return [Change(f"a.b.{n}", "a.b", SCOPE, action, "") for n in range(count)]


def observed(count: int, orphans: int = 0) -> Observed:
    return Observed(
        {f"a.b.{number}": live(number) for number in range(count)},
        {f"a.b.o{number}": live(number) for number in range(orphans)},
    )


STACK = stack_of(resource("codecommit.repositories.web", "web", {}))


@pytest.mark.parametrize(
    ("gone", "there", "refused"),
    [(3, 4, False), (4, 16, False), (4, 15, True), (25, 100, False), (26, 100, True)],
)
def test_many_deletes_are_those_over_both_bounds(gone: int, there: int, refused: bool) -> None:
    blocks = guards.of_plan(STACK, observed(there), changes(Action.DELETE, gone), Options())

    assert bool(blocks) is refused


def test_replacements_count_as_deletes_and_updates_do_not() -> None:
    many = [*changes(Action.REPLACE, 2), *changes(Action.DELETE, 2)]

    (block,) = guards.of_plan(STACK, observed(6), many, Options())
    none = guards.of_plan(STACK, observed(6), changes(Action.UPDATE, 6), Options())

    assert block.override == "--allow-many-deletes"
    assert block.message.startswith("4 of 6 resources")
    assert none == ()


@pytest.mark.parametrize(
    "options",
    [
        Options(allow_many_deletes=True),
        Options(max_deletes=10),
        Options(max_delete_percent=100),
    ],
)
def test_the_bound_is_a_setting_and_has_an_override(options: Options) -> None:
    assert guards.of_plan(STACK, observed(6), changes(Action.DELETE, 6), options) == ()


def test_an_empty_stack_does_not_take_everything_with_it() -> None:
    empty = stack_of()

    (block,) = guards.of_plan(empty, observed(0, orphans=2), (), Options(prune=True))

    assert (block.guard, block.override) == ("empty", "--allow-empty")
    allowed = Options(prune=True, allow_empty=True)
    assert guards.of_plan(empty, observed(0, orphans=2), (), allowed) == ()
    assert guards.of_plan(empty, observed(0, orphans=2), (), Options()) == ()


def test_pruning_says_every_reason_why_it_is_refused() -> None:
    stack = stack_of(project="")
    seen = Observed({}, unread={"iam.roles": "denied"})

    (block,) = guards.of_plan(stack, seen, (), Options(prune=True, complete=False))

    assert all(why in block.message for why in ("reconcile.yaml", "loaded", "iam.roles"))
    assert block.override == ""
    assert not guards.may_prune(stack, seen, Options(prune=True, complete=False))
    assert guards.may_prune(STACK, Observed({}), Options(prune=True))


def test_protection_in_the_spec_and_on_the_resource_guards_deletes_and_replacements() -> None:
    spec = resource("codepipeline.pipelines.p", "p", {}, protect=True)
    plain = resource("codepipeline.pipelines.p", "p", {})
    tagged = Live(FORM, SCOPE, ("p",), {}, tags={"reconcile:protect": "true"})
    off = Live(FORM, SCOPE, ("p",), {}, tags={"reconcile:protect": "false"})

    def named(held: object, found: Live, action: Action, options: Options) -> list[str]:
        of = spec if held is spec else plain
        blocks = guards.of_destroying(of.address, action, of, found, options)
        return [block.override for block in blocks]

    address, none = spec.address, Options()
    assert named(spec, live(0), Action.DELETE, none) == [f"--allow-delete {address}"]
    assert named(spec, live(0), Action.REPLACE, none) == [f"--allow-replace {address}"]
    assert named(plain, tagged, Action.DELETE, none) == [f"--allow-delete {address}"]
    assert named(plain, off, Action.DELETE, none) == []
    assert named(spec, tagged, Action.UPDATE, none) == []
    assert named(spec, tagged, Action.DELETE, Options(allow_delete=(address,))) == []
    assert named(spec, tagged, Action.DELETE, Options(allow_replace=(address,))) != []
