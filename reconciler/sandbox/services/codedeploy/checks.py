"""CodeDeploy: what is wrong with a deployment group, as the code and message of a refusal.

Sources: CodeDeploy API Reference (CreateDeploymentGroup and the texts of its errors); CodeDeploy
User Guide, "Quotas" and "Create a deployment group"; messages as the reports named below quote
them, others are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from reconciler.sandbox.services.codedeploy.platforms import Fault, Group, platform_faults

_MOST = 10
_MOST_SETS = 3
_LONGEST_ALARM = 255
_LONGEST_WAIT = 2880
"""BlueInstanceTerminationOption: "the maximum setting is 2880 minutes (2 days)"."""


def call_fault(given: Group) -> Fault | None:
    """Return what is wrong with one call, whatever the group holds already, or None.

    "A call was submitted that specified both Ec2TagFilters and Ec2TagSet, but only one of these
    data types can be used in a single call."
    """
    if given.get("ec2TagFilters") and tag_groups(given, "ec2TagSet"):
        return (
            "InvalidEC2TagCombinationException",
            "Only one of ec2TagFilters and ec2TagSet can be used in a single call.",
        )
    if given.get("onPremisesInstanceTagFilters") and tag_groups(given, "onPremisesTagSet"):
        return (
            "InvalidOnPremisesTagCombinationException",
            (
                "Only one of onPremisesInstanceTagFilters and onPremisesTagSet can be used in a "
                "single call."
            ),
        )
    if _copies(given) and len(given.get("autoScalingGroups", ())) != 1:
        # Message: aws-cloudformation/cloudformation-coverage-roadmap issue 2071. That the groups
        # must come in the same call: terraform-provider-aws sends them again with every change
        # of this setting (internal/service/deploy/deployment_group.go).
        return (
            "InvalidAutoScalingGroupException",
            (
                "Exactly one AutoScaling group must be specified when selecting the "
                "COPY_AUTO_SCALING_GROUP green fleet provisioning option."
            ),
        )
    return None


def group_fault(group: Group) -> Fault | None:
    """Return the first thing that is wrong with a whole group, or None."""
    return next(_faults(group), None)


def tag_groups(group: Group, member: str) -> Sequence[Sequence[Mapping[str, str]]]:
    """Return the lists of tag filters in `ec2TagSet` or `onPremisesTagSet`."""
    found: Sequence[Sequence[Mapping[str, str]]] = group.get(member, {}).get(f"{member}List", ())
    return found


def _copies(group: Group) -> bool:
    option = group.get("blueGreenDeploymentConfiguration", {}).get("greenFleetProvisioningOption")
    return bool(option) and option.get("action") == "COPY_AUTO_SCALING_GROUP"


def _faults(group: Group) -> Iterator[Fault]:
    yield from _limit_faults(group)
    yield from _tag_faults(group)
    yield from _trigger_faults(group)
    yield from _alarm_faults(group)
    yield from _wait_faults(group)
    yield from platform_faults(group)


def _limit_faults(group: Group) -> Iterator[Fault]:
    if len(group.get("autoScalingGroups", ())) > _MOST:
        yield (
            "InvalidAutoScalingGroupException",
            f"A deployment group can have at most {_MOST} Auto Scaling groups.",
        )
    if len(group.get("triggerConfigurations", ())) > _MOST:
        yield (
            "TriggerTargetsLimitExceededException",
            "The maximum allowed number of triggers was exceeded.",
        )
    if len(group.get("alarmConfiguration", {}).get("alarms", ())) > _MOST:
        # The page "Quotas" has 50 by now.
        yield (
            "AlarmsLimitExceededException",
            f"The maximum number of alarms for a deployment group ({_MOST}) was exceeded.",
        )


def _tag_faults(group: Group) -> Iterator[Fault]:
    for member, filters, code in (
        ("ec2TagSet", "ec2TagFilters", "InvalidEC2TagException"),
        ("onPremisesTagSet", "onPremisesInstanceTagFilters", "InvalidTagException"),
    ):
        sets = tag_groups(group, member)
        if len(sets) > _MOST_SETS:
            yield (
                "TagSetListLimitExceededException",
                (
                    "The number of tag groups included in the tag set list exceeded the maximum "
                    f"allowed limit of {_MOST_SETS}."
                ),
            )
        for held in (group.get(filters, ()), *sets):
            if len(held) > _MOST:
                yield code, f"A tag group can have at most {_MOST} tags."
            if any(_empty(one) for one in held):
                yield code, "The tag was specified in an invalid format."


def _empty(one: Mapping[str, str]) -> bool:
    """Say whether a filter lacks what its type asks for."""
    kind = one.get("Type")
    lacks_key = kind in {"KEY_ONLY", "KEY_AND_VALUE"} and not one.get("Key")
    return lacks_key or (kind == "VALUE_ONLY" and "Value" not in one)


def _trigger_faults(group: Group) -> Iterator[Fault]:
    code = "InvalidTriggerConfigException"
    triggers = group.get("triggerConfigurations", ())
    for one in triggers:
        if not one.get("triggerName") or not one.get("triggerEvents"):
            yield code, "The trigger was specified in an invalid format."
        if not re.fullmatch(r"arn:[^:]+:sns:[^:]+:\d{12}:.+", one.get("triggerTargetArn", "")):
            # terraform-provider-aws waits for a message with "Topic ARN".
            yield code, f"Topic ARN {one.get('triggerTargetArn', '')} is not valid"
    names = [one.get("triggerName") for one in triggers]
    if len(set(names)) != len(names):
        yield code, "Trigger names must be unique in a deployment group."


def _alarm_faults(group: Group) -> Iterator[Fault]:
    """Yield what the texts of InvalidAlarmConfigException and InvalidAutoRollbackConfigException
    name as causes.
    """
    alarms = group.get("alarmConfiguration", {})
    names = [one.get("name", "") for one in alarms.get("alarms", ())]
    if not all(1 <= len(name) <= _LONGEST_ALARM for name in names):
        yield "InvalidAlarmConfigException", "An alarm name is empty or too long."
    if len(set(names)) != len(names):
        yield "InvalidAlarmConfigException", "Two alarms have the same name."
    if alarms.get("enabled") and not names:
        yield (
            "InvalidAlarmConfigException",
            "The alarm configuration is enabled, but the alarm list is empty.",
        )
    rollback = group.get("autoRollbackConfiguration", {})
    if rollback.get("enabled") and not rollback.get("events"):
        yield (
            "InvalidAutoRollbackConfigException",
            "At least one event must be specified when automatic rollback is enabled.",
        )


def _wait_faults(group: Group) -> Iterator[Fault]:
    code = "InvalidBlueGreenDeploymentConfigurationException"
    config = group.get("blueGreenDeploymentConfiguration", {})
    ending = config.get("terminateBlueInstancesOnDeploymentSuccess", {})
    if not 0 <= ending.get("terminationWaitTimeInMinutes", 0) <= _LONGEST_WAIT:
        yield code, f"The termination wait time must be from 0 to {_LONGEST_WAIT} minutes."
