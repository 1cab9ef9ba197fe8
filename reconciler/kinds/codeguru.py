"""Amazon CodeGuru: profiling groups of Profiler, repository associations of Reviewer.

Sources: the CodeGuru Profiler API reference and service model (PutPermission "adds permissions";
a policy's revision is wanted once there is one; a channel is removed by its id); CodeGuru Profiler
User Guide, "Resource-based policies" (the text of the policy); the CodeGuru Reviewer API reference,
and the notice of its user guide (no new associations).
"""

from __future__ import annotations

from dataclasses import replace

from reconciler.kinds.words import Field, Items, Kind, Op, Read, Refusal, Revision, Setter, Tags

AGENTS = {"actionGroup": "agentPermissions"}
"""The one group of actions that a profiling group's policy can allow."""

GROUPS = Read(
    "ListProfilingGroups",
    path="profilingGroups",
    whole=True,
    match={"name": "name"},
    sends={"includeDescription": True, "maxResults": 1000},
)
"""All profiling groups in full, tags too, at most 1000 a page."""

GROUP = {
    "compute_platform": Field(default="Default"),
    "agent_orchestration_config": Field(default={"profiling_enabled": True}),
    "agent_permissions": Field(set=True, points_to="iam.roles.arn"),
    "channels": Field(keyed="uri", short="event_publishers"),
    "channels.id": Field(computed=True),
    "channels.uri": Field(points_to="sns.topics.arn"),
    "channels.event_publishers": Field(set=True, default=("AnomalyDetection",)),
}
"""The fields of a profiling group."""

PROFILING_GROUPS = Kind(
    "codeguru.profiling_groups",
    service="codeguruprofiler",
    prefix="profiling_group",
    identity=("name",),
    arn="arn:{partition}:codeguru-profiler:{region}:{account}:profilingGroup/{name}",
    create=Op("CreateProfilingGroup"),
    read=replace(GROUPS, bulk=True),
    single=Read("DescribeProfilingGroup", path="profilingGroup"),
    list=GROUPS,
    update=Op("UpdateProfilingGroup"),
    delete=Op("DeleteProfilingGroup"),
    fields=GROUP,
    parts=(
        Setter(
            ("agent_permissions",),
            put=Op("PutPermission", rename={"agent_permissions": "principals"}, sends=AGENTS),
            clear=Op("RemovePermission", sends=AGENTS),
            read=Read("GetPolicy", path="policy", inside="Statement.Principal.AWS"),
            absent=("ResourceNotFoundException",),
            revision=Revision(at="revisionId", sent="revisionId"),
            adds=True,
        ),
        Items(
            "channels",
            add=Op("AddNotificationChannels"),
            remove=Op("RemoveNotificationChannel", rename={"id": "channelId"}),
            read=Read("GetNotificationConfiguration", path="notificationConfiguration.channels"),
            many="channels",
            size=2,
            handle="id",
        ),
    ),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "resourceArn"}),
        remove=Op("UntagResource", rename={"arn": "resourceArn"}),
        inside=True,
        sweep="codeguru-profiler:profilingGroup",
    ),
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ConflictException", "exist"),),
)
"""Profiling groups, with who may submit profiles and who is told of anomalies."""

REPOSITORY_ASSOCIATIONS = Kind(
    "codeguru.repository_associations",
    service="codeguru-reviewer",
    identity=("name",),
    named=False,
    arn_at="AssociationArn",
    find=Read(
        "ListRepositoryAssociations",
        path="RepositoryAssociationSummaries",
        whole=True,
        match={"name": "Name"},
        sends={"MaxResults": 100},
    ),
    create=Op("AssociateRepository", rename={"name": "Repository.CodeCommit.Name"}),
    read=Read(
        "DescribeRepositoryAssociation",
        path="RepositoryAssociation",
        match={"name": "Name"},
        rename={"arn": "AssociationArn"},
    ),
    list=Read(
        "ListRepositoryAssociations",
        path="RepositoryAssociationSummaries",
        whole=True,
        match={"name": "Name"},
    ),
    delete=Op("DisassociateRepository", rename={"arn": "AssociationArn"}),
    fields={
        "kms_key_details": Field(computed=True),
        "kms_key_details.kms_key_id": Field(same="kms_key", points_to="kms.keys.arn"),
    },
    tags=Tags(
        add=Op("TagResource", rename={"arn": "resourceArn"}),
        remove=Op("UntagResource", rename={"arn": "resourceArn"}),
        read=Read("ListTagsForResource", path="Tags", rename={"arn": "resourceArn"}),
        sweep="codeguru-reviewer:association",
    ),
    reserved={
        "repository": "AWS makes no new associations; one that is there is known by its name",
    },
    gone={"State": ("Disassociating", "Disassociated")},
    absent=(Refusal("NotFoundException"), Refusal("ResourceNotFoundException")),
    busy=(Refusal("ConflictException"),),
    health={"State": {"Failed": "AWS could not associate the repository; it is not reviewed"}},
    ended="AWS takes no new repository associations since 7 November 2025",
)
"""Associations of repositories with Reviewer: those that are there go on, new ones cannot be made."""
