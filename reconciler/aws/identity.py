"""Who we are in a scope, asked of AWS before anything else is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from reconciler.aws.session import Reachable
from reconciler.errors import Fault, GuardRefused

WRONG_ACCOUNT = "RC6005"
"""The account that is stated is not the one that is reached."""

Ask: TypeAlias = Callable[[str, str, Mapping[str, Any], str], Mapping[str, Any]]
"""Asks (service, operation, params, scope's name) and gives the answer: `Client.ask`."""


@dataclass(frozen=True)
class Caller:
    """The account that a scope's credentials belong to, the caller's ARN, and its partition."""

    account: str
    arn: str
    partition: str


def caller_in(ask: Ask, scope: str = "") -> Caller:
    """Who calls in a scope, by STS GetCallerIdentity, which nobody can be denied."""
    answer = ask("sts", "GetCallerIdentity", {}, scope)
    arn = str(answer["Arn"])
    return Caller(str(answer["Account"]), arn, arn.split(":")[1])


def callers_in(ask: Ask, scopes: Iterable[Reachable]) -> dict[str, Caller]:
    """Who calls in each scope, by its name.

    Raises GuardRefused, with a fault for every scope, where an account that is stated is not the one
    that is reached: to be called before any other call.
    """
    found, faults = {}, []
    for scope in scopes:
        caller = caller_in(ask, scope.name)
        found[scope.name] = caller
        if scope.account and scope.account != caller.account:
            faults.append(_wrong(scope, caller))
    if faults:
        raise GuardRefused(*faults)
    return found


def _wrong(scope: Reachable, caller: Caller) -> Fault:
    where = f"scope {scope.name}" if scope.name else "the environment"
    return Fault(
        WRONG_ACCOUNT,
        f"{where} is account {scope.account}, but the credentials are of account {caller.account}"
        f" ({caller.arn})",
        expected=f"credentials of account {scope.account}",
        suggestion="Choose another profile, or give the environment's `role_arn`.",
    )
