"""CodeBuild: what UpdateProject keeps, replaces and clears."""

from __future__ import annotations

from typing import Any

from tests.sandbox.services.codebuild.projects import ARN, ENVIRONMENT, VPC, minimal, project
from tests.sandbox.services.conftest import make_role


def test_an_update_keeps_what_is_not_sent(codebuild: Any, create: Any) -> None:
    create(description="The API", timeoutInMinutes=30, vpcConfig=VPC)
    codebuild.update_project(name="api", timeoutInMinutes=45)

    found = project(codebuild)
    assert (found["description"], found["timeoutInMinutes"]) == ("The API", 45)
    assert found["vpcConfig"] == VPC
    assert found["environment"]["environmentVariables"][0]["name"] == "STAGE"


def test_an_update_replaces_a_structure_whole(codebuild: Any, create: Any) -> None:
    create(environment={**ENVIRONMENT, "privilegedMode": True})
    codebuild.update_project(
        name="api",
        environment={
            "type": "LINUX_CONTAINER",
            "image": "alpine",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
    )

    found = project(codebuild)["environment"]
    assert (found["privilegedMode"], found["environmentVariables"]) == (False, [])


def test_tags_that_are_not_sent_again_are_gone(codebuild: Any, create: Any) -> None:
    tag = {"key": "team", "value": "web"}
    create(tags=[tag])
    codebuild.update_project(name="api", tags=[tag], timeoutInMinutes=30)
    assert project(codebuild)["tags"] == [tag]

    codebuild.update_project(name="api", timeoutInMinutes=45)
    assert "tags" not in project(codebuild)


def test_tags_that_are_not_sent_again_may_stay(tails: Any) -> None:
    client = tails("codebuild.update_keeps_tags")
    codebuild, tags = client("codebuild"), [{"key": "b", "value": "1"}, {"key": "a", "value": "2"}]
    codebuild.create_project(**minimal(make_role(client, "codebuild"), tags=tags))
    codebuild.update_project(name="api", timeoutInMinutes=45)
    assert project(codebuild)["tags"] == tags[::-1]

    codebuild.update_project(name="api", tags=[])
    assert "tags" not in project(codebuild)


def test_lists_that_are_sent_empty_clear(codebuild: Any, create: Any) -> None:
    create(secondarySources=[{"type": "NO_SOURCE", "sourceIdentifier": "lib", "buildspec": "x"}])
    assert project(codebuild)["secondarySources"][0]["insecureSsl"] is False
    codebuild.update_project(name="api", secondarySources=[])

    assert project(codebuild)["secondarySources"] == []


def test_what_an_update_clears(codebuild: Any, create: Any) -> None:
    create(description="x", sourceVersion="v1", vpcConfig=VPC, concurrentBuildLimit=3)
    codebuild.update_project(
        name="api", description="", sourceVersion="", vpcConfig={}, concurrentBuildLimit=-1
    )

    found = project(codebuild)
    assert (found["description"], found["sourceVersion"]) == ("", "")
    assert not {"vpcConfig", "concurrentBuildLimit"} & found.keys()


def test_emptied_values_may_be_shown_otherwise(tails: Any) -> None:
    client = tails("codebuild.empty_text_hidden", "codebuild.empty_vpc_shown")
    codebuild = client("codebuild")
    codebuild.create_project(**minimal(make_role(client, "codebuild"), description=""))

    assert "description" not in project(codebuild)
    assert project(codebuild)["vpcConfig"] == {}


def test_s3_logs_are_shown_where_they_were_sent(codebuild: Any, create: Any) -> None:
    create()
    assert project(codebuild)["logsConfig"] == {"cloudWatchLogs": {"status": "ENABLED"}}

    codebuild.update_project(name="api", logsConfig={"s3Logs": {"status": "DISABLED"}})
    shown = {"status": "DISABLED", "encryptionDisabled": False}
    assert project(codebuild)["logsConfig"]["s3Logs"] == shown


def test_s3_artifacts_may_show_an_empty_path(tails: Any) -> None:
    client = tails("codebuild.artifact_path_shown")
    codebuild, artifacts = client("codebuild"), {"type": "S3", "location": "built"}
    role = make_role(client, "codebuild")
    source = {"type": "NO_SOURCE", "buildspec": "version: 0.2"}
    codebuild.create_project(**{**minimal(role), "source": source, "artifacts": artifacts})

    assert project(codebuild)["artifacts"]["path"] == ""


def test_a_missing_project_is_not_updated(codebuild: Any, refused: Any) -> None:
    with refused("ResourceNotFoundException", ARN):
        codebuild.update_project(name="api", description="x")
