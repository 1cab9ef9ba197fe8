"""Every call weighed before it is done: by the caller's own policies, and those of what it is for.

What is weighed: the action of the operation on each resource that it names, iam:PassRole for each
role that is handed to a service (IAM User Guide, "Granting a user permissions to pass a role to an
AWS service"), and the trust policy of a role that is assumed. Session policies limit a session.
Not weighed: service control policies, conditions on keys that are a service's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reconciler.aws.models import Operation
from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Request
from reconciler.sandbox.policies.actions import FREE, action_of, resources_of
from reconciler.sandbox.policies.decision import Asking, Policies, Policy, decide
from reconciler.sandbox.policies.held import policy_of
from reconciler.sandbox.policies.iam import Identity, identity_of, passed_roles
from reconciler.sandbox.service import Service
from reconciler.sandbox.world import World

_PASSES = ("codebuild", "codedeploy", "codepipeline", "events", "lambda", "stepfunctions")
_DENIED = "AccessDeniedException"


class Anywhere(Service):
    """Stands for a service that is not written here: it knows where one is, and has no tables."""

    names = ("sts",)


@dataclass(frozen=True)
class Weighed:
    """One call that is to be weighed. `service` answers it, or only stands for where it is asked."""

    operation: Operation
    request: Request
    params: Mapping[str, Any]
    service: Service


def refusal(call: Weighed, inside: Inside) -> Refusal | None:
    """Return the error of a call that is not allowed, or None."""
    name = (call.operation.model.service, call.operation.name)
    world = call.service.world
    identity = identity_of(world.caller, world.neighbours)
    if name in FREE:
        return None
    action = action_of(call.operation)
    for resource in resources_of(call.operation, call.request, call.params, call.service):
        if identity.principal.kind == "root" and _at_home(resource, world):
            continue
        policy = policy_of(*name, resource, world, inside)
        if told := _denied(identity, action, resource, call, policy):
            return told
    if name[0] in _PASSES and not call.operation.name.startswith(("Get", "List", "Describe")):
        for role in passed_roles(dict(call.params), world.account):
            if told := _denied(identity, "iam:PassRole", role, call, None):
                return told
    return None


def _at_home(resource: str, world: World) -> bool:
    """Say whether the root of the account asks for what is its own: that needs no look."""
    parts = resource.split(":")
    return len(parts) > 5 and parts[4] == world.account


def _denied(
    identity: Identity, action: str, resource: str, call: Weighed, policy: Policy | None
) -> Refusal | None:
    world = call.service.world
    passed = {"iam:PassedToService": f"{call.operation.model.service}.amazonaws.com"}
    context = request_keys(world, call.params) | (passed if action == "iam:PassRole" else {})
    asking = Asking(identity.principal, action, resource, context)
    owner = world.account if resource.startswith("arn:aws:s3:") else None
    weighed = Policies(identity.policies, identity.boundary, policy, owner, identity.session)
    decision = decide(asking, weighed)
    if decision.allowed:
        return None
    xml = call.operation.model.protocol in ("query", "rest-xml")
    code = "AccessDenied" if xml else _DENIED
    status = 400 if call.operation.model.protocol == "json" else 403
    return Refusal(code, decision.message(asking), status)


def request_keys(world: World, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the global condition keys of a request (IAM User Guide, of that name)."""
    now = datetime.fromtimestamp(world.now(), UTC)
    tags = _tags(params)
    return {
        "aws:RequestedRegion": world.region,
        "aws:CurrentTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(now.timestamp())),
        # The door itself speaks plain HTTP; AWS's endpoints are asked over TLS.
        "aws:SecureTransport": "true",
        "aws:SourceIp": "127.0.0.1",
        "aws:ViaAWSService": "false",
        "aws:TagKeys": list(tags),
        **{f"aws:RequestTag/{key}": value for key, value in tags.items()},
    }


def _tags(params: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags that a request sends, in whichever spelling."""
    for name in ("tags", "Tags"):
        match params.get(name):
            case dict() as found:
                return {str(key): str(value) for key, value in found.items()}
            case [*items] if items and isinstance(items[0], dict):
                rows = [{key.lower(): held for key, held in one.items()} for one in items]
                return {row["key"]: row.get("value", "") for row in rows if "key" in row}
            case _:
                continue
    return {}
