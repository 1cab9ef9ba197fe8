"""What IAM asks for besides the operations of the kinds themselves, as data.

Roles that are handed on, secrets, look-ups, the lock, and what one call needs beside its own action.
Source, of every line that names no other: Service Authorization Reference, the page of the
service ("API operations": the actions of an operation). `reconciler.engine.permitting` makes a policy of it.

Templates have the places of a resource: {arn}, its fields, and {partition}, {region}, {account}.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from reconciler.kinds.weighed import CONNECTIONS, HERE, KEYS, RESOURCES

Verb: TypeAlias = Literal["plan", "apply"]
"""What a policy is for."""


@dataclass(frozen=True)
class Permit:
    """Actions on resources, both as they stand in a statement; `when`: condition key → text."""

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    when: Mapping[str, str] = dataclasses.field(default_factory=dict)


def _service_role(service: str) -> Permit:
    """Make the role of a service's own, where it is not there yet (IAM User Guide, "Service-linked
    role permissions").
    """
    return Permit(
        ("iam:CreateServiceLinkedRole",),
        (f"arn:{{partition}}:iam::{{account}}:role/aws-service-role/{service}/*",),
        {"iam:AWSServiceName": service},
    )


_USES_CONNECTION: Final = tuple(
    Permit((f"{name}:PassConnection", f"{name}:UseConnection"), CONNECTIONS)
    for name in ("codeconnections", "codestar-connections")
)
_PASSES_REPOSITORY: Final = tuple(
    Permit((f"{name}:PassRepository",), RESOURCES["codeconnections.repository_links"])
    for name in ("codeconnections", "codestar-connections")
)
_UPSTREAM: Final = Permit(
    ("codeartifact:AssociateWithDownstreamRepository",),
    (f"arn:{{partition}}:codeartifact:{HERE}:repository/{{domain}}/*",),
)

BESIDES: Final[Mapping[tuple[str, str], tuple[Permit, ...]]] = {
    ("codeartifact", "CreateRepository"): (_UPSTREAM,),
    ("codeartifact", "UpdateRepository"): (_UPSTREAM,),
    # AWS-managed key or own one: CodeArtifact User Guide, "Encrypting a domain".
    ("codeartifact", "CreateDomain"): (
        Permit(
            ("kms:CreateGrant", "kms:DescribeKey"),
            KEYS,
            {"kms:ViaService": "codeartifact.{region}.amazonaws.com"},
        ),
    ),
    ("codeconnections", "CreateRepositoryLink"): _USES_CONNECTION,
    ("codeconnections", "CreateSyncConfiguration"): _PASSES_REPOSITORY,
    ("codeconnections", "UpdateRepositoryLink"): _USES_CONNECTION,
    ("codeconnections", "UpdateSyncConfiguration"): _PASSES_REPOSITORY,
    ("codestar-notifications", "CreateNotificationRule"): (
        _service_role("codestar-notifications.amazonaws.com"),
    ),
    ("events", "CreateConnection"): (_service_role("apidestinations.events.amazonaws.com"),),
    # S3 API reference, CreateBucket, "Permissions".
    ("s3", "CreateBucket"): (Permit(("s3:TagResource",), ("{arn}",)),),
}
"""(client, operation) → what the caller must be allowed besides, for that one call to be done."""

FIELDS: Final[Mapping[tuple[str, str], Permit]] = {
    ("s3.buckets", "object_lock_enabled_for_bucket"): Permit(
        ("s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"), ("{arn}",)
    ),
    ("s3.buckets", "object_ownership"): Permit(("s3:PutBucketOwnershipControls",), ("{arn}",)),
    ("ssm.parameters", "key_id"): Permit(("kms:Encrypt", "kms:GenerateDataKey"), KEYS),
}
"""(kind, field) → what its create needs where that field is written. Sources: S3 API reference,
CreateBucket; Systems Manager User Guide, "KMS encryption for Parameter Store SecureString parameters"
(standard parameters are encrypted by kms:Encrypt, advanced ones by data keys).
"""

PASSED: Final[Mapping[str, str]] = {
    "codebuild": "codebuild.amazonaws.com",
    "codeconnections": "cloudformation.sync.codeconnections.amazonaws.com",
    "codedeploy": "codedeploy.amazonaws.com",
    "codepipeline": "codepipeline.amazonaws.com",
    "elasticbeanstalk": "elasticbeanstalk.amazonaws.com",
    "events": "events.amazonaws.com",
    "iam": "ec2.amazonaws.com",
    "sns": "sns.amazonaws.com",
}
"""Client → the service to which its resources hand a role (iam:PassedToService). A client that is
not here hands on none (CodeGuru Profiler's are only named in a policy).
"""

PASSING: Final[Mapping[str, Permit]] = {
    "iam.roles.arn": Permit(("iam:PassRole",), ("{name}",), {"iam:PassedToService": "{service}"}),
    "iam.roles.name": Permit(
        ("iam:PassRole",),
        ("arn:{partition}:iam::{account}:role/*{name}",),
        {"iam:PassedToService": "{service}"},
    ),
}
"""What a field points to → what handing that role on takes; {service} is of `PASSED`. Source: IAM User
Guide, "Grant a user permissions to pass a role to an AWS service".
"""

_SECRET: Final = f"arn:{{partition}}:secretsmanager:{HERE}:secret:{{name}}"
_PARAMETER: Final = f"arn:{{partition}}:ssm:{HERE}:parameter{{/name}}"


def _decrypts(service: str) -> Permit:
    """Read what is encrypted by a key of our own; which one, only the service knows."""
    via = {"kms:ViaService": f"{service}.{{region}}.amazonaws.com"}
    return Permit(("kms:Decrypt",), KEYS, via)


SECRETS: Final[Mapping[tuple[str, Verb], tuple[Permit, ...]]] = {
    ("secretsmanager", "plan"): (
        Permit(("secretsmanager:DescribeSecret",), (f"{_SECRET}-??????",)),
    ),
    ("secretsmanager", "apply"): (
        Permit(("secretsmanager:GetSecretValue",), (f"{_SECRET}-??????",)),
        _decrypts("secretsmanager"),
    ),
    ("ssm", "plan"): (Permit(("ssm:DescribeParameters",)),),
    ("ssm", "apply"): (Permit(("ssm:GetParameter",), (_PARAMETER,)), _decrypts("ssm")),
}
"""(provider, verb) → what reads a secret: a plan knows its versions, an apply its value. AWS ends
the ARN of a secret with six characters of its own (Secrets Manager User Guide, "IAM policy examples").
"""

LOOKUPS: Final[Mapping[str, Permit]] = {
    "ssm": Permit(("ssm:GetParameter",), (_PARAMETER,)),
    "cfn-export": Permit(("cloudformation:ListExports",)),
    "cfn-output": Permit(
        ("cloudformation:DescribeStacks",),
        (f"arn:{{partition}}:cloudformation:{HERE}:stack/{{name}}/*",),
    ),
}
"""What reads a `{lookup: ...}` of vars, in a plan and in an apply."""

LOCK: Final = (
    Permit(("s3:ListBucket",), ("arn:{partition}:s3:::{bucket}",)),
    Permit(
        ("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
        ("arn:{partition}:s3:::{bucket}/{key}",),
    ),
)
"""What an apply needs of the bucket with its lock; a plan never locks.

Without ListBucket S3 answers 403, not 404, for an object that is not there (Amazon S3 API Reference,
GetObject, "Permissions"): a lock that is given back while it is read would end the run.
"""

ALWAYS: Final = (Permit(("tag:GetResources",)),)
"""What every run needs; sts:GetCallerIdentity needs no permission (STS API reference)."""

NOTES: Final[Mapping[str, str]] = {
    "elasticbeanstalk.environments": "Elastic Beanstalk launches environments with the caller's own "
    "permissions for EC2, Auto Scaling, load balancers, S3 and CloudFormation, which are not in it: "
    "attach AdministratorAccess-AWSElasticBeanstalk too, or let an operations role do it",
    "kms.keys": "keys have no names: it is bound to every key of the account and region",
}
"""Kind → what a person must know of its policy. Source of the first: Elastic Beanstalk Developer Guide, "Managing
Elastic Beanstalk user policies" and "Operations role".
"""
