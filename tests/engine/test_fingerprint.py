"""What binds an approval: equal for equal work, unequal for any other, and no secrets in it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.engine.deciding.fingerprint import digest, fingerprint, hashed, token
from reconciler.engine.live import Live
from reconciler.errors import Place
from reconciler.plan.plan import Action, Change, FieldChange
from reconciler.spec.forms import forms
from reconciler.spec.values import Late, Secret, Text, Value
from tests.engine.estate import SCOPE

FORM = forms()["codecommit.repositories"]
LIVE = Live(FORM, SCOPE, ("web",), {}, outputs={"arn": "arn:aws:codecommit:::web"})
FIELD = FieldChange("description", "change", "a", "b")
CHANGE = Change("x.y.z", "x.y", SCOPE, Action.UPDATE, "it differs", fields=(FIELD,))


def of(*changes: Change, stack: str = "acme/shop/prod", options: tuple[str, ...] = ()) -> str:
    return digest(stack, (SCOPE,), changes, options)


@pytest.mark.parametrize(
    "same",
    [
        replace(CHANGE, reason="other words"),
        replace(CHANGE, place=Place("moved.yaml", 9)),
        replace(CHANGE, calls=("a:B",), effects=("waits",)),
        replace(CHANGE, fields=(replace(FIELD, place=Place("moved.yaml"), note="n"),)),
    ],
)
def test_texts_and_positions_are_not_in_the_digest(same: Change) -> None:
    assert of(same) == of(CHANGE)


@pytest.mark.parametrize(
    "other",
    [
        replace(CHANGE, address="x.y.w"),
        replace(CHANGE, action=Action.REPLACE),
        replace(CHANGE, fingerprint="f"),
        replace(CHANGE, fields=(replace(FIELD, after="c"),)),
        replace(CHANGE, fields=(replace(FIELD, after=Late("x.y.w", "arn")),)),
        replace(CHANGE, fields=()),
    ],
)
def test_what_is_done_is_in_the_digest(other: Change) -> None:
    assert of(other) != of(CHANGE)


def test_the_stack_and_the_options_are_in_the_digest_and_the_order_is_not() -> None:
    other = replace(CHANGE, address="a.b.c")

    assert of(CHANGE, stack="acme/shop/dev") != of(CHANGE)
    assert of(CHANGE, options=("prune",)) != of(CHANGE)
    assert of(CHANGE, other, options=("a", "b")) == of(other, CHANGE, options=("b", "a"))


def test_what_stays_as_it_is_is_not_in_the_digest() -> None:
    noop = replace(CHANGE, address="a.b.c", action=Action.NOOP, fields=())

    assert of(CHANGE, noop) == of(CHANGE)


@given(st.text(), st.text())
def test_the_value_of_a_sensitive_field_is_not_in_the_digest(one: str, other: str) -> None:
    hidden = replace(FIELD, sensitive=True, before=one, after=other)

    assert of(replace(CHANGE, fields=(hidden,))) == of(
        replace(CHANGE, fields=(replace(FIELD, sensitive=True),))
    )


def test_a_fingerprint_is_of_the_value_and_of_whose_it_is() -> None:
    value: dict[str, Value] = {"a": ("x", {"b": 1})}

    assert fingerprint(LIVE, value) == fingerprint(LIVE, {"a": ("x", {"b": 1})})
    assert fingerprint(LIVE, value) != fingerprint(LIVE, {"a": ("y", {"b": 1})})
    assert fingerprint(LIVE, value) != fingerprint(replace(LIVE, identity=("api",)), value)
    assert fingerprint(LIVE, value) != fingerprint(replace(LIVE, outputs={"arn": "new"}), value)


def test_a_live_secret_is_not_in_the_fingerprint() -> None:
    one, other = {"v": {"DB_PASSWORD": "a"}}, {"v": {"DB_PASSWORD": "b"}}

    assert fingerprint(LIVE, one) == fingerprint(LIVE, other)


def test_values_that_are_not_known_have_tokens_of_their_own() -> None:
    late = Late("x.y.z", "arn")

    assert len({hashed(one) for one in (late, Text((late,)), Text(("a", late)), str(late))}) == 4
    assert token(Secret("ssm", "/t")) == {"secret": "ssm:/t"}
    with pytest.raises(TypeError):
        token(object())
