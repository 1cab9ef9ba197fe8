"""What goes wrong on purpose goes wrong through both doors, and only where it was told to."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from botocore.retries import standard

from reconciler.aws.models import model
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from tests.sandbox.delivery.builds import ONCE, client, code, create, sandbox


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


def test_a_delete_that_reads_the_past_finds_what_is_gone_and_says_nothing() -> None:
    aws = Sandbox()
    commits = aws.attach(boto3.Session(region_name="eu-west-1")).client("codecommit")
    created = commits.create_repository(repositoryName="web")["repositoryMetadata"]
    aws.advance(60)
    commits.delete_repository(repositoryName="web")
    aws.faults = Faults([Fault("lag", seconds=50)], seed=0)

    again = commits.delete_repository(repositoryName="web")

    assert again["repositoryId"] == created["repositoryId"]
