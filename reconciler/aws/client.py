"""The one place through which calls are sent, and where AWS's errors become ours.

A `Client` is safe to use from many threads. It stands below the rooms that define calls and their
errors, so it is told by its caller which errors to raise (`Refusals`), and takes any call that has
the attributes it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any, Protocol

from reconciler.aws.failures import THROTTLES, TOO_MANY, Refusals, answer_told, translated
from reconciler.aws.session import (
    Access,
    Reachable,
    ambient_session,
    configured,
    region_of,
    session_for,
)
from reconciler.errors import Fault, GuardRefused


class Sendable(Protocol):
    """A call: names as boto3 and the API have them, parameters, the scope's name."""

    @property
    def service(self) -> str:
        """boto3's name of the service."""

    @property
    def operation(self) -> str:
        """The API's name of the operation."""

    @property
    def params(self) -> Mapping[str, Any]:
        """The members of the request."""

    @property
    def scope(self) -> str:
        """The name of the scope in which it is made."""

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""


@dataclass(frozen=True)
class Question:
    """A reading call of this room's own."""

    service: str
    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ""
    writes: bool = False


class Client:
    """Sends calls: a botocore client a scope, service and sort of call, made when first needed.

    `calls` counts what was sent. With `access.planning` it refuses every call that writes.
    """

    def __init__(self, access: Access, scopes: Iterable[Reachable], refusals: Refusals) -> None:
        self.access = access
        self.refusals = refusals
        self.calls = 0
        self.pace = access.pace
        self._scopes = {scope.name: scope for scope in scopes}
        self._ambient: Any = None
        self._sessions: dict[str, Any] = {}
        self._clients: dict[tuple[str, str, bool], Any] = {}
        self._lock = Lock()

    def send(self, call: Sendable) -> Mapping[str, Any]:
        """Send one call and return its answer without ResponseMetadata.

        Raises what `refusals` makes of a refusal, of an answer that never came and of an endpoint
        that cannot be reached; NotAuthorised where there are no usable credentials; GuardRefused
        for a write while planning.
        """
        if call.writes and self.access.planning:
            message = f"{call.service}:{call.operation} would write, and this run only reads"
            raise GuardRefused(Fault("RC6001", message))
        with translated(call, self.refusals):
            client = self.client(call.service, call.scope, writes=call.writes)
            self.pace.await_turn(call.service, call.scope)
            with self._lock:
                self.calls += 1
            # The API's own operation name, and no generated method looked up by a computed one.
            answer = client._make_api_call(call.operation, dict(call.params))
            self.pace.ease(call.service, call.scope)
        return {name: value for name, value in answer.items() if name != "ResponseMetadata"}

    def ask(
        self, service: str, operation: str, params: Mapping[str, Any], scope: str = ""
    ) -> Mapping[str, Any]:
        """Send a reading call that is given by its parts."""
        return self.send(Question(service, operation, params, scope))

    def client(self, service: str, scope: str = "", *, writes: bool = False) -> Any:
        """The botocore client for calls of this sort. Making one costs 25 ms and happens once."""
        key = (service, scope, writes)
        if found := self._clients.get(key):
            return found
        with self._lock:
            if key not in self._clients:
                made = self.session(scope).create_client(
                    service,
                    endpoint_url=self.access.endpoint_url or None,
                    config=configured(self.access, writes=writes),
                )
                # Asked after every attempt; botocore repeats reads without telling anybody.
                made.meta.events.register("needs-retry", partial(self._heed, service, scope))
                self._clients[key] = made
            return self._clients[key]

    def _heed(self, service: str, scope: str, response: Any = None, **_: Any) -> None:
        """Slow down where an answer says that there are too many calls."""
        status, code = answer_told(response)
        if status == TOO_MANY or code in THROTTLES:
            self.pace.slow(service, scope)

    def session(self, scope: str = "") -> Any:
        """The botocore session of a scope; of one that no environment states, the ambient one."""
        if self._ambient is None:
            self._ambient = ambient_session(self.access)
        if scope not in self._scopes:
            return self._ambient
        if scope not in self._sessions:
            self._sessions[scope] = session_for(self._ambient, self._scopes[scope], self.access)
        return self._sessions[scope]

    @property
    def region(self) -> str:
        """The region of the ambient session, or ""."""
        with self._lock:
            return region_of(self.session("-"))
