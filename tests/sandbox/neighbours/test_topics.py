"""What the door mends of moto's topics."""

from __future__ import annotations

from tests.sandbox.delivery.builds import client, sandbox
from tests.sandbox.neighbours.test_mended import code

PROTECTION = '{"Name":"none","Version":"2021-06-01","Statement":[]}'


def test_every_attribute_that_was_set_is_shown() -> None:
    sns = client(sandbox(), "sns")
    arn = sns.create_topic(Name="web", Attributes={"TracingConfig": "Active"})["TopicArn"]
    role = "arn:aws:iam::123456789012:role/a&b"
    sns.set_topic_attributes(
        TopicArn=arn, AttributeName="HTTPSuccessFeedbackRoleArn", AttributeValue=role
    )
    found = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    assert (found["TracingConfig"], found["HTTPSuccessFeedbackRoleArn"]) == ("Active", role)
    assert "SQSSuccessFeedbackRoleArn" not in found


def test_data_protection_is_kept_until_it_is_emptied() -> None:
    sns = client(sandbox(), "sns")
    arn = sns.create_topic(Name="web", DataProtectionPolicy=PROTECTION)["TopicArn"]
    read, put = sns.get_data_protection_policy, sns.put_data_protection_policy
    assert read(ResourceArn=arn)["DataProtectionPolicy"] == PROTECTION
    put(ResourceArn=arn, DataProtectionPolicy="")
    assert not read(ResourceArn=arn).get("DataProtectionPolicy")
    assert code(put, ResourceArn=f"{arn}2", DataProtectionPolicy="") in {
        "NotFound",
        "NotFoundException",
    }
