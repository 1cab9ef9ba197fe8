"""Elastic Beanstalk: versions of applications.

Source: Elastic Beanstalk API Reference, CreateApplicationVersion, DescribeApplicationVersions,
UpdateApplicationVersion, DeleteApplicationVersion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer, tag_map
from reconciler.sandbox.services.elasticbeanstalk.applications import Applications
from reconciler.sandbox.services.elasticbeanstalk.platforms import INVALID, whole

_MOST_VERSIONS = 1000


class Versions(Applications):
    """Versions: labels for source bundles, which are not looked at."""

    def create_application_version(
        self,
        ApplicationName: str,
        VersionLabel: str,
        AutoCreateApplication: bool = False,
        Tags: Any = (),
        **given: Any,
    ) -> Answer:
        """Create a version. Its source is not looked at."""
        self._check_tags(tag_map(Tags))
        if AutoCreateApplication and ApplicationName not in self.applications:
            self.create_application(ApplicationName)
        self.applications.get(ApplicationName)
        if len(self.versions) >= _MOST_VERSIONS:
            raise self.refuse(
                "TooManyApplicationVersionsException",
                "The maximum number of application versions was exceeded.",
            )
        now = self.world.now()
        status = "Processed" if given.get("Process") else "Unprocessed"
        row = {
            "ApplicationVersionArn": self.versions.arn(ApplicationName, VersionLabel),
            "ApplicationName": ApplicationName,
            "VersionLabel": VersionLabel,
            "Status": status,
            "DateCreated": now,
            "DateUpdated": now,
            **given,
        }
        return {"ApplicationVersion": self.versions.add(row, Tags)}

    def describe_application_versions(
        self,
        ApplicationName: str | None = None,
        VersionLabels: Sequence[str] | None = None,
        **paged: Any,
    ) -> Answer:
        """Show versions."""
        rows = [
            row
            for row in self.versions
            if ApplicationName in (None, row["ApplicationName"])
            and (not VersionLabels or row["VersionLabel"] in VersionLabels)
        ]
        return {"ApplicationVersions": rows, **whole(paged)}

    def update_application_version(
        self, ApplicationName: str, VersionLabel: str, Description: str | None = None
    ) -> Answer:
        """Change the description of a version."""
        self.applications.get(ApplicationName)
        row = self.versions.get(ApplicationName, VersionLabel)
        if Description is not None:
            row |= {"Description": Description, "DateUpdated": self.world.now()}
        return {"ApplicationVersion": self.versions.put(row)}

    def delete_application_version(
        self, ApplicationName: str, VersionLabel: str, **_: object
    ) -> Answer:
        """Delete a version: "You cannot delete an application version that is associated with a
        running environment."
        """
        self._settle()
        self.applications.get(ApplicationName)
        used = [row for row in self._living() if row["ApplicationName"] == ApplicationName]
        if any(row.get("VersionLabel") == VersionLabel for row in used):
            raise self.refuse(
                INVALID, f"Application Version {VersionLabel} is deployed to a running environment."
            )
        self.versions.remove(ApplicationName, VersionLabel)
        return None
