"""KMS takes no key policy under which the caller could not write the next one; moto takes any.

KMS API Reference, CreateKey and PutKeyPolicy, Policy: "The key policy must allow the calling principal
to make a subsequent PutKeyPolicy request on the KMS key", unless BypassPolicyLockoutSafetyCheck is
true; else MalformedPolicyDocumentException, worded as in terraform-aws-modules/terraform-aws-kms#14.
Only the key policy is weighed: who asks under one that leaves the decision to the account may ask again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reconciler.sandbox.errors import Refusal
from reconciler.sandbox.policies.decision import Asking, grants
from reconciler.sandbox.policies.iam import identity_of
from reconciler.sandbox.world import World

_MESSAGE = "The new key policy will not allow you to update the key policy in the future."


def refusal(params: Mapping[str, Any], world: World) -> Refusal | None:
    """Return the error for a key policy that locks out who writes it, or None."""
    if not params.get("Policy") or params.get("BypassPolicyLockoutSafetyCheck"):
        return None
    try:
        policy = json.loads(params["Policy"])
    except ValueError:
        return None
    key = world.arn("kms", f"key/{params.get('KeyId', 'new')}".replace("key/arn:", "arn:"))
    asking = Asking(identity_of(world.caller, world.neighbours).principal, "kms:PutKeyPolicy", key)
    granted = grants(policy, asking) if isinstance(policy, dict) else frozenset({"allow"})
    if granted and "deny" not in granted:
        return None
    return Refusal("MalformedPolicyDocumentException", _MESSAGE, 400)
