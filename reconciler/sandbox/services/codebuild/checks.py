"""CodeBuild: what is wrong with a project or a webhook, as the text of an InvalidInputException.

Sources: CodeBuild API Reference (the members' descriptions); messages as the reports named below
quote them, others are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Project = Mapping[str, Any]
"""A project with the members of CreateProject."""
_IDENTIFIER = re.compile(r"[A-Za-z0-9_]{1,127}")
_WITHOUT_LOCATION = ("CODEPIPELINE", "NO_SOURCE")
_REPORTS = ("GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED", "BITBUCKET")
_VPC = ("vpcId", "subnets", "securityGroupIds")


def project_fault(project: Project, account: str) -> str | None:
    """Return the first thing that is wrong with a whole project, or None."""
    return next(_faults(project, account), None)


def _faults(project: Project, account: str) -> Iterator[str]:
    yield from _role_faults(project["serviceRole"], account)
    yield from _source_faults(project)
    yield from _artifact_faults(project)
    yield from _secondary_faults(project)
    yield from _setting_faults(project)


def _role_faults(role: str, account: str) -> Iterator[str]:
    # amazon-archives/deploy-manage-microservices-on-ecs-and-fargate issue 2; moto quotes the
    # second message from AWS.
    if not re.match(r"arn:[^:]+:iam::\d{12}:role/.", role):
        yield "Invalid service role"
    elif f":iam::{account}:role/" not in role:
        yield "Invalid service role: Service role account ID does not match caller's account"


def _source_faults(project: Project) -> Iterator[str]:
    source, artifacts = project["source"], project["artifacts"]
    if "CODEPIPELINE" in (source["type"], artifacts["type"]):
        if source["type"] != artifacts["type"]:
            # cloudposse/terraform-aws-codebuild issue 23.
            yield (
                "Invalid input: when using CodePipeline both sourceType, and artifactType must be "
                "set to: CODEPIPELINE"
            )
    elif source["type"] not in _WITHOUT_LOCATION and not source.get("location"):
        # terraform-provider-aws issue 35171.
        yield "Project source location is required"
    if source["type"] == "NO_SOURCE" and not source.get("buildspec"):
        yield "Invalid input: buildspec is required when the source type is NO_SOURCE"
    for one in (source, *project.get("secondarySources", ())):
        # "valid only when your source provider is ... If this is set and you use a different
        # source provider, an invalidInputException is thrown" (ProjectSource).
        if one.get("reportBuildStatus") and one["type"] not in _REPORTS:
            yield "Invalid input: reportBuildStatus is not supported for this source type"
        yield from _location_faults(one)
    folder = source["type"] == "S3" and source.get("location", "").endswith("/")
    if folder and project.get("sourceVersion"):
        yield "Source version should be empty for S3 folder source location"


def _location_faults(source: Project) -> Iterator[str]:
    """Yield what the live captures (radkawar/stackd, testdata/aws/codebuild) show as refused."""
    if source["type"] in _REPORTS and source.get("location", "").endswith("/"):
        yield "Invalid source: source location must be a valid git location"
    if source["type"].startswith("GITLAB") and "gitSubmodulesConfig" in source:
        yield "Git submodules config is not supported for GitLab source"


def _artifact_faults(project: Project) -> Iterator[str]:
    for one in (project["artifacts"], *project.get("secondaryArtifacts", ())):
        if one["type"] == "NO_ARTIFACTS" and one.get("location"):
            yield "Invalid artifacts: artifact type NO_ARTIFACTS should have null location"
        if one["type"] == "S3" and not one.get("location"):
            yield "Invalid artifacts: location is required for artifact type S3"
        # "If this is set with another artifacts type, an invalidInputException is thrown".
        if one["type"] != "S3" and one.get("encryptionDisabled"):
            yield "Invalid artifacts: encryptionDisabled is valid only for artifact type S3"


def _secondary_faults(project: Project) -> Iterator[str]:
    sources = [one.get("sourceIdentifier", "") for one in project.get("secondarySources", ())]
    artifacts = [one.get("artifactIdentifier", "") for one in project.get("secondaryArtifacts", ())]
    for names in (sources, artifacts):
        if not all(_IDENTIFIER.fullmatch(name) for name in names):
            # botocore issue 2531.
            yield (
                "Invalid input: identifier must contain only alphanumeric characters and "
                "underscores and be less than 128 characters in length"
            )
        if len(set(names)) < len(names):
            yield "Invalid input: identifiers must be unique"
    for version in project.get("secondarySourceVersions", ()):
        if version["sourceIdentifier"] not in sources:
            yield "Invalid input: a secondary source version must name a secondary source"


def _setting_faults(project: Project) -> Iterator[str]:
    cache = project.get("cache", {})
    if cache.get("type") == "S3" and not cache.get("location"):
        yield "Invalid cache: location is required for cache type S3"
    if cache.get("type") == "LOCAL" and not cache.get("modes"):
        yield "Invalid cache: modes are required for cache type LOCAL"
    vpc = project.get("vpcConfig", {})
    if vpc and not all(vpc.get(member) for member in _VPC):
        yield "Invalid vpc config: vpcId, subnets and securityGroupIds are all required"
    s3 = project.get("logsConfig", {}).get("s3Logs", {})
    if s3.get("status") == "ENABLED" and not s3.get("location"):
        yield "Invalid logs config: location is required for S3 logs"
    limit = project.get("concurrentBuildLimit")
    if limit is not None and limit < 1:
        yield "Invalid concurrent build limit: must be at least 1"


def webhook_fault(source_type: str, given: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a webhook of a project whose source is of that type."""
    # "At least one WebhookFilter in the array must specify EVENT as its type" (Webhook).
    for group in given.get("filterGroups", ()):
        if all(one["type"] != "EVENT" for one in group):
            return "Invalid filter group: at least one filter must be of type EVENT"
    # "manualCreation is only available for GitHub webhooks"; scopes "for GitHub and Github
    # Enterprise webhooks" and, by the enum, groups of GitLab.
    if given.get("manualCreation") and not source_type.startswith("GITHUB"):
        return "manualCreation is only available for GitHub webhooks"
    scope = given.get("scopeConfiguration", {}).get("scope", "")
    if scope and not source_type.startswith(scope.split("_", 1)[0]):
        return f"Scope {scope} is not available for source type {source_type}"
    if source_type not in _REPORTS and given.get("buildType") != "RUNNER_BUILDKITE_BUILD":
        return f"Webhooks are not supported for source type {source_type}"
    return None
