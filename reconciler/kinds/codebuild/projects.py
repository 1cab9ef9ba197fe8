"""Projects, with their webhook, visibility and resource policy."""

from __future__ import annotations

from reconciler.kinds.codebuild.shared import ROLE_NOT_THERE_YET, SHARED_POLICY
from reconciler.kinds.shorthands import notify
from reconciler.kinds.words import By, Field, Inner, Kind, Op, Read, Recent, Refusal, Setter, Tags

LAMBDA_BUILDS = ("LINUX_LAMBDA_CONTAINER", "ARM_LAMBDA_CONTAINER")
"""Environments whose builds time out earlier and do not queue."""

SOURCE = {
    "type": Field(points_to="codebuild.source_credentials.server_type", maybe=True),
    "auth.resource": Field(points_to="codeconnections.connections.arn"),
    "buildspec": Field(document="yaml"),
    "git_clone_depth": Field(default=0),
    "insecure_ssl": Field(default=False),
    "report_build_status": Field(default=False),
}
"""Words about a source, the first and every other one."""

ARTIFACTS = {
    "name": Field(computed=True),
    "packaging": Field(computed=True),
    "namespace_type": Field(computed=True),
    "path": Field(default=""),
    "encryption_disabled": Field(default=False),
    "override_artifact_name": Field(default=False),
}
"""Words about artifacts, the first and every other ones."""

LOGS = {
    "cloud_watch_logs": {"status": "ENABLED"},
    "s3_logs": {"status": "DISABLED", "encryption_disabled": False},
}
"""Where the logs of builds go that say nothing of it."""

PROJECT_FIELDS = {
    "description": Field(default="", clear=""),
    **{f"source.{path}": word for path, word in SOURCE.items()},
    "secondary_sources": Field(keyed="source_identifier", clear=()),
    **{f"secondary_sources.{path}": word for path, word in SOURCE.items()},
    "source_version": Field(default="", clear=""),
    "secondary_source_versions": Field(keyed="source_identifier", short="source_version", clear=()),
    **{f"artifacts.{path}": word for path, word in ARTIFACTS.items()},
    "secondary_artifacts": Field(keyed="artifact_identifier", clear=()),
    **{f"secondary_artifacts.{path}": word for path, word in ARTIFACTS.items()},
    "cache": Field(default={"type": "NO_CACHE"}),
    "cache.modes": Field(set=True),
    "environment.environment_variables": Field(keyed="name", short="value", default=()),
    "environment.environment_variables.type": Field(default="PLAINTEXT"),
    "environment.privileged_mode": Field(default=False),
    "environment.image_pull_credentials_type": Field(default="CODEBUILD"),
    "environment.docker_server.security_group_ids": Field(set=True),
    "environment.fleet.fleet_arn": Field(points_to="codebuild.fleets.arn", checked=True),
    "service_role": Field(points_to="iam.roles.arn", checked=True),
    "timeout_in_minutes": Field(
        default=By("environment.type", dict.fromkeys(LAMBDA_BUILDS, 15), 60)
    ),
    "queued_timeout_in_minutes": Field(
        default=By("environment.type", dict.fromkeys(LAMBDA_BUILDS), 480)
    ),
    "encryption_key": Field(
        default="alias/aws/s3", same="kms_key", points_to="kms.keys.arn", clear="alias/aws/s3"
    ),
    "vpc_config": Field(clear={}),
    "vpc_config.subnets": Field(set=True),
    "vpc_config.security_group_ids": Field(set=True),
    "badge_enabled": Field(default=False, read="badge.badgeEnabled"),
    "logs_config": Field(default=LOGS),
    "logs_config.cloud_watch_logs": Field(default=LOGS["cloud_watch_logs"]),
    "logs_config.s3_logs": Field(default=LOGS["s3_logs"]),
    "logs_config.s3_logs.encryption_disabled": Field(default=False),
    "file_system_locations": Field(keyed="identifier", clear=()),
    "build_batch_config": Field(clear={}),
    "build_batch_config.restrictions.compute_types_allowed": Field(set=True),
    "build_batch_config.restrictions.fleets_allowed": Field(
        set=True, points_to="codebuild.fleets.arn"
    ),
    "concurrent_build_limit": Field(clear=-1),
    "auto_retry_limit": Field(default=0, clear=0),
    "visibility": Field(default="PRIVATE"),
    "resource_access_role": Field(computed=True, points_to="iam.roles.arn", checked=True),
    "webhook.build_type": Field(default="BUILD"),
    "webhook.branch_filter": Field(default="", clear=""),
    "webhook.filter_groups": Field(set=True, default=(), clear=()),
    "webhook.filter_groups.exclude_matched_pattern": Field(default=False),
    "webhook.manual_creation": Field(unread=True),
    "webhook.rotate_secret": Field(since=True, computed=True, read="lastModifiedSecret"),
    "webhook.pull_request_build_policy": Field(computed=True),
    "webhook.pull_request_build_policy.approver_roles": Field(set=True),
    "policy": Field(document="policy"),
}
"""What the model does not say of a project's fields."""

RECENT = Recent(
    "build",
    read=Read(
        "ListBuildsForProject",
        path="ids",
        rename={"name": "projectName"},
        sends={"sortOrder": "DESCENDING"},
    ),
    details=Read("BatchGetBuilds", many="ids", size=100, path="builds"),
    id="id",
    state="buildStatus",
    at=("endTime", "startTime"),
    revision=("resolvedSourceVersion",),
    failed=("FAILED", "FAULT", "TIMED_OUT"),
)
"""The latest build of a project, by its id; a hundred builds are read in one call."""

PROJECTS = Kind(
    "codebuild.projects",
    prefix="project",
    identity=("name",),
    arn="arn:{partition}:codebuild:{region}:{account}:project/{name}",
    create=Op("CreateProject"),
    read=Read("BatchGetProjects", many="names", size=100, path="projects"),
    list=Read("ListProjects", path="projects", whole=True),
    update=Op("UpdateProject", merges=True, resend=("tags",)),
    delete=Op("DeleteProject"),
    fields=PROJECT_FIELDS,
    parts=(
        Setter(("visibility", "resource_access_role"), put=Op("UpdateProjectVisibility")),
        Inner(
            "webhook",
            create=Op("CreateWebhook"),
            update=Op("UpdateWebhook", merges=True),
            delete=Op("DeleteWebhook"),
            path="webhook",
            # A changed source has no hook, or its old, dead one (hashicorp/terraform-provider-aws
            # issues 41938, 47546); whether CodeBuild takes that off the old repository is unverified.
            # So it is deleted while the project still names it, and before the project goes: hooks
            # were left behind (its issue 30551, aws/aws-cdk issue 38019).
            follows=("source.location", "source.type"),
        ),
        SHARED_POLICY,
    ),
    tags=Tags(body=True, inside=True, sweep="codebuild:project"),
    shorthands={"notify": notify("project")},
    reserved={
        "environment.docker_server.status": "AWS reports it and ignores it in requests",
    },
    gives={
        "badge_url": "badge.badgeRequestUrl",
        "public_alias": "publicProjectAlias",
        "webhook_url": "webhook.payloadUrl",
    },
    first=("webhook",),
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    spreads=ROLE_NOT_THERE_YET,
    recent=RECENT,
    health={
        "webhook.status": {
            "CREATE_FAILED": "its webhook could not be made, and starts no builds: see whether the "
            "credential still may, then take the webhook out of the spec and put it back",
        },
    },
)
"""A build project."""
