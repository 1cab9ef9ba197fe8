"""CodeArtifact: what a permissions policy says, as far as the sandbox asks.

Sources: CodeArtifact User Guide, "Domain policies" and "Repository policies" (principals, actions);
IAM User Guide, "Policy evaluation logic" (a Deny outweighs every Allow). Conditions and resources
are not weighed here: the policies of the guide name `*`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from reconciler.sandbox.world import Caller


def malformed(document: str) -> bool:
    """Say whether a text is no policy: no JSON object with statements that allow or deny."""
    try:
        read = json.loads(document)
    except ValueError:
        return True
    statements = _listed(read.get("Statement")) if isinstance(read, dict) else ()
    return not statements or not all(
        isinstance(one, dict) and one.get("Effect") in {"Allow", "Deny"} for one in statements
    )


def allows(document: str | None, caller: Caller, action: str) -> bool:
    """Say whether a policy lets the caller, of another account, do `codeartifact:<action>`."""
    if document is None:
        return False
    statements = _listed(json.loads(document)["Statement"])
    effects = {one["Effect"] for one in statements if _is_about(one, caller, action)}
    return effects == {"Allow"}


def _is_about(statement: Mapping[str, Any], caller: Caller, action: str) -> bool:
    """Say whether a statement names the action and the caller."""
    asked = f"codeartifact:{action}".lower()
    actions = _listed(statement.get("Action", ()))
    return any(fnmatchcase(asked, one.lower()) for one in actions) and any(
        _is_caller(one, caller) for one in _principals(statement.get("Principal"))
    )


def _principals(principal: Any) -> Sequence[str]:
    return _listed(principal.get("AWS", ()) if isinstance(principal, dict) else principal)


def _is_caller(principal: str, caller: Caller) -> bool:
    """Say whether a principal is everyone, the caller's account or the caller."""
    root = principal.startswith("arn:") and principal.endswith(f":iam::{caller.account}:root")
    return root or principal in {"*", caller.account, caller.arn}


def _listed(value: Any) -> Sequence[Any]:
    """Return what may be one value or a list of them as a list."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else [value]
