"""Elastic Beanstalk: platforms and their names as solution stacks.

Sources: Elastic Beanstalk API Reference, ListAvailableSolutionStacks (with its documented
example), ListPlatformVersions, DescribePlatformVersion, PlatformFilter; Elastic Beanstalk
Platforms, "Supported platforms". Versions of platforms come and go every month, so of a branch
that is listed here any version is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.coins import Tossed

Json = dict[str, Any]
"""A JSON object."""
INVALID = "InvalidParameterValue"
"""Elastic Beanstalk's code for most of what is wrong, whatever it is."""
_CURRENT = "Amazon Linux 2023"
_BRANCHES: Mapping[str, Mapping[str, str]] = {
    _CURRENT: {
        "Corretto 8": "4.6.3",
        "Corretto 11": "4.6.3",
        "Corretto 17": "4.6.3",
        "Corretto 21": "4.6.3",
        "Docker": "4.6.3",
        "ECS": "4.2.4",
        "Go 1": "4.4.3",
        "Node.js 20": "6.6.3",
        "Node.js 22": "6.6.3",
        "PHP 8.3": "4.7.3",
        "PHP 8.4": "4.7.3",
        "Python 3.11": "4.7.2",
        "Python 3.12": "4.7.2",
        "Python 3.13": "4.7.2",
        "Ruby 3.3": "4.6.3",
        "Ruby 3.4": "4.6.3",
        "Tomcat 9 Corretto 17": "5.7.3",
        "Tomcat 10 Corretto 21": "5.7.3",
        ".NET 8": "3.5.3",
        ".NET 9": "3.5.3",
    },
    "Amazon Linux 2": {
        "Corretto 11": "3.9.3",
        "Docker": "4.2.3",
        "Node.js 18": "5.11.3",
        "Python 3.8": "3.7.14",
        "Tomcat 8.5 Corretto 11": "4.9.3",
    },
    "Amazon Linux 2015.03": {
        "Node.js": "2.0.0",
        "PHP 5.6": "2.0.0",
        "Python 3.4": "2.0.0",
        "Tomcat 7 Java 7": "2.0.0",
        "Tomcat 8 Java 8": "2.0.0",
    },
    "Windows Server 2022": {"IIS 10.0": "2.18.3"},
}
_STACK = re.compile(r"64bit (?P<os>.+?) v(?P<version>\d+\.\d+\.\d+) running (?P<branch>.+)")
_PLATFORM = re.compile(
    r"arn:[^:]+:elasticbeanstalk:(?P<region>[^:]+):\d*:platform/"
    r"(?P<branch>.+) running on 64bit (?P<os>.+)/(?P<version>\d+\.\d+\.\d+)"
)
_OPERATORS: Mapping[str, Callable[[str, Sequence[str]], bool]] = {
    "=": lambda held, values: held in values,
    "!=": lambda held, values: held not in values,
    "contains": lambda held, values: any(value in held for value in values),
    "begins_with": lambda held, values: held.startswith(tuple(values)),
    "ends_with": lambda held, values: held.endswith(tuple(values)),
}
_FILTERED = {
    "PlatformName": "PlatformName",
    "PlatformVersion": "PlatformVersion",
    "PlatformStatus": "PlatformStatus",
    "PlatformBranchName": "PlatformBranchName",
    "PlatformLifecycleState": "PlatformLifecycleState",
    "PlatformOwner": "PlatformOwner",
    "OperatingSystemName": "OperatingSystemName",
}


class Platforms(Tossed):
    """The platforms that AWS has; custom ones cannot be made here."""

    names = ("elasticbeanstalk",)

    def list_available_solution_stacks(self) -> Answer:
        """List the names of the newest version of every branch."""
        names = [_stack(row) for row in self._platforms()]
        details = [{"SolutionStackName": name, "PermittedFileTypes": ["zip"]} for name in names]
        return {"SolutionStacks": names, "SolutionStackDetails": details}

    def list_platform_versions(
        self, Filters: Sequence[Mapping[str, Any]] = (), **_: object
    ) -> Answer:
        """List platforms: "the filter is interpreted as a logical conjunction (AND)"."""
        rows = [row for row in self._platforms() if all(_fits(row, one) for one in Filters)]
        return {"PlatformSummaryList": rows}

    def describe_platform_version(self, PlatformArn: str = "") -> Answer:
        """Show one platform."""
        return {"PlatformDescription": self._platform(None, PlatformArn)}

    def _platforms(self) -> list[Json]:
        return [
            self._described(system, branch, version)
            for system, branches in _BRANCHES.items()
            for branch, version in branches.items()
        ]

    def _platform(self, stack: str | None, arn: str | None) -> Json:
        """Return the platform that a stack's name or a platform's ARN names; refuse others."""
        match = _STACK.fullmatch(stack) if stack else _PLATFORM.fullmatch(arn or "")
        found = match.groupdict() if match else {}
        if found.get("branch") not in _BRANCHES.get(found.get("os", ""), {}):
            # meteor-up/mup-aws-beanstalk issue 2; the one about an ARN is ours.
            text = f"No Solution Stack named '{stack}'" if stack else f"No Platform named '{arn}'"
            raise self.refuse(INVALID, f"{text} found.")
        return self._described(found["os"], found["branch"], found["version"])

    def _described(self, system: str, branch: str, version: str) -> Json:
        name = f"{branch} running on 64bit {system}"
        partition, region = self.world.partition, self.world.region
        current = system in {_CURRENT, "Windows Server 2022"}
        made: Json = {
            "PlatformArn": f"arn:{partition}:elasticbeanstalk:{region}::platform/{name}/{version}",
            "PlatformOwner": "AWSElasticBeanstalk",
            "PlatformName": name,
            "PlatformVersion": version,
            "PlatformStatus": "Ready",
            "PlatformCategory": branch.split(" ", maxsplit=1)[0],
            "OperatingSystemName": system.rsplit(" ", 1)[0],
            "OperatingSystemVersion": system.rsplit(" ", 1)[1],
            "SupportedTierList": ["WebServer/Standard", "Worker/SQS/HTTP"],
            "SupportedAddonList": ["Log/S3", "Monitoring/Healthd"],
            "PlatformLifecycleState": "Recommended" if current else None,
            "PlatformBranchName": name,
            "PlatformBranchLifecycleState": "Supported" if current else "Deprecated",
        }
        return {**made, "SolutionStackName": _stack(made)}


def whole(sent: Mapping[str, Any]) -> Json:
    """Return what keeps an answer from being cut into pages, where none were asked for.

    "If no MaxRecords is specified, all available environments are retrieved in a single response"
    (DescribeEnvironments; so DescribeApplicationVersions, and DescribeEvents up to 1,000).
    """
    return {} if {"MaxRecords", "NextToken"} & sent.keys() else {"NextToken": None}


def _stack(platform: Mapping[str, str]) -> str:
    """Return the name of a platform as a solution stack."""
    branch, system = platform["PlatformName"].split(" running on ")
    return f"{system} v{platform['PlatformVersion']} running {branch}"


def _fits(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Say whether a platform fits a filter by Type, Operator and Values."""
    held = row.get(_FILTERED.get(wanted.get("Type", ""), ""), "") or ""
    operator = _OPERATORS.get(wanted.get("Operator", "="), _OPERATORS["="])
    return operator(held, wanted.get("Values", ()))
