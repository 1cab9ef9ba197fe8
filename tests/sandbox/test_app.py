"""One door for everything: accounts and regions apart, both ways in, refusals, the log of calls."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from urllib.parse import urlencode
from xml.etree import ElementTree

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from reconciler.aws.models import model
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.credentials import account_of, caller, keys_of_account, keys_of_role
from reconciler.sandbox.faults import Fault
from reconciler.sandbox.messages import Request
from reconciler.sandbox.wire import route
from reconciler.sandbox.world import Caller
from tests.sandbox.delivery.builds import TRUST, Builds, client, code, create, sandbox


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
    assert code(error) == "InvalidInputException"


def test_what_is_not_there_is_501_by_name_and_not_repeated() -> None:
    aws = sandbox()
    codebuild = aws.attach(boto3.Session(region_name="eu-west-1")).client("codebuild")
    with pytest.raises(ClientError, match="codebuild ListBuilds") as error:
        codebuild.list_builds()

    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert [call.operation for call in aws.calls] == ["ListBuilds"]


def test_what_a_query_service_lacks_is_501_by_name_too() -> None:
    session = Sandbox().attach(boto3.Session(region_name="eu-west-1"))
    with pytest.raises(ClientError, match="NotImplemented") as error:
        session.client("elasticbeanstalk").create_platform_version(
            PlatformName="p",
            PlatformVersion="1.0.0",
            PlatformDefinitionBundle={"S3Bucket": "b", "S3Key": "k"},
        )

    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_unsigned_requests_are_refused() -> None:
    aws = sandbox()
    with aws.serve() as server, socket.create_connection(_address(server.url)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 403 Forbidden")


@pytest.mark.parametrize(
    ("operation", "params", "status", "code"),
    [
        ("GetCallerIdentity", {}, 403, "MissingAuthenticationToken"),
        (
            "AssumeRoleWithWebIdentity",
            {"RoleArn": f"arn:aws:iam::{'1' * 12}:role/r", "RoleSessionName": "me"},
            501,
            "NotImplemented",
        ),
    ],
)
def test_unsigned_forms_are_answered_in_xml(
    operation: str, params: dict[str, str], status: int, code: str
) -> None:
    form = urlencode({"Action": operation, "Version": "2011-06-15", **params})
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "host": "sts"}
    answer = Sandbox().handle(Request("POST", "/", headers, form.encode()))

    assert (answer.status, answer.headers["content-type"]) == (status, "text/xml")
    assert ElementTree.fromstring(answer.body).findtext(".//{*}Code") == code


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


def test_a_session_keeps_the_role_it_was_given() -> None:
    aws = sandbox()
    role = Caller("444455556666", "arn:aws:sts::444455556666:assumed-role/r/s", "AROA:s")
    keys = keys_of_role(role)
    session = boto3.Session(
        keys.access_key_id, keys.secret_access_key, keys.session_token, region_name="eu-west-1"
    )
    arn = create(aws.attach(session).client("codebuild"), "one")["arn"]

    assert arn == "arn:aws:codebuild:eu-west-1:444455556666:project/one"


def test_of_racing_creates_one_wins_for_each_name() -> None:
    aws = sandbox()
    codebuild = client(aws)
    won: list[str] = []
    lost: list[str] = []

    def race() -> None:
        for number in range(50):
            try:
                won.append(create(codebuild, f"project-{number}")["name"])
            except ClientError as error:
                lost.append(error.response["Error"]["Code"])

    racers = [threading.Thread(target=race) for _ in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(won) == sorted(f"project-{number}" for number in range(50))
    assert lost == ["ResourceAlreadyExistsException"] * 350
