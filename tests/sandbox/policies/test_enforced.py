"""Every call weighed: what a role may do through boto3, and in which words it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.policies.principals import ORGANIZATION
from tests.sandbox.services.codebuild.projects import minimal
from tests.sandbox.services.conftest import make_role

REGION = "eu-west-1"
ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
Client = Callable[[str], Any]


@pytest.fixture
def guarded(sandbox: Sandbox) -> Iterator[Sandbox]:
    sandbox.enforce = True
    yield sandbox
    sandbox.enforce = False


@pytest.fixture
def acting(guarded: Sandbox, client: Client) -> Callable[..., Client]:
    """`acting({"Action": ...}, ...)`: clients of a role with these statements."""

    def build(*statements: dict[str, Any], trust: str = ROOT, **rest: Any) -> Client:
        trusting = {"Effect": "Allow", "Principal": {"AWS": trust}, "Action": "sts:AssumeRole"}
        iam = client("iam")
        iam.create_role(
            RoleName="worker",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trusting]}),
            **rest,
        )
        held = [{"Effect": "Allow", "Resource": "*", **one} for one in statements]
        document = json.dumps({"Version": "2012-10-17", "Statement": held})
        if held:
            iam.put_role_policy(RoleName="worker", PolicyName="own", PolicyDocument=document)
        return assumed(guarded, client, f"arn:aws:iam::{ACCOUNT}:role/worker")

    return build


def assumed(sandbox: Sandbox, client: Client, arn: str) -> Client:
    keys = client("sts").assume_role(RoleArn=arn, RoleSessionName="run")["Credentials"]
    session: Any = boto3.Session(
        keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name=REGION
    )
    sandbox.attach(session)
    return lambda service: session.client(service, region_name=REGION)


def denied(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException")
    return str(caught.value.response["Error"]["Message"])


def test_the_root_of_an_account_may_do_everything(guarded: Sandbox, client: Client) -> None:
    client("codecommit").create_repository(repositoryName="shop")
    client("s3").create_bucket(
        Bucket="shop", CreateBucketConfiguration={"LocationConstraint": REGION}
    )


def test_a_role_without_policies_may_only_ask_who_it_is(acting: Any) -> None:
    role = acting()

    assert role("sts").get_caller_identity()["Arn"].endswith("assumed-role/worker/run")
    told = denied(lambda: role("codecommit").create_repository(repositoryName="shop"))
    assert told == (
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/worker/run is not authorized to perform: "
        f"codecommit:CreateRepository on resource: arn:aws:codecommit:{REGION}:{ACCOUNT}:shop "
        "because no identity-based policy allows the codecommit:CreateRepository action"
    )


def test_a_resource_is_told_by_the_tables_of_a_service(acting: Any) -> None:
    mine = f"arn:aws:codecommit:{REGION}:{ACCOUNT}:mine-*"
    role = acting({"Action": "codecommit:*", "Resource": mine})
    codecommit = role("codecommit")

    codecommit.create_repository(repositoryName="mine-1")
    codecommit.put_file(repositoryName="mine-1", branchName="main", fileContent=b"x", filePath="a")
    codecommit.batch_get_repositories(repositoryNames=["mine-1"])
    assert "theirs" in denied(lambda: codecommit.get_repository(repositoryName="theirs"))
    denied(lambda: codecommit.batch_get_repositories(repositoryNames=["mine-1", "theirs"]))
    assert "on resource: *" in denied(codecommit.list_repositories)


def test_rules_of_buses_and_pipelines_have_their_own_arns(acting: Any) -> None:
    rule = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/push"
    events = acting({"Action": ["events:PutRule", "events:PutTargets"], "Resource": rule})("events")

    events.put_rule(Name="push", EventPattern='{"source": ["acme"]}')
    target = {"Id": "1", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs"}
    events.put_targets(Rule="push", Targets=[target])
    assert f"{rule}er" in denied(
        lambda: events.put_rule(Name="pusher", EventPattern='{"source": ["acme"]}')
    )


def test_motos_services_are_weighed_too(acting: Any) -> None:
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs"
    role = acting(
        {"Action": "sqs:*", "Resource": queue},
        {"Action": ["s3:CreateBucket", "s3:ListBucket"], "Resource": "arn:aws:s3:::mine"},
    )

    url = role("sqs").create_queue(QueueName="jobs")["QueueUrl"]
    role("sqs").send_message(QueueUrl=url, MessageBody="x")
    assert ":others" in denied(lambda: role("sqs").create_queue(QueueName="others"))
    role("s3").create_bucket(
        Bucket="mine", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    role("s3").list_objects_v2(Bucket="mine")
    assert "s3:PutObject" in denied(lambda: role("s3").put_object(Bucket="mine", Key="a", Body=b""))


def test_the_protection_of_a_log_group_is_weighed_on_that_group(acting: Any) -> None:
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:builds"
    role = acting({"Action": "logs:*", "Resource": group})
    logs = role("logs")

    logs.create_log_group(logGroupName="builds")
    for named in ("builds", group):
        logs.put_log_group_deletion_protection(
            logGroupIdentifier=named, deletionProtectionEnabled=False
        )
    told = denied(
        lambda: logs.put_log_group_deletion_protection(
            logGroupIdentifier="others", deletionProtectionEnabled=False
        )
    )
    assert "log-group:others " in told


def test_a_role_is_passed_only_by_who_may_pass_it(acting: Any, client: Client) -> None:
    arn = make_role(client, "codebuild", "builder")
    passing = {
        "Action": "iam:PassRole",
        "Resource": arn,
        "Condition": {"StringEquals": {"iam:PassedToService": "codebuild.amazonaws.com"}},
    }
    role = acting({"Action": "codebuild:*"})
    told = denied(lambda: role("codebuild").create_project(**minimal(arn)))
    assert f"iam:PassRole on resource: {arn}" in told

    held = [
        {"Effect": "Allow", "Resource": "*", "Action": "codebuild:*"},
        {"Effect": "Allow", **passing},
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": held})
    client("iam").put_role_policy(RoleName="worker", PolicyName="own", PolicyDocument=document)
    role("codebuild").create_project(**minimal(arn))


def test_conditions_on_tags_of_a_request(acting: Any) -> None:
    tagged = {"StringEquals": {"aws:RequestTag/team": "web"}}
    codecommit = acting({"Action": "codecommit:CreateRepository", "Condition": tagged})(
        "codecommit"
    )

    codecommit.create_repository(repositoryName="a", tags={"team": "web"})
    denied(lambda: codecommit.create_repository(repositoryName="b", tags={"team": "ops"}))
    denied(lambda: codecommit.create_repository(repositoryName="c"))


def test_attached_policies_and_boundaries_count(acting: Any, client: Client) -> None:
    def made(name: str, action: str) -> str:
        statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
        text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return str(
            client("iam").create_policy(PolicyName=name, PolicyDocument=text)["Policy"]["Arn"]
        )

    limit = made("limit", "codecommit:List*")
    role = acting(PermissionsBoundary=limit)
    client("iam").attach_role_policy(RoleName="worker", PolicyArn=made("wide", "codecommit:*"))

    assert role("codecommit").list_repositories()["repositories"] == []
    told = denied(lambda: role("codecommit").create_repository(repositoryName="a"))
    assert "because no permissions boundary allows" in told


def test_a_role_assumes_another_by_its_trust_and_its_own_policy(
    acting: Any, guarded: Sandbox, client: Client
) -> None:
    worker = acting()
    inner = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "sts:AssumeRole"}

    def second(name: str, principal: str) -> str:
        statement = {**inner, "Principal": {"AWS": principal}}
        text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        made = client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=text)
        return str(made["Role"]["Arn"])

    named = second("named", f"arn:aws:iam::{ACCOUNT}:role/worker")
    delegated = second("delegated", ROOT)

    worker("sts").assume_role(RoleArn=named, RoleSessionName="inner")
    denied(lambda: worker("sts").assume_role(RoleArn=delegated, RoleSessionName="inner"))


def test_a_refused_call_leaves_nothing_behind(acting: Any, guarded: Sandbox) -> None:
    role = acting()
    before = guarded.dump()
    denied(lambda: role("sqs").create_queue(QueueName="jobs"))
    denied(lambda: role("codecommit").create_repository(repositoryName="shop"))
    assert guarded.dump() == before


def test_policies_of_queues_and_buckets_count(acting: Any, client: Client) -> None:
    role = acting()
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs"
    mine = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/worker"}
    opened = {"Effect": "Allow", "Principal": mine, "Action": "sqs:SendMessage", "Resource": arn}
    text = json.dumps({"Version": "2012-10-17", "Statement": [opened]})
    url = client("sqs").create_queue(QueueName="jobs", Attributes={"Policy": text})["QueueUrl"]

    role("sqs").send_message(QueueUrl=url, MessageBody="x")
    denied(lambda: role("sqs").purge_queue(QueueUrl=url))


def test_a_deny_of_a_bucket_binds_whoever_is_allowed(acting: Any, client: Client) -> None:
    role = acting({"Action": "s3:*"})
    client("s3").create_bucket(
        Bucket="mine", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    role("s3").put_object(Bucket="mine", Key="a", Body=b"")
    shut = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [shut]})
    client("s3").put_bucket_policy(Bucket="mine", Policy=text)

    told = denied(lambda: role("s3").put_object(Bucket="mine", Key="a", Body=b""))
    assert "with an explicit deny in a resource-based policy" in told


def test_a_bucket_that_denies_everybody_is_opened_by_the_root_of_its_account(
    guarded: Sandbox, client: Client
) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="mine", CreateBucketConfiguration={"LocationConstraint": REGION})
    shut = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [shut]})
    s3.put_bucket_policy(Bucket="mine", Policy=text)

    assert "explicit deny" in denied(lambda: s3.head_bucket(Bucket="mine"))
    assert json.loads(s3.get_bucket_policy(Bucket="mine")["Policy"]) == json.loads(text)
    s3.delete_bucket_policy(Bucket="mine")
    s3.head_bucket(Bucket="mine")


def test_a_repository_is_renamed_by_who_may_rename_both_names(acting: Any, client: Client) -> None:
    arn = f"arn:aws:codecommit:{REGION}:{ACCOUNT}"
    mine = [f"{arn}:shop", f"{arn}:store"]
    codecommit = acting({"Action": "codecommit:*", "Resource": mine})("codecommit")
    codecommit.create_repository(repositoryName="shop")

    told = denied(lambda: codecommit.update_repository_name(oldName="shop", newName="theirs"))
    assert f"on resource: {arn}:theirs " in told
    codecommit.update_repository_name(oldName="shop", newName="store")


def test_a_trust_policy_may_ask_for_the_organization(sandbox: Sandbox, client: Client) -> None:
    def role(name: str, organization: str) -> str:
        condition = {"StringEquals": {"aws:PrincipalOrgID": organization}}
        statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        held = [{**statement, "Condition": condition}]
        text = json.dumps({"Version": "2012-10-17", "Statement": held})
        made = client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=text)
        return str(made["Role"]["Arn"])

    sts = client("sts")
    sts.assume_role(RoleArn=role("ours", ORGANIZATION), RoleSessionName="run")
    denied(lambda: sts.assume_role(RoleArn=role("theirs", "o-another000"), RoleSessionName="run"))


def limited(sandbox: Sandbox, client: Client, **given: Any) -> Client:
    """Clients of the role `worker` in a session that policies limit."""
    arn = f"arn:aws:iam::{ACCOUNT}:role/worker"
    made = client("sts").assume_role(RoleArn=arn, RoleSessionName="limited", **given)
    assert 0 < made["PackedPolicySize"] <= 100
    keys = made["Credentials"]
    session: Any = boto3.Session(
        keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name=REGION
    )
    sandbox.attach(session)
    return lambda service: session.client(service, region_name=REGION)


def document(effect: str, action: str, resource: str = "*") -> str:
    """A policy of one statement."""
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_session_policy_limits_what_the_role_may_do(
    acting: Any, guarded: Sandbox, client: Client
) -> None:
    acting({"Action": ["codecommit:*", "sqs:*"]})
    inside = limited(guarded, client, Policy=document("Allow", "codecommit:List*"))

    assert inside("codecommit").list_repositories()["repositories"] == []
    told = denied(lambda: inside("codecommit").create_repository(repositoryName="shop"))
    assert told.endswith("because no session policy allows the codecommit:CreateRepository action")
    beyond = limited(guarded, client, Policy=document("Allow", "*"))
    told = denied(lambda: beyond("codebuild").list_projects())
    assert "no identity-based policy allows" in told
    barred = limited(guarded, client, Policy=document("Deny", "*"))
    told = denied(lambda: barred("codecommit").list_repositories())
    assert told.endswith("with an explicit deny in a session policy")


def test_a_session_policy_may_be_one_that_iam_holds(
    acting: Any, guarded: Sandbox, client: Client
) -> None:
    acting({"Action": "codecommit:*"})
    held = client("iam").create_policy(
        PolicyName="reads", PolicyDocument=document("Allow", "codecommit:List*")
    )
    inside = limited(guarded, client, PolicyArns=[{"arn": held["Policy"]["Arn"]}])

    assert inside("codecommit").list_repositories()["repositories"] == []
    denied(lambda: inside("codecommit").create_repository(repositoryName="shop"))


def test_what_is_given_to_the_session_itself_is_not_limited(
    acting: Any, guarded: Sandbox, client: Client
) -> None:
    acting()
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"
    inside = limited(guarded, client, Policy=document("Allow", "codecommit:*"))

    def let(who: str) -> None:
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": who},
            "Action": "sqs:*",
            "Resource": queue,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})

    let(f"arn:aws:iam::{ACCOUNT}:role/worker")
    denied(lambda: inside("sqs").send_message(QueueUrl=url, MessageBody="x"))
    let(f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/limited")
    assert inside("sqs").send_message(QueueUrl=url, MessageBody="x")["MessageId"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"Policy": "{"}, "MalformedPolicyDocument"),
        ({"Policy": document("Allow", "a" * 2048)}, "PackedPolicyTooLarge"),
    ],
)
def test_session_policies_that_are_refused(
    acting: Any, client: Client, given: dict[str, Any], code: str
) -> None:
    acting()
    arn = f"arn:aws:iam::{ACCOUNT}:role/worker"
    with pytest.raises(ClientError) as caught:
        client("sts").assume_role(RoleArn=arn, RoleSessionName="limited", **given)
    assert caught.value.response["Error"]["Code"] == code
