"""Which IAM actions an operation needs, and on which resources.

An action is named as its operation, after the prefix of the service (Service Authorization
Reference); the exceptions are in the tables here. A resource is an ARN that the input holds, or
follows from the key and the ARN of a table of the service; where neither says it, it is `*`: an
operation that takes no resource, or one that is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from reconciler.aws.models import Operation
from reconciler.sandbox.messages import Request
from reconciler.sandbox.policies.iam import of_iam
from reconciler.sandbox.policies.weighed import weighed_on
from reconciler.sandbox.service import Service
from reconciler.sandbox.services.events.buses import bus_name
from reconciler.sandbox.tables import Table

_PREFIXES = {
    "codeguruprofiler": "codeguru-profiler",
    "resourcegroupstaggingapi": "tag",
    "stepfunctions": "states",
}
"""Services whose actions begin otherwise than botocore calls them."""
_ACTIONS: Mapping[tuple[str, str], str] = {
    ("lambda", "Invoke"): "lambda:InvokeFunction",
    ("s3", "ListBuckets"): "s3:ListAllMyBuckets",
    ("s3", "HeadBucket"): "s3:ListBucket",
    ("s3", "ListObjects"): "s3:ListBucket",
    ("s3", "ListObjectsV2"): "s3:ListBucket",
    ("s3", "ListObjectVersions"): "s3:ListBucketVersions",
    ("s3", "HeadObject"): "s3:GetObject",
    ("s3", "CopyObject"): "s3:PutObject",
    ("s3", "DeleteObjects"): "s3:DeleteObject",
    ("s3", "PutBucketEncryption"): "s3:PutEncryptionConfiguration",
    ("s3", "GetBucketEncryption"): "s3:GetEncryptionConfiguration",
    ("s3", "DeleteBucketEncryption"): "s3:PutEncryptionConfiguration",
    ("s3", "DeletePublicAccessBlock"): "s3:PutBucketPublicAccessBlock",
    ("s3", "DeleteBucketOwnershipControls"): "s3:PutBucketOwnershipControls",
    ("s3", "PutPublicAccessBlock"): "s3:PutBucketPublicAccessBlock",
    ("s3", "GetPublicAccessBlock"): "s3:GetBucketPublicAccessBlock",
    ("s3", "PutBucketLifecycleConfiguration"): "s3:PutLifecycleConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "s3:GetLifecycleConfiguration",
    ("s3", "DeleteBucketLifecycle"): "s3:PutLifecycleConfiguration",
    ("s3", "PutBucketNotificationConfiguration"): "s3:PutBucketNotification",
    ("s3", "GetBucketNotificationConfiguration"): "s3:GetBucketNotification",
    ("s3", "DeleteBucketTagging"): "s3:PutBucketTagging",
}
"""Operations whose action has another name."""
FREE = frozenset({("sts", "GetCallerIdentity")})
"""Operations that need no permission, whatever a policy says (STS API Reference)."""
_ALIASES: Mapping[str, Mapping[str, str]] = {
    "codepipeline": {"pipelineName": "name", "webhookName": "name"},
    "codebuild": {"projectName": "name"},
}
"""Members that hold a table's key under another name."""
_NAMED: Mapping[str, Sequence[tuple[str, str]]] = {
    "lambda": (("FunctionName", "function:{0}"),),
    "sqs": (("QueueName", "{0}"),),
    "sns": (("Name", "{0}"),),
    "ssm": (("Name", "parameter/{0}"),),
    "ecr": (("repositoryName", "repository/{0}"),),
    "kms": (("KeyId", "key/{0}"),),
    "secretsmanager": (("SecretId", "secret:{0}-??????"), ("Name", "secret:{0}-??????")),
    "stepfunctions": (("name", "stateMachine:{0}"),),
}
"""For moto's services: members, and the resource that each names."""
_ARN = re.compile(r"arn:[^:]+:[^:]+:[^:]*:\d*:.+")


def action_of(operation: Operation) -> str:
    """Return the IAM action of an operation."""
    service = operation.model.service
    known = _ACTIONS.get((service, operation.name))
    return known or f"{_PREFIXES.get(service, service)}:{operation.name}"


def resources_of(
    operation: Operation, request: Request, params: Mapping[str, Any], service: Service
) -> Sequence[str]:
    """Return the ARNs of what an operation is about; `*` where that cannot be said.

    `service` is the sandbox's own for it, or any other to build ARNs with.
    """
    if operation.model.service == "s3":
        return [_of_bucket(request)]
    if operation.model.service == "iam" and (held := of_iam(params, service.world)):
        return [held]
    if operation.name == "AssumeRole":
        return [params["RoleArn"]]
    if operation.name == "PutEvents":
        buses = {bus_name(one.get("EventBusName", "default")) for one in params["Entries"]}
        return [service.arn(f"event-bus/{bus}") for bus in sorted(buses)]
    if operation.model.service == "events" and (rule := _of_rule(operation.name, params)):
        return [service.arn(rule)]
    found = weighed_on(operation.model.service, operation.name, params, service)
    if found is not None:
        return found
    if operation.model.service in service.names:
        found = _of_tables(params, service)
        return found or _given(operation.model.service, params) or ["*"]
    return _given(operation.model.service, params) or _by_name(operation, params, service)


def _of_rule(operation: str, params: Mapping[str, Any]) -> str | None:
    """Return the last part of the ARN of the rule that an operation of EventBridge is about."""
    member = "Rule" if "Rule" in params else "Name"
    if member not in params or not operation.endswith(("Rule", "Targets", "TargetsByRule")):
        return None
    bus = bus_name(params.get("EventBusName", "default"))
    return f"rule/{params[member]}" if bus == "default" else f"rule/{bus}/{params[member]}"


def _of_tables(params: Mapping[str, Any], service: Service) -> list[str]:
    """Return the ARNs of records whose keys the input holds, the table with most keys first."""
    aliases = _ALIASES.get(service.names[0], {})
    named = {aliases.get(name, name): held for name, held in _flat(params).items()}
    tables = [held for part in type(service).__mro__ for held in vars(part).values()]
    known = [one for one in tables if isinstance(one, Table) and one.arn and not one.arn_of_record]
    for table in sorted(known, key=lambda one: -len(one.key)):
        if all(isinstance(named.get(part), str) for part in table.key):
            keys = [str(named[part]).split("/")[-1] for part in table.key]
            return [service.arn((table.arn or "").format(*keys))]
    return _in_batch(params, known, service)


def _in_batch(params: Mapping[str, Any], known: Sequence[Table], service: Service) -> list[str]:
    """Return the ARNs of a list of names (`names`, `repositoryNames`), of the first table."""
    lists = [held for name, held in params.items() if name.lower().endswith("names")]
    if not lists or not known or len(known[0].key) != 1:
        return []
    template = known[0].arn or ""
    return [service.arn(template.format(name)) for name in lists[0] if isinstance(name, str)]


def _flat(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of the input and of structures in it; the outer ones win."""
    inner = [held for held in params.values() if isinstance(held, dict)]
    found: dict[str, Any] = {}
    for held in inner:
        found |= held
    return found | dict(params)


def _given(service: str, params: Mapping[str, Any]) -> list[str]:
    """Return the ARNs of that service that stand in the input."""
    prefix = f":{_PREFIXES.get(service, service)}:"
    texts = [held for held in params.values() if isinstance(held, str)]
    return [text for text in texts if _ARN.fullmatch(text) and prefix in text[:40]]


def _by_name(operation: Operation, params: Mapping[str, Any], service: Service) -> list[str]:
    name = operation.model.service
    world = service.world
    if name == "sqs" and "QueueUrl" in params:
        account, queue = urlsplit(params["QueueUrl"]).path.strip("/").split("/")[-2:]
        return [f"arn:{world.partition}:sqs:{world.region}:{account}:{queue}"]
    for member, template in _NAMED.get(name, ()):
        if isinstance(params.get(member), str):
            resource = template.format(params[member].strip("/"))
            prefix = _PREFIXES.get(name, name)
            return [world.arn(prefix, resource)]
    return ["*"]


def _of_bucket(request: Request) -> str:
    """Return the bucket or object that an S3 request (by path) is about."""
    path = request.path.strip("/")
    return f"arn:aws:s3:::{path}" if path else "*"
