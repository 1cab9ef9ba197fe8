"""Sources, artifacts, caches, logs and networks of build projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import at, given, keyed, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import did_you_mean, listed
from reconciler.spec.values import Value

REPORTS: Final = ("GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED", "BITBUCKET")
"""Sources that take a build's status, and webhooks."""
WITHOUT_LOCATION: Final = ("", "CODEPIPELINE", "NO_SOURCE")
"""Types of sources that have no place of their own."""
IGNORED: Final = {
    "NO_ARTIFACTS": ("location", "name", "namespace_type", "packaging", "path"),
    "CODEPIPELINE": ("location", "namespace_type", "path"),
}
"""Type of artifacts → what CodeBuild ignores and does not keep (API Reference, ProjectArtifacts)."""
VPC: Final = ("vpc_id", "subnets", "security_group_ids")
"""What a network is made of."""


def projects(view: View) -> tuple[Resource, ...]:
    """Every build project."""
    return view.of("codebuild.projects")


def several(project: Resource, one: str, more: str) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """The primary and the secondary sources (or artifacts) of a project, each with its path."""
    yield one, structure(project.desired.get(one))
    for name, held in keyed(project.desired.get(more)).items():
        yield f"{more}[{name}]", held


def sources(project: Resource) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """Every source of a project with its path."""
    return several(project, "source", "secondary_sources")


def artifacts(project: Resource) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """Every artifact of a project with its path."""
    return several(project, "artifacts", "secondary_artifacts")


def in_pipeline(view: View) -> Iterator[Finding]:
    """Projects of which only the source, or only the artifacts, are CodePipeline's."""
    for project in projects(view):
        source, made = (text(at(project.desired, f"{one}.type")) for one in ("source", "artifacts"))
        if source and made and (source == "CODEPIPELINE") is not (made == "CODEPIPELINE"):
            path = "artifacts.type" if source == "CODEPIPELINE" else "source.type"
            told = f"the source is {source}, and the artifacts are {made}"
            yield Finding(project, path, told, "CODEPIPELINE for both, or for neither")


def located(view: View) -> Iterator[Finding]:
    """Sources without a location, and projects without source that lack a buildspec."""
    for project in projects(view):
        for path, source in sources(project):
            kind = text(source.get("type"))
            if kind not in WITHOUT_LOCATION and not given(source.get("location")):
                yield Finding(project, path, f"a source of type {kind} needs a `location`")
            if kind == "NO_SOURCE" and path == "source" and not given(source.get("buildspec")):
                told = "a project without source needs its `buildspec` here"
                yield Finding(project, path, told, "`buildspec`, inline or {file: PATH}")


def reporting(view: View) -> Iterator[Finding]:
    """Sources that are to report the status of builds and cannot."""
    for project in projects(view):
        for path, source in sources(project):
            kind = text(source.get("type"))
            if source.get("report_build_status") is True and kind and kind not in REPORTS:
                told = f"a source of type {kind} cannot report the status of builds"
                yield Finding(project, f"{path}.report_build_status", told)


def kept(view: View) -> Iterator[Finding]:
    """Artifacts whose fields do not fit their type."""
    for project in projects(view):
        for path, made in artifacts(project):
            kind = text(made.get("type"))
            if kind == "CODEPIPELINE" and path != "artifacts":
                told = "secondary artifacts cannot be of type CODEPIPELINE"
                yield Finding(project, f"{path}.type", told, "S3 or NO_ARTIFACTS")
            if kind == "S3" and not given(made.get("location")):
                yield Finding(project, path, "artifacts of type S3 need a `location`", "a bucket")
            for name in IGNORED.get(kind, ()):
                if given(made.get(name)):
                    told = f"artifacts of type {kind} have no `{name}`"
                    yield Finding(project, f"{path}.{name}", told)
            if kind and kind != "S3" and made.get("encryption_disabled") is True:
                told = f"artifacts of type {kind} have no encryption to disable"
                yield Finding(project, f"{path}.encryption_disabled", told)


def versions(view: View) -> Iterator[Finding]:
    """Versions of secondary sources that there are not."""
    for project in projects(view):
        known = tuple(keyed(project.desired.get("secondary_sources")))
        for name in keyed(project.desired.get("secondary_source_versions")):
            if name not in known:
                told = f"`{name}` is no secondary source of the project"
                path = f"secondary_source_versions[{name}]"
                wanted = listed(known, " or ") if known else "a secondary source"
                yield Finding(project, path, told, wanted, did_you_mean(name, known) or "")


def networks(view: View) -> Iterator[Finding]:
    """Networks that lack a part."""
    for project in projects(view):
        network = structure(project.desired.get("vpc_config"))
        missing = [name for name in VPC if not given(network.get(name))]
        if network and missing:
            told = f"`vpc_config` lacks {listed(missing)}"
            yield Finding(project, "vpc_config", told, listed(VPC))


def caches(view: View) -> Iterator[Finding]:
    """Caches that lack what their type needs."""
    needs = {"S3": "location", "LOCAL": "modes"}
    for project in projects(view):
        cache = structure(project.desired.get("cache"))
        needed = needs.get(text(cache.get("type")), "")
        if needed and not given(cache.get(needed)):
            told = f"a cache of type {cache['type']} needs `{needed}`"
            yield Finding(project, "cache", told, f"`{needed}`")


def logs(view: View) -> Iterator[Finding]:
    """Logs that go to S3 without a place there."""
    for project in projects(view):
        settings = structure(at(project.desired, "logs_config.s3_logs"))
        if settings.get("status") == "ENABLED" and not given(settings.get("location")):
            yield Finding(
                project, "logs_config.s3_logs", "logs in S3 need a `location`", "BUCKET/PATH"
            )


RULES: Final = (
    Rule(
        "RC2101",
        "A project that is half CodePipeline's",
        'CodeBuild refuses it: "when using CodePipeline both sourceType, and artifactType must be set '
        'to: CODEPIPELINE" (cloudposse/terraform-aws-codebuild issue 23).',
        "Write `type: CODEPIPELINE` for both.",
        in_pipeline,
    ),
    Rule(
        "RC2102",
        "A source without a place, or without a buildspec",
        "Each source but CodePipeline's has a location, and a project without source has its "
        "buildspec inline (terraform-provider-aws issue 35171 quotes the refusal).",
        "Add the location of the source, or the buildspec.",
        located,
    ),
    Rule(
        "RC2103",
        "A status report to a source that takes none",
        "Only GitHub, GitLab and Bitbucket take the status of a build; for others CodeBuild refuses "
        "the setting (API Reference, ProjectSource).",
        "Take `report_build_status` out.",
        reporting,
    ),
    Rule(
        "RC2104",
        "Artifacts whose fields do not fit their type",
        "Artifacts in S3 need a bucket, others have neither place nor encryption setting, and "
        "CODEPIPELINE is not supported for secondary ones (API Reference, ProjectArtifacts).",
        "Write what the type takes.",
        kept,
    ),
    Rule(
        "RC2105",
        "A version of a source that the project does not have",
        "`secondary_source_versions` name secondary sources by their identifiers.",
        "Write the identifier of a secondary source.",
        versions,
    ),
    Rule(
        "RC2106",
        "A network that is not complete",
        "A project in a VPC needs the VPC, subnets and security groups; CodeBuild refuses a part of "
        "them.",
        "Add what is missing, or take `vpc_config` out.",
        networks,
    ),
    Rule(
        "RC2107",
        "A cache that is not complete",
        "A cache in S3 needs its location, a local one its modes (API Reference, ProjectCache).",
        "Add what is missing.",
        caches,
    ),
    Rule(
        "RC2108",
        "Logs in S3 without a place",
        "Logs that go to S3 need a bucket and may have a path (API Reference, S3LogsConfig).",
        "Add `location`, or disable them.",
        logs,
    ),
)
"""Rules about projects."""
