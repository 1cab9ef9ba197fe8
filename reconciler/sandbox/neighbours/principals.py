"""Policies may name only principals that exist: AWS refuses others when the policy is written.

IAM User Guide, "AWS JSON policy elements: Principal": an ARN of a role is turned into the role's
unique id when the policy is saved, so the role must exist then. S3 and IAM say so with different
codes (S3 API Reference, "Error responses": MalformedPolicy, "Invalid principal in policy"; IAM API
Reference, CreateRole: MalformedPolicyDocument). moto accepts any principal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reconciler.aws.models import Operation
from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.messages import Request

_ROLE = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/.+")
_TRUST = {"CreateRole": "AssumeRolePolicyDocument", "UpdateAssumeRolePolicy": "PolicyDocument"}


def refusal(
    asked: Operation, request: Request, params: Mapping[str, Any], exists: Callable[[str], bool]
) -> Refusal | None:
    """Return the error for a policy that names a role which is not there, or None."""
    match asked.model.service, asked.name:
        case "s3", "PutBucketPolicy":
            if _missing(request.body, exists):
                return Refusal("MalformedPolicy", "Invalid principal in policy", 400)
        case "iam", name if name in _TRUST:
            if missing := _missing(params[_TRUST[name]], exists):
                message = f'Invalid principal in policy: "AWS":"{missing}"'
                return Refusal("MalformedPolicyDocument", message, 400)
    return None


def _missing(policy: str | bytes, exists: Callable[[str], bool]) -> str | None:
    """Return the first role that a policy names and that is not there. moto reads bad JSON."""
    try:
        document = json.loads(policy)
    except ValueError:
        return None
    return next((arn for arn in _named(document) if not exists(arn)), None)


def _named(document: Any) -> Iterator[str]:
    """Yield the roles that the statements of a policy name as principals."""
    statements = document.get("Statement", []) if isinstance(document, dict) else []
    for statement in statements if isinstance(statements, list) else [statements]:
        for element in ("Principal", "NotPrincipal"):
            principal = statement.get(element)
            named = principal.get("AWS", []) if isinstance(principal, dict) else []
            listed = [named] if isinstance(named, str) else named
            yield from (arn for arn in listed if _ROLE.fullmatch(arn))
