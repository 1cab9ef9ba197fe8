"""The AWS CLI as an outsider uses it, and the words in which it describes a resource."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.outsider import AWS, CLI

ROOT = Path(__file__).parents[2]
ACCOUNT, REGION = "111122223333", "eu-west-1"

REFUSED = (254, 255)
"""The CLI's exit codes for an error that the service answered: version 2's and version 1's."""


def bare() -> dict[str, str]:
    """Our environment without anything of AWS's in it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    return {**kept, "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class Cli:
    """The command line of the AWS CLI against one endpoint.

    Version 1 ignores AWS_ENDPOINT_URL for SQS, where it puts old names of hosts first
    (awscli/customizations/overridesslcommonname.py): there the endpoint is an argument.
    """

    env: Mapping[str, str]

    def __call__(self, *arguments: str) -> Any:
        """The answer of one command; fails the test with what the CLI said."""
        done = self._done(arguments)
        assert done.returncode == 0, f"aws {' '.join(arguments)}: {done.stderr}"
        return json.loads(done.stdout or "{}")

    def said(self, *arguments: str) -> str:
        """What one command prints that is not JSON; fails the test with what the CLI said."""
        done = self._done(arguments)
        assert done.returncode == 0, f"aws {' '.join(arguments)}: {done.stderr}"
        return done.stdout.strip()

    def refused(self, *arguments: str) -> str:
        """What the CLI says of a command that AWS refuses; fails the test if it is not refused."""
        done = self._done(arguments)
        assert done.returncode in REFUSED, f"aws {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stderr.strip()

    def _done(self, arguments: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [AWS, *self._placed(arguments), "--output", "json"],
            env={"PATH": os.environ["PATH"], **self.env},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def _placed(self, arguments: tuple[str, ...]) -> tuple[str, ...]:
        if arguments[0] != "sqs":
            return arguments
        return (*arguments, "--endpoint-url", self.env["AWS_ENDPOINT_URL"])


@dataclass(frozen=True)
class Kept(Cli):
    """The same command line, where all commands are run by one process of the CLI's Python.

    Each command in a process of its own takes most of a second to start.
    """

    process: "subprocess.Popen[str]"

    def _done(self, arguments: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
        assert self.process.stdin
        assert self.process.stdout
        asked = {"arguments": self._placed(arguments), "folder": str(ROOT)}
        print(json.dumps(asked), file=self.process.stdin, flush=True)
        told = json.loads(self.process.stdout.readline())
        return subprocess.CompletedProcess(arguments, told["code"], told["out"], told["error"])


@contextmanager
def kept(env: Mapping[str, str]) -> Iterator[Kept]:
    """The CLI in one process, which ends with the context."""
    with subprocess.Popen(
        [CLI / "bin" / "python", ROOT / "tests" / "examples" / "inside_cli.py"],
        env={"PATH": os.environ["PATH"], **env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Kept(env, process)
        process.communicate()


def described(aws: Cli, kind: str, name: str) -> dict[str, Any]:
    """All that the CLI tells of one resource, under the names that its service gives."""
    return DESCRIBE[kind](aws, name)


def repository(aws: Cli, name: str) -> dict[str, Any]:
    """A CodeCommit repository."""
    told = aws("codecommit", "get-repository", "--repository-name", name)["repositoryMetadata"]
    tags = aws("codecommit", "list-tags-for-resource", "--resource-arn", told["Arn"])["tags"]
    return {**told, "tags": tags}


def project(aws: Cli, name: str) -> dict[str, Any]:
    """A CodeBuild project; whether it has a badge shows in the badge."""
    (told,) = aws("codebuild", "batch-get-projects", "--names", name)["projects"]
    badge = told.get("badge", {}).get("badgeEnabled", False)
    return {**told, "badgeEnabled": badge, "tags": pairs(told["tags"])}


def pipeline(aws: Cli, name: str) -> dict[str, Any]:
    """A pipeline."""
    told = aws("codepipeline", "get-pipeline", "--name", name)
    arn = told["metadata"]["pipelineArn"]
    tags = aws("codepipeline", "list-tags-for-resource", "--resource-arn", arn)["tags"]
    return {**told["pipeline"], "tags": pairs(tags)}


def rule(aws: Cli, name: str) -> dict[str, Any]:
    """A rule of EventBridge with its targets."""
    told = aws("events", "describe-rule", "--name", name)
    targets = aws("events", "list-targets-by-rule", "--rule", name)["Targets"]
    tags = aws("events", "list-tags-for-resource", "--resource-arn", told["Arn"])["Tags"]
    return {**told, "Targets": targets, "tags": pairs(tags)}


def role(aws: Cli, name: str) -> dict[str, Any]:
    """A role with its inline policies."""
    told = aws("iam", "get-role", "--role-name", name)["Role"]
    names = aws("iam", "list-role-policies", "--role-name", name)["PolicyNames"]
    policies = {
        one: aws("iam", "get-role-policy", "--role-name", name, "--policy-name", one)[
            "PolicyDocument"
        ]
        for one in names
    }
    return {**told, "policies": policies, "tags": pairs(told["Tags"])}


def bucket(aws: Cli, name: str) -> dict[str, Any]:
    """A bucket with the settings that artifact stores have."""

    def ask(what: str) -> Any:
        return aws("s3api", f"get-{what}", "--bucket", name)

    return {
        "VersioningConfiguration": ask("bucket-versioning"),
        **ask("bucket-encryption"),
        **ask("public-access-block"),
        "LifecycleConfiguration": ask("bucket-lifecycle-configuration"),
        "Policy": json.loads(ask("bucket-policy")["Policy"]),
        "tags": pairs(ask("bucket-tagging")["TagSet"]),
    }


DESCRIBE = {
    "codecommit.repositories": repository,
    "codebuild.projects": project,
    "codepipeline.pipelines": pipeline,
    "eventbridge.rules": rule,
    "iam.roles": role,
    "s3.buckets": bucket,
}

LISTS = {
    "codecommit.repositories": ("codecommit", "list-repositories", "repositories[].repositoryName"),
    "codebuild.projects": ("codebuild", "list-projects", "projects"),
    "codepipeline.pipelines": ("codepipeline", "list-pipelines", "pipelines[].name"),
    "eventbridge.rules": ("events", "list-rules", "Rules[].Name"),
    "iam.roles": ("iam", "list-roles", "Roles[].RoleName"),
    "s3.buckets": ("s3api", "list-buckets", "Buckets[].Name"),
}
"""Kind -> the command that lists all of them, and where their names stand."""


def listed(aws: Cli, kind: str) -> list[str]:
    """The names of all resources of a kind, sorted."""
    service, operation, query = LISTS[kind]
    return sorted(aws(service, operation, "--query", query) or [])


def pairs(tags: list[dict[str, str]]) -> dict[str, str]:
    """Tags of either spelling as a map."""
    lowered = ({key.lower(): text for key, text in tag.items()} for tag in tags)
    return {tag["key"]: tag["value"] for tag in lowered}
