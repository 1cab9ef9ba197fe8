"""CodeDeploy: applications.

Sources: CodeDeploy API Reference, CreateApplication, UpdateApplication, GetApplication,
BatchGetApplications, DeleteApplication; CodeDeploy User Guide, "Quotas"; the reports named below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.coins import Tossed

Json = dict[str, Any]
"""A JSON object."""
_MOST_APPLICATIONS = 1000
_MOST_IN_A_BATCH = 100
"""BatchLimitExceededException: "the maximum number of names or IDs allowed for this request
(100)"."""
BAD_TAGS = "InvalidTagsToAddException"
"""CodeDeploy's code for tags that it does not take."""


class Applications(Tossed):
    """Applications, and what belongs to them: their deployment groups go with them."""

    names = ("codedeploy",)
    applications = Table(
        "applicationName",
        exists=Error("ApplicationAlreadyExistsException", "Application {0} already exists"),
        # aws/aws-cli issue 2270.
        missing=Error("ApplicationDoesNotExistException", "No application found for name: {0}"),
        arn="application:{0}",
    )
    groups = Table(
        "applicationName",
        "deploymentGroupName",
        exists=Error(
            "DeploymentGroupAlreadyExistsException",
            "Deployment Group {1} already exists for Application {0}",
        ),
        missing=Error(
            "DeploymentGroupDoesNotExistException",
            "No Deployment Group found for name: {1}",
        ),
        arn="deploymentgroup:{0}/{1}",
    )

    def create_application(
        self, applicationName: str, computePlatform: str = "Server", tags: Any = ()
    ) -> Answer:
        """Create an application; its platform is Server where none is named."""
        self._check_tags(tags)
        if len(self.applications) >= _MOST_APPLICATIONS:
            raise self.refuse(
                "ApplicationLimitExceededException",
                "The maximum number of applications has been exceeded.",
            )
        row = {
            "applicationName": applicationName,
            "applicationId": self.world.uuid(),
            "createTime": self.world.now(),
            "linkedToGitHub": False,
            "computePlatform": computePlatform,
        }
        return {"applicationId": self.applications.add(row, tags)["applicationId"]}

    def get_application(self, applicationName: str) -> Answer:
        """Show one application."""
        return {"application": self.applications.get(applicationName)}

    def batch_get_applications(self, applicationNames: Sequence[str]) -> Answer:
        """Show up to 100 applications; one that is missing refuses the whole call."""
        self._check_batch(applicationNames, _MOST_IN_A_BATCH)
        rows = [self.applications.find(name) for name in applicationNames]
        if None in rows:
            # travis-ci/travis-ci issue 7458.
            raise self.refuse(
                "ApplicationDoesNotExistException",
                f"Applications not found for {self.world.account}",
            )
        return {"applicationsInfo": rows}

    def list_applications(self, **_: object) -> Answer:
        """List the names of all applications."""
        return {"applications": [row["applicationName"] for row in self.applications]}

    def update_application(
        self, applicationName: str | None = None, newApplicationName: str | None = None
    ) -> Answer:
        """Rename an application: its id, its groups and all tags stay."""
        if applicationName is None:
            raise self.refuse(
                "ApplicationNameRequiredException", "The application name must be specified."
            )
        row = self.applications.get(applicationName)
        if newApplicationName in (None, applicationName):
            return None
        if newApplicationName in self.applications:
            raise self.refuse(
                "ApplicationAlreadyExistsException",
                f"Application {newApplicationName} already exists",
            )
        self._renamed(row, newApplicationName)
        return None

    def delete_application(self, applicationName: str) -> Answer:
        """Delete an application and its deployment groups ("Delete an application", User Guide);
        no error is declared for one that is missing.
        """
        for group in self._groups_of(applicationName):
            self.groups.remove(applicationName, group["deploymentGroupName"])
        self.applications.remove(applicationName)
        return None

    def _renamed(self, row: Json, name: str) -> None:
        """Write an application and its groups under a new name."""
        before = row["applicationName"]
        tags = self.applications.tags(before)
        self.applications.remove(before)
        self.applications.add({**row, "applicationName": name}, tags)
        for group in self._groups_of(before):
            key = group["deploymentGroupName"]
            held = self.groups.tags(before, key)
            self.groups.remove(before, key)
            self.groups.add({**group, "applicationName": name}, held)

    def _groups_of(self, application: str) -> list[Json]:
        return [row for row in self.groups if row["applicationName"] == application]

    def _check_tags(self, tags: Any) -> None:
        if any(not tag.get("Key") for tag in tags or ()):
            raise self.refuse(BAD_TAGS, "The specified tags are not valid: a key is missing.")
        refuse_tags(self, tag_map(tags), BAD_TAGS, BAD_TAGS)

    def _check_batch(self, names: Sequence[str], most: int) -> None:
        if len(names) > most:
            raise self.refuse(
                "BatchLimitExceededException",
                f"The maximum number of names or IDs allowed for this request ({most}) "
                "was exceeded.",
            )
