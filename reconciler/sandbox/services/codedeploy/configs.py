"""CodeDeploy: deployment configurations, those of AWS and one's own.

Sources: CodeDeploy API Reference, CreateDeploymentConfig, GetDeploymentConfig,
DeleteDeploymentConfig, TrafficRoutingConfig, MinimumHealthyHosts, ZonalConfig; CodeDeploy User
Guide, "Working with deployment configurations" (the predefined ones) and "Quotas".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table
from reconciler.sandbox.services.codedeploy.applications import Applications, Json

BUILT_IN = "CodeDeployDefault."
"""How the names of AWS's own configurations start."""
DEFAULTS = {
    "Server": f"{BUILT_IN}OneAtATime",
    "Lambda": f"{BUILT_IN}LambdaAllAtOnce",
    "ECS": f"{BUILT_IN}ECSAllAtOnce",
}
"""The configuration of a group that names none, by platform."""
_ALWAYS = 1415750400.0
"""When the predefined ones were made: before anything else (12 November 2014, the start)."""
_MOST_CONFIGS = 50
_LONGEST_TRAFFIC_SHIFT = 2880
"""Minutes. User Guide, "Quotas": 48 hours between the first and the last traffic shift."""


def _hosts(name: str, kind: str, value: int) -> Json:
    hosts = {"type": kind, "value": value}
    return {"name": name, "computePlatform": "Server", "minimumHealthyHosts": hosts}


def _all_at_once(platform: str) -> Json:
    routing = {"type": "AllAtOnce"}
    name = f"{platform}AllAtOnce"
    return {"name": name, "computePlatform": platform, "trafficRoutingConfig": routing}


def _canary(platform: str, minutes: int) -> Json:
    steps = {"canaryPercentage": 10, "canaryInterval": minutes}
    routing = {"type": "TimeBasedCanary", "timeBasedCanary": steps}
    name = f"{platform}Canary10Percent{minutes}Minutes"
    return {"name": name, "computePlatform": platform, "trafficRoutingConfig": routing}


def _linear(platform: str, minutes: int) -> Json:
    steps = {"linearPercentage": 10, "linearInterval": minutes}
    routing = {"type": "TimeBasedLinear", "timeBasedLinear": steps}
    name = f"{platform}Linear10PercentEvery{minutes}Minute{'s' if minutes > 1 else ''}"
    return {"name": name, "computePlatform": platform, "trafficRoutingConfig": routing}


def _built_in() -> dict[str, Json]:
    """Return the predefined configurations by name.

    Those of the servers' minimum of healthy hosts are unverified but for AllAtOnce and
    HalfAtATime: the guide tells of the others in words only.
    """
    listed = [
        _hosts("OneAtATime", "FLEET_PERCENT", 99),
        _hosts("HalfAtATime", "FLEET_PERCENT", 50),
        _hosts("AllAtOnce", "HOST_COUNT", 0),
        *(_canary("Lambda", minutes) for minutes in (5, 10, 15, 30)),
        *(_linear("Lambda", minutes) for minutes in (1, 2, 3, 10)),
        _all_at_once("Lambda"),
        *(_canary("ECS", minutes) for minutes in (5, 15)),
        *(_linear("ECS", minutes) for minutes in (1, 3)),
        _all_at_once("ECS"),
    ]
    return {
        f"{BUILT_IN}{row.pop('name')}": {
            **row,
            "deploymentConfigId": f"00000000-0000-0000-0000-{number:012}",
            "createTime": _ALWAYS,
        }
        for number, row in enumerate(listed, 1)
    }


_PREDEFINED = _built_in()


class Configs(Applications):
    """Deployment configurations: they cannot be changed, only made and deleted."""

    configs = Table(
        "deploymentConfigName",
        exists=Error(
            "DeploymentConfigAlreadyExistsException",
            "Deployment Configuration {0} already exists",
        ),
        missing=Error(
            "DeploymentConfigDoesNotExistException",
            "No Deployment Configuration found for name: {0}",
        ),
    )

    def create_deployment_config(self, deploymentConfigName: str, **given: Any) -> Answer:
        """Create a configuration for one platform."""
        if deploymentConfigName.startswith(BUILT_IN):
            raise self.refuse(
                "InvalidDeploymentConfigNameException",
                f"Deployment configuration names that start with {BUILT_IN} are reserved.",
            )
        platform = given.setdefault("computePlatform", "Server")
        if fault := (_server_fault(given) if platform == "Server" else _routing_fault(given)):
            raise self.refuse(*fault)
        if len(self.configs) >= _MOST_CONFIGS:
            raise self.refuse(
                "DeploymentConfigLimitExceededException",
                "The maximum number of deployment configurations has been exceeded.",
            )
        row = {
            "deploymentConfigName": deploymentConfigName,
            "deploymentConfigId": self.world.uuid(),
            "createTime": self.world.now(),
            **given,
        }
        return {"deploymentConfigId": self.configs.add(row)["deploymentConfigId"]}

    def get_deployment_config(self, deploymentConfigName: str) -> Answer:
        """Show one configuration."""
        return {"deploymentConfigInfo": self._config(deploymentConfigName)}

    def list_deployment_configs(self, **_: object) -> Answer:
        """List the names of all configurations, the predefined ones too."""
        own = [row["deploymentConfigName"] for row in self.configs]
        return {"deploymentConfigsList": [*_PREDEFINED, *own]}

    def delete_deployment_config(self, deploymentConfigName: str) -> Answer:
        """Delete a configuration that no group uses; "predefined configurations cannot be
        deleted". No error is declared for one that is missing.
        """
        if deploymentConfigName in _PREDEFINED:
            raise self.refuse(
                "InvalidOperationException",
                f"Cannot delete predefined deployment configuration {deploymentConfigName}",
            )
        if any(row["deploymentConfigName"] == deploymentConfigName for row in self.groups):
            raise self.refuse(
                "DeploymentConfigInUseException",
                f"Deployment Configuration {deploymentConfigName} is in use",
            )
        self.configs.remove(deploymentConfigName)
        return None

    def _config(self, name: str) -> Json:
        """Return a configuration; refuse one that does not exist."""
        built_in = _PREDEFINED.get(name)
        if built_in is None:
            return self.configs.get(name)
        return {"deploymentConfigName": name, **built_in}


def _server_fault(given: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with a configuration for servers: code and message."""
    code = "InvalidMinimumHealthyHostValueException"
    hosts = given.get("minimumHealthyHosts")
    if hosts is None or "type" not in hosts or "value" not in hosts:
        return code, "The minimum healthy hosts must be specified with a type and a value."
    if not _bounded(hosts):
        return code, f"The minimum healthy hosts value {hosts['value']} is not valid."
    if "trafficRoutingConfig" in given:
        return (
            "InvalidTrafficRoutingConfigurationException",
            "A traffic routing configuration is not allowed for the Server compute platform.",
        )
    zone = given.get("zonalConfig", {}).get("minimumHealthyHostsPerZone")
    if zone is not None and not _bounded(zone):
        return (
            "InvalidZonalDeploymentConfigurationException",
            "The minimum healthy hosts per zone are not valid.",
        )
    return None


def _bounded(hosts: Mapping[str, Any]) -> bool:
    """Say whether a number of hosts, or a percentage below 100, can be kept healthy."""
    value = int(hosts.get("value", 0))
    return value >= 0 and (hosts.get("type") == "HOST_COUNT" or value < 100)


def _routing_fault(given: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with a configuration for Lambda or ECS: code and message."""
    platform = given["computePlatform"]
    if "minimumHealthyHosts" in given:
        return (
            "InvalidMinimumHealthyHostValueException",
            f"Minimum healthy hosts are not allowed for the {platform} compute platform.",
        )
    code = "InvalidTrafficRoutingConfigurationException"
    routing = given.get("trafficRoutingConfig", {})
    match routing.get("type"):
        case "AllAtOnce":
            return None
        case "TimeBasedCanary":
            steps = routing.get("timeBasedCanary", {})
            percent, minutes = steps.get("canaryPercentage"), steps.get("canaryInterval")
        case "TimeBasedLinear":
            steps = routing.get("timeBasedLinear", {})
            percent, minutes = steps.get("linearPercentage"), steps.get("linearInterval")
        case _:
            return code, "The traffic routing configuration must be specified with a type."
    if percent is None or not 1 <= percent <= 99:
        return code, "The percentage of traffic to shift must be from 1 to 99."
    if minutes is None or not 1 <= minutes <= _LONGEST_TRAFFIC_SHIFT:
        return code, f"The interval must be from 1 to {_LONGEST_TRAFFIC_SHIFT} minutes."
    return None
