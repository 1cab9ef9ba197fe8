"""moto behind the door: kept in the file, checked, and mended where it is not AWS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.credentials import keys_of_account
from tests.sandbox.delivery.builds import TRUST, client, code, sandbox


def test_moto_comes_back_from_the_file(tmp_path: Path) -> None:
    """What another process made, with the same ids and dates; the file holds no credentials."""
    file = tmp_path / "aws.json"
    first = Sandbox(file, services=[], seed=7)
    role = client(first, "iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)["Role"]
    key = client(first, "kms").create_key()["KeyMetadata"]["KeyId"]
    second = Sandbox(file, services=[], seed=7)
    again = client(second, "iam").get_role(RoleName="r")["Role"]
    keys = client(second, "kms").list_keys()["Keys"]

    assert (again["RoleId"], again["CreateDate"]) == (role["RoleId"], role["CreateDate"])
    assert [row["KeyId"] for row in keys] == [key]
    text = file.read_text()
    assert "sandbox-secret" not in text
    assert keys_of_account("123456789012").access_key_id not in text
    second.reset()
    assert client(first, "kms").list_keys()["Keys"] == []


def test_accounts_are_apart_behind_the_door_too() -> None:
    aws = sandbox()
    found = {}
    with aws.serve() as server:
        for account in ("111122223333", "444455556666"):
            keys = aws.credentials(account)
            session = boto3.Session(
                keys.access_key_id, keys.secret_access_key, region_name="eu-west-1"
            )
            iam = session.client("iam", endpoint_url=server.url)
            iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
            found[account] = [role["Arn"] for role in iam.list_roles()["Roles"]]

    assert found == {account: [f"arn:aws:iam::{account}:role/r"] for account in found}


def test_the_two_bulk_reads_of_roles_complete_each_other() -> None:
    """As IAM documents them: tags and policies in one, description and session length in the other."""
    iam = client(sandbox(), "iam")
    iam.create_role(
        RoleName="r",
        AssumeRolePolicyDocument=TRUST,
        Description="builds",
        MaxSessionDuration=7200,
        Tags=[{"Key": "team", "Value": "web"}],
    )
    policy = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    document = json.dumps({"Version": "2012-10-17", **policy})
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=document)
    listed = iam.list_roles()["Roles"][0]
    details = iam.get_account_authorization_details(Filter=["Role"])["RoleDetailList"][0]

    assert (listed["Description"], listed["MaxSessionDuration"]) == ("builds", 7200)
    assert not {"Tags", "RoleLastUsed", "PermissionsBoundary"} & set(listed)
    assert details["Tags"] == [{"Key": "team", "Value": "web"}]
    assert details["RolePolicyList"] == [
        {"PolicyName": "p", "PolicyDocument": json.loads(document)}
    ]
    assert not {"Description", "MaxSessionDuration"} & set(details)


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_buckets_are_created_with_their_tags(region: str) -> None:
    s3 = client(sandbox(), "s3", region)
    place: Any = {} if region == "us-east-1" else {"LocationConstraint": region}
    tags = [{"Key": "team", "Value": "web & co"}]
    s3.create_bucket(Bucket="shop", CreateBucketConfiguration={**place, "Tags": tags})

    assert s3.get_bucket_tagging(Bucket="shop")["TagSet"] == tags
    s3.put_object(Bucket="shop", Key="a/b c", Body=b"\xff\x00")
    assert s3.get_object(Bucket="shop", Key="a/b c")["Body"].read() == b"\xff\x00"
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket="shop", Key="a/b c", Body=b"", IfNoneMatch="*")


def test_constraints_hold_for_moto_too() -> None:
    with pytest.raises(ClientError, match="1 validation error detected: Value 'a b'") as error:
        client(sandbox(), "iam").create_role(RoleName="a b", AssumeRolePolicyDocument=TRUST)
    assert code(error) == "ValidationError"


def test_the_operations_of_s3_are_told_apart() -> None:
    aws = sandbox()
    s3 = client(aws, "s3", "us-east-1")
    s3.create_bucket(Bucket="shop")
    s3.put_object(Bucket="shop", Key="a", Body=b"1")
    s3.copy_object(Bucket="shop", Key="b", CopySource="shop/a")
    s3.list_objects_v2(Bucket="shop")
    s3.put_bucket_versioning(Bucket="shop", VersioningConfiguration={"Status": "Enabled"})
    s3.list_object_versions(Bucket="shop")

    assert [call.operation for call in aws.calls] == [
        "CreateBucket",
        "PutObject",
        "CopyObject",
        "ListObjectsV2",
        "PutBucketVersioning",
        "ListObjectVersions",
    ]


def trusting(arn: str) -> str:
    """Return a policy that names a role, fit for a bucket and for a role's trust."""
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "s3:GetObject"}
    trust = {**statement, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement, trust]})


def test_policies_may_name_only_roles_that_exist() -> None:
    aws = sandbox()
    s3, iam = client(aws, "s3", "us-east-1"), client(aws, "iam")
    s3.create_bucket(Bucket="shop")
    arn = "arn:aws:iam::123456789012:role/reader"
    before = json.dumps(aws.dump())
    with pytest.raises(ClientError, match="Invalid principal in policy") as of_bucket:
        s3.put_bucket_policy(Bucket="shop", Policy=trusting(arn))
    with pytest.raises(ClientError, match="Invalid principal in policy") as of_role:
        iam.create_role(RoleName="other", AssumeRolePolicyDocument=trusting(arn))
    assert (code(of_bucket), code(of_role)) == ("MalformedPolicy", "MalformedPolicyDocument")
    assert json.dumps(aws.dump()) == before

    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST)
    s3.put_bucket_policy(Bucket="shop", Policy=trusting(arn))
    assert arn in s3.get_bucket_policy(Bucket="shop")["Policy"]


def test_lists_of_iam_keep_to_the_page_size_too() -> None:
    aws = sandbox(page_size=2)
    iam = client(aws, "iam")
    for name in "abc":
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    pages = list(iam.get_paginator("list_roles").paginate())

    assert [len(page["Roles"]) for page in pages] == [2, 1]
    assert {role["RoleName"] for page in pages for role in page["Roles"]} == set("abc")


def test_a_fault_of_moto_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not an exception in the program that called, or a connection that hangs."""
    from moto.core.botocore_stubber import BotocoreStubber

    def broken(*_: object) -> None:
        raise KeyError("oh")

    monkeypatch.setattr(BotocoreStubber, "process_request", broken)
    with pytest.raises(ClientError, match="moto failed: KeyError") as error:
        client(sandbox(), "iam").list_roles()
    assert code(error) == "InternalFailure"
