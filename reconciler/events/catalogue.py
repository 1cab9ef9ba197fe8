"""Which events the CI/CD services send: source, detail-type, states, and a maker of samples.

Sources: CodePipeline User Guide, "Monitoring CodePipeline events"; CodeBuild User Guide, "Build
notifications sample"; CodeCommit User Guide, "Monitoring CodeCommit events in Amazon EventBridge";
CodeDeploy User Guide, "Monitoring deployments with Amazon CloudWatch Events"; ECR User Guide,
"Amazon ECR events and EventBridge"; CodeArtifact User Guide, "CodeArtifact event format and example";
EventBridge Events Reference, "Amazon CodeGuru Reviewer events" (none but calls that CloudTrail
recorded); S3 User Guide, "EventBridge event message structure";
EventBridge User Guide, "Scheduled Event".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.events.envelope import Event, envelope
from reconciler.events.samples import SAMPLES

_EXECUTION = ("STARTED", "SUCCEEDED", "RESUMED", "FAILED", "STOPPING", "STOPPED", "CANCELED")


@dataclass(frozen=True)
class Kind:
    """One type of event.

    `states` are the values of the field of `detail` that `state` names; "" where none tells it.
    """

    source: str
    detail_type: str
    state: str
    states: tuple[str, ...]


CATALOGUE: tuple[Kind, ...] = (
    Kind(
        "aws.codepipeline",
        "CodePipeline Pipeline Execution State Change",
        "state",
        (*_EXECUTION, "SUPERSEDED"),
    ),
    Kind("aws.codepipeline", "CodePipeline Stage Execution State Change", "state", _EXECUTION),
    Kind(
        "aws.codepipeline",
        "CodePipeline Action Execution State Change",
        "state",
        ("STARTED", "SUCCEEDED", "FAILED", "CANCELED", "ABANDONED"),
    ),
    Kind(
        "aws.codebuild",
        "CodeBuild Build State Change",
        "build-status",
        ("IN_PROGRESS", "SUCCEEDED", "FAILED", "STOPPED", "FAULT", "TIMED_OUT"),
    ),
    Kind(
        "aws.codebuild",
        "CodeBuild Build Phase Change",
        "completed-phase",
        (
            "SUBMITTED",
            "QUEUED",
            "PROVISIONING",
            "DOWNLOAD_SOURCE",
            "INSTALL",
            "PRE_BUILD",
            "BUILD",
            "POST_BUILD",
            "UPLOAD_ARTIFACTS",
            "FINALIZING",
            "COMPLETED",
        ),
    ),
    Kind(
        "aws.codedeploy",
        "CodeDeploy Deployment State-change Notification",
        "state",
        ("START", "SUCCESS", "FAILURE", "STOP", "READY"),
    ),
    Kind(
        # Which states an instance has is unverified: no page lists them.
        "aws.codedeploy",
        "CodeDeploy Instance State-change Notification",
        "state",
        ("START", "SUCCESS", "FAILURE", "READY"),
    ),
    Kind(
        "aws.codecommit",
        "CodeCommit Repository State Change",
        "event",
        (
            "referenceCreated",
            "referenceUpdated",
            "referenceDeleted",
            "unreferencedMergeCommitCreated",
        ),
    ),
    Kind(
        "aws.codecommit",
        "CodeCommit Pull Request State Change",
        "event",
        (
            "pullRequestCreated",
            "pullRequestSourceBranchUpdated",
            "pullRequestStatusChanged",
            "pullRequestMergeStatusUpdated",
            "pullRequestApprovalRuleCreated",
            "pullRequestApprovalRuleDeleted",
            "pullRequestApprovalRuleOverridden",
            "pullRequestApprovalRuleUpdated",
            "pullRequestApprovalStateChanged",
        ),
    ),
    Kind(
        "aws.codecommit",
        "CodeCommit Comment on Commit",
        "event",
        ("commentOnCommitCreated", "commentOnCommitUpdated"),
    ),
    Kind(
        "aws.codecommit",
        "CodeCommit Comment on Pull Request",
        "event",
        ("commentOnPullRequestCreated", "commentOnPullRequestUpdated"),
    ),
    Kind(
        "aws.codecommit",
        "CodeCommit Comment Reaction Change",
        "event",
        ("reactionCreated", "reactionUpdated"),
    ),
    Kind(
        "aws.codecommit",
        "CodeCommit Approval Rule Template Change",
        "event",
        (
            "approvalRuleTemplateCreated",
            "approvalRuleTemplateUpdated",
            "approvalRuleTemplateDeleted",
            "approvalRuleTemplateAssociatedWithRepository",
            "approvalRuleTemplateDisassociatedWithRepository",
            "approvalRuleTemplateBatchAssociatedWithRepositories",
            "approvalRuleTemplateBatchDisassociatedFromRepositories",
        ),
    ),
    Kind(
        "aws.codeartifact",
        "CodeArtifact Package Version State Change",
        "operationType",
        ("Created", "Updated", "Deleted"),
    ),
    Kind(
        # The calls that write (CodeGuru Reviewer API Reference); those that read are not told of.
        "aws.codeguru-reviewer",
        "AWS API Call via CloudTrail",
        "eventName",
        (
            "AssociateRepository",
            "CreateCodeReview",
            "DisassociateRepository",
            "PutRecommendationFeedback",
        ),
    ),
    Kind("aws.ecr", "ECR Image Action", "result", ("SUCCESS", "FAILURE")),
    Kind(
        "aws.s3",
        "Object Created",
        "reason",
        ("PutObject", "POST Object", "CopyObject", "CompleteMultipartUpload"),
    ),
    Kind("aws.events", "Scheduled Event", "", ()),
)
"""All events that a CI/CD rule may wait for; a pattern that names none of them waits in vain."""


def kinds(source: str | None = None, detail_type: str | None = None) -> tuple[Kind, ...]:
    """Return the kinds of events from a source, of a detail-type; all, if not given."""
    return tuple(
        kind
        for kind in CATALOGUE
        if source in (None, kind.source) and detail_type in (None, kind.detail_type)
    )


def sample(
    kind: Kind,
    state: str | None = None,
    *,
    account: str = "123456789012",
    region: str = "us-east-1",
    **detail: Any,
) -> dict[str, Any]:
    """Return an event of a kind as AWS documents it, in a state (its first, if not given).

    `detail` overrides or adds fields, with `_` for `-` (`project_name="api"`).
    """
    given = {_spelt(name, SAMPLES[kind.detail_type].detail): held for name, held in detail.items()}
    held: dict[str, Any] = {**SAMPLES[kind.detail_type].detail, **given}
    if kind.state:
        held[kind.state] = state or held.get(kind.state) or kind.states[0]
    where = {"account": account, "region": region}
    resources = [text.format_map(_Names(held, where)) for text in SAMPLES[kind.detail_type].arns]
    event = Event(kind.source, kind.detail_type, held, resources)
    return envelope(event, key=_ID, time=_TIME, **where)


_ID = "01234567-0123-0123-0123-012345678901"
_TIME = 1_579_903_387.0  # 24 January 2020, 22:03:07: the time of CodePipeline's documented sample


class _Names(dict[str, Any]):
    """The fields of a detail under names that a template may hold (`-` spelt `_`)."""

    def __init__(self, detail: Mapping[str, Any], where: Mapping[str, str]) -> None:
        super().__init__({name.replace("-", "_"): held for name, held in detail.items()})
        self.update(where)


def _spelt(name: str, detail: Mapping[str, Any]) -> str:
    dashed = name.replace("_", "-")
    return dashed if dashed in detail or name not in detail else name
