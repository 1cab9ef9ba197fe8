"""What the door mends of moto's queues."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.delivery.builds import client, sandbox
from tests.sandbox.neighbours.test_mended import code


@pytest.mark.parametrize(
    ("attributes", "refused"),
    [
        ({"VisibilityTimeout": "43201"}, "InvalidAttributeValue"),
        ({"DelaySeconds": "soon"}, "InvalidAttributeValue"),
        ({"Policy": '{"Version": "2012-10-17"}'}, "InvalidAttributeValue"),
        ({"FifoThroughputLimit": "perQueue"}, "InvalidAttributeName"),
    ],
)
def test_attributes_out_of_bounds_are_refused(attributes: dict[str, str], refused: str) -> None:
    sqs = client(sandbox(), "sqs")
    url = sqs.create_queue(QueueName="web")["QueueUrl"]
    assert code(sqs.create_queue, QueueName="other", Attributes=attributes) == refused
    assert code(sqs.set_queue_attributes, QueueUrl=url, Attributes=attributes) == refused


def test_a_deleted_name_is_free_after_a_minute() -> None:
    world: Any = sandbox()
    sqs = client(world, "sqs")
    sqs.delete_queue(QueueUrl=sqs.create_queue(QueueName="web")["QueueUrl"])
    assert code(sqs.create_queue, QueueName="web").endswith("QueueDeletedRecently")
    world.advance(61)
    sqs.create_queue(QueueName="web")


def test_the_allow_policy_is_shown() -> None:
    sqs = client(sandbox(), "sqs")
    allowed = '{"redrivePermission":"denyAll"}'
    given = {"RedriveAllowPolicy": allowed}
    url = sqs.create_queue(QueueName="web", Attributes=given)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert found["RedriveAllowPolicy"] == allowed
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedriveAllowPolicy": ""})
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert "RedriveAllowPolicy" not in found
