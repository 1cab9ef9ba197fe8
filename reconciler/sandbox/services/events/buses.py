"""EventBridge: event buses, and the tags of buses and rules.

Sources: EventBridge API Reference; answers and messages as LocalStack recorded them from AWS in
its snapshot tests (tests/aws/services/events/test_events.snapshot.json, December 2024), and as
radkawar/stackd did (testdata/aws/eventbridge/control_plane.json, September 2026).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table, tag_list
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.coins import Tossed

Json = dict[str, Any]
"""A JSON object."""
Tags = Sequence[Mapping[str, str]]
"""Tags in the spelling of this service: Key and Value."""
_ALWAYS = 1452729600.0
"""When the default bus was made: before anything else (14 January 2016, the service's start)."""
_OFF = {"IncludeDetail": "NONE", "Level": "OFF"}


class Buses(Tossed):
    """Event buses. `default` is always there; it is written only when something is set on it."""

    names = ("events",)
    buses = Table(
        "Name",
        exists=Error("ResourceAlreadyExistsException", "Event bus {0} already exists."),
        missing=Error("ResourceNotFoundException", "Event bus {0} does not exist."),
        arn="event-bus/{0}",
    )
    rules = Table(
        "EventBusName",
        "Name",
        missing=Error("ResourceNotFoundException", "Rule {1} does not exist on EventBus {0}."),
        arn="rule/{path}",
    )
    events = Table("id")

    def create_event_bus(self, Name: str, Tags: Tags = (), **rest: Any) -> Answer:
        """Create a custom bus."""
        given = {tag["Key"]: tag["Value"] for tag in Tags}
        refuse_tags(self, given, "LimitExceededException", "ValidationException")
        if Name == "default":
            raise self.refuse("ResourceAlreadyExistsException", f"Event bus {Name} already exists.")
        if "/" in Name:
            # "Event bus names cannot contain the / character", which partner buses have.
            raise self.refuse("ValidationException", "Event bus name must not contain '/'.")
        row = self.buses.add({**self._new(Name), "settings": rest}, Tags)
        return {"EventBusArn": row["Arn"], **rest}

    def describe_event_bus(self, Name: str = "default") -> Answer:
        """Show a bus with its policy; `Name` may be an ARN."""
        return self._shown(self._bus(Name))

    def list_event_buses(self, NamePrefix: str = "", **_: object) -> Answer:
        """List all buses, the default one too."""
        kept = [row for row in self.buses if row["Name"] != "default"]
        rows = [self._bus("default"), *kept]
        return {
            "EventBuses": [self._shown(row) for row in rows if row["Name"].startswith(NamePrefix)]
        }

    def update_event_bus(self, Name: str = "default", **given: Any) -> Answer:
        """Change a bus. What an omitted member means is not documented."""
        row = self._bus(Name)
        held = {} if self.coin("events.update_bus_replaces") else row["settings"]
        # LogConfig shows up with the first update (live reads recorded by go-to-k/cdk-real-drift).
        settings = {"LogConfig": _OFF, **held, **given}
        self.buses.put({**row, "settings": settings, "LastModifiedTime": self.world.now()})
        return {"Arn": row["Arn"], "Name": row["Name"], **settings}

    def delete_event_bus(self, Name: str) -> Answer:
        """Delete a custom bus without rules; no error is declared for one that is missing."""
        if Name == "default":
            raise self.refuse("ValidationException", "Cannot delete event bus default.")
        if any(rule["EventBusName"] == Name for rule in self.rules):
            raise self.refuse(
                "ValidationException", "EventBus can't be deleted since it has rules."
            )
        self.buses.remove(Name)
        return None

    def list_tags_for_resource(self, ResourceARN: str) -> Answer:
        """List the tags of a rule or a bus."""
        return {"Tags": tag_list(self._tags(ResourceARN), "Key", "Value")}

    def tag_resource(self, ResourceARN: str, Tags: Tags) -> Answer:
        """Add tags to a rule or a bus."""
        held = self._tags(ResourceARN)
        given = {tag["Key"]: tag["Value"] for tag in Tags}
        refuse_tags(self, held | given, "LimitExceededException", "ValidationException")
        if ResourceARN == self.buses.arn("default") and "default" not in self.buses:
            self.buses.add(self._new("default"))
        self.retag(ResourceARN, held | given)
        return None

    def untag_resource(self, ResourceARN: str, TagKeys: Sequence[str]) -> Answer:
        """Take tags away from a rule or a bus."""
        held = self._tags(ResourceARN)
        if held:
            self.retag(ResourceARN, {key: held[key] for key in held if key not in TagKeys})
        return None

    def _tags(self, arn: str) -> dict[str, str]:
        tags = self.tags_of(arn)
        if tags is None and arn != self.buses.arn("default"):
            kind = "Rule" if ":rule/" in arn else "Event bus"
            name = arn.rsplit("/", 1)[-1]
            raise self.refuse("ResourceNotFoundException", f"{kind} {name} does not exist.")
        return tags or {}

    def _bus(self, name: str) -> Json:
        """Return the record of a bus by name or ARN; refuse one that does not exist."""
        name = bus_name(name)
        if name == "default":
            return self.buses.find(name) or self._new(name)
        return self.buses.get(name)

    def _new(self, name: str) -> Json:
        made = _ALWAYS if name == "default" else self.world.now()
        times = {"CreationTime": made, "LastModifiedTime": made}
        return {"Name": name, "Arn": self.buses.arn(name), "settings": {}, "policy": None, **times}

    def _shown(self, row: Json) -> Json:
        policy = row["policy"]
        text = None if policy is None else json.dumps(policy, separators=(",", ":"))
        return {**row, **row["settings"], "Policy": text}


def bus_name(name: str) -> str:
    """Return the name of a bus that is given by name or by ARN."""
    return name.split(":event-bus/", 1)[-1]
