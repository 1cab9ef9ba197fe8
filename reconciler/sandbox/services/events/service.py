"""EventBridge: rules and their targets.

Sources: EventBridge API Reference, PutRule, DeleteRule, PutTargets, RemoveTargets; answers and
messages as LocalStack recorded them from AWS (tests/aws/services/events/test_events.snapshot.json,
December 2024), or as the reports name where they are given below.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.events.buses import Json, Tags
from reconciler.sandbox.services.events.checks import (
    pattern_fault,
    schedule_fault,
    target_fault,
)
from reconciler.sandbox.services.events.destinations import Destinations
from reconciler.sandbox.services.events.replays import Replays

_MOST_RULES = 300
_MOST_TARGETS = 5
"""EventBridge User Guide, "Quotas": rules of a bus, targets of a rule."""
_TOO_MANY = "The requested resource exceeds the maximum number allowed."
_PRINCIPAL = "events.amazonaws.com"


class Events(Replays, Destinations):
    """EventBridge: buses, rules and targets."""

    def put_rule(
        self, Name: str, EventBusName: str = "default", Tags: Tags = (), **given: Any
    ) -> Answer:
        """Create a rule, or replace one whole: "the old values for those arguments are not kept".

        Tags count only for a new rule: "any tags you specify in the PutRule operation are
        ignored" for one that exists. Targets stay.
        """
        bus = self._bus(EventBusName)["Name"]
        tags = {tag["Key"]: tag["Value"] for tag in Tags}
        refuse_tags(self, tags, "LimitExceededException", "ValidationException")
        self._check_rule(bus, given)
        held = self.rules.find(bus, Name)
        self._check_managed(held)
        path = Name if bus == "default" else f"{bus}/{Name}"
        row = {
            "Name": Name,
            "EventBusName": bus,
            "path": path,
            "Arn": self.arn(f"rule/{path}"),
            "State": "ENABLED",
            "CreatedBy": self.world.account,
            # A rate counts from when the rule is put ("the countdown begins immediately").
            "since": self.world.now(),
            **given,
            "targets": held["targets"] if held else [],
        }
        if held:
            self.rules.put(row)
        else:
            self._check_room(bus)
            self.rules.add(row, Tags)
        return {"RuleArn": row["Arn"]}

    def describe_rule(self, Name: str, EventBusName: str = "default") -> Answer:
        """Show one rule, without its targets."""
        return self._told(self._rule(EventBusName, Name))

    def list_rules(
        self, NamePrefix: str = "", EventBusName: str = "default", **_: object
    ) -> Answer:
        """List the rules of a bus."""
        bus = self._bus(EventBusName)["Name"]
        rows = [row for row in self.rules if row["EventBusName"] == bus]
        return {"Rules": [self._told(row) for row in rows if row["Name"].startswith(NamePrefix)]}

    def enable_rule(self, Name: str, EventBusName: str = "default") -> Answer:
        """Let a rule match again."""
        self.rules.put({**self._own_rule(EventBusName, Name), "State": "ENABLED"})
        return None

    def disable_rule(self, Name: str, EventBusName: str = "default") -> Answer:
        """Keep a rule from matching."""
        self.rules.put({**self._own_rule(EventBusName, Name), "State": "DISABLED"})
        return None

    def delete_rule(self, Name: str, EventBusName: str = "default", Force: bool = False) -> Answer:
        """Delete a rule without targets; one that is missing is no error, a missing bus is.

        A managed rule goes with `Force` only, and comes back when its archive is changed.
        """
        bus = self._bus(EventBusName)["Name"]
        row = self.rules.find(bus, Name)
        if row is None:
            return None
        self._check_managed(row, force=Force)
        if row["targets"]:
            raise self.refuse("ValidationException", "Rule can't be deleted since it has targets.")
        self.rules.remove(bus, Name)
        return None

    def put_targets(
        self, Rule: str, Targets: Sequence[Json], EventBusName: str = "default"
    ) -> Answer:
        """Add targets, or replace those of the same ids whole; others stay."""
        row = self._own_rule(EventBusName, Rule)
        for target in Targets:
            self._check_target(target)
        taken, failed = self._taken(row, Targets)
        after = {target["Id"]: target for target in (*row["targets"], *taken)}
        if len(after) > _MOST_TARGETS:
            raise self.refuse("LimitExceededException", _TOO_MANY)
        self.rules.put({**row, "targets": list(after.values()), "strained": True})
        return {"FailedEntryCount": len(failed), "FailedEntries": failed}

    def remove_targets(
        self, Rule: str, Ids: Sequence[str], EventBusName: str = "default", Force: bool = False
    ) -> Answer:
        """Take targets away by their ids."""
        row = self._own_rule(EventBusName, Rule, force=Force)
        self.rules.put({**row, "targets": [one for one in row["targets"] if one["Id"] not in Ids]})
        # An id that is not there is no failed entry (live captures of September 2026,
        # radkawar/stackd, testdata/aws/eventbridge/control_plane.json).
        return {"FailedEntryCount": 0, "FailedEntries": []}

    def list_targets_by_rule(self, Rule: str, EventBusName: str = "default", **_: object) -> Answer:
        """List the targets of a rule."""
        return {"Targets": self._rule(EventBusName, Rule)["targets"]}

    def list_rule_names_by_target(
        self, TargetArn: str, EventBusName: str = "default", **_: object
    ) -> Answer:
        """List the names of rules of a bus that have this target."""
        bus = self._bus(EventBusName)["Name"]
        rows = [row for row in self.rules if row["EventBusName"] == bus]
        return {
            "RuleNames": [
                row["Name"]
                for row in rows
                if any(target["Arn"] == TargetArn for target in row["targets"])
            ]
        }

    def _rule(self, bus: str, name: str) -> Json:
        """Return a rule; refuse a bus or a rule that does not exist."""
        return self.rules.get(self._bus(bus)["Name"], name)

    def _own_rule(self, bus: str, name: str, *, force: bool = False) -> Json:
        """Return a rule that is to be changed; refuse one that a service manages."""
        row = self._rule(bus, name)
        self._check_managed(row, force=force)
        return row

    def _told(self, row: Json) -> Json:
        """Return a rule as it is shown: its pattern as it was sent, or with keys sorted.

        Live reads recorded by go-to-k/cdk-real-drift have them reordered, LocalStack's do not.
        """
        pattern = row.get("EventPattern")
        if pattern is None or not self.coin("events.pattern_reordered"):
            return row
        return {**row, "EventPattern": json.dumps(json.loads(pattern), sort_keys=True)}

    def _check_room(self, bus: str) -> None:
        if sum(row["EventBusName"] == bus for row in self.rules) >= _MOST_RULES:
            raise self.refuse("LimitExceededException", _TOO_MANY)

    def _check_rule(self, bus: str, given: Mapping[str, Any]) -> None:
        pattern, schedule = given.get("EventPattern"), given.get("ScheduleExpression")
        if not pattern and not schedule:
            raise self.refuse(
                "ValidationException",
                "Parameter(s) EventPattern or ScheduleExpression must be specified.",
            )
        if pattern and (reason := pattern_fault(pattern)):
            raise self.refuse("InvalidEventPatternException", reason)
        if schedule and (fault := schedule_fault(schedule, bus)):
            raise self.refuse("ValidationException", fault)
        if role := given.get("RoleArn"):
            self._check_role(role)

    def _check_role(self, role: str) -> None:
        """Refuse a role that does not exist, has not propagated or does not trust EventBridge.

        Message: live captures of September 2026, as below; terraform-provider-aws waits for it
        after PutRule (internal/service/events).
        """
        if not self.world.roles.trusted(role, _PRINCIPAL):
            raise self.refuse(
                "ValidationException",
                f"Provided role '{role}' cannot be assumed by principal '{_PRINCIPAL}'.",
            )

    def _check_target(self, target: Json) -> None:
        if fault := target_fault(target):
            raise self.refuse("ValidationException", fault)
        # Live, PutTargets took a queue's role that did not trust EventBridge, and one that did
        # not exist (September 2026, radkawar/stackd, testdata/aws/eventbridge/target_roles.json);
        # nobody has looked at the targets that need a role.
        role = target.get("RoleArn")
        if role and self.coin("events.target_role_checked"):
            self._check_role(role)

    def _taken(self, row: Json, targets: Sequence[Json]) -> tuple[Sequence[Json], list[Json]]:
        """Return the targets that are taken, and the failed entries.

        "This action can partially fail if too many requests are made at the same time" (API
        Reference, PutTargets): by this coin the last entry of a rule's first call does.
        """
        if row.get("strained") or not self.coin("events.first_put_targets_fails_in_part"):
            return targets, []
        last = targets[-1]["Id"]
        message = f"Rule {row['Name']} is being modified, try again."
        return targets[:-1], [_failure(last, "ConcurrentModificationException", message)]


def _failure(target: str, code: str, message: str) -> Json:
    return {"TargetId": target, "ErrorCode": code, "ErrorMessage": message}
