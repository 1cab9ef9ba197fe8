"""Named events of pipelines, builds and deployments.

Sources: those of catalogue.py; for approvals CodePipeline User Guide, "Add a manual approval action"
(an approval that is needed is an action that has started) and Developer Tools console User Guide,
"Notification concepts". Where the consoles' links lead is by use; no page promises it.
"""

from __future__ import annotations

from typing import Final

from reconciler.events.named.group import Detail, Group, same, states

_RUNS = ("STARTED", "SUCCEEDED", "RESUMED", "FAILED", "STOPPING", "STOPPED", "CANCELED")
_PHASES = (
    *("SUBMITTED", "QUEUED", "PROVISIONING", "DOWNLOAD_SOURCE", "INSTALL", "PRE_BUILD", "BUILD"),
    *("POST_BUILD", "UPLOAD_ARTIFACTS", "FINALIZING", "COMPLETED"),
)
_ENDS = ("SUCCEEDED", "FAILED", "FAULT", "TIMED_OUT", "STOPPED", "CLIENT_ERROR")
_PIPELINE = "codepipeline/pipelines/<pipeline>/executions/<execution-id>/timeline"
_BUILDS = "codebuild/<account>/projects/<project-name>/history"
_DEPLOYMENT = "codedeploy/deployments/<deploymentId>"
_ACTION = "CodePipeline Action Execution State Change"
_APPROVAL: Detail = {"type": {"category": ["Approval"]}}
_DEPLOYED = {"started": "START", "succeeded": "SUCCESS", "failed": "FAILURE", "ready": "READY"}

DELIVERIES: Final[tuple[Group, ...]] = (
    Group(
        "pipeline",
        "CodePipeline Pipeline Execution State Change",
        same("state", *_RUNS, "SUPERSEDED"),
        "Pipeline <pipeline>: <state>",
        _PIPELINE,
        ("pipeline",),
    ),
    Group(
        "stage",
        "CodePipeline Stage Execution State Change",
        same("state", *_RUNS),
        "Stage <stage> of pipeline <pipeline>: <state>",
        _PIPELINE,
        ("pipeline",),
    ),
    Group(
        "action",
        _ACTION,
        same("state", "STARTED", "SUCCEEDED", "FAILED", "CANCELED", "ABANDONED"),
        "Action <action> in stage <stage> of pipeline <pipeline>: <state>",
        _PIPELINE,
        ("pipeline",),
    ),
    Group(
        "approval",
        _ACTION,
        {
            "needed": {"state": ["STARTED"], **_APPROVAL},
            "succeeded": {"state": ["SUCCEEDED"], **_APPROVAL},
            "failed": {"state": ["FAILED"], **_APPROVAL},
        },
        "Approval <action> in stage <stage> of pipeline <pipeline>: <state>",
        _PIPELINE,
        ("pipeline",),
        chat={
            word: f"codepipeline-pipeline-manual-approval-{word}"
            for word in ("needed", "succeeded", "failed")
        },
    ),
    Group(
        "build",
        "CodeBuild Build State Change",
        same("build-status", "IN_PROGRESS", "SUCCEEDED", "FAILED", "STOPPED", "FAULT", "TIMED_OUT"),
        "Build of <project-name>: <state>",
        _BUILDS,
        ("project-name",),
    ),
    Group(
        "phase",
        "CodeBuild Build Phase Change",
        {**same("completed-phase", *_PHASES), **same("completed-phase-status", *_ENDS)},
        "Build of <project-name>: phase <completed-phase> <state>",
        _BUILDS,
        ("project-name",),
        state="completed-phase-status",
        chat={
            "succeeded": "codebuild-project-build-phase-success",
            "failed": "codebuild-project-build-phase-failure",
        },
    ),
    Group(
        "deployment",
        "CodeDeploy Deployment State-change Notification",
        states("state", **_DEPLOYED, stopped="STOP"),
        "Deployment of <application> to <deploymentGroup>: <state>",
        _DEPLOYMENT,
        ("application", "deploymentGroup"),
    ),
    Group(
        "instance",
        "CodeDeploy Instance State-change Notification",
        states("state", **_DEPLOYED),
        "Deployment of <application> to instance <instanceId> of <deploymentGroup>: <state>",
        _DEPLOYMENT,
        ("application", "deploymentGroup"),
    ),
)
"""Groups of events; of two of one type the first is the wider."""
