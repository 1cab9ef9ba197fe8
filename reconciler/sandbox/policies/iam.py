"""The policies that IAM holds for a role, as moto keeps them: read straight from its state.

Through the API it would be five calls for each role, at every call that is to be weighed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from reconciler.sandbox.policies.decision import Policy
from reconciler.sandbox.policies.principals import Principal, of_caller
from reconciler.sandbox.world import Caller, Neighbours, World

_SESSION = re.compile(r"arn:([^:]+):sts::(\d{12}):assumed-role/([^/]+)/.+")
_ROLE = re.compile(r"arn:([^:]+):iam::(\d{12}):role/(?:.*/)?([^/]+)")


@dataclass(frozen=True)
class Identity:
    """Who somebody is and what its own policies say; no boundary and no session policies are None."""

    principal: Principal
    policies: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    session: tuple[Policy, ...] | None = None


def identity_of(caller: Caller, neighbours: Neighbours) -> Identity:
    """Return the identity of whoever signed a request: a role's session, or an account's root."""
    found = _SESSION.fullmatch(caller.arn)
    if found is None:
        return Identity(of_caller(caller))
    role = _role(neighbours, *found.groups())
    if role is None:
        return Identity(of_caller(caller))
    session = tuple(_sessions(caller.session, role)) if caller.session else None
    return Identity(of_caller(caller, role.arn), *_policies(role), session)


def identity_of_role(arn: str, principal: Principal, neighbours: Neighbours) -> Identity:
    """Return the identity of a session of a role that `principal` names."""
    found = _ROLE.fullmatch(arn)
    role = None if found is None else _role(neighbours, *found.groups())
    return Identity(principal) if role is None else Identity(principal, *_policies(role))


def _role(neighbours: Neighbours, partition: str, account: str, name: str) -> Any:
    """Return moto's role of that name, or None."""
    # Asked first because it brings moto to the state of the journal.
    neighbours.role(f"arn:{partition}:iam::{account}:role/{name}")
    from moto.iam.models import iam_backends

    roles = iam_backends[account][partition].roles.values()
    return next((role for role in roles if role.name == name), None)


def _policies(role: Any) -> tuple[tuple[Policy, ...], Policy | None]:
    """Return a role's inline and attached policies, and its boundary."""
    from moto.iam.models import iam_backends

    texts = [*role.policies.values(), *map(_default, role.managed_policies.values())]
    boundary = role.permissions_boundary_arn
    managed = iam_backends[role.account_id][role.partition].managed_policies
    # A boundary that is gone allows nothing (IAM User Guide, "Permissions boundaries").
    limit = _parsed(_default(managed[boundary])) if boundary in managed else {}
    return tuple(map(_parsed, texts)), limit if boundary else None


def _sessions(given: Sequence[str], role: Any) -> Iterator[Policy]:
    """Yield session policies: documents as they are, managed ones from IAM.

    What AWS says of one that is not there is not documented; here it allows nothing.
    """
    from moto.iam.models import iam_backends

    managed = iam_backends[role.account_id][role.partition].managed_policies
    for one in given:
        if not one.startswith("arn:"):
            yield _parsed(one)
        else:
            yield _parsed(_default(managed[one])) if one in managed else {}


def _default(policy: Any) -> str:
    return next(str(one.document) for one in policy.versions if one.is_default)


def _parsed(text: str) -> Policy:
    parsed: Policy = json.loads(text if text.lstrip().startswith("{") else unquote(text))
    return parsed


def of_iam(params: Mapping[str, Any], world: World) -> str:
    """Return the ARN of the instance profile or role that an input of IAM names, with its path; or "".

    Of one that is not there yet the input says the path.
    """
    from moto.iam.models import iam_backends

    held = iam_backends[world.account][world.partition]
    start = f"arn:{world.partition}:iam::{world.account}"
    path = params.get("Path", "/")
    if name := params.get("InstanceProfileName"):
        profiles = held.instance_profiles.values()
        there = (str(one.arn) for one in profiles if one.name == name)
        return next(there, f"{start}:instance-profile{path}{name}")
    if name := params.get("RoleName"):
        role = _role(world.neighbours, world.partition, world.account, str(name))
        return str(role.arn) if role is not None else f"{start}:role{path}{name}"
    return ""


def passed_roles(params: Any, account: str) -> Iterator[str]:
    """Yield the ARNs of roles that the input of an operation hands to a service.

    Those of other accounts are none: only a role of the own account can be passed (IAM User Guide,
    "Grant a user permissions to pass a role to an AWS service").
    """
    match params:
        case dict():
            for name, held in params.items():
                if isinstance(held, str):
                    found = _ROLE.fullmatch(held)
                    if name.lower().endswith(("role", "rolearn")) and found:
                        yield from (held,) if found[2] == account else ()
                else:
                    yield from passed_roles(held, account)
        case list():
            for item in params:
                yield from passed_roles(item, account)
        case _:
            return
