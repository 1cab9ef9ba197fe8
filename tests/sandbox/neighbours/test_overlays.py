"""What moto does otherwise than AWS, as the door mends it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from tests.sandbox.delivery.builds import TRUST, client, code, sandbox

MANAGED = "arn:aws:iam::aws:policy/AWSCodePipeline_FullAccess"


@pytest.fixture
def s3() -> Any:
    found = client(sandbox(), "s3", "us-east-1")
    found.create_bucket(Bucket="shop")
    return found


def test_notifications_to_the_bus_are_shown_until_they_are_replaced(s3: Any) -> None:
    def put(**configuration: Any) -> Any:
        s3.put_bucket_notification_configuration(
            Bucket="shop", NotificationConfiguration=configuration
        )
        return s3.get_bucket_notification_configuration(Bucket="shop")

    assert put(EventBridgeConfiguration={})["EventBridgeConfiguration"] == {}
    assert "EventBridgeConfiguration" not in put()
    put(EventBridgeConfiguration={})
    s3.delete_bucket(Bucket="shop")
    s3.create_bucket(Bucket="shop")
    found = s3.get_bucket_notification_configuration(Bucket="shop")
    assert "EventBridgeConfiguration" not in found


def test_mfa_delete_is_shown_once_it_was_set(s3: Any) -> None:
    def put(**configuration: str) -> Any:
        s3.put_bucket_versioning(
            Bucket="shop", MFA="1 2", VersioningConfiguration={"Status": "Enabled", **configuration}
        )
        return s3.get_bucket_versioning(Bucket="shop")

    assert "MFADelete" not in s3.get_bucket_versioning(Bucket="shop")
    assert "MFADelete" not in put()
    assert put(MFADelete="Enabled")["MFADelete"] == "Enabled"
    assert put()["MFADelete"] == "Enabled"
    found = put(MFADelete="Disabled")
    assert (found["Status"], found["MFADelete"]) == ("Enabled", "Disabled")


def rule(**rest: Any) -> dict[str, Any]:
    return {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, **rest}


@pytest.mark.parametrize(
    "bad",
    [
        {"NoncurrentVersionTransitions": [{"NoncurrentDays": 3}]},
        {"Transitions": [{}]},
        {"NoncurrentVersionTransitions": [{}]},
    ],
)
def test_a_refused_lifecycle_leaves_the_rules(s3: Any, bad: dict[str, Any]) -> None:
    put = s3.put_bucket_lifecycle_configuration
    put(Bucket="shop", LifecycleConfiguration={"Rules": [rule(Expiration={"Days": 3})]})
    with pytest.raises(ClientError) as error:
        put(Bucket="shop", LifecycleConfiguration={"Rules": [rule(**bad)]})

    assert code(error) == "MalformedXML"
    held = s3.get_bucket_lifecycle_configuration(Bucket="shop")["Rules"]
    assert [(one["ID"], one["Expiration"]["Days"]) for one in held] == [("old", 3)]


def test_one_rule_is_all_that_encryption_and_ownership_have(s3: Any) -> None:
    encrypted = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    with pytest.raises(ClientError) as of_encryption:
        s3.put_bucket_encryption(
            Bucket="shop", ServerSideEncryptionConfiguration={"Rules": [encrypted, encrypted]}
        )
    owned = {"ObjectOwnership": "BucketOwnerEnforced"}
    with pytest.raises(ClientError) as of_ownership:
        s3.put_bucket_ownership_controls(Bucket="shop", OwnershipControls={"Rules": [owned, owned]})

    for error in (of_encryption, of_ownership):
        assert code(error) == "MalformedXML"
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_queue_keeps_its_policy_when_other_attributes_are_set(tmp_path: Path) -> None:
    file = tmp_path / "aws.json"
    sqs = client(Sandbox(file, services=[]), "sqs")
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    url = sqs.create_queue(QueueName="jobs", Attributes={"Policy": policy})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "7"})

    again = client(Sandbox(file, services=[]), "sqs")
    for one in (sqs, again):
        held = one.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert (held["Policy"], held["VisibilityTimeout"]) == (policy, "7")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    held = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert not held.get("Policy")


def test_policies_that_aws_manages_are_there(tmp_path: Path) -> None:
    file = tmp_path / "aws.json"
    iam = client(Sandbox(file, services=[]), "iam")
    made = iam.get_policy(PolicyArn=MANAGED)["Policy"]
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName="r", PolicyArn=MANAGED)
    with pytest.raises(ClientError) as error:
        iam.attach_role_policy(RoleName="r", PolicyArn="arn:aws:iam::aws:policy/Nonsense")

    again = client(Sandbox(file, services=[]), "iam")
    attached = again.list_attached_role_policies(RoleName="r")["AttachedPolicies"]
    assert [row["PolicyArn"] for row in attached] == [MANAGED]
    assert again.get_policy(PolicyArn=MANAGED)["Policy"]["PolicyId"] == made["PolicyId"]
    assert code(error) == "NoSuchEntity"


def test_policies_that_aws_manages_are_listed() -> None:
    iam = client(sandbox(), "iam")
    pages = iam.get_paginator("list_policies").paginate(Scope="AWS")

    assert MANAGED in {row["Arn"] for page in pages for row in page["Policies"]}
    assert iam.list_policies(Scope="Local")["Policies"] == []


def test_tagged_repositories_of_ecr_are_found() -> None:
    aws = Sandbox()
    ecr = client(aws, "ecr")
    tags = [{"Key": "team", "Value": "web"}]
    arn = ecr.create_repository(repositoryName="app", tags=tags)["repository"]["repositoryArn"]
    ecr.create_repository(repositoryName="plain")
    tagging = client(aws, "resourcegroupstaggingapi")
    found = tagging.get_resources(ResourceTypeFilters=["ecr:repository"])

    assert found["ResourceTagMappingList"] == [{"ResourceARN": arn, "Tags": tags}]
