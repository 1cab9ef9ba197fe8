"""Schedules: when each expression fires, and what the clock sets off when it is moved."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from reconciler.events.schedules import NotASchedule, cron, times
from reconciler.sandbox.app import Sandbox
from tests.sandbox.delivery.test_courier import QUEUE, document, letting, queue

HOUR = 3600
DAY = 24 * HOUR


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def fired(expression: str, after: str, until: str) -> list[str]:
    found = times(expression, moment(after), moment(after), moment(until))
    return [datetime.fromtimestamp(one, UTC).strftime("%m-%d %H:%M") for one in found]


@pytest.mark.parametrize(
    ("expression", "after", "until", "found"),
    [
        # The examples of the EventBridge User Guide, "Cron expressions".
        ("cron(0 10 * * ? *)", "2026-09-14", "2026-09-16", ["09-14 10:00", "09-15 10:00"]),
        ("cron(15 12 * * ? *)", "2026-09-14", "2026-09-15", ["09-14 12:15"]),
        ("cron(0 18 ? * MON-FRI *)", "2026-09-12", "2026-09-15", ["09-14 18:00"]),
        ("cron(0 8 1 * ? *)", "2026-09-14", "2026-11-02", ["10-01 08:00", "11-01 08:00"]),
        (
            "cron(0/10 * ? * MON-FRI *)",
            "2026-09-14T00:00",
            "2026-09-14T00:20",
            ["09-14 00:10", "09-14 00:20"],
        ),
        ("cron(0/5 8-17 ? * MON-FRI *)", "2026-09-14T17:50", "2026-09-15", ["09-14 17:55"]),
        (
            "cron(0/30 20-2 ? * MON-FRI *)",
            "2026-09-14T01:31",
            "2026-09-14T20:00",
            ["09-14 02:00", "09-14 02:30", "09-14 20:00"],
        ),
        # Live: scheduled_delivery.json, 15 September 2026, a Tuesday.
        ("cron(33 22 15W * ? *)", "2026-09-15", "2026-09-16", ["09-15 22:33"]),
        ("cron(33 22 1-31W * ? *)", "2026-09-15", "2026-09-16", ["09-15 22:33"]),
        ("cron(33 22 ? * TUE#3 *)", "2026-09-15", "2026-09-16", ["09-15 22:33"]),
        ("cron(33 22 ? * TUESDAY *)", "2026-09-15", "2026-09-16", ["09-15 22:33"]),
        ("cron(33/61 22 * * ? *)", "2026-09-15", "2026-09-16", ["09-15 22:33"]),
        ("cron(33 22 L-15 * ? *)", "2026-09-15", "2026-09-16", ["09-15 22:33"]),
        ("cron(33 22 16 * ? *)", "2026-09-15", "2026-09-16", []),
        # The rest of the syntax.
        ("cron(0 0 L * ? *)", "2026-02-01", "2026-03-01", ["02-28 00:00"]),
        ("cron(0 0 LW * ? *)", "2026-02-01", "2026-03-01", ["02-27 00:00"]),
        ("cron(0 0 1W * ? *)", "2026-08-01T00:00", "2026-08-05", ["08-03 00:00"]),
        ("cron(0 0 ? * 6L *)", "2026-09-01", "2026-10-01", ["09-25 00:00"]),
        ("cron(0 0 ? * L *)", "2026-09-14", "2026-09-21", ["09-19 00:00"]),
        ("cron(0 0 ? * 1,7 *)", "2026-09-14", "2026-09-21", ["09-19 00:00", "09-20 00:00"]),
        (
            "cron(0 0 1 NOV-FEB ? *)",
            "2026-10-15",
            "2027-01-15",
            ["11-01 00:00", "12-01 00:00", "01-01 00:00"],
        ),
        ("cron(0 0 1 1 ? 2027,2029)", "2026-01-01", "2030-01-01", ["01-01 00:00"] * 2),
        ("rate(1 minute)", "2026-09-14T00:00", "2026-09-14T00:02", ["09-14 00:01", "09-14 00:02"]),
        ("rate(12 hours)", "2026-09-14T06:30", "2026-09-15T06:30", ["09-14 18:30", "09-15 06:30"]),
    ],
)
def test_when_it_fires(expression: str, after: str, until: str, found: list[str]) -> None:
    assert fired(expression, after, until) == found


@pytest.mark.parametrize(
    "text",
    [
        "cron(0 10 * * * *)",
        "cron(0 10 ? * ? *)",
        "cron(60 10 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 0 0 * ? *)",
        "cron(0 0 * 13 ? *)",
        "cron(0 0 ? * 8 *)",
        "cron(0 0 ? * NOD *)",
        "cron(0 0 * * ?)",
        "cron(0 0 * * ? 2200)",
        "rate(5)",
    ],
)
def test_what_is_no_schedule(text: str, client: Callable[..., Any]) -> None:
    with pytest.raises(NotASchedule):
        cron(text)
    with pytest.raises(ClientError, match="Parameter ScheduleExpression is not valid"):
        client("events").put_rule(Name="tick", ScheduleExpression=text)


@given(
    st.integers(0, 59),
    st.integers(0, 23),
    st.integers(0, 20 * 365 * DAY),
    st.integers(0, 40 * DAY),
    st.integers(0, 40 * DAY),
)
def test_two_spans_fire_what_one_does(
    minute: int, hour: int, start: int, first: int, second: int
) -> None:
    for expression in (f"cron({minute}/7 {hour} ? * MON,SAT *)", "rate(7 hours)"):
        whole = list(times(expression, start, start, start + first + second))
        parts = [
            *times(expression, start, start, start + first),
            *times(expression, start, start + first, start + first + second),
        ]
        assert parts == whole
        assert whole == sorted(whole)


@pytest.fixture
def ticking(client: Callable[..., Any]) -> Callable[[str], str]:
    """`ticking("rate(1 hour)")`: a scheduled rule that sends to a queue, whose URL is returned."""

    def build(expression: str) -> str:
        url = queue(client, document(letting("sqs:SendMessage", QUEUE)))
        client("events").put_rule(Name="tick", ScheduleExpression=expression)
        client("events").put_targets(Rule="tick", Targets=[{"Id": "1", "Arn": QUEUE}])
        return url

    return build


def test_the_clock_fires_schedules_at_their_time(
    sandbox: Sandbox, ticking: Any, client: Callable[..., Any]
) -> None:
    ticking("rate(1 hour)")
    started = moment("1970-01-01") + sandbox.store.state.offset
    sandbox.advance(HOUR - 1)
    assert list(sandbox.deliveries) == []
    sandbox.advance(2 * HOUR + 2)

    made = sandbox.deliveries
    assert [one.outcome for one in made] == ["delivered"] * 3
    assert [round(two.at - one.at) for one, two in pairwise(made)] == [HOUR] * 2
    assert sandbox.store.state.offset == pytest.approx(started + 3 * HOUR + 1)
    bodies = [json.loads(one.body) for one in made]
    rule = "arn:aws:events:eu-west-1:123456789012:rule/tick"
    assert {one["detail-type"] for one in bodies} == {"Scheduled Event"}
    assert all(one["resources"] == [rule] and one["detail"] == {} for one in bodies)
    assert all(one["source"] == "aws.events" for one in bodies)


def test_cron_fires_on_the_minute(sandbox: Sandbox, ticking: Any) -> None:
    ticking("cron(0 12 * * ? *)")
    sandbox.advance(2 * DAY)

    bodies = [json.loads(one.body) for one in sandbox.deliveries]
    assert [one["time"][11:] for one in bodies] == ["12:00:00Z"] * 2
    assert all(round(one.at) % DAY == 12 * HOUR for one in sandbox.deliveries)


def test_a_disabled_schedule_does_not_fire(
    sandbox: Sandbox, ticking: Any, client: Callable[..., Any]
) -> None:
    ticking("rate(1 minute)")
    client("events").disable_rule(Name="tick")
    sandbox.advance(HOUR)
    assert list(sandbox.deliveries) == []


def test_no_more_than_a_thousand_firings_of_a_rule_in_one_move(
    sandbox: Sandbox, client: Callable[..., Any]
) -> None:
    client("events").put_rule(Name="tick", ScheduleExpression="rate(1 minute)")
    before = sandbox.store.state.offset
    sandbox.advance(30 * DAY)
    assert sandbox.store.state.offset == pytest.approx(before + 30 * DAY)
