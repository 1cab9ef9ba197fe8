"""What `reconcile init` writes. A test validates and applies it, so that it stays true."""

from __future__ import annotations

from pathlib import Path

from reconciler.errors import Fault, Usage

_PACKAGE = Path(__file__).resolve().parents[1]

STACK_LINE = "stack: "
"""How the line begins that names a stack."""

SETTINGS_TEXT = """\
# yaml-language-server: $schema=schemas/reconcile.schema.json
# Where the specs are, and which accounts and regions they are for.
project: PROJECT
specs: ["specs/**/*.yaml"]

# Without environments, the account and region of your AWS session are the ones. To have several:
# environments:
#   staging: {account: "111122223333", region: eu-west-1}
#   prod:
#     account: "444455556666"      # a run that reaches another account is refused
#     region: eu-west-1
#     role_arn: arn:aws:iam::444455556666:role/reconcile
#     vars: {branch: release}
"""
"""A first reconcile.yaml: no environment, the account of the AWS session."""

GALLERY_SETTINGS_TEXT = """\
# yaml-language-server: $schema=schemas/reconcile.schema.json
# Where the specs are, and which accounts and regions they are for: put in your own.
project: PROJECT
specs: ["specs/**/*.yaml"]

environments:
  staging:
    account: "111122223333"        # a run that reaches another account is refused
    region: eu-west-1
    vars: {branch: develop}        # wins over what a stack says
    scopes:
      far: {region: us-east-1}     # for resources that say `lifecycle: {scope: far}`
  prod:
    account: "444455556666"
    region: eu-west-1
"""
"""The settings that go with a stack of the gallery."""

SPEC_TEXT = """\
# yaml-language-server: $schema=../schemas/stack.schema.json
# A stack: what belongs together and is planned and applied as one.
# `reconcile validate` checks it offline, `reconcile plan` compares it with AWS and changes nothing.
stack: STACK
names: ${{ stack }}-${{ self.key }}        # how AWS names follow from the keys below
tags: {managed-by: reconcile}

vars: {branch: main}

codecommit:
  repositories:
    app:
      description: The application

codebuild:
  projects:
    build:
      source:
        type: CODECOMMIT
        location: ${{ codecommit.repositories.app.clone_url_http }}
        buildspec:                         # or {file: buildspec.yml}, or a path in the repository
          version: 0.2
          phases: {build: {commands: [make test]}}
      source_version: refs/heads/${{ vars.branch }}
      artifacts: {type: NO_ARTIFACTS}
      environment:
        type: LINUX_CONTAINER
        image: aws/codebuild/standard:7.0
        compute_type: BUILD_GENERAL1_SMALL
        environment_variables:
          STAGE: test                      # a plain value
          TOKEN: {type: SECRETS_MANAGER, value: "ci/token"}    # read by the build, not by us
      service_role: ${{ iam.roles.build.arn }}

iam:
  roles:
    build:
      description: What the builds may do
      assume_role_policy_document:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {Service: codebuild.amazonaws.com}
            Action: sts:AssumeRole
      policies:
        build:
          Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action: codecommit:GitPull
              Resource: ${{ codecommit.repositories.app.arn }}
            - Effect: Allow
              Action: [logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents]
              Resource: "*"
"""
"""A first stack, commented: a repository, its build, the role of the build."""


def gallery() -> Path:
    """Return the directory of the example stacks.

    The wheel carries the repository's `specs/` as `reconciler/gallery` (pyproject.toml), as it does
    the schemas.
    """
    inside = _PACKAGE / "gallery"
    return inside if inside.is_dir() else _PACKAGE.parent / "specs"


def first_files(project: str, stack: str) -> dict[str, str]:
    """Return path → text of a first project: settings, and one commented stack."""
    return {
        "reconcile.yaml": SETTINGS_TEXT.replace("PROJECT", project),
        f"specs/{stack}.yaml": SPEC_TEXT.replace("STACK", stack),
    }


def gallery_files(project: str, template: str, stack: str | None) -> dict[str, str]:
    """Return path → text of a project that begins as a stack of the gallery.

    With `stack` the stack is called that. Raises Usage (RC6425) where there is no such template.
    """
    known = sorted(path.name for path in gallery().iterdir() if path.is_dir())
    if template not in known:
        raise Usage(
            Fault(
                "RC6425",
                f"there is no template `{template}`",
                expected=f"one of {', '.join(known)}",
            )
        )
    folder = gallery() / template
    files = {"reconcile.yaml": GALLERY_SETTINGS_TEXT.replace("PROJECT", project)}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        files[f"specs/{path.relative_to(gallery()).as_posix()}"] = called(path.read_text(), stack)
    return files


def called(text: str, stack: str | None) -> str:
    """Return a file of a stack with the stack's name exchanged, where it has one."""
    lines = text.splitlines(keepends=True)
    return "".join(
        f"{STACK_LINE}{stack}\n" if stack and line.startswith(STACK_LINE) else line
        for line in lines
    )
