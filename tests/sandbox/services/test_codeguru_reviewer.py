"""CodeGuru Reviewer: no new associations; those of before settle, are tagged and end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from reconciler.sandbox.services import with_coins
from reconciler.sandbox.services.codeconnections.service import complete_handshake

Json = dict[str, Any]
OPEN = "reviewer.associations_open"
WEB = {"CodeCommit": {"Name": "web"}}
SHOP = {"S3Bucket": {"Name": "shop", "BucketName": "codeguru-reviewer-shop"}}


@dataclass(frozen=True)
class Before:
    """A sandbox from before 7 November 2025, with a repository `web`."""

    sandbox: Sandbox

    def client(self, service: str = "codeguru-reviewer") -> Any:
        session = self.sandbox.attach(boto3.Session(region_name="eu-west-1"))
        return session.client(service)

    def associate(self, repository: Json, **rest: Any) -> Json:
        made: Json = self.client().associate_repository(Repository=repository, **rest)
        return dict(made["RepositoryAssociation"])

    def state(self, made: Json) -> tuple[str, str]:
        arn = made["AssociationArn"]
        found = self.client().describe_repository_association(AssociationArn=arn)
        shown = found["RepositoryAssociation"]
        return shown["State"], shown.get("StateReason", "")


def before(*coins: str, file: Path | None = None) -> Before:
    made = Before(Sandbox(file, services=with_coins(OPEN, *coins), page_size=2))
    made.client("codecommit").create_repository(repositoryName="web")
    return made


@pytest.fixture
def old(no_ambient_aws: None) -> Before:
    return before()


def test_no_repository_can_be_associated_any_more(
    client: Callable[..., Any], refused: Callable[..., Any], tails: Any
) -> None:
    message = "As of November 7, 2025, you can't create new repository associations"
    with refused("AccessDeniedException", message):
        client("codeguru-reviewer").associate_repository(Repository=WEB)
    other = tails("reviewer.closed_is_validation")("codeguru-reviewer")
    with pytest.raises(ClientError, match="ValidationException"):
        other.associate_repository(Repository=WEB)


def test_associations_of_before_go_on(no_ambient_aws: None, tmp_path: Path) -> None:
    file = tmp_path / "aws.json"
    made = before(file=file).associate(WEB)
    today = Before(Sandbox(file))
    today.sandbox.advance(60)

    assert today.state(made)[0] == "Associated"
    with pytest.raises(ClientError, match="AccessDeniedException"):
        today.associate(SHOP)


def test_an_association_settles(old: Before) -> None:
    made = old.associate(WEB, Tags={"team": "web"})
    found = old.client().describe_repository_association(AssociationArn=made["AssociationArn"])

    assert made["AssociationArn"].endswith(f":association:{made['AssociationId']}")
    assert (made["ProviderType"], made["Owner"], made["Name"]) == (
        "CodeCommit",
        "123456789012",
        "web",
    )
    assert made["KMSKeyDetails"] == {"EncryptionOption": "AWS_OWNED_CMK"}
    assert old.state(made) == ("Associating", "Pending Repository Association")
    assert found["Tags"] == {"team": "web"}
    old.sandbox.advance(60)
    assert old.state(made) == ("Associated", "Pull Request Notification configuration successful")


def test_a_repository_or_connection_that_is_not_there_fails(old: Before) -> None:
    arn = old.client("codestar-connections").create_connection(
        ConnectionName="b", ProviderType="Bitbucket"
    )["ConnectionArn"]
    complete_handshake(old.sandbox.store, arn)
    told = {"Name": "api", "Owner": "acme", "ConnectionArn": arn}
    found = old.associate({"Bitbucket": told})
    lost = old.associate({"Bitbucket": {**told, "Name": "x", "ConnectionArn": arn + "0"}})
    gone = old.associate({"CodeCommit": {"Name": "gone"}})
    old.sandbox.advance(60)

    assert old.state(found)[0] == "Associated"
    assert found["ConnectionArn"] == arn
    assert old.state(lost) == old.state(gone) == ("Failed", "Failed, Please retry.")
    old.client("codecommit").create_repository(repositoryName="gone")
    again = old.associate({"CodeCommit": {"Name": "gone"}})
    assert again["AssociationArn"] != gone["AssociationArn"]


def test_a_repository_is_associated_once(old: Before) -> None:
    made = old.associate(WEB, ClientRequestToken="once")

    assert old.associate(WEB, ClientRequestToken="once") == made
    with pytest.raises(ClientError, match="ConflictException"):
        old.associate(WEB)
    with pytest.raises(ClientError, match="ConflictException"):
        old.client().disassociate_repository(AssociationArn=made["AssociationArn"])


def test_an_association_ends_after_a_while(old: Before) -> None:
    made = old.associate(WEB, Tags={"team": "web"})
    arn = made["AssociationArn"]
    old.sandbox.advance(60)
    ending = old.client().disassociate_repository(AssociationArn=arn)

    assert ending["RepositoryAssociation"]["State"] == "Disassociating"
    assert ending["Tags"] == {"team": "web"}
    with pytest.raises(ClientError, match="ConflictException"):
        old.client().disassociate_repository(AssociationArn=arn)
    old.sandbox.advance(60)
    assert old.client().list_repository_associations()["RepositoryAssociationSummaries"] == []
    for call in (
        old.client().describe_repository_association,
        old.client().disassociate_repository,
    ):
        with pytest.raises(ClientError, match="NotFoundException"):
            call(AssociationArn=arn)
    old.associate(WEB)


def test_a_read_of_the_past_takes_no_association_away(old: Before) -> None:
    arn = old.associate(WEB)["AssociationArn"]
    old.sandbox.advance(60)
    old.client().disassociate_repository(AssociationArn=arn)
    old.sandbox.advance(60)
    assert old.client().list_repository_associations()["RepositoryAssociationSummaries"] == []
    old.sandbox.faults = Faults([Fault("lag", seconds=30)], seed=0)

    for _ in range(2):
        found = old.client().list_repository_associations()["RepositoryAssociationSummaries"]
        assert found == []


def test_ended_associations_stay_where_the_coin_says_so(no_ambient_aws: None) -> None:
    kept = before("reviewer.disassociated_stay")
    made = kept.associate(WEB)
    kept.sandbox.advance(60)
    kept.client().disassociate_repository(AssociationArn=made["AssociationArn"])
    kept.sandbox.advance(60)

    assert kept.state(made)[0] == "Disassociated"
    kept.associate(WEB)


def test_associations_are_found_by_provider_owner_name_and_state(old: Before) -> None:
    old.associate(WEB)
    old.sandbox.advance(60)
    shop = old.associate(SHOP)
    old.associate({"CodeCommit": {"Name": "api"}})

    def named(**filters: list[str]) -> list[str]:
        pages = old.client().get_paginator("list_repository_associations").paginate(**filters)
        return [one["Name"] for page in pages for one in page["RepositoryAssociationSummaries"]]

    assert named() == ["web", "shop", "api"]
    assert named(ProviderTypes=["S3Bucket"]) == ["shop"]
    assert named(States=["Associating"], ProviderTypes=["CodeCommit"]) == ["api"]
    assert named(Names=["web", "api"], Owners=["123456789012"]) == ["web", "api"]
    assert named(Owners=["acme"]) == []
    assert shop["S3RepositoryDetails"] == {"BucketName": "codeguru-reviewer-shop"}


@pytest.mark.parametrize(
    ("repository", "key"),
    [
        ({}, {}),
        ({**WEB, **SHOP}, {}),
        ({"S3Bucket": {"Name": "shop", "BucketName": "shop"}}, {}),
        (WEB, {"EncryptionOption": "CUSTOMER_MANAGED_CMK"}),
        (WEB, {"KMSKeyId": "1234"}),
    ],
)
def test_what_is_no_association(old: Before, repository: Json, key: Json) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        old.associate(repository, KMSKeyDetails=key)


def test_tags(old: Before) -> None:
    arn, reviewer = old.associate(WEB)["AssociationArn"], old.client()
    assert "Tags" not in reviewer.describe_repository_association(AssociationArn=arn)
    reviewer.tag_resource(resourceArn=arn, Tags={"team": "web", "env": "test"})
    reviewer.untag_resource(resourceArn=arn, TagKeys=["env"])

    assert reviewer.list_tags_for_resource(resourceArn=arn)["Tags"] == {"team": "web"}
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        reviewer.list_tags_for_resource(resourceArn=arn[:-12] + "0" * 12)
