"""Elastic Beanstalk: health, resources and quotas, of environments that have no instances.

Source: Elastic Beanstalk API Reference, DescribeEnvironmentHealth, DescribeInstancesHealth,
DescribeEnvironmentResources, RequestEnvironmentInfo, RetrieveEnvironmentInfo, RestartAppServer,
CreateStorageLocation, DescribeAccountAttributes, ListPlatformBranches; the numbers from General
Reference, "Elastic Beanstalk quotas".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.elasticbeanstalk.environments import shown_environment
from reconciler.sandbox.services.elasticbeanstalk.operations import Operations

_QUOTAS = {
    "ApplicationQuota": 75,
    "ApplicationVersionQuota": 1000,
    "EnvironmentQuota": 200,
    "ConfigurationTemplateQuota": 2000,
    "CustomPlatformQuota": 50,
}
_STATES = ("NoData", "Unknown", "Pending", "Ok", "Info", "Warning", "Degraded", "Severe")


class Health(Operations):
    """What there is to see of environments besides their descriptions."""

    def describe_environment_health(
        self,
        EnvironmentName: str | None = None,
        EnvironmentId: str | None = None,
        **_: object,
    ) -> Answer:
        """Show the health of an environment."""
        self._settle()
        row = shown_environment(self._environment(EnvironmentId, EnvironmentName))
        return {
            "EnvironmentName": row["EnvironmentName"],
            "HealthStatus": row["HealthStatus"],
            "Status": row["Health"],
            "Color": row["Health"],
            "Causes": [],
            "ApplicationMetrics": {"RequestCount": 0},
            "InstancesHealth": dict.fromkeys(_STATES, 0),
            "RefreshedAt": self.world.now(),
        }

    def describe_instances_health(
        self,
        EnvironmentName: str | None = None,
        EnvironmentId: str | None = None,
        **_: object,
    ) -> Answer:
        """Show the health of instances, of which there are none."""
        self._settle()
        self._environment(EnvironmentId, EnvironmentName)
        return {"InstanceHealthList": [], "RefreshedAt": self.world.now()}

    def describe_environment_resources(
        self, EnvironmentId: str | None = None, EnvironmentName: str | None = None
    ) -> Answer:
        """Show the names of what an environment would be made of."""
        self._settle()
        row = self._environment(EnvironmentId, EnvironmentName)
        stack = f"awseb-{row['EnvironmentId']}-stack"
        balancers = [{"Name": f"awseb-{row['EnvironmentId']}"}] if row["CNAME"] else []
        resources = {
            "EnvironmentName": row["EnvironmentName"],
            "AutoScalingGroups": [{"Name": f"{stack}-AWSEBAutoScalingGroup"}],
            "LaunchConfigurations": [{"Name": f"{stack}-AWSEBAutoScalingLaunchConfiguration"}],
            "LaunchTemplates": [],
            "LoadBalancers": balancers,
            "Instances": [],
            "Triggers": [],
            "Queues": [] if balancers else [{"Name": "WorkerQueue"}],
        }
        return {"EnvironmentResources": resources}

    def request_environment_info(self, **of: str) -> Answer:
        """Ask for logs, of which there are none."""
        self._settle()
        self._environment(of.get("EnvironmentId"), of.get("EnvironmentName"))
        return None

    def retrieve_environment_info(self, **of: str) -> Answer:
        """Show logs that were asked for."""
        self.request_environment_info(**of)
        return {"EnvironmentInfo": []}

    def restart_app_server(
        self, EnvironmentId: str | None = None, EnvironmentName: str | None = None
    ) -> Answer:
        """Restart the servers of an environment that is ready; its status does not change."""
        self._ready(EnvironmentId, EnvironmentName)
        return None

    def create_storage_location(self) -> Answer:
        """Name the bucket of the account and region; it is not made."""
        return {"S3Bucket": f"elasticbeanstalk-{self.world.region}-{self.world.account}"}

    def describe_account_attributes(self) -> Answer:
        """Show quotas."""
        quotas = {name: {"Maximum": most} for name, most in _QUOTAS.items()}
        return {"ResourceQuotas": quotas}

    def list_platform_branches(
        self, Filters: Sequence[Mapping[str, Any]] = (), **_: object
    ) -> Answer:
        """List branches, each with its newest version; filters are of branches' own kinds."""
        rows = [
            {
                "PlatformName": row["PlatformCategory"],
                "BranchName": row["PlatformBranchName"],
                "LifecycleState": row["PlatformBranchLifecycleState"],
                "BranchOrder": number,
                "SupportedTierList": row["SupportedTierList"],
            }
            for number, row in enumerate(self._platforms())
        ]
        kept = [row for row in rows if all(_fits(row, one) for one in Filters)]
        return {"PlatformBranchSummaryList": kept}


def _fits(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Say whether a branch has one of the values that a filter names, or begins with one."""
    held, values = str(row.get(wanted.get("Attribute", ""), "")), wanted.get("Values", ())
    return (
        held.startswith(tuple(values))
        if wanted.get("Operator") == "begins_with"
        else held in values
    )
