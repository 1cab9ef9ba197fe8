"""Parts that carry a token, are only added to, or whose items AWS holds by ids of its own."""

from pathlib import Path

import pytest

from reconciler.engine.observe import observe
from reconciler.engine.reading.part_reads import texts_in
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services import with_coins
from reconciler.spec.forms import forms
from reconciler.spec.stack import Stack
from tests.engine.ground import PLAIN, World, failures, stack_of, world_of

SHOP = "codeguru.profiling_groups.shop"
ROLES = [f"arn:aws:iam::123456789012:role/{name}" for name in "abc"]
TOPICS = [f"arn:aws:sns:eu-west-1:123456789012:{name}" for name in "abc"]
SHAPE = """
stack: shop
codeguru: {{profiling_groups: {{shop: {{agent_permissions: {}, channels: {}}}}}}}
"""


def group(folder: Path, roles: list[str], topics: list[str]) -> Stack:
    channels = [f"{{uri: {topic}}}" for topic in topics]
    listed = [f"[{', '.join(some)}]" if some else "null" for some in (roles, channels)]
    return stack_of(folder, SHAPE.format(*listed))


@pytest.mark.parametrize("adds", [True, False])
@pytest.mark.parametrize("stays", [True, False])
def test_permissions_go_and_come_however_aws_keeps_its_policy(
    tmp_path: Path, adds: bool, stays: bool
) -> None:
    coins = {"profiler.put_permission_adds": adds, "profiler.empty_policy_stays": stays}
    tails = [name for name, is_tails in coins.items() if is_tails]
    world = world_of(Sandbox(services=with_coins(*tails)))
    for roles in (ROLES[:2], ROLES[1:], ROLES, []):
        stack = group(tmp_path, roles, [])
        assert failures(world.apply(stack)) == []
        assert permissions(world, stack) == (tuple(roles) or None)
        assert world.is_clean(stack)


def test_a_channel_goes_by_the_id_that_aws_gave_it(sandbox: Sandbox, tmp_path: Path) -> None:
    """A group has two channels at most: the old one goes before the new one comes."""
    world = world_of(sandbox)
    for topics in (TOPICS[:2], TOPICS[1:], []):
        stack = group(tmp_path, ROLES, topics)
        assert failures(world.apply(stack)) == []
        assert world.is_clean(stack)


def test_the_texts_of_a_document_are_one_or_several_at_a_place() -> None:
    document = '{"Statement": [{"Principal": {"AWS": "a"}}, {"Principal": {"AWS": ["b", "c"]}}]}'

    assert texts_in(document, "Statement.Principal.AWS") == ["a", "b", "c"]
    assert texts_in(None, "Statement") == []


def permissions(world: World, stack: Stack) -> object:
    live = observe(stack, forms().values(), world.client.send, PLAIN).found[SHOP]
    assert live is not None
    return live.fields.get("agent_permissions") or None
