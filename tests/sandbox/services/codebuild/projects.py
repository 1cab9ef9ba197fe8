"""Projects of CodeBuild that the tests start from."""

from __future__ import annotations

from typing import Any

SOURCE = {"type": "CODEPIPELINE", "buildspec": "version: 0.2"}
ARTIFACTS = {"type": "CODEPIPELINE"}
ENVIRONMENT = {
    "type": "LINUX_CONTAINER",
    "image": "aws/codebuild/standard:7.0",
    "computeType": "BUILD_GENERAL1_SMALL",
    "environmentVariables": [{"name": "STAGE", "value": "prod"}],
}
VPC = {"vpcId": "vpc-1", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}
ARN = "arn:aws:codebuild:eu-west-1:123456789012:project/api"


def minimal(role: str, **rest: Any) -> dict[str, Any]:
    """The parameters of a project `api` built by a pipeline."""
    given = {"source": SOURCE, "artifacts": ARTIFACTS, "environment": ENVIRONMENT}
    return {"name": "api", "serviceRole": role, **given, **rest}


def project(codebuild: Any, name: str = "api") -> dict[str, Any]:
    """A project as BatchGetProjects shows it."""
    found: dict[str, Any] = codebuild.batch_get_projects(names=[name])["projects"][0]
    return found
