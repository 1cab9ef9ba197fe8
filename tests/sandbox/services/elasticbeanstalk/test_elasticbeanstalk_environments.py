"""Elastic Beanstalk: environments as time passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.delivery.test_courier import document, letting, queue, received
from tests.sandbox.services.elasticbeanstalk.test_elasticbeanstalk import (
    ASG,
    INVALID,
    STACK,
    VALUES,
    application,
    option,
    template,
    values,
)

NAMES = {"ApplicationName": "shop", "EnvironmentName": "prod"}
ARN = "arn:aws:elasticbeanstalk:eu-west-1:123456789012:environment/shop/prod"
BUSY = "Environment named prod is in an invalid state for this operation. Must be Ready."
ROLE = ("aws:elasticbeanstalk:environment", "ServiceRole")


@pytest.fixture
def beanstalk(client: Callable[..., Any]) -> Any:
    made = client("elasticbeanstalk")
    made.create_application(ApplicationName="shop")
    return made


@pytest.fixture
def launch(beanstalk: Any, sandbox: Sandbox) -> Callable[..., dict[str, Any]]:
    """`launch(Tier={...})`: a new environment prod that is Ready."""

    def make(**given: Any) -> dict[str, Any]:
        given = {"SolutionStackName": STACK, **NAMES, **given}
        made = beanstalk.create_environment(**given)
        assert made["Status"] == "Launching"
        sandbox.advance(60)
        return environment(beanstalk, given["EnvironmentName"])

    return make


def environment(beanstalk: Any, name: str = "prod") -> dict[str, Any]:
    found = beanstalk.describe_environments(EnvironmentNames=[name], IncludeDeleted=False)
    (only,) = found["Environments"]
    return dict(only)


def sets(beanstalk: Any) -> dict[str, dict[str, str]]:
    """The values of the configuration sets of prod, by their status."""
    found = beanstalk.describe_configuration_settings(**NAMES)["ConfigurationSettings"]
    return {one["DeploymentStatus"]: values(one) for one in found}


def messages(beanstalk: Any, **given: Any) -> list[str]:
    pages = beanstalk.get_paginator("describe_events").paginate(**given)
    return [one["Message"] for page in pages for one in page["Events"]]


def test_an_environment_launches(beanstalk: Any, sandbox: Sandbox) -> None:
    made = beanstalk.create_environment(**NAMES, SolutionStackName=STACK)
    assert (made["Status"], made["Health"]) == ("Launching", "Grey")
    assert "EndpointURL" not in made
    assert made["Tier"] == {"Name": "WebServer", "Type": "Standard", "Version": "1.0"}
    assert made["EnvironmentArn"] == ARN
    assert made["CNAME"].startswith("prod.eba-")
    sandbox.advance(60)

    found = environment(beanstalk)
    assert (found["Status"], found["Health"]) == ("Ready", "Green")
    assert found["EnvironmentId"] == made["EnvironmentId"]
    assert messages(beanstalk, EnvironmentName="prod") == [
        "Successfully launched environment: prod",
        "createEnvironment is starting.",
    ]


def test_an_environment_must_be_ready(beanstalk: Any, sandbox: Sandbox, refused: Any) -> None:
    beanstalk.create_environment(**NAMES, SolutionStackName=STACK)
    with refused(INVALID, BUSY):
        beanstalk.update_environment(EnvironmentName="prod", Description="x")
    with refused("OperationInProgressFailure"):
        beanstalk.update_tags_for_resource(ResourceArn=ARN, TagsToAdd=[{"Key": "a", "Value": "1"}])
    sandbox.advance(60)
    done = beanstalk.update_environment(EnvironmentName="prod", Description="x")
    assert (done["Status"], done["AbortableOperationInProgress"]) == ("Updating", True)
    with refused(INVALID, BUSY):
        beanstalk.associate_environment_operations_role(
            EnvironmentName="prod", OperationsRole="arn:aws:iam::123456789012:role/worker"
        )


def test_a_name_is_taken_until_the_environment_is_gone(
    beanstalk: Any, launch: Any, sandbox: Sandbox, refused: Any
) -> None:
    first = launch()["EnvironmentId"]
    with refused(INVALID, "Environment prod already exists."):
        beanstalk.create_environment(**NAMES, SolutionStackName=STACK)
    assert beanstalk.terminate_environment(EnvironmentName="prod")["Status"] == "Terminating"
    with refused(INVALID, "Environment prod already exists."):
        beanstalk.create_environment(**NAMES, SolutionStackName=STACK)
    with refused(INVALID, BUSY):
        beanstalk.terminate_environment(EnvironmentId=first)
    sandbox.advance(60)
    with refused(INVALID, "No Environment found for EnvironmentName = 'prod'."):
        beanstalk.terminate_environment(EnvironmentName="prod")
    with refused("ResourceNotFoundException"):
        beanstalk.list_tags_for_resource(ResourceArn=ARN)

    second = launch()["EnvironmentId"]
    every = beanstalk.describe_environments(EnvironmentNames=["prod"], IncludeDeleted=True)
    told = {one["EnvironmentId"]: one["Status"] for one in every["Environments"]}
    assert told == {first: "Terminated", second: "Ready"}
    sandbox.advance(3600)
    every = beanstalk.describe_environments(EnvironmentNames=["prod"], IncludeDeleted=True)
    assert [one["EnvironmentId"] for one in every["Environments"]] == [second]


@pytest.mark.parametrize(
    ("coins", "told"),
    [((), ["Terminated"]), (("elasticbeanstalk.deleted_left_out",), [])],
)
def test_what_ended_may_be_shown_unasked(
    coins: tuple[str, ...], told: list[str], no_ambient_aws: None
) -> None:
    import boto3

    from reconciler.sandbox.services import with_coins

    sandbox = Sandbox(services=with_coins(*coins))
    session = sandbox.attach(boto3.Session(region_name="eu-west-1"))
    beanstalk = session.client("elasticbeanstalk", region_name="eu-west-1")
    beanstalk.create_application(ApplicationName="shop")
    beanstalk.create_environment(**NAMES, SolutionStackName=STACK)
    sandbox.advance(60)
    beanstalk.terminate_environment(EnvironmentName="prod")
    sandbox.advance(60)

    found = beanstalk.describe_environments()["Environments"]
    assert [one["Status"] for one in found] == told


def test_an_update_is_a_draft_until_it_is_deployed(
    beanstalk: Any, launch: Any, sandbox: Sandbox
) -> None:
    launch(OptionSettings=[option(ASG, "MinSize", "2"), option(VALUES, "STAGE", "prod")])
    beanstalk.update_environment(
        EnvironmentName="prod",
        OptionSettings=[option(ASG, "MaxSize", "6")],
        OptionsToRemove=[option(VALUES, "STAGE")],
    )
    found = sets(beanstalk)
    assert (found["deployed"]["MaxSize"], found["deployed"]["STAGE"]) == ("4", "prod")
    assert found["pending"]["MaxSize"] == "6"
    assert "STAGE" not in found["pending"]
    sandbox.advance(60)

    found = sets(beanstalk)
    assert found.keys() == {"deployed"}
    assert (found["deployed"]["MinSize"], found["deployed"]["MaxSize"]) == ("2", "6")
    assert len(found["deployed"]) > 60


def test_version_and_configuration_do_not_go_together(
    beanstalk: Any, launch: Any, sandbox: Sandbox, refused: Any
) -> None:
    beanstalk.create_application_version(ApplicationName="shop", VersionLabel="v1")
    launch()
    update = beanstalk.update_environment
    with refused("InvalidParameterCombination", "at the same time"):
        update(
            EnvironmentName="prod",
            VersionLabel="v1",
            OptionSettings=[option(ASG, "MaxSize", "6")],
        )
    with refused(INVALID, "No Application Version named 'v2' found."):
        update(EnvironmentName="prod", VersionLabel="v2")
    with refused(INVALID, "tier"):
        update(EnvironmentName="prod", Tier={"Name": "Worker"})
    with refused("ConfigurationValidationException"):
        update(EnvironmentName="prod", OptionSettings=[option(ASG, "MinSize", "6")])
    with refused("MissingRequiredParameter"):
        update(Description="x")
    update(EnvironmentName="prod", VersionLabel="v1", Tier={"Name": "WebServer"})
    with refused(INVALID, "deployed"):
        beanstalk.delete_application_version(ApplicationName="shop", VersionLabel="v1")
    sandbox.advance(60)
    assert environment(beanstalk)["VersionLabel"] == "v1"


def test_a_failed_update_is_ready_again_with_an_error(
    beanstalk: Any, launch: Any, sandbox: Sandbox, role: Any
) -> None:
    launch()
    start = environment(beanstalk)["DateUpdated"] + timedelta(seconds=30)
    beanstalk.update_environment(EnvironmentName="prod", OptionSettings=[option(*ROLE, "nobody")])
    sandbox.advance(60)
    assert environment(beanstalk)["Status"] == "Ready"
    found = sets(beanstalk)
    assert "ServiceRole" not in found["deployed"]
    assert found["failed"]["ServiceRole"] == "nobody"
    told = messages(beanstalk, EnvironmentName="prod", Severity="ERROR", StartTime=start)
    assert told == ["Failed to deploy configuration: The service role nobody cannot be assumed."]
    beanstalk.delete_environment_configuration(**NAMES)
    assert sets(beanstalk).keys() == {"deployed"}

    role("elasticbeanstalk", "somebody")
    beanstalk.update_environment(EnvironmentName="prod", OptionSettings=[option(*ROLE, "somebody")])
    sandbox.advance(60)
    assert sets(beanstalk)["deployed"]["ServiceRole"] == "somebody"


def test_a_launch_may_fail(beanstalk: Any, launch: Any) -> None:
    found = launch(OptionSettings=[option(*ROLE, "nobody")])

    assert (found["Status"], found["Health"]) == ("Ready", "Red")
    assert len(messages(beanstalk, Severity="ERROR")) == 1


def test_an_update_is_aborted(beanstalk: Any, launch: Any, sandbox: Sandbox, refused: Any) -> None:
    launch()
    with refused(INVALID, "Must be pending deployment."):
        beanstalk.abort_environment_update(EnvironmentName="prod")
    beanstalk.update_environment(
        EnvironmentName="prod", OptionSettings=[option(ASG, "MaxSize", "6")]
    )
    beanstalk.abort_environment_update(EnvironmentName="prod")
    assert environment(beanstalk)["Status"] == "Aborting"
    sandbox.advance(60)
    assert sets(beanstalk)["deployed"]["MaxSize"] == "4"


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ({"EnvironmentName": "prod_1"}, INVALID, "only letters, digits, and the dash"),
        ({"EnvironmentName": "-prod"}, INVALID, "may not start or end with a dash"),
        ({"ApplicationName": "gone"}, INVALID, "No Application named 'gone' found."),
        ({"VersionLabel": "v9"}, INVALID, "No Application Version named 'v9' found."),
        ({"TemplateName": "t"}, "InvalidParameterCombination", "template"),
        (
            {"SolutionStackName": None, "TemplateName": "t"},
            INVALID,
            "No Configuration Template named 'shop/t' found.",
        ),
        ({"SolutionStackName": None}, "MissingRequiredParameter", "solution stack"),
        ({"EnvironmentName": None}, "MissingRequiredParameter", "EnvironmentName"),
        ({"Tier": {"Name": "Worker", "Type": "Standard"}}, INVALID, "Tier"),
        ({"OperationsRole": "arn:aws:iam::123456789012:role/x"}, INVALID, "does not exist"),
        (
            {"OptionSettings": [option("aws:x", "y", "z")]},
            "ConfigurationValidationException",
            "Unknown configuration setting.",
        ),
    ],
)
def test_what_no_environment_may_be(
    beanstalk: Any, refused: Any, given: dict[str, Any], code: str, message: str
) -> None:
    whole = {**NAMES, "SolutionStackName": STACK, **given}
    with refused(code, message):
        beanstalk.create_environment(
            **{name: value for name, value in whole.items() if value is not None}
        )


def test_names_in_the_dns(beanstalk: Any, launch: Any, refused: Any) -> None:
    full = "my-shop.eu-west-1.elasticbeanstalk.com"
    check = beanstalk.check_dns_availability
    assert check(CNAMEPrefix="my-shop")["Available"] is True
    launch(CNAMEPrefix="my-shop")
    assert check(CNAMEPrefix="my-shop")["FullyQualifiedCNAME"] == full
    assert check(CNAMEPrefix="my-shop")["Available"] is False
    with refused(INVALID, f"DNS name ({full}) is not available."):
        launch(EnvironmentName="test", CNAMEPrefix="my-shop")
    launch(EnvironmentName="test", CNAMEPrefix="test-shop")
    beanstalk.swap_environment_cnames(
        SourceEnvironmentName="prod", DestinationEnvironmentName="test"
    )
    assert environment(beanstalk, "test")["CNAME"] == full


def test_a_worker_has_no_name_in_the_dns(launch: Any) -> None:
    found = launch(Tier={"Name": "Worker", "Type": "SQS/HTTP"})
    assert "CNAME" not in found
    assert found["Tier"]["Type"] == "SQS/HTTP"


def test_environments_have_tags_of_the_service(
    beanstalk: Any, launch: Any, sandbox: Sandbox
) -> None:
    launch(Tags=[{"Key": "team", "Value": "web"}])
    beanstalk.update_tags_for_resource(
        ResourceArn=ARN, TagsToAdd=[{"Key": "tier", "Value": "1"}], TagsToRemove=["team"]
    )
    assert environment(beanstalk)["Status"] == "Updating"
    sandbox.advance(60)
    found = beanstalk.list_tags_for_resource(ResourceArn=ARN)["ResourceTags"]
    assert {one["Key"] for one in found} == {
        "tier",
        "Name",
        "elasticbeanstalk:environment-id",
        "elasticbeanstalk:environment-name",
    }


def test_an_application_with_environments(
    beanstalk: Any, launch: Any, sandbox: Sandbox, refused: Any
) -> None:
    launch()
    with refused("OperationInProgressFailure", "running environment"):
        beanstalk.delete_application(ApplicationName="shop")
    beanstalk.delete_application(ApplicationName="shop", TerminateEnvByForce=True)
    assert environment(beanstalk)["Status"] == "Terminating"
    assert application(beanstalk)
    sandbox.advance(60)
    assert beanstalk.describe_applications()["Applications"] == []


def test_templates_and_environments_make_each_other(
    beanstalk: Any, launch: Any, sandbox: Sandbox
) -> None:
    source = launch(OptionSettings=[option(ASG, "MinSize", "3")])["EnvironmentId"]
    beanstalk.create_configuration_template(
        ApplicationName="shop", TemplateName="base", EnvironmentId=source
    )
    assert values(template(beanstalk))["MinSize"] == "3"
    other = beanstalk.create_environment(
        ApplicationName="shop", EnvironmentName="test", TemplateName="base"
    )
    assert (other["SolutionStackName"], other["TemplateName"]) == (STACK, "base")
    beanstalk.update_environment(
        EnvironmentName="prod", OptionSettings=[option(ASG, "MinSize", "1")]
    )
    sandbox.advance(60)
    beanstalk.update_environment(EnvironmentName="prod", TemplateName="base")
    sandbox.advance(60)
    assert sets(beanstalk)["deployed"]["MinSize"] == "3"


def test_an_operations_role(beanstalk: Any, launch: Any, role: Any) -> None:
    launch()
    arn = role("elasticbeanstalk")
    beanstalk.associate_environment_operations_role(EnvironmentName="prod", OperationsRole=arn)
    assert environment(beanstalk)["OperationsRole"] == arn
    beanstalk.disassociate_environment_operations_role(EnvironmentName="prod")
    assert "OperationsRole" not in environment(beanstalk)


def test_a_rebuild_takes_a_while(beanstalk: Any, launch: Any, sandbox: Sandbox) -> None:
    launch()
    beanstalk.rebuild_environment(EnvironmentName="prod")
    assert environment(beanstalk)["Status"] == "Updating"
    sandbox.advance(60)
    assert environment(beanstalk)["Status"] == "Ready"


def test_a_set_is_of_an_environment_or_a_template(
    beanstalk: Any, launch: Any, refused: Any
) -> None:
    launch()
    describe = beanstalk.describe_configuration_settings
    with refused("InvalidParameterCombination"):
        describe(**NAMES, TemplateName="base")
    with refused("MissingRequiredParameter"):
        describe(ApplicationName="shop")
    beanstalk.create_application(ApplicationName="other")
    with refused(INVALID, "No Environment found for EnvironmentName = 'prod'."):
        describe(ApplicationName="other", EnvironmentName="prod")


def test_there_are_pages_only_if_they_are_asked_for(beanstalk: Any, launch: Any) -> None:
    names = [launch(EnvironmentName=f"env-{number}")["EnvironmentName"] for number in range(4)]
    found = beanstalk.describe_environments(ApplicationName="shop")
    assert [one["EnvironmentName"] for one in found["Environments"]] == names
    assert "NextToken" not in found
    first = beanstalk.describe_environments(ApplicationName="shop", MaxRecords=1)
    assert len(first["Environments"]) == 1
    second = beanstalk.describe_environments(
        ApplicationName="shop", MaxRecords=1, NextToken=first["NextToken"]
    )
    assert [one["EnvironmentName"] for one in second["Environments"]] == names[1:2]
    assert len(messages(beanstalk, ApplicationName="shop", MaxRecords=2)) == 8


def test_eventbridge_is_told(
    beanstalk: Any, launch: Any, client: Callable[..., Any], sandbox: Sandbox
) -> None:
    arn = "arn:aws:sqs:eu-west-1:123456789012:jobs"
    url = queue(client, document(letting("sqs:SendMessage", arn)))
    events = client("events")
    pattern = {"detail-type": ["Elastic Beanstalk resource status change"]}
    events.put_rule(Name="beans", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="beans", Targets=[{"Id": "1", "Arn": arn}])
    launch()
    beanstalk.update_environment(EnvironmentName="prod", OptionSettings=[option(*ROLE, "nobody")])
    sandbox.advance(60)
    environment(beanstalk)
    beanstalk.terminate_environment(EnvironmentName="prod")

    told = [json.loads(body) for body in received(client, url)]
    assert all(one["resources"] == [ARN] for one in told)
    found = {one["detail"]["Status"]: one["detail"]["Severity"] for one in told}
    assert found == {
        "Environment creation started": "INFO",
        "Environment creation successful": "INFO",
        "Environment update started": "INFO",
        "Environment update failed": "ERROR",
        "Environment termination started": "INFO",
    }
