"""Amazon S3: the buckets that pipelines keep artifacts in and take sources from.

Sources: the S3 API reference. Each setting is an operation of its own; what is not declared is
neither read nor changed. ACLs are left out: S3 disables them by default and artifact stores do not
use them.
"""

from __future__ import annotations

from reconciler.kinds.shorthands import PERMISSIONS
from reconciler.kinds.words import By, Field, Kind, Op, Read, Refusal, Setter, Statement, Tags

NO_ACLS = "ACLs are off by default (BucketOwnerEnforced); use a bucket policy"
"""Why CreateBucket's members about ACLs are left out."""
NO_DIRECTORY = "directory buckets cannot hold pipeline artifacts"
"""Why its members about directory buckets are."""

BLOCKS = (
    "block_public_acls",
    "ignore_public_acls",
    "block_public_policy",
    "restrict_public_buckets",
)
"""The four switches that keep a bucket from the public."""
FIELDS = {
    "object_lock_enabled_for_bucket": Field(unread=True, immutable=True),
    "object_ownership": Field(unread=True, immutable=True),
    "server_side_encryption_configuration.rules.bucket_key_enabled": Field(default=False),
    "server_side_encryption_configuration.rules.apply_server_side_encryption_by_default.kms_master_key_id": Field(
        same="kms_key", points_to="kms.keys.arn"
    ),
    "server_side_encryption_configuration.rules.blocked_encryption_types": Field(computed=True),
    **{f"public_access_block_configuration.{block}": Field(default=False) for block in BLOCKS},
    "lifecycle_configuration.rules": Field(keyed="id"),
    "notification_configuration": Field(clear={}),
    "notification_configuration.topic_configurations": Field(keyed="id"),
    "notification_configuration.queue_configurations": Field(keyed="id"),
    "notification_configuration.lambda_function_configurations": Field(keyed="id"),
    "notification_configuration.topic_configurations.events": Field(set=True),
    "notification_configuration.queue_configurations.events": Field(set=True),
    "notification_configuration.lambda_function_configurations.events": Field(set=True),
    "policy": Field(document="policy"),
}
"""The fields of which something is to be said."""
SETTINGS = (
    Setter(
        ("versioning_configuration",),
        put=Op("PutBucketVersioning"),
        read=Read("GetBucketVersioning"),
    ),
    Setter(
        ("server_side_encryption_configuration",),
        put=Op("PutBucketEncryption"),
        clear=Op("DeleteBucketEncryption"),
        read=Read("GetBucketEncryption", path="ServerSideEncryptionConfiguration"),
        absent=("ServerSideEncryptionConfigurationNotFoundError",),
    ),
    Setter(
        ("public_access_block_configuration",),
        put=Op("PutPublicAccessBlock"),
        clear=Op("DeletePublicAccessBlock"),
        read=Read("GetPublicAccessBlock", path="PublicAccessBlockConfiguration"),
        absent=("NoSuchPublicAccessBlockConfiguration",),
    ),
    Setter(
        ("lifecycle_configuration",),
        put=Op("PutBucketLifecycleConfiguration"),
        clear=Op("DeleteBucketLifecycle"),
        read=Read("GetBucketLifecycleConfiguration"),
        absent=("NoSuchLifecycleConfiguration",),
    ),
    Setter(
        ("notification_configuration",),
        put=Op("PutBucketNotificationConfiguration"),
        read=Read("GetBucketNotificationConfiguration"),
    ),
    Setter(
        ("ownership_controls",),
        put=Op("PutBucketOwnershipControls"),
        clear=Op("DeleteBucketOwnershipControls"),
        read=Read("GetBucketOwnershipControls", path="OwnershipControls"),
        absent=("OwnershipControlsNotFoundError",),
    ),
    Setter(
        ("policy",),
        put=Op("PutBucketPolicy"),
        clear=Op("DeleteBucketPolicy"),
        read=Read("GetBucketPolicy", path="Policy"),
        absent=("NoSuchBucketPolicy",),
    ),
)
"""Parts with a read and a write of their own."""

BUCKETS = Kind(
    "s3.buckets",
    identity=("name",),
    rename={"name": "Bucket"},
    arn="arn:{partition}:s3:::{name}",
    create=Op(
        "CreateBucket",
        rename={"tags": "CreateBucketConfiguration.Tags"},
        sends={
            "CreateBucketConfiguration.LocationConstraint": By(
                "region", {"us-east-1": None}, "{region}"
            )
        },
    ),
    read=Read("HeadBucket"),
    list=Read(
        "ListBuckets",
        path="Buckets",
        whole=True,
        match={"name": "Name"},
        sends={"BucketRegion": "{region}"},
    ),
    delete=Op("DeleteBucket"),
    fields=FIELDS,
    parts=SETTINGS,
    tags=Tags(
        put=Op("PutBucketTagging", rename={"tags": "Tagging.TagSet"}),
        clear=Op("DeleteBucketTagging"),
        read=Read("GetBucketTagging", path="TagSet"),
        sweep="s3",
    ),
    shorthands={"permissions": PERMISSIONS},
    reserved={
        "acl": NO_ACLS,
        "grant_full_control": NO_ACLS,
        "grant_read": NO_ACLS,
        "grant_read_acp": NO_ACLS,
        "grant_write": NO_ACLS,
        "grant_write_acp": NO_ACLS,
        "create_bucket_configuration": NO_DIRECTORY + "; the region is the scope's",
        "bucket_namespace": "names are global, as pipelines of other accounts expect them",
    },
    absent=(Refusal("404"), Refusal("NoSuchBucket"), Refusal("NotFound")),
    exists=(Refusal("BucketAlreadyOwnedByYou"), Refusal("BucketAlreadyExists")),
    busy=(Refusal("OperationAborted"),),
    holds_data="every object in the bucket",
)
"""A bucket, with what an artifact store needs."""

_POLICY = Op("PutBucketPolicy", rename={"statement": "Policy"}, only=("bucket", "statement"))

STATEMENTS = Kind(
    "s3.statements",
    identity=("bucket", "sid"),
    named=False,
    create=_POLICY,
    read=Read("GetBucketPolicy", path="Policy"),
    update=_POLICY,
    delete=_POLICY,
    statement=Statement("statement", holder="s3.buckets.policy", clear=Op("DeleteBucketPolicy")),
    fields={
        "bucket": Field(points_to="s3.buckets.name", checked=True),
        "statement": Field(document="policy"),
    },
    absent=(Refusal("NoSuchBucketPolicy"), Refusal("NoSuchBucket")),
    busy=(Refusal("OperationAborted"),),
)
"""One statement of a bucket's policy; what others wrote in the policy is kept."""
