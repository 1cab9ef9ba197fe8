"""Controls on a served sandbox: what clients of another process may ask of it, and who may not."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from typing import Any

import boto3
import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.services.codepipeline.pipelines import pipeline
from tests.sandbox.services.conftest import make_role

REGION = "eu-west-1"


@pytest.fixture
def served() -> Iterator[tuple[Sandbox, str]]:
    local = Sandbox()
    with local.serve() as server:
        yield local, server.url


def told(url: str, name: str, body: Any, content: str = "application/json") -> tuple[int, Any]:
    request = urllib.request.Request(
        f"{url}/_sandbox/{name}", json.dumps(body).encode(), {"content-type": content}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def client(local: Sandbox, url: str, service: str) -> Any:
    keys = local.credentials()
    make: Any = boto3.client
    return make(
        service,
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    )


def test_a_connection_becomes_available_as_by_a_person(served: tuple[Sandbox, str]) -> None:
    local, url = served
    connections = client(local, url, "codeconnections")
    arn = connections.create_connection(ConnectionName="c", ProviderType="GitHub")["ConnectionArn"]

    assert told(url, "handshake", {"arn": arn}) == (200, {"done": "handshake"})
    pushed = {"repository": "acme/shop", "branch": "main", "files": ["src/a.py"]}
    assert told(url, "push", pushed) == (200, {"done": "push"})
    assert told(url, "push", {"repo": "acme/shop"})[0] == 400

    found = connections.get_connection(ConnectionArn=arn)["Connection"]
    assert found["ConnectionStatus"] == "AVAILABLE"


def test_an_execution_comes_to_an_approval_and_eventbridge_is_told(
    served: tuple[Sandbox, str],
) -> None:
    local, url = served
    sqs = client(local, url, "sqs")
    queue = sqs.create_queue(QueueName="asked")["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{local.account}:asked"
    who = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [who]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    events = client(local, url, "events")
    pattern = {"detail": {"type": {"category": ["Approval"]}, "state": ["STARTED"]}}
    events.put_rule(Name="asked", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="asked", Targets=[{"Id": "1", "Arn": arn}])
    made = pipeline(make_role(partial(client, local, url), "codepipeline", "pipeline"))
    ask = {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"}
    made["stages"].append({"name": "Prod", "actions": [{"name": "Ask", "actionTypeId": ask}]})
    client(local, url, "codepipeline").create_pipeline(pipeline=made)

    at = {"account": local.account, "region": REGION, "stage": "Prod", "action": "Ask"}
    assert told(url, "approval", {**at, "pipeline": made["name"]})[0] == 200
    assert told(url, "approval", {**at, "pipeline": made["name"], "stage": "Gone"})[0] == 400
    (one,) = local.deliveries
    assert (one.outcome, json.loads(one.body)["detail"]["action"]) == ("delivered", "Ask")


def test_the_clock_moves_and_deliveries_are_told(served: tuple[Sandbox, str]) -> None:
    local, url = served
    events = client(local, url, "events")
    events.put_rule(Name="tick", ScheduleExpression="rate(1 minute)")
    events.put_targets(
        Rule="tick", Targets=[{"Id": "q", "Arn": f"arn:aws:sqs:{REGION}:123456789012:none"}]
    )

    assert told(url, "advance", {"seconds": 61})[0] == 200

    _, answer = told(url, "deliveries", {})
    assert [one["outcome"] != "delivered" for one in answer["deliveries"]] == [True]


def test_faults_come_and_go_and_all_is_forgotten(served: tuple[Sandbox, str]) -> None:
    local, url = served
    commits = client(local, url, "codecommit")
    commits.create_repository(repositoryName="web")
    told(url, "faults", {"faults": [{"kind": "deny", "on": "codecommit:*"}]})
    with pytest.raises(commits.exceptions.ClientError, match="AccessDenied"):
        commits.list_repositories()

    told(url, "faults", {"faults": []})
    told(url, "reset", {})

    assert commits.list_repositories()["repositories"] == []


def test_calls_are_weighed_when_asked(served: tuple[Sandbox, str]) -> None:
    local, url = served
    assert told(url, "enforce", {"on": True})[0] == 200
    assert local.enforce


@pytest.mark.parametrize(
    ("name", "body", "content", "status"),
    [
        ("nothing", {}, "application/json", 404),
        ("reset", {}, "text/plain", 405),
        ("advance", {}, "application/json", 400),
        ("advance", {"seconds": "x"}, "application/json", 400),
        ("faults", {"faults": [{"sort": "x"}]}, "application/json", 400),
        ("handshake", {"arn": "x"}, "application/json", 400),
        ("advance", [], "application/json", 400),
    ],
)
def test_what_is_no_control_changes_nothing(
    served: tuple[Sandbox, str], name: str, body: Any, content: str, status: int
) -> None:
    local, url = served
    before = local.dump()

    assert told(url, name, body, content)[0] == status
    assert local.dump() == before
