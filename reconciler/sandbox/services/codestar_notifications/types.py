"""CodeStar Notifications: the events that one can be notified of, and what they happen to.

Source: Developer Tools console User Guide, "Notification concepts" (tables "Events for
notification rules on ..."); names of events in the form of the AWS CLI's examples of
describe-notification-rule and list-event-types (`Branches and tags: Created`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_TABLES = {
    ("CodeCommit", "Repository"): {
        "comments-on-commits": "Comments: On commits",
        "comments-on-pull-requests": "Comments: On pull requests",
        "approvals-status-changed": "Approvals: Status changed",
        "approvals-rule-override": "Approvals: Rule override",
        "pull-request-created": "Pull request: Created",
        "pull-request-source-updated": "Pull request: Source updated",
        "pull-request-status-changed": "Pull request: Status changed",
        "pull-request-merged": "Pull request: Merged",
        "branches-and-tags-created": "Branches and tags: Created",
        "branches-and-tags-deleted": "Branches and tags: Deleted",
        "branches-and-tags-updated": "Branches and tags: Updated",
    },
    ("CodeBuild", "Project"): {
        "build-state-failed": "Build state: Failed",
        "build-state-succeeded": "Build state: Succeeded",
        "build-state-in-progress": "Build state: In-progress",
        "build-state-stopped": "Build state: Stopped",
        "build-phase-failure": "Build phase: Failure",
        "build-phase-success": "Build phase: Success",
    },
    ("CodeDeploy", "Application"): {
        "deployment-failed": "Deployment: Failed",
        "deployment-succeeded": "Deployment: Succeeded",
        "deployment-started": "Deployment: Started",
    },
    ("CodePipeline", "Pipeline"): {
        "action-execution-succeeded": "Action execution: Succeeded",
        "action-execution-failed": "Action execution: Failed",
        "action-execution-canceled": "Action execution: Canceled",
        "action-execution-started": "Action execution: Started",
        "stage-execution-started": "Stage execution: Started",
        "stage-execution-succeeded": "Stage execution: Succeeded",
        "stage-execution-resumed": "Stage execution: Resumed",
        "stage-execution-canceled": "Stage execution: Canceled",
        "stage-execution-failed": "Stage execution: Failed",
        "pipeline-execution-failed": "Pipeline execution: Failed",
        "pipeline-execution-canceled": "Pipeline execution: Canceled",
        "pipeline-execution-started": "Pipeline execution: Started",
        "pipeline-execution-resumed": "Pipeline execution: Resumed",
        "pipeline-execution-succeeded": "Pipeline execution: Succeeded",
        "pipeline-execution-superseded": "Pipeline execution: Superseded",
        "manual-approval-failed": "Manual approval: Failed",
        "manual-approval-needed": "Manual approval: Needed",
        "manual-approval-succeeded": "Manual approval: Succeeded",
    },
}

EVENT_TYPES: Mapping[str, Mapping[str, str]] = {
    f"{service}-{resource}-{name}".lower(): {
        "EventTypeId": f"{service}-{resource}-{name}".lower(),
        "ServiceName": service,
        "EventTypeName": told,
        "ResourceType": resource,
    }
    for (service, resource), events in _TABLES.items()
    for name, told in events.items()
}
"""Every event by its id, as it is shown."""


def service_of(arn: str) -> str | None:
    """Return the service of a resource that there can be rules for; None for any other."""
    named = {service.lower(): service for service, _ in _TABLES}
    return named.get(arn.split(":")[2])


def fits(filters: Iterable[Mapping[str, str]], values: Mapping[str, Any]) -> bool:
    """Say whether something passes the filters: "A filter with the same name can appear more than
    once when used with OR statements. Filters with different names should be applied with AND".

    `values` are what each filter looks at, by its name: a text, or several.
    """
    wanted: dict[str, set[str]] = {}
    for one in filters:
        wanted.setdefault(one["Name"], set()).add(one["Value"])
    return all(texts & set(values[name]) for name, texts in wanted.items())
