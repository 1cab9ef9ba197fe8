"""Named events of repositories of code, packages and images, of buckets, and of reviews.

Sources: those of catalogue.py; for packages CodeArtifact User Guide, "CodeArtifact event format and
example"; for reviews EventBridge Events Reference, "Amazon CodeGuru Reviewer events" and the CodeGuru
Reviewer API Reference. Where the consoles' links lead is as CodeCommit's documented events show it.
"""

from __future__ import annotations

from typing import Final

from reconciler.events.named.group import Detail, Group, states


def _references(kind: str) -> dict[str, Detail]:
    made = {"created": "referenceCreated", "updated": "referenceUpdated"}
    return {
        word: {"event": [event], "referenceType": [kind]}
        for word, event in {**made, "deleted": "referenceDeleted"}.items()
    }


_REPOSITORY = "codecommit/repositories/<repositoryName>"
_PULLS = "codecommit/repositories/<detail.repositoryNames[0]>/pull-requests/<pullRequestId>"
_TRAIL = {"eventSource": ["codeguru-reviewer.amazonaws.com"]}

REPOSITORIES: Final[tuple[Group, ...]] = (
    Group(
        "branch",
        "CodeCommit Repository State Change",
        _references("branch"),
        "Branch <referenceName> of <repositoryName>: <state>, commit <commitId>",
        f"{_REPOSITORY}/commits",
    ),
    Group(
        "tag",
        "CodeCommit Repository State Change",
        _references("tag"),
        "Tag <referenceName> of <repositoryName>: <state>",
        f"{_REPOSITORY}/tags",
    ),
    Group(
        "merge-commit",
        "CodeCommit Repository State Change",
        {"created": {"event": ["unreferencedMergeCommitCreated"]}},
        "Merge commit <commitId> of <repositoryName>: <state>",
        f"{_REPOSITORY}/commits",
    ),
    Group(
        "pull-request",
        "CodeCommit Pull Request State Change",
        states(
            "event",
            created="pullRequestCreated",
            updated="pullRequestSourceBranchUpdated",
            closed="pullRequestStatusChanged",
            merged="pullRequestMergeStatusUpdated",
            approval_changed="pullRequestApprovalStateChanged",
            approval_overridden="pullRequestApprovalRuleOverridden",
            rule_created="pullRequestApprovalRuleCreated",
            rule_updated="pullRequestApprovalRuleUpdated",
            rule_deleted="pullRequestApprovalRuleDeleted",
        ),
        "Pull request <pullRequestId> of <detail.repositoryNames[0]>: <state>",
        _PULLS,
    ),
    Group(
        "commit-comment",
        "CodeCommit Comment on Commit",
        states("event", created="commentOnCommitCreated", updated="commentOnCommitUpdated"),
        "Comment on a commit of <repositoryName>: <state>",
        f"{_REPOSITORY}/commits",
    ),
    Group(
        "pull-request-comment",
        "CodeCommit Comment on Pull Request",
        states(
            "event", created="commentOnPullRequestCreated", updated="commentOnPullRequestUpdated"
        ),
        "Comment on pull request <pullRequestId> of <repositoryName>: <state>",
        f"{_REPOSITORY}/pull-requests/<pullRequestId>",
    ),
    Group(
        "reaction",
        "CodeCommit Comment Reaction Change",
        states("event", created="reactionCreated", updated="reactionUpdated"),
        "Reaction to a comment in <repositoryName>: <state>",
        f"{_REPOSITORY}/commits",
    ),
    Group(
        "approval-template",
        "CodeCommit Approval Rule Template Change",
        states(
            "event",
            created="approvalRuleTemplateCreated",
            updated="approvalRuleTemplateUpdated",
            deleted="approvalRuleTemplateDeleted",
            associated="approvalRuleTemplateAssociatedWithRepository",
            disassociated="approvalRuleTemplateDisassociatedWithRepository",
            batch_associated="approvalRuleTemplateBatchAssociatedWithRepositories",
            batch_disassociated="approvalRuleTemplateBatchDisassociatedFromRepositories",
        ),
        "Approval rule template <approvalRuleTemplateName>: <state>",
        placed=False,
    ),
    Group(
        "package",
        "CodeArtifact Package Version State Change",
        {
            **states("operationType", created="Created", updated="Updated", deleted="Deleted"),
            **states(
                "packageVersionState",
                published="Published",
                unfinished="Unfinished",
                unlisted="Unlisted",
                archived="Archived",
                disposed="Disposed",
            ),
        },
        "Package <packageName> <packageVersion> in <domainName>/<repositoryName>: "
        "<state>, <packageVersionState>",
        "codeartifact/d/<domainOwner>/<domainName>/r/<repositoryName>",
        ("domainOwner", "domainName", "repositoryName"),
    ),
    Group(
        "review",
        "AWS API Call via CloudTrail",
        {
            "requested": {**_TRAIL, "eventName": ["CreateCodeReview"]},
            "rated": {**_TRAIL, "eventName": ["PutRecommendationFeedback"]},
            "repository-associated": {**_TRAIL, "eventName": ["AssociateRepository"]},
            "repository-disassociated": {**_TRAIL, "eventName": ["DisassociateRepository"]},
        },
        "CodeGuru Reviewer: <state>",
        placed=False,
    ),
    Group(
        "image",
        "ECR Image Action",
        {
            "pushed": {"action-type": ["PUSH"], "result": ["SUCCESS"]},
            "deleted": {"action-type": ["DELETE"], "result": ["SUCCESS"]},
        },
        "Image <repository-name> <image-tag>: <action-type> <state>",
        about=("repository-name",),
    ),
    Group(
        "object",
        "Object Created",
        {
            "created": {
                "reason": ["PutObject", "POST Object", "CopyObject", "CompleteMultipartUpload"]
            }
        },
        "Object <object.key> in <bucket.name>: <state>",
        arn="arn:{partition}:s3:::{name}",
    ),
)
"""Groups of events."""
