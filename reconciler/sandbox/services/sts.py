"""STS: who one is, and assuming a role. Stateless: the keys say who they belong to.

Source: STS API Reference, GetCallerIdentity, AssumeRole; IAM User Guide, "Principal" element.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.credentials import keys_of_role
from reconciler.sandbox.policies.decision import Asking, grants
from reconciler.sandbox.policies.iam import identity_of
from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.coins import Tossed
from reconciler.sandbox.world import Caller, Role

_HOUR = 3600
_MOST_POLICIES = 10
_MOST_TEXT = 2048


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
        Policy: str | None = None,
        PolicyArns: Sequence[Mapping[str, str]] = (),
        **_: object,
    ) -> Answer:
        """Give keys that act as a role. It must exist, have propagated, and trust the caller.

        Session policies travel in the token, and limit what the keys may do where calls are
        weighed. Session tags are not kept.
        """
        session = self._session(Policy, PolicyArns)
        roles = self.world.roles
        role = roles.get(RoleArn)
        spread = role is not None and roles.now >= role.created + roles.spread
        if role is None or not spread or not self._trusted(role, RoleSessionName, ExternalId):
            # AWS does not say whether the role exists (IAM User Guide, "Troubleshooting roles").
            raise self.refuse(
                "AccessDenied",
                f"User: {self.world.caller.arn} is not authorized to perform: sts:AssumeRole on "
                f"resource: {RoleArn}",
                status=403,
            )
        account, name = RoleArn.split(":")[4], RoleArn.rsplit("/", 1)[-1]
        arn = f"arn:{self.world.partition}:sts::{account}:assumed-role/{name}/{RoleSessionName}"
        made = Caller(account, arn, f"{_role_id(RoleArn)}:{RoleSessionName}", session)
        return {
            "Credentials": self._credentials(made, DurationSeconds),
            "AssumedRoleUser": {"AssumedRoleId": made.id, "Arn": arn},
            "PackedPolicySize": _packed(session) if session else None,
        }

    def _credentials(self, made: Caller, seconds: int) -> dict[str, Any]:
        until = self.world.now() + seconds
        keys = keys_of_role(made, until)
        return {
            "AccessKeyId": keys.access_key_id,
            "SecretAccessKey": keys.secret_access_key,
            "SessionToken": keys.session_token,
            "Expiration": until,
        }

    def _session(self, policy: str | None, arns: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
        """Return the session policies, or refuse them.

        Codes and limits: AssumeRole, "Policy" and "PolicyArns" (at most ten), "Errors". Wording is
        ours.
        """
        if policy is not None and not _is_document(policy):
            raise self.refuse("MalformedPolicyDocument", "Syntax errors in policy.")
        if len(arns) > _MOST_POLICIES:
            raise self.refuse("ValidationException", f"At most {_MOST_POLICIES} policy ARNs.")
        given = (*([policy] if policy else []), *(one["arn"] for one in arns if "arn" in one))
        if _packed(given) > 100:
            raise self.refuse(
                "PackedPolicyTooLarge", "Packed size of session policies consumes more than 100%"
            )
        return given

    def _trusted(self, role: Role, session: str, external: str | None) -> bool:
        """Say whether a role's trust policy allows the caller, and nothing in it denies.

        Where it allows the caller's account, the caller's own policies decide: they are weighed
        before, where every call is (`Sandbox.enforce`).
        """
        given = {"sts:ExternalId": external, "sts:RoleSessionName": session}
        keys = {name: held for name, held in given.items() if held is not None}
        who = identity_of(self.world.caller, self.world.neighbours).principal
        said = grants(
            {**role.trust, "Version": "2012-10-17"},
            Asking(who, "sts:AssumeRole", role.arn, {"aws:SecureTransport": "true", **keys}),
        )
        return bool(said) and "deny" not in said


def _packed(session: Sequence[str]) -> int:
    """Return how much of the limit session policies take, in percent.

    AWS packs them in a form that is not documented: here it is the share of the 2,048 characters
    that their text may have. (In the documented example of AssumeRole it is 6.)
    """
    return -(-100 * sum(map(len, session)) // _MOST_TEXT)


def _is_document(text: str) -> bool:
    try:
        parsed = json.loads(text)
    except ValueError:
        return False
    return isinstance(parsed, dict) and isinstance(parsed.get("Statement"), dict | list)


def _role_id(arn: str) -> str:
    """Return an id in the form of a role's unique id, the same one for the same role."""
    return "AROA" + hashlib.sha256(arn.encode()).hexdigest()[:17].upper()
