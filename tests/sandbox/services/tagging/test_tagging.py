"""The tagging API: over our services and moto's, by ARN, type and tag; never IAM."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services.tagging.service import TaggingApi
from reconciler.sandbox.store import Store
from reconciler.sandbox.world import Caller, Role, Tagged, World

PATTERN = json.dumps({"source": ["aws.codecommit"]})
RULE = "arn:aws:events:eu-west-1:123456789012:rule/push"
WEB = "arn:aws:codecommit:eu-west-1:123456789012:web"
API = "arn:aws:codecommit:eu-west-1:123456789012:api"


@pytest.fixture
def tagging(client: Callable[..., Any]) -> Any:
    """The tagging API over two repositories, a rule, a topic and a role, all of one team."""
    team = {"team": "web"}
    client("codecommit").create_repository(repositoryName="web", tags=team)
    client("codecommit").create_repository(repositoryName="api", tags={"team": "core"})
    client("codecommit").create_repository(repositoryName="bare")
    tags = [{"Key": "team", "Value": "web"}]
    client("events").put_rule(Name="push", EventPattern=PATTERN, Tags=tags)
    client("sns").create_topic(Name="news", Tags=tags)
    client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument="{}", Tags=tags)
    return client("resourcegroupstaggingapi")


def arns(tagging: Any, **given: Any) -> list[str]:
    pages = tagging.get_paginator("get_resources").paginate(**given)
    return sorted(one["ResourceARN"] for page in pages for one in page["ResourceTagMappingList"])


def test_all_tagged_resources_but_roles_in_pages(tagging: Any) -> None:
    first = tagging.get_resources()
    assert len(first["ResourceTagMappingList"]) == 2
    assert first["PaginationToken"]

    assert arns(tagging) == [API, WEB, RULE, "arn:aws:sns:eu-west-1:123456789012:news"]


def test_a_resource_that_once_had_tags_is_found_without_any(
    tagging: Any, client: Callable[..., Any]
) -> None:
    client("codecommit").untag_resource(resourceArn=API, tagKeys=["team"])

    assert API in arns(tagging)
    found = tagging.get_resources(ResourceARNList=[API])["ResourceTagMappingList"]
    assert found == [{"ResourceARN": API, "Tags": []}]
    assert arns(tagging, TagFilters=[{"Key": "team"}]) == [
        WEB,
        RULE,
        "arn:aws:sns:eu-west-1:123456789012:news",
    ]


def test_filters_by_type_and_tag(tagging: Any) -> None:
    assert arns(tagging, ResourceTypeFilters=["codecommit"]) == [API, WEB]
    assert arns(tagging, ResourceTypeFilters=["events:rule"]) == [RULE]
    assert arns(tagging, TagFilters=[{"Key": "team", "Values": ["core", "none"]}]) == [API]
    assert arns(tagging, TagFilters=[{"Key": "team"}, {"Key": "tier"}]) == []


def test_by_arn_all_come_at_once_and_missing_ones_are_left_out(tagging: Any, refused: Any) -> None:
    found = tagging.get_resources(ResourceARNList=[API, WEB, RULE, f"{WEB}-gone"])
    assert len(found["ResourceTagMappingList"]) == 3
    assert found["PaginationToken"] == ""

    with refused("InvalidParameterException"):
        tagging.get_resources(ResourceARNList=[API], TagFilters=[{"Key": "team"}])
    with refused("InvalidParameterException"):
        tagging.get_resources(ResourceARNList=[API], ResourcesPerPage=10)


def test_tagging_fails_in_part_with_a_200(tagging: Any, client: Callable[..., Any]) -> None:
    found = tagging.tag_resources(ResourceARNList=[WEB, f"{WEB}-gone"], Tags={"tier": "1"})

    assert set(found["FailedResourcesMap"]) == {f"{WEB}-gone"}
    held = client("codecommit").list_tags_for_resource(resourceArn=WEB)["tags"]
    assert held == {"team": "web", "tier": "1"}
    assert tagging.get_tag_keys()["TagKeys"] == ["team", "tier"]
    assert tagging.get_tag_values(Key="team")["TagValues"] == ["core", "web"]
    tagging.untag_resources(ResourceARNList=[WEB], TagKeys=["team"])
    held = client("codecommit").list_tags_for_resource(resourceArn=WEB)["tags"]
    assert held == {"tier": "1"}


def test_what_is_deleted_is_not_found(tagging: Any, client: Callable[..., Any]) -> None:
    client("codecommit").delete_repository(repositoryName="web")

    assert WEB not in arns(tagging)


def test_what_is_deleted_may_be_remembered(tails: Any) -> None:
    client = tails("tagging.deleted_stay")
    client("codecommit").create_repository(repositoryName="web", tags={"team": "web"})
    client("codecommit").delete_repository(repositoryName="web")

    assert arns(client("resourcegroupstaggingapi")) == [WEB]


def test_roles_are_left_out_whatever_a_neighbour_says() -> None:
    class Iam:
        def role(self, arn: str, /) -> Role | None:
            return None

        def tagged(self, account: str, region: str, lag: float = 0.0, /) -> Iterable[Tagged]:
            return [Tagged(f"arn:aws:iam::{account}:role/worker", {"team": "web"})]

    caller = Caller("123456789012", "arn:aws:iam::123456789012:root", "123456789012")
    world = World(Store(), "123456789012", "eu-west-1", caller, neighbours=Iam())

    assert len(world.tagged()) == 1
    assert TaggingApi(world).get_resources() == {"ResourceTagMappingList": []}


def test_the_size_of_a_page_can_be_asked_for(tagging: Any, sandbox: Sandbox, refused: Any) -> None:
    sandbox.page_size = None

    assert len(tagging.get_resources(ResourcesPerPage=3)["ResourceTagMappingList"]) == 3
    with refused("InvalidParameterException"):
        tagging.get_resources(ResourcesPerPage=101)


def test_tags_of_a_service_that_is_not_known_are_not_written_here(tagging: Any) -> None:
    with pytest.raises(ClientError) as caught:
        tagging.tag_resources(
            ResourceARNList=["arn:aws:dynamodb:eu-west-1:123456789012:table/t"], Tags={"a": "b"}
        )
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_places_are_apart(tagging: Any, client: Callable[..., Any]) -> None:
    assert arns(client("resourcegroupstaggingapi", "us-east-1")) == []
