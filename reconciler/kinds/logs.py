"""Amazon CloudWatch Logs: the groups that builds, functions and pipelines write to.

Sources: the CloudWatch Logs API reference. A group's class can only be chosen at its creation
(CreateLogGroup: "After a log group is created, its class can't be changed"); without a retention
policy events never expire; DescribeLogGroups takes up to 50 names at once (`logGroupIdentifiers`).
"""

from __future__ import annotations

from reconciler.kinds.words import Field, Kind, Op, Read, Refusal, Setter, Tags

GROUPS = Kind(
    "logs.groups",
    prefix="log_group",
    identity=("name",),
    arn="arn:{partition}:logs:{region}:{account}:log-group:{name}",
    create=Op("CreateLogGroup"),
    read=Read("DescribeLogGroups", many="logGroupIdentifiers", size=50, path="logGroups"),
    list=Read("DescribeLogGroups", path="logGroups", whole=True),
    delete=Op("DeleteLogGroup"),
    fields={
        "class": Field(default="STANDARD"),
        "deletion_protection_enabled": Field(default=False),
        "kms_key_id": Field(same="kms_key", points_to="kms.keys.arn", checked=True),
    },
    parts=(
        Setter(
            ("retention_in_days",),
            put=Op("PutRetentionPolicy"),
            clear=Op("DeleteRetentionPolicy"),
        ),
        Setter(
            ("kms_key_id",),
            put=Op("AssociateKmsKey"),
            clear=Op("DisassociateKmsKey"),
        ),
        Setter(
            ("deletion_protection_enabled",),
            put=Op("PutLogGroupDeletionProtection", rename={"name": "logGroupIdentifier"}),
        ),
    ),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "resourceArn"}),
        remove=Op("UntagResource", rename={"arn": "resourceArn"}),
        read=Read("ListTagsForResource", path="tags", rename={"arn": "resourceArn"}),
        sweep="logs:log-group",
    ),
    reserved={"resource_identifier": "the group is named by its name, as in every other call"},
    absent=(Refusal("ResourceNotFoundException"),),
    exists=(Refusal("ResourceAlreadyExistsException"),),
    busy=(Refusal("OperationAbortedException"),),
    holds_data="every log event of the group",
)
"""A log group: where builds and functions write what they say."""

RESOURCE_POLICIES = Kind(
    "logs.resource_policies",
    prefix="policy",
    identity=("name",),
    create=Op("PutResourcePolicy"),
    read=Read("DescribeResourcePolicies", path="resourcePolicies", whole=True),
    list=Read("DescribeResourcePolicies", path="resourcePolicies", whole=True),
    update=Op("PutResourcePolicy"),
    delete=Op("DeleteResourcePolicy"),
    fields={"document": Field(document="policy")},
    reserved={
        "resource_arn": "a policy of the account lets services in; groups have none of their own here",
        "expected_revision_id": "only policies of one group have revisions",
    },
    absent=(Refusal("ResourceNotFoundException"),),
    busy=(Refusal("OperationAbortedException"),),
)
"""A policy of the account, by name, that lets services of AWS write to its log groups."""
