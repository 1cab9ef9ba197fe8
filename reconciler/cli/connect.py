"""From options to a client that sends: a session, an endpoint, or the embedded sandbox."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.errors import Fault, Usage
from reconciler.plan.calls import AnswerLost, AwsRefused, Unreachable
from reconciler.spec.stack import Scope

if TYPE_CHECKING:
    import argparse

    from reconciler.aws.client import Client
    from reconciler.aws.session import Attach

SANDBOX_REGION = "us-east-1"


def connected(wanted: argparse.Namespace, scopes: Sequence[Scope], *, planning: bool) -> Client:
    """A client for these scopes; nothing is sent yet. `planning`: it refuses every write."""
    from reconciler.aws.client import Client
    from reconciler.aws.failures import Refusals
    from reconciler.aws.session import Access

    access = Access(
        profile=wanted.profile or "",
        region=wanted.region or "",
        endpoint_url=wanted.endpoint_url or "",
        parallel=wanted.parallel,
        planning=planning,
        attach=embedded(wanted.sandbox, scopes[0].account),
    )
    return Client(access, scopes, Refusals(AwsRefused, AnswerLost, Unreachable))


def embedded(sandbox: str | None, account: str) -> Attach | None:
    """What lets the embedded sandbox answer, in the environment's account; None without one."""
    if sandbox is None:
        return None
    try:
        from reconciler.sandbox.app import Sandbox
    except ModuleNotFoundError as error:
        raise Usage(
            Fault(
                "RC6408",
                f"the sandbox needs `{error.name}`, which is not installed",
                suggestion="Run `pip install 'reconciler[sandbox]'`.",
            )
        ) from error
    file = Path(sandbox) if sandbox else None
    local = Sandbox(file, account=account) if account else Sandbox(file)
    return local.attach


def reached(client: Client, scopes: Sequence[Scope]) -> tuple[Scope, ...]:
    """The scopes with the accounts and partitions that are really reached, asked before all else.

    Raises GuardRefused where an account is not the one that the environment states, and Usage where
    no region is known.
    """
    from reconciler.aws.identity import callers_in

    callers = callers_in(client.ask, scopes)
    return tuple(
        replace(
            scope,
            account=callers[scope.name].account,
            partition=callers[scope.name].partition,
            region=scope.region or region_of(client),
        )
        for scope in scopes
    )


def region_of(client: Client) -> str:
    """The session's region; raises Usage where it has none."""
    if not client.region:
        raise Usage(
            Fault(
                "RC6409",
                "no region is known",
                suggestion="Give `--region`, set AWS_REGION, or state it in reconcile.yaml.",
            )
        )
    return client.region


def endpoint_told(wanted: argparse.Namespace) -> str:
    """The endpoint that is not AWS's, for the first line of every report; "" for AWS itself."""
    if wanted.sandbox is not None:
        return f"the sandbox{f' in {wanted.sandbox}' if wanted.sandbox else ' (in memory)'}"
    return wanted.endpoint_url or os.environ.get("AWS_ENDPOINT_URL", "")
