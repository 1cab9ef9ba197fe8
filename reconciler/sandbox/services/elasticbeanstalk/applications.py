"""Elastic Beanstalk: applications, and how long their versions are kept.

Sources: Elastic Beanstalk API Reference, CreateApplication, UpdateApplication,
UpdateApplicationResourceLifecycle, DeleteApplication; General Reference, "Elastic Beanstalk quotas"; the reports named below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.elasticbeanstalk.events import Timeline
from reconciler.sandbox.services.elasticbeanstalk.platforms import INVALID, Json

_MOST_APPLICATIONS = 75
_LIFECYCLE: Mapping[str, Json] = {
    "MaxCountRule": {"Enabled": False, "MaxCount": 200, "DeleteSourceFromS3": False},
    "MaxAgeRule": {"Enabled": False, "MaxAgeInDays": 180, "DeleteSourceFromS3": False},
}
"""How a lifecycle reads that nobody set (terraform-provider-aws, aws_elastic_beanstalk_application
leaves exactly these out)."""


class Applications(Timeline):
    """Applications, and the tables of what is in them."""

    applications = Table(
        "ApplicationName",
        exists=Error(INVALID, "Application {0} already exists."),
        # awsdocs/aws-elastic-beanstalk-developer-guide pull request 100.
        missing=Error(INVALID, "No Application named '{0}' found."),
        arn="application/{0}",
    )
    versions = Table(
        "ApplicationName",
        "VersionLabel",
        exists=Error(INVALID, "Application Version {1} already exists."),
        # onnela-lab/beiwe-backend issue 82.
        missing=Error(INVALID, "No Application Version named '{1}' found."),
        arn="applicationversion/{0}/{1}",
    )
    templates = Table(
        "ApplicationName",
        "TemplateName",
        exists=Error(INVALID, "Configuration Template {1} already exists."),
        # EvidentSolutions/gradle-beanstalk-plugin issue 25.
        missing=Error(INVALID, "No Configuration Template named '{0}/{1}' found."),
        arn="configurationtemplate/{0}/{1}",
    )

    def create_application(
        self,
        ApplicationName: str,
        Description: str | None = None,
        ResourceLifecycleConfig: Mapping[str, Any] | None = None,
        Tags: Any = (),
    ) -> Answer:
        """Create an application without versions and templates."""
        self._check_tags(tag_map(Tags))
        if len(self.applications) >= _MOST_APPLICATIONS:
            raise self.refuse(
                "TooManyApplicationsException", "The maximum number of applications was exceeded."
            )
        now = self.world.now()
        row: Json = {
            "ApplicationArn": self.applications.arn(ApplicationName),
            "ApplicationName": ApplicationName,
            "Description": Description,
            "DateCreated": now,
            "DateUpdated": now,
        }
        row |= self._with_lifecycle(row, ResourceLifecycleConfig or {})
        return {"Application": self._told(self.applications.add(row, Tags))}

    def describe_applications(self, ApplicationNames: Sequence[str] | None = None) -> Answer:
        """Show applications, all in one answer; those that are missing are left out."""
        self._settle()
        rows = [self._told(row) for row in self.applications]
        named = [row for row in rows if row["ApplicationName"] in (ApplicationNames or ())]
        return {"Applications": named if ApplicationNames else rows}

    def update_application(self, ApplicationName: str, Description: str | None = None) -> Answer:
        """Change the description: "if not specified, Elastic Beanstalk does not update" it."""
        row = self.applications.get(ApplicationName)
        if Description is not None:
            row |= {"Description": Description or None, "DateUpdated": self.world.now()}
        return {"Application": self._told(self.applications.put(row))}

    def update_application_resource_lifecycle(
        self, ApplicationName: str, ResourceLifecycleConfig: Mapping[str, Any]
    ) -> Answer:
        """Change how long versions are kept."""
        row = self.applications.get(ApplicationName)
        after = self._with_lifecycle(row, ResourceLifecycleConfig)
        self.applications.put({**after, "DateUpdated": self.world.now()})
        return {
            "ApplicationName": ApplicationName,
            "ResourceLifecycleConfig": after["ResourceLifecycleConfig"],
        }

    def delete_application(self, ApplicationName: str, TerminateEnvByForce: bool = False) -> Answer:
        """Delete an application with its versions and templates.

        "You cannot delete an application that has a running environment", but they may be
        terminated with it; then it goes when the last of them has.
        """
        self._settle()
        row = self.applications.find(ApplicationName)
        if row is None:
            self._missing(f"No Application named '{ApplicationName}' found.")
            return None
        running = [one for one in self._living() if one["ApplicationName"] == ApplicationName]
        if running and not TerminateEnvByForce:
            raise self.refuse(
                "OperationInProgressFailure",
                f"Unable to delete application {ApplicationName} because it has a running "
                "environment.",
            )
        for one in running:
            self._end(one)
        if running:
            self.applications.put({**row, "deleting": True})
        else:
            self._drop(ApplicationName)
        return None

    def _settle(self) -> None:
        """Let happen what has become due; applications go with the last of their environments."""
        super()._settle()
        used = {row["ApplicationName"] for row in self._living()}
        for row in self.applications:
            if row.get("deleting") and row["ApplicationName"] not in used:
                self._drop(row["ApplicationName"])

    def _told(self, row: Json) -> Json:
        name = row["ApplicationName"]
        versions = [one["VersionLabel"] for one in self.versions if one["ApplicationName"] == name]
        templates = [
            one["TemplateName"] for one in self.templates if one["ApplicationName"] == name
        ]
        return {**row, "Versions": versions, "ConfigurationTemplates": templates}

    def _with_lifecycle(self, row: Json, given: Mapping[str, Any]) -> Json:
        """Return an application with a lifecycle changed.

        "The ServiceRole property is required the first time that you provide a
        VersionLifecycleConfig"; afterwards it is kept (ApplicationResourceLifecycleConfig).
        """
        held = row.get("ResourceLifecycleConfig", {})
        role = given.get("ServiceRole") or held.get("ServiceRole")
        rules = given.get("VersionLifecycleConfig")
        if rules and not role:
            raise self.refuse(INVALID, "ServiceRole is required to set a version lifecycle.")
        before = held.get("VersionLifecycleConfig", {})
        after = {
            rule: defaults | before.get(rule, {}) | dict((rules or {}).get(rule, {}))
            for rule, defaults in _LIFECYCLE.items()
        }
        lifecycle = {"ServiceRole": role, "VersionLifecycleConfig": after}
        return {**row, "ResourceLifecycleConfig": lifecycle}

    def _drop(self, name: str) -> None:
        """Take an application, its versions and its templates away."""
        for row in (one for one in self.versions if one["ApplicationName"] == name):
            self.versions.remove(name, row["VersionLabel"])
        for row in (one for one in self.templates if one["ApplicationName"] == name):
            self.templates.remove(name, row["TemplateName"])
        self.applications.remove(name)

    def _missing(self, message: str) -> None:
        """Refuse to delete what is not there, or not: no page tells."""
        if self.coin("elasticbeanstalk.delete_missing_refused"):
            raise self.refuse(INVALID, message)

    def _check_tags(self, tags: Mapping[str, str]) -> None:
        """Refuse tags: "keys and values can't begin with aws: or elasticbeanstalk:" (Developer
        Guide, "Tagging Elastic Beanstalk application resources").
        """
        refuse_tags(self, tags, "TooManyTagsException", INVALID)
        if any(key.lower().startswith("elasticbeanstalk:") for key in tags):
            raise self.refuse(INVALID, "Tag keys cannot begin with 'elasticbeanstalk:'.")
