"""AWS CodeBuild: projects (with their webhook, visibility and policy), report groups, credentials for
source providers, fleets.

Sources: the CodeBuild API reference and service model; defaults as AWS returns them for a project
that was created with the fewest fields; clear values as the Terraform provider sends them.
"""

from __future__ import annotations

from reconciler.kinds.words import By, Field, Inner, Kind, Op, Read, Refusal, Setter, Settles, Tags

LAMBDA_BUILDS = ("LINUX_LAMBDA_CONTAINER", "ARM_LAMBDA_CONTAINER")
"""Environments whose builds time out earlier and do not queue."""

SOURCE = {
    "type": Field(points_to="codebuild.source_credentials.server_type"),
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

SHARED_POLICY = Setter(
    ("policy",),
    put=Op("PutResourcePolicy", rename={"arn": "resourceArn"}),
    clear=Op("DeleteResourcePolicy", rename={"arn": "resourceArn"}),
    read=Read("GetResourcePolicy", path="policy", rename={"arn": "resourceArn"}),
    absent=("ResourceNotFoundException",),
)
"""The policy by which a project or a report group is shared with other accounts."""

ROLE_NOT_THERE_YET = (
    Refusal("InvalidInputException", "ot authorized to perform"),
    Refusal("InvalidInputException", "role cannot be assumed"),
)
"""How CodeBuild refuses a role that has not spread."""

FIELDS = {
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
    "webhook.pull_request_build_policy": Field(computed=True),
    "webhook.pull_request_build_policy.approver_roles": Field(set=True),
    "policy": Field(document="policy"),
}
"""What the model does not say of a project's fields."""

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
    fields=FIELDS,
    parts=(
        Setter(("visibility", "resource_access_role"), put=Op("UpdateProjectVisibility")),
        Inner(
            "webhook",
            create=Op("CreateWebhook"),
            update=Op("UpdateWebhook", merges=True),
            delete=Op("DeleteWebhook"),
            path="webhook",
        ),
        SHARED_POLICY,
    ),
    tags=Tags(body=True, inside=True, sweep="codebuild:project"),
    reserved={
        "environment.docker_server.status": "AWS reports it and ignores it in requests",
        "webhook.rotate_secret": "an action, not a state: it would rotate at every apply",
    },
    gives={
        "badge_url": "badge.badgeRequestUrl",
        "public_alias": "publicProjectAlias",
        "webhook_url": "webhook.payloadUrl",
    },
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    spreads=ROLE_NOT_THERE_YET,
)
"""A build project."""

REPORT_GROUPS = Kind(
    "codebuild.report_groups",
    prefix="report_group",
    identity=("name",),
    arn="arn:{partition}:codebuild:{region}:{account}:report-group/{name}",
    create=Op("CreateReportGroup"),
    read=Read(
        "BatchGetReportGroups",
        many="reportGroupArns",
        size=100,
        path="reportGroups",
        rename={"arn": "reportGroupArns"},
    ),
    list=Read("ListReportGroups", path="reportGroups", whole=True),
    update=Op("UpdateReportGroup", merges=True, resend=("tags",)),
    delete=Op("DeleteReportGroup", sends={"deleteReports": True}),
    fields={
        "export_config.s3_destination.bucket": Field(points_to="s3.buckets.name"),
        "export_config.s3_destination.path": Field(default=""),
        "export_config.s3_destination.packaging": Field(default="NONE"),
        "export_config.s3_destination.encryption_key": Field(
            default="alias/aws/s3", same="kms_key", points_to="kms.keys.arn"
        ),
        "export_config.s3_destination.encryption_disabled": Field(default=False),
        "policy": Field(document="policy"),
    },
    parts=(SHARED_POLICY,),
    tags=Tags(body=True, inside=True, sweep="codebuild:report-group"),
    gone={"status": ("DELETING",)},
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    holds_data="every report of the group",
)
"""A group of test or coverage reports. A group with reports is deleted only together with them."""

BY_ARN = {"CODECONNECTIONS": False, "SECRETS_MANAGER": False}
"""Ways to authenticate by which AWS is given the ARN of a connection or a secret, and shows it."""

SOURCE_CREDENTIALS = Kind(
    "codebuild.source_credentials",
    identity=("server_type",),
    named=False,
    arn_at="arn",
    create=Op("ImportSourceCredentials", sends={"shouldOverwrite": False}),
    read=Read("ListSourceCredentials", path="sourceCredentialsInfos", whole=True),
    list=Read("ListSourceCredentials", path="sourceCredentialsInfos", whole=True),
    update=Op("ImportSourceCredentials"),
    delete=Op("DeleteSourceCredentials"),
    fields={
        "token": Field(
            read="resource",
            secret=By("auth_type", BY_ARN, True),
            unread=By("auth_type", BY_ARN, True),
            points_to="codeconnections.connections.arn",
        ),
        "username": Field(unread=True),
        "should_overwrite": Field(unread=True, default=True),
    },
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
)
"""How builds of an account and region log in at a provider: one for each (terraform-provider-aws,
documentation of aws_codebuild_source_credential). The API overwrites what is there unless it is
told not to, so a create never does; `should_overwrite: false` keeps updates from it too."""

FLEETS = Kind(
    "codebuild.fleets",
    identity=("name",),
    arn_at="arn",
    create=Op("CreateFleet"),
    read=Read("BatchGetFleets", many="names", size=100, path="fleets"),
    list=Read("ListFleets", path="fleets", whole=True),
    update=Op("UpdateFleet", merges=True, resend=("tags", "overflow_behavior", "compute_type")),
    delete=Op("DeleteFleet"),
    fields={
        **{
            f"compute_configuration.{name}": Field(computed=True)
            for name in ("v_cpu", "memory", "disk", "machine_type", "instance_type")
        },
        "scaling_configuration": Field(clear={}),
        "scaling_configuration.target_tracking_scaling_configs": Field(keyed="metric_type"),
        "overflow_behavior": Field(default="QUEUE"),
        "vpc_config": Field(clear={}),
        "vpc_config.subnets": Field(set=True),
        "vpc_config.security_group_ids": Field(set=True),
        "proxy_configuration": Field(clear={}),
        "proxy_configuration.ordered_proxy_rules.entities": Field(set=True),
        "image_id": Field(computed=True),
        "fleet_service_role": Field(computed=True, points_to="iam.roles.arn", checked=True),
    },
    tags=Tags(body=True, inside=True, sweep="codebuild:fleet"),
    gives={"id": "id"},
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    spreads=ROLE_NOT_THERE_YET,
    settles=Settles(
        "status.statusCode",
        good=("ACTIVE",),
        failed=("CREATE_FAILED", "UPDATE_ROLLBACK_FAILED"),
        reason="status.message",
        every=15.0,
        limit=1200.0,
    ),
)
"""Machines that are kept for builds, paid for while they are there. UpdateFleet forgets the overflow
behaviour and the tags that are not sent, and the service role and the image can be changed but not
taken away (terraform-provider-aws, internal/service/codebuild/fleet.go)."""
