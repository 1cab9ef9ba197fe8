"""Report groups, with their resource policy."""

from __future__ import annotations

from reconciler.kinds.codebuild.shared import SHARED_POLICY
from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Tags

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
