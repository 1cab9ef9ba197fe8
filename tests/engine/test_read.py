"""One read at a time: parameters, constants, pages, batches that fail whole."""

from dataclasses import replace
from typing import Any

import pytest

from reconciler.engine.reading.read import (
    Target,
    answers,
    batch,
    constant,
    is_denied,
    means,
    parameters,
)
from reconciler.kinds.words import By, Kind, Op, Read, Refusal
from reconciler.plan.calls import Answer, AwsRefused, Call
from reconciler.spec.form import Form, Shape, Signature
from reconciler.spec.stack import Scope

SCOPE = Scope("us", "111122223333", "us-east-1")
READ = Read("BatchGet", path="things", many="names", size=100, strict=True)
KIND = Kind(
    "test.things", ("parent", "name"), Op("Make"), READ, Op("Drop"), absent=(Refusal("Missing"),)
)
FORM = Form(
    KIND,
    {"parent": Shape("string", "parentName"), "name": Shape("string", "thingName")},
    {"BatchGet": Signature({"parent": "parentName", "name": "thingName"}, ("token", "next.token"))},
)


def target(name: str) -> Target:
    return Target(f"test.things.{name}", FORM, SCOPE, ("p", name))


def test_a_read_sends_the_names_that_it_takes_and_its_constants() -> None:
    read = Read("BatchGet", rename={"arn": "resourceArn"}, sends={"Filter": ("Role", "{region}")})
    names = {"parent": "p", "name": "", "arn": "arn:x", "other": "y"}

    assert parameters(FORM, read, names, SCOPE) == {
        "parentName": "p",
        "resourceArn": "arn:x",
        "Filter": ["Role", "us-east-1"],
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{account}/{partition}", "111122223333/aws"),
        (By("region", {"us-east-1": None}, "{region}"), None),
        (By("region", {"eu-west-1": None}, "{region}"), "us-east-1"),
        (By("region", {"eu-west-1": "x"}), None),
        (5, 5),
    ],
)
def test_a_constant_is_filled_in_for_the_scope(value: Any, expected: Any) -> None:
    assert constant(value, SCOPE) == expected


def test_pages_end_with_no_token_and_with_one_that_comes_again() -> None:
    sent: list[Any] = []

    def stuck(call: Call) -> Answer:
        sent.append(call.params.get("token"))
        return {"next": {"token": "a"}}

    assert len(list(answers(stuck, FORM, READ, {}, SCOPE))) == 2
    assert sent == [None, "a"]


def test_a_batch_that_fails_whole_is_halved_until_the_missing_one_is_found() -> None:
    calls: list[Any] = []

    def strict(call: Call) -> Answer:
        calls.append(call.params)
        if "gone" in call.params["names"]:
            raise AwsRefused(call, "Missing", "one is not there")
        return {"things": [{"thingName": name} for name in call.params["names"]]}

    found = batch(strict, [target(name) for name in ("a", "b", "gone", "c")], READ)

    assert {address: item and item["thingName"] for address, item in found.items()} == {
        "test.things.a": "a",
        "test.things.b": "b",
        "test.things.gone": None,
        "test.things.c": "c",
    }
    assert calls[0] == {"parentName": "p", "names": ["a", "b", "gone", "c"]}
    assert len(calls) == 5


def test_of_a_batch_that_leaves_out_what_is_missing_a_refusal_is_about_the_holder() -> None:
    def refusing(call: Call) -> Answer:
        raise AwsRefused(call, "Missing", "the parent is not there")

    lenient = replace(READ, strict=False)
    found = batch(refusing, [target(name) for name in ("a", "b")], lenient)

    assert found == {"test.things.a": None, "test.things.b": None}


def test_a_constant_may_hold_structures_and_names_of_its_own() -> None:
    value = ({"Key": "{tag}", "Value": "{region}"},)

    assert constant(value, SCOPE, {"tag": "owner"}) == [{"Key": "owner", "Value": "us-east-1"}]


def test_refusals_are_told_apart_by_code_and_message() -> None:
    refused = AwsRefused(Call("x", "Y"), "InvalidInput", "role cannot be assumed")

    assert means((Refusal("InvalidInput", "cannot be assumed"),), refused)
    assert not means((Refusal("InvalidInput", "other"), Refusal("Other")), refused)
    assert not is_denied(refused)
    assert is_denied(AwsRefused(Call("x", "Y"), "AccessDeniedException", ""))
