"""Which notifications an event of the CI/CD services makes, and what they say.

Source: Developer Tools console User Guide, "Notification concepts": events for notification rules
on repositories, projects, applications and pipelines; the form of the message ("processed"
payloads) as the guides of CodeCommit and CodePipeline show it. Which state of an event stands
behind which type is by their names, where no page says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_BRANCHES = "codecommit-repository-branches-and-tags"
_PULLS = "codecommit-repository-pull-request"
_APPROVALS = "codecommit-repository-approvals"
_PIPELINES = "codepipeline-pipeline"
_BUILDS = "codebuild-project-build-state"
_DEPLOYMENTS = "codedeploy-application-deployment"
_FLOWS = {
    "CodePipeline Pipeline Execution State Change": f"{_PIPELINES}-pipeline-execution",
    "CodePipeline Stage Execution State Change": f"{_PIPELINES}-stage-execution",
    "CodePipeline Action Execution State Change": f"{_PIPELINES}-action-execution",
}
_FLOW_STATES = ("STARTED", "SUCCEEDED", "FAILED", "CANCELED", "RESUMED", "SUPERSEDED")
_BY_EVENT = {
    "referenceCreated": f"{_BRANCHES}-created",
    "referenceUpdated": f"{_BRANCHES}-updated",
    "referenceDeleted": f"{_BRANCHES}-deleted",
    "pullRequestCreated": f"{_PULLS}-created",
    "pullRequestSourceBranchUpdated": f"{_PULLS}-source-updated",
    "pullRequestStatusChanged": f"{_PULLS}-status-changed",
    "pullRequestMergeStatusUpdated": f"{_PULLS}-merged",
    "pullRequestApprovalStateChanged": f"{_APPROVALS}-status-changed",
    "pullRequestApprovalRuleOverridden": f"{_APPROVALS}-rule-override",
    "commentOnCommitCreated": "codecommit-repository-comments-on-commits",
    "commentOnPullRequestCreated": "codecommit-repository-comments-on-pull-requests",
}
_BUILD_STATES = {
    "IN_PROGRESS": "in-progress",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "STOPPED": "stopped",
}
_APPROVED = {"STARTED": "needed", "SUCCEEDED": "succeeded", "FAILED": "failed"}
_DEPLOYMENT = "CodeDeploy Deployment State-change Notification"
_DEPLOYMENT_STATES = {"START": "started", "SUCCESS": "succeeded", "FAILURE": "failed"}


def event_type(event: Mapping[str, Any]) -> str | None:
    """Return the id of the type of notification that an event makes; None for one of none."""
    detail = event["detail"]
    kind = event["detail-type"]
    state = detail.get("state")
    if kind in _FLOWS:
        return f"{_FLOWS[kind]}-{state.lower()}" if state in _FLOW_STATES else None
    match event["source"]:
        case "aws.codecommit":
            return _BY_EVENT.get(detail.get("event", ""))
        case "aws.codebuild" if word := _BUILD_STATES.get(detail.get("build-status", "")):
            return f"{_BUILDS}-{word}"
        case "aws.codedeploy" if kind == _DEPLOYMENT and state in _DEPLOYMENT_STATES:
            return f"{_DEPLOYMENTS}-{_DEPLOYMENT_STATES[state]}"
        case _:
            return None


def event_types(event: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of all types of notification that an event makes.

    An approval's action is one of both (by the names of the types; no page says that it is not).
    """
    kind, detail = event["detail-type"], event["detail"]
    one = event_type(event)
    if kind == "CodeBuild Build Phase Change":
        word = {"SUCCEEDED": "success", "FAILED": "failure"}.get(
            detail.get("completed-phase-status")
        )
        return (f"codebuild-project-build-phase-{word}",) if word else ()
    if one and (detail.get("type") or {}).get("category") == "Approval":
        word = _APPROVED.get(detail.get("state"))
        return (one, f"{_PIPELINES}-manual-approval-{word}") if word else (one,)
    return (one,) if one else ()


def concerns(event: Mapping[str, Any], resource: str) -> bool:
    """Say whether an event is about a resource: a build is about its project."""
    if resource in event["resources"]:
        return True
    project = event["detail"].get("project-name")
    where = f":codebuild:{event['region']}:{event['account']}:project/{project}"
    return project is not None and resource.endswith(where)


def message(event: Mapping[str, Any], rule: str) -> dict[str, Any]:
    """Return what a notification rule (its ARN) sends of an event."""
    told = {("detailType" if name == "detail-type" else name): event[name] for name in event}
    return {**told, "notificationRuleArn": rule, "additionalAttributes": {}}
