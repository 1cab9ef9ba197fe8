"""Attributes that references use: what AWS gives, and late values filled in with it."""

from dataclasses import replace

import pytest

from reconciler.engine.calling.holes import joined, text_of
from reconciler.engine.reading.outputs import arn_of, outputs_of, with_outputs
from reconciler.spec.forms import forms
from reconciler.spec.values import Late, Text, Value
from tests.engine.estate import SCOPE, TRUST, resource

ID = Late("iam.roles.build", "id")
ARN = Late("sns.topics.news", "arn")


def test_an_arn_is_made_of_names_and_of_defaults_that_were_left_out() -> None:
    role, rule = forms()["iam.roles"], forms()["eventbridge.rules"]

    assert arn_of(role, SCOPE, {"name": "a"}) == "arn:aws:iam::111122223333:role/a"
    assert arn_of(role, SCOPE, {"name": "a", "path": "/ci/"}) == (
        "arn:aws:iam::111122223333:role/ci/a"
    )
    names: dict[str, Value] = {"name": "r", "event_bus_name": "bus"}
    assert arn_of(rule, SCOPE, names) == "arn:aws:events:eu-west-1:111122223333:rule/bus/r"


def test_what_a_kind_invents_has_its_arn_in_the_answer() -> None:
    form = forms()["iam.roles"]
    invented = replace(form, kind=replace(form.kind, arn="", arn_at="Role.Arn"))

    outputs = outputs_of(invented, SCOPE, ("a",), {}, {"Role": {"Arn": "arn:x"}, "RoleId": "AROA"})

    assert outputs == {"name": "a", "arn": "arn:x", "id": "AROA"}
    assert "arn" not in outputs_of(
        replace(form, kind=replace(form.kind, arn="")), SCOPE, ("a",), {}, {}
    )


def test_late_values_that_are_known_are_filled_in_and_others_stay() -> None:
    policy = {"Statement": [{"Action": "sns:Publish", "Resource": [Text((ARN, "/x")), ID]}]}
    role = resource(
        "iam.roles.x",
        "x",
        {"description": ID, "assume_role_policy_document": TRUST, "policies": {"p": policy}},
    )

    filled = with_outputs(role, {"sns.topics.news": {"arn": "arn:t"}})

    assert filled.desired["description"] == ID
    policies = filled.desired["policies"]
    assert policies == {
        "p": {"Statement": ({"Action": ("sns:Publish",), "Resource": (ID, "arn:t/x")},)}
    }


def test_what_holds_nothing_late_is_the_same_resource() -> None:
    role = resource("iam.roles.x", "x", {"assume_role_policy_document": TRUST})

    assert with_outputs(role, {"iam.roles.x": {"arn": "a"}}) is role


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((), ""),
        (("a", "b"), "ab"),
        (("a", ID, "", "b", "c"), Text(("a", ID, "bc"))),
        ((ID,), Text((ID,))),
    ],
)
def test_a_text_holds_no_two_strings_side_by_side(
    parts: tuple[str | Late, ...], expected: str | Text
) -> None:
    assert joined(parts) == expected


def test_values_are_joined_around_what_is_late() -> None:
    assert text_of(("a", "b"), ",") == "a,b"
    assert text_of(("a", Text(("x", ID)), ID), ",") == Text(("a,x", ID, ",", ID))
