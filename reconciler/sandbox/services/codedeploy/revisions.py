"""CodeDeploy: revisions of applications.

Source: CodeDeploy API Reference, RegisterApplicationRevision, GetApplicationRevision,
BatchGetApplicationRevisions, ListApplicationRevisions, RevisionLocation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Table
from reconciler.sandbox.services.codedeploy.applications import Json
from reconciler.sandbox.services.codedeploy.groups import Groups

_LOCATIONS = {
    "S3": ("s3Location", ("bucket", "key")),
    "GitHub": ("gitHubLocation", ("repository", "commitId")),
    "String": ("string", ("content",)),
    "AppSpecContent": ("appSpecContent", ("content",)),
}
_LONGEST = 100
_MOST_IN_A_BATCH = 25
"""BatchGetApplicationRevisions: "The maximum number of RevisionLocation objects you can specify is
25"."""


class Revisions(Groups):
    """Revisions, known since they were registered or deployed; their content is not looked at."""

    revisions = Table("applicationName", "key")

    def register_application_revision(
        self, applicationName: str, revision: Json, description: str | None = None
    ) -> Answer:
        """Make a revision known."""
        self.applications.get(applicationName)
        self._check_revision(revision)
        self._check_description(description)
        self._know(applicationName, revision, {"description": description})
        return None

    def get_application_revision(self, applicationName: str, revision: Json) -> Answer:
        """Show one revision."""
        self.applications.get(applicationName)
        self._check_revision(revision)
        row = self.revisions.find(applicationName, _key(revision))
        if row is None:
            raise self.refuse("RevisionDoesNotExistException", "The revision does not exist.")
        return {"applicationName": applicationName, "revision": revision, "revisionInfo": row}

    def batch_get_application_revisions(
        self, applicationName: str, revisions: Sequence[Json]
    ) -> Answer:
        """Show up to 25 revisions; `errorMessage` tells of those that are missing.

        It is empty where none is (the AWS CLI's page of batch-get-application-revisions).
        """
        self.applications.get(applicationName)
        self._check_batch(["" for _ in revisions], _MOST_IN_A_BATCH)
        rows = [self.revisions.find(applicationName, _key(one)) for one in revisions]
        known = [
            {"revisionLocation": row["revision"], "genericRevisionInfo": row}
            for row in rows
            if row is not None
        ]
        missing = "" if len(known) == len(rows) else "Some revisions do not exist."
        return {"applicationName": applicationName, "revisions": known, "errorMessage": missing}

    def list_application_revisions(self, applicationName: str, **_: object) -> Answer:
        """List the revisions of an application."""
        self.applications.get(applicationName)
        rows = [row for row in self.revisions if row["applicationName"] == applicationName]
        return {"revisions": [row["revision"] for row in rows]}

    def _know(self, application: str, revision: Json, more: Mapping[str, Any]) -> None:
        """Write a revision, or what is new about one that is known."""
        key = _key(revision)
        held = self.revisions.find(application, key) or {
            "applicationName": application,
            "key": key,
            "revision": revision,
            "registerTime": self.world.now(),
            "deploymentGroups": [],
        }
        self.revisions.put({**held, **more})

    def _check_revision(self, revision: Json) -> None:
        """Refuse a revision whose location is not of its type, or not whole."""
        member, parts = _LOCATIONS.get(revision.get("revisionType", ""), ("", ()))
        place = revision.get(member, {})
        if not member or not all(place.get(part) for part in parts):
            raise self.refuse(
                "InvalidRevisionException", "The revision was specified in an invalid format."
            )

    def _check_description(self, description: str | None) -> None:
        if len(description or "") > _LONGEST:
            raise self.refuse(
                "DescriptionTooLongException",
                f"The description is too long: at most {_LONGEST} characters are allowed.",
            )


def _key(revision: Json) -> str:
    return json.dumps(revision, sort_keys=True)
