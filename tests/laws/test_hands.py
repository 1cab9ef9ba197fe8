"""Changes made through boto3 itself, none of our code in the way: one line each, and put back."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.laws.ground import World, lines, storefront, told, undone

DENY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}],
    }
)
BUCKET = "acme-storefront-prod-artifacts-123456789012"


def project(**changed: Any) -> Callable[[World], Any]:
    """Update the project, its tags kept as the console keeps them."""

    def hand(world: World) -> None:
        name, build = "storefront-prod-build", world.boto("codebuild")
        tags = build.batch_get_projects(names=[name])["projects"][0]["tags"]
        build.update_project(name=name, **{"tags": tags, **changed})

    return hand


def pipeline(change: Callable[[Any], Any]) -> Callable[[World], Any]:
    """Change the pipeline's structure as GetPipeline gives it, and send it back."""

    def hand(world: World) -> None:
        client = world.boto("codepipeline")
        structure = client.get_pipeline(name="storefront-prod-deliver")["pipeline"]
        change(structure)
        client.update_pipeline(pipeline=structure)

    return hand


def call(service: str, operation: str, **params: Any) -> Callable[[World], Any]:
    """Make one call."""
    return lambda world: world.boto(service)._make_api_call(operation, params)


def target(world: World) -> None:
    world.boto("events").put_targets(
        Rule="storefront-prod-push",
        Targets=[{"Id": "mine", "Arn": "arn:aws:sqs:eu-west-1:123456789012:mine"}],
    )


HANDS: list[tuple[str, str, Callable[[World], Any]]] = [
    ("codebuild.projects.build", "timeout_in_minutes", project(timeoutInMinutes=21)),
    ("codebuild.projects.build", "badge_enabled", project(badgeEnabled=False)),
    ("codebuild.projects.build", "concurrent_build_limit", project(concurrentBuildLimit=2)),
    (
        "codebuild.projects.build",
        "encryption_key",
        project(encryptionKey="arn:aws:kms:eu-west-1:123456789012:key/mine"),
    ),
    ("codebuild.projects.build", "description", project(description="")),
    (
        "codebuild.projects.build",
        "cache.modes",
        project(cache={"type": "LOCAL", "modes": ["LOCAL_SOURCE_CACHE"]}),
    ),
    (
        "codepipeline.pipelines.deliver",
        "execution_mode",
        pipeline(lambda one: one.pop("executionMode")),
    ),
    (
        "codepipeline.pipelines.deliver",
        "stages[Approve]",
        pipeline(lambda one: one["stages"].pop(2)),
    ),
    (
        "codepipeline.pipelines.deliver",
        "stages[Build].on_failure",
        pipeline(lambda one: one["stages"][1].pop("onFailure")),
    ),
    (
        "codepipeline.pipelines.deliver",
        "stages[Deploy].actions (order)",
        pipeline(lambda one: one["stages"][3]["actions"].reverse()),
    ),
    (
        "codepipeline.pipelines.deliver",
        "stages[Source].actions[Web].configuration.BranchName",
        pipeline(
            lambda one: one["stages"][0]["actions"][0]["configuration"].update(BranchName="mine")
        ),
    ),
    (
        "codepipeline.pipelines.deliver",
        "stages[Deploy].actions[Stack].configuration.ParameterOverrides.Image",
        pipeline(
            lambda one: one["stages"][3]["actions"][0]["configuration"].update(
                ParameterOverrides='{"Commit": "#{Source.CommitId}", "Image": "mine"}'
            )
        ),
    ),
    (
        "codepipeline.pipelines.deliver",
        "tags.mine",
        call(
            "codepipeline",
            "TagResource",
            resourceArn="arn:aws:codepipeline:eu-west-1:123456789012:storefront-prod-deliver",
            tags=[{"key": "mine", "value": "yes"}],
        ),
    ),
    ("eventbridge.rules.push", "state", call("events", "DisableRule", Name="storefront-prod-push")),
    ("eventbridge.rules.push", "targets[mine]", target),
    (
        "eventbridge.rules.push",
        "targets[pipeline]",
        call("events", "RemoveTargets", Rule="storefront-prod-push", Ids=["pipeline"]),
    ),
    (
        "iam.roles.start",
        "policies.mine",
        call(
            "iam",
            "PutRolePolicy",
            RoleName="storefront-prod-start",
            PolicyName="mine",
            PolicyDocument=DENY,
        ),
    ),
    (
        "iam.roles.start",
        "policies.start",
        call("iam", "DeleteRolePolicy", RoleName="storefront-prod-start", PolicyName="start"),
    ),
    (
        "iam.roles.start",
        "managed_policy_arns",
        call(
            "iam",
            "AttachRolePolicy",
            RoleName="storefront-prod-start",
            PolicyArn="arn:aws:iam::123456789012:policy/more",
        ),
    ),
    (
        "iam.roles.start",
        "permissions_boundary",
        call(
            "iam",
            "PutRolePermissionsBoundary",
            RoleName="storefront-prod-start",
            PermissionsBoundary="arn:aws:iam::123456789012:policy/boundary",
        ),
    ),
    (
        "iam.roles.start",
        "description",
        call("iam", "UpdateRole", RoleName="storefront-prod-start", Description="mine"),
    ),
    (
        "iam.roles.start",
        "tags.team",
        call("iam", "UntagRole", RoleName="storefront-prod-start", TagKeys=["team"]),
    ),
    (
        "codecommit.repositories.web",
        "description",
        call(
            "codecommit",
            "UpdateRepositoryDescription",
            repositoryName="storefront-prod-web",
            repositoryDescription="mine",
        ),
    ),
    (
        "codecommit.repositories.web",
        "tags.team",
        call(
            "codecommit",
            "UntagResource",
            resourceArn="arn:aws:codecommit:eu-west-1:123456789012:storefront-prod-web",
            tagKeys=["team"],
        ),
    ),
    (
        "s3.buckets.artifacts",
        "versioning_configuration.status",
        call(
            "s3",
            "PutBucketVersioning",
            Bucket=BUCKET,
            VersioningConfiguration={"Status": "Suspended"},
        ),
    ),
    ("s3.buckets.artifacts", "policy", call("s3", "DeleteBucketPolicy", Bucket=BUCKET)),
    (
        "s3.buckets.artifacts",
        "public_access_block_configuration",
        call("s3", "DeletePublicAccessBlock", Bucket=BUCKET),
    ),
    (
        "s3.buckets.artifacts",
        "lifecycle_configuration",
        call("s3", "DeleteBucketLifecycle", Bucket=BUCKET),
    ),
]
"""Address, the one place at which it must show, and what the hand does."""

WHOLE = {
    "public_access_block_configuration",
    "lifecycle_configuration",
    "policy",
    "targets[pipeline]",
}
"""What goes as a whole and may be told leaf by leaf."""


@pytest.mark.parametrize("address", sorted({address for address, _, _ in HANDS}))
def test_what_a_hand_changes_is_one_line_and_is_put_back(world: World, address: str) -> None:
    """What is not put back is a line too many of the next hand's plan, or of the last one."""
    stack = storefront()
    world.furnish()
    assert undone(world.apply(stack)) == []
    for path, hand in [(path, hand) for where, path, hand in HANDS if where == address]:
        hand(world)
        seen = world.plan(stack)
        shown = {(where, one.path) for where, one in lines(seen)}
        if path in WHOLE:
            assert shown, path
            assert all(where == address and one.startswith(path) for where, one in shown), shown
        else:
            assert shown == {(address, path)}, f"{path}: {told(seen.plan.to_do)}"
        assert undone(world.make(seen)) == [], path
    assert told(world.plan(stack).plan.to_do) == []


def test_a_description_that_is_emptied_by_hand_and_a_lost_tag_are_told_apart(world: World) -> None:
    """Two hands at once: two lines, at their places."""
    stack = storefront()
    world.apply(stack)
    by_path = {path: hand for where, path, hand in HANDS if where == "codebuild.projects.build"}
    by_path["description"](world)
    by_path["timeout_in_minutes"](world)
    assert {one.path for _, one in lines(world.plan(stack))} == {
        "description",
        "timeout_in_minutes",
    }
    assert undone(world.apply(stack)) == []
    assert told(world.plan(stack).plan.to_do) == []
