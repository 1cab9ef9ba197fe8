"""Elastic Beanstalk: applications, versions, templates, platforms, and settings that are checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

STACK = "64bit Amazon Linux 2023 v4.7.2 running Python 3.12"
ROLE = "arn:aws:iam::123456789012:role/keeper"
ASG = "aws:autoscaling:asg"
VALUES = "aws:elasticbeanstalk:application:environment"
INVALID = "InvalidParameterValue"


def option(namespace: str, name: str, value: str | None = None) -> dict[str, str]:
    found = {"Namespace": namespace, "OptionName": name}
    return found if value is None else {**found, "Value": value}


def values(settings: dict[str, Any]) -> dict[str, str]:
    """The values of a configuration set by name, where they have one."""
    return {one["OptionName"]: one["Value"] for one in settings["OptionSettings"] if "Value" in one}


@pytest.fixture
def beanstalk(client: Callable[..., Any]) -> Any:
    made = client("elasticbeanstalk")
    made.create_application(ApplicationName="shop", Description="The shop")
    return made


def application(beanstalk: Any) -> dict[str, Any]:
    (found,) = beanstalk.describe_applications(ApplicationNames=["shop", "gone"])["Applications"]
    return dict(found)


def template(beanstalk: Any, name: str = "base") -> dict[str, Any]:
    found = beanstalk.describe_configuration_settings(ApplicationName="shop", TemplateName=name)
    (only,) = found["ConfigurationSettings"]
    return dict(only)


def test_an_application_reads_with_a_lifecycle_nobody_set(beanstalk: Any, refused: Any) -> None:
    found = application(beanstalk)
    assert found["ApplicationArn"] == (
        "arn:aws:elasticbeanstalk:eu-west-1:123456789012:application/shop"
    )
    assert (found["Versions"], found["ConfigurationTemplates"]) == ([], [])
    assert found["ResourceLifecycleConfig"] == {
        "VersionLifecycleConfig": {
            "MaxCountRule": {"Enabled": False, "MaxCount": 200, "DeleteSourceFromS3": False},
            "MaxAgeRule": {"Enabled": False, "MaxAgeInDays": 180, "DeleteSourceFromS3": False},
        }
    }
    with refused(INVALID, "Application shop already exists."):
        beanstalk.create_application(ApplicationName="shop")
    with refused(INVALID, "No Application named 'gone' found."):
        beanstalk.update_application(ApplicationName="gone", Description="x")


def test_a_description_is_kept_or_cleared(beanstalk: Any) -> None:
    beanstalk.update_application(ApplicationName="shop")
    assert application(beanstalk)["Description"] == "The shop"
    beanstalk.update_application(ApplicationName="shop", Description="")
    assert "Description" not in application(beanstalk)


def test_a_lifecycle_needs_a_role_once(beanstalk: Any, refused: Any) -> None:
    change = beanstalk.update_application_resource_lifecycle
    rule = {"MaxCountRule": {"Enabled": True, "MaxCount": 5}}
    with refused(INVALID, "ServiceRole is required"):
        change(ApplicationName="shop", ResourceLifecycleConfig={"VersionLifecycleConfig": rule})
    change(
        ApplicationName="shop",
        ResourceLifecycleConfig={"ServiceRole": ROLE, "VersionLifecycleConfig": rule},
    )
    age = {"MaxAgeRule": {"Enabled": True, "MaxAgeInDays": 9}}
    change(ApplicationName="shop", ResourceLifecycleConfig={"VersionLifecycleConfig": age})

    found = application(beanstalk)["ResourceLifecycleConfig"]
    assert found["ServiceRole"] == ROLE
    assert found["VersionLifecycleConfig"]["MaxAgeRule"]["MaxAgeInDays"] == 9
    assert found["VersionLifecycleConfig"]["MaxCountRule"]["MaxCount"] == 5


def test_an_application_goes_with_versions_and_templates(beanstalk: Any, refused: Any) -> None:
    beanstalk.create_application_version(ApplicationName="shop", VersionLabel="v1")
    beanstalk.create_configuration_template(
        ApplicationName="shop", TemplateName="base", SolutionStackName=STACK
    )
    with refused(INVALID, "v1 already exists"):
        beanstalk.create_application_version(ApplicationName="shop", VersionLabel="v1")
    found = application(beanstalk)
    assert (found["Versions"], found["ConfigurationTemplates"]) == (["v1"], ["base"])
    beanstalk.delete_application(ApplicationName="shop")
    beanstalk.delete_application(ApplicationName="shop")

    assert beanstalk.describe_applications()["Applications"] == []
    assert beanstalk.describe_application_versions()["ApplicationVersions"] == []
    beanstalk.create_application(ApplicationName="shop")
    assert application(beanstalk)["ConfigurationTemplates"] == []


def test_versions(beanstalk: Any, refused: Any) -> None:
    with refused(INVALID, "No Application named 'new' found."):
        beanstalk.create_application_version(ApplicationName="new", VersionLabel="v1")
    beanstalk.create_application_version(
        ApplicationName="new", VersionLabel="v1", AutoCreateApplication=True, Process=True
    )
    beanstalk.update_application_version(
        ApplicationName="new", VersionLabel="v1", Description="First"
    )
    (found,) = beanstalk.describe_application_versions(ApplicationName="new")["ApplicationVersions"]
    assert (found["Description"], found["Status"]) == ("First", "Processed")
    beanstalk.delete_application_version(ApplicationName="new", VersionLabel="v1")
    with refused(INVALID, "No Application Version named 'v1' found."):
        beanstalk.update_application_version(ApplicationName="new", VersionLabel="v1")


def test_a_template_holds_every_option(beanstalk: Any, refused: Any) -> None:
    made = beanstalk.create_configuration_template(
        ApplicationName="shop",
        TemplateName="base",
        SolutionStackName=STACK,
        OptionSettings=[option(ASG, "MinSize", "2"), option(VALUES, "STAGE", "prod")],
    )
    assert made["PlatformArn"] == (
        "arn:aws:elasticbeanstalk:eu-west-1::platform/"
        "Python 3.12 running on 64bit Amazon Linux 2023/4.7.2"
    )
    found = template(beanstalk)
    assert len(found["OptionSettings"]) > 80
    assert not {"DeploymentStatus", "EnvironmentName"} & found.keys()
    told = values(found)
    assert (told["MinSize"], told["MaxSize"], told["STAGE"]) == ("2", "4", "prod")
    (least,) = [one for one in found["OptionSettings"] if one["OptionName"] == "MinSize"]
    assert least["ResourceName"] == "AWSEBAutoScalingGroup"
    with refused(INVALID, "Configuration Template base already exists."):
        beanstalk.create_configuration_template(
            ApplicationName="shop", TemplateName="base", SolutionStackName=STACK
        )


def test_a_template_is_changed_in_part(beanstalk: Any, refused: Any) -> None:
    beanstalk.create_configuration_template(
        ApplicationName="shop",
        TemplateName="base",
        SolutionStackName=STACK,
        Description="Base",
        OptionSettings=[option(ASG, "MinSize", "2"), option(VALUES, "STAGE", "prod")],
    )
    names = {"ApplicationName": "shop", "TemplateName": "base"}
    with refused("InvalidParameterCombination", "both set and removed"):
        beanstalk.update_configuration_template(
            **names,
            OptionSettings=[option(ASG, "MinSize", "3")],
            OptionsToRemove=[option(ASG, "MinSize")],
        )
    beanstalk.update_configuration_template(
        **names,
        OptionSettings=[option(ASG, "MaxSize", "9")],
        OptionsToRemove=[option(ASG, "MinSize"), option(VALUES, "NEVER")],
    )
    found = template(beanstalk)
    told = values(found)
    assert (told["MinSize"], told["MaxSize"], told["STAGE"]) == ("1", "9", "prod")
    assert found["Description"] == "Base"
    beanstalk.update_configuration_template(**names, Description="")
    assert "Description" not in template(beanstalk)


def test_a_template_from_a_template(beanstalk: Any, refused: Any) -> None:
    create = beanstalk.create_configuration_template
    create(
        ApplicationName="shop",
        TemplateName="base",
        SolutionStackName=STACK,
        OptionSettings=[option(ASG, "MinSize", "2")],
    )
    source = {"ApplicationName": "shop", "TemplateName": "base"}
    create(ApplicationName="shop", TemplateName="next", SourceConfiguration=source)
    assert values(template(beanstalk, "next"))["MinSize"] == "2"

    names = {"ApplicationName": "shop", "TemplateName": "other"}
    with refused("InvalidParameterCombination", "must match"):
        other = STACK.replace("3.12", "3.13")
        create(**names, SourceConfiguration=source, SolutionStackName=other)
    with refused("MissingRequiredParameter"):
        create(**names)
    with refused(INVALID, "No Configuration Template named 'shop/gone' found."):
        create(**names, SourceConfiguration={**source, "TemplateName": "gone"})
    with refused(INVALID, "No Solution Stack named '64bit Plan 9' found."):
        create(**names, SolutionStackName="64bit Plan 9")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            option("aws:elb", "Kind", "x"),
            (
                "Invalid option specification (Namespace: 'aws:elb', OptionName: 'Kind'): "
                "Unknown configuration setting."
            ),
        ),
        (option(ASG, "Size", "1"), "Unknown configuration setting."),
        (option(ASG, "MinSize", "0"), "Value is less than minimum allowed value: 1"),
        (option(ASG, "MaxSize", "10001"), "Value is greater than maximum allowed value: 10000"),
        (option(ASG, "MinSize", "5"), "Value is greater than MaxSize: 4"),
        (
            option("aws:elasticbeanstalk:command", "DeploymentPolicy", "Fast"),
            "Value is not one of the allowed values: [AllAtOnce, Rolling",
        ),
    ],
)
def test_settings_that_are_refused(
    beanstalk: Any, refused: Any, setting: dict[str, str], message: str
) -> None:
    with refused("ConfigurationValidationException", message):
        beanstalk.create_configuration_template(
            ApplicationName="shop",
            TemplateName="base",
            SolutionStackName=STACK,
            OptionSettings=[setting],
        )
    (told,) = beanstalk.validate_configuration_settings(
        ApplicationName="shop", OptionSettings=[setting]
    )["Messages"]
    assert (told["Severity"], told["OptionName"]) == ("error", setting["OptionName"])
    assert message in told["Message"]


def test_settings_are_checked_with_those_there_are(beanstalk: Any, refused: Any) -> None:
    beanstalk.create_configuration_template(
        ApplicationName="shop",
        TemplateName="base",
        SolutionStackName=STACK,
        OptionSettings=[option(ASG, "MaxSize", "9")],
    )
    check = beanstalk.validate_configuration_settings
    five = [option(ASG, "MinSize", "5")]
    found = check(ApplicationName="shop", TemplateName="base", OptionSettings=five)
    assert found["Messages"] == []
    with refused("InvalidParameterCombination"):
        check(
            ApplicationName="shop",
            TemplateName="base",
            EnvironmentName="prod",
            OptionSettings=five,
        )


def test_tags(beanstalk: Any, refused: Any) -> None:
    arn = application(beanstalk)["ApplicationArn"]
    tag = {"Key": "team", "Value": "web"}
    change = beanstalk.update_tags_for_resource
    change(ResourceArn=arn, TagsToAdd=[tag, {"Key": "a", "Value": "1"}])
    change(ResourceArn=arn, TagsToRemove=["a", "never"])
    assert beanstalk.list_tags_for_resource(ResourceArn=arn)["ResourceTags"] == [tag]

    with refused("ResourceNotFoundException"):
        change(ResourceArn=f"{arn}s", TagsToAdd=[tag])
    with refused("MissingRequiredParameter"):
        change(ResourceArn=arn)
    with refused("InvalidParameterCombination"):
        change(ResourceArn=arn, TagsToAdd=[tag], TagsToRemove=["team"])
    with refused(INVALID, "elasticbeanstalk:"):
        change(ResourceArn=arn, TagsToAdd=[{"Key": "elasticbeanstalk:x", "Value": "1"}])
    with refused("TooManyTagsException"):
        many = [{"Key": str(number), "Value": "1"} for number in range(50)]
        change(ResourceArn=arn, TagsToAdd=many)


def test_platforms(beanstalk: Any, refused: Any) -> None:
    stacks = beanstalk.list_available_solution_stacks()["SolutionStacks"]
    assert STACK in stacks
    wanted = [
        {"Type": "PlatformBranchName", "Operator": "begins_with", "Values": ["Python"]},
        {"Type": "PlatformLifecycleState", "Operator": "=", "Values": ["Recommended"]},
    ]
    pages = beanstalk.get_paginator("list_platform_versions").paginate(Filters=wanted)
    found = [one for page in pages for one in page["PlatformSummaryList"]]
    assert {one["PlatformBranchName"].split(" ")[0] for one in found} == {"Python"}
    assert len(found) == 3
    arn = found[0]["PlatformArn"]
    shown = beanstalk.describe_platform_version(PlatformArn=arn)["PlatformDescription"]
    assert shown["SolutionStackName"] in stacks
    with refused(INVALID, "No Platform named"):
        beanstalk.describe_platform_version(PlatformArn=f"{arn}x")


def test_options_are_described(beanstalk: Any) -> None:
    of = {"SolutionStackName": STACK}
    found = beanstalk.describe_configuration_options(**of)["Options"]
    assert len(found) > 80
    (one,) = beanstalk.describe_configuration_options(**of, Options=[option(ASG, "MinSize")])[
        "Options"
    ]
    assert (one["DefaultValue"], one["MinValue"], one["UserDefined"]) == ("1", 1, False)


@pytest.mark.parametrize(
    ("coins", "code"), [((), ""), (("elasticbeanstalk.delete_missing_refused",), INVALID)]
)
def test_deleting_what_is_not_there(tails: Any, coins: tuple[str, ...], code: str) -> None:
    beanstalk = tails(*coins)("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="shop")
    calls: list[Callable[[], Any]] = [
        lambda: beanstalk.delete_application(ApplicationName="gone"),
        lambda: beanstalk.delete_configuration_template(
            ApplicationName="shop", TemplateName="gone"
        ),
    ]
    for call in calls:
        found = ""
        try:
            call()
        except ClientError as error:
            found = error.response["Error"]["Code"]
        assert found == code
