"""The demo's careless colleague: a few changes to the storefront through plain boto3."""

import sys
from pathlib import Path

import boto3

from reconciler.sandbox.app import Sandbox

STAGING = "111122223333"


def main(file: Path) -> None:
    """Change a build, a pipeline, a rule and a role in the sandbox whose state `file` holds."""
    session = boto3.Session(region_name="eu-west-1")
    Sandbox(file, account=STAGING).attach(session)

    build = session.client("codebuild")
    project = build.batch_get_projects(names=["storefront-staging-build"])["projects"][0]
    build.update_project(
        name=project["name"], timeoutInMinutes=90, tags=project["tags"], badgeEnabled=False
    )
    print("codebuild    timeoutInMinutes=90, badgeEnabled=False")

    pipelines = session.client("codepipeline")
    pipeline = pipelines.get_pipeline(name="storefront-staging-deliver")["pipeline"]
    pipeline["stages"][0]["actions"][0]["configuration"]["BranchName"] = "experiment"
    pipelines.update_pipeline(pipeline=pipeline)
    print("codepipeline BranchName=experiment")

    session.client("events").disable_rule(Name="storefront-staging-push")
    print("events       rule disabled")

    session.client("iam").delete_role_policy(
        RoleName="storefront-staging-start", PolicyName="start"
    )
    print("iam          inline policy deleted")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
