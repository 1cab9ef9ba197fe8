"""TagResources and UntagResources over moto's services: tags are kept by each as its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

REGION = "eu-west-1"
Client = Callable[..., Any]


def bucket(client: Client) -> str:
    place = {"LocationConstraint": REGION}
    client("s3").create_bucket(Bucket="mine", CreateBucketConfiguration=place)
    return "arn:aws:s3:::mine"


def topic(client: Client) -> str:
    return str(client("sns").create_topic(Name="news")["TopicArn"])


def queue(client: Client) -> str:
    client("sqs").create_queue(QueueName="jobs")
    return f"arn:aws:sqs:{REGION}:123456789012:jobs"


def key(client: Client) -> str:
    return str(client("kms").create_key()["KeyMetadata"]["Arn"])


def secret(client: Client) -> str:
    return str(client("secretsmanager").create_secret(Name="s", SecretString="x")["ARN"])


def group(client: Client) -> str:
    client("logs").create_log_group(logGroupName="/g")
    return f"arn:aws:logs:{REGION}:123456789012:log-group:/g"


@pytest.mark.parametrize("make", [bucket, topic, queue, key, secret, group])
def test_tags_come_and_go(client: Client, make: Callable[[Client], str]) -> None:
    arn = make(client)
    tagging = client("resourcegroupstaggingapi")

    def tags() -> dict[str, str]:
        found = tagging.get_resources(ResourceARNList=[arn])["ResourceTagMappingList"]
        return {tag["Key"]: tag["Value"] for row in found for tag in row["Tags"]}

    answer = tagging.tag_resources(ResourceARNList=[arn], Tags={"team": "web", "stage": "prod"})
    assert answer["FailedResourcesMap"] == {}
    assert tags() == {"team": "web", "stage": "prod"}

    tagging.tag_resources(ResourceARNList=[arn], Tags={"team": "ops"})
    tagging.untag_resources(ResourceARNList=[arn], TagKeys=["stage"])
    assert tags() == {"team": "ops"}


def test_what_is_not_there_is_told_beside_what_is(client: Client) -> None:
    there = topic(client)
    gone = f"{there}-gone"
    answer = client("resourcegroupstaggingapi").tag_resources(
        ResourceARNList=[there, gone], Tags={"team": "web"}
    )
    assert list(answer["FailedResourcesMap"]) == [gone]


def test_a_repository_of_images_whose_tags_motos_sweep_does_not_find(client: Client) -> None:
    ecr = client("ecr")
    arn = ecr.create_repository(repositoryName="web")["repository"]["repositoryArn"]
    tagging = client("resourcegroupstaggingapi")
    tagging.tag_resources(ResourceARNList=[arn], Tags={"team": "web", "stage": "prod"})
    tagging.untag_resources(ResourceARNList=[arn], TagKeys=["stage"])
    held = ecr.list_tags_for_resource(resourceArn=arn)["tags"]
    assert held == [{"Key": "team", "Value": "web"}]
