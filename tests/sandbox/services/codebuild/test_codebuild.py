"""CodeBuild projects: merges, defaults, tags, batches, roles."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from tests.sandbox.services.codebuild.projects import ARN, ENVIRONMENT, SOURCE, minimal, project
from tests.sandbox.services.conftest import make_role


def test_defaults_are_filled_in(codebuild: Any, create: Any) -> None:
    create()
    found = project(codebuild)

    assert found["arn"] == ARN
    assert (found["timeoutInMinutes"], found["queuedTimeoutInMinutes"]) == (60, 480)
    assert found["encryptionKey"] == "arn:aws:kms:eu-west-1:123456789012:alias/aws/s3"
    assert found["cache"] == {"type": "NO_CACHE"}
    assert found["badge"] == {"badgeEnabled": False}
    assert found["source"] == {**SOURCE, "insecureSsl": False}
    assert found["artifacts"] == {
        "type": "CODEPIPELINE",
        "name": "api",
        "packaging": "NONE",
        "encryptionDisabled": False,
    }
    assert found["environment"]["privilegedMode"] is False
    assert found["environment"]["imagePullCredentialsType"] == "CODEBUILD"
    assert found["environment"]["environmentVariables"] == [
        {"name": "STAGE", "value": "prod", "type": "PLAINTEXT"}
    ]
    assert found["logsConfig"]["cloudWatchLogs"] == {"status": "ENABLED"}
    assert found["projectVisibility"] == "PRIVATE"
    assert not {"tags", "secondarySources", "secondaryArtifacts"} & found.keys()


def test_lambda_compute_has_no_queue(codebuild: Any, create: Any) -> None:
    create(environment={**ENVIRONMENT, "type": "LINUX_LAMBDA_CONTAINER"})

    found = project(codebuild)
    assert found["timeoutInMinutes"] == 15
    assert "queuedTimeoutInMinutes" not in found


def test_an_alias_reads_back_as_its_arn(codebuild: Any, create: Any) -> None:
    create(encryptionKey="alias/aws/s3")

    assert project(codebuild)["encryptionKey"].startswith("arn:aws:kms:")


def test_lists_that_were_not_sent_may_be_shown(tails: Any) -> None:
    client = tails("codebuild.empty_lists_shown")
    client("codebuild").create_project(**minimal(make_role(client, "codebuild")))

    found = project(client("codebuild"))
    assert (found["tags"], found["secondarySources"]) == ([], [])


def test_a_batch_names_what_is_missing_and_takes_arns(codebuild: Any, create: Any) -> None:
    create()

    found = codebuild.batch_get_projects(names=["gone", ARN])
    assert [one["name"] for one in found["projects"]] == ["api"]
    assert found["projectsNotFound"] == ["gone"]


def test_a_taken_name_is_refused(codebuild: Any, create: Any, refused: Any) -> None:
    role = create()["serviceRole"]

    with refused("ResourceAlreadyExistsException", f"Project already exists : {ARN}"):
        codebuild.create_project(**minimal(role))


def test_deleting_twice_is_fine(codebuild: Any, create: Any) -> None:
    create()
    codebuild.delete_project(name="api")
    codebuild.delete_project(name="api")

    assert codebuild.list_projects()["projects"] == []


def test_a_role_must_exist_and_trust_codebuild(codebuild: Any, role: Any, refused: Any) -> None:
    missing = "arn:aws:iam::123456789012:role/missing"
    with refused("InvalidInputException", f"sts:AssumeRole on {missing}"):
        codebuild.create_project(**minimal(missing))
    other = role("lambda")
    with refused("InvalidInputException", "CodeBuild is not authorized to perform"):
        codebuild.create_project(**minimal(other))
    with refused("InvalidInputException", "Invalid service role"):
        codebuild.create_project(**minimal("worker"))


def test_a_new_role_spreads_in_time(
    codebuild: Any, role: Any, refused: Any, sandbox: Sandbox
) -> None:
    arn = role("codebuild")
    sandbox.faults = Faults([Fault("propagate", "codebuild:CreateProject", seconds=9)], seed=0)
    with refused("InvalidInputException", "ot authorized to perform"):
        codebuild.create_project(**minimal(arn))
    sandbox.advance(10)

    codebuild.create_project(**minimal(arn))
    assert project(codebuild)["serviceRole"] == arn


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": {"type": "CODECOMMIT", "location": "https://x"}}, "must be set to: CODEPI"),
        (
            {"source": {"type": "GITHUB"}, "artifacts": {"type": "NO_ARTIFACTS"}},
            "Project source location is required",
        ),
        (
            {
                "source": {"type": "GITHUB", "location": "https://github.com/a/b/"},
                "artifacts": {"type": "NO_ARTIFACTS"},
            },
            "source location must be a valid git location",
        ),
        (
            {
                "source": {
                    "type": "GITLAB",
                    "location": "https://gitlab.com/a/b",
                    "gitSubmodulesConfig": {"fetchSubmodules": True},
                },
                "artifacts": {"type": "NO_ARTIFACTS"},
            },
            "Git submodules config is not supported for GitLab source",
        ),
        (
            {
                "source": {"type": "S3", "location": "sources/folder/"},
                "artifacts": {"type": "NO_ARTIFACTS"},
                "sourceVersion": "v1",
            },
            "Source version should be empty for S3 folder source location",
        ),
        ({"vpcConfig": {"vpcId": "vpc-1"}}, "Invalid vpc config"),
        ({"cache": {"type": "S3"}}, "Invalid cache"),
        (
            {"secondarySources": [{"type": "NO_SOURCE", "sourceIdentifier": "a-b"}]},
            "identifier must contain only alphanumeric characters and underscores",
        ),
        (
            {"secondarySourceVersions": [{"sourceIdentifier": "x", "sourceVersion": "1"}]},
            "must name a secondary source",
        ),
        ({"artifacts": {"type": "CODEPIPELINE", "encryptionDisabled": True}}, "artifact type S3"),
    ],
)
def test_a_project_that_does_not_fit_is_refused(
    codebuild: Any, role: Any, refused: Any, change: dict[str, Any], message: str
) -> None:
    arn = role("codebuild")

    with refused("InvalidInputException", message):
        codebuild.create_project(**minimal(arn, **change))


def test_badge_and_visibility(codebuild: Any, create: Any) -> None:
    create(badgeEnabled=True)
    shown = codebuild.update_project_visibility(projectArn=ARN, projectVisibility="PUBLIC_READ")

    found = project(codebuild)
    assert found["badge"]["badgeRequestUrl"].startswith("https://codebuild.eu-west-1.amazonaws")
    assert found["publicProjectAlias"] == shown["publicProjectAlias"]
    codebuild.update_project_visibility(projectArn=ARN, projectVisibility="PRIVATE")
    assert "publicProjectAlias" not in project(codebuild)


def test_lists_are_sorted_and_paged(codebuild: Any, role: Any) -> None:
    arn = role("codebuild")
    for name in ("web", "api", "jobs"):
        codebuild.create_project(**{**minimal(arn), "name": name})

    pages = list(codebuild.get_paginator("list_projects").paginate(sortOrder="DESCENDING"))
    assert [one for page in pages for one in page["projects"]] == ["web", "jobs", "api"]
    assert len(pages) == 2


def test_a_resource_policy_goes_with_its_project(codebuild: Any, create: Any, refused: Any) -> None:
    create()
    with refused("ResourceNotFoundException"):
        codebuild.get_resource_policy(resourceArn=ARN)
    codebuild.put_resource_policy(resourceArn=ARN, policy='{"Statement": []}')
    assert codebuild.get_resource_policy(resourceArn=ARN)["policy"] == '{"Statement": []}'

    codebuild.delete_project(name="api")
    with refused("ResourceNotFoundException"):
        codebuild.get_resource_policy(resourceArn=ARN)
    with refused("ResourceNotFoundException"):
        codebuild.put_resource_policy(resourceArn=ARN, policy="{}")
