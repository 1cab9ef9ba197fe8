"""CodeDeploy: deployments, as records. Nothing is deployed: one succeeds after a while, and its
group's topics are told.

Sources: CodeDeploy API Reference, CreateDeployment, GetDeployment, BatchGetDeployments,
ListDeployments, StopDeployment; CodeDeploy User Guide, "Quotas" and "Monitoring deployments with
Amazon CloudWatch Events" (the event); the reports named below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.delivery.streams import Event, emit
from reconciler.sandbox.service import Answer, Error, Table
from reconciler.sandbox.services.codedeploy.applications import Json
from reconciler.sandbox.services.codedeploy.revisions import Revisions
from reconciler.sandbox.services.codedeploy.triggers import tell_topics

_TAKES = 30.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_MOST_IN_A_BATCH = 100
_RUNNING = ("Created", "Queued", "InProgress")
_FROM_GROUP = (
    "deploymentStyle",
    "blueGreenDeploymentConfiguration",
    "loadBalancerInfo",
    "autoRollbackConfiguration",
    "computePlatform",
)


class Deployments(Revisions):
    """Deployments to groups: one at a time for each."""

    deployments = Table(
        "deploymentId",
        missing=Error("DeploymentDoesNotExistException", "The deployment {0} could not be found"),
    )

    def create_deployment(
        self,
        applicationName: str,
        deploymentGroupName: str | None = None,
        revision: Json | None = None,
        **given: Any,
    ) -> Answer:
        """Start a deployment of a revision, or of the group's last one."""
        self._settle()
        self.applications.get(applicationName)
        if deploymentGroupName is None:
            raise self.refuse(
                "DeploymentGroupNameRequiredException",
                "The deployment group name was not specified.",
            )
        group = self.groups.get(applicationName, deploymentGroupName)
        target = revision or group.get("targetRevision")
        if target is None:
            raise self.refuse("RevisionRequiredException", "The revision ID was not specified.")
        self._check_deployment(group, target, given)
        row = self._started(group, target, given)
        used = {"deploymentGroups": [deploymentGroupName], "lastUsedTime": row["createTime"]}
        self._know(applicationName, target, used)
        return {"deploymentId": row["deploymentId"]}

    def get_deployment(self, deploymentId: str) -> Answer:
        """Show one deployment."""
        self._settle()
        return {"deploymentInfo": self.deployments.get(deploymentId)}

    def batch_get_deployments(self, deploymentIds: Sequence[str]) -> Answer:
        """Show up to 100 deployments; those that are missing are left out."""
        self._settle()
        self._check_batch(deploymentIds, _MOST_IN_A_BATCH)
        rows = [self.deployments.find(one) for one in deploymentIds]
        return {"deploymentsInfo": [row for row in rows if row is not None]}

    def list_deployments(
        self,
        applicationName: str | None = None,
        deploymentGroupName: str | None = None,
        includeOnlyStatuses: Sequence[str] = (),
        createTimeRange: Mapping[str, float] | None = None,
        **_: object,
    ) -> Answer:
        """List the ids of deployments, the newest first, of a group or of all."""
        self._settle()
        if deploymentGroupName and applicationName is None:
            raise self.refuse(
                "ApplicationNameRequiredException", "The application name must be specified."
            )
        if applicationName:
            self.applications.get(applicationName)
            if deploymentGroupName:
                self.groups.get(applicationName, deploymentGroupName)
        span = createTimeRange or {}
        ids = [
            row["deploymentId"]
            for row in self.deployments
            if applicationName in (None, row["applicationName"])
            and deploymentGroupName in (None, row["deploymentGroupName"])
            and (not includeOnlyStatuses or row["status"] in includeOnlyStatuses)
            and span.get("start", 0.0) <= row["createTime"] <= span.get("end", row["createTime"])
        ]
        return {"deployments": ids[::-1]}

    def stop_deployment(self, deploymentId: str, **_: object) -> Answer:
        """Stop a deployment that is running."""
        self._settle()
        row = self.deployments.get(deploymentId)
        if row["status"] not in _RUNNING:
            raise self.refuse(
                "DeploymentAlreadyCompletedException",
                f"The deployment {deploymentId} is already completed",
            )
        self._finish(row, "Stopped", self.world.now())
        return {"status": "Succeeded", "statusMessage": "No more commands will be scheduled."}

    def get_deployment_group(self, applicationName: str, deploymentGroupName: str) -> Answer:
        """Show one group, with how its last deployments went."""
        self._settle()
        return super().get_deployment_group(applicationName, deploymentGroupName)

    def batch_get_deployment_groups(
        self, applicationName: str, deploymentGroupNames: Sequence[str]
    ) -> Answer:
        """Show groups, with how their last deployments went."""
        self._settle()
        return super().batch_get_deployment_groups(applicationName, deploymentGroupNames)

    def delete_application(self, applicationName: str) -> Answer:
        """Delete an application with its groups, revisions and deployments."""
        super().delete_application(applicationName)
        for row in (one for one in self.revisions if one["applicationName"] == applicationName):
            self.revisions.remove(applicationName, row["key"])
        for row in (one for one in self.deployments if one["applicationName"] == applicationName):
            self.deployments.remove(row["deploymentId"])
        return None

    def _renamed(self, row: Json, name: str) -> None:
        """Write an application and what belongs to it under a new name."""
        before = row["applicationName"]
        super()._renamed(row, name)
        for one in (held for held in self.revisions if held["applicationName"] == before):
            self.revisions.remove(before, one["key"])
            self.revisions.put({**one, "applicationName": name})
        for one in (held for held in self.deployments if held["applicationName"] == before):
            self.deployments.put({**one, "applicationName": name})

    def _check_deployment(self, group: Json, revision: Json, given: Json) -> None:
        self._check_revision(revision)
        self._check_description(given.get("description"))
        self._config(str(given.get("deploymentConfigName", group["deploymentConfigName"])))
        self._check_role(group["serviceRoleArn"])
        for row in self.deployments:
            same = row["deploymentGroupId"] == group["deploymentGroupId"]
            if same and row["status"] in _RUNNING:
                raise self.refuse(
                    "DeploymentLimitExceededException",
                    f"The Deployment Group '{group['deploymentGroupName']}' already has an active "
                    f"Deployment '{row['deploymentId']}'",
                )

    def _started(self, group: Json, revision: Json, given: Json) -> Json:
        """Write a new deployment and what its group shows of it."""
        now = self.world.now()
        shown = self._shown(group)
        row = {
            **{member: shown[member] for member in _FROM_GROUP if member in shown},
            "applicationName": group["applicationName"],
            "deploymentGroupName": group["deploymentGroupName"],
            "deploymentGroupId": group["deploymentGroupId"],
            "deploymentConfigName": group["deploymentConfigName"],
            "deploymentId": f"d-{self.world.token(9, _LETTERS)}",
            "revision": revision,
            "previousRevision": group.get("targetRevision"),
            "status": "InProgress",
            "createTime": now,
            "startTime": now,
            "creator": "user",
            "fileExistsBehavior": "DISALLOW",
            "ignoreApplicationStopFailures": False,
            **given,
        }
        self.deployments.put(row)
        last = {"deploymentId": row["deploymentId"], "status": "InProgress", "createTime": now}
        self.groups.put({**group, "targetRevision": revision, "lastAttemptedDeployment": last})
        self._tell(row, "START")
        return row

    def ticked(self) -> None:
        """Let deployments end that are due, when the clock was moved."""
        self._settle()

    def _settle(self) -> None:
        """Let deployments end that are due."""
        for row in self.deployments:
            ends = row["createTime"] + _TAKES
            if row["status"] in _RUNNING and ends <= self.world.now():
                self._finish(row, "Succeeded", ends)

    def _finish(self, row: Json, status: str, at: float) -> None:
        """End a deployment, and write it on its group, if that is still there."""
        self.deployments.put({**row, "status": status, "completeTime": at})
        last = {
            "deploymentId": row["deploymentId"],
            "status": status,
            "createTime": row["createTime"],
            "endTime": at,
        }
        for group in self.groups:
            if group["deploymentGroupId"] == row["deploymentGroupId"]:
                more = {"lastSuccessfulDeployment": last} if status == "Succeeded" else {}
                self.groups.put({**group, "lastAttemptedDeployment": last, **more})
        self._tell(row, "SUCCESS" if status == "Succeeded" else "STOP")

    def _tell(self, row: Json, state: str) -> None:
        """Tell EventBridge of a deployment, in the form of the documented sample, and the topics."""
        application, group = row["applicationName"], row["deploymentGroupName"]
        detail = {
            "instanceGroupId": row["deploymentGroupId"],
            "region": self.world.region,
            "application": application,
            "deploymentId": row["deploymentId"],
            "state": state,
            "deploymentGroup": group,
        }
        arns = [self.applications.arn(application), self.groups.arn(application, group)]
        what = "CodeDeploy Deployment State-change Notification"
        emit(self.world, Event("aws.codedeploy", what, detail, arns))
        if held := self.groups.find(application, group):
            tell_topics(self.world, held, row, state, arns[1])
