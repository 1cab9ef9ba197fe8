"""What the door mends of moto's subscriptions."""

from __future__ import annotations

import pytest

from tests.sandbox.delivery.builds import client, sandbox
from tests.sandbox.neighbours.test_mended import code

QUEUE = "arn:aws:sqs:eu-west-1:123456789012:inbox"


@pytest.mark.parametrize(
    ("protocol", "endpoint"), [("email", "a@b.example"), ("https", "https://b")]
)
def test_what_its_owner_has_not_confirmed_has_no_arn_and_cannot_go(
    protocol: str, endpoint: str
) -> None:
    sns = client(sandbox(), "sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    given = {"TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint}
    assert sns.subscribe(**given)["SubscriptionArn"] == "pending confirmation"
    arn = sns.subscribe(**given, ReturnSubscriptionArn=True)["SubscriptionArn"]
    (one,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (one["SubscriptionArn"], one["Endpoint"]) == ("PendingConfirmation", endpoint)
    assert code(sns.unsubscribe, SubscriptionArn=arn) == "InvalidParameter"
    assert code(sns.unsubscribe, SubscriptionArn="PendingConfirmation") == "InvalidParameter"
    sns.publish(TopicArn=topic, Message="nobody hears it")


def test_an_endpoint_is_subscribed_again_with_the_same_attributes_alone() -> None:
    sns = client(sandbox(), "sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    given = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": QUEUE}
    policy = {"FilterPolicy": '{"a": ["b"]}', "ReplayPolicy": '{"PointType": "Timestamp"}'}
    arn = sns.subscribe(**given, Attributes=policy)["SubscriptionArn"]
    same = {"FilterPolicy": '{"a":["b"]}'}
    assert sns.subscribe(**given, Attributes=same)["SubscriptionArn"] == arn
    other = {"FilterPolicy": '{"a":["c"]}'}
    assert code(sns.subscribe, **given, Attributes=other) == "InvalidParameter"
    held = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert held["ReplayPolicy"] == policy["ReplayPolicy"]
    assert held["PendingConfirmation"] == "false"
    sns.unsubscribe(SubscriptionArn=arn)
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []


def test_an_id_that_is_no_arn_is_refused() -> None:
    sns = client(sandbox(), "sns")
    asked = sns.get_subscription_attributes
    assert code(asked, SubscriptionArn="PendingConfirmation") == "InvalidParameter"


def test_one_attribute_is_set_and_taken_away() -> None:
    sns = client(sandbox(), "sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=QUEUE)["SubscriptionArn"]

    def put(name: str, *value: str) -> dict[str, str]:
        given = dict(zip(("AttributeValue",), value, strict=False))
        sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName=name, **given)
        return dict(sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"])

    replay = '{"PointType": "Timestamp"}'
    assert put("ReplayPolicy", replay)["ReplayPolicy"] == replay
    assert "ReplayPolicy" not in put("ReplayPolicy", "{}")
    nested = '{"a": {"b": ["c"]}}'
    asked = sns.set_subscription_attributes
    wrong = {"SubscriptionArn": arn, "AttributeName": "FilterPolicy", "AttributeValue": nested}
    assert code(asked, **wrong) == "InvalidParameter"
    put("FilterPolicyScope", "MessageBody")
    assert put("FilterPolicy", nested)["FilterPolicyScope"] == "MessageBody"
    assert {"FilterPolicy", "FilterPolicyScope"}.isdisjoint(put("FilterPolicy", "{}"))
    assert put("RedrivePolicy", '{"deadLetterTargetArn": "a"}')["RedrivePolicy"]
    assert "RedrivePolicy" not in put("RedrivePolicy")
    assert put("RawMessageDelivery", "true")["RawMessageDelivery"] == "true"
