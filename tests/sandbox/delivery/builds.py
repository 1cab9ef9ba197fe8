"""Enough of CodeBuild, and of its clients, to test the sandbox's engine without its services."""

from __future__ import annotations

import json
from typing import Any

import boto3
from botocore.config import Config

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.service import Answer, Service, Table

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "codebuild.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
ONCE = Config(retries={"total_max_attempts": 1})


class Builds(Service):
    """Enough of CodeBuild to tell two places apart."""

    names = ("codebuild",)
    projects = Table("name", missing="InvalidInputException", arn="project/{0}")

    def create_project(self, name: str, **rest: Any) -> Answer:
        role = rest["serviceRole"]
        identity = self.world.uuid()
        if not self.world.roles.trusted(role, "codebuild.amazonaws.com"):
            raise self.refuse("InvalidInputException", f"not authorized to perform: {role}")
        row = {"name": name, "arn": self.projects.arn(name), "id": identity}
        return {"project": self.projects.add(row)}

    def delete_project(self, name: str, **_: object) -> Answer:
        self.projects.get(name)
        self.projects.remove(name)
        return None

    def list_projects(self, **_: object) -> Answer:
        return {"projects": [row["name"] for row in self.projects]}


class Anybody(Builds):
    """The same, for whoever has no role."""

    def create_project(self, name: str, **_: Any) -> Answer:
        return {"project": self.projects.add({"name": name, "arn": self.projects.arn(name)})}


def sandbox(**options: Any) -> Sandbox:
    return Sandbox(services=[Anybody], **options)


def client(of: Sandbox, service: str = "codebuild", region: str = "eu-west-1") -> Any:
    return of.attach(boto3.Session(region_name=region)).client(service, config=ONCE)


def create(codebuild: Any, name: str, role: str = "arn:aws:iam::123456789012:role/build") -> Any:
    """Create a project with what the model requires."""
    return codebuild.create_project(
        name=name,
        source={"type": "NO_SOURCE"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
        serviceRole=role,
    )["project"]


def code(error: Any) -> str:
    return str(error.value.response["Error"]["Code"])
