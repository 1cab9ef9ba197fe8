"""What `reconcile init` writes. A test validates and applies it, so that it stays true."""

from __future__ import annotations

SETTINGS_TEXT = """\
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

SPEC_TEXT = """\
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
