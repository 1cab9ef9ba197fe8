"""A switch that does something once is written as a day: done again what was done before it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from reconciler.engine.calling.convert import from_api
from tests.engine.estate import resource
from tests.engine.test_write import PROJECT, as_live, changed, created, project

FILTERS = {"filter_groups": [[{"type": "EVENT", "pattern": "PUSH"}]]}


def hooked(day: str = "") -> Any:
    return project(webhook={**FILTERS, **({"rotate_secret": day} if day else {})})


@pytest.mark.parametrize("live", ["2026-11-01", "2026-11-02", "2027-01-01"])
def test_what_was_done_since_that_day_is_left_alone(live: str) -> None:
    assert changed(hooked("2026-11-01"), as_live(hooked(live)))[1] == []


def test_what_was_done_before_that_day_is_done_again() -> None:
    _, calls = changed(hooked("2026-11-01"), as_live(hooked("2026-10-31")))
    assert calls == [("UpdateWebhook", {"projectName": "api", "rotateSecret": True})]


def test_without_a_day_it_is_never_done() -> None:
    assert changed(hooked(), as_live(hooked("2020-01-01")))[1] == []
    other = project(webhook={**FILTERS, "branch_filter": "main"})
    ((_, params),) = changed(other, as_live(hooked("2020-01-01")))[1]
    assert "rotateSecret" not in params


def test_what_is_new_was_just_done() -> None:
    (_, (name, params)) = created(hooked("2026-11-01"))
    assert name == "CreateWebhook"
    assert "rotateSecret" not in params


def test_the_day_is_that_of_the_answer_in_utc() -> None:
    shape = resource("codebuild.projects.api", "api", PROJECT).form.fields["webhook"]
    told: Mapping[str, Any] = {"lastModifiedSecret": datetime(2026, 11, 1, 23, 30, tzinfo=UTC)}
    assert from_api(shape, told) == {"rotate_secret": "2026-11-01"}
