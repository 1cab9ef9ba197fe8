"""What a service sees of the sandbox: where it is asked, by whom, when, and which roles there are.

A `World` is made for each request. Time, ids and roles come only through it: so the clock can be
moved, two runs with one seed give the same ids, and the roles are those that IAM holds.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from reconciler.sandbox.store import Store, Texts

_HEX = "0123456789abcdef"


@dataclass(frozen=True)
class Caller:
    """Who asks: the account, the ARN that GetCallerIdentity shows, and the unique id.

    `session` are the session policies that AssumeRole was given: documents, and ARNs of policies
    that IAM holds. None of them means that the session is not limited.
    """

    account: str
    arn: str
    id: str
    session: tuple[str, ...] = ()


@dataclass(frozen=True)
class Role:
    """One IAM role: its trust policy as JSON, when it was created (seconds since 1970)."""

    arn: str
    trust: Mapping[str, Any]
    created: float


@dataclass(frozen=True)
class Tagged:
    """One resource and its tags."""

    arn: str
    tags: Mapping[str, str]


class Neighbours(Protocol):
    """The services that stand behind the same door but are not written here (moto's)."""

    def role(self, arn: str, /) -> Role | None:
        """Return the IAM role of that ARN, in whichever account it is."""

    def tagged(self, account: str, region: str, lag: float = 0.0, /) -> Iterable[Tagged]:
        """Return the tagged resources of those services in one place, `lag` seconds ago."""


@dataclass(frozen=True)
class NoNeighbours:
    """A world without IAM: no role exists, nothing else is tagged."""

    def role(self, *_: str) -> Role | None:
        """Return None."""
        return None

    def tagged(self, *_: object) -> Iterable[Tagged]:
        """Return nothing."""
        return ()


@dataclass(frozen=True)
class Roles:
    """The IAM roles, as a service that is to assume one sees them.

    `spread` is for how many seconds a new role is not assumable yet: AWS says that changes in
    IAM take time to be seen everywhere (IAM User Guide, "Changes that I make are not always
    immediately visible").
    """

    look: Callable[[str], Role | None]
    now: float
    spread: float = 0.0

    def get(self, arn: str) -> Role | None:
        """Return the role of that ARN, or None."""
        return self.look(arn)

    def trusted(self, arn: str, service: str) -> bool:
        """Say whether the role exists, has propagated and trusts `codebuild.amazonaws.com`."""
        role = self.look(arn)
        if role is None or self.now < role.created + self.spread:
            return False
        return _trusts(role.trust, service)


@dataclass(frozen=True)
class World:
    """One request's view: its account and region, the clock, ids, roles, and all the state."""

    store: Store
    account: str
    region: str
    caller: Caller
    seed: int = 0
    spread: float = 0.0
    lag: float = 0.0
    neighbours: Neighbours = NoNeighbours()
    outbox: list[Any] = field(default_factory=list, compare=False)
    """What the request tells on (`streams.Happened`, `streams.Post`), until it is delivered."""

    @property
    def partition(self) -> str:
        """The part of AWS that the region is in, as ARNs name it."""
        starts = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
        return next((part for at, part in starts.items() if self.region.startswith(at)), "aws")

    @property
    def roles(self) -> Roles:
        """The IAM roles that services may be asked to assume."""
        return Roles(self.neighbours.role, self.now(), self.spread)

    def now(self) -> float:
        """Return the time in seconds since 1970, by the sandbox's clock."""
        return self.store.now()

    def uuid(self) -> str:
        """Return a new id in the form of a UUID; the same one in a run with the same seed."""
        return str(uuid.UUID(bytes=self._digest()[:16], version=4))

    def token(self, length: int, letters: str = _HEX) -> str:
        """Return a new id of so many of these letters (at most 32)."""
        return "".join(letters[byte % len(letters)] for byte in self._digest()[:length])

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource of this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def at(self, account: str | None = None, region: str | None = None) -> World:
        """Return the same world seen from another account or region."""
        return replace(self, account=account or self.account, region=region or self.region)

    def place(self, service: str) -> str:
        """Return the name of the place where a service keeps this account's records."""
        return f"{self.account}/{self.region}/{service}"

    def tagged(self) -> Sequence[Tagged]:
        """Return every resource of this account and region that has, or once had, tags.

        So GetResources returns them: "all the tagged or previously tagged resources" (Resource
        Groups Tagging API Reference, GetResources).
        """
        start = f"{self.account}/{self.region}/"
        places = [place for place in self.store.state.places if place.startswith(start)]
        texts = (text for at in places for text in self._tags(at).values())
        rows = map(json.loads, texts)
        ours = [Tagged(row["arn"], dict(row["tags"])) for row in rows if row["ever"]]
        return [*ours, *self.neighbours.tagged(self.account, self.region, self.lag)]

    def _tags(self, place: str) -> Texts:
        if not self.lag:
            return self.store.table(place, "tags")
        return self.store.table_at(place, "tags", self.now() - self.lag)

    def _digest(self) -> bytes:
        text = f"{self.seed}/{self.store.state.epoch}/{self.store.next_id()}"
        return hashlib.sha256(text.encode()).digest()


def _trusts(policy: Mapping[str, Any], service: str) -> bool:
    """Say whether a trust policy lets the service assume the role, by Allow and no Deny.

    Conditions are not weighed: they hold keys of the request that only the caller knows.
    """
    statements = policy.get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    effects = {row.get("Effect") for row in listed if service in _services(row)}
    return effects == {"Allow"}


def _services(statement: Mapping[str, Any]) -> Sequence[str]:
    """Return the service principals of a statement that is about sts:AssumeRole."""
    actions = statement.get("Action", [])
    if not {"sts:AssumeRole", "sts:*", "*"} & set(
        [actions] if isinstance(actions, str) else actions
    ):
        return ()
    principal = statement.get("Principal", {})
    named = principal.get("Service", []) if isinstance(principal, dict) else []
    return [named] if isinstance(named, str) else named
