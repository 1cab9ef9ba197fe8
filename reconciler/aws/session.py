"""How a scope is reached: a botocore session with the credentials, the role and the region for it.

botocore costs 60 ms to import and is imported here only when the first call is about to be sent.
boto3 would cost as much again, for transfers and resource classes that nothing here uses.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeAlias

from reconciler import __version__
from reconciler.aws.pace import Pace

Attach: TypeAlias = Callable[[Any], object]
"""Given every botocore session that is made, before its first client: how a sandbox answers its calls."""


class Reachable(Protocol):
    """What is asked of a scope: its name, where it is, and the roles by which it is reached."""

    @property
    def name(self) -> str:
        """Its key under `scopes`, "" for the environment's own."""

    @property
    def account(self) -> str:
        """The account that specs state, or ""."""

    @property
    def region(self) -> str:
        """The region, or "" for the session's own."""

    @property
    def role_arn(self) -> str:
        """The role to apply with, or ""."""

    @property
    def plan_role_arn(self) -> str:
        """The role to plan with, or ""."""


@dataclass(frozen=True)
class Access:
    """How AWS is spoken to.

    - `profile`, `region`: as `--profile` and `--region`; "" leaves them to the environment.
    - `endpoint_url`: in place of AWS's own; "" leaves it to the environment (`AWS_ENDPOINT_URL`).
    - `parallel`: concurrent calls, and so connections a client keeps.
    - `connect`, `read`: seconds until a connection, or an answer, is given up.
    - `pace`: what holds calls back where AWS throttles them.
    - `planning`: only reads are sent, with `plan_role_arn` where there is one.
    """

    profile: str = ""
    region: str = ""
    endpoint_url: str = ""
    parallel: int = 24
    connect: float = 5.0
    read: float = 60.0
    planning: bool = False
    attach: Attach | None = None
    pace: Pace = field(default_factory=Pace)


def ambient_session(access: Access) -> Any:
    """The botocore session that the environment, or `--profile`, stands for."""
    return _settled(core_session(access), access.region, access)


def region_of(session: Any) -> str:
    """The region of a session, "" where none is set."""
    return str(session.get_config_variable("region") or "")


def _settled(session: Any, region: str, access: Access) -> Any:
    if region:
        session.set_config_variable("region", region)
    if access.attach:
        access.attach(session)
    return session


def core_session(access: Access) -> Any:
    """A botocore session of the profile; where a sandbox answers, not of one that AWS_PROFILE names.

    A sandbox needs no credentials, so a profile that is not there must not end the run.
    """
    import botocore.session
    from botocore.configprovider import ConstantProvider

    core: Any = botocore.session.Session(profile=access.profile or None)
    if access.attach and not access.profile:
        store = core.get_component("config_store")
        store.set_config_provider("profile", ConstantProvider(None))
    return core


def session_for(ambient: Any, scope: Reachable, access: Access) -> Any:
    """The session for a scope: the ambient one, or one that assumes the scope's role.

    The role's credentials are renewed as they run out. Sessions share the ambient one's loader, so
    that service models are read once.
    """
    role = (access.planning and scope.plan_role_arn) or scope.role_arn
    region = scope.region or region_of(ambient)
    if not role and region == region_of(ambient):
        return ambient
    core = core_session(access)
    core.register_component("data_loader", ambient.get_component("data_loader"))
    core._credentials = assumed(ambient, role, access) if role else ambient.get_credentials()
    return _settled(core, region, access)


def assumed(ambient: Any, role_arn: str, access: Access) -> Any:
    """Credentials of a role, assumed at the first call and again shortly before they run out."""
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

    options = {"endpoint_url": access.endpoint_url} if access.endpoint_url else {}
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=partial(ambient.create_client, region_name=region_of(ambient), **options),
        source_credentials=ambient.get_credentials(),
        role_arn=role_arn,
        extra_args={"RoleSessionName": "reconcile"},
    )
    return DeferredRefreshableCredentials(
        method="assume-role", refresh_using=fetcher.fetch_credentials
    )


def configured(access: Access, *, writes: bool) -> Any:
    """The client settings: botocore repeats reads (standard mode, 8 attempts) and never a write.

    A repeated write whose answer was lost may be done twice (a connection was created three times);
    who repeats writes must read first, and botocore cannot.
    """
    from botocore import __version__ as version
    from botocore.config import Config

    attempts = 1 if writes else 8
    is_elsewhere = bool(access.endpoint_url or os.environ.get("AWS_ENDPOINT_URL"))
    return Config(
        # A bucket's name in front of `localhost` is a host that nobody knows.
        s3={"addressing_style": "path"} if is_elsewhere else {},
        retries={"mode": "standard", "total_max_attempts": attempts},
        max_pool_connections=access.parallel,
        connect_timeout=access.connect,
        read_timeout=access.read,
        # Whole, because botocore makes its own, twelve parts long, anew for every call.
        user_agent=f"reconcile/{__version__} Botocore/{version}",
    )
