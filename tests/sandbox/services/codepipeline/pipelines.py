"""Declarations of pipelines that the tests start from."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def action(name: str, kind: str, owner: str = "AWS", **rest: Any) -> Json:
    """An action; `kind` is category and provider, as `Deploy/S3`. Artifacts are given by name."""
    category, provider = kind.split("/")
    artifacts = {
        f"{side}Artifacts": [{"name": one} for one in rest.pop(side)]
        for side in ("input", "output")
        if side in rest
    }
    ids = {"category": category, "owner": owner, "provider": provider, "version": "1"}
    return {"name": name, "actionTypeId": ids, **artifacts, **rest}


def source(**rest: Any) -> Json:
    """A source action on CodeCommit, which does not poll, with the output artifact `code`."""
    values = {"RepositoryName": "web", "BranchName": "main", "PollForSourceChanges": "false"}
    return action("Commit", "Source/CodeCommit", configuration=values, output=["code"], **rest)


def github(token: str, branch: str = "main") -> Json:
    """A source action with a secret."""
    values = {"Owner": "acme", "Repo": "web", "Branch": branch, "OAuthToken": token}
    return action("Commit", "Source/GitHub", "ThirdParty", configuration=values, output=["code"])


def connection(**values: str) -> Json:
    """A source action over a connection."""
    held = {"ConnectionArn": "arn:aws:codeconnections:eu-west-1:123456789012:connection/1"}
    held |= {"FullRepositoryId": "acme/web", "BranchName": "main", **values}
    return action("Commit", "Source/CodeStarSourceConnection", configuration=held, output=["code"])


def build(**rest: Any) -> Json:
    """A build action that uses `code`."""
    values = {"ProjectName": "api"}
    return action("Build", "Build/CodeBuild", configuration=values, **{"input": ["code"], **rest})


def approval(**rest: Any) -> Json:
    """A manual approval."""
    return action("Approve", "Approval/Manual", **rest)


def stage(name: str, *actions: Json, **rest: Any) -> Json:
    """A stage of these actions."""
    return {"name": name, "actions": list(actions), **rest}


def pipeline(role: str, *stages: Json, **rest: Any) -> Json:
    """A pipeline `deliver` of these stages, or of a source and a build."""
    return {
        "name": "deliver",
        "roleArn": role,
        "artifactStore": {"type": "S3", "location": "artifacts"},
        "stages": list(stages) or [stage("Source", source()), stage("Build", build())],
        **rest,
    }
