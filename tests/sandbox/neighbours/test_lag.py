"""Reads of moto's services may lag too: they show what was there some seconds ago."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from tests.sandbox.delivery.builds import TRUST, client, code, sandbox

LAG = Faults([Fault("lag", seconds=30)])


def zipped() -> bytes:
    """A Lambda's code."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("index.py", "def handler(*_): pass")
    return body.getvalue()


def made_role(aws: Sandbox) -> str:
    """The ARN of a role, made on the way."""
    iam = client(aws, "iam")
    role = iam.create_role(RoleName="runs", AssumeRolePolicyDocument=TRUST)["Role"]
    return str(role["Arn"])


def function(aws: Sandbox) -> None:
    """Create a function, and the role that it runs as."""
    client(aws, "lambda").create_function(
        FunctionName="f",
        Runtime="python3.12",
        Role=made_role(aws),
        Handler="index.handler",
        Code={"ZipFile": zipped()},
    )


MADE: list[tuple[str, Callable[[Sandbox], Any], Callable[[Sandbox], Any]]] = [
    ("iam", made_role, lambda aws: client(aws, "iam").list_roles()["Roles"]),
    (
        "s3",
        lambda aws: client(aws, "s3").create_bucket(
            Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        ),
        lambda aws: client(aws, "s3").list_buckets()["Buckets"],
    ),
    (
        "sns",
        lambda aws: client(aws, "sns").create_topic(Name="t"),
        lambda aws: client(aws, "sns").list_topics()["Topics"],
    ),
    (
        "sqs",
        lambda aws: client(aws, "sqs").create_queue(QueueName="q"),
        lambda aws: client(aws, "sqs").list_queues().get("QueueUrls", []),
    ),
    ("lambda", function, lambda aws: client(aws, "lambda").list_functions()["Functions"]),
    (
        "kms",
        lambda aws: client(aws, "kms").create_key(),
        lambda aws: client(aws, "kms").list_keys()["Keys"],
    ),
    (
        "logs",
        lambda aws: client(aws, "logs").create_log_group(logGroupName="g"),
        lambda aws: client(aws, "logs").describe_log_groups()["logGroups"],
    ),
    (
        "ecr",
        lambda aws: client(aws, "ecr").create_repository(repositoryName="repo"),
        lambda aws: client(aws, "ecr").describe_repositories()["repositories"],
    ),
    (
        "ssm",
        lambda aws: client(aws, "ssm").put_parameter(Name="p", Value="1", Type="String"),
        lambda aws: client(aws, "ssm").get_parameters(Names=["p"])["Parameters"],
    ),
    (
        "secretsmanager",
        lambda aws: client(aws, "secretsmanager").create_secret(Name="s", SecretString="x"),
        lambda aws: client(aws, "secretsmanager").list_secrets()["SecretList"],
    ),
]


@pytest.mark.parametrize(("make", "read"), [row[1:] for row in MADE], ids=[row[0] for row in MADE])
def test_what_was_just_made_is_seen_when_the_lag_is_over(
    make: Callable[[Sandbox], Any], read: Callable[[Sandbox], list[Any]]
) -> None:
    aws = sandbox()
    aws.advance(60)
    make(aws)
    now = read(aws)
    aws.faults = LAG
    lagging = read(aws)
    aws.advance(31)

    assert (len(now), lagging) == (1, [])
    assert read(aws) == now


def test_an_update_is_seen_late_and_a_write_is_done_to_what_is_there() -> None:
    aws = sandbox()
    ssm = client(aws, "ssm")
    ssm.put_parameter(Name="p", Value="old", Type="String")
    aws.advance(60)
    ssm.put_parameter(Name="p", Value="new", Type="String", Overwrite=True)
    aws.faults = LAG

    assert ssm.get_parameter(Name="p")["Parameter"]["Value"] == "old"
    with pytest.raises(ClientError) as error:
        ssm.put_parameter(Name="p", Value="newer", Type="String")
    assert code(error) == "ParameterAlreadyExists"
    assert ssm.get_parameter(Name="p")["Parameter"]["Version"] == 1
    aws.faults = Faults()
    assert ssm.get_parameter(Name="p")["Parameter"]["Version"] == 2


def test_what_was_deleted_is_still_shown() -> None:
    aws = sandbox()
    sqs = client(aws, "sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    aws.advance(60)
    sqs.delete_queue(QueueUrl=url)
    aws.faults = LAG

    assert sqs.list_queues()["QueueUrls"] == [url]
    aws.faults = Faults()
    assert "QueueUrls" not in sqs.list_queues()


def test_a_bucket_shows_the_configuration_that_it_had() -> None:
    """What is told from the journal, and not by moto, lags as well."""
    aws = sandbox()
    s3 = client(aws, "s3")
    s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    aws.advance(60)
    s3.put_bucket_notification_configuration(
        Bucket="bucket", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    aws.faults = LAG

    assert "EventBridgeConfiguration" not in s3.get_bucket_notification_configuration(
        Bucket="bucket"
    )
    aws.faults = Faults()
    assert "EventBridgeConfiguration" in s3.get_bucket_notification_configuration(Bucket="bucket")


def test_the_tagging_api_finds_tags_late() -> None:
    """Both what is written here and what is moto's."""
    aws = Sandbox()
    aws.advance(60)
    client(aws, "sns").create_topic(Name="t", Tags=[{"Key": "team", "Value": "web"}])
    client(aws, "codecommit").create_repository(repositoryName="r", tags={"team": "web"})
    tagging = client(aws, "resourcegroupstaggingapi")
    aws.faults = LAG

    assert tagging.get_resources()["ResourceTagMappingList"] == []
    aws.faults = Faults()
    assert len(tagging.get_resources()["ResourceTagMappingList"]) == 2
