"""Kinds that the tagging API does not know: how they are tagged, found again and let go."""

from pathlib import Path
from typing import Any

import pytest

from reconciler.errors import GuardRefused
from reconciler.plan.plan import Action
from reconciler.spec.stack import Stack
from tests.laws.examples import example
from tests.laws.ground import OWNED, World, lines, stack_in, told, undone, without

RACK, TILL = (f"codedeploy.on_premises_instances.{key}" for key in ("rack-1", "till-7"))
SERVER, BARE = (f"iam.instance_profiles.{key}" for key in ("server", "empty"))


def stack_of(folder: Path, text: str) -> Stack:
    """A stack of on-premises instances."""
    instances = f"codedeploy: {{on_premises_instances: {text}}}"
    return stack_in(folder, {"stack.yaml": f"stack: cellar\n{instances}\n"})


def user(name: str, tags: str = "") -> str:
    """An instance that signs in as a user of its name."""
    return f'{name}: {{iam_user_arn: "arn:aws:iam::123456789012:user/{name}", tags: {{{tags}}}}}'


@pytest.mark.parametrize(
    ("kind", "kept", "lost", "beside"),
    [
        ("codedeploy.on_premises_instances", TILL, RACK, {RACK}),
        ("iam.instance_profiles", BARE, SERVER, set()),
    ],
)
def test_orphans_are_seen_where_something_is_pruned_and_beside_declared_ones_where_ours_are_listed(
    world: World, kind: str, kept: str, lost: str, beside: set[str]
) -> None:
    stack = example(kind)
    assert undone(world.apply(stack)) == []
    assert set(world.observe(without(stack, lost)).orphans) == beside
    assert set(world.observe(without(stack, lost, kept)).orphans) == set()
    assert set(world.observe(without(stack, lost, kept), OWNED).orphans) == {lost, kept}
    assert undone(world.apply(without(stack, lost), OWNED)) == []
    found = world.observe(stack).found
    assert (found[lost], found[kept] is not None) == (None, True)


def test_nothing_that_is_not_ours_is_an_orphan(world: World, tmp_path: Path) -> None:
    deploy = world.boto("codedeploy")
    deploy.register_on_premises_instance(
        instanceName="theirs", iamUserArn="arn:aws:iam::123456789012:user/theirs"
    )
    deploy.add_tags_to_on_premises_instances(
        instanceNames=["theirs"], tags=[{"Key": "reconcile:owner", "Value": "acme/other/-"}]
    )
    world.boto("iam").create_instance_profile(InstanceProfileName="theirs")
    assert world.observe(stack_of(tmp_path, f"{{{user('ours')}}}"), OWNED).orphans == {}


def test_a_changed_tag_goes_by_key_and_value_before_the_new_one_comes(
    world: World, tmp_path: Path
) -> None:
    world.apply(stack_of(tmp_path, f"{{{user('one', 'site: cellar, old: x')}}}"))
    world.sent.clear()
    stack = stack_of(tmp_path, f"{{{user('one', 'site: attic, new: y')}}}")
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []
    removed, added = (call.params for call in world.sent if call.writes)
    assert removed == {
        "instanceNames": ["one"],
        "tags": [{"Key": "old", "Value": "x"}, {"Key": "site", "Value": "cellar"}],
    }
    assert added["tags"] == [{"Key": "new", "Value": "y"}, {"Key": "site", "Value": "attic"}]


def test_a_deregistered_instance_is_not_there_and_its_name_is_spent(
    world: World, tmp_path: Path
) -> None:
    stack = stack_of(tmp_path, f"{{{user('one')}}}")
    assert undone(world.apply(stack)) == []
    other = stack_of(tmp_path, '{one: {iam_user_arn: "arn:aws:iam::123456789012:user/other"}}')
    with pytest.raises(GuardRefused, match="register another name"):
        world.apply(other)
    assert told(world.plan(stack).plan.to_do) == []

    world.boto("codedeploy").deregister_on_premises_instance(instanceName="one")
    (change,) = world.plan(stack).plan.to_do
    assert change.action is Action.CREATE


def test_instances_are_read_and_tagged_in_batches(world: World, tmp_path: Path) -> None:
    stack = stack_of(tmp_path, f"{{{', '.join(user(f'i{number}') for number in range(30))}}}")
    assert undone(world.apply(stack)) == []
    world.sandbox.page_size = None
    world.sent.clear()
    assert told(world.plan(stack).plan.to_do) == []
    made = sorted(str(call) for call in world.sent if call.service == "codedeploy")
    assert made == ["codedeploy:BatchGetOnPremisesInstances"] * 2 + [
        "codedeploy:ListOnPremisesInstances"
    ]


def test_a_profile_gives_its_role_away_before_it_takes_another(
    world: World, tmp_path: Path
) -> None:
    def profile(path: str, *roles: str) -> Stack:
        trust: Any = '{Version: "2012-10-17", Statement: []}'
        declared = ", ".join(f"{name}: {{assume_role_policy_document: {trust}}}" for name in "ab")
        named = ", ".join(f'"${{{{ iam.roles.{role}.name }}}}"' for role in roles)
        text = f"{{roles: {{{declared}}}, instance_profiles: {{p: {{path: {path}, roles: [{named}]}}}}}}"
        return stack_in(tmp_path, {"stack.yaml": f"stack: profiles\niam: {text}\n"})

    assert undone(world.apply(profile("/", "a"))) == []
    for path, role in (("/", "b"), ("/ci/", "b"), ("/ci/", "")):
        stack = profile(path, *role)
        seen = world.plan(stack)
        assert {one for one, _ in lines(seen)} == {"iam.instance_profiles.p"}
        assert undone(world.make(seen)) == []
        assert told(world.plan(stack).plan.to_do) == []
        held = world.boto("iam").get_instance_profile(InstanceProfileName="p")["InstanceProfile"]
        assert (held["Path"], [one["RoleName"] for one in held["Roles"]]) == (path, [*role])
