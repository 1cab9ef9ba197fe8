"""What resources point at and a stack does not declare: where it is written, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.expand.destinations import destinations
from tests.laws.ground import SCOPE, stack_in

HERE = f"{SCOPE.region}:{SCOPE.account}"
TOPIC = f"arn:aws:sns:{HERE}:alerts"
QUEUE = f"arn:aws:sqs:{HERE}:jobs"
ROLE = f"arn:aws:iam::{SCOPE.account}:role/theirs"
CASES = {
    "targets of rules": (
        f"""eventbridge:
  rules:
    r:
      schedule_expression: rate(1 day)
      targets:
        it: {{arn: "{TOPIC}", dead_letter_config: {{arn: "{QUEUE}"}}}}
        task:
          arn: "arn:aws:ecs:{HERE}:cluster/web"
          role_arn: "{ROLE}"
          ecs_parameters: {{task_definition_arn: "arn:aws:ecs:{HERE}:task-definition/web"}}
""",
        {
            "targets[it].arn": (TOPIC, 7),
            "targets[it].dead_letter_config.arn": (QUEUE, 7),
            "targets[task].arn": (f"arn:aws:ecs:{HERE}:cluster/web", 9),
            "targets[task].role_arn": (ROLE, 10),
            "targets[task].ecs_parameters.task_definition_arn": (
                f"arn:aws:ecs:{HERE}:task-definition/web",
                11,
            ),
        },
    ),
    "dead letters of a bus": (
        f"""eventbridge:
  event_buses:
    main: {{dead_letter_config: {{arn: "{QUEUE}"}}}}
""",
        {"dead_letter_config.arn": (QUEUE, 4)},
    ),
    "triggers of a repository": (
        f"""codecommit:
  repositories:
    web:
      triggers:
        t: {{destination_arn: "{TOPIC}", events: [all]}}
""",
        {"triggers[t].destination_arn": (TOPIC, 6)},
    ),
    "triggers and role of a deployment group": (
        f"""codedeploy:
  applications: {{shop: {{}}}}
  deployment_groups:
    web:
      application_name: shop
      service_role_arn: "{ROLE}"
      trigger_configurations:
        t: {{trigger_events: [DeploymentFailure], trigger_target_arn: "{TOPIC}"}}
""",
        {
            "service_role_arn": (ROLE, 7),
            "trigger_configurations[t].trigger_target_arn": (TOPIC, 9),
        },
    ),
    "targets of a notification rule": (
        f"""codecommit: {{repositories: {{web: {{}}}}}}
notifications:
  rules:
    n:
      resource: ${{{{ codecommit.repositories.web.arn }}}}
      detail_type: BASIC
      event_type_ids: [codecommit-repository-comments-on-commits]
      targets: {{"{TOPIC}": SNS}}
""",
        {f"targets[{TOPIC}]": (TOPIC, 9)},
    ),
    "notifications of a bucket": (
        f"""s3:
  buckets:
    art:
      name: acme-art
      notification_configuration:
        queue_configurations: {{q: {{queue_arn: "{QUEUE}", events: ["s3:ObjectCreated:*"]}}}}
""",
        {"notification_configuration.queue_configurations[q].queue_arn": (QUEUE, 7)},
    ),
    "approvals and roles of a pipeline": (
        f"""codepipeline:
  pipelines:
    deliver:
      role_arn: "{ROLE}"
      start: manual
      artifact_store: {{type: S3, location: acme-art}}
      stages:
        - name: Source
          actions:
            - name: Web
              action_type_id: {{category: Source, owner: AWS, provider: CodeCommit}}
              configuration: {{RepositoryName: web, BranchName: main}}
              output_artifacts: [{{name: web}}]
        - name: Approve
          actions:
            - name: Ok
              action_type_id: {{category: Approval, owner: AWS, provider: Manual}}
              configuration: {{NotificationArn: "{TOPIC}"}}
""",
        {
            "role_arn": (ROLE, 5),
            "stages[Approve].actions[Ok].configuration.NotificationArn": (TOPIC, 19),
        },
    ),
}
"""Specs, and what they point at: path → ARN and line."""


def pointed(folder: Path, text: str) -> dict[str, tuple[str, int]]:
    """Path → ARN and line, of what a stack points at and does not declare."""
    found = destinations(stack_in(folder, {"s.yaml": f"stack: shop\n{text}"}))
    return {one.path: (one.arn, one.place.line) for one in found}


@pytest.mark.parametrize("case", CASES)
def test_everything_that_sends_says_where(tmp_path: Path, case: str) -> None:
    text, wanted = CASES[case]
    assert pointed(tmp_path, text) == wanted


def rule(target: str, more: str = "") -> str:
    return f"""{more}
eventbridge:
  rules:
    r: {{schedule_expression: rate(1 day), targets: {{it: {target}}}}}
"""


@pytest.mark.parametrize(
    ("target", "more"),
    [
        (TOPIC, "sns: {topics: {alerts: {}}}"),
        ("${{ sns.topics.alerts.arn }}", "sns: {topics: {alerts: {}}}"),
        (f"arn:aws:logs:{HERE}:log-group:/ci:*", "logs: {groups: {ci: {name: /ci}}}"),
        ("arn:aws:sns:eu-west-1:999999999999:alerts", ""),
        (f"arn:aws:sns:us-east-1:{SCOPE.account}:alerts", ""),
    ],
)
def test_what_is_declared_or_out_of_reach_is_not_looked_for(
    tmp_path: Path, target: str, more: str
) -> None:
    assert pointed(tmp_path, rule(f'{{arn: "{target}"}}', more)) == {}


def test_what_shall_go_points_at_nothing(tmp_path: Path) -> None:
    text = rule(f'{{arn: "{TOPIC}"}}').replace("{schedule", "{lifecycle: {state: absent}, schedule")
    assert pointed(tmp_path, text) == {}


def test_what_is_derived_stands_where_it_was_asked_for(tmp_path: Path) -> None:
    text = f"""codebuild:
  projects:
    api:
      source: {{type: NO_SOURCE, buildspec: "version: 0.2"}}
      artifacts: {{type: NO_ARTIFACTS}}
      environment: {{type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0", compute_type: BUILD_GENERAL1_SMALL}}
      service_role: "{ROLE}"
      notify: [{{on: [failed], to: "{QUEUE}"}}]
"""
    found = destinations(stack_in(tmp_path, {"s.yaml": f"stack: shop\n{text}"}))
    assert {(one.holder.address, one.arn, one.place.line) for one in found} == {
        ("codebuild.projects.api", ROLE, 8),
        (found[-1].holder.address, QUEUE, 9),
    }
    assert found[-1].holder.parent == "codebuild.projects.api"
