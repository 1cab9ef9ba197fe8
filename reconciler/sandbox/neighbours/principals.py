"""Policies that AWS refuses when they are written, and moto takes.

Principals must exist: an ARN of a role is turned into the role's unique id when the policy is saved
(IAM User Guide, "AWS JSON policy elements: Principal"). S3 and IAM say so with different codes (S3
API Reference, "Error responses": MalformedPolicy, "Invalid principal in policy"; IAM API Reference,
CreateRole: MalformedPolicyDocument). A key's policy may not lock out who writes it (`lockout`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.aws.models import Operation
from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Request
from reconciler.sandbox.neighbours import lockout
from reconciler.sandbox.world import World

_ROLE = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/.+")
_TRUST = {"CreateRole": "AssumeRolePolicyDocument", "UpdateAssumeRolePolicy": "PolicyDocument"}


def refusal(
    asked: Operation, request: Request, params: Mapping[str, Any], world: World
) -> Refusal | None:
    """Return the error for a policy that AWS would not take, or None."""
    match asked.model.service, asked.name:
        case "s3", "PutBucketPolicy":
            if _missing(request.body, world):
                return Refusal("MalformedPolicy", "Invalid principal in policy", 400)
        case "iam", name if name in _TRUST:
            if missing := _missing(params[_TRUST[name]], world):
                message = f'Invalid principal in policy: "AWS":"{missing}"'
                return Refusal("MalformedPolicyDocument", message, 400)
        case "kms", "CreateKey" | "PutKeyPolicy":
            return lockout.refusal(params, world)
    return None


def _missing(policy: str | bytes, world: World) -> str | None:
    """Return the first role that a policy names and that is not there. moto reads bad JSON."""
    try:
        document = json.loads(policy)
    except ValueError:
        return None
    return next((arn for arn in _named(document) if world.neighbours.role(arn) is None), None)


def _named(document: Any) -> Iterator[str]:
    """Yield the roles that the statements of a policy name as principals."""
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    for statement in statements if isinstance(statements, list) else [statements]:
        for element in ("Principal", "NotPrincipal"):
            principal = statement.get(element)
            named = principal.get("AWS", []) if isinstance(principal, dict) else []
            listed = [named] if isinstance(named, str) else named
            yield from (arn for arn in listed if _ROLE.fullmatch(arn))
