"""EventBridge: connections. Their secrets are taken and never kept, so no answer can hold one.

Sources: EventBridge API Reference, CreateConnection, UpdateConnection, DescribeConnection,
ListConnections, DeauthorizeConnection, DeleteConnection; answers and messages as LocalStack
recorded them from AWS (tests/aws/services/events/
test_api_destinations_and_connection.snapshot.json, December 2024).
"""

from __future__ import annotations

from typing import Any

from reconciler.sandbox.service import Answer, Error, Table
from reconciler.sandbox.services.events.buses import Json
from reconciler.sandbox.services.events.traffic import Traffic

_PARAMETERS = {
    "BASIC": "BasicAuthParameters",
    "API_KEY": "ApiKeyAuthParameters",
    "OAUTH_CLIENT_CREDENTIALS": "OAuthParameters",
}
_SECRETS = ("Password", "ClientSecret", "ApiKeyValue")
_NEXT = {"AUTHORIZING": "AUTHORIZED", "DEAUTHORIZING": "DEAUTHORIZED"}
_SECONDS = 10.0
"""How long a state passes that AWS settles by itself; how long there is not documented."""


class Connections(Traffic):
    """Connections, by name; their ARNs end in an id that is new for each."""

    connections = Table(
        "Name", exists=Error("ResourceAlreadyExistsException", "Connection {0} already exists.")
    )
    destinations = Table(
        "Name",
        exists=Error("ResourceAlreadyExistsException", "An api-destination '{0}' already exists."),
    )

    def create_connection(
        self, Name: str, AuthorizationType: str, AuthParameters: Json, **given: Any
    ) -> Answer:
        """Create a connection: authorized at once, but by OAuth a while later."""
        self._settle_connections()
        self._check_auth(AuthorizationType, AuthParameters)
        now, id_ = self.world.now(), self.world.uuid()
        secret = f"{self.world.uuid()}-{self.world.token(6)}"
        row = {
            "Name": Name,
            "ConnectionArn": self.arn(f"connection/{Name}/{id_}"),
            "SecretArn": self.world.arn(
                "secretsmanager", f"secret:events!connection/{Name}/{secret}"
            ),
            "AuthorizationType": AuthorizationType,
            "AuthParameters": _without_secrets(AuthParameters),
            "CreationTime": now,
            "LastModifiedTime": now,
            **given,
            **self._authorized(AuthorizationType),
        }
        return _without_time(self.connections.add(row))

    def describe_connection(self, Name: str) -> Answer:
        """Show one connection, without its secrets."""
        return self._connection(Name, "describe")

    def list_connections(
        self, NamePrefix: str = "", ConnectionState: str | None = None, **_: object
    ) -> Answer:
        """List connections by the start of their name, or by state."""
        self._settle_connections()
        rows = [
            row
            for row in self.connections
            if row["Name"].startswith(NamePrefix)
            and ConnectionState in (None, row["ConnectionState"])
        ]
        return {"Connections": rows}

    def update_connection(
        self,
        Name: str,
        AuthorizationType: str | None = None,
        AuthParameters: Json | None = None,
        **given: Any,
    ) -> Answer:
        """Change a connection; with authorization parameters it is authorized again.

        Whether parts of them that are not sent stay is not documented.
        """
        row = self._connection(Name, "update")
        kind = AuthorizationType or row["AuthorizationType"]
        row |= {**given, "AuthorizationType": kind, "LastModifiedTime": self.world.now()}
        if AuthParameters is not None or AuthorizationType is not None:
            sent = AuthParameters or {}
            held = {} if self.coin("events.update_connection_replaces") else row["AuthParameters"]
            kept = {name: part for name, part in held.items() if name not in _PARAMETERS.values()}
            same = held.get(_PARAMETERS[kind])
            old = {_PARAMETERS[kind]: same} if same else {}
            merged = {**kept, **old, **_without_secrets(sent)}
            self._check_auth(kind, {**merged, **sent})
            row |= {"AuthParameters": merged, **self._authorized(kind)}
        return self.connections.put(row)

    def deauthorize_connection(self, Name: str) -> Answer:
        """Take the authorization away; it is gone a while later."""
        row = self._connection(Name, "deauthorize")
        kept = {
            name: part
            for name, part in row["AuthParameters"].items()
            if name not in _PARAMETERS.values()
        }
        return self.connections.put(
            {**row, "AuthParameters": kept, **self._passing("DEAUTHORIZING")}
        )

    def delete_connection(self, Name: str) -> Answer:
        """Begin to delete a connection; for a while it is still shown."""
        row = self._connection(Name, "delete")
        used = [one for one in self.destinations if one["ConnectionArn"] == row["ConnectionArn"]]
        if used and self.coin("events.used_connection_kept"):
            raise self.refuse(
                "ValidationException", f"Connection '{Name}' is used by an api-destination."
            )
        return self.connections.put({**row, **self._passing("DELETING")})

    def _connection(self, name: str, verb: str) -> Json:
        """Return a connection; refuse one that does not exist, in the words of the operation."""
        self._settle_connections()
        row = self.connections.find(name)
        if row is None:
            raise self.refuse(
                "ResourceNotFoundException",
                f"Failed to {verb} the connection(s). Connection '{name}' does not exist.",
            )
        return row

    def _settle_connections(self) -> None:
        """Let connections become what they are due to be."""
        now = self.world.now()
        for row in self.connections:
            until = row.get("until")
            if until is None or until > now:
                continue
            if row["ConnectionState"] == "DELETING":
                self.connections.remove(row["Name"])
                continue
            settled = {"ConnectionState": _NEXT[row["ConnectionState"]], "until": None}
            self.connections.put({**row, **settled})

    def _passing(self, state: str) -> Json:
        now = self.world.now()
        return {"ConnectionState": state, "LastModifiedTime": now, "until": now + _SECONDS}

    def _authorized(self, kind: str) -> Json:
        """Return the state of a connection that was given credentials."""
        now = self.world.now()
        if kind == "OAUTH_CLIENT_CREDENTIALS":
            return {**self._passing("AUTHORIZING"), "LastAuthorizedTime": now}
        return {"ConnectionState": "AUTHORIZED", "LastAuthorizedTime": now, "until": None}

    def _check_auth(self, kind: str, parameters: Json) -> None:
        """Refuse other parameters than those of the type: "You must include only authorization
        parameters for the AuthorizationType you specify" (CreateConnection). Wording is ours.
        """
        sent = {name for name in _PARAMETERS.values() if parameters.get(name)}
        if sent != {_PARAMETERS[kind]}:
            raise self.refuse(
                "ValidationException",
                f"Authorization type {kind} requires {_PARAMETERS[kind]} and no other "
                "authorization parameters.",
            )


def _without_secrets(value: Any) -> Any:
    """Return authorization parameters without what is secret: passwords, keys, marked values."""
    if isinstance(value, list):
        return [_without_secrets(one) for one in value]
    if not isinstance(value, dict):
        return value
    hidden = (*_SECRETS, "Value") if value.get("IsValueSecret") else _SECRETS
    return {name: _without_secrets(held) for name, held in value.items() if name not in hidden}


def _without_time(row: Json) -> Json:
    return {name: held for name, held in row.items() if name != "LastAuthorizedTime"}
