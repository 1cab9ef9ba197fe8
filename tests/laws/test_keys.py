"""A name that is bound to what AWS creates without one: the aliases of keys."""

from dataclasses import replace
from pathlib import Path

from reconciler.plan.plan import Action
from tests.laws.ground import OWNED, World, stack_in, told, undone

KEYS = "kms: {keys: {main: {description: Ours, rotation: {rotation_period_in_days: 90}}}}\n"
MAIN = "kms.keys.main"
ALLOWING = replace(OWNED, allow_delete=(MAIN,))


def test_a_key_is_bound_to_its_alias_and_known_by_it(world: World, tmp_path: Path) -> None:
    stack = stack_in(tmp_path, {"a.yaml": f"stack: safe\n{KEYS}"})
    assert undone(world.apply(stack)) == []
    assert world.writes() == ["kms:CreateKey", "kms:CreateAlias", "kms:EnableKeyRotation"]
    (alias,) = aliases(world)
    live = world.observe(stack).found[MAIN]
    assert live
    assert alias["TargetKeyId"] == live.outputs["id"]
    assert told(world.plan(stack).plan.to_do) == []


def test_an_orphan_loses_the_alias_that_only_aws_knows_and_its_name_is_free_again(
    world: World, tmp_path: Path
) -> None:
    stack = stack_in(tmp_path, {"a.yaml": f"stack: safe\n{KEYS}"})
    world.apply(stack)
    bare = stack_in(tmp_path, {"a.yaml": "stack: safe\n"})
    assert world.observe(bare).orphans[MAIN].identity == ("main",)
    world.sent.clear()
    assert undone(world.apply(bare, ALLOWING)) == []
    assert world.writes() == ["kms:DeleteAlias", "kms:ScheduleKeyDeletion"]
    assert world.observe(bare).orphans == {}
    assert undone(world.apply(stack)) == []


def test_a_key_whose_alias_somebody_took_away_gets_it_back(world: World, tmp_path: Path) -> None:
    stack = stack_in(tmp_path, {"a.yaml": f"stack: safe\n{KEYS}"})
    world.apply(stack)
    world.boto("kms").delete_alias(AliasName="alias/main")
    before = {one["KeyId"] for one in world.boto("kms").list_keys()["Keys"]}
    assert [one.action for one in world.plan(stack, OWNED).plan.to_do] == [Action.UPDATE]

    assert undone(world.apply(stack, OWNED)) == []

    assert {one["KeyId"] for one in world.boto("kms").list_keys()["Keys"]} == before
    assert [one["AliasName"] for one in aliases(world)] == ["alias/main"]
    assert told(world.plan(stack, OWNED).plan.to_do) == []


def aliases(world: World) -> list[dict[str, str]]:
    """The aliases that are not AWS's own."""
    listed = world.boto("kms").list_aliases()["Aliases"]
    return [one for one in listed if not one["AliasName"].startswith("alias/aws/")]


def test_what_is_switched_on_is_on_before_the_rest_and_off_after_it(
    world: World, tmp_path: Path
) -> None:
    def written(fields: str) -> list[str]:
        stack = stack_in(tmp_path, {"a.yaml": f"stack: safe\nkms: {{keys: {{main: {fields}}}}}\n"})
        world.sent.clear()
        assert undone(world.apply(stack)) == []
        return world.writes()

    made = ["kms:CreateKey", "kms:CreateAlias", "kms:EnableKeyRotation", "kms:DisableKey"]
    assert written("{enabled: false, rotation: {}}") == made
    assert written("{rotation: {rotation_period_in_days: 100}}") == [
        "kms:EnableKey",
        "kms:EnableKeyRotation",
    ]
    assert written("{rotation: {}}") == ["kms:EnableKeyRotation"]
    assert written("{enabled: false, rotation: null}") == [
        "kms:DisableKeyRotation",
        "kms:DisableKey",
    ]
