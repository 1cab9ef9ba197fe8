"""STS: who one is, and assuming a role. Stateless: the keys say who they belong to.

Source: STS API Reference, GetCallerIdentity, AssumeRole; IAM User Guide, "Principal" element.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.credentials import keys_of_role
from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.coins import Tossed
from reconciler.sandbox.world import Caller

_HOUR = 3600
_ACTIONS = {"sts:AssumeRole", "sts:*", "*"}


class Sts(Tossed):
    """The Security Token Service."""

    names = ("sts",)

    def get_caller_identity(self) -> Answer:
        """Show who asks."""
        caller = self.world.caller
        return {"UserId": caller.id, "Account": caller.account, "Arn": caller.arn}

    def assume_role(
        self,
        RoleArn: str,
        RoleSessionName: str,
        DurationSeconds: int = _HOUR,
        ExternalId: str | None = None,
        **_: object,
    ) -> Answer:
        """Give keys that act as a role. It must exist, have propagated, and trust the caller."""
        roles = self.world.roles
        role = roles.get(RoleArn)
        spread = role is not None and roles.now >= role.created + roles.spread
        if role is None or not spread or not self._trusted(role.trust, ExternalId):
            # AWS does not say whether the role exists (IAM User Guide, "Troubleshooting roles").
            raise self.refuse(
                "AccessDenied",
                f"User: {self.world.caller.arn} is not authorized to perform: sts:AssumeRole on "
                f"resource: {RoleArn}",
                status=403,
            )
        account, name = RoleArn.split(":")[4], RoleArn.rsplit("/", 1)[-1]
        arn = f"arn:{self.world.partition}:sts::{account}:assumed-role/{name}/{RoleSessionName}"
        made = Caller(account, arn, f"{_role_id(RoleArn)}:{RoleSessionName}")
        keys = keys_of_role(made)
        return {
            "Credentials": {
                "AccessKeyId": keys.access_key_id,
                "SecretAccessKey": keys.secret_access_key,
                "SessionToken": keys.session_token,
                "Expiration": self.world.now() + DurationSeconds,
            },
            "AssumedRoleUser": {"AssumedRoleId": made.id, "Arn": arn},
        }

    def _trusted(self, policy: Mapping[str, Any], external: str | None) -> bool:
        """Say whether a trust policy allows the caller, and nothing in it denies."""
        statements = policy.get("Statement", [])
        listed = statements if isinstance(statements, list) else [statements]
        effects = {one.get("Effect") for one in listed if self._applies(one, external)}
        return effects == {"Allow"}

    def _applies(self, statement: Mapping[str, Any], external: str | None) -> bool:
        if not _ACTIONS & set(_listed(statement.get("Action", ()))):
            return False
        wanted = statement.get("Condition", {}).get("StringEquals", {}).get("sts:ExternalId")
        if wanted is not None and external not in _listed(wanted):
            return False
        principal = statement.get("Principal", {})
        named = _listed("*" if principal == "*" else principal.get("AWS", ()))
        return not self._identities().isdisjoint(named)

    def _identities(self) -> set[str]:
        """Return every way in which a trust policy may name the caller."""
        caller = self.world.caller
        names = {"*", caller.account, caller.arn}
        names.add(f"arn:{self.world.partition}:iam::{caller.account}:root")
        if ":assumed-role/" in caller.arn:
            role = caller.arn.split("/")[1]
            names.add(f"arn:{self.world.partition}:iam::{caller.account}:role/{role}")
        return names


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _role_id(arn: str) -> str:
    """Return an id in the form of a role's unique id, the same one for the same role."""
    return "AROA" + hashlib.sha256(arn.encode()).hexdigest()[:17].upper()
