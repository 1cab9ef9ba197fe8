"""EventBridge: API destinations.

Sources: EventBridge API Reference, CreateApiDestination, UpdateApiDestination,
DescribeApiDestination, ListApiDestinations, DeleteApiDestination; answers and messages as
LocalStack recorded them from AWS (tests/aws/services/events/
test_api_destinations_and_connection.snapshot.json, December 2024).
"""

from __future__ import annotations

from typing import Any

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.events.buses import Json
from reconciler.sandbox.services.events.connections import Connections

_RATE = 300


class Destinations(Connections):
    """API destinations: active while their connection is authorized."""

    def create_api_destination(self, Name: str, ConnectionArn: str, **given: Any) -> Answer:
        """Create an API destination over a connection."""
        self._settle_connections()
        self._check_destination({**given, "ConnectionArn": ConnectionArn})
        now = self.world.now()
        row = {
            "Name": Name,
            "ApiDestinationArn": self.arn(f"api-destination/{Name}/{self.world.uuid()}"),
            "ConnectionArn": ConnectionArn,
            "InvocationRateLimitPerSecond": _RATE,
            "CreationTime": now,
            "LastModifiedTime": now,
            **given,
        }
        return self._told_destination(self.destinations.add(row))

    def describe_api_destination(self, Name: str) -> Answer:
        """Show one API destination."""
        return self._told_destination(self._destination(Name, "describe"))

    def list_api_destinations(
        self, NamePrefix: str = "", ConnectionArn: str | None = None, **_: object
    ) -> Answer:
        """List API destinations by the start of their name, or by connection."""
        self._settle_connections()
        rows = [
            row
            for row in self.destinations
            if row["Name"].startswith(NamePrefix) and ConnectionArn in (None, row["ConnectionArn"])
        ]
        return {"ApiDestinations": [self._told_destination(row) for row in rows]}

    def update_api_destination(self, Name: str, **given: Any) -> Answer:
        """Change what is sent; a rate that is not sent stays (live reads recorded by
        go-to-k/cdk-real-drift, 2026).
        """
        row = self._destination(Name, "update")
        self._check_destination(given)
        changed = {**row, **given, "LastModifiedTime": self.world.now()}
        return self._told_destination(self.destinations.put(changed))

    def delete_api_destination(self, Name: str) -> Answer:
        """Delete an API destination."""
        self._destination(Name, "delete")
        self.destinations.remove(Name)
        return None

    def _destination(self, name: str, verb: str) -> Json:
        self._settle_connections()
        row = self.destinations.find(name)
        if row is None:
            raise self.refuse(
                "ResourceNotFoundException",
                f"Failed to {verb} the api-destination(s). An api-destination '{name}' does not "
                "exist.",
            )
        return row

    def _told_destination(self, row: Json) -> Json:
        """Return an API destination with its state, which follows that of its connection."""
        states = {one["ConnectionArn"]: one["ConnectionState"] for one in self.connections}
        active = states.get(row["ConnectionArn"]) == "AUTHORIZED"
        return {**row, "ApiDestinationState": "ACTIVE" if active else "INACTIVE"}

    def _check_destination(self, given: Json) -> None:
        """Refuse a connection that does not exist, and an endpoint without TLS ("the endpoint URL
        must use HTTPS", User Guide, "API destinations"). Wording is ours.
        """
        arn, endpoint = given.get("ConnectionArn"), given.get("InvocationEndpoint")
        if arn is not None and all(row["ConnectionArn"] != arn for row in self.connections):
            raise self.refuse("ResourceNotFoundException", f"Connection '{arn}' does not exist.")
        if endpoint is not None and not endpoint.startswith("https://"):
            raise self.refuse(
                "ValidationException",
                "Parameter InvocationEndpoint is not valid. Reason: it must use HTTPS.",
            )
