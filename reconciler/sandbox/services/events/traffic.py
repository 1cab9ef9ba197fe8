"""EventBridge: the policy of a bus, and the events put on it.

Sources: EventBridge API Reference, PutPermission, RemovePermission, PutEvents; answers and
messages as LocalStack recorded them from AWS (tests/aws/services/events/test_events.snapshot.json,
December 2024).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.events.pattern import pattern
from reconciler.sandbox.delivery.streams import Event, Happened, envelope
from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.events.buses import Buses, Json, bus_name
from reconciler.sandbox.services.events.checks import event_fault, pattern_fault

_POLICY_MOST = 10_240
"""PutPermission: "The permission policy on the event bus cannot exceed 10 KB in size"."""
_EVENTS_KEPT = 1000


class Traffic(Buses):
    """Who may put events on a bus, and the events that were put."""

    def put_permission(
        self,
        EventBusName: str = "default",
        Action: str | None = None,
        Principal: str | None = None,
        StatementId: str | None = None,
        Condition: Mapping[str, str] | None = None,
        Policy: str | None = None,
    ) -> Answer:
        """Write the whole policy (`Policy`), or one statement of it."""
        row = self._bus(EventBusName)
        if Policy is not None:
            policy = self._parsed(Policy)
        else:
            grant = {"Action": Action, "Principal": Principal, "StatementId": StatementId}
            self._check_grant(grant)
            held = {one["Sid"]: one for one in _statements(row)}
            held[StatementId] = self._statement(row, grant, Condition)
            policy = {"Version": "2012-10-17", "Statement": list(held.values())}
        if len(json.dumps(policy)) > _POLICY_MOST:
            raise self.refuse("PolicyLengthExceededException", "The event bus policy is too long.")
        self._keep_policy(row, policy)
        return None

    def remove_permission(
        self,
        StatementId: str | None = None,
        RemoveAllPermissions: bool = False,
        EventBusName: str = "default",
    ) -> Answer:
        """Take one statement away, or the whole policy."""
        row = self._bus(EventBusName)
        statements = [] if RemoveAllPermissions else _statements(row)
        kept = [one for one in statements if one.get("Sid") != StatementId]
        if not RemoveAllPermissions and len(kept) == len(statements):
            raise self.refuse(
                "ResourceNotFoundException", "Statement with the provided id does not exist."
            )
        # A bus without statements shows no policy (recorded by LocalStack from AWS).
        self._keep_policy(row, {"Version": "2012-10-17", "Statement": kept} if kept else None)
        return None

    def test_event_pattern(self, EventPattern: str, Event: str) -> Answer:
        """Say whether an event matches a pattern."""
        if reason := pattern_fault(EventPattern):
            raise self.refuse("InvalidEventPatternException", reason)
        if fault := event_fault(Event):
            raise self.refuse("ValidationException", fault)
        return {"Result": pattern(EventPattern).matches(json.loads(Event))}

    def put_events(self, Entries: Sequence[Mapping[str, Any]], **_: object) -> Answer:
        """Accept events and keep them; an entry that is refused is told in its place.

        An event for a bus that does not exist is accepted, and is lost.
        """
        results = [self._accepted(entry) for entry in Entries]
        failed = sum("ErrorCode" in result for result in results)
        return {"FailedEntryCount": failed, "Entries": results}

    def _check_grant(self, given: Mapping[str, str | None]) -> None:
        """Refuse a statement of which a part is missing, or that is about another action.

        Messages: live captures of September 2026 (radkawar/stackd,
        testdata/aws/eventbridge/permissions.json).
        """
        for name, value in given.items():
            if value is None:
                raise self.refuse("ValidationException", f"Parameter(s) {name} must be specified.")
        if given["Action"] != "events:PutEvents":
            raise self.refuse(
                "ValidationException", "Provided value in parameter 'action' is not supported."
            )

    def _keep_policy(self, row: Json, policy: Json | None) -> None:
        self.buses.put({**row, "policy": policy, "LastModifiedTime": self.world.now()})
        if self.tags_of(row["Arn"]) is None:
            self.retag(row["Arn"], {})

    def _parsed(self, policy: str) -> Json:
        try:
            parsed = json.loads(policy)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise self.refuse("ValidationException", "Parameter Policy is not valid JSON.")
        return parsed

    def _statement(self, row: Json, grant: Mapping[str, Any], condition: Any) -> Json:
        """Return the statement that PutPermission makes of its parameters."""
        who: Any = grant["Principal"]
        if who != "*":
            who = {"AWS": f"arn:{self.world.partition}:iam::{who}:root"}
        statement = {
            "Sid": grant["StatementId"],
            "Effect": "Allow",
            "Principal": who,
            "Action": grant["Action"],
            "Resource": row["Arn"],
        }
        if condition:
            held = {condition["Key"]: condition["Value"]}
            return {**statement, "Condition": {condition["Type"]: held}}
        return statement

    def _accepted(self, entry: Mapping[str, Any]) -> Json:
        for member in ("Source", "DetailType", "Detail"):
            if not entry.get(member):
                message = (
                    f"Parameter {member} is not valid. Reason: {member} is a required argument."
                )
                return {"ErrorCode": "InvalidArgument", "ErrorMessage": message}
        if not _is_object(entry["Detail"]):
            return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
        if entry["Source"].startswith("aws."):
            # Live captures of September 2026 (radkawar/stackd, control_plane.json).
            message = "Not authorized for the source."
            return {"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": message}
        made = self.world.uuid()
        now = self.world.now()
        if len(self.events) >= _EVENTS_KEPT:
            self.events.remove(next(iter(self.world.store.table(self.place, "events"))))
        self.events.add(
            {
                "id": made,
                "bus": bus_name(entry.get("EventBusName") or "default"),
                "time": entry.get("Time", now),
                "entry": _plain(entry),
            }
        )
        self._tell(entry, bus_name(entry.get("EventBusName") or "default"), made)
        return {"EventId": made}

    def _tell(self, entry: Mapping[str, Any], bus: str, key: str) -> None:
        """Let the rules of the bus see an event; one for a bus that is not there is lost."""
        if bus != "default" and bus not in self.buses:
            return
        told = Event(
            entry["Source"],
            entry["DetailType"],
            json.loads(entry["Detail"]),
            entry.get("Resources", ()),
        )
        time = entry.get("Time", self.world.now())
        account, region = self.world.account, self.world.region
        event = envelope(told, key=key, account=account, region=region, time=time)
        self.world.outbox.append(Happened(account, region, bus, event))


def _statements(row: Json) -> list[Json]:
    policy = row["policy"] or {}
    return list(policy.get("Statement", ()))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _plain(entry: Mapping[str, Any]) -> Json:
    return {name: value for name, value in entry.items() if name != "Time"}
