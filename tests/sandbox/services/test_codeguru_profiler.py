"""CodeGuru Profiler: profiling groups, agent permissions by revision, notification channels."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Json = dict[str, Any]
GROUP = {"profilingGroupName": "web"}
AGENT = {"profilingGroupName": "web", "actionGroup": "agentPermissions"}
ROLE = "arn:aws:iam::123456789012:role/agent"
USER = "arn:aws:iam::123456789012:user/mary"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:news"


@pytest.fixture
def profiler(client: Callable[..., Any]) -> Any:
    """CodeGuru Profiler with the group `web`."""
    made = client("codeguruprofiler")
    made.create_profiling_group(**GROUP, clientToken="first", tags={"team": "web"})
    return made


def channel(name: str, **rest: str) -> Json:
    return {"uri": f"{TOPIC}-{name}", "eventPublishers": ["AnomalyDetection"], **rest}


def principals(answer: Json) -> Any:
    return json.loads(answer["policy"])["Statement"][0]["Principal"]["AWS"]


def test_a_group_profiles_unless_it_is_said_not_to(profiler: Any) -> None:
    found = profiler.describe_profiling_group(**GROUP)["profilingGroup"]

    assert found["arn"] == "arn:aws:codeguru-profiler:eu-west-1:123456789012:profilingGroup/web"
    assert found["agentOrchestrationConfig"] == {"profilingEnabled": True}
    assert (found["computePlatform"], found["tags"]) == ("Default", {"team": "web"})
    changed = profiler.update_profiling_group(
        **GROUP, agentOrchestrationConfig={"profilingEnabled": False}
    )["profilingGroup"]
    assert changed["agentOrchestrationConfig"] == {"profilingEnabled": False}
    assert changed["createdAt"] == found["createdAt"]


def test_a_name_is_taken_once_but_a_token_shows_the_first(
    profiler: Any, refused: Callable[..., Any]
) -> None:
    again = profiler.create_profiling_group(**GROUP, clientToken="first")["profilingGroup"]
    assert again["tags"] == {"team": "web"}
    with refused("ConflictException"):
        profiler.create_profiling_group(**GROUP, clientToken="second")


def test_a_missing_group_is_refused(profiler: Any, refused: Callable[..., Any]) -> None:
    profiler.delete_profiling_group(**GROUP)

    for call in (profiler.delete_profiling_group, profiler.describe_profiling_group):
        with refused("ResourceNotFoundException"):
            call(**GROUP)
    with refused("ResourceNotFoundException"):
        profiler.get_policy(**GROUP)
    with refused("ResourceNotFoundException"):
        profiler.get_notification_configuration(**GROUP)


@pytest.mark.parametrize("described", [False, True])
def test_groups_come_in_pages(profiler: Any, refused: Callable[..., Any], described: bool) -> None:
    for name in ("api", "shop"):
        profiler.create_profiling_group(profilingGroupName=name, clientToken=name)

    def page(**token: str) -> tuple[list[str], Json]:
        found = profiler.list_profiling_groups(includeDescription=described, **token)
        shown = [one["name"] for one in found.get("profilingGroups", ())]
        assert bool(shown) is described
        assert bool(found["profilingGroupNames"]) is not described
        return shown or found["profilingGroupNames"], found

    first, found = page()
    assert first == ["web", "api"]
    rest, last = page(nextToken=found["nextToken"])
    assert rest == ["shop"]
    assert "nextToken" not in last
    one = profiler.list_profiling_groups(maxResults=1)
    assert one["profilingGroupNames"] == ["web"]
    with refused("ValidationException"):
        profiler.list_profiling_groups(nextToken="elsewhere")


def test_permissions_are_replaced_by_who_knows_the_revision(
    profiler: Any, refused: Callable[..., Any]
) -> None:
    assert "policy" not in profiler.get_policy(**GROUP)
    first = profiler.put_permission(**AGENT, principals=[ROLE])
    assert principals(first) == ROLE
    assert json.loads(first["policy"])["Statement"][0]["Sid"] == "agentPermissions-statement"
    for stale in ({}, {"revisionId": "00000000-0000-0000-0000-000000000000"}):
        with refused("ConflictException"):
            profiler.put_permission(**AGENT, principals=[USER], **stale)
    second = profiler.put_permission(
        **AGENT, principals=[USER, ROLE], revisionId=first["revisionId"]
    )

    assert principals(second) == [USER, ROLE]
    found = profiler.get_policy(**GROUP)
    assert (found["policy"], found["revisionId"]) == (second["policy"], second["revisionId"])
    third = profiler.put_permission(**AGENT, principals=[USER], revisionId=found["revisionId"])
    assert principals(third) == USER


def test_permissions_are_removed(profiler: Any, refused: Callable[..., Any]) -> None:
    made = profiler.put_permission(**AGENT, principals=[ROLE])["revisionId"]
    with refused("ConflictException"):
        profiler.remove_permission(**AGENT, revisionId="00000000-0000-0000-0000-000000000000")
    left = profiler.remove_permission(**AGENT, revisionId=made)

    assert json.loads(left["policy"])["Statement"] == []
    assert "policy" not in profiler.get_policy(**GROUP)
    with refused("ResourceNotFoundException"):
        profiler.remove_permission(**AGENT, revisionId=made)
    profiler.put_permission(**AGENT, principals=[ROLE])


@pytest.mark.parametrize("principal", ["*", "arn:aws:iam::123456789012:role/*", "mary"])
def test_principals_are_roles_and_users(
    profiler: Any, refused: Callable[..., Any], principal: str
) -> None:
    with refused("ValidationException"):
        profiler.put_permission(**AGENT, principals=[principal])


def test_two_channels_a_group(profiler: Any, refused: Callable[..., Any]) -> None:
    assert profiler.get_notification_configuration(**GROUP)["notificationConfiguration"] == {}
    made = profiler.add_notification_channels(**GROUP, channels=[channel("a"), channel("b")])
    held = made["notificationConfiguration"]["channels"]

    assert [one["uri"] for one in held] == [f"{TOPIC}-a", f"{TOPIC}-b"]
    assert len({one["id"] for one in held}) == 2
    with refused("ConflictException"):
        profiler.add_notification_channels(**GROUP, channels=[channel("a")])
    with refused("ServiceQuotaExceededException"):
        profiler.add_notification_channels(**GROUP, channels=[channel("c")])
    left = profiler.remove_notification_channel(**GROUP, channelId=held[0]["id"])
    assert left["notificationConfiguration"]["channels"] == held[1:]
    with refused("ResourceNotFoundException"):
        profiler.remove_notification_channel(**GROUP, channelId=held[0]["id"])
    with refused("ConflictException"):
        profiler.add_notification_channels(**GROUP, channels=[channel("c", id=held[1]["id"])])
    with refused("ValidationException"):
        told = {"uri": "https://acme.example", "eventPublishers": ["AnomalyDetection"]}
        profiler.add_notification_channels(**GROUP, channels=[told])


def test_tags_here_and_by_the_tagging_api(profiler: Any, client: Callable[..., Any]) -> None:
    arn = profiler.describe_profiling_group(**GROUP)["profilingGroup"]["arn"]
    profiler.tag_resource(resourceArn=arn, tags={"env": "test"})
    profiler.untag_resource(resourceArn=arn, tagKeys=["team"])
    told = client("resourcegroupstaggingapi").tag_resources(
        ResourceARNList=[arn], Tags={"by": "hand"}
    )

    assert told["FailedResourcesMap"] == {}
    assert profiler.list_tags_for_resource(resourceArn=arn)["tags"] == {"env": "test", "by": "hand"}


def test_coins_about_what_no_page_says(tails: Any) -> None:
    coins = ("put_permission_adds", "no_policy_refused", "empty_policy_stays")
    profiler = tails(*(f"profiler.{coin}" for coin in coins))("codeguruprofiler")
    profiler.create_profiling_group(**GROUP, clientToken="first")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        profiler.get_policy(**GROUP)
    first = profiler.put_permission(**AGENT, principals=[ROLE])
    second = profiler.put_permission(**AGENT, principals=[USER], revisionId=first["revisionId"])
    assert principals(second) == [ROLE, USER]
    left = profiler.remove_permission(**AGENT, revisionId=second["revisionId"])

    assert profiler.get_policy(**GROUP)["revisionId"] == left["revisionId"]
    with pytest.raises(ClientError, match="ConflictException"):
        profiler.put_permission(**AGENT, principals=[ROLE])
