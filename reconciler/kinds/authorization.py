"""Which IAM actions AWS asks for where an operation is called, as data.

Nearly always the action is named as the operation, after the prefix of the service. What is not so
stands here. Source, of every line that names no other: Service Authorization Reference, the page of
the service, tables "API operations" and "Actions" (docs.aws.amazon.com/service-authorization).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "codeconnections": ("codeconnections", "codestar-connections"),
    "codeguruprofiler": ("codeguru-profiler",),
    "resourcegroupstaggingapi": ("tag",),
    "stepfunctions": ("states",),
}
"""boto3's client → the prefixes of its actions, where they are not its own name.

CodeConnections was CodeStar Connections: AWS weighs either action, by the ARN of the resource.
"""

ACTIONS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("codeguru-reviewer", "UntagResource"): ("codeguru-reviewer:UnTagResource",),
    ("elasticbeanstalk", "UpdateTagsForResource"): (
        "elasticbeanstalk:AddTags",
        "elasticbeanstalk:RemoveTags",
        "elasticbeanstalk:UpdateTagsForResource",
    ),
    ("s3", "DeleteBucketEncryption"): ("s3:PutEncryptionConfiguration",),
    ("s3", "DeleteBucketLifecycle"): ("s3:PutLifecycleConfiguration",),
    ("s3", "DeleteBucketOwnershipControls"): ("s3:PutBucketOwnershipControls",),
    ("s3", "DeleteBucketTagging"): ("s3:PutBucketTagging",),
    ("s3", "DeletePublicAccessBlock"): ("s3:PutBucketPublicAccessBlock",),
    ("s3", "GetBucketEncryption"): ("s3:GetEncryptionConfiguration",),
    ("s3", "GetBucketLifecycleConfiguration"): ("s3:GetLifecycleConfiguration",),
    ("s3", "GetBucketNotificationConfiguration"): ("s3:GetBucketNotification",),
    ("s3", "GetPublicAccessBlock"): ("s3:GetBucketPublicAccessBlock",),
    ("s3", "HeadBucket"): ("s3:ListBucket",),
    ("s3", "ListBuckets"): ("s3:ListAllMyBuckets",),
    ("s3", "PutBucketEncryption"): ("s3:PutEncryptionConfiguration",),
    ("s3", "PutBucketLifecycleConfiguration"): ("s3:PutLifecycleConfiguration",),
    ("s3", "PutBucketNotificationConfiguration"): ("s3:PutBucketNotification",),
    ("s3", "PutPublicAccessBlock"): ("s3:PutBucketPublicAccessBlock",),
}
"""(client, operation) → its actions, where they are not named as it is."""
