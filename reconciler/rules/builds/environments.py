"""Environments of builds: type, compute, image, credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.rules.builds.projects import projects
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import given, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.values import Value

LAMBDA: Final = ("LINUX_LAMBDA_CONTAINER", "ARM_LAMBDA_CONTAINER")
"""Types of environments that run on Lambda."""
NOT_ON_LAMBDA: Final = (
    "vpc_config",
    "queued_timeout_in_minutes",
    "file_system_locations",
    "build_batch_config",
)
"""What builds on Lambda do not have (User Guide, "Running builds on Lambda compute", limitations)."""
IMAGES: Final = {
    "aws/codebuild/amazonlinux-aarch64": ("ARM_CONTAINER", "ARM_EC2"),
    "aws/codebuild/amazonlinux2-aarch64": ("ARM_CONTAINER", "ARM_EC2"),
    "aws/codebuild/amazonlinux-x86_64-lambda": ("LINUX_LAMBDA_CONTAINER",),
    "aws/codebuild/amazonlinux-aarch64-lambda": ("ARM_LAMBDA_CONTAINER",),
    "aws/codebuild/amazonlinux-x86_64-standard": (
        "LINUX_CONTAINER",
        "LINUX_GPU_CONTAINER",
        "LINUX_EC2",
    ),
    "aws/codebuild/amazonlinux2-x86_64": ("LINUX_CONTAINER", "LINUX_GPU_CONTAINER", "LINUX_EC2"),
    "aws/codebuild/standard": ("LINUX_CONTAINER", "LINUX_GPU_CONTAINER", "LINUX_EC2"),
    "aws/codebuild/windows-base": (
        "WINDOWS_CONTAINER",
        "WINDOWS_SERVER_2019_CONTAINER",
        "WINDOWS_SERVER_2022_CONTAINER",
        "WINDOWS_EC2",
    ),
    "aws/codebuild/macos-arm-base": ("MAC_ARM",),
}
"""How AWS's own images begin, the longest counts, and the types they are for (User Guide, "Docker
images provided by CodeBuild")."""


def environments(view: View) -> Iterator[tuple[Resource, Mapping[str, Value], str]]:
    """Every project with its environment and that one's type, a fleet's aside."""
    for project in projects(view):
        environment = structure(project.desired.get("environment"))
        if not given(environment.get("fleet")):
            yield project, environment, text(environment.get("type"))


def computes(view: View) -> Iterator[Finding]:
    """Compute types that the type of the environment does not have."""
    for project, environment, kind in environments(view):
        compute = text(environment.get("compute_type"))
        on_lambda = compute.startswith("BUILD_LAMBDA_")
        if kind and compute.startswith("BUILD_") and on_lambda is not (kind in LAMBDA):
            told = f"{kind} does not run on {compute}"
            wanted = "BUILD_LAMBDA_..." if kind in LAMBDA else "BUILD_GENERAL1_..."
            yield Finding(project, "environment.compute_type", told, wanted)


def images(view: View) -> Iterator[Finding]:
    """Images of AWS's that are for another type of environment."""
    for project, environment, kind in environments(view):
        image = text(environment.get("image"))
        starts = [start for start in IMAGES if image.startswith(start)]
        fitting = IMAGES[max(starts, key=len)] if starts else ()
        if kind and fitting and kind not in fitting:
            told = f"the image `{image}` is not for {kind}"
            yield Finding(project, "environment.image", told, f"an image for {kind}",
                          f"Write `type: {fitting[0]}`, or name another image.")  # fmt: skip


def on_lambda(view: View) -> Iterator[Finding]:
    """Builds on Lambda with what Lambda does not have."""
    for project, environment, kind in environments(view):
        if kind not in LAMBDA:
            continue
        for name in NOT_ON_LAMBDA:
            if given(project.desired.get(name)):
                yield Finding(project, name, f"builds on Lambda have no `{name}`")
        if environment.get("privileged_mode") is True:
            told = "builds on Lambda cannot be privileged"
            yield Finding(project, "environment.privileged_mode", told)
        timeout = project.desired.get("timeout_in_minutes")
        if isinstance(timeout, int) and timeout > 15:
            told = f"builds on Lambda end after 15 minutes, and this one may take {timeout}"
            yield Finding(project, "timeout_in_minutes", told, "at most 15")


def registries(view: View) -> Iterator[Finding]:
    """Credentials of a registry that CodeBuild would not use."""
    for project, environment, _ in environments(view):
        pulls = environment.get("image_pull_credentials_type", "CODEBUILD")
        if given(environment.get("registry_credential")) and pulls != "SERVICE_ROLE":
            told = "the image is pulled with CodeBuild's credentials, and the registry has its own"
            path = "environment.registry_credential"
            yield Finding(project, path, told, "`image_pull_credentials_type: SERVICE_ROLE`")


RULES: Final = (
    Rule(
        "RC2111",
        "A compute type of another environment",
        "BUILD_LAMBDA_... is only for Lambda environments, and they run on nothing else (API "
        "Reference, ProjectEnvironment).",
        "Write a compute type of the environment's own family.",
        computes,
    ),
    Rule(
        "RC2112",
        "An image of another environment",
        "AWS's images are each made for an architecture and a system; in another environment the "
        'build does not start (User Guide, "Docker images provided by CodeBuild").',
        "Name an image for the type of the environment.",
        images,
    ),
    Rule(
        "RC2113",
        "A build on Lambda with what Lambda does not have",
        "Lambda compute has no network of yours, queue, file system, batches or privileged mode, and "
        'ends after 15 minutes (User Guide, "Running builds on Lambda compute").',
        "Take it out, or use a container environment.",
        on_lambda,
    ),
    Rule(
        "RC2114",
        "Credentials of a registry that are not used",
        "With registry credentials the image is pulled by the project's role; CodeBuild refuses "
        "another setting (API Reference, ProjectEnvironment, imagePullCredentialsType).",
        "Write `image_pull_credentials_type: SERVICE_ROLE`.",
        registries,
    ),
)
"""Rules about environments."""
