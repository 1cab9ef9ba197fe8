"""CodeCommit: repository triggers.

Source: CodeCommit API Reference, PutRepositoryTriggers, RepositoryTrigger and the errors of them;
CodeCommit User Guide, "Quotas" (10 triggers; names without spaces and commas; custom data 1,000
characters).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.codecommit.repositories import Json, Repositories

_MOST = 10
_NAME = re.compile(r"[^\s,]{1,100}")
_ARN = re.compile(r"arn:[^:]+:(sns|lambda):([^:]*):\d{12}:.+")
_CUSTOM_DATA = 1000
Trigger = Mapping[str, Any]
"""A RepositoryTrigger as it is sent."""


class Triggers(Repositories):
    """Triggers are put all at once: what is not sent is gone."""

    def get_repository_triggers(self, repositoryName: str) -> Answer:
        """Show all triggers of a repository."""
        row = self.repositories.get(repositoryName)
        return {"configurationId": row.get("configurationId"), "triggers": row["triggers"]}

    def put_repository_triggers(self, repositoryName: str, triggers: Sequence[Trigger]) -> Answer:
        """Replace all triggers; each put makes a new configuration id."""
        row = self.repositories.get(repositoryName)
        self._check_triggers(triggers)
        made = self.world.uuid()
        held = [{**trigger, "customData": trigger.get("customData", "")} for trigger in triggers]
        self.repositories.put({**row, "triggers": held, "configurationId": made})
        return {"configurationId": made}

    def test_repository_triggers(self, repositoryName: str, triggers: Sequence[Trigger]) -> Answer:
        """Check triggers as a put would; nothing is sent, so none can fail after that."""
        self.repositories.get(repositoryName)
        self._check_triggers(triggers)
        names = [trigger["name"] for trigger in triggers]
        return {"successfulExecutions": names, "failedExecutions": []}

    def _check_triggers(self, triggers: Sequence[Trigger]) -> None:
        if len(triggers) > _MOST:
            raise self.refuse(
                "MaximumRepositoryTriggersExceededException",
                f"The number of triggers allowed for the repository was exceeded: {_MOST}",
            )
        names = [trigger["name"] for trigger in triggers]
        if len(set(names)) < len(names):
            raise self.refuse(
                "InvalidRepositoryTriggerNameException", "Repository trigger names must be unique"
            )
        for trigger in triggers:
            if fault := _fault(trigger, self.world.region):
                raise self.refuse(*fault)


def _fault(trigger: Trigger, region: str) -> tuple[str, str] | None:
    """Return the code and message of what is wrong with one trigger."""
    if not _NAME.fullmatch(trigger["name"]):
        return (
            "InvalidRepositoryTriggerNameException",
            "Repository trigger name is not valid: 1 to 100 characters without spaces and commas",
        )
    if len(trigger.get("customData", "")) > _CUSTOM_DATA:
        return (
            "InvalidRepositoryTriggerCustomDataException",
            f"Repository trigger custom data is longer than {_CUSTOM_DATA} characters",
        )
    # "Although no content is required in the array, you must include the array itself"; message
    # as reported in aws/aws-tools-for-powershell issue 146.
    if trigger.get("branches") is None:
        return (
            "RepositoryTriggerBranchNameListRequiredException",
            "Repository trigger branch name list cannot be null",
        )
    return _fault_of_target(trigger["destinationArn"], region) or _fault_of_events(trigger)


def _fault_of_target(arn: str, region: str) -> tuple[str, str] | None:
    found = _ARN.fullmatch(arn)
    if found is None:
        return (
            "InvalidRepositoryTriggerDestinationArnException",
            f"Repository trigger destination ARN is not valid: {arn}",
        )
    if found[2] != region:
        return (
            "InvalidRepositoryTriggerRegionException",
            f"Repository trigger destination must be in the Region of the repository, {region}",
        )
    return None


def _fault_of_events(trigger: Trigger) -> tuple[str, str] | None:
    events: Json | Sequence[str] = trigger["events"]
    # Code and message as reported in awsdocs/aws-cloudformation-user-guide pull request 274.
    if not events:
        message = "Repository trigger events list cannot be empty"
        return "InvalidRepositoryTriggerEventsException", message
    if "all" in events and len(events) > 1:
        message = "Repository trigger event all cannot be used with any other values"
        return "InvalidRepositoryTriggerEventsException", message
    return None
