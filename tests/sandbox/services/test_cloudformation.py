"""CloudFormation: stacks as others look them up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.delivery.builds import code

NOTHING = {"Wait": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}


def template(outputs: dict[str, Any], **rest: Any) -> str:
    """A template of these outputs, and of a resource that makes nothing."""
    return json.dumps({"Resources": NOTHING, "Outputs": outputs, **rest})


@pytest.fixture
def cloudformation(client: Callable[..., Any]) -> Any:
    return client("cloudformation")


def outputs(cloudformation: Any, stack: str = "net") -> dict[str, str]:
    (row,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in row["Outputs"]}


def test_outputs_are_of_literals_parameters_and_the_place(cloudformation: Any) -> None:
    body = template(
        {
            "Plain": {"Value": "vpc-1"},
            "Given": {"Value": {"Ref": "Zone"}},
            "Said": {"Value": {"Fn::Sub": "arn:${AWS::Partition}:${AWS::Region}:${Zone}"}},
            "Joined": {"Value": {"Fn::Join": [",", ["a", {"Ref": "AWS::AccountId"}]]}},
        },
        Parameters={"Zone": {"Type": "String", "Default": "a"}},
    )
    made = cloudformation.create_stack(StackName="net", TemplateBody=body)

    assert made["StackId"].startswith("arn:aws:cloudformation:eu-west-1:123456789012:stack/net/")
    assert outputs(cloudformation) == {
        "Plain": "vpc-1",
        "Given": "a",
        "Said": "arn:aws:eu-west-1:a",
        "Joined": "a,123456789012",
    }
    given = [{"ParameterKey": "Zone", "ParameterValue": "b"}]
    cloudformation.update_stack(StackName="net", UsePreviousTemplate=True, Parameters=given)
    assert outputs(cloudformation)["Given"] == "b"
    kept = [{"ParameterKey": "Zone", "UsePreviousValue": True}]
    with pytest.raises(ClientError, match="No updates are to be performed"):
        cloudformation.update_stack(StackName="net", UsePreviousTemplate=True, Parameters=kept)
    assert cloudformation.get_template(StackName="net")["TemplateBody"] == json.loads(body)


def test_exports_are_listed_and_unique_in_a_region(cloudformation: Any) -> None:
    one = {"Id": {"Value": "vpc-1", "Export": {"Name": "vpc"}}}
    cloudformation.create_stack(StackName="net", TemplateBody=template(one))
    cloudformation.create_stack(StackName="twin", TemplateBody=template(one))

    (found,) = cloudformation.list_exports()["Exports"]
    assert (found["Name"], found["Value"]) == ("vpc", "vpc-1")
    (twin,) = cloudformation.describe_stacks(StackName="twin")["Stacks"]
    assert twin["StackStatus"] == "ROLLBACK_COMPLETE"
    assert twin["StackStatusReason"] == "Export with name vpc is already exported by stack net."
    cloudformation.delete_stack(StackName="net")
    assert cloudformation.list_exports()["Exports"] == []


def test_what_is_deleted_is_found_by_its_id_only(cloudformation: Any) -> None:
    made = cloudformation.create_stack(StackName="net", TemplateBody=template({}))["StackId"]
    cloudformation.delete_stack(StackName="net")
    cloudformation.delete_stack(StackName="net")

    (gone,) = cloudformation.describe_stacks(StackName=made)["Stacks"]
    assert gone["StackStatus"] == "DELETE_COMPLETE"
    assert cloudformation.describe_stacks()["Stacks"] == []
    with pytest.raises(ClientError, match="Stack with id net does not exist") as error:
        cloudformation.describe_stacks(StackName="net")
    assert code(error) == "ValidationError"
    again = cloudformation.create_stack(StackName="net", TemplateBody=template({}))["StackId"]
    assert again != made
    listed = cloudformation.list_stacks(StackStatusFilter=["CREATE_COMPLETE"])["StackSummaries"]
    assert [row["StackId"] for row in listed] == [again]


@pytest.mark.parametrize(
    ("body", "wanted", "told"),
    [
        ("Resources: {}", "NotImplemented", "YAML"),
        ("{", "ValidationError", "not well-formed"),
        ("{}", "ValidationError", "At least one Resources member"),
        (json.dumps({"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}), "NotImplemented", "Bucket"),
        (template({"A": {"Value": {"Fn::GetAtt": ["B", "Arn"]}}}), "NotImplemented", "GetAtt"),
        (template({}, Parameters={"P": {"Type": "String"}}), "ValidationError", "must have values"),
    ],
)
def test_templates_that_are_not_taken(
    cloudformation: Any, body: str, wanted: str, told: str
) -> None:
    with pytest.raises(ClientError, match=told) as error:
        cloudformation.create_stack(StackName="net", TemplateBody=body)
    assert code(error) == wanted
    assert cloudformation.list_stacks()["StackSummaries"] == []


def test_a_name_is_taken_once(cloudformation: Any, refused: Any) -> None:
    cloudformation.create_stack(StackName="net", TemplateBody=template({}))
    with refused("AlreadyExistsException", "already exists"):
        cloudformation.create_stack(StackName="net", TemplateBody=template({}))
    given = [{"ParameterKey": "X", "ParameterValue": "1"}]
    with refused("ValidationError", "do not exist in the template"):
        cloudformation.create_stack(StackName="other", TemplateBody=template({}), Parameters=given)
