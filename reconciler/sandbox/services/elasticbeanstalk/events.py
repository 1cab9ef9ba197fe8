"""Elastic Beanstalk: what happens to environments as time passes, and the events that tell of it.

Sources: Elastic Beanstalk API Reference, DescribeEvents (with its documented example),
EnvironmentDescription (Status), DescribeConfigurationSettings (deployed and draft); Elastic
Beanstalk Developer Guide, "Viewing an environment's event stream". AWS takes minutes for each of
these; how long is not documented, so here it is seconds by the sandbox's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.sandbox.delivery.streams import Event, emit
from reconciler.sandbox.service import Answer, Table
from reconciler.sandbox.services.elasticbeanstalk.platforms import Json, Platforms, whole
from reconciler.sandbox.tags import Tagging

_PRINCIPAL = "elasticbeanstalk.amazonaws.com"
_SECONDS = {"Launching": 20.0, "Updating": 10.0, "Aborting": 5.0, "Terminating": 10.0}
_STARTS = {
    "Launching": "createEnvironment is starting.",
    "Updating": "Environment update is starting.",
    "Aborting": "Environment update is aborting.",
    "Terminating": "terminateEnvironment is starting.",
}
_OPERATIONS = {"Launching": "creation", "Updating": "update", "Terminating": "termination"}
"""What the events on the bus call an operation: "Environment creation started"."""
_SEVERITIES = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_MOST_EVENTS = 1000
_SERVICE_ROLE = ("aws:elasticbeanstalk:environment", "ServiceRole")


class Timeline(Platforms):
    """Environments in time: each has a status, and a moment at which the next one comes."""

    environments = Table("EnvironmentId")
    happenings = Table("id")

    def describe_events(
        self,
        Severity: str = "TRACE",
        StartTime: float | None = None,
        EndTime: float | None = None,
        **wanted: Any,
    ) -> Answer:
        """Show events, the newest first, of this severity or higher."""
        self._settle()
        names = ("ApplicationName", "EnvironmentName", "EnvironmentId", "VersionLabel", "RequestId")
        asked = {name: wanted[name] for name in names if name in wanted}
        least = _SEVERITIES.index(Severity)
        rows = [
            row
            for row in self.happenings
            if all(row.get(name) == value for name, value in asked.items())
            and _SEVERITIES.index(row["Severity"]) >= least
            and (StartTime is None or row["EventDate"] >= StartTime)
            and (EndTime is None or row["EventDate"] < EndTime)
        ]
        newest = sorted(rows, key=lambda row: row["EventDate"])[::-1]
        return {"Events": newest, **whole(wanted)}

    def _living(self) -> list[Json]:
        """Return the environments that are not terminated; settle first."""
        return [row for row in self.environments if row["Status"] != "Terminated"]

    def _begin(self, row: Json, status: str) -> Json:
        """Put an environment in a passing status, and tell of it."""
        now = self.world.now()
        row |= {"Status": status, "DateUpdated": now, "until": now + _SECONDS[status]}
        self.environments.put(row)
        self._tell(row, _STARTS[status], now)
        self._emit(row, status, "started", self._latest())
        return row

    def _end(self, row: Json) -> Json:
        return self._begin(row, "Terminating")

    def _settle(self) -> None:
        """Let happen what has become due."""
        now = self.world.now()
        for row in self.environments:
            until = row.get("until")
            if until is not None and until <= now:
                self._arrive(row, until)

    def _arrive(self, row: Json, at: float) -> None:
        """Bring an environment to the status that follows the passing one."""
        before, row["until"] = row["Status"], None
        row["DateUpdated"] = at
        row["Status"] = "Terminated" if before == "Terminating" else "Ready"
        match before:
            case "Terminating":
                Tagging(self.world, self.place).end(row["EnvironmentArn"])
                self._tell(row, "terminateEnvironment completed successfully.", at)
            case "Aborting":
                row["draft"] = None
                self._tell(row, "Environment update was aborted.", at)
            case "Launching":
                self._launched(row, at)
            case _:
                self._updated(row, at)
        self.environments.put(row)
        told = self._latest()
        ended = "failed" if told["Severity"] == "ERROR" else "successful"
        self._emit(row, before, ended, told)

    def _launched(self, row: Json, at: float) -> None:
        if role := self._unusable(row["settings"]):
            row["healthy"] = False
            self._tell(row, f"Failed to launch environment: {_refused(role)}", at, "ERROR")
        else:
            self._tell(row, f"Successfully launched environment: {row['EnvironmentName']}", at)

    def _updated(self, row: Json, at: float) -> None:
        """Deploy the draft, or leave it as failed: either way the environment is Ready again."""
        draft = row.get("draft")
        role = self._unusable(draft["settings"]) if draft else None
        if draft and role:
            row["draft"] = draft | {"status": "failed"}
            self._tell(row, f"Failed to deploy configuration: {_refused(role)}", at, "ERROR")
            return
        if draft:
            row |= {"settings": draft["settings"], "draft": None, "healthy": True}
        self._tell(row, "Environment update completed successfully.", at)

    def _unusable(self, settings: list[Mapping[str, str]]) -> str | None:
        """Return the service role of settings, if Elastic Beanstalk cannot assume it.

        What AWS tells of such a role is unverified; that an operation which failed ends in Ready
        and an event of severity ERROR is what terraform-provider-aws looks for.
        """
        named = [
            one.get("Value", "")
            for one in settings
            if (one.get("Namespace"), one.get("OptionName")) == _SERVICE_ROLE
        ]
        role = named[0] if named else ""
        start = f"arn:{self.world.partition}:iam::{self.world.account}:role/"
        arn = role if role.startswith("arn:") else f"{start}{role}"
        return role if role and not self.world.roles.trusted(arn, _PRINCIPAL) else None

    def ticked(self) -> None:
        """Let happen what has become due, when the clock was moved."""
        self._settle()

    def _latest(self) -> Json:
        """Return the event that was written last."""
        return list(self.happenings)[-1]

    def _emit(self, row: Json, status: str, stage: str, told: Json) -> None:
        """Tell EventBridge of an environment.

        Source: Developer Guide, "Using Elastic Beanstalk with Amazon EventBridge" (sample; of the
        values of Status it shows "Environment creation started" and "Environment update failed",
        the others are made alike). Nothing is said there of an update that is aborted.
        """
        if status not in _OPERATIONS:
            return
        detail = {
            "Status": f"Environment {_OPERATIONS[status]} {stage}",
            "EventDate": int(told["EventDate"] * 1000),
            "ApplicationName": row["ApplicationName"],
            "Message": told["Message"],
            "EnvironmentName": row["EnvironmentName"],
            "Severity": told["Severity"],
        }
        what = "Elastic Beanstalk resource status change"
        emit(self.world, Event("aws.elasticbeanstalk", what, detail, [row["EnvironmentArn"]]))

    def _tell(self, row: Json, message: str, at: float, severity: str = "INFO") -> None:
        """Write an event about an environment, and forget the oldest of too many."""
        event = {
            "id": self.world.uuid(),
            "EventDate": at,
            "Message": message,
            "ApplicationName": row["ApplicationName"],
            "EnvironmentName": row["EnvironmentName"],
            "EnvironmentId": row["EnvironmentId"],
            "RequestId": self.world.uuid(),
            "Severity": severity,
        }
        self.happenings.put(event)
        if len(self.happenings) > _MOST_EVENTS:
            self.happenings.remove(next(iter(self.happenings))["id"])


def _refused(role: str) -> str:
    return f"The service role {role} cannot be assumed."
