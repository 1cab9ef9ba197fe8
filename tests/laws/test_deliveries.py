"""Proof by delivery, over the gallery: what was applied really starts, once, and only if it may.

A push, an upload, an image, a post, a poll or the clock starts exactly one execution. With what lets
it start taken away by hand, it starts none, the sandbox says why and a plan finds it; mended, it
starts one again.
"""

import json
from collections.abc import Callable, Mapping

import pytest

from reconciler.sandbox.hooks.pushes import Push
from tests.conftest import SOAK
from tests.laws.gallery import ENVIRONMENTS, STACKS, Gallery, every
from tests.laws.ground import World, undone
from tests.laws.happen import happen
from tests.laws.pokes import Way, forbid, poke, shake, started, ways_of

SHOWN = [
    (stack, name)
    for name in (ENVIRONMENTS if SOAK else ENVIRONMENTS[:1])
    for stack in STACKS
    if any(ways_of(every(name)[stack]))
]


def test_every_sort_of_start_is_in_the_gallery() -> None:
    ways = [way for stack in every("staging").values() for way in ways_of(stack)]
    assert {way.by for way in ways} == {"events", "polling", "webhook", "connection", "schedule"}
    providers = {way.source.provider for way in ways if way.source}
    assert providers == {"CodeCommit", "S3", "ECR", "GitHub", "CodeStarSourceConnection"}


def test_what_all_services_are_made_of_starts_them_all(gallery: Gallery) -> None:
    shown = every("staging")["shop"]
    world = gallery.prepared("staging", "shop")
    assert undone(world.apply(shown)) == []
    shake(world, shown)
    before = started(world, shown)
    world.sandbox.push(Push("acme/shop", "develop", files=("README.md",)))
    assert started(world, shown) == before
    world.sandbox.push(Push("acme/shop", "develop", files=("libraries/money.py",)))
    runs = [name for name, count in started(world, shown).items() if count == before[name] + 1]
    assert len(runs) == len([name for name in before if "pipelines" in name]) == 10


TOLD = {
    "codebuild.projects.verify": ("build-failed", "build-timed-out"),
    "codecommit.repositories.search": ("pull-request-comment-created",),
}
"""What the topic of the notices is told of, by what it is about."""
CHATS = {
    "codecommit.repositories.search": ("pull-request-created",),
    "codebuild.projects.verify": ("build-stopped",),
}
"""What only a chat room is told of, or nobody: no topic gets it."""


def test_the_notices_tell_the_topic_once_each_and_only_if_it_lets_them(gallery: Gallery) -> None:
    shown = every("staging")["notices"]
    world = gallery.prepared("staging", "notices")
    assert undone(world.apply(shown)) == []
    found = {one.address: one for one in shown.resources}
    topic = found["sns.topics.search"].arn

    def told(addresses: Mapping[str, tuple[str, ...]]) -> list[str]:
        before = len(world.sandbox.deliveries)
        for address, names in addresses.items():
            for name in names:
                happen(world, name, found[address])
        happen(world, "deployment-failed", application="search", deploymentGroup="live")
        return [one.outcome for one in world.sandbox.deliveries[before:] if one.target == topic]

    assert told(TOLD) == ["delivered"] * 4
    assert told(CHATS) == ["delivered"]  # the deployment
    policy = world.boto("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
    left = [one for one in json.loads(policy)["Statement"] if "Reconcile" not in one["Sid"]]
    world.boto("sns").set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": left}),
    )
    assert told(TOLD) == ["refused"] * 4
    assert sorted(change.address for change in world.plan(shown).plan.to_do) == [
        "sns.statements.search+events",
        "sns.statements.search+notifications",
    ]
    assert undone(world.apply(shown)) == []
    assert told(TOLD) == ["delivered"] * 4


@pytest.mark.parametrize(("stack", "environment"), SHOWN)
def test_one_change_starts_one_execution_if_it_may(
    gallery: Gallery, stack: str, environment: str
) -> None:
    shown = every(environment)[stack]
    world = gallery.prepared(environment, stack)
    assert undone(world.apply(shown)) == []
    shake(world, shown)
    ways = [*ways_of(shown)]
    for way in ways:
        starts_once(world, way)
    for way in {way.by: way for way in ways}.values():
        forbid(world, way)
        starts_nothing(world, way)
        assert undone(world.apply(shown)) == []
        shake(world, shown)
        starts_once(world, way)


def starts_once(world: World, way: Way) -> None:
    """The way starts what it is for, once, and nothing else of the stack."""
    assert difference(world, way, lambda: poke(world, way)) == {way.starts: 1}, str(way)


def starts_nothing(world: World, way: Way) -> None:
    """The way starts nothing, it is told why, and a plan finds what is missing."""
    before, answers = len(world.sandbox.deliveries), list[int]()
    assert difference(world, way, lambda: answers.append(poke(world, way))) == {}, str(way)
    if way.by == "webhook":
        assert answers == [404]
    else:
        told = [one for one in world.sandbox.deliveries[before:] if one.outcome == "refused"]
        assert told, str(way)
        assert all(one.reason for one in told)
    plan = world.plan(way.stack).plan
    assert plan.to_do or any(change.pending for change in plan.changes), str(way)


def difference(world: World, way: Way, what: Callable[[], object]) -> dict[str, int]:
    """How much more often something was started after it than before."""
    before = started(world, way.stack)
    what()
    after = started(world, way.stack)
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}
