"""Roles that still serve rules out of the spec hold no more than IAM takes: what is declared moves."""

import json
from pathlib import Path
from typing import Any

from reconciler.expand.roles import MOST
from reconciler.expand.staying import staying
from reconciler.plan.options import Options
from reconciler.spec.stack import Resource, Stack
from tests.laws.ground import Tossable, stack_in, told, undone, world_of

BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/{:0>180}"
RULE = "    r{}: {{event_pattern: {{source: [acme]}}, targets: {{it: {{arn: '{}'}}}}}}\n"
HALF = MOST // len(BUS.format(0)) // 2 + 2
ROLE = "iam.roles.+buses"


def stack_of(folder: Path, numbers: range) -> Stack:
    """Rules that send to a bus each."""
    folder.mkdir()
    rules = "".join(RULE.format(one, BUS.format(one)) for one in numbers)
    return stack_in(folder, {"s.yaml": f"stack: shop\neventbridge:\n  rules:\n{rules}"})


def held(stack: Stack) -> dict[str, list[Any]]:
    """What each role of a stack allows its rules to reach."""
    found: dict[str, Any] = {
        one.address: one.desired["policies"]
        for one in stack.resources
        if one.form.kind.id == "iam.roles"
    }
    return {role: [*said["targets"]["Statement"][0]["Resource"]] for role, said in found.items()}


def reached(rule: Resource) -> tuple[str, str]:
    """The bus and the role of a rule."""
    targets: Any = rule.desired["targets"]
    return targets["it"]["arn"], targets["it"]["role_arn"]


def test_a_role_that_has_not_room_for_what_stays_and_what_is_declared_gets_a_second(
    tmp_path: Path,
) -> None:
    before = stack_of(tmp_path / "one", range(HALF))
    after = stack_of(tmp_path / "two", range(HALF, 2 * HALF))
    gone = [one for one in before.resources if "rules.r" in one.address]
    made = staying(after, [*before.resources, *gone], {one.address for one in gone}).stack

    roles = held(made)
    assert [*roles] == [ROLE, f"{ROLE}-2"]
    assert all(len(json.dumps(some)) < 10_240 for some in roles.values())
    assert {*roles[ROLE]} >= {BUS.format(one) for one in range(HALF)}
    by_arn = {one.arn: roles[one.address] for one in made.resources if one.address in roles}
    for rule in made.resources:
        if "rules.r" in rule.address:
            bus, role = reached(rule)
            assert bus in by_arn[role]

    assert held(staying(after, before.resources, ()).stack) == held(after)


def test_what_stays_and_is_declared_shares_a_role_where_there_is_room(tmp_path: Path) -> None:
    before, after = stack_of(tmp_path / "one", range(2)), stack_of(tmp_path / "two", range(2, 3))
    gone = [one for one in before.resources if "rules.r" in one.address]
    made = staying(after, before.resources, {one.address for one in gone}).stack
    assert held(made) == {ROLE: [BUS.format(one) for one in range(3)]}


def test_the_second_role_is_found_again(no_ambient_aws: None, tmp_path: Path) -> None:
    world = world_of(Tossable())
    before = stack_of(tmp_path / "one", range(HALF))
    after = stack_of(tmp_path / "two", range(HALF, 2 * HALF))
    for stack in (before, after):
        assert undone(world.apply(stack)) == []
    assert len(world.boto("iam").list_roles(PathPrefix="/reconcile/")["Roles"]) == 2
    assert told(world.plan(after).plan.to_do) == []
    prune = Options(prune=True, allow_many_deletes=True)
    assert undone(world.apply(after, prune)) == []
    assert told(world.plan(after, prune).plan.to_do) == []
    assert len(world.boto("iam").list_roles(PathPrefix="/reconcile/")["Roles"]) == 1
