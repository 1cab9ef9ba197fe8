"""Every action type by its identity, and the rules that conditions of stages know."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reconciler.kinds.actions.deployments import DEPLOYS, STACKS
from reconciler.kinds.actions.sources import BUILDS, OTHERS, PARTNERS, SOURCES
from reconciler.kinds.actions.word import BUILD_KEYS, ActionType

ACTION_TYPES: Final[Mapping[tuple[str, str, str], ActionType]] = MappingProxyType(
    {
        (one.category, one.owner, one.provider): one
        for one in (*SOURCES, *BUILDS, *STACKS, *DEPLOYS, *OTHERS, *PARTNERS)
    }
)
"""Every action type of AWS and its partners by category, owner and provider. Custom ones are declared."""

RULE_TYPES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = MappingProxyType(
    {
        "CloudWatchAlarm": (("AlarmName",), ("AlarmStates", "WaitTime")),
        "CodeBuild": (("ProjectName",), BUILD_KEYS),
        "Commands": (
            (),
            ("EnvironmentType", "ComputeType", "VpcId", "Subnets", "SecurityGroupIds"),
        ),
        "DeploymentWindow": (("Cron",), ("TimeZone",)),
        "LambdaInvoke": (("FunctionName",), ("UserParameters",)),
        "VariableCheck": (("Variable", "Value", "Operator"), ()),
    }
)
"""Providers of a stage condition's rules: required and optional keys (User Guide, "Rule reference")."""
