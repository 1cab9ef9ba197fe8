"""A secret that is rotated is noticed by its version and written again; its value decides nothing."""

from __future__ import annotations

import json

import pytest

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault
from tests.cli.test_secrets import VALUE, is_silent, with_token
from tests.cli.tree import Tree

PIPELINE = "codepipeline.pipelines.deliver"
NEW = "ghp-77aa-the-next-one"
CONNECTION = """\
stack: shop
eventbridge:
  connections:
    hook:
      authorization_type: API_KEY
      auth_parameters:
        api_key_auth_parameters:
          api_key_name: x-key
          api_key_value: {secret: "secretsmanager:ci/github#token"}
"""
CREDENTIALS = """\
stack: shop
codebuild:
  source_credentials:
    github: {server_type: GITHUB, auth_type: PERSONAL_ACCESS_TOKEN, token: {secret: "SECRET"}}
"""


@pytest.fixture
def kept(tree: Tree) -> Tree:
    """A tree whose account holds the value in Secrets Manager and SSM."""
    tree.patch.setenv("GITHUB_TOKEN", VALUE)
    tree.aws("secretsmanager").create_secret(
        Name="ci/github", SecretString=json.dumps({"token": VALUE})
    )
    tree.aws("ssm").put_parameter(Name="/ci/token", Value=VALUE, Type="SecureString")
    return tree


def rotate(tree: Tree, secret: str) -> None:
    """Give a secret another value, as its rotation does."""
    if secret.startswith("ssm:"):
        tree.aws("ssm").put_parameter(
            Name="/ci/token", Value=NEW, Type="SecureString", Overwrite=True
        )
    else:
        tree.aws("secretsmanager").put_secret_value(
            SecretId="ci/github", SecretString=json.dumps({"token": NEW})
        )


def updates(tree: Tree, operation: str) -> int:
    """How often the record of the last apply tells of a call."""
    return sum(
        call.endswith(operation) for one in tree.records()[-1]["outcomes"] for call in one["calls"]
    )


@pytest.mark.parametrize("secret", ["secretsmanager:ci/github#token", "ssm:/ci/token"])
def test_a_rotated_secret_is_one_update_and_then_there_is_nothing_left(
    kept: Tree, secret: str
) -> None:
    kept.specs(with_token(secret))
    kept.applied()
    assert kept.planned().actions() == {}
    rotate(kept, secret)

    plan = kept.plan()

    assert kept.planned().actions() == {PIPELINE: "update"}
    assert "OAuthToken" in plan.out
    assert "rotated" in plan.out
    made = kept.applied()
    assert updates(kept, "UpdatePipeline") == 1
    assert kept.planned().actions() == {}
    for ran in (plan, made):
        assert NEW not in ran.out + ran.err
        is_silent(kept, ran)


def test_the_tag_holds_the_version_and_nothing_of_the_value(kept: Tree) -> None:
    kept.specs(with_token("ssm:/ci/token"))
    kept.applied()
    rotate(kept, "ssm:/ci/token")
    kept.applied()

    arn = "arn:aws:codepipeline:eu-west-1:111122223333:deliver"
    tags = kept.aws("codepipeline").list_tags_for_resource(resourceArn=arn)["tags"]

    assert {one["key"]: one["value"] for one in tags}["reconcile:secrets"] == "2"


def test_a_rotation_that_failed_is_not_taken_for_done(kept: Tree) -> None:
    kept.specs(with_token("ssm:/ci/token"))
    kept.applied()
    rotate(kept, "ssm:/ci/token")
    kept.fails([Fault("deny", "codepipeline:UpdatePipeline")])
    assert kept.apply().code == 8
    kept.fails([])

    assert kept.planned().actions() == {PIPELINE: "update"}


def test_a_rotation_whose_answer_is_lost_is_written_again(kept: Tree) -> None:
    kept.specs(with_token("ssm:/ci/token"))
    kept.applied()
    rotate(kept, "ssm:/ci/token")
    kept.fails([Fault("reset", "codepipeline:UpdatePipeline", times=1)])

    kept.applied()

    assert updates(kept, "UpdatePipeline") == 1
    assert kept.planned().actions() == {}


def test_without_tags_times_are_compared(kept: Tree) -> None:
    kept.specs(CONNECTION)
    kept.applied()
    assert kept.planned().actions() == {}
    Sandbox(kept.state).advance(3600)
    rotate(kept, "secretsmanager")

    assert kept.planned().actions() == {"eventbridge.connections.hook": "update"}
    Sandbox(kept.state).advance(3600)
    kept.applied()
    assert updates(kept, "UpdateConnection") == 1
    assert kept.planned().actions() == {}


@pytest.mark.parametrize("secret", ["env:GITHUB_TOKEN", "ssm:/ci/token"])
def test_what_nobody_can_notice_is_said_and_written_on_demand(kept: Tree, secret: str) -> None:
    kept.specs(CREDENTIALS.replace("SECRET", secret))
    address = "codebuild.source_credentials.github"

    first = kept.plan()
    assert f"that {secret} is rotated later will not be noticed" in first.out
    assert f"--rotate {address}" in first.out
    kept.applied()
    rotate(kept, "ssm:/ci/token")
    assert kept.planned().actions() == {}

    assert kept.planned("--rotate", address).actions() == {address: "update"}
    made = kept.applied("--rotate", address)

    assert updates(kept, "ImportSourceCredentials") == 1
    assert kept.planned().actions() == {}
    is_silent(kept, first, made)


def test_rotate_must_name_a_resource(kept: Tree) -> None:
    kept.specs(CONNECTION)

    ran = kept.plan("--rotate", "eventbridge.connections.hock")

    assert ran.code == 64
    assert "eventbridge.connections.hook" in ran.err


def test_who_may_not_see_versions_changes_nothing(kept: Tree) -> None:
    kept.specs(with_token("ssm:/ci/token"))
    kept.applied()
    kept.fails([Fault("deny", "ssm:DescribeParameters")])

    assert kept.planned().actions() == {}


def test_a_secret_that_goes_takes_its_version_along(kept: Tree) -> None:
    kept.specs(with_token("ssm:/ci/token"))
    kept.applied()
    kept.specs(with_token("env:GITHUB_TOKEN"))

    kept.applied()

    assert kept.planned().actions() == {}
