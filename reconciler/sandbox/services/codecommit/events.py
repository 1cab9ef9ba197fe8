"""CodeCommit: what a push tells EventBridge, and the triggers of the repository.

Sources: CodeCommit User Guide, "Monitoring CodeCommit events in Amazon EventBridge and Amazon
CloudWatch Events" (referenceCreated has no old commit, referenceDeleted no new one) and "Manage
triggers for a repository" (the message that a trigger sends).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reconciler.events.envelope import iso
from reconciler.sandbox.delivery.streams import Event, emit, post
from reconciler.sandbox.world import World

_WORDS = {
    "referenceCreated": "createReference",
    "referenceUpdated": "updateReference",
    "referenceDeleted": "deleteReference",
}
"""What an event is called by triggers."""
_PRINCIPAL = "codecommit.amazonaws.com"


def tell_reference(
    world: World, row: Mapping[str, Any], branch: str, before: str | None, after: str | None
) -> None:
    """Tell that a branch was created (no commit before), moved, or deleted (none after)."""
    what = "referenceUpdated" if before else "referenceCreated"
    what = what if after else "referenceDeleted"
    commits = {"commitId": after, "oldCommitId": before}
    detail = {
        "callerUserArn": world.caller.arn,
        "event": what,
        "repositoryName": row["repositoryName"],
        "repositoryId": row["repositoryId"],
        "referenceType": "branch",
        "referenceName": branch,
        "referenceFullName": f"refs/heads/{branch}",
        **{name: held for name, held in commits.items() if held},
    }
    emit(world, Event("aws.codecommit", "CodeCommit Repository State Change", detail, [row["Arn"]]))
    for trigger in row["triggers"]:
        wanted = {"all", _WORDS[what]} & set(trigger["events"])
        # "If no branch is specified, the trigger is for all branches".
        if wanted and (not trigger["branches"] or branch in trigger["branches"]):
            body = json.dumps(_message(world, row, trigger, branch, after or before))
            post(world, _PRINCIPAL, row["Arn"], trigger["destinationArn"], body)


def _message(
    world: World,
    row: Mapping[str, Any],
    trigger: Mapping[str, Any],
    branch: str,
    commit: str | None,
) -> dict[str, Any]:
    """Return what a trigger sends (User Guide, "Example: Lambda function for a trigger")."""
    reference = {"commit": commit, "ref": f"refs/heads/{branch}"}
    record = {
        "awsRegion": world.region,
        "codecommit": {"references": [reference]},
        "customData": trigger.get("customData", ""),
        "eventId": world.uuid(),
        "eventName": "ReferenceChanges",
        "eventPartNumber": 1,
        "eventSource": "aws:codecommit",
        "eventSourceARN": row["Arn"],
        "eventTime": iso(world.now()),
        "eventTotalParts": 1,
        "eventTriggerConfigId": row.get("configurationId"),
        "eventTriggerName": trigger["name"],
        "eventVersion": "1.0",
        "userIdentityARN": world.caller.arn,
    }
    return {"Records": [record]}
