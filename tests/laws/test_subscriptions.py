"""Subscriptions of topics: some wait for their owner, and a changed one is altered where it is."""

from pathlib import Path

import pytest

from reconciler.spec.stack import Stack
from tests.laws.ground import World, stack_in, told, undone

TOPIC = "arn:aws:sns:eu-west-1:123456789012:news"
QUEUE, MAIL = "arn:aws:sqs:eu-west-1:123456789012:inbox", "team@example.com"
MAILED = f"{MAIL}: email"


def topic(folder: Path, *subscriptions: str) -> Stack:
    """A stack of one topic with these subscriptions; with none it says nothing of them."""
    said = f"subscriptions: {{{', '.join(subscriptions)}}}" if subscriptions else ""
    return written_as(folder, said)


def written_as(folder: Path, fields: str) -> Stack:
    """A stack of one topic with these fields."""
    return stack_in(folder, {"s.yaml": f"stack: news\nsns: {{topics: {{news: {{{fields}}}}}}}\n"})


def subscribed(world: World) -> dict[str, str]:
    """Endpoint → ARN, as AWS lists them."""
    listed = world.boto("sns").list_subscriptions_by_topic(TopicArn=TOPIC)["Subscriptions"]
    return {one["Endpoint"]: one["SubscriptionArn"] for one in listed}


def written(world: World) -> list[str]:
    """The writing operations since the last `forget`."""
    return [call.operation for call in world.sent if call.writes]


def test_one_that_nobody_confirmed_is_a_note_and_no_change(world: World, tmp_path: Path) -> None:
    stack = topic(tmp_path, MAILED, f"{QUEUE}: sqs")
    made = world.apply(stack)
    assert undone(made) == []
    (outcome,) = made.outcomes
    assert [note.message for note in outcome.pending] == [
        f"subscriptions[{MAIL}] is PendingConfirmation"
    ]
    plan = world.plan(stack).plan
    assert told(plan.to_do) == []
    (note,) = (note for change in plan.changes for note in change.pending)
    assert (note.code, note.place is not None) == ("RC3002", True)
    assert "confirm it" in (note.suggestion or "").lower()


@pytest.mark.parametrize("left", [(), (f"{QUEUE}: sqs",)], ids=["none", "another"])
def test_one_that_nobody_confirmed_stays_where_it_is_declared_no_more(
    world: World, tmp_path: Path, left: tuple[str, ...]
) -> None:
    world.apply(topic(tmp_path, MAILED))
    stack = topic(tmp_path, *left) if left else written_as(tmp_path, "subscriptions: null")
    assert undone(world.apply(stack)) == []
    assert subscribed(world)[MAIL] == "PendingConfirmation"
    assert (QUEUE in subscribed(world)) == bool(left)


QUEUED = "protocol: sqs, raw_message_delivery: true"
FLAT = "filter_policy: {a: [b]}"
NESTED = "filter_policy: {a: {b: [c]}}, filter_policy_scope: MessageBody"
DEAD = f"redrive_policy: {{deadLetterTargetArn: '{QUEUE}'}}"


@pytest.mark.parametrize(
    ("before", "after", "set_"),
    [
        ("protocol: sqs", QUEUED, ["RawMessageDelivery"]),
        (QUEUED, "protocol: sqs", ["RawMessageDelivery"]),
        (f"{QUEUED}, {FLAT}", f"{QUEUED}, {NESTED}", ["FilterPolicyScope", "FilterPolicy"]),
        (f"{QUEUED}, {NESTED}", f"{QUEUED}, {FLAT}", ["FilterPolicy", "FilterPolicyScope"]),
        (f"{QUEUED}, {FLAT}, {DEAD}", QUEUED, ["RedrivePolicy", "FilterPolicy"]),
    ],
    ids=["raw", "enveloped", "nested", "flat", "emptied"],
)
def test_a_changed_one_is_altered_where_it_is(
    world: World, tmp_path: Path, before: str, after: str, set_: list[str]
) -> None:
    world.apply(topic(tmp_path, f"{QUEUE}: {{{before}}}", MAILED))
    arn = subscribed(world)[QUEUE]
    world.sent.clear()
    stack = topic(tmp_path, f"{QUEUE}: {{{after}}}", MAILED)
    made = world.apply(stack)
    assert undone(made) == []
    sent = [call.params["AttributeName"] for call in world.sent if call.writes]
    assert (sent, subscribed(world)[QUEUE]) == (set_, arn)
    assert not any("misses" in text for change in made.plan.changes for text in change.effects)
    assert told(world.plan(stack).plan.to_do) == []


def test_one_with_another_protocol_goes_before_it_comes_anew_and_the_others_stay(
    world: World, tmp_path: Path
) -> None:
    other = f"{QUEUE}2: sqs"
    world.apply(topic(tmp_path, f"{QUEUE}: sqs", other, MAILED))
    before = subscribed(world)
    world.sent.clear()
    changed = f"{QUEUE}: {{protocol: lambda, {FLAT}}}"
    made = world.apply(topic(tmp_path, changed, other, MAILED))
    assert undone(made) == []
    assert any("misses" in text for change in made.plan.changes for text in change.effects)
    after = subscribed(world)
    assert written(world) == ["Unsubscribe", "Subscribe"]
    assert (after[QUEUE] != before[QUEUE], after[f"{QUEUE}2"]) == (True, before[f"{QUEUE}2"])
    held = world.boto("sns").get_subscription_attributes(SubscriptionArn=after[QUEUE])
    assert held["Attributes"]["FilterPolicy"] == '{"a":["b"]}'


def test_one_made_by_hand_goes_where_subscriptions_are_declared_and_stays_where_they_are_not(
    world: World, tmp_path: Path
) -> None:
    world.apply(topic(tmp_path, f"{QUEUE}: sqs"))
    world.boto("sns").subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=f"{QUEUE}3")
    assert undone(world.apply(topic(tmp_path))) == []
    assert {*subscribed(world)} == {QUEUE, f"{QUEUE}3"}
    assert undone(world.apply(topic(tmp_path, f"{QUEUE}: sqs"))) == []
    assert {*subscribed(world)} == {QUEUE}
