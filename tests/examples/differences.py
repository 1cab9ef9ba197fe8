"""Where the sandbox does not do what a documented example says, and why.

The reasons are of four kinds: the page is not what the CLI takes or AWS answers (by its model),
nothing runs in the sandbox, the answer depends on what the story has not, and a gap of ours.
"""

_NOT_TAKEN = "The page's command line is not one that the CLI takes."
_POLICY = "The page shows the policy; by the model the answer holds it in `policy`."
_OUTDATED = "The page's member is not in the model of the operation's output."
_RUNS = "Nothing runs here, so there are no phases, logs, artifacts or measurements."

DIFFERENCES: dict[str, str] = {
    "codeartifact/delete-domain-permissions-policy": _POLICY,
    "codeartifact/delete-repository-permissions-policy": _POLICY,
    "codeartifact/get-domain-permissions-policy": _POLICY,
    "codeartifact/get-repository-permissions-policy": _POLICY,
    "codebuild/create-project": "The page's role is a word to be filled in: serviceIAMRole.",
    "codebuild/list-builds": _NOT_TAKEN,
    "codebuild/list-projects": _NOT_TAKEN,
    "codebuild/retry-build": _RUNS,
    "codebuild/start-build": _RUNS,
    "codebuild/stop-build": _RUNS,
    "codecommit/batch-associate-approval-rule-template-with-repositories": (
        "The page's names are parted by commas, which the CLI sends as part of the names."
    ),
    "codecommit/batch-disassociate-approval-rule-template-from-repositories": _NOT_TAKEN,
    "codecommit/delete-branch": _OUTDATED,
    "codecommit/get-branch": _OUTDATED,
    "codecommit/put-repository-triggers": _NOT_TAKEN,
    "codepipeline/put-webhook": "Tags are shown where there are some; the page sends none.",
    "codepipeline/update-pipeline": _OUTDATED,
    "codestar-connections/list-connections": _NOT_TAKEN,
    "codestar-connections/untag-resource": _OUTDATED,
    "codestar-notifications/update-notification-rule": "The page's file lacks the Arn that the call needs.",
    "deploy/batch-get-deployment-groups": "The story's groups have no tag sets.",
    "deploy/get-application-revision": "The deployment has not begun when the story ends.",
    "deploy/get-deployment": "The deployment has not ended when the story does.",
    "deploy/list-application-revisions": "The story's bucket keeps no versions.",
    "deploy/list-deployment-groups": "This CLI shows only the lists of pages that it joins.",
    "deploy/push": "The page's names are words to be filled in: <deployment-group-name>.",
    "elasticbeanstalk/create-environment": (
        "The page names no platform; here one must be given (unverified on AWS)."
    ),
    "elasticbeanstalk/describe-environment-health": _RUNS,
}
"""The page -> why."""

SHIPPED: dict[str, str] = {
    "elasticbeanstalk DescribeConfigurationOptions": "The first option shown is another one.",
    "elasticbeanstalk DescribeConfigurationSettings": "The story's environment has no description.",
    "elasticbeanstalk DescribeEnvironmentHealth": "Nothing runs here, so nothing is measured.",
}
"""Service and operation of an example that botocore ships -> why."""
