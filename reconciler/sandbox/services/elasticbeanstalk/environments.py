"""Elastic Beanstalk: environments.

Sources: Elastic Beanstalk API Reference, CreateEnvironment, UpdateEnvironment,
DescribeEnvironments, TerminateEnvironment; General Reference,
"Elastic Beanstalk quotas"; messages as the reports named below, others are unverified.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, tag_map
from reconciler.sandbox.services.elasticbeanstalk.options import Setting
from reconciler.sandbox.services.elasticbeanstalk.platforms import INVALID, Json, whole
from reconciler.sandbox.services.elasticbeanstalk.templates import COMBINATION, MISSING, Templates

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")
_MOST_ENVIRONMENTS = 200
_SEEN_FOR = 3600.0
"""Developer Guide, "Terminate an environment": it "remains visible for about an hour"."""
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_WEB = {"Name": "WebServer", "Type": "Standard", "Version": "1.0"}
_WORKER = {"Name": "Worker", "Type": "SQS/HTTP", "Version": "3.0"}
_KEPT = ("Description", "VersionLabel", "TemplateName", "OperationsRole")
_CONFIGURATION = (
    "OptionSettings",
    "OptionsToRemove",
    "TemplateName",
    "SolutionStackName",
    "PlatformArn",
)


class Environments(Templates):
    """Environments: what is asked begins at once, and is done a while later."""

    def create_environment(
        self,
        ApplicationName: str,
        EnvironmentName: str | None = None,
        CNAMEPrefix: str | None = None,
        Tier: Mapping[str, str] | None = None,
        Tags: Any = (),
        **given: Any,
    ) -> Answer:
        """Begin to launch an environment of an application."""
        self._settle()
        self.applications.get(ApplicationName)
        self._check_tags(tag_map(Tags))
        if EnvironmentName is None:
            raise self.refuse(MISSING, "EnvironmentName must be specified.")
        self._check_name(EnvironmentName)
        tier = self._tier(Tier or {})
        if given.get("VersionLabel"):
            self.versions.get(ApplicationName, given["VersionLabel"])
        platform, settings = self._start(ApplicationName, given)
        if role := given.get("OperationsRole"):
            self._check_operations_role(role)
        cname = self._cname(EnvironmentName, CNAMEPrefix) if tier["Name"] == "WebServer" else None
        row = {
            "ApplicationName": ApplicationName,
            "EnvironmentName": EnvironmentName,
            "CNAME": cname,
            "Tier": tier,
            "SolutionStackName": platform["SolutionStackName"],
            "PlatformArn": platform["PlatformArn"],
            "settings": settings,
            **{name: given.get(name) for name in _KEPT},
        }
        return shown_environment(self._launch(row, Tags))

    def describe_environments(
        self,
        IncludedDeletedBackTo: float | None = None,
        EnvironmentIds: Sequence[str] = (),
        EnvironmentNames: Sequence[str] = (),
        **wanted: Any,
    ) -> Answer:
        """Show environments; those that ended are shown for an hour, unless they are not asked
        for. Whether they are if IncludeDeleted is not sent, no page tells.
        """
        self._settle()
        too = wanted.get("IncludeDeleted", not self.coin("elasticbeanstalk.deleted_left_out"))
        since = max(IncludedDeletedBackTo or 0.0, self.world.now() - _SEEN_FOR)
        asked = {
            name: wanted[name] for name in ("ApplicationName", "VersionLabel") if name in wanted
        }
        rows = [
            row
            for row in self.environments
            if all(row.get(name) == value for name, value in asked.items())
            and (not EnvironmentIds or row["EnvironmentId"] in EnvironmentIds)
            and (not EnvironmentNames or row["EnvironmentName"] in EnvironmentNames)
            and (row["Status"] != "Terminated" or (too and row["DateUpdated"] >= since))
        ]
        return {"Environments": [shown_environment(row) for row in rows], **whole(wanted)}

    def update_environment(
        self,
        EnvironmentId: str | None = None,
        EnvironmentName: str | None = None,
        Tier: Mapping[str, str] | None = None,
        **given: Any,
    ) -> Answer:
        """Begin to change what is sent: either the version, or the configuration."""
        row = self._ready(EnvironmentId, EnvironmentName)
        self.applications.get(str(given.get("ApplicationName", row["ApplicationName"])))
        if Tier is not None and any(row["Tier"].get(name) != Tier[name] for name in Tier):
            # "At this time, if you change the tier version, name, or type, Elastic Beanstalk
            # returns InvalidParameterValue error."
            raise self.refuse(INVALID, "Changing the tier of an environment is not supported.")
        if given.get("VersionLabel") and any(given.get(name) for name in _CONFIGURATION):
            # ingenieux/beanstalker issue 8.
            raise self.refuse(
                COMBINATION,
                "You cannot update the application version and make configuration updates at "
                "the same time",
            )
        row |= self._drafted(row, given)
        if given.get("VersionLabel"):
            version = self.versions.get(row["ApplicationName"], given["VersionLabel"])
            row["VersionLabel"] = version["VersionLabel"]
        if given.get("Description") is not None:
            row["Description"] = given["Description"] or None
        return shown_environment(self._begin(row, "Updating"))

    def terminate_environment(
        self, EnvironmentId: str | None = None, EnvironmentName: str | None = None, **_: object
    ) -> Answer:
        """Begin to terminate an environment."""
        self._settle()
        row = self._environment(EnvironmentId, EnvironmentName)
        if row["Status"] == "Terminating":
            raise self._busy(row)
        return shown_environment(self._end(row))

    def _launch(self, row: Json, tags: Any) -> Json:
        """Give a new environment its id and ARN, and begin to launch it."""
        name = f"environment/{row['ApplicationName']}/{row['EnvironmentName']}"
        made = {
            "EnvironmentId": f"e-{self.world.token(10, _LETTERS)}",
            "EnvironmentArn": self.arn(name),
            "DateCreated": self.world.now(),
            "healthy": True,
        }
        launched = self._begin({**row, **made}, "Launching")
        self.retag(launched["EnvironmentArn"], tag_map(tags))
        return launched

    def _ready(self, id_: str | None, name: str | None) -> Json:
        """Return an environment that may be changed now."""
        self._settle()
        row = self._environment(id_ or None, name or None)
        if row["Status"] != "Ready":
            raise self._busy(row)
        return row

    def _busy(self, row: Json) -> Exception:
        # meteor-up/mup-aws-beanstalk issue 125.
        return self.refuse(
            INVALID,
            f"Environment named {row['EnvironmentName']} is in an invalid state for this "
            "operation. Must be Ready.",
        )

    def _start(self, application: str, given: Mapping[str, Any]) -> tuple[Json, list[Json]]:
        """Return the platform and the settings of a new environment."""
        if template := given.get("TemplateName"):
            if given.get("SolutionStackName") or given.get("PlatformArn"):
                raise self.refuse(COMBINATION, "You cannot specify both a template and a platform.")
            given = {**given, "SourceConfiguration": {"TemplateName": template}}
        platform, held = self._source(application, given)
        options: Sequence[Setting] = given.get("OptionSettings", ())
        return platform, self._merged(held, options, given.get("OptionsToRemove", ()))

    def _drafted(self, row: Json, given: Mapping[str, Any]) -> Json:
        """Return what changes of an environment whose configuration is changed, or nothing."""
        if not any(given.get(name) for name in _CONFIGURATION):
            return {}
        if given.get("TemplateName") or given.get("SolutionStackName") or given.get("PlatformArn"):
            platform, held = self._start(row["ApplicationName"], {**given, "OptionSettings": ()})
        else:
            platform, held = row, row["settings"]
        base = held if given.get("TemplateName") else row["settings"]
        settings = self._merged(
            base, given.get("OptionSettings", ()), given.get("OptionsToRemove", ())
        )
        changed = {name: platform[name] for name in ("SolutionStackName", "PlatformArn")}
        draft = {"settings": settings, "status": "pending", "since": self.world.now()}
        return {**changed, "draft": draft}

    def _tier(self, given: Mapping[str, str]) -> Json:
        tier = _WORKER if given.get("Name") == "Worker" else _WEB
        if any(given.get(name, tier[name]) != tier[name] for name in ("Name", "Type")):
            raise self.refuse(INVALID, f"No Environment Tier named '{dict(given)}' found.")
        return {**tier, **{name: value for name, value in given.items() if value.strip()}}

    def _cname(self, name: str, prefix: str | None) -> str:
        if prefix is None:
            return self._full(f"{name}.eba-{self.world.token(8, _LETTERS)}")
        full = self._full(prefix)
        if not self._is_free(full):
            raise self.refuse(INVALID, f"DNS name ({full}) is not available.")
        return full

    def _full(self, prefix: str) -> str:
        return f"{prefix}.{self.world.region}.elasticbeanstalk.com".lower()

    def _is_free(self, cname: str) -> bool:
        return all(row["CNAME"] != cname for row in self._living())

    def _check_name(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise self.refuse(
                INVALID,
                f"Value {name} at 'EnvironmentName' failed to satisfy constraint: Member must "
                "contain only letters, digits, and the dash character and may not start or end "
                "with a dash",
            )
        if any(row["EnvironmentName"] == name for row in self._living()):
            # aws/aws-extensions-for-dotnet-cli issue 146.
            raise self.refuse(INVALID, f"Environment {name} already exists.")
        if len(self._living()) >= _MOST_ENVIRONMENTS:
            raise self.refuse(
                "TooManyEnvironmentsException", "The maximum number of environments was exceeded."
            )

    def _check_operations_role(self, role: str) -> None:
        """Refuse a role that does not exist ("the ARN of an existing IAM role")."""
        if self.world.roles.get(role) is None:
            raise self.refuse(INVALID, f"The operations role {role} does not exist.")


def shown_environment(row: Json) -> Json:
    """Return an environment as it is shown: with its health, and its address once it has one."""
    ready, launching = row["Status"] == "Ready", row["Status"] == "Launching"
    health = ("Green", "Ok") if row["healthy"] else ("Red", "Severe")
    colour, told = health if ready else ("Grey", "Pending" if launching else "Unknown")
    address = f"awseb-{row['EnvironmentId']}.elb.amazonaws.com"
    return {
        **row,
        "Health": colour,
        "HealthStatus": told,
        "AbortableOperationInProgress": row["Status"] == "Updating",
        "EndpointURL": None if launching or row["CNAME"] is None else address,
        "EnvironmentLinks": [],
    }
