"""What the door mends of moto's parameters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.delivery.builds import client, sandbox
from tests.sandbox.neighbours.test_mended import code

POLICY = {
    "Type": "Expiration",
    "Version": "1.0",
    "Attributes": {"Timestamp": "2030-01-07T00:00:00.000Z"},
}


@pytest.fixture
def ssm() -> Any:
    return client(sandbox(), "ssm")


def put(ssm: Any, **members: Any) -> None:
    ssm.put_parameter(Name="/a/b", Value="x", Type="String", Overwrite=True, **members)


def described(ssm: Any) -> Any:
    (found,) = ssm.describe_parameters()["Parameters"]
    return found


def test_a_parameter_is_described_with_its_arn_and_policies_as_text(ssm: Any) -> None:
    put(ssm, Tier="Advanced", Policies=json.dumps([POLICY]))
    found = described(ssm)
    assert found["ARN"].endswith(":parameter/a/b")
    assert [json.loads(one["PolicyText"]) for one in found["Policies"]] == [POLICY]
    put(ssm, Policies="[{}]")
    assert described(ssm)["Policies"] == []


def test_what_is_advanced_stays_so(ssm: Any) -> None:
    put(ssm, Tier="Intelligent-Tiering")
    assert described(ssm)["Tier"] == "Standard"
    assert code(put, ssm=ssm, Policies=json.dumps([POLICY])) == "ValidationException"
    put(ssm, Tier="Advanced")
    assert code(put, ssm=ssm, Tier="Standard") == "ValidationException"
    put(ssm, Tier="Intelligent-Tiering")
    assert described(ssm)["Tier"] == "Advanced"


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"Type": "Never"}, "InvalidPolicyTypeException"),
        ({"Version": "2.0"}, "InvalidPolicyAttributeException"),
    ],
)
def test_a_wrong_policy_is_refused(ssm: Any, wrong: dict[str, str], refused: str) -> None:
    text = json.dumps([{**POLICY, **wrong}])
    assert code(put, ssm=ssm, Tier="Advanced", Policies=text) == refused
