"""Elastic Beanstalk: laws of settings that are put together."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reconciler.sandbox.services.elasticbeanstalk.options import (
    faults,
    key_of,
    merged,
    shown,
)

NAMESPACES = ["aws:autoscaling:asg", "aws:autoscaling:scheduledaction", "aws:ec2:vpc"]
SETTINGS = st.lists(
    st.fixed_dictionaries(
        {
            "Namespace": st.sampled_from(NAMESPACES),
            "OptionName": st.sampled_from(["MinSize", "MaxSize", "Subnets"]),
            "Value": st.sampled_from(["1", "2", "3"]),
        },
        optional={"ResourceName": st.sampled_from(["night", "day"])},
    ),
    max_size=6,
)


def by_key(settings: list[Any]) -> dict[str, str]:
    return {key_of(one): one["Value"] for one in settings}


@given(SETTINGS, SETTINGS)
def test_an_update_sent_twice_is_one_update(held: list[Any], sent: list[Any]) -> None:
    once = merged(held, sent, ())

    assert merged(once, sent, ()) == once
    assert by_key(once) == by_key(held) | by_key(sent)


@given(SETTINGS, SETTINGS)
def test_what_is_removed_is_gone_and_nothing_else(held: list[Any], gone: list[Any]) -> None:
    left, removed = by_key(merged(held, (), gone)), by_key(gone)

    assert left == {key: value for key, value in by_key(held).items() if key not in removed}


@given(SETTINGS)
def test_every_option_of_the_server_is_shown_once(settings: list[Any]) -> None:
    rows = shown(settings)
    keys = [key_of(one) for one in rows]

    assert len(keys) == len(set(keys))
    assert {key_of(one) for one in shown([])} <= set(keys)
    told = {key_of(one): one.get("Value") for one in rows}
    assert by_key(settings).items() <= told.items()


@given(st.integers(-5, 20000), st.integers(-5, 20000))
def test_sizes_are_in_bounds_and_in_order(least: int, most: int) -> None:
    sizes = [
        {"Namespace": NAMESPACES[0], "OptionName": name, "Value": str(value)}
        for name, value in (("MinSize", least), ("MaxSize", most))
    ]
    fits = 1 <= least <= most <= 10000

    assert (faults(sizes, sizes) == []) is fits
