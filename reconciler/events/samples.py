"""The documented samples that the catalogue makes events from (sources: catalogue.py).

Shortened where a sample lists what no rule asks for: phases of a build, links of its logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sample:
    """The detail of one documented event, and templates of its resources."""

    detail: Mapping[str, Any]
    arns: tuple[str, ...] = ()


_EXECUTION_ID = "12345678-1234-5678-abcd-12345678abcd"
_MARY = "arn:aws:sts::123456789012:assumed-role/Admin/Mary_Major"
_PIPELINE = ("arn:aws:codepipeline:{region}:{account}:{pipeline}",)
_BUILD = ("{build_id}",)
_REPOSITORY = ("arn:aws:codecommit:{region}:{account}:{repositoryName}",)
_FIRST_REPOSITORY = ("arn:aws:codecommit:{region}:{account}:{repositoryNames[0]}",)
_DEPLOYMENT = (
    "arn:aws:codedeploy:{region}:{account}:application:{application}",
    "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{application}/{deploymentGroup}",
)
_PACKAGED = "{domainName}/{repositoryName}/{packageFormat}//{packageName}"
_PACKAGE = (f"arn:aws:codeartifact:{{region}}:{{account}}:package/{_PACKAGED}",)
_BUILD_ID = "arn:aws:codebuild:us-west-2:123456789012:build/my-sample-project:8745a7a9-c340-456a"
_ADDITIONAL: Mapping[str, Any] = {
    "environment": {
        "image": "aws/codebuild/standard:4.0",
        "privileged-mode": False,
        "compute-type": "BUILD_GENERAL1_SMALL",
        "type": "LINUX_CONTAINER",
        "environment-variables": [],
    },
    "timeout-in-minutes": 60,
    "build-complete": True,
    "initiator": "MyCodeBuildDemoUser",
    "build-start-time": "Sep 1, 2017 4:12:29 PM",
    "source": {
        "location": "codebuild-123456789012-input-bucket/my-input-artifact.zip",
        "type": "S3",
    },
}
_PUSH: Mapping[str, Any] = {
    "repositoryName": "MyDemoRepo",
    "repositoryId": _EXECUTION_ID,
    "referenceType": "branch",
    "referenceName": "myBranch",
    "referenceFullName": "refs/heads/myBranch",
    "commitId": "7f0103fEXAMPLE",
    "oldCommitId": "3e5983EXAMPLE",
}
_PULL_REQUEST: Mapping[str, Any] = {
    "author": _MARY,
    "callerUserArn": _MARY,
    "creationDate": "Tue Jun 18 10:34:20 PDT 2019",
    "description": "An example description.",
    "destinationCommit": "95149731EXAMPLE",
    "destinationReference": "refs/heads/main",
    "isMerged": "False",
    "lastModifiedDate": "Tue Jun 18 10:34:20 PDT 2019",
    "notificationBody": "A pull request event occurred in the repository MyDemoRepo.",
    "pullRequestId": "1",
    "pullRequestStatus": "Open",
    "repositoryNames": ["MyDemoRepo"],
    "revisionId": "bdc0cb9bEXAMPLE",
    "sourceCommit": "4409936EXAMPLE",
    "sourceReference": "refs/heads/test-branch",
    "title": "My Example Pull Request",
}
_COMMENT: Mapping[str, Any] = {
    "callerUserArn": _MARY,
    "commentId": "a7e5471e-EXAMPLE",
    "notificationBody": "A comment event occurred in the repository MyDemoRepo.",
    "repositoryId": _EXECUTION_ID,
    "repositoryName": "MyDemoRepo",
}
_DEPLOYED: Mapping[str, Any] = {
    "instanceGroupId": "9fd2fbef-2157-40d8-91e7-6845af69e2d2",
    "region": "us-east-1",
    "application": "myApplication",
    "deploymentId": "d-123456789",
    "deploymentGroup": "myDeploymentGroup",
}
_TEMPLATE: Mapping[str, Any] = {
    "approvalRuleTemplateContentSha256": "f742eebbEXAMPLE",
    "approvalRuleTemplateId": "d7385967-EXAMPLE",
    "approvalRuleTemplateName": "2-required-approvers",
    "callerUserArn": _MARY,
    "creationDate": "Thu Nov 07 09:50:20 PST 2019",
    "lastModifiedDate": "Thu Nov 07 09:50:20 PST 2019",
    "notificationBody": "An approval rule template event occurred.",
    "repositories": {},
}

SAMPLES: Mapping[str, Sample] = {
    "CodePipeline Pipeline Execution State Change": Sample(
        {
            "pipeline": "myPipeline",
            "execution-id": _EXECUTION_ID,
            "execution-trigger": {
                "trigger-type": "StartPipelineExecution",
                "trigger-detail": "arn:aws:sts::123456789012:assumed-role/Admin/my-user",
            },
            "version": 1,
        },
        _PIPELINE,
    ),
    "CodePipeline Stage Execution State Change": Sample(
        {
            "pipeline": "myPipeline",
            "version": "1",
            "execution-id": _EXECUTION_ID,
            "stage": "Prod",
        },
        _PIPELINE,
    ),
    "CodePipeline Action Execution State Change": Sample(
        {
            "pipeline": "myPipeline",
            "execution-id": _EXECUTION_ID,
            "stage": "Deploy",
            "action": "Deploy",
            "region": "us-west-2",
            "type": {
                "owner": "AWS",
                "provider": "CodeDeploy",
                "category": "Deploy",
                "version": "1",
            },
            "version": 4,
        },
        _PIPELINE,
    ),
    "CodeBuild Build State Change": Sample(
        {
            "project-name": "my-sample-project",
            "build-id": _BUILD_ID,
            "additional-information": _ADDITIONAL,
            "current-phase": "COMPLETED",
            "current-phase-context": "[]",
            "version": "1",
        },
        _BUILD,
    ),
    "CodeBuild Build Phase Change": Sample(
        {
            "completed-phase-context": "[]",
            "completed-phase-status": "SUCCEEDED",
            "completed-phase-duration-seconds": 4,
            "completed-phase-start": "Sep 1, 2017 4:14:21 PM",
            "completed-phase-end": "Sep 1, 2017 4:14:26 PM",
            "project-name": "my-sample-project",
            "build-id": _BUILD_ID,
            "additional-information": _ADDITIONAL,
            "version": "1",
        },
        _BUILD,
    ),
    "CodeDeploy Deployment State-change Notification": Sample(_DEPLOYED, _DEPLOYMENT),
    "CodeDeploy Instance State-change Notification": Sample(
        {**_DEPLOYED, "instanceId": "i-0123456789abcdef0"}, _DEPLOYMENT
    ),
    "CodeCommit Repository State Change": Sample(_PUSH, _REPOSITORY),
    "CodeCommit Pull Request State Change": Sample(_PULL_REQUEST, _FIRST_REPOSITORY),
    "CodeCommit Comment on Commit": Sample(
        {**_COMMENT, "afterCommitId": "3c5dEXAMPLE", "beforeCommitId": "3c5eEXAMPLE"}, _REPOSITORY
    ),
    "CodeCommit Comment on Pull Request": Sample(
        {**_COMMENT, "pullRequestId": "1", "inReplyTo": "695bEXAMPLE"}, _REPOSITORY
    ),
    "CodeCommit Comment Reaction Change": Sample(
        {**_COMMENT, "reactionEmojis": [":thumbsup:"], "reactionUnicodes": ["U+1F44D"]},
        _REPOSITORY,
    ),
    "CodeCommit Approval Rule Template Change": Sample(_TEMPLATE),
    "CodeArtifact Package Version State Change": Sample(
        {
            "domainName": "mydomain",
            "domainOwner": "123456789012",
            "repositoryName": "myrepo",
            "repositoryAdministrator": "123456789012",
            "packageFormat": "npm",
            "packageNamespace": None,
            "packageName": "mypackage",
            "packageVersion": "1.0.0",
            "packageVersionState": "Published",
            "packageVersionRevision": "0E5DE26A4CD79FDF3EBC4924FFFFFFFF",
            "changes": {
                "assetsAdded": 1,
                "assetsRemoved": 0,
                "metadataUpdated": True,
                "assetsUpdated": 0,
                "statusChanged": True,
            },
            "sequenceNumber": 1,
            "eventDeduplicationId": "2mEO0A2Ke07rWUTBXk3CAiQhdTXF4N94LNaT/ffffff=",
        },
        _PACKAGE,
    ),
    "AWS API Call via CloudTrail": Sample(
        {
            "eventVersion": "1.08",
            "userIdentity": {"type": "AssumedRole", "arn": _MARY},
            "eventTime": "2020-01-24T22:03:07Z",
            "eventSource": "codeguru-reviewer.amazonaws.com",
            "awsRegion": "us-east-1",
            "requestParameters": None,
            "responseElements": None,
            "eventType": "AwsApiCall",
        }
    ),
    "ECR Image Action": Sample(
        {
            "action-type": "PUSH",
            "image-digest": "sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd1234",
            "repository-name": "my-repository-name",
            "image-tag": "latest",
        }
    ),
    "Object Created": Sample(
        {
            "version": "0",
            "bucket": {"name": "amzn-s3-demo-bucket1"},
            "object": {
                "key": "example-key",
                "size": 5,
                "etag": "b1946ac92492d2347c6235b4d2611184",
                "version-id": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
                "sequencer": "617f08299329d189",
            },
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": "123456789012",
            "source-ip-address": "1.2.3.4",
        },
        ("arn:aws:s3:::{bucket[name]}",),
    ),
    "Scheduled Event": Sample({}, ("arn:aws:events:{region}:{account}:rule/my-schedule",)),
}
"""detail-type -> its documented sample, without the field that tells the state."""
