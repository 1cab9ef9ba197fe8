"""Lists of rows that are written as a map in a map: Elastic Beanstalk's options."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from reconciler.engine.calling.convert import from_api, to_api
from reconciler.engine.calling.params import subject_of
from reconciler.engine.calling.tables import row_calls
from reconciler.engine.comparing.compare import compare
from reconciler.engine.live import Live
from reconciler.kinds.words import Items
from reconciler.spec.content.normal import normal
from reconciler.spec.form import Form
from reconciler.spec.forms import forms
from reconciler.spec.stack import Resource
from reconciler.spec.values import Secret
from tests.engine.estate import SCOPE, resource

KIND = "elasticbeanstalk.configuration_templates"
SIZES, ACTION = "aws:autoscaling:asg", "aws:autoscaling:scheduledaction"


def row(namespace: str, name: str, value: str, of: str = "") -> dict[str, str]:
    within = {"ResourceName": of} if of else {}
    return {**within, "Namespace": namespace, "OptionName": name, "Value": value}


def form() -> Form:
    return forms()[KIND]


def template(options: Any, **fields: Any) -> Resource:
    return replace(
        resource(f"{KIND}.web", "web", {"option_settings": options, **fields}, parents=("shop",)),
    )


def live(options: Mapping[str, Any], **fields: Any) -> Live:
    shape = form().fields["option_settings"]
    return Live(
        form(), SCOPE, ("shop", "web"), {"option_settings": normal(shape, options), **fields}
    )


def test_rows_are_a_map_in_a_map_and_back_again() -> None:
    shape = form().fields["option_settings"]
    rows = [
        row(SIZES, "MinSize", "2", of="AWSEBAutoScalingGroup"),
        row("aws:ec2:vpc", "Subnets", "b, a"),
        row(ACTION, "MinSize", "1", of="evening"),
        {"Namespace": "aws:ec2:vpc", "OptionName": "VPCId"},
    ]
    value = from_api(shape, rows)
    assert value == {
        SIZES: {"MinSize": "2"},
        "aws:ec2:vpc": {"Subnets": ("a", "b")},
        f"evening.{ACTION}": {"MinSize": "1"},
    }
    assert to_api(shape, value) == [
        row(SIZES, "MinSize", "2"),
        row("aws:ec2:vpc", "Subnets", "a,b"),
        row(ACTION, "MinSize", "1", of="evening"),
    ]


def test_one_call_sets_what_differs_and_removes_what_shall_not_be_there() -> None:
    wanted = template({SIZES: {"MinSize": 2, "MaxSize": 4, "Cooldown": None}, "a:b": None})
    (part,) = (one for one in form().kind.parts if isinstance(one, Items))
    have = {SIZES: {"MinSize": "1", "MaxSize": "4", "Cooldown": "9"}, "a:b": {"c": "d"}, "e": {}}
    subject = subject_of(wanted, None)
    (made,) = row_calls(subject, part, subject.content["option_settings"], have)
    assert made.operation == "UpdateConfigurationTemplate"
    assert made.params["OptionSettings"] == [row(SIZES, "MinSize", "2")]
    assert made.params["OptionsToRemove"] == [
        {"Namespace": SIZES, "OptionName": "Cooldown"},
        {"Namespace": "a:b", "OptionName": "c"},
    ]


@pytest.mark.parametrize(
    ("wanted", "have"),
    [
        ({SIZES: {"MinSize": 2}}, {SIZES: {"MinSize": "2", "MaxSize": "9"}, "a:b": {"c": "d"}}),
        ({SIZES: {"Cooldown": None}}, {SIZES: {"Cooldown": "360"}}),
        ({SIZES: {"Unknown": None}}, {SIZES: {}}),
        (
            {"aws:rds:dbinstance": {"DBPassword": Secret("env", "TOKEN")}},
            {"aws:rds:dbinstance": {"HasCoupledDatabase": "true"}},
        ),
        (
            {"aws:autoscaling:launchconfiguration": {"SecurityGroups": "sg-1"}},
            {"aws:autoscaling:launchconfiguration": {"SecurityGroups": "awseb-e-x-group,sg-1"}},
        ),
    ],
)
def test_only_declared_options_count(wanted: Any, have: Any) -> None:
    assert compare(template(wanted), live(have)).fields == ()


@pytest.mark.parametrize(
    ("wanted", "have", "path"),
    [
        ({SIZES: {"MinSize": 2}}, {SIZES: {"MinSize": "3"}}, f"{SIZES}.MinSize"),
        ({SIZES: {"Cooldown": None}}, {SIZES: {"Cooldown": "9"}}, f"{SIZES}.Cooldown"),
        ({"a:b": {"c": "d"}}, {}, "a:b.c"),
    ],
)
def test_a_declared_option_that_differs_is_one_line(wanted: Any, have: Any, path: str) -> None:
    (change,) = compare(template(wanted), live(have)).fields
    assert change.path == f"option_settings.{path}"
