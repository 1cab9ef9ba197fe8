"""CodeStar Notifications: rules with unique names, targets that outlive them, event types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Json = dict[str, Any]
REPOSITORY = "arn:aws:codecommit:eu-west-1:123456789012:web"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:news"
SLACK = "arn:aws:chatbot::123456789012:chat-configuration/slack-channel/builds"
MERGED = "codecommit-repository-pull-request-merged"
CREATED = "codecommit-repository-pull-request-created"
SENT: Json = {
    "Name": "merges",
    "EventTypeIds": [MERGED],
    "Resource": REPOSITORY,
    "Targets": [{"TargetType": "SNS", "TargetAddress": TOPIC}],
    "DetailType": "FULL",
}


@pytest.fixture
def notifications(client: Callable[..., Any]) -> Any:
    return client("codestar-notifications")


@pytest.fixture
def arn(notifications: Any) -> str:
    """The ARN of a new rule `merges` that notifies a topic."""
    return str(notifications.create_notification_rule(**SENT, Tags={"team": "web"})["Arn"])


def described(notifications: Any, arn: str) -> Json:
    found: Json = notifications.describe_notification_rule(Arn=arn)
    return found


def addresses(notifications: Any, **filters: str) -> list[str]:
    given = [{"Name": name, "Value": value} for name, value in filters.items()]
    pages = notifications.get_paginator("list_targets").paginate(Filters=given)
    return [one["TargetAddress"] for page in pages for one in page["Targets"]]


def test_a_rule_shows_its_events_in_full_and_what_became_of_its_targets(
    notifications: Any, arn: str
) -> None:
    found = described(notifications, arn)

    assert found["EventTypes"] == [
        {
            "EventTypeId": MERGED,
            "ServiceName": "CodeCommit",
            "EventTypeName": "Pull request: Merged",
            "ResourceType": "Repository",
        }
    ]
    target = {"TargetType": "SNS", "TargetAddress": TOPIC, "TargetStatus": "ACTIVE"}
    assert found["Targets"] == [target]
    assert (found["Status"], found["Tags"]) == ("ENABLED", {"team": "web"})
    assert found["CreatedBy"].startswith("arn:aws:")
    assert len(arn.rpartition("notificationrule/")[2]) == 40
    assert "EventTypeIds" not in found


def test_a_name_is_taken_once(notifications: Any, arn: str, refused: Callable[..., Any]) -> None:
    with refused("ResourceAlreadyExistsException", "already exists with the same name"):
        notifications.create_notification_rule(**SENT)
    other = notifications.create_notification_rule(**{**SENT, "Name": "other"})["Arn"]
    with refused("ValidationException", "same name"):
        notifications.update_notification_rule(Arn=other, Name="merges")
    notifications.update_notification_rule(Arn=other, Name="other", Status="DISABLED")

    assert described(notifications, other)["Status"] == "DISABLED"


def test_a_token_that_was_used_gives_the_first_rule(
    notifications: Any, refused: Callable[..., Any]
) -> None:
    first = notifications.create_notification_rule(**SENT, ClientRequestToken="once")["Arn"]

    assert notifications.create_notification_rule(**SENT, ClientRequestToken="once")["Arn"] == first
    with refused("ValidationException", "token"):
        changed = {**SENT, "DetailType": "BASIC"}
        notifications.create_notification_rule(**changed, ClientRequestToken="once")


def test_an_update_keeps_what_it_does_not_name(notifications: Any, arn: str) -> None:
    before = described(notifications, arn)
    notifications.update_notification_rule(Arn=arn, EventTypeIds=[CREATED])
    after = described(notifications, arn)

    assert [one["EventTypeId"] for one in after["EventTypes"]] == [CREATED]
    for member in ("Name", "Targets", "DetailType", "Status", "Resource", "Tags"):
        assert after[member] == before[member]
    chat = [{"TargetType": "AWSChatbotSlack", "TargetAddress": SLACK}]
    notifications.update_notification_rule(Arn=arn, Targets=chat, DetailType="BASIC")
    after = described(notifications, arn)
    assert [one["TargetAddress"] for one in after["Targets"]] == [SLACK]
    assert after["DetailType"] == "BASIC"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"EventTypeIds": []}, "At least one"),
        ({"EventTypeIds": ["codecommit-repository-everything"]}, "not valid"),
        ({"EventTypeIds": ["codebuild-project-build-state-failed"]}, "not valid"),
        ({"Resource": "arn:aws:s3:eu-west-1:123456789012:bucket"}, "not supported"),
        ({"Targets": [{"TargetType": "SNS", "TargetAddress": SLACK}]}, "not valid"),
        ({"Targets": [{"TargetType": "Email", "TargetAddress": TOPIC}]}, "not valid"),
        ({"Tags": {"aws:x": "1"}}, "aws:"),
    ],
)
def test_what_is_no_rule(
    notifications: Any, refused: Callable[..., Any], changed: Json, message: str
) -> None:
    with refused("ValidationException", message):
        notifications.create_notification_rule(**{**SENT, **changed})


def test_a_missing_rule_is_refused_but_not_its_deletion(
    notifications: Any, arn: str, refused: Callable[..., Any]
) -> None:
    assert notifications.delete_notification_rule(Arn=arn)["Arn"] == arn
    assert notifications.delete_notification_rule(Arn=arn)["Arn"] == arn

    for call in (notifications.describe_notification_rule, notifications.update_notification_rule):
        with refused("ResourceNotFoundException"):
            call(Arn=arn)
    with refused("ResourceNotFoundException"):
        notifications.tag_resource(Arn=arn, Tags={"team": "web"})
    with refused("ResourceNotFoundException"):
        notifications.list_tags_for_resource(Arn=arn)
    with refused("ResourceNotFoundException"):
        notifications.subscribe(Arn=arn, Target={"TargetType": "SNS", "TargetAddress": TOPIC})


def test_targets_outlive_rules_until_they_are_deleted(
    notifications: Any, arn: str, refused: Callable[..., Any]
) -> None:
    with refused("ValidationException", "subscribed to one or more notification rules"):
        notifications.delete_target(TargetAddress=TOPIC)
    notifications.subscribe(
        Arn=arn, Target={"TargetType": "AWSChatbotSlack", "TargetAddress": SLACK}
    )
    notifications.unsubscribe(Arn=arn, TargetAddress=TOPIC)
    found = described(notifications, arn)["Targets"]

    assert [one["TargetAddress"] for one in found] == [SLACK]
    assert addresses(notifications) == [TOPIC, SLACK]
    assert addresses(notifications, TARGET_TYPE="SNS", TARGET_STATUS="ACTIVE") == [TOPIC]
    notifications.delete_target(TargetAddress=TOPIC)
    notifications.delete_target(TargetAddress=TOPIC)
    notifications.delete_target(TargetAddress=SLACK, ForceUnsubscribeAll=True)
    assert addresses(notifications) == []
    assert described(notifications, arn)["Targets"] == []


def test_ten_targets_a_rule(notifications: Any, arn: str, refused: Callable[..., Any]) -> None:
    one = {"TargetType": "SNS", "TargetAddress": TOPIC}
    for number in range(9):
        notifications.subscribe(Arn=arn, Target={**one, "TargetAddress": f"{TOPIC}-{number}"})
    notifications.subscribe(Arn=arn, Target=one)

    with refused("ValidationException"):
        notifications.subscribe(Arn=arn, Target={**one, "TargetAddress": f"{TOPIC}-9"})
    assert len(described(notifications, arn)["Targets"]) == 10


def test_rules_are_listed_by_filters_in_pages(notifications: Any, arn: str) -> None:
    for number in range(2):
        changed = {"Name": f"r{number}", "EventTypeIds": [CREATED], "Targets": []}
        notifications.create_notification_rule(**{**SENT, **changed})

    def listed(*filters: tuple[str, str]) -> int:
        given = [{"Name": name, "Value": value} for name, value in filters]
        pages = notifications.get_paginator("list_notification_rules").paginate(Filters=given)
        return sum(len(page["NotificationRules"]) for page in pages)

    assert len(notifications.list_notification_rules()["NotificationRules"]) == 2
    assert listed() == listed(("RESOURCE", REPOSITORY)) == 3
    assert listed(("EVENT_TYPE_ID", MERGED)) == listed(("TARGET_ADDRESS", TOPIC)) == 1
    assert listed(("EVENT_TYPE_ID", MERGED), ("EVENT_TYPE_ID", CREATED)) == 3
    assert listed(("EVENT_TYPE_ID", CREATED), ("TARGET_ADDRESS", TOPIC)) == 0


def test_tagging_shows_all_tags(notifications: Any, arn: str) -> None:
    assert notifications.tag_resource(Arn=arn, Tags={"env": "test"})["Tags"] == {
        "team": "web",
        "env": "test",
    }
    notifications.untag_resource(Arn=arn, TagKeys=["team"])
    assert notifications.list_tags_for_resource(Arn=arn)["Tags"] == {"env": "test"}
    assert described(notifications, arn)["Tags"] == {"env": "test"}


def test_event_types_of_the_user_guide(notifications: Any) -> None:
    pages = notifications.get_paginator("list_event_types").paginate()
    found = [one for page in pages for one in page["EventTypes"]]
    assert len({one["EventTypeId"] for one in found}) == 11 + 6 + 3 + 18

    def named(**filters: str) -> list[str]:
        given = [{"Name": name, "Value": value} for name, value in filters.items()]
        pages = notifications.get_paginator("list_event_types").paginate(Filters=given)
        return sorted(one["EventTypeId"] for page in pages for one in page["EventTypes"])

    assert named(SERVICE_NAME="CodeDeploy") == [
        "codedeploy-application-deployment-failed",
        "codedeploy-application-deployment-started",
        "codedeploy-application-deployment-succeeded",
    ]
    assert len(named(RESOURCE_TYPE="pipeline")) == 18
    assert named(SERVICE_NAME="CodeDeploy", RESOURCE_TYPE="pipeline") == []


def test_coins_about_what_no_page_says(tails: Any, notifications: Any, arn: str) -> None:
    notifications.unsubscribe(Arn=arn, TargetAddress=TOPIC)
    notifications.delete_target(TargetAddress=TOPIC)

    strict = tails("notifications.missing_resource_refused")
    with pytest.raises(ClientError, match="ConfigurationException"):
        strict("codestar-notifications").create_notification_rule(**SENT)
    strict("codecommit").create_repository(repositoryName="web")
    strict("codestar-notifications").create_notification_rule(**SENT)

    coins = ("notifications.new_targets_unreachable", "notifications.unsubscribing_takes_time")
    slow = tails(*coins)("codestar-notifications")
    arn = slow.create_notification_rule(**SENT)["Arn"]
    assert described(slow, arn)["Targets"][0]["TargetStatus"] == "UNREACHABLE"
    slow.update_notification_rule(Arn=arn, Targets=[])
    with pytest.raises(ClientError, match="subscribed"):
        slow.delete_target(TargetAddress=TOPIC)
