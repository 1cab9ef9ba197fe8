"""One door for everything: accounts, regions, both ways in, faults, moto behind it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError
from botocore.retries import standard

from reconciler.aws.models import model
from reconciler.sandbox import route
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.credentials import account_of, caller, keys_of_account, keys_of_role
from reconciler.sandbox.faults import Fault, Faults
from reconciler.sandbox.service import Answer, Service, Table
from reconciler.sandbox.world import Caller

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "codebuild.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
ONCE = Config(retries={"total_max_attempts": 1})


class Builds(Service):
    """Enough of CodeBuild to tell two places apart."""

    names = ("codebuild",)
    projects = Table("name", missing="InvalidInputException", arn="project/{0}")

    def create_project(self, name: str, **rest: Any) -> Answer:
        role = rest["serviceRole"]
        identity = self.world.uuid()
        if not self.world.roles.trusted(role, "codebuild.amazonaws.com"):
            raise self.refuse("InvalidInputException", f"not authorized to perform: {role}")
        row = {"name": name, "arn": self.projects.arn(name), "id": identity}
        return {"project": self.projects.add(row)}

    def delete_project(self, name: str, **_: object) -> Answer:
        self.projects.get(name)
        self.projects.remove(name)
        return None

    def list_projects(self, **_: object) -> Answer:
        return {"projects": [row["name"] for row in self.projects]}


class Anybody(Builds):
    """The same, for whoever has no role."""

    def create_project(self, name: str, **_: Any) -> Answer:
        return {"project": self.projects.add({"name": name, "arn": self.projects.arn(name)})}


def sandbox(**options: Any) -> Sandbox:
    return Sandbox(services=[Anybody], **options)


def client(of: Sandbox, service: str = "codebuild", region: str = "eu-west-1") -> Any:
    return of.attach(boto3.Session(region_name=region)).client(service, config=ONCE)


def create(codebuild: Any, name: str, role: str = "arn:aws:iam::123456789012:role/build") -> Any:
    """Create a project with what the model requires."""
    return codebuild.create_project(
        name=name,
        source={"type": "NO_SOURCE"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
        serviceRole=role,
    )["project"]


def code(error: Any) -> str:
    return str(error.value.response["Error"]["Code"])


def test_two_accounts_and_two_regions_are_apart() -> None:
    aws = sandbox()
    with aws.serve() as server:
        found = {}
        for account in ("111122223333", "444455556666"):
            for region in ("eu-west-1", "us-east-1"):
                keys = aws.credentials(account)
                session = boto3.Session(
                    keys.access_key_id, keys.secret_access_key, region_name=region
                )
                codebuild = session.client("codebuild", endpoint_url=server.url)
                arn = create(codebuild, "one")["arn"]
                found[arn] = codebuild.list_projects()["projects"]

    assert found == {
        f"arn:aws:codebuild:{region}:{account}:project/one": ["one"]
        for account in ("111122223333", "444455556666")
        for region in ("eu-west-1", "us-east-1")
    }


def test_keys_name_their_account_and_tokens_their_role() -> None:
    assert account_of(keys_of_account("012345678901").access_key_id) == "012345678901"
    assert [account_of(key) for key in ("AKIAIOSFODNN7EXAMPLE", "test", "")] == [None] * 3

    role = Caller("111122223333", "arn:aws:sts::111122223333:assumed-role/r/s", "AROA:s")
    keys = keys_of_role(role)
    assert caller(keys.access_key_id, keys.session_token) == role
    assert caller("test", "nonsense", "999999999999").account == "999999999999"


def test_model_constraints_reach_boto3() -> None:
    with pytest.raises(
        ClientError, match="1 validation error detected: Value 'a b' at 'name'"
    ) as error:
        create(client(sandbox()), "a b")
    assert code(error) == "ValidationException"


def test_what_is_not_there_is_501_by_name_and_not_repeated() -> None:
    aws = sandbox()
    codebuild = aws.attach(boto3.Session(region_name="eu-west-1")).client("codebuild")
    with pytest.raises(ClientError, match="codebuild ListBuilds") as error:
        codebuild.list_builds()

    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert [call.operation for call in aws.calls] == ["ListBuilds"]


def test_unsigned_requests_are_refused() -> None:
    aws = sandbox()
    with aws.serve() as server, socket.create_connection(_address(server.url)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 403 Forbidden")


def test_pages_of_two_and_shuffled_lists_hold_everything() -> None:
    aws = sandbox(page_size=2, faults=[Fault("shuffle")])
    codebuild = client(aws)
    for number in range(5):
        create(codebuild, f"project-{number}")
    pages = list(codebuild.get_paginator("list_projects").paginate())
    found = [name for page in pages for name in page["projects"]]

    assert len(pages) == 3
    assert sorted(found) == [f"project-{number}" for number in range(5)] != found


@pytest.mark.parametrize("served", [False, True])
@pytest.mark.parametrize(
    ("kind", "wanted", "done"),
    [
        ("throttle", "ThrottlingException", False),
        ("500", "InternalFailure", False),
        ("503", "ServiceUnavailable", False),
        ("deny", "AccessDeniedException", False),
        ("reset", None, False),
        ("lost", None, True),
    ],
)
def test_faults_through_both_doors(kind: Any, wanted: str | None, done: bool, served: bool) -> None:
    aws = sandbox(faults=[Fault(kind, "codebuild:Create*", times=1)])
    with aws.serve() as server:
        keys = aws.credentials()
        plain = boto3.Session(keys.access_key_id, keys.secret_access_key, region_name="eu-west-1")
        over_http = plain.client("codebuild", endpoint_url=server.url, config=ONCE)
        codebuild = over_http if served else client(aws)
        with pytest.raises((ClientError, ConnectionClosedError)) as error:
            create(codebuild, "one")
        names = codebuild.list_projects()["projects"]

    assert isinstance(error.value, ClientError) is (wanted is not None)
    assert wanted is None or code(error) == wanted
    assert names == (["one"] if done else [])


def test_faults_come_after_and_so_many_times_and_in_their_place() -> None:
    faults = Faults([Fault("500", "codebuild:*", "*/eu-west-1", after=1, times=2)], seed=0)
    hits = [faults.hits("codebuild", "ListProjects", "1/eu-west-1").has("500") for _ in range(5)]

    assert hits == [False, True, True, False, False]
    assert not faults.hits("codebuild", "ListProjects", "1/us-east-1").faults
    assert not faults.hits("events", "ListRules", "1/eu-west-1").faults


def test_chance_is_seeded() -> None:
    def drawn(seed: int) -> list[bool]:
        faults = Faults([Fault("500", chance=0.5)], seed)
        return [faults.hits("a", "B", "p").has("500") for _ in range(50)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 5 < sum(drawn(1)) < 45


def test_every_throttle_is_one_that_botocore_repeats() -> None:
    """The codes differ by protocol, and boto3 must know each as a throttle."""
    checker = vars(standard.ThrottledRetryableChecker)
    for service in ("codebuild", "iam", "s3", "lambda", "codeartifact", "sqs"):
        hits = Faults([Fault("throttle")]).hits(service, "X", "p")
        refusal = hits.refusal(model(service), "X", "me")
        assert refusal is not None
        assert refusal.code in checker["_THROTTLED_ERROR_CODES"]


@pytest.mark.parametrize(
    ("service", "method", "params", "wanted"),
    [
        ("iam", "list_roles", {}, "AccessDenied"),
        ("s3", "list_buckets", {}, "AccessDenied"),
        ("codebuild", "list_projects", {}, "AccessDeniedException"),
        ("lambda", "list_functions", {}, "AccessDeniedException"),
    ],
)
def test_denials_in_every_protocol(
    service: str, method: str, params: dict[str, Any], wanted: str
) -> None:
    call = getattr(client(sandbox(faults=[Fault("deny")]), service), method)
    with pytest.raises(ClientError, match="is not authorized to perform") as error:
        call(**params)
    assert code(error) == wanted


def test_a_role_is_assumable_when_it_trusts_and_has_spread() -> None:
    aws = Sandbox(services=[Builds], spread=10)
    iam, codebuild = client(aws, "iam"), client(aws)
    arn = iam.create_role(RoleName="build", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    with pytest.raises(ClientError, match="not authorized"):
        create(codebuild, "one", arn)
    with pytest.raises(ClientError, match="not authorized"):
        create(codebuild, "one", arn + "-of-nobody")
    aws.advance(11)

    assert create(codebuild, "one", arn)["name"] == "one"


def test_refused_operations_leave_nothing_and_use_no_ids() -> None:
    aws = Sandbox(services=[Builds])
    before = json.dumps(aws.dump())
    with pytest.raises(ClientError):
        create(client(aws), "one")
    with pytest.raises(ClientError):
        client(aws).delete_project(name="none")

    assert json.dumps(aws.dump()) == before


def test_calls_are_kept_with_what_was_asked_and_how_it_ended() -> None:
    aws = sandbox(faults=[Fault("lost", "codebuild:List*")])
    codebuild = client(aws)
    create(codebuild, "one")
    with pytest.raises(ConnectionClosedError):
        codebuild.list_projects()
    told = [(call.operation, call.status, call.account, call.region) for call in aws.calls]

    assert told == [
        ("CreateProject", 200, "123456789012", "eu-west-1"),
        ("ListProjects", 0, "123456789012", "eu-west-1"),
    ]
    assert aws.calls[0].params is not None
    assert aws.calls[0].params["name"] == "one"


def test_the_names_in_signatures_are_known() -> None:
    for service in Sandbox().covered():
        signed = model(service).signing_name
        assert route.SIGNED_AS.get(signed, signed) == service


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys; from reconciler.sandbox.app import Sandbox; Sandbox();"
        "sys.exit(any(name in sys.modules for name in ('moto', 'boto3', 'botocore')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def _address(url: str) -> tuple[str, int]:
    host, _, port = url.removeprefix("http://").partition(":")
    return host, int(port)


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


def test_a_session_keeps_the_role_it_was_given() -> None:
    aws = sandbox()
    role = Caller("444455556666", "arn:aws:sts::444455556666:assumed-role/r/s", "AROA:s")
    keys = keys_of_role(role)
    session = boto3.Session(
        keys.access_key_id, keys.secret_access_key, keys.session_token, region_name="eu-west-1"
    )
    arn = create(aws.attach(session).client("codebuild"), "one")["arn"]

    assert arn == "arn:aws:codebuild:eu-west-1:444455556666:project/one"
