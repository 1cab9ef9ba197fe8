"""The summary of a run says how many cases the laws tried."""

from typing import Literal

import pytest

from tests.conftest import counts


def report(when: Literal["call", "teardown"], *properties: tuple[str, object]) -> pytest.TestReport:
    """What one phase of a test told."""
    told = pytest.TestReport("test", ("file", 1, "test"), {}, "passed", None, when)
    told.user_properties.extend(properties)
    return told


def test_what_was_tried_is_added_up_over_tests_and_counted_once() -> None:
    cuts, drifts = ("tried cuts", 2), ("tried drifts", 40)
    reports = [report("call", cuts, drifts), report("teardown", cuts, drifts), report("call", cuts)]
    other = [report("call", ("seen", "x")), object()]
    assert counts([*reports, *other]) == {"cuts": 4, "drifts": 40}
