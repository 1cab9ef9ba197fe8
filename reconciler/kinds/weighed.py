"""On what IAM weighs the operations of the kinds, where that is not the ARN that names give, as data.

Source, of every line that names no other: Service Authorization Reference, the page of the service
("Actions": the resource types of an action; "Resource types": the ARNs). Templates have the places of a
resource: {arn}, its fields, and {partition}, {region}, {account}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HERE: Final = "{region}:{account}"
"""Where most resources are, in an ARN."""

KEYS: Final = (f"arn:{{partition}}:kms:{HERE}:key/*",)
"""Every key of a place: keys have no names."""

CONNECTIONS: Final = tuple(
    f"arn:{{partition}}:{name}:{HERE}:connection/*"
    for name in ("codeconnections", "codestar-connections")
)
"""Every connection of a place; those of before its service was renamed, too."""

UNBOUND: Final = frozenset(
    {
        ("batch", "DescribeJobQueues"),
        ("codeartifact", "CreateDomain"),
        ("codeartifact", "CreatePackageGroup"),
        ("codeartifact", "CreateRepository"),
        ("codeconnections", "CreateConnection"),
        ("codeconnections", "CreateHost"),
        ("codeconnections", "ListRepositoryLinks"),
        ("codeguru-reviewer", "AssociateRepository"),
        ("codeguruprofiler", "CreateProfilingGroup"),
        ("codeguruprofiler", "ListProfilingGroups"),
        ("ecs", "DescribeTaskDefinition"),
        ("events", "PutPermission"),
        ("events", "RemovePermission"),
        ("kms", "CreateKey"),
        ("kms", "ListAliases"),
        # DescribeLogGroups names log groups by a prefix, and is weighed on all of them.
        ("logs", "DescribeLogGroups"),
        ("sns", "GetSubscriptionAttributes"),
        ("sns", "SetSubscriptionAttributes"),
        ("sns", "Unsubscribe"),
        ("ssm", "DescribeParameters"),
    }
)
"""Operations that are weighed on no resource: a statement must say `*`. Lists of all are, too."""

RESOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "codebuild.source_credentials": ("*",),
    "codeconnections.connections": CONNECTIONS,
    "codeconnections.hosts": tuple(one.replace("connection/", "host/") for one in CONNECTIONS),
    "codeconnections.repository_links": tuple(
        one.replace("connection/", "repository-link/") for one in CONNECTIONS
    ),
    "codedeploy.on_premises_instances": (
        f"arn:{{partition}}:codedeploy:{HERE}:instance/{{name}}",
        f"arn:{{partition}}:codedeploy:{HERE}:instance/{{name}}_*",
    ),
    "codeguru.repository_associations": (
        f"arn:{{partition}}:codeguru-reviewer:{HERE}:association:*",
    ),
    "eventbridge.api_destinations": (
        f"arn:{{partition}}:events:{HERE}:api-destination/{{name}}",
        f"arn:{{partition}}:events:{HERE}:api-destination/{{name}}/*",
    ),
    "eventbridge.connections": (
        f"arn:{{partition}}:events:{HERE}:connection/{{name}}",
        f"arn:{{partition}}:events:{HERE}:connection/{{name}}/*",
    ),
    "eventbridge.statements": (f"arn:{{partition}}:events:{HERE}:event-bus/{{event_bus_name}}",),
    # Before one is there IAM knows its name, but not its path.
    "iam.instance_profiles": (
        "{arn}",
        "arn:{partition}:iam::{account}:instance-profile/{name}",
    ),
    "iam.roles": ("{arn}", "arn:{partition}:iam::{account}:role/{name}"),
    "kms.keys": KEYS,
    "kms.statements": KEYS,
    "lambda.permissions": (
        f"arn:{{partition}}:lambda:{HERE}:function:{{function_name}}",
        f"arn:{{partition}}:lambda:{HERE}:function:{{function_name}}:*",
    ),
    "logs.groups": ("{arn}", "{arn}:*"),
    "notifications.rules": (f"arn:{{partition}}:codestar-notifications:{HERE}:notificationrule/*",),
    "s3.statements": ("arn:{partition}:s3:::{bucket}",),
    "sns.statements": ("{topic_arn}",),
    "sqs.statements": (f"arn:{{partition}}:sqs:{HERE}:{{name}}",),
}
"""Kind → its ARNs in a statement, where they are not just the one that AWS derives from names."""

_ALIAS: Final = (*KEYS, f"arn:{{partition}}:kms:{HERE}:alias/{{name}}")

OTHERS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("codeconnections", "CreateRepositoryLink"): CONNECTIONS,
    ("codeconnections", "CreateSyncConfiguration"): RESOURCES["codeconnections.repository_links"],
    ("codepipeline", "DisableStageTransition"): ("{arn}/*",),
    ("codepipeline", "EnableStageTransition"): ("{arn}/*",),
    ("codepipeline", "PutWebhook"): (
        "{arn}",
        f"arn:{{partition}}:codepipeline:{HERE}:{{target_pipeline}}",
    ),
    ("events", "CreateArchive"): ("{arn}", "{event_source_arn}"),
    ("kms", "CreateAlias"): _ALIAS,
    ("kms", "DeleteAlias"): _ALIAS,
    **{
        ("events", name): (*RESOURCES["eventbridge.api_destinations"], "{connection_arn}")
        for name in ("CreateApiDestination", "DescribeApiDestination", "UpdateApiDestination")
    },
}
"""(client, operation) → what it is weighed on, where that is not the resource's own ARN alone."""
