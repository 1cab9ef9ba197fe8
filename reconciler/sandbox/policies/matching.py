"""How policies name things: wildcards, variables, principals.

Source: IAM User Guide, "IAM JSON policy elements": Action, Resource, Principal, "Variables and
tags".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from reconciler.sandbox.policies.conditions import glob, listed
from reconciler.sandbox.policies.principals import Principal


def same_action(pattern: str, action: str) -> bool:
    """Say whether an action is meant; case does not count, `*` and `?` do."""
    return glob(pattern.lower()).fullmatch(action.lower()) is not None


def same_resource(pattern: str, resource: str) -> bool:
    """Say whether a resource is meant; a request about no one resource is about `*`."""
    return pattern == "*" or glob(pattern).fullmatch(resource) is not None


def named_principal(
    element: Any, principal: Principal
) -> Literal["itself", "account", "anyone"] | None:
    """Return how a Principal element names somebody; None where it does not.

    Wildcards are taken only as "everyone": "You cannot use a wildcard to match part of a
    principal name or ARN".
    """
    if element == "*":
        return "anyone"
    if not isinstance(element, Mapping):
        return None
    if principal.kind == "service":
        return "itself" if principal.arn in listed(element.get("Service", ())) else None
    named = frozenset(listed(element.get("AWS", ())))
    if named & principal.names():
        return "itself"
    if named & principal.accounts():
        return "account"
    return "anyone" if "*" in named else None
