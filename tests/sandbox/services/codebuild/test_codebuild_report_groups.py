"""CodeBuild: report groups and their reports."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.services.codebuild.projects import SOURCE

ARN = "arn:aws:codebuild:eu-west-1:123456789012:report-group/units"
NO_EXPORT = {"exportConfigType": "NO_EXPORT"}
S3 = {"exportConfigType": "S3", "s3Destination": {"bucket": "reports"}}
TAGS = [{"key": "team", "value": "web"}]
BUILDSPEC = """version: 0.2
phases:
  build:
    commands: [make]
reports:
  units:
    files: ['*.xml']
  arn:aws:codebuild:eu-west-1:123456789012:report-group/units:
    files: ['*.xml']
"""


def make(codebuild: Any, **given: Any) -> Any:
    whole = {"name": "units", "type": "TEST", "exportConfig": NO_EXPORT, **given}
    return codebuild.create_report_group(**whole)["reportGroup"]


def group(codebuild: Any) -> dict[str, Any]:
    (found,) = codebuild.batch_get_report_groups(reportGroupArns=[ARN])["reportGroups"]
    return dict(found)


def test_a_report_group_is_made_once(codebuild: Any, refused: Any) -> None:
    made = make(codebuild, tags=TAGS)
    assert (made["arn"], made["status"], made["tags"]) == (ARN, "ACTIVE", TAGS)
    assert made["exportConfig"] == NO_EXPORT
    with refused("ResourceAlreadyExistsException", ARN):
        make(codebuild)


def test_an_export_shows_its_defaults(codebuild: Any, refused: Any) -> None:
    make(codebuild, exportConfig=S3)
    assert group(codebuild)["exportConfig"]["s3Destination"] == {
        "bucket": "reports",
        "packaging": "NONE",
        "path": "",
        "encryptionDisabled": False,
    }
    with refused("InvalidInputException", "bucket"):
        make(codebuild, name="other", exportConfig={"exportConfigType": "S3"})
    with refused("InvalidInputException", "exportConfigType"):
        make(codebuild, name="other", exportConfig={})


def test_an_update_keeps_what_is_not_sent(codebuild: Any, refused: Any) -> None:
    make(codebuild, tags=TAGS)
    codebuild.update_report_group(arn=ARN, exportConfig=S3)
    assert group(codebuild)["tags"] == TAGS
    codebuild.update_report_group(arn=ARN, tags=[])
    found = group(codebuild)
    assert (found["tags"], found["exportConfig"]["exportConfigType"]) == ([], "S3")
    with refused("ResourceNotFoundException", "gone"):
        codebuild.update_report_group(arn=ARN.replace("units", "gone"), tags=TAGS)


def test_missing_groups_are_named(codebuild: Any) -> None:
    make(codebuild)
    make(codebuild, name="cover", type="CODE_COVERAGE")
    gone = ARN.replace("units", "gone")
    found = codebuild.batch_get_report_groups(reportGroupArns=[ARN, gone])
    assert found["reportGroupsNotFound"] == [gone]
    listed = codebuild.list_report_groups(sortBy="NAME", sortOrder="DESCENDING")["reportGroups"]
    assert [arn.rsplit("/", 1)[-1] for arn in listed] == ["units", "cover"]


def test_a_group_with_reports_is_kept(
    codebuild: Any, create: Any, sandbox: Sandbox, refused: Any
) -> None:
    make(codebuild)
    create(source={**SOURCE, "buildspec": BUILDSPEC})
    build = codebuild.start_build(projectName="api")["build"]["id"]
    assert codebuild.list_reports()["reports"] == []
    sandbox.advance(60)

    listed = codebuild.list_report_groups(sortBy="NAME")["reportGroups"]
    assert [arn.rsplit("/", 1)[-1] for arn in listed] == ["api-units", "units"]
    (report,) = codebuild.list_reports_for_report_group(reportGroupArn=ARN)["reports"]
    (done,) = codebuild.batch_get_builds(ids=[build])["builds"]
    assert report in done["reportArns"]
    (shown,) = codebuild.batch_get_reports(reportArns=[report])["reports"]
    assert (shown["reportGroupArn"], shown["executionId"]) == (ARN, done["arn"])
    with refused("InvalidInputException", "contains reports"):
        codebuild.delete_report_group(arn=ARN)
    codebuild.delete_report_group(arn=ARN, deleteReports=True)
    found = codebuild.batch_get_reports(reportArns=[report])
    assert found["reportsNotFound"] == [report]
    (other,) = codebuild.list_reports()["reports"]
    codebuild.delete_report(arn=other)
    codebuild.delete_report_group(arn=listed[0])
    assert codebuild.list_report_groups()["reportGroups"] == []


@pytest.mark.parametrize(
    ("coins", "code"),
    [((), ""), (("codebuild.delete_missing_refused",), "InvalidInputException")],
)
def test_deleting_what_is_not_there(tails: Any, coins: tuple[str, ...], code: str) -> None:
    from botocore.exceptions import ClientError

    codebuild = tails(*coins)("codebuild")
    fleet = "arn:aws:codebuild:eu-west-1:123456789012:fleet/linux:1"
    for call in (codebuild.delete_report_group, codebuild.delete_fleet):
        found = ""
        try:
            call(arn=ARN if call == codebuild.delete_report_group else fleet)
        except ClientError as error:
            found = error.response["Error"]["Code"]
        assert found == code


def test_a_policy_of_a_group(codebuild: Any, refused: Any) -> None:
    with refused("ResourceNotFoundException", "units"):
        codebuild.put_resource_policy(policy="{}", resourceArn=ARN)
    make(codebuild)
    with refused("InvalidInputException", "JSON"):
        codebuild.put_resource_policy(policy="x", resourceArn=ARN)
    codebuild.put_resource_policy(policy="{}", resourceArn=ARN)
    assert codebuild.get_resource_policy(resourceArn=ARN)["policy"] == "{}"
    codebuild.delete_report_group(arn=ARN)
    with refused("ResourceNotFoundException"):
        codebuild.get_resource_policy(resourceArn=ARN)
