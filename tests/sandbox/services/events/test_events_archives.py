"""EventBridge: archives and the rules that are managed for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

DEFAULT = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
ARN = "arn:aws:events:eu-west-1:123456789012:archive/all"
PATTERN = json.dumps({"source": ["shop"]})


@pytest.fixture
def events(client: Callable[..., Any]) -> Any:
    return client("events")


def make(events: Any, **given: Any) -> Any:
    return events.create_archive(**{"ArchiveName": "all", "EventSourceArn": DEFAULT, **given})


def test_an_archive_is_enabled_at_once(events: Any, refused: Any) -> None:
    made = make(events, Description="All of it", EventPattern=PATTERN, RetentionDays=1)
    assert (made["ArchiveArn"], made["State"]) == (ARN, "ENABLED")
    found = events.describe_archive(ArchiveName="all")
    assert found["EventPattern"] == PATTERN
    assert (found["EventCount"], found["SizeBytes"], found["RetentionDays"]) == (0, 0, 1)
    with refused("ResourceAlreadyExistsException", "Archive all already exists."):
        make(events)


def test_what_no_archive_may_be(events: Any, refused: Any) -> None:
    with refused("ResourceNotFoundException", "Event bus gone does not exist."):
        make(events, EventSourceArn=DEFAULT.replace("default", "gone"))
    with refused("InvalidEventPatternException", "Event pattern is not valid."):
        make(events, EventPattern="{")
    for call in (events.describe_archive, events.delete_archive, events.update_archive):
        with refused("ResourceNotFoundException", "Archive all does not exist."):
            call(ArchiveName="all")


def test_archives_are_listed_by_one_filter(events: Any, refused: Any) -> None:
    bus = events.create_event_bus(Name="orders")["EventBusArn"]
    make(events)
    make(events, ArchiveName="orders", EventSourceArn=bus)

    def names(**given: Any) -> list[str]:
        found = events.list_archives(**given)
        rows = list(found["Archives"])
        while "NextToken" in found:
            found = events.list_archives(**given, NextToken=found["NextToken"])
            rows += found["Archives"]
        return [one["ArchiveName"] for one in rows]

    assert names() == ["all", "orders"]
    assert names(NamePrefix="or") == ["orders"]
    assert names(EventSourceArn=DEFAULT) == ["all"]
    assert names(State="DISABLED") == []
    with refused("ValidationException", "At most one filter is allowed"):
        events.list_archives(NamePrefix="a", State="ENABLED")
    with refused("ResourceNotFoundException", "Event bus gone does not exist."):
        events.list_archives(EventSourceArn=DEFAULT.replace("default", "gone"))


def test_a_rule_is_managed_for_an_archive(events: Any) -> None:
    make(events, EventPattern=PATTERN)
    (rule,) = events.list_rules()["Rules"]
    assert (rule["Name"], rule["ManagedBy"]) == (
        "Events-Archive-all",
        "prod.vhs.events.aws.internal",
    )
    assert json.loads(rule["EventPattern"]) == {
        "source": ["shop"],
        "replay-name": [{"exists": False}],
    }
    events.update_archive(ArchiveName="all", EventPattern='{"source": ["bank"]}')
    assert "bank" in events.describe_rule(Name="Events-Archive-all")["EventPattern"]
    events.delete_archive(ArchiveName="all")
    assert events.list_rules()["Rules"] == []


@pytest.mark.parametrize(
    ("coins", "kept"), [((), True), (("events.update_archive_replaces",), False)]
)
def test_what_an_update_keeps(tails: Any, coins: tuple[str, ...], kept: bool) -> None:
    events = tails(*coins)("events")
    make(events, Description="All of it", RetentionDays=9)
    events.update_archive(ArchiveName="all", EventPattern=PATTERN)
    found = events.describe_archive(ArchiveName="all")
    assert (found["RetentionDays"] == 9, "Description" in found) == (kept, kept)


def test_an_update_of_none_may_be_a_fault(no_ambient_aws: None) -> None:
    import boto3
    from botocore.config import Config

    from reconciler.sandbox.app import Sandbox
    from reconciler.sandbox.services import with_coins

    sandbox = Sandbox(services=with_coins("events.missing_archive_fails"))
    session = sandbox.attach(boto3.Session(region_name="eu-west-1"))
    events = session.client("events", config=Config(retries={"total_max_attempts": 1}))
    with pytest.raises(ClientError) as caught:
        events.update_archive(ArchiveName="all")
    answer = caught.value.response
    assert answer["Error"]["Code"] == "InternalException"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_a_managed_rule_is_not_changed_and_goes_by_force_only(events: Any, refused: Any) -> None:
    make(events)
    name = "Events-Archive-all"
    arn = events.describe_rule(Name=name)["Arn"]
    target = {"Id": "1", "Arn": "arn:aws:sqs:eu-west-1:123456789012:q"}
    with refused("ManagedRuleException"):
        events.put_rule(Name=name, EventPattern='{"source": ["a"]}')
    with refused("ManagedRuleException"):
        events.disable_rule(Name=name)
    with refused("ManagedRuleException"):
        events.enable_rule(Name=name)
    with refused("ManagedRuleException"):
        events.put_targets(Rule=name, Targets=[target])
    with refused("ManagedRuleException"):
        events.remove_targets(Rule=name, Ids=["1"])
    with refused("ManagedRuleException"):
        events.tag_resource(ResourceARN=arn, Tags=[{"Key": "a", "Value": "b"}])
    with refused("ManagedRuleException"):
        events.untag_resource(ResourceARN=arn, TagKeys=["a"])
    with refused("ManagedRuleException"):
        events.delete_rule(Name=name)

    assert events.remove_targets(Rule=name, Ids=["1"], Force=True)["FailedEntryCount"] == 0
    events.delete_rule(Name=name, Force=True)
    assert events.list_rules()["Rules"] == []
    events.update_archive(ArchiveName="all", RetentionDays=1)
    assert [rule["Name"] for rule in events.list_rules()["Rules"]] == [name]
