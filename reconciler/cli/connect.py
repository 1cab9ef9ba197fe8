"""From options to a client that sends: a session, an endpoint, or the embedded sandbox."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.aws.pace import Pace
from reconciler.errors import Fault, Usage
from reconciler.plan.calls import AnswerLost, AwsRefused, Unreachable
from reconciler.spec.stack import Scope

if TYPE_CHECKING:
    import argparse

    from reconciler.aws.client import Client
    from reconciler.aws.session import Attach
    from reconciler.sandbox.app import Sandbox


def connected(
    wanted: argparse.Namespace,
    scopes: Sequence[Scope],
    *,
    planning: bool,
    pace: Pace | None = None,
) -> Client:
    """A client for these scopes; nothing is sent yet. `planning`: it refuses every write."""
    from reconciler.aws.client import Client
    from reconciler.aws.failures import Refusals
    from reconciler.aws.session import Access

    for option, url in endpoints(wanted):
        refuse_unless_url(option, url)
    access = Access(
        profile=wanted.profile or "",
        region=wanted.region or "",
        endpoint_url=wanted.endpoint_url or "",
        parallel=wanted.parallel,
        planning=planning,
        pace=pace or Pace(),
        attach=embedded(wanted.sandbox, scopes[0].account),
    )
    return Client(access, scopes, Refusals(AwsRefused, AnswerLost, Unreachable))


def embedded(sandbox: str | None, account: str) -> Attach | None:
    """What lets the embedded sandbox answer, in the environment's account; None without one."""
    if sandbox is None:
        return None
    if Path(sandbox).suffix in {".yaml", ".yml"} or (sandbox and Path(sandbox).is_dir()):
        message = f"--sandbox {sandbox} is no file for a sandbox's state"
        suggestion = f"Put paths first: `{sandbox} --sandbox`."
        raise Usage(Fault("RC6414", message, suggestion=suggestion))
    return local_aws(Path(sandbox) if sandbox else None, account).attach


def local_aws(file: Path | None, account: str) -> Sandbox:
    """The sandbox, its state in `file`; raises Usage where its packages are not installed."""
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
    return Sandbox(file, account=account) if account else Sandbox(file)


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
                suggestion="Give `--region`, set AWS_DEFAULT_REGION, or state it in reconcile.yaml.",
            )
        )
    return client.region


def endpoint_told(wanted: argparse.Namespace) -> str:
    """The endpoints that are not AWS's, for the first line of every report; "" for AWS itself."""
    if wanted.sandbox is not None:
        return f"the sandbox{f' in {wanted.sandbox}' if wanted.sandbox else ' (in memory)'}"
    return ", ".join(dict.fromkeys(url for _, url in endpoints(wanted)))


def endpoints(wanted: argparse.Namespace) -> list[tuple[str, str]]:
    """Every endpoint that is asked for in place of AWS's own, with where it is.

    Source: AWS SDKs and Tools Reference, "Service-specific endpoints". Those that stand in the AWS
    configuration file are not looked for.
    """
    if wanted.endpoint_url:
        return [("--endpoint-url", wanted.endpoint_url)]
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return []
    found = sorted(os.environ.items())
    return [(name, url) for name, url in found if url and name.startswith("AWS_ENDPOINT_URL")]


def refuse_unless_url(option: str, url: str) -> None:
    """Raise Usage for an endpoint that is no URL of a host."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return
    except ValueError:
        pass  # what cannot be split, or has a port that is no number, is refused below
    message = f"{option} is no endpoint: `{url}`"
    raise Usage(Fault("RC6413", message, expected="a URL, as in `http://127.0.0.1:4570`"))
