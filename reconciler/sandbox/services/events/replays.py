"""EventBridge: replays. They are kept as records: archives hold no events here, so none comes again.

Sources: EventBridge API Reference, StartReplay, DescribeReplay, ListReplays, CancelReplay; messages
as moto quotes them from AWS. How long a replay of nothing takes is not documented.
"""

from __future__ import annotations

from typing import Any

from reconciler.sandbox.service import Answer, Error, Table
from reconciler.sandbox.services.events.archives import Archives
from reconciler.sandbox.services.events.buses import Json, bus_name

_SECONDS = 10.0
_ENDS = {"STARTING": "COMPLETED", "CANCELLING": "CANCELLED"}
_FILTERS = ("NamePrefix", "EventSourceArn", "State")


class Replays(Archives):
    """Replays of archives, by name."""

    replays = Table(
        "ReplayName",
        exists=Error("ResourceAlreadyExistsException", "Replay {0} already exists."),
        missing=Error("ResourceNotFoundException", "Replay {0} does not exist."),
    )

    def start_replay(
        self, ReplayName: str, EventSourceArn: str, Destination: Json, **given: Any
    ) -> Answer:
        """Start a replay to the bus that the archive is of; it is completed a while later."""
        if given["EventStartTime"] >= given["EventEndTime"]:
            raise self._invalid("EventEndTime", "EventStartTime must be before EventEndTime.")
        self._check_replayed(EventSourceArn, Destination["Arn"])
        now = self.world.now()
        row = {
            "ReplayName": ReplayName,
            "ReplayArn": self.arn(f"replay/{ReplayName}"),
            "EventSourceArn": EventSourceArn,
            "Destination": dict(Destination),
            "State": "STARTING",
            "ReplayStartTime": now,
            "until": now + _SECONDS,
            **given,
        }
        return self.replays.add(row)

    def describe_replay(self, ReplayName: str) -> Answer:
        """Show one replay."""
        self._settle_replays()
        return self.replays.get(ReplayName)

    def list_replays(self, **given: Any) -> Answer:
        """List replays by the start of their name, by archive or by state: by one of them only."""
        if len([name for name in _FILTERS if given.get(name)]) > 1:
            raise self.refuse(
                "ValidationException",
                "At most one filter is allowed for ListReplays. Use either : State, "
                "EventSourceArn, or NamePrefix.",
            )
        self._settle_replays()
        rows = [
            row
            for row in self.replays
            if row["ReplayName"].startswith(given.get("NamePrefix", ""))
            and given.get("EventSourceArn") in (None, row["EventSourceArn"])
            and given.get("State") in (None, row["State"])
        ]
        return {"Replays": rows}

    def cancel_replay(self, ReplayName: str) -> Answer:
        """Cancel a replay that has not ended."""
        self._settle_replays()
        row = self.replays.get(ReplayName)
        if row["State"] != "STARTING":
            raise self.refuse(
                "IllegalStatusException",
                f"Replay {ReplayName} is not in a valid state for this operation.",
            )
        until = self.world.now() + _SECONDS
        return self.replays.put({**row, "State": "CANCELLING", "until": until})

    def _check_replayed(self, archive: str, bus: str) -> None:
        """Refuse what is no archive, and another bus than the archive's."""
        name = archive.rpartition(":archive/")[2]
        if ":archive/" not in archive:
            raise self._invalid("EventSourceArn", "Must contain an archive ARN.")
        held = self.archives.find(name)
        if held is None:
            raise self._invalid("EventSourceArn", f"Archive {name} does not exist.")
        if ":event-bus/" not in bus:
            raise self._invalid("Destination.Arn", "Must contain an event bus ARN.")
        self._bus(bus_name(bus))
        if bus != held["EventSourceArn"]:
            raise self._invalid("Destination.Arn", "Cross event bus replay is not permitted.")

    def _settle_replays(self) -> None:
        """Let replays end that are due to."""
        now = self.world.now()
        for row in self.replays:
            if row["State"] in _ENDS and row["until"] <= now:
                ended = {"State": _ENDS[row["State"]], "ReplayEndTime": row["until"]}
                self.replays.put({**row, **ended})

    def _invalid(self, parameter: str, reason: str) -> Exception:
        message = f"Parameter {parameter} is not valid. Reason: {reason}"
        return self.refuse("ValidationException", message)
