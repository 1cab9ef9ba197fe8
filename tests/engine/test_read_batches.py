"""A batch whose items a second batch completes, and names that stand deeper in a request."""

from typing import Any

import pytest

from reconciler.engine.reading.outputs import arn_of
from reconciler.engine.reading.read import Target, batch, listed_within, with_names
from reconciler.plan.calls import Answer, AwsRefused, Call
from reconciler.spec.forms import forms
from reconciler.spec.stack import Scope

SCOPE = Scope("", "1", "eu-west-1")
FORM = forms()["ssm.parameters"]


def test_names_stand_where_the_path_leads() -> None:
    assert with_names({"a": 1}, "Names", ["x"]) == {"a": 1, "Names": ["x"]}
    filters: Any = {"Filters": [{"Key": "Name"}]}
    found = with_names(filters, "Filters.Values", ["x", "y"])
    assert found == {"Filters": [{"Key": "Name", "Values": ["x", "y"]}]}
    assert with_names({}, "Filter.Values", ["x"]) == {"Filter": {"Values": ["x"]}}


def test_a_batch_is_completed_by_another_of_the_same_names() -> None:
    sent: list[Call] = []

    def send(call: Call) -> Answer:
        sent.append(call)
        if call.operation == "GetParameters":
            return {"Parameters": [{"Name": "/a", "Value": "1"}], "InvalidParameters": ["/b"]}
        return {"Parameters": [{"Name": "/a", "Description": "d"}, {"Name": "/b"}]}

    targets = [Target(name, FORM, SCOPE, (name,)) for name in ("/a", "/b")]
    found = batch(send, targets, FORM.kind.read)
    assert found == {"/a": {"Name": "/a", "Value": "1", "Description": "d"}, "/b": None}
    assert sent[1].params["ParameterFilters"] == [
        {"Key": "Name", "Option": "Equals", "Values": ["/a", "/b"]}
    ]


@pytest.mark.parametrize(
    ("code", "is_told"),
    [("RepositoryDoesNotExistException", False), ("EncryptionKeyAccessDeniedException", True)],
)
def test_what_a_batch_could_not_read_is_not_taken_for_missing(code: str, is_told: bool) -> None:
    form = forms()["codecommit.repositories"]

    def send(call: Call) -> Answer:
        told = {"repositoryName": "b", "errorCode": code, "errorMessage": "no"}
        return {"repositories": [{"repositoryName": "a"}], "errors": [told]}

    targets = [Target(name, form, SCOPE, (name,)) for name in ("a", "b")]
    if is_told:
        with pytest.raises(AwsRefused, match=code):
            batch(send, targets, form.kind.read)
    else:
        assert batch(send, targets, form.kind.read)["b"] is None


def test_an_arn_has_one_slash_before_a_name_however_it_begins() -> None:
    for name, arn in (("/a/b", "parameter/a/b"), ("plain", "parameter/plain")):
        assert arn_of(FORM, SCOPE, {"name": name}) == f"arn:aws:ssm:eu-west-1:1:{arn}"


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "ValidationException"])
def test_a_list_is_empty_where_what_it_is_bound_to_is_not_there_yet(code: str) -> None:
    rules = forms()["eventbridge.rules"]

    def send(call: Call) -> Answer:
        raise AwsRefused(call, code, "Event bus orders does not exist.", "", 400)

    def listed(**names: str) -> list[Any]:
        return listed_within(send, rules, rules.kind.read, names, SCOPE)

    if code == "ResourceNotFoundException":
        assert listed(event_bus_name="orders") == []
    else:
        with pytest.raises(AwsRefused):
            listed(event_bus_name="orders")
    with pytest.raises(AwsRefused):
        listed()
