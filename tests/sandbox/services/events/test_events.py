"""EventBridge's rules and targets: full replacement, failed entries, order of deletion."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.sandbox.services.conftest import make_role

PATTERN = json.dumps({"source": ["aws.codecommit"], "detail": {"event": ["referenceUpdated"]}})
PIPELINE = "arn:aws:codepipeline:eu-west-1:123456789012:deliver"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:jobs"
Json = dict[str, Any]


@pytest.fixture
def events(client: Callable[..., Any]) -> Any:
    return client("events")


@pytest.fixture
def rule(events: Any) -> str:
    """The name of a rule `push` on the default bus."""
    events.put_rule(Name="push", EventPattern=PATTERN)
    return "push"


def targets(events: Any, rule: str = "push") -> list[Json]:
    pages = events.get_paginator("list_targets_by_rule").paginate(Rule=rule)
    return [one for page in pages for one in page["Targets"]]


def test_a_rule_is_enabled_and_knows_its_bus(events: Any, rule: str) -> None:
    found = events.describe_rule(Name=rule)

    assert found["Arn"] == "arn:aws:events:eu-west-1:123456789012:rule/push"
    assert (found["State"], found["EventBusName"]) == ("ENABLED", "default")
    assert found["CreatedBy"] == "123456789012"
    assert found["EventPattern"] == PATTERN
    events.create_event_bus(Name="orders")
    arn = events.put_rule(Name="push", EventBusName="orders", EventPattern=PATTERN)["RuleArn"]
    assert arn.endswith(":rule/orders/push")


def test_what_a_put_leaves_out_is_gone_and_targets_stay(events: Any, rule: str) -> None:
    events.put_rule(Name=rule, EventPattern=PATTERN, Description="Pushes", State="DISABLED")
    events.put_targets(Rule=rule, Targets=[{"Id": "1", "Arn": QUEUE}])
    events.put_rule(Name=rule, EventPattern=PATTERN)

    found = events.describe_rule(Name=rule)
    assert "Description" not in found
    assert found["State"] == "ENABLED"
    assert targets(events) == [{"Id": "1", "Arn": QUEUE}]


def test_tags_of_a_rule_that_exists_are_ignored(events: Any) -> None:
    first = {"Name": "push", "EventPattern": PATTERN, "Tags": [{"Key": "team", "Value": "web"}]}
    arn = events.put_rule(**first)["RuleArn"]
    events.put_rule(**{**first, "Tags": [{"Key": "team", "Value": "other"}]})

    held = events.list_tags_for_resource(ResourceARN=arn)["Tags"]
    assert held == [{"Key": "team", "Value": "web"}]


def test_enable_and_disable(events: Any, rule: str) -> None:
    events.disable_rule(Name=rule)
    assert events.describe_rule(Name=rule)["State"] == "DISABLED"
    events.enable_rule(Name=rule)
    assert events.describe_rule(Name=rule)["State"] == "ENABLED"


def test_a_rule_with_targets_is_not_deleted(events: Any, rule: str, refused: Any) -> None:
    events.put_targets(Rule=rule, Targets=[{"Id": "1", "Arn": QUEUE}])
    with refused("ValidationException", "Rule can't be deleted since it has targets."):
        events.delete_rule(Name=rule)
    events.remove_targets(Rule=rule, Ids=["1"])
    events.delete_rule(Name=rule)
    events.delete_rule(Name=rule)

    with refused("ResourceNotFoundException", "Rule push does not exist on EventBus default."):
        events.describe_rule(Name=rule)
    with refused("ResourceNotFoundException", "Event bus gone does not exist."):
        events.delete_rule(Name=rule, EventBusName="gone")


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ({}, "ValidationException", "EventPattern or ScheduleExpression must be specified"),
        ({"EventPattern": "{"}, "InvalidEventPatternException", "Invalid JSON"),
        ({"EventPattern": '{"source": "x"}'}, "InvalidEventPatternException", "or an array"),
        ({"EventPattern": '{"source": []}'}, "InvalidEventPatternException", "Empty arrays"),
        (
            {"EventPattern": '{"source": [{"unknown": "x"}]}'},
            "InvalidEventPatternException",
            "Reason: Unrecognized match type unknown",
        ),
        ({"ScheduleExpression": "rate(1 minutes)"}, "ValidationException", "is not valid"),
        (
            {"EventPattern": PATTERN, "RoleArn": "arn:aws:iam::123456789012:role/gone"},
            "ValidationException",
            "cannot be assumed by principal 'events.amazonaws.com'",
        ),
    ],
)
def test_a_rule_that_is_not_valid_is_refused(
    events: Any, refused: Any, given: Json, code: str, message: str
) -> None:
    with refused(code, message):
        events.put_rule(Name="push", **given)


def test_schedules_are_for_the_default_bus(events: Any, refused: Any) -> None:
    events.create_event_bus(Name="orders")
    with refused("ValidationException", "only on the default event bus"):
        events.put_rule(Name="daily", EventBusName="orders", ScheduleExpression="cron(0 9 * * ? *)")
    events.put_rule(Name="daily", ScheduleExpression="cron(0 9 * * ? *)")


def test_targets_are_put_by_id_and_others_stay(events: Any, rule: str) -> None:
    two = [{"Id": "1", "Arn": QUEUE, "Input": "{}"}, {"Id": "2", "Arn": QUEUE}]
    events.put_targets(Rule=rule, Targets=two)
    answer = events.put_targets(
        Rule=rule, Targets=[{"Id": "1", "Arn": QUEUE}, {"Id": "3", "Arn": QUEUE}]
    )

    assert (answer["FailedEntryCount"], answer["FailedEntries"]) == (0, [])
    assert {one["Id"]: one for one in targets(events)} == {
        "1": {"Id": "1", "Arn": QUEUE},
        "2": {"Id": "2", "Arn": QUEUE},
        "3": {"Id": "3", "Arn": QUEUE},
    }
    assert events.list_rule_names_by_target(TargetArn=QUEUE)["RuleNames"] == ["push"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ({"Arn": PIPELINE}, f"RoleArn is required for target {PIPELINE}."),
        ({"Arn": f"{QUEUE}.fifo"}, "SqsParameters must be specified for target: 1."),
        ({"Arn": QUEUE, "Input": "{}", "InputPath": "$"}, "Only one of Input"),
        ({"Arn": QUEUE, "Input": "{"}, "JSON syntax error"),
        (
            {
                "Arn": "arn:aws:logs:eu-west-1:123456789012:log-group:x",
                "RoleArn": "arn:aws:iam::1:r",
            },
            "RoleArn is not supported for target",
        ),
        ({"Arn": "queue"}, "Provided Arn is not in correct format."),
    ],
)
def test_a_target_that_is_not_valid_is_refused(
    events: Any, rule: str, refused: Any, target: Json, message: str
) -> None:
    with refused("ValidationException", message):
        events.put_targets(Rule=rule, Targets=[{"Id": "1", **target}])


def test_a_rule_has_five_targets_at_most(session: Any, rule: str, refused: Any) -> None:
    # botocore repeats LimitExceededException as if it were a throttle, and waits in between.
    events = session.client("events", config=Config(retries={"max_attempts": 0}))
    six = [{"Id": str(one), "Arn": QUEUE} for one in range(6)]
    with refused("LimitExceededException"):
        events.put_targets(Rule=rule, Targets=six)


def test_targets_may_fail_in_part(tails: Any) -> None:
    events = tails("events.first_put_targets_fails_in_part")("events")
    events.put_rule(Name="push", EventPattern=PATTERN)
    two = [{"Id": "1", "Arn": QUEUE}, {"Id": "2", "Arn": QUEUE}]

    answer = events.put_targets(Rule="push", Targets=two)
    assert answer["FailedEntryCount"] == 1
    assert answer["FailedEntries"][0]["TargetId"] == "2"
    assert [one["Id"] for one in targets(events)] == ["1"]
    assert events.put_targets(Rule="push", Targets=two)["FailedEntryCount"] == 0


def test_removing_an_unknown_target_is_no_failure(events: Any, rule: str) -> None:
    answer = events.remove_targets(Rule=rule, Ids=["9"])

    assert (answer["FailedEntryCount"], answer["FailedEntries"]) == (0, [])


def test_a_pattern_may_come_back_in_another_order(tails: Any) -> None:
    events = tails("events.pattern_reordered")("events")
    events.put_rule(Name="push", EventPattern=PATTERN)

    found = events.describe_rule(Name="push")["EventPattern"]
    assert found != PATTERN
    assert json.loads(found) == json.loads(PATTERN)


def test_the_role_of_a_target_is_not_looked_at(
    events: Any, rule: str, role: Callable[..., str]
) -> None:
    bad = {"Id": "1", "Arn": PIPELINE, "RoleArn": role("codebuild", "other")}
    events.put_targets(Rule=rule, Targets=[bad])

    assert targets(events) == [bad]


def test_the_role_of_a_target_may_be_looked_at(tails: Any) -> None:
    client = tails("events.target_role_checked")
    events = client("events")
    events.put_rule(Name="push", EventPattern=PATTERN)
    bad = {"Id": "1", "Arn": PIPELINE, "RoleArn": make_role(client, "codebuild", "other")}
    with pytest.raises(ClientError, match="cannot be assumed by principal"):
        events.put_targets(Rule="push", Targets=[bad])

    good = {**bad, "RoleArn": make_role(client, "events")}
    assert events.put_targets(Rule="push", Targets=[good])["FailedEntryCount"] == 0


def test_rules_come_in_pages(events: Any) -> None:
    for name in ("a", "b", "c"):
        events.put_rule(Name=name, EventPattern=PATTERN)

    pages = list(events.get_paginator("list_rules").paginate())
    assert [one["Name"] for page in pages for one in page["Rules"]] == ["a", "b", "c"]
    assert len(pages) == 2
