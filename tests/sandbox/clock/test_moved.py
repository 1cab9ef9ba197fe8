"""The clock is moved while others write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from reconciler.events.schedules import times as firings
from reconciler.sandbox.app import Sandbox


def test_a_rule_that_is_made_while_the_clock_moves_waits(
    sandbox: Sandbox, client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    events = client("events")
    events.put_rule(Name="minutely", ScheduleExpression="rate(1 minute)")
    events.put_rule(Name="hourly", ScheduleExpression="rate(1 hour)")
    others: list[threading.Thread] = []

    def times(*span: Any) -> Iterator[float]:
        other = threading.Thread(
            target=events.put_rule,
            kwargs={"Name": f"late-{len(others)}", "ScheduleExpression": "rate(1 day)"},
        )
        others.append(other)
        other.start()
        other.join(0.05)
        return firings(*span)

    monkeypatch.setattr("reconciler.sandbox.clock.moved.times", times)
    sandbox.advance(90)
    for other in others:
        other.join()

    assert len(events.get_paginator("list_rules").paginate().build_full_result()["Rules"]) == 4
