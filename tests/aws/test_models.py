"""The models are botocore's: same names, shapes, protocols and pages, without importing it."""

from __future__ import annotations

import subprocess
import sys

import botocore
import botocore.session
import pytest

from reconciler.aws import models

SERVICES = [
    "codecommit",
    "codepipeline",
    "codebuild",
    "codedeploy",
    "codeartifact",
    "codeconnections",
    "events",
    "iam",
    "s3",
    "sts",
    "codestar-notifications",
    "codeguru-reviewer",
    "codeguruprofiler",
    "elasticbeanstalk",
    "lambda",
    "sns",
    "sqs",
    "resourcegroupstaggingapi",
    "logs",
    "kms",
    "ecr",
    "ssm",
    "secretsmanager",
]


@pytest.fixture(scope="module")
def session() -> botocore.session.Session:
    """A bare botocore session, the outside truth of this module."""
    return botocore.session.Session()


@pytest.mark.parametrize("service", SERVICES)
def test_operations_protocol_and_signing_name_are_botocores(
    service: str, session: botocore.session.Session
) -> None:
    """What botocore says of a service is what we say of it."""
    ours, theirs = models.model(service), session.get_service_model(service)

    assert list(ours.operations) == list(theirs.operation_names)
    assert ours.protocol == theirs.resolved_protocol
    assert ours.signing_name == theirs.signing_name
    for name, operation in ours.operations.items():
        assert operation.method == botocore.xform_name(name)
        shape = theirs.operation_model(name).input_shape
        assert list(operation.input.members) == list(shape.members if shape else ())


@pytest.mark.parametrize("service", SERVICES)
def test_member_names_are_spelt_as_botocore_spells_them(service: str) -> None:
    """`snake` is xform_name for every member of the services this tool covers."""
    raw = models.model(service).raw["shapes"]
    names = {member for shape in raw.values() for member in shape.get("members", ())}

    assert {n: models.snake(n) for n in names} == {n: botocore.xform_name(n) for n in names}


def test_the_newest_version_is_taken() -> None:
    """Two versions of events ship: 2014-02-03 and 2015-10-07."""
    assert models.model("events").metadata["apiVersion"] == "2015-10-07"


def test_json_is_chosen_before_cbor() -> None:
    """boto3 1.44 declares CBOR for codebuild and sends JSON all the same."""
    assert models.model("codebuild").protocol == "json"


def test_traits_of_a_member_lie_over_those_of_its_type() -> None:
    """The location stands at the reference, the pattern at the type."""
    domain = models.model("codeartifact").operation("create_domain").input.members["domain"]

    assert domain.traits["location"] == "querystring"
    assert domain.pattern == "[a-z][a-z0-9\\-]{0,48}[a-z0-9]"
    assert domain.bounds == (2, 50)


def test_shapes_may_contain_themselves() -> None:
    """Members are resolved when asked for, so a recursive type costs nothing."""
    value = models.model("dynamodb").shape("AttributeValue")

    assert value.members["L"].element.members["L"].type == "list"


def test_pages_come_from_the_paginators_and_else_from_the_members() -> None:
    """ListRules has a paginator, ListConnections has only its members."""
    assert models.model("events").operation("ListRules").page == models.Page(
        "NextToken", "NextToken", "Limit", "Rules"
    )
    assert models.model("codeconnections").operation("ListConnections").page == models.Page(
        "NextToken", "NextToken", "MaxResults", "Connections"
    )
    assert models.model("codebuild").operation("BatchGetProjects").page is None


def test_errors_are_known_by_the_code_that_clients_see() -> None:
    """IAM's shape is NoSuchEntityException, its code NoSuchEntity."""
    assert "NoSuchEntity" in models.model("iam").operation("GetRole").errors
    assert "PipelineNotFoundException" in models.model("codepipeline").errors


@pytest.mark.parametrize("ask", ["operation", "shape"])
def test_what_the_model_does_not_have_is_refused_by_name(ask: str) -> None:
    """A name that is not there is an error that says the name."""
    model = models.model("sts")
    with pytest.raises(models.UnknownModel, match="MakeCoffee"):
        model.operation("MakeCoffee") if ask == "operation" else model.shape("MakeCoffee")


def test_an_unknown_service_is_refused_by_name() -> None:
    """So is a service that botocore does not know."""
    with pytest.raises(models.UnknownModel, match="codestar-unknown"):
        models.model("codestar-unknown")


def test_botocore_is_never_imported() -> None:
    """Reading a model must not cost botocore's import."""
    code = (
        "import sys; from reconciler.aws import models; models.model('codebuild').operations;"
        "assert 'codebuild' in models.services(); sys.exit('botocore' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
