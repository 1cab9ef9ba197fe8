"""Who asks: a service of AWS, the root of an account, a role's session, or nobody known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from reconciler.sandbox.world import Caller

ORGANIZATION = "o-sandbox0000"
"""The organization that every account of the sandbox is in, for aws:PrincipalOrgID."""


@dataclass(frozen=True)
class Principal:
    """One principal. `arn` is what messages call it: a service's name, a session's ARN.

    `role` is the ARN of the role whose session this is.
    """

    kind: Literal["service", "root", "session", "anonymous"]
    arn: str
    account: str = ""
    role: str | None = None
    id: str = ""

    def names(self) -> frozenset[str]:
        """Return every way in which a policy may name it directly."""
        return frozenset({self.arn, *([self.role] if self.role else [])})

    def accounts(self) -> frozenset[str]:
        """Return every way in which a policy may name its account."""
        if self.kind not in ("root", "session"):
            return frozenset()
        return frozenset({self.account, f"arn:{self._partition}:iam::{self.account}:root"})

    def keys(self) -> Mapping[str, str]:
        """Return the global condition keys about it (IAM User Guide, "Global condition keys").

        A service has no aws:PrincipalArn, aws:PrincipalAccount or aws:PrincipalType (live: a queue
        that asks for the type AWSService refuses EventBridge; radkawar/stackd,
        testdata/aws/eventbridge/delivery.json).
        """
        match self.kind:
            case "service":
                return {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": self.arn}
            case "anonymous":
                return {"aws:PrincipalIsAWSService": "false", "aws:PrincipalType": "Anonymous"}
            case _:
                return {
                    "aws:PrincipalIsAWSService": "false",
                    "aws:PrincipalArn": self.role or self.arn,
                    "aws:PrincipalAccount": self.account,
                    "aws:PrincipalOrgID": ORGANIZATION,
                    "aws:PrincipalType": "Account" if self.kind == "root" else "AssumedRole",
                    "aws:userid": self.id or self.account,
                }

    @property
    def _partition(self) -> str:
        return self.arn.split(":")[1]


def service(name: str) -> Principal:
    """Return the principal of a service, as `events.amazonaws.com`."""
    return Principal("service", name)


def of_caller(caller: Caller, role: str | None = None) -> Principal:
    """Return the principal of whoever signed a request; `role` is the ARN of an assumed role."""
    if ":assumed-role/" in caller.arn:
        return Principal("session", caller.arn, caller.account, role, caller.id)
    return Principal("root", caller.arn, caller.account, None, caller.id)


def session_of(role: str, name: str) -> Principal:
    """Return the session that a service opens when it assumes a role."""
    partition, account = role.split(":")[1], role.split(":")[4]
    arn = f"arn:{partition}:sts::{account}:assumed-role/{role.rsplit('/', 1)[-1]}/{name}"
    return Principal("session", arn, account, role)
