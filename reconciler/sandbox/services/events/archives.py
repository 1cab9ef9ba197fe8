"""EventBridge: archives. They are kept as records; no event is stored in them.

Sources: EventBridge API Reference, CreateArchive, UpdateArchive, DescribeArchive, ListArchives,
DeleteArchive; answers and messages as LocalStack recorded them from AWS (tests/aws/services/events/
test_archive_and_replay.snapshot.json, May 2024); EventBridge User Guide, "Archiving events" (the
managed rule).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table
from reconciler.sandbox.services.events.buses import Json, Tags, bus_name
from reconciler.sandbox.services.events.checks import pattern_fault
from reconciler.sandbox.services.events.traffic import Traffic

_MANAGER = "prod.vhs.events.aws.internal"
_FILTERS = ("NamePrefix", "EventSourceArn", "State")


class Archives(Traffic):
    """Archives of buses, each with the rule that EventBridge manages for it."""

    archives = Table(
        "ArchiveName",
        exists=Error("ResourceAlreadyExistsException", "Archive {0} already exists."),
        missing=Error("ResourceNotFoundException", "Archive {0} does not exist."),
    )

    def create_archive(self, ArchiveName: str, EventSourceArn: str, **given: Any) -> Answer:
        """Create an archive of a bus: enabled at once."""
        bus = self._bus(EventSourceArn)
        self._check_archived(given)
        row = {
            "ArchiveArn": self.arn(f"archive/{ArchiveName}"),
            "ArchiveName": ArchiveName,
            "EventSourceArn": bus["Arn"],
            "RetentionDays": 0,
            "State": "ENABLED",
            "SizeBytes": 0,
            "EventCount": 0,
            "CreationTime": self.world.now(),
            **given,
        }
        made = self.archives.add(row)
        self._put_managed(made)
        return made

    def describe_archive(self, ArchiveName: str) -> Answer:
        """Show one archive."""
        return self.archives.get(ArchiveName)

    def list_archives(self, **given: Any) -> Answer:
        """List archives by the start of their name, by bus or by state: by one of them only."""
        if len([name for name in _FILTERS if given.get(name)]) > 1:
            # moto quotes this from AWS.
            raise self.refuse(
                "ValidationException",
                "At most one filter is allowed for ListArchives. Use either : State, "
                "EventSourceArn, or NamePrefix.",
            )
        source = given.get("EventSourceArn")
        if source:
            self._bus(source)
        rows = [
            row
            for row in self.archives
            if row["ArchiveName"].startswith(given.get("NamePrefix", ""))
            and source in (None, row["EventSourceArn"])
            and given.get("State") in (None, row["State"])
        ]
        return {"Archives": rows}

    def update_archive(self, ArchiveName: str, **given: Any) -> Answer:
        """Change an archive. What an omitted member means is not documented; for one that is
        missing LocalStack recorded a fault of the server, which the declared error may replace.
        """
        row = self.archives.find(ArchiveName)
        if row is None and self.coin("events.missing_archive_fails"):
            raise self.refuse(
                "InternalException",
                "Service encountered unexpected problem. Please try again.",
                status=500,
            )
        row = self.archives.get(ArchiveName)
        self._check_archived(given)
        if self.coin("events.update_archive_replaces"):
            row |= {"Description": None, "EventPattern": None, "RetentionDays": 0}
        made = self.archives.put({**row, **given})
        self._put_managed(made)
        return made

    def delete_archive(self, ArchiveName: str) -> Answer:
        """Delete an archive and its rule."""
        row = self.archives.get(ArchiveName)
        self.archives.remove(ArchiveName)
        self.rules.remove(bus_name(row["EventSourceArn"]), _rule_name(ArchiveName))
        return None

    def _check_archived(self, given: Json) -> None:
        pattern = given.get("EventPattern")
        if pattern and (reason := pattern_fault(pattern)):
            raise self.refuse(
                "InvalidEventPatternException", f"Event pattern is not valid. Reason: {reason}"
            )

    def tag_resource(self, ResourceARN: str, Tags: Tags) -> Answer:
        """Add tags to a bus, or to a rule that no service manages."""
        self._check_managed(self._of_arn(ResourceARN))
        return super().tag_resource(ResourceARN, Tags)

    def untag_resource(self, ResourceARN: str, TagKeys: Sequence[str]) -> Answer:
        """Take tags from a bus, or from a rule that no service manages."""
        self._check_managed(self._of_arn(ResourceARN))
        return super().untag_resource(ResourceARN, TagKeys)

    def _of_arn(self, arn: str) -> Json | None:
        return next((row for row in self.rules if row["Arn"] == arn), None)

    def _check_managed(self, row: Json | None, *, force: bool = False) -> None:
        """Refuse to change a rule that a service manages (model, ManagedRuleException).

        "You can use the Force parameter" to delete it or to remove its targets; "you cannot
        modify these managed rules" else. Wording is ours.
        """
        if row is not None and row.get("ManagedBy") and not force:
            raise self.refuse(
                "ManagedRuleException",
                f"Rule {row['Name']} is managed by an AWS service and cannot be modified.",
            )

    def _put_managed(self, row: Json) -> None:
        """Write the rule that EventBridge manages: it passes replayed events by.

        Its target is EventBridge's own and is left out, so nothing is delivered by it.
        """
        name, bus = _rule_name(row["ArchiveName"]), bus_name(row["EventSourceArn"])
        pattern = {
            **json.loads(row.get("EventPattern") or "{}"),
            "replay-name": [{"exists": False}],
        }
        path = name if bus == "default" else f"{bus}/{name}"
        rule = {
            "Name": name,
            "EventBusName": bus,
            "path": path,
            "Arn": self.arn(f"rule/{path}"),
            "State": "ENABLED",
            "CreatedBy": self.world.account,
            "ManagedBy": _MANAGER,
            "EventPattern": json.dumps(pattern, separators=(",", ":")),
            "since": self.world.now(),
            "targets": [],
        }
        if self.rules.find(bus, name) is None:
            self.rules.add(rule)
        else:
            self.rules.put(rule)


def _rule_name(archive: str) -> str:
    return f"Events-Archive-{archive}"
