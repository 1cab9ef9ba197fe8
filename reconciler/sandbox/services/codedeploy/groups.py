"""CodeDeploy: deployment groups.

Sources: CodeDeploy API Reference, CreateDeploymentGroup, UpdateDeploymentGroup,
GetDeploymentGroup, BatchGetDeploymentGroups, DeleteDeploymentGroup; live reads of what an update
keeps, as go-to-k/cdk-real-drift recorded them (2026); the reports named below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.codedeploy.applications import Json
from reconciler.sandbox.services.codedeploy.checks import call_fault, group_fault
from reconciler.sandbox.services.codedeploy.configs import DEFAULTS, Configs

_PRINCIPAL = "codedeploy.amazonaws.com"
_MOST_GROUPS = 1000
_MOST_IN_A_BATCH = 100
_LISTS = ("ec2TagFilters", "onPremisesInstanceTagFilters", "triggerConfigurations")
_CLEARED_BY = {
    "ec2TagSet": "ec2TagFilters",
    "ec2TagFilters": "ec2TagSet",
    "onPremisesTagSet": "onPremisesInstanceTagFilters",
    "onPremisesInstanceTagFilters": "onPremisesTagSet",
}
_OFF: Json = {
    "alarmConfiguration": {"enabled": False, "ignorePollAlarmFailure": False, "alarms": []},
    "autoRollbackConfiguration": {"enabled": False, "events": []},
}


class Groups(Configs):
    """Deployment groups: an update changes what is sent, each member whole."""

    def create_deployment_group(
        self, applicationName: str, deploymentGroupName: str, tags: Any = (), **given: Any
    ) -> Answer:
        """Create a group of an application, for the application's platform."""
        application = self.applications.get(applicationName)
        self._check_tags(tags)
        platform = application["computePlatform"]
        row = {
            "applicationName": applicationName,
            "deploymentGroupName": deploymentGroupName,
            "deploymentGroupId": self.world.uuid(),
            "computePlatform": platform,
            "deploymentConfigName": self._default_config(platform),
            **given,
        }
        if (applicationName, deploymentGroupName) not in self.groups:
            self._check_room(applicationName)
            self._check(given, row)
        self.groups.add(self._hooked(row), tags)
        return {"deploymentGroupId": row["deploymentGroupId"]}

    def get_deployment_group(self, applicationName: str, deploymentGroupName: str) -> Answer:
        """Show one group."""
        self.applications.get(applicationName)
        row = self.groups.get(applicationName, deploymentGroupName)
        return {"deploymentGroupInfo": self._shown(row)}

    def batch_get_deployment_groups(
        self, applicationName: str, deploymentGroupNames: Sequence[str]
    ) -> Answer:
        """Show up to 100 groups; `errorMessage` tells of those that are missing.

        "Information about errors that might have occurred during the API call", empty where there
        were none (the AWS CLI's page of batch-get-deployment-groups); its wording is ours.
        """
        self.applications.get(applicationName)
        self._check_batch(deploymentGroupNames, _MOST_IN_A_BATCH)
        rows = {name: self.groups.find(applicationName, name) for name in deploymentGroupNames}
        missing = ", ".join(name for name, row in rows.items() if row is None)
        return {
            "deploymentGroupsInfo": [self._shown(row) for row in rows.values() if row],
            "errorMessage": f"No Deployment Group found for name: {missing}" if missing else "",
        }

    def list_deployment_groups(self, applicationName: str, **_: object) -> Answer:
        """List the names of an application's groups."""
        self.applications.get(applicationName)
        names = [row["deploymentGroupName"] for row in self._groups_of(applicationName)]
        return {"applicationName": applicationName, "deploymentGroups": names}

    def update_deployment_group(
        self,
        applicationName: str,
        currentDeploymentGroupName: str,
        newDeploymentGroupName: str | None = None,
        **given: Any,
    ) -> Answer:
        """Change the members that are sent; what is not sent stays, and empty lists clear."""
        self.applications.get(applicationName)
        row = self.groups.get(applicationName, currentDeploymentGroupName)
        name = newDeploymentGroupName or currentDeploymentGroupName
        if name != currentDeploymentGroupName and (applicationName, name) in self.groups:
            raise self.refuse(
                "DeploymentGroupAlreadyExistsException",
                f"Deployment Group {name} already exists for Application {applicationName}",
            )
        after = {**self._without_other_form(row, given), **given, "deploymentGroupName": name}
        self._check(given, after)
        tags = self.groups.tags(applicationName, currentDeploymentGroupName)
        self.groups.remove(applicationName, currentDeploymentGroupName)
        made = self.groups.add(self._hooked(after), tags)
        gone = [one for one in row["hooks"] if one not in made["hooks"]]
        return {"hooksNotCleanedUp": self._left(after["serviceRoleArn"], gone)}

    def delete_deployment_group(self, applicationName: str, deploymentGroupName: str) -> Answer:
        """Delete a group; no error is declared for one that is missing.

        "If the output contains data, AWS CodeDeploy could not remove some Auto Scaling lifecycle
        event hooks": so where the group's role cannot be assumed any more.
        """
        row = self.groups.remove(applicationName, deploymentGroupName)
        left = [] if row is None else self._left(row["serviceRoleArn"], row["hooks"])
        return {"hooksNotCleanedUp": left}

    def _left(self, role: str, hooks: list[Json]) -> list[Json]:
        """Return the hooks that cannot be taken away with this role."""
        return [] if self.world.roles.trusted(role, _PRINCIPAL) else hooks

    def _default_config(self, platform: str) -> str:
        """Return the configuration of a group that names none.

        "CodeDeployDefault.OneAtATime is the default deployment configuration", says
        CreateDeploymentGroup of all platforms; but that one is for servers.
        """
        if self.coin("codedeploy.one_at_a_time_for_all"):
            return DEFAULTS["Server"]
        return DEFAULTS[platform]

    def _without_other_form(self, row: Json, given: Json) -> Json:
        """Return a group without the tag filters whose other form is sent now.

        Only one form may be sent in a call; what becomes of the other is not documented.
        """
        if self.coin("codedeploy.both_tag_forms_stay"):
            return row
        sent = {member for member in given if given[member] and not _is_hollow(given[member])}
        gone = {_CLEARED_BY[member] for member in sent & _CLEARED_BY.keys()}
        return {member: held for member, held in row.items() if member not in gone}

    def _hooked(self, row: Json) -> Json:
        """Return a group whose Auto Scaling groups have their lifecycle hooks."""
        held = {one["name"]: one for one in row.get("hooks", ())}
        hooks = [held.get(name) or self._hook(name) for name in row.get("autoScalingGroups", ())]
        return {**row, "hooks": hooks}

    def _hook(self, name: str) -> Json:
        """Return a new hook, named as in GetDeploymentGroup's documented example."""
        return {
            "name": name,
            "hook": f"CodeDeploy-managed-automatic-launch-deployment-hook-{name}",
        }

    def _check(self, given: Json, row: Json) -> None:
        if fault := call_fault(given) or group_fault(row):
            raise self.refuse(*fault)
        self._check_config(row)
        self._check_service(row)
        if "serviceRoleArn" in given:
            self._check_role(row["serviceRoleArn"])

    def _check_config(self, row: Json) -> None:
        config, platform = self._config(row["deploymentConfigName"]), row["computePlatform"]
        sent = row["deploymentConfigName"] != self._default_config(platform)
        if sent and config["computePlatform"] != platform:
            raise self.refuse(
                "InvalidDeploymentConfigNameException",
                f"Deployment Configuration {config['deploymentConfigName']} is for compute "
                f"platform {config['computePlatform']}, not {platform}",
            )

    def _check_service(self, row: Json) -> None:
        """Refuse an ECS service that another group deploys to.

        ECSServiceMappingLimitExceededException: "The Amazon ECS service is associated with more
        than one deployment groups. An Amazon ECS service can be associated with only one
        deployment group."
        """
        services = row.get("ecsServices") or ()
        for other in self.groups if services else ():
            if other["deploymentGroupId"] == row["deploymentGroupId"]:
                continue
            if any(one in services for one in other.get("ecsServices", ())):
                raise self.refuse(
                    "ECSServiceMappingLimitExceededException",
                    "An Amazon ECS service can be associated with only one deployment group.",
                )

    def _check_role(self, role: str) -> None:
        """Refuse a role that CodeDeploy cannot assume (yet).

        Message: terraform-provider-aws waits for InvalidRoleException after it creates a group;
        an older one is "Cannot assume role provided." (aws/aws-sdk-ruby issue 772).
        """
        if not self.world.roles.trusted(role, _PRINCIPAL):
            raise self.refuse(
                "InvalidRoleException",
                f"AWS CodeDeploy does not have the permissions required to assume the role {role}.",
            )

    def _check_room(self, application: str) -> None:
        # To count them is to read them all, so the count of every application's comes first.
        if len(self.groups) >= _MOST_GROUPS <= len(self._groups_of(application)):
            raise self.refuse(
                "DeploymentGroupLimitExceededException",
                "The maximum number of deployment groups has been exceeded.",
            )

    def _shown(self, row: Json) -> Json:
        """Return a group as it is shown: Auto Scaling groups with their hooks, no empty parts."""
        defaults: Json = {
            "deploymentStyle": {
                "deploymentType": "IN_PLACE",
                "deploymentOption": "WITHOUT_TRAFFIC_CONTROL",
            },
            "outdatedInstancesStrategy": "UPDATE",
            "terminationHookEnabled": False,
            **{member: [] for member in _LISTS},
        }
        # No documented read shows these two where they were not sent.
        if self.coin("codedeploy.off_settings_shown"):
            defaults |= _OFF
        parts = {member: held for member, held in row.items() if not _is_hollow(held)}
        return {**defaults, **parts, "autoScalingGroups": _scaling(row)}


def _scaling(row: Json) -> list[Json]:
    ends = row.get("terminationHookEnabled", False)
    return [
        {**one, "terminationHook": one["hook"].replace("-launch-", "-termination-")}
        if ends
        else one
        for one in row["hooks"]
    ]


def _is_hollow(value: Any) -> bool:
    """Say whether a member holds only empty lists: `{ec2TagSetList: []}` is no tag set."""
    return isinstance(value, dict) and not any(value.values()) and "enabled" not in value
