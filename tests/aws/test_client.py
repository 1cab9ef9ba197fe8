"""The client against the sandbox: scopes, roles, errors, retries, the read-only mode."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals
from reconciler.aws.identity import callers_in
from reconciler.aws.lookups import looked_up
from reconciler.aws.session import Access
from reconciler.errors import GuardRefused, NotAuthorised, SpecInvalid, Usage
from reconciler.plan.calls import AnswerLost, AwsRefused, Call, Unreachable
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from reconciler.spec.stack import Scope

HOME = Scope("", "", "eu-west-1")
REFUSALS = Refusals(AwsRefused, AnswerLost, Unreachable)
READ = Call("codebuild", "ListProjects")
WRITE = Call("codecommit", "CreateRepository", {"repositoryName": "web"}, writes=True)


def client_of(sandbox: Sandbox, *scopes: Scope, **access: Any) -> Client:
    return Client(Access(attach=sandbox.attach, **access), scopes or (HOME,), REFUSALS)


@pytest.fixture
def aws(sandbox: Sandbox) -> Client:
    return client_of(sandbox)


def sent(sandbox: Sandbox, operation: str) -> int:
    return sum(call.operation == operation for call in sandbox.calls)


def test_an_answer_comes_without_metadata_and_is_counted(aws: Client) -> None:
    assert aws.send(READ) == {"projects": []}
    assert aws.calls == 1


def test_a_refusal_keeps_code_message_and_request_id(aws: Client) -> None:
    with pytest.raises(AwsRefused) as caught:
        aws.send(Call("codecommit", "GetRepository", {"repositoryName": "none"}))
    assert caught.value.code == "RepositoryDoesNotExistException"
    assert "none" in caught.value.message
    assert caught.value.request_id
    assert caught.value.status == 400


def test_reads_are_repeated_and_writes_are_not(
    sandbox: Sandbox, aws: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    sandbox.faults = Faults([Fault("throttle", times=2)], 0)
    assert aws.send(READ) == {"projects": []}
    assert sent(sandbox, "ListProjects") == 3
    sandbox.faults = Faults([Fault("throttle", times=2)], 0)
    with pytest.raises(AwsRefused, match=r"(?i)rate|throttl"):
        aws.send(WRITE)
    assert sent(sandbox, "CreateRepository") == 1


def test_a_write_whose_answer_is_lost_is_sent_once(sandbox: Sandbox, aws: Client) -> None:
    sandbox.faults = Faults([Fault("lost", times=1)], 0)
    with pytest.raises(AnswerLost):
        aws.send(WRITE)
    assert sent(sandbox, "CreateRepository") == 1
    found = aws.send(Call("codecommit", "GetRepository", {"repositoryName": "web"}))
    assert found["repositoryMetadata"]["repositoryName"] == "web"


def test_a_server_error_of_a_write_is_a_lost_answer(sandbox: Sandbox, aws: Client) -> None:
    sandbox.faults = Faults([Fault("500", times=1)], 0)
    with pytest.raises(AnswerLost):
        aws.send(WRITE)


def test_wrong_parameters_are_refused_before_they_are_sent(sandbox: Sandbox, aws: Client) -> None:
    with pytest.raises(AwsRefused) as caught:
        aws.send(replace(WRITE, params={"repositoryNam": "web"}))
    assert caught.value.code == "ParamValidation"
    assert not sandbox.calls


def test_planning_refuses_every_write(sandbox: Sandbox) -> None:
    aws = client_of(sandbox, planning=True)
    with pytest.raises(GuardRefused):
        aws.send(WRITE)
    assert aws.send(READ) == {"projects": []}
    assert sent(sandbox, "CreateRepository") == 0


def test_an_endpoint_where_nobody_listens_is_unreachable() -> None:
    url = "http://127.0.0.1:9"
    access = Access(endpoint_url=url, region="eu-west-1", attach=_keys)
    with pytest.raises(Unreachable) as caught:
        Client(access, (), REFUSALS).send(WRITE)
    assert caught.value.endpoint.rstrip("/") == url


def _keys(session: Any) -> None:
    session.set_credentials("AKIAFAKE", "fake")


def test_no_credentials_are_told_as_such() -> None:
    with pytest.raises(NotAuthorised) as caught:
        Client(Access(region="eu-west-1"), (), REFUSALS).send(READ)
    assert "credentials" in caught.value.faults[0].message
    assert caught.value.faults[0].suggestion


def test_an_unknown_profile_is_told_as_such() -> None:
    with pytest.raises(NotAuthorised, match="nobody"):
        Client(Access(profile="nobody", region="eu-west-1"), (), REFUSALS).send(READ)


def test_no_region_is_a_usage_error() -> None:
    with pytest.raises(Usage):
        Client(Access(attach=_keys), (), REFUSALS).send(READ)


def test_scopes_reach_their_own_region(sandbox: Sandbox) -> None:
    aws = client_of(sandbox, HOME, Scope("us", "", "us-east-1"))
    aws.send(WRITE)
    there = aws.send(Call("codecommit", "ListRepositories", scope="us"))
    here = aws.send(Call("codecommit", "ListRepositories"))
    assert there["repositories"] == []
    assert [one["repositoryName"] for one in here["repositories"]] == ["web"]


TRUST = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
"Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}]}"""


def role_in(sandbox: Sandbox, session: Any, account: str, name: str) -> str:
    keys = sandbox.credentials(account)
    iam = session.client(
        "iam",
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    )
    return str(iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"])


def test_a_role_is_assumed_once_for_many_calls(sandbox: Sandbox, session: Any) -> None:
    role = role_in(sandbox, session, "210987654321", "deploy")
    aws = client_of(sandbox, replace(HOME, role_arn=role))
    caller = callers_in(aws.ask, [replace(HOME, account="210987654321")])[""]
    assert caller.account == "210987654321"
    aws.send(READ)
    assert sent(sandbox, "AssumeRole") == 1


def test_a_role_that_cannot_be_assumed_is_told_as_such(sandbox: Sandbox) -> None:
    aws = client_of(sandbox, replace(HOME, role_arn="arn:aws:iam::210987654321:role/none"))
    with pytest.raises(NotAuthorised, match="could not be assumed"):
        aws.send(READ)


def test_the_planning_role_is_used_for_planning(sandbox: Sandbox, session: Any) -> None:
    role = role_in(sandbox, session, "111111111111", "read")
    scope = replace(HOME, role_arn="arn:aws:iam::210987654321:role/none", plan_role_arn=role)
    aws = client_of(sandbox, scope, planning=True)
    assert callers_in(aws.ask, [HOME])[""].account == "111111111111"


def test_a_wrong_account_is_refused(aws: Client) -> None:
    with pytest.raises(GuardRefused) as caught:
        callers_in(aws.ask, [replace(HOME, account="999999999999")])
    assert "999999999999" in caught.value.faults[0].message


def test_clients_are_made_once_among_many_threads(sandbox: Sandbox, aws: Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: aws.send(READ), range(24)))
    assert answers == [{"projects": []}] * 24
    assert aws.calls == 24
    assert aws.client("codebuild") is aws.client("codebuild")


def test_a_served_sandbox_is_reached_by_its_url(sandbox: Sandbox) -> None:
    with sandbox.serve() as server:
        url = server.url.replace("127.0.0.1", "localhost")
        access = Access(region="eu-west-1", endpoint_url=url, attach=_keys)
        aws = Client(access, (), REFUSALS)
        place = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
        aws.send(Call("s3", "CreateBucket", {"Bucket": "art", **place}, writes=True))
        aws.send(WRITE)
        assert aws.send(Call("s3", "ListBuckets"))["Buckets"][0]["Name"] == "art"
        aws.client("s3").close()


def test_lookups_read_parameters(client: Callable[..., Any], aws: Client) -> None:
    ssm = client("ssm")
    ssm.put_parameter(Name="/a", Value="one", Type="String")
    ssm.put_parameter(Name="/b", Value="s-1,s-2", Type="StringList")
    ssm.put_parameter(Name="/c", Value="hush", Type="SecureString")
    assert looked_up(aws.ask, "ssm:/a") == "one"
    assert looked_up(aws.ask, "ssm:/b") == ("s-1", "s-2")
    with pytest.raises(SpecInvalid) as caught:
        looked_up(aws.ask, "ssm:/c")
    assert "secret" in str(caught.value.faults[0].suggestion)
    with pytest.raises(SpecInvalid):
        looked_up(aws.ask, "vault:/a")


def test_lookups_page_through_exports_and_name_outputs() -> None:
    pages = [
        {"Exports": [{"Name": "a", "Value": "1"}], "NextToken": "t"},
        {"Exports": [{"Name": "b", "Value": "2"}]},
    ]

    def ask(service: str, operation: str, params: Any, scope: str) -> Any:
        if operation == "DescribeStacks":
            return {"Stacks": [{"Outputs": [{"OutputKey": "Vpc", "OutputValue": "vpc-1"}]}]}
        return pages[1 if params.get("NextToken") == "t" else 0]

    assert looked_up(ask, "cfn-export:b") == "2"
    assert looked_up(ask, "cfn-output:net/Vpc") == "vpc-1"
    with pytest.raises(SpecInvalid, match="no output"):
        looked_up(ask, "cfn-output:net/Vpv")
    with pytest.raises(SpecInvalid, match="exports"):
        looked_up(ask, "cfn-export:c")
