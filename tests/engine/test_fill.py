"""Late values put in their places, and checked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.engine.applying.fill import faults_of_filled, filled_params, revealed
from reconciler.errors import ReconcileError
from reconciler.spec.forms import forms
from reconciler.spec.values import Late, Secret, Text

ID = Late("iam.roles.build", "id")
OUTPUTS = {"iam.roles.build": {"id": "AROA1", "arn": "arn:aws:iam::1:role/build"}}


def test_late_values_and_holes_are_filled_at_any_depth() -> None:
    params = {"a": [{"b": ID}], "c": Text(("x-", ID, "-y")), "d": Secret("env", "T"), "e": 5}
    filled = filled_params(params, OUTPUTS)
    assert filled == {
        "a": [{"b": "AROA1"}],
        "c": "x-AROA1-y",
        "d": Secret("env", "T"),
        "e": 5,
    }
    assert revealed(filled, lambda secret: secret.name.lower())["d"] == "t"


def test_what_aws_has_not_given_is_named() -> None:
    with pytest.raises(ReconcileError, match=r"iam\.roles\.other\.arn"):
        filled_params({"a": Late("iam.roles.other", "arn")}, OUTPUTS)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_filled_text_is_its_parts(before: str, after: str) -> None:
    assert filled_params(Text((before, ID, after)), OUTPUTS) == f"{before}AROA1{after}"


def test_a_value_that_breaks_its_bounds_once_it_is_known_is_told() -> None:
    form = forms()["codepipeline.pipelines"]
    before = {"role_arn": Late("iam.roles.build", "arn")}
    assert (
        faults_of_filled(form, before, {"role_arn": "arn:aws:iam::111122223333:role/b"}, None) == ()
    )
    (fault,) = faults_of_filled(form, before, {"role_arn": "no arn"}, None)
    assert "role_arn" in fault.message
    assert fault.expected


def test_what_was_known_before_is_not_checked_again() -> None:
    form = forms()["codepipeline.pipelines"]
    assert faults_of_filled(form, {"role_arn": "no arn"}, {"role_arn": "no arn"}, None) == ()
