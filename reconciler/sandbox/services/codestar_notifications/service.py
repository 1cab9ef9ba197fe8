"""CodeStar Notifications: rules, and the targets that they notify.

Sources: CodeStar Notifications API Reference (each operation's page, repeated in botocore's
model); the AWS CLI's examples for codestar-notifications. Messages: aws/aws-cdk issue 32892 (a
name that is taken) and terraform-provider-aws, codestarnotifications/notification_rule.go (a
target in use).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Refusal
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.codestar_notifications.sent import Notified
from reconciler.sandbox.services.codestar_notifications.types import EVENT_TYPES, fits, service_of
from reconciler.sandbox.tags import Tagging

Json = dict[str, Any]
"""A JSON object."""
Filters = Sequence[Mapping[str, str]]
"""Filters of a list: each a Name and a Value."""
_SERVICES = {"SNS": "sns", "AWSChatbotSlack": "chatbot", "AWSChatbotMicrosoftTeams": "chatbot"}
"""The types of targets, and the service in the ARN of each."""
_MOST_TARGETS = 10
_RELEASED = 10.0
"""For how many seconds a target counts as subscribed after it was unsubscribed, where that coin
says so: Terraform waits up to 30 for it."""
_TAKEN = (
    "The notification rule was not created because another notification rule already exists with "
    "the same name. Notification rule names must be unique within an AWS account."
)


class CodeStarNotifications(Notified):
    """Rules by id, and targets by address: a target is there from the first rule that names it."""

    def create_notification_rule(
        self, Tags: Mapping[str, str] | None = None, **given: Any
    ) -> Answer:
        """Create a rule; the same token with the same members returns the first one's ARN."""
        refuse_tags(self, Tags or {}, "LimitExceededException", "ValidationException")
        asked = {**given, "Tags": Tags}
        token = given.pop("ClientRequestToken", None)
        for row in self.rules:
            if token is not None and row["asked"].get("ClientRequestToken") == token:
                return self._repeated(row, asked)
        self._check_name(given["Name"], "ResourceAlreadyExistsException")
        self._check_resource(given["Resource"])
        name = self.world.token(32) + self.world.token(8)
        row = {
            **self._settled(given, given["Resource"]),
            "Id": name,
            "Arn": self.rules.arn(name),
            "Resource": given["Resource"],
            "Status": given.get("Status", "ENABLED"),
            "CreatedBy": self.world.caller.arn,
            "CreatedTimestamp": self.world.now(),
            "LastModifiedTimestamp": self.world.now(),
            "asked": asked,
        }
        self.rules.add(row, Tags or {})
        return {"Arn": row["Arn"]}

    def describe_notification_rule(self, Arn: str) -> Answer:
        """Show a rule with its tags; events in full, targets with what became of them."""
        row = self.rules.get(_id(Arn))
        return {
            **row,
            "EventTypes": [EVENT_TYPES[one] for one in EVENT_TYPES if one in row["events"]],
            "Targets": [self.targets.get(address) for address in row["targets"]],
            "Tags": self.rules.tags(row["Id"]),
        }

    def list_notification_rules(self, Filters: Filters = (), **_: object) -> Answer:
        """List ids and ARNs of the rules that pass the filters."""
        rows = [row for row in self.rules if fits(Filters, _values(row))]
        return {"NotificationRules": rows}

    def update_notification_rule(self, Arn: str, **given: Any) -> Answer:
        """Change the members that are sent, each whole; what is not sent stays."""
        row = self.rules.get(_id(Arn))
        if given.get("Name", row["Name"]) != row["Name"]:
            self._check_name(given["Name"], "ValidationException")
        changed = {**row, **self._settled(given, row["Resource"])}
        self._release(set(row["targets"]) - set(changed["targets"]))
        self.rules.put({**changed, "LastModifiedTimestamp": self.world.now()})
        return {}

    def delete_notification_rule(self, Arn: str) -> Answer:
        """Delete a rule, or none: no error is declared for a missing one. Its targets stay."""
        row = self.rules.remove(_id(Arn)) or {}
        self._release(row.get("targets", ()))
        return {"Arn": Arn}

    def subscribe(self, Arn: str, Target: Mapping[str, str], **_: object) -> Answer:
        """Add a target to a rule; one that it has already changes nothing."""
        row = self.rules.get(_id(Arn))
        added = self._addresses([Target])
        row["targets"] = list(dict.fromkeys([*row["targets"], *added]))
        if len(row["targets"]) > _MOST_TARGETS:
            raise self._invalid(f"A notification rule can have at most {_MOST_TARGETS} targets.")
        self.rules.put(row)
        return {"Arn": Arn}

    def unsubscribe(self, Arn: str, TargetAddress: str) -> Answer:
        """Take a target off a rule; no error is declared for a rule or target not there."""
        row = self.rules.find(_id(Arn))
        if row is not None and TargetAddress in row["targets"]:
            row["targets"].remove(TargetAddress)
            self.rules.put(row)
            self._release([TargetAddress])
        return {"Arn": Arn}

    def list_targets(self, Filters: Filters = (), **_: object) -> Answer:
        """List the targets that pass the filters, whether or not a rule still names them."""
        members = {
            "TARGET_TYPE": "TargetType",
            "TARGET_ADDRESS": "TargetAddress",
            "TARGET_STATUS": "TargetStatus",
        }
        rows = [
            row
            for row in self.targets
            if fits(Filters, {name: [row[member]] for name, member in members.items()})
        ]
        return {"Targets": rows}

    def delete_target(self, TargetAddress: str, ForceUnsubscribeAll: bool = False) -> Answer:
        """Delete a target that no rule names, or take it off all of them first."""
        using = [row for row in self.rules if TargetAddress in row["targets"]]
        held = self.targets.find(TargetAddress) or {}
        late = self.world.now() < held.get("released", 0) + _RELEASED
        busy = late and self.coin("notifications.unsubscribing_takes_time")
        if (using or busy) and not ForceUnsubscribeAll:
            raise self._invalid(
                "The target cannot be deleted because it is subscribed to one or more "
                "notification rules."
            )
        for row in using:
            row["targets"].remove(TargetAddress)
            self.rules.put(row)
        self.targets.remove(TargetAddress)
        return {}

    def list_event_types(self, Filters: Filters = (), **_: object) -> Answer:
        """List what one can be notified of, by service and type of resource (in any case)."""
        wanted = [{**one, "Value": one["Value"].lower()} for one in Filters]
        members = {"SERVICE_NAME": "ServiceName", "RESOURCE_TYPE": "ResourceType"}
        rows = [
            row
            for row in EVENT_TYPES.values()
            if fits(wanted, {name: [row[member].lower()] for name, member in members.items()})
        ]
        return {"EventTypes": rows}

    def tag_resource(self, Arn: str, Tags: Mapping[str, str]) -> Answer:
        """Add tags to a rule, and show all that it has."""
        held = self.rules.tags(self.rules.get(_id(Arn))["Id"]) | dict(Tags)
        refuse_tags(self, held, "LimitExceededException", "ValidationException")
        self.rules.retag(_id(Arn), tags=held)
        return {"Tags": held}

    def _settled(self, given: Mapping[str, Any], resource: str) -> Json:
        """Return the members that are sent as they are kept."""
        kept = {name: given[name] for name in ("Name", "DetailType", "Status") if name in given}
        if "EventTypeIds" in given:
            kept["events"] = self._checked_events(given["EventTypeIds"], resource)
        if "Targets" in given:
            kept["targets"] = list(dict.fromkeys(self._addresses(given["Targets"])))
        return kept

    def _checked_events(self, events: Sequence[str], resource: str) -> Sequence[str]:
        """Refuse no event, an unknown one, or one of another kind of resource."""
        service = service_of(resource)
        for one in events:
            if EVENT_TYPES.get(one, {}).get("ServiceName") != service:
                raise self._invalid(f"The event type {one} is not valid for {resource}.")
        if not events:
            raise self._invalid("At least one event type must be specified.")
        return list(events)

    def _addresses(self, targets: Iterable[Mapping[str, str]]) -> Sequence[str]:
        """Return the addresses of targets; make those that are not there yet."""
        for one in targets:
            address, kind = one.get("TargetAddress", ""), one.get("TargetType", "")
            if not address.startswith("arn:") or _SERVICES.get(kind) != address.split(":")[2]:
                raise self._invalid(f"The target {address} of type {kind} is not valid.")
            if address not in self.targets:
                unreachable = self.coin("notifications.new_targets_unreachable")
                status = "UNREACHABLE" if unreachable else "ACTIVE"
                told = {"TargetAddress": address, "TargetType": kind, "TargetStatus": status}
                self.targets.add(told)
        return [one["TargetAddress"] for one in targets]

    def _release(self, addresses: Iterable[str]) -> None:
        """Keep when targets were unsubscribed from a rule."""
        for address in addresses:
            self.targets.put({**self.targets.get(address), "released": self.world.now()})

    def _repeated(self, row: Json, asked: Json) -> Answer:
        """Answer a token that was used: "the request cannot be repeated with a changed parameter"."""
        if row["asked"] != asked:
            raise self._invalid("The client request token was used with other parameters.")
        return {"Arn": row["Arn"]}

    def _check_name(self, name: str, code: str) -> None:
        if any(row["Name"] == name for row in self.rules):
            raise self.refuse(code, _TAKEN)

    def _check_resource(self, arn: str) -> None:
        """Refuse a resource that there are no events for; one that is not there if that is done."""
        service = service_of(arn)
        if service is None:
            raise self._invalid(f"The resource {arn} is not supported.")
        there = Tagging(self.world, self.world.place(service.lower())).get(arn) is not None
        if not there and self.coin("notifications.missing_resource_refused"):
            raise self.refuse("ConfigurationException", f"The resource {arn} does not exist.")

    def _invalid(self, message: str) -> Refusal:
        return self.refuse("ValidationException", message)


def _id(arn: str) -> str:
    return arn.rpartition("/")[2]


def _values(row: Json) -> Mapping[str, Sequence[str]]:
    """Return what the filters of ListNotificationRules look at."""
    return {
        "EVENT_TYPE_ID": row["events"],
        "CREATED_BY": [row["CreatedBy"]],
        "RESOURCE": [row["Resource"]],
        "TARGET_ADDRESS": row["targets"],
    }
