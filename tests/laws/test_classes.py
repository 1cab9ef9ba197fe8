"""What an omitted field means: plain ones return to the default, all others are left alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from reconciler.plan.options import Options
from reconciler.plan.plan import Action
from reconciler.spec.content.normal import normal
from reconciler.spec.stack import Resource
from tests.laws.examples import example
from tests.laws.ground import (
    World,
    lines,
    stack_in,
    storefront,
    told,
    undone,
    with_resource,
)

PROJECT, PIPELINE = "codebuild.projects.build", "codepipeline.pipelines.deliver"
RULE, ROLE, BUCKET = "eventbridge.rules.push", "iam.roles.build", "s3.buckets.artifacts"
REPOSITORY = "codecommit.repositories.web"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OTHER = "arn:aws:iam::123456789012:role/storefront-prod-build"

PLAIN: list[tuple[str, str, Any]] = [
    (PROJECT, "source_version", "main"),
    (PROJECT, "source.git_clone_depth", 5),
    (PROJECT, "source.insecure_ssl", True),
    (PROJECT, "secondary_sources.tools.insecure_ssl", True),
    (
        PROJECT,
        "secondary_artifacts",
        {"more": {"type": "S3", "location": "some-bucket", "name": "x"}},
    ),
    (PROJECT, "encryption_key", KEY),
    (
        PROJECT,
        "file_system_locations",
        {"efs": {"type": "EFS", "location": "fs-1.efs:/", "mount_point": "/mnt"}},
    ),
    (PROJECT, "build_batch_config", {"service_role": OTHER, "timeout_in_mins": 90}),
    (PROJECT, "concurrent_build_limit", 3),
    (PROJECT, "auto_retry_limit", 2),
    (PROJECT, "visibility", "PUBLIC_READ"),
    (PROJECT, "environment.privileged_mode", True),
    (PROJECT, "environment.image_pull_credentials_type", "SERVICE_ROLE"),
    (PROJECT, "environment.certificate", "arn:aws:s3:::certificates/ca.pem"),
    (PROJECT, "environment.environment_variables.STAGE.type", "PARAMETER_STORE"),
    (PROJECT, "logs_config.s3_logs.encryption_disabled", True),
    (PIPELINE, "stages.Source.actions.Web.run_order", 2),
    (
        PIPELINE,
        "stages.Approve.actions.Release.role_arn",
        "arn:aws:iam::123456789012:role/storefront-prod-pipeline",
    ),
    (
        PIPELINE,
        "stages.Build.on_success",
        {
            "conditions": [
                {
                    "result": "FAIL",
                    "rules": [
                        {
                            "name": "Later",
                            "rule_type_id": {
                                "category": "Rule",
                                "owner": "AWS",
                                "provider": "CloudWatchAlarm",
                                "version": "1",
                            },
                            "configuration": {"AlarmName": "a"},
                        }
                    ],
                }
            ]
        },
    ),
    (RULE, "state", "DISABLED"),
    (RULE, "schedule_expression", "rate(5 minutes)"),
    (RULE, "role_arn", "arn:aws:iam::123456789012:role/storefront-prod-start"),
    (RULE, "targets.pipeline.input", '{"a": 1}'),
    (RULE, "targets.pipeline.retry_policy", {"maximum_retry_attempts": 3}),
    (
        RULE,
        "targets.pipeline.dead_letter_config",
        {"arn": "arn:aws:sqs:eu-west-1:123456789012:dead"},
    ),
    (ROLE, "max_session_duration", 7200),
    (ROLE, "permissions_boundary", "arn:aws:iam::123456789012:policy/boundary"),
    (ROLE, "managed_policy_arns", ["arn:aws:iam::123456789012:policy/boundary"]),
    (BUCKET, "server_side_encryption_configuration.rules.0.bucket_key_enabled", True),
]
"""Fields that the storefront leaves out, and what somebody makes of them by hand."""

LEFT: list[tuple[str, str, Any]] = [
    (
        PROJECT,
        "policy",
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "a",
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                    "Action": ["codebuild:BatchGetProjects"],
                    "Resource": [
                        "arn:aws:codebuild:eu-west-1:123456789012:project/storefront-prod-build"
                    ],
                }
            ],
        },
    ),
    (
        REPOSITORY,
        "triggers",
        {
            "all": {
                "destination_arn": "arn:aws:sns:eu-west-1:123456789012:t",
                "events": ["all"],
                "branches": [],
            }
        },
    ),
    (REPOSITORY, "kms_key_id", KEY),
    (BUCKET, "ownership_controls", {"rules": [{"object_ownership": "BucketOwnerPreferred"}]}),
]
"""Parts that are not declared, and what AWS chooses: whatever they are, they stay so."""


def put(value: Any, path: list[str], new: Any) -> Any:
    """A value with something else at a path."""
    if not path:
        return new
    if isinstance(value, tuple):
        index = int(path[0])
        return (*value[:index], put(value[index], path[1:], new), *value[index + 1 :])
    inner = value or {}
    return {**inner, path[0]: put(inner.get(path[0]), path[1:], new)}


def by_hand(address: str, path: str, value: Any) -> Resource:
    """A resource of the storefront with one field more than its spec says."""
    (resource,) = (one for one in storefront().resources if one.address == address)
    desired = put(resource.desired, path.split("."), value)
    normal_form = normal(resource.form.structure(), desired)
    assert isinstance(normal_form, Mapping)
    return replace(resource, desired=normal_form)


def plainly(path: str) -> str:
    """A path without brackets and dots, to compare what this module and a plan call one place."""
    return path.replace("[", ".").replace("]", "")


@pytest.mark.parametrize("address", sorted({address for address, _, _ in PLAIN}))
def test_plain_fields_return_to_their_defaults(world: World, address: str) -> None:
    """What one field leaves behind, the plan of the next shows, and after the last one a plan of all."""
    stack = storefront()
    world.furnish()
    assert undone(world.apply(stack)) == []
    for path, value in [(path, value) for where, path, value in PLAIN if where == address]:
        changed = with_resource(stack, by_hand(address, path, value))
        made = world.plan(changed)
        owned = [(where, plainly(one.path).startswith(path)) for where, one in lines(made)]
        assert set(owned) <= {(address, True)}, path
        assert undone(world.make(made)) == [], path
        seen = world.plan(stack)
        shown = lines(seen)
        assert shown, f"{path}: the change is not seen"
        assert {told_of for told_of, _ in shown} == {address}
        assert all(plainly(one.path).startswith(path) for _, one in shown), told(seen.plan.to_do)
        assert [change.action for change in seen.plan.to_do] == [Action.UPDATE]
        assert undone(world.make(seen)) == [], path
    assert told(world.plan(stack).plan.to_do) == []


@pytest.mark.parametrize("address", sorted({address for address, _, _ in LEFT}))
def test_what_is_not_ours_to_say_is_left_alone(world: World, address: str) -> None:
    stack = storefront()
    assert undone(world.apply(stack)) == []
    some = next(one for one in stack.resources if one.address == address)
    retagged = with_resource(stack, replace(some, tags={**(some.tags or {}), "more": "yes"}))
    for path, value in [(path, value) for where, path, value in LEFT if where == address]:
        changed = with_resource(stack, by_hand(address, path, value))
        assert undone(world.apply(changed)) == [], path
        assert told(world.plan(stack).plan.to_do) == [], path
        assert undone(world.apply(retagged)) == []
        assert undone(world.apply(stack)) == []
        assert told(world.plan(changed).plan.to_do) == [], f"an apply took {path} along"


def test_the_trigger_that_aws_adds_by_itself_is_no_drift(world: World) -> None:
    """A V2 pipeline without triggers gets one of its source's branch; more by hand is drift."""
    name, address = "example-triggered", "codepipeline.pipelines.triggered"
    (some,) = (one for one in example("codepipeline.pipelines").resources if one.address == address)
    world.furnish()
    left = {field: value for field, value in some.desired.items() if field != "triggers"}
    stack = with_resource(example("codepipeline.pipelines"), replace(some, desired=left))
    assert undone(world.apply(example("codepipeline.pipelines"))) == []
    assert undone(world.apply(stack)) == []
    live = world.boto("codepipeline").get_pipeline(name=name)["pipeline"]
    assert [one["gitConfiguration"]["sourceActionName"] for one in live["triggers"]] == ["Code"]
    assert told(world.plan(stack).plan.to_do) == []
    live["triggers"][0]["gitConfiguration"]["pullRequest"] = [{"events": ["OPEN"]}]
    world.boto("codepipeline").update_pipeline(pipeline=live)
    assert [one.path for _, one in lines(world.plan(stack))] == ["triggers[Code]"]
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []


def test_what_aws_insists_on_is_sent_although_it_is_left_out(world: World, tmp_path: Any) -> None:
    trigger = "{destination_arn: 'arn:aws:sns:eu-west-1:123456789012:t', events: [all]}"
    text = f"stack: s\ncodecommit: {{repositories: {{web: {{permissions: manual, triggers: {{all: {trigger}}}}}}}}}\n"
    stack = stack_in(tmp_path, {"s.yaml": text})
    assert undone(world.apply(stack)) == []
    (put,) = (call for call in world.sent if call.operation == "PutRepositoryTriggers")
    assert put.params["triggers"][0]["branches"] == []
    assert told(world.plan(stack).plan.to_do) == []


ROLES = """
stack: s
iam:
  roles:
    build:
      PATH
      assume_role_policy_document:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: codebuild.amazonaws.com}}
      policies:
        own: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}
codebuild:
  projects:
    api:
      source: {type: NO_SOURCE, buildspec: "version: 0.2"}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: i, compute_type: BUILD_GENERAL1_SMALL}
      service_role: ${{ iam.roles.build.arn }}
"""


def test_a_field_that_cannot_change_replaces_and_takes_its_users_along(
    world: World, tmp_path: Any
) -> None:
    old = stack_in(tmp_path, {"s.yaml": ROLES.replace("PATH", "")})
    new = stack_in(tmp_path, {"s.yaml": ROLES.replace("PATH", "path: /ci/")})
    world.apply(old)
    seen = world.plan(new)
    assert {change.address: change.action for change in seen.plan.changes} == {
        "iam.roles.build": Action.REPLACE,
        "codebuild.projects.api": Action.UPDATE,
    }
    (change,) = (one for one in seen.plan.changes if one.action is Action.REPLACE)
    assert [one.path for one in change.fields if one.replaces] == ["path"]
    assert undone(world.make(seen)) == []
    assert told(world.plan(new).plan.to_do) == []
    assert world.boto("iam").get_role(RoleName="build")["Role"]["Path"] == "/ci/"


def test_a_replacement_is_guarded_where_it_destroys(world: World, tmp_path: Any) -> None:
    text = "stack: s\ncodecommit: {repositories: {web: {LIFE description: One}}}\n"
    world.apply(stack_in(tmp_path, {"s.yaml": text.replace("LIFE", "")}))
    gone = stack_in(tmp_path, {"s.yaml": text.replace("LIFE", "lifecycle: {state: absent},")})
    assert world.plan(gone).plan.blocked
    lifted = Options(allow_delete=("codecommit.repositories.web",))
    assert undone(world.apply(gone, lifted)) == []
    assert world.boto("codecommit").list_repositories()["repositories"] == []
