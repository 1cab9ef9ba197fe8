"""CodeBuild: builds as records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reconciler.sandbox.app import Sandbox


def build(codebuild: Any, id_: str) -> dict[str, Any]:
    (found,) = codebuild.batch_get_builds(ids=[id_])["builds"]
    return dict(found)


def test_a_build_runs_and_succeeds(codebuild: Any, create: Any, sandbox: Sandbox) -> None:
    create()
    made = codebuild.start_build(projectName="api", sourceVersion="main")["build"]
    assert (made["buildStatus"], made["buildComplete"]) == ("IN_PROGRESS", False)
    assert made["id"].startswith("api:")
    assert made["arn"].endswith(f":build/{made['id']}")
    assert (made["buildNumber"], made["sourceVersion"]) == (1, "main")
    sandbox.advance(60)

    found = build(codebuild, made["id"])
    assert (found["buildStatus"], found["currentPhase"]) == ("SUCCEEDED", "COMPLETED")
    assert (found["endTime"] - found["startTime"]).total_seconds() == 30


def test_settings_are_overridden_for_one_build(codebuild: Any, create: Any) -> None:
    create()
    made = codebuild.start_build(
        projectName="api",
        imageOverride="alpine",
        timeoutInMinutesOverride=7,
        environmentVariablesOverride=[
            {"name": "STAGE", "value": "test"},
            {"name": "DEBUG", "value": "1"},
        ],
    )["build"]
    variables = {one["name"]: one["value"] for one in made["environment"]["environmentVariables"]}
    assert variables == {"STAGE": "test", "DEBUG": "1"}
    assert (made["environment"]["image"], made["timeoutInMinutes"]) == ("alpine", 7)
    again = codebuild.start_build(projectName="api")["build"]
    assert (again["timeoutInMinutes"], again["buildNumber"]) == (60, 2)


def test_builds_are_listed_newest_first(codebuild: Any, create: Any, refused: Any) -> None:
    create()
    ids = [codebuild.start_build(projectName="api")["build"]["id"] for _ in range(3)]
    listed = codebuild.get_paginator("list_builds_for_project").paginate(projectName="api")
    assert [id_ for page in listed for id_ in page["ids"]] == ids[::-1]
    assert codebuild.list_builds(sortOrder="ASCENDING")["ids"][0] == ids[0]
    with refused("ResourceNotFoundException", "gone"):
        codebuild.list_builds_for_project(projectName="gone")


def test_a_token_is_one_build(codebuild: Any, create: Any, sandbox: Sandbox) -> None:
    create()
    first = codebuild.start_build(projectName="api", idempotencyToken="t")["build"]["id"]
    assert codebuild.start_build(projectName="api", idempotencyToken="t")["build"]["id"] == first
    sandbox.advance(301)
    assert codebuild.start_build(projectName="api", idempotencyToken="t")["build"]["id"] != first


def test_a_build_is_stopped_and_deleted(
    codebuild: Any, create: Any, sandbox: Sandbox, refused: Any
) -> None:
    create()
    id_ = codebuild.start_build(projectName="api", sourceVersion="v1")["build"]["id"]
    found = codebuild.batch_delete_builds(ids=[id_, "api:gone"])
    codes = [one["statusCode"] for one in found["buildsNotDeleted"]]
    assert codes == ["BUILD_IN_PROGRESS", "BUILD_NOT_FOUND"]
    assert codebuild.stop_build(id=id_)["build"]["buildStatus"] == "STOPPED"
    sandbox.advance(60)
    assert codebuild.stop_build(id=id_)["build"]["buildStatus"] == "STOPPED"
    retried = codebuild.retry_build(id=id_)["build"]
    assert (retried["sourceVersion"], retried["buildNumber"]) == ("v1", 2)
    codebuild.batch_delete_builds(ids=[id_])
    assert codebuild.batch_get_builds(ids=[id_])["buildsNotFound"] == [id_]
    with refused("ResourceNotFoundException"):
        codebuild.stop_build(id=id_)


def test_the_role_is_assumed_for_each_build(
    codebuild: Any, create: Any, client: Callable[..., Any], refused: Any
) -> None:
    create()
    with refused("ResourceNotFoundException", "gone"):
        codebuild.start_build(projectName="gone")
    client("iam").delete_role(RoleName="worker")
    with refused("InvalidInputException", "not authorized to perform: sts:AssumeRole"):
        codebuild.start_build(projectName="api")


def test_images_are_listed(codebuild: Any, create: Any) -> None:
    create()
    codebuild.invalidate_project_cache(projectName="api")
    platforms = codebuild.list_curated_environment_images()["platforms"]
    names = [
        image["name"]
        for platform in platforms
        for language in platform["languages"]
        for image in language["images"]
    ]
    assert "aws/codebuild/standard:7.0" in names
