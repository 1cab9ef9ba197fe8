"""Stacks drawn from blocks: resources of many kinds that refer to each other, in two regions.

A block is a few lines of a spec and the blocks that it refers to. Any choice of blocks, with what
they need, is a valid stack; a resource is taken out, renamed or given another state in its document.
"""

import copy
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from reconciler.errors import ReconcileError
from reconciler.expand.expand import expanded
from reconciler.rules.judge import judged
from reconciler.spec.files.settings import environment
from reconciler.spec.load import load
from reconciler.spec.resources import outcome_of
from reconciler.spec.stack import Scope, Stack

SETTINGS = """
project: acme
environments:
  prod: {account: "123456789012", region: eu-west-1, scopes: {far: {region: us-east-1}}}
"""

HEAD = {"stack": "life", "names": "life-${{ self.key }}", "tags": {"team": "web"}}

Document = dict[str, Any]
"""A spec as YAML reads it."""


@dataclass(frozen=True)
class Block:
    """Some resources, and the blocks that they refer to."""

    text: str
    needs: tuple[str, ...] = ()


TRUST = """
      assume_role_policy_document:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: [codebuild.amazonaws.com,
                     codepipeline.amazonaws.com, codedeploy.amazonaws.com, events.amazonaws.com]}}]"""

BLOCKS = {
    "role": Block("iam: {roles: {worker: {description: Works}}}"),
    "bucket": Block(
        """
s3:
  buckets:
    artifacts:
      policy:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "s3:*", Resource: "${{ self.arn }}/*",
                     Principal: {AWS: "${{ iam.roles.worker.arn }}"}}]""",
        ("role",),
    ),
    "repository": Block("codecommit: {repositories: {web: {description: The web shop}}}"),
    "logs": Block("logs: {groups: {builds: {retention_in_days: 30}}}"),
    "project": Block(
        """
codebuild:
  projects:
    build:
      source: {type: CODEPIPELINE}
      artifacts: {type: CODEPIPELINE}
      environment: {type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0",
                    compute_type: BUILD_GENERAL1_SMALL, environment_variables: {STAGE: prod}}
      service_role: ${{ iam.roles.worker.arn }}
      logs_config: {cloud_watch_logs: {status: ENABLED, group_name: "${{ logs.groups.builds.name }}"}}""",
        ("role", "logs"),
    ),
    "pipeline": Block(
        """
codepipeline:
  pipelines:
    deliver:
      role_arn: ${{ iam.roles.worker.arn }}
      artifact_store: {type: S3, location: "${{ s3.buckets.artifacts.name }}"}
      stages:
        - name: Source
          actions:
            - name: Code
              action_type_id: {category: Source, owner: AWS, provider: CodeCommit}
              configuration: {RepositoryName: "${{ codecommit.repositories.web.name }}", BranchName: main}
              output_artifacts: [{name: code}]
        - name: Build
          actions:
            - name: Compile
              action_type_id: {category: Build, owner: AWS, provider: CodeBuild}
              configuration: {ProjectName: "${{ codebuild.projects.build.name }}"}
              input_artifacts: [{name: code}]""",
        ("role", "bucket", "repository", "project"),
    ),
    "topic": Block("sns: {topics: {alerts: {display_name: Alerts}}}"),
    "queue": Block(
        """
sqs:
  queues:
    dead: {}
    jobs:
      visibility_timeout: 120
      redrive_policy: {deadLetterTargetArn: "${{ sqs.queues.dead.arn }}", maxReceiveCount: 5}"""
    ),
    "rule": Block(
        """
eventbridge:
  rules:
    failed:
      event_pattern: {source: [aws.codebuild], detail: {build-status: [FAILED]}}
      targets:
        topic: {arn: "${{ sns.topics.alerts.arn }}"}
        queue: {arn: "${{ sqs.queues.jobs.arn }}"}""",
        ("topic", "queue"),
    ),
    "notice": Block(
        """
notifications:
  rules:
    builds:
      resource: ${{ codebuild.projects.build.arn }}
      detail_type: BASIC
      event_type_ids: [codebuild-project-build-state-failed]
      targets: [{target_type: SNS, target_address: "${{ sns.topics.alerts.arn }}"}]""",
        ("project", "topic"),
    ),
    "bus": Block(
        """
eventbridge:
  event_buses: {audit: {description: What was done}}
  archives: {audit: {event_source_arn: "${{ eventbridge.event_buses.audit.arn }}", retention_days: 90}}"""
    ),
    "deployment": Block(
        """
codedeploy:
  applications: {shop: {}}
  deployment_configs: {most: {minimum_healthy_hosts: {type: FLEET_PERCENT, value: 75}}}
  deployment_groups:
    servers:
      application_name: ${{ codedeploy.applications.shop.name }}
      deployment_config_name: ${{ codedeploy.deployment_configs.most.name }}
      service_role_arn: ${{ iam.roles.worker.arn }}""",
        ("role",),
    ),
    "packages": Block(
        """
codeartifact:
  domains: {acme: {}}
  repositories:
    shared: {domain: "${{ codeartifact.domains.acme.name }}"}
    web:
      domain: ${{ codeartifact.domains.acme.name }}
      upstreams: [{repository_name: "${{ codeartifact.repositories.shared.name }}"}]"""
    ),
    "images": Block("ecr: {repositories: {api: {image_tag_mutability: IMMUTABLE}}}"),
    "key": Block("kms: {keys: {artifacts: {description: Artifacts}}}"),
    "credentials": Block(
        """
eventbridge:
  connections:
    hook:
      authorization_type: API_KEY
      auth_parameters: {api_key_auth_parameters: {api_key_name: key, api_key_value: {secret: "env:TOKEN"}}}
  api_destinations:
    hook:
      connection_arn: ${{ eventbridge.connections.hook.arn }}
      invocation_endpoint: https://hooks.example.com/deliveries
      http_method: POST"""
    ),
    "far": Block(
        """
sns: {topics: {far: {display_name: Far, lifecycle: {scope: far}}}}
eventbridge:
  rules:
    far:
      lifecycle: {scope: far}
      event_pattern: {source: [aws.codepipeline]}
      targets: {topic: {arn: "${{ sns.topics.far.arn }}"}}"""
    ),
}
"""Every block by name."""

NAMES = tuple(BLOCKS)


def whole(chosen: Iterable[str]) -> frozenset[str]:
    """The chosen blocks and all that they need."""
    wanted = set(chosen)
    while more := {need for name in wanted for need in BLOCKS[name].needs} - wanted:
        wanted |= more
    return frozenset(wanted)


def document_of(chosen: Iterable[str]) -> Document:
    """The spec of some blocks and all that they need."""
    document: Document = copy.deepcopy(HEAD)
    for name in sorted(whole(chosen)):
        _lay(document, yaml.safe_load(BLOCKS[name].text))
    for role in document.get("iam", {}).get("roles", {}).values():
        role.update(yaml.safe_load(TRUST))
    return document


def _lay(document: Document, block: Mapping[str, Any]) -> None:
    for key, value in block.items():
        if isinstance(value, dict) and isinstance(document.get(key), dict):
            _lay(document[key], value)
        else:
            document[key] = copy.deepcopy(value)


def addresses(document: Document) -> list[str]:
    """The addresses that a document declares, sorted."""
    return sorted(
        f"{section}.{kind}.{key}"
        for section, kinds in document.items()
        if section not in HEAD
        for kind, resources in kinds.items()
        for key in resources
    )


def body_of(document: Document, address: str) -> Document:
    """What stands under an address."""
    section, kind, key = address.split(".")
    body: Document = document[section][kind][key]
    return body


def free(document: Document) -> list[str]:
    """The addresses that nothing refers to: those can go."""
    text = json.dumps(document)
    return [one for one in addresses(document) if f"{{{{ {one}." not in text]


def without(document: Document, address: str) -> Document:
    """The document without one resource."""
    section, kind, key = address.split(".")
    left = copy.deepcopy(document)
    del left[section][kind][key]
    return left


def with_body(document: Document, address: str, body: Document) -> Document:
    """The document with one resource more."""
    section, kind, key = address.split(".")
    more = copy.deepcopy(document)
    more.setdefault(section, {}).setdefault(kind, {})[key] = copy.deepcopy(body)
    return more


def with_lifecycle(document: Document, address: str, **lifecycle: Any) -> Document:
    """The document with other words under `lifecycle` of one resource; None takes a word away."""
    changed = copy.deepcopy(document)
    body = body_of(changed, address)
    words = {**body.get("lifecycle", {}), **lifecycle}
    body["lifecycle"] = {word: said for word, said in words.items() if said is not None}
    return changed


def renamed(document: Document, address: str, key: str) -> Document:
    """The document with another key of one resource, wherever it is referred to; it was the old one."""
    section, kind, old = address.split(".")
    text = re.sub(
        rf"\{{\{{ {re.escape(address)}\.", f"{{{{ {section}.{kind}.{key}.", json.dumps(document)
    )
    changed: Document = json.loads(text)
    changed[section][kind][key] = changed[section][kind].pop(old)
    return with_lifecycle(changed, f"{section}.{kind}.{key}", previously=old)


def scopes(folder: Path) -> tuple[Scope, ...]:
    """The two scopes in which a stack of blocks lives."""
    (folder / "specs").mkdir(exist_ok=True)
    (folder / "reconcile.yaml").write_text(SETTINGS)
    return environment(load(folder, ()).settings, "prod").scopes


def stack_of(folder: Path, document: Document, where: tuple[Scope, ...]) -> Stack:
    """The stack that a document declares, judged and expanded as the command does it.

    Raises ReconcileError where it is not valid.
    """
    (folder / "specs" / "life.json.yaml").write_text(json.dumps(document))
    outcome = outcome_of(load(folder, ()), "prod", where, {}, judged)
    if outcome.faults:
        raise ReconcileError(*outcome.faults)
    (stack,) = outcome.stacks
    return expanded(stack)
