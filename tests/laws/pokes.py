"""What makes the pipelines and builds of a stack start: each way of it done, undone and mended."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from reconciler.expand.sources import Source, sources_of
from reconciler.sandbox.hooks.pushes import Push
from reconciler.sandbox.messages import Request
from reconciler.sandbox.services.codeconnections.service import complete_handshake
from reconciler.spec.stack import Resource, Stack
from tests.laws.gallery import SECRETS
from tests.laws.ground import World

DAY = 24 * 3600.0


@dataclass(frozen=True)
class Way:
    """One way in which something of a stack is started: a source of a pipeline, or a scheduled rule.

    `starts`: the address that is started.
    """

    stack: Stack
    starts: str
    rule: Resource | None = None
    source: Source | None = None

    @property
    def by(self) -> str:
        """How it is heard of."""
        if self.source is None:
            return "schedule"
        is_connection = self.source.provider == "CodeStarSourceConnection"
        return "connection" if is_connection else self.source.by

    def __str__(self) -> str:
        what = self.source.action if self.source else self.by
        return f"{self.starts} by {what}"


def ways_of(stack: Stack) -> Iterator[Way]:
    """Every way in which something of a stack is started."""
    by_arn = {one.arn: one.address for one in stack.resources if one.arn}
    for one in stack.resources:
        if one.form.kind.id == "codepipeline.pipelines":
            yield from (Way(stack, one.address, source=source) for source in sources_of(one))
        if one.desired.get("schedule_expression"):
            yield from (Way(stack, by_arn[target["arn"]], one) for target in targets_of(one))


def targets_of(rule: Resource) -> list[Any]:
    """The targets of a rule."""
    targets: Any = rule.desired.get("targets") or {}
    return list(targets.values())


def poke(world: World, way: Way) -> int:
    """Do what the way waits for; the status of a webhook's answer, else 0."""
    if way.source is None:
        world.sandbox.advance(DAY)
        return 0
    values = way.source.configuration
    match way.source.provider:
        case "CodeCommit":
            commit(world, values["RepositoryName"], values["BranchName"])
        case "S3":
            where = {"Bucket": values["S3Bucket"], "Key": values["S3ObjectKey"]}
            world.boto("s3").put_object(**where, Body=str(len(world.sandbox.calls)).encode())
        case "ECR":
            image(world, values["RepositoryName"], values["ImageTag"])
        case "CodeStarSourceConnection":
            world.sandbox.push(push_of(way.source))
        case "GitHub":
            return post(world, way.source)
        case provider:
            raise NotImplementedError(f"nobody knows how to change a source of {provider}")
    if way.by == "polling":
        world.sandbox.advance(60.0)
    return 0


def commit(world: World, repository: str, branch: str) -> None:
    """Push a commit to a branch, which may be the first."""
    codecommit = world.boto("codecommit")
    heads = codecommit.list_branches(repositoryName=repository)["branches"]
    tip: Any = {}
    if branch in heads:
        got = codecommit.get_branch(repositoryName=repository, branchName=branch)
        tip = {"parentCommitId": got["branch"]["commitId"]}
    text = str(tip).encode()
    codecommit.put_file(
        repositoryName=repository, branchName=branch, fileContent=text, filePath="a", **tip
    )


def image(world: World, repository: str, tag: str) -> None:
    """Push an image under a tag."""
    ecr = world.boto("ecr")
    number = len(ecr.list_images(repositoryName=repository)["imageIds"])
    config = {"digest": f"sha256:{number:064}", "size": 1, "mediaType": "application/x"}
    docker = "application/vnd.docker.distribution.manifest.v2+json"
    manifest = {"schemaVersion": 2, "mediaType": docker, "config": config, "layers": []}
    ecr.put_image(repositoryName=repository, imageTag=tag, imageManifest=json.dumps(manifest))


def push_of(source: Source) -> Push:
    """A push that passes the trigger of a connection's source."""
    triggers: Any = source.pipeline.desired.get("triggers") or {}
    git = triggers.get(source.action, {}).get("git_configuration", {})
    push: Any = (git.get("push") or ({},))[0]
    first = {name: said["includes"][-1].replace("*", "x") for name, said in push.items()}
    branch = "" if "tags" in first else first.get("branches", source.text("BranchName"))
    files = (first["file_paths"],) if "file_paths" in first else ()
    return Push(source.text("FullRepositoryId"), branch, first.get("tags", ""), files)


def post(world: World, source: Source) -> int:
    """Post a push to the webhook of a source, signed as GitHub does it; the status of the answer."""
    hooks = world.boto("codepipeline").get_paginator("list_webhooks").paginate()
    found = [
        one["url"]
        for page in hooks
        for one in page["webhooks"]
        if one["definition"]["targetPipeline"] == source.pipeline.identity[-1]
    ]
    parts = urlsplit(found[0] if found else "https://webhooks.example/trigger?t=gone&v=1")
    body = json.dumps({"ref": f"refs/heads/{source.text('Branch')}"}).encode()
    secret = json.loads(SECRETS)["webhook"].encode()
    headers = {
        "host": "x",
        "x-hub-signature-256": f"sha256={hmac.new(secret, body, 'sha256').hexdigest()}",
    }
    return world.sandbox.handle(
        Request("POST", f"{parts.path}?{parts.query}", headers, body)
    ).status


def started(world: World, stack: Stack) -> dict[str, int]:
    """How often each pipeline and each build project of a stack was started."""
    pipelines, builds = world.boto("codepipeline"), world.boto("codebuild")
    counts = {}
    for one in stack.resources:
        name = one.identity[-1]
        if one.form.kind.id == "codepipeline.pipelines":
            pages = pipelines.get_paginator("list_pipeline_executions").paginate(pipelineName=name)
            counts[one.address] = sum(len(page["pipelineExecutionSummaries"]) for page in pages)
        if one.form.kind.id == "codebuild.projects":
            made = builds.get_paginator("list_builds_for_project").paginate(projectName=name)
            counts[one.address] = sum(len(page["ids"]) for page in made)
    return counts


def forbid(world: World, way: Way) -> None:
    """Take away, by hand, what lets the way start anything."""
    match way.by:
        case "connection":
            shake(world, way.stack, "PENDING")
        case "webhook":
            hooks = world.boto("codepipeline")
            for page in hooks.get_paginator("list_webhooks").paginate():
                for one in page["webhooks"]:
                    hooks.delete_webhook(name=one["definition"]["name"])
        case _:
            for role in roles_of(way):
                strip(world, role)


def roles_of(way: Way) -> set[str]:
    """The names of the roles by which it starts: of polling the pipeline's, else of the targets."""
    started = next(one for one in way.stack.resources if one.address == way.starts)
    if way.by == "polling":
        return {str(started.desired["role_arn"]).rpartition("/")[2]}
    return {
        str(target["role_arn"]).rpartition("/")[2]
        for one in way.stack.resources
        for target in targets_of(one)
        if target.get("arn") == started.arn and target.get("role_arn")
    }


def strip(world: World, role: str) -> None:
    """Delete all inline policies of a role."""
    iam = world.boto("iam")
    for name in iam.list_role_policies(RoleName=role, MaxItems=100)["PolicyNames"]:
        iam.delete_role_policy(RoleName=role, PolicyName=name)


def shake(world: World, stack: Stack, status: str = "AVAILABLE") -> None:
    """Complete the handshakes of a stack's connections, or take them back."""
    names = {
        one.desired.get("name", one.identity[-1])
        for one in stack.resources
        if one.form.kind.id == "codeconnections.connections"
    }
    for one in world.boto("codeconnections").list_connections()["Connections"]:
        if one["ConnectionName"] in names:
            complete_handshake(world.sandbox.store, one["ConnectionArn"], status)
