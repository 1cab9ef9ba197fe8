"""CodeBuild: what a project becomes when it is written: values that the service fills in.

Sources: CodeBuild API Reference (defaults in the members' descriptions); transcripts of
CreateProject and BatchGetProjects: the CodeBuild User Guide's, users' of 2019 and 2024, and live
captures of September 2026 (radkawar/stackd, testdata/aws/codebuild). What they do not settle, or
tell differently, is a coin, given here as `shown`: which silent defaults are materialised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
"""A JSON object."""
_LAMBDA = ("LINUX_LAMBDA_CONTAINER", "ARM_LAMBDA_CONTAINER")
_BATCH: Json = {"timeoutInMins": 480, "restrictions": {"maximumBuildsAllowed": 100}}
"""What a batch build shows of a project that did not say (CodeBuild User Guide, "View batch build
details"); whether the project shows it, no page says."""
_GIT_HOSTS = ("GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED", "BITBUCKET")
_LISTS = (
    "secondarySources",
    "secondarySourceVersions",
    "secondaryArtifacts",
    "fileSystemLocations",
)


def materialised(project: Mapping[str, Any], shown: Callable[[str], bool]) -> Json:
    """Return a project as it is shown, from what was sent and kept.

    `project` holds members of Create and UpdateProject; `shown` answers a coin by name.
    """
    name, env = project["name"], project["environment"]
    empty = shown("codebuild.empty_lists_shown")
    result = {
        **project,
        **({member: project.get(member, []) for member in _LISTS} if empty else {}),
        "source": _source(project["source"], shown),
        "artifacts": _artifacts(project["artifacts"], name, shown),
        "environment": _environment(env),
        "cache": project.get("cache", {"type": "NO_CACHE"}),
        "timeoutInMinutes": project.get("timeoutInMinutes", 15 if _is_lambda(env) else 60),
        "logsConfig": _logs(project.get("logsConfig"), shown),
        "projectVisibility": project.get("projectVisibility", "PRIVATE"),
    }
    if "secondarySources" in result:
        result["secondarySources"] = [_source(one, shown) for one in result["secondarySources"]]
    if "secondaryArtifacts" in result:
        result["secondaryArtifacts"] = [
            _artifacts(one, one.get("artifactIdentifier", name), shown)
            for one in result["secondaryArtifacts"]
        ]
    if project.get("buildBatchConfig") and shown("codebuild.batch_defaults"):
        result["buildBatchConfig"] = _BATCH | dict(project["buildBatchConfig"])
    # Lambda compute has no queue, so no timeout in it (CodeBuild User Guide, "Run builds on
    # AWS Lambda compute": limitations).
    if not _is_lambda(env):
        result.setdefault("queuedTimeoutInMinutes", 480)
    return result


def _is_lambda(environment: Mapping[str, Any]) -> bool:
    return environment["type"] in _LAMBDA


def _source(source: Mapping[str, Any], shown: Callable[[str], bool]) -> Json:
    defaults: Json = {"insecureSsl": False}
    if source["type"] in _GIT_HOSTS:
        defaults["reportBuildStatus"] = False
    # terraform-provider-aws issue 37052: at some time the service began to return these too.
    if shown("codebuild.source_defaults"):
        defaults |= {"reportBuildStatus": False, "gitCloneDepth": 0}
    return defaults | dict(source)


def _artifacts(artifacts: Mapping[str, Any], name: str, shown: Callable[[str], bool]) -> Json:
    """Return artifacts with their defaults; a type that ignores a member does not keep it.

    "If type is set to CODEPIPELINE, CodePipeline ignores this value"; "If type is set to
    NO_ARTIFACTS, this value is ignored if specified" (ProjectArtifacts).
    """
    match artifacts["type"]:
        case "S3":
            defaults: Json = {
                "name": name,
                "packaging": "NONE",
                "namespaceType": "NONE",
                "encryptionDisabled": False,
            }
            if shown("codebuild.artifact_path_shown"):
                defaults["path"] = ""
            return defaults | dict(artifacts)
        case "CODEPIPELINE":
            kept = {"type": "CODEPIPELINE", "name": name, "packaging": "NONE"}
            return kept | {"encryptionDisabled": False} | _identified(artifacts)
        case _:
            return {"type": artifacts["type"]} | _identified(artifacts)


def _identified(artifacts: Mapping[str, Any]) -> Json:
    kept = ("artifactIdentifier",)
    return {member: artifacts[member] for member in kept if member in artifacts}


def _environment(environment: Mapping[str, Any]) -> Json:
    """Return an environment with privilegedMode, pull credentials and types of variables."""
    defaults = {"privilegedMode": False, "imagePullCredentialsType": "CODEBUILD"}
    variables = [
        {"type": "PLAINTEXT", **one} for one in environment.get("environmentVariables", ())
    ]
    return defaults | dict(environment) | {"environmentVariables": variables}


def _logs(logs: Mapping[str, Any] | None, shown: Callable[[str], bool]) -> Json | None:
    """Return the logs' settings: "CloudWatch Logs are enabled by default".

    The live captures show S3 logs only where they were sent.
    """
    if not logs and shown("codebuild.logs_hidden"):
        return None
    given = logs or {}
    result: Json = {"cloudWatchLogs": given.get("cloudWatchLogs", {"status": "ENABLED"})}
    if "s3Logs" in given:
        result["s3Logs"] = {"encryptionDisabled": False, **given["s3Logs"]}
    return result
