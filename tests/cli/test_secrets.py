"""A secret is resolved at apply and reaches AWS; no output, record or file of ours ever holds it."""

from __future__ import annotations

import json

import pytest

from tests.cli.tree import SETTINGS, Ran, Tree

VALUE = "ghp-3f9a-not-to-be-seen"
SPEC = """\
stack: shop
iam:
  roles:
    pipeline:
      assume_role_policy_document:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: codepipeline.amazonaws.com}, Action: sts:AssumeRole}
s3:
  buckets:
    store: {name: acme-store}
codepipeline:
  pipelines:
    deliver:
      start: manual
      role_arn: ${{ iam.roles.pipeline.arn }}
      artifact_store: {type: S3, location: "${{ s3.buckets.store.name }}"}
      stages:
        - name: Source
          actions:
            - name: Web
              action_type_id: {category: Source, owner: ThirdParty, provider: GitHub}
              configuration:
                Owner: acme
                Repo: web
                Branch: main
                OAuthToken: TOKEN
              output_artifacts: [{name: source}]
        - name: Approve
          actions:
            - name: Release
              action_type_id: {category: Approval, owner: AWS, provider: Manual}
"""


CUSTOM = SPEC.replace(
    "{category: Approval, owner: AWS, provider: Manual}",
    """{category: Test, owner: Custom, provider: Jenkins}
              configuration: {Token: {secret: "env:GITHUB_TOKEN"}}
              input_artifacts: [{name: source}]
  custom_actions:
    jenkins:
      category: Test
      provider: Jenkins
      version: "1"
      configuration_properties: {Token: {required: true, key: true, secret: true}}
      input_artifact_details: {minimum_count: 0, maximum_count: 5}
      output_artifact_details: {minimum_count: 0, maximum_count: 5}""",
)


def with_token(secret: str) -> str:
    return SPEC.replace("TOKEN\n", f"{{secret: {secret!r}}}\n")


@pytest.fixture
def kept(tree: Tree) -> Tree:
    """A tree whose account holds the value in each of the three places."""
    tree.patch.setenv("GITHUB_TOKEN", VALUE)
    tree.aws("secretsmanager").create_secret(
        Name="ci/github", SecretString=json.dumps({"token": VALUE, "user": "acme"})
    )
    tree.aws("ssm").put_parameter(Name="/ci/token", Value=VALUE, Type="SecureString")
    return tree


def is_silent(tree: Tree, *runs: Ran) -> None:
    """No output and no file of the tree holds the value."""
    for ran in runs:
        assert VALUE not in ran.out + ran.err
    for name in tree.files():
        assert VALUE not in (tree.root / name).read_text()


@pytest.mark.parametrize(
    "secret", ["env:GITHUB_TOKEN", "secretsmanager:ci/github#token", "ssm:/ci/token"]
)
def test_a_secret_reaches_aws_and_nothing_else(kept: Tree, secret: str) -> None:
    kept.specs(with_token(secret))

    runs = [kept.plan("--format", form) for form in ("text", "json", "markdown")]
    runs.append(kept.apply("--report", "json=report.json", "--report", "text=report.txt"))

    assert [ran.code for ran in runs] == [0, 0, 0, 0], runs[-1].err + runs[-1].out
    is_silent(kept, *runs)
    assert VALUE in kept.state.read_text()
    again = kept.plan("--detailed-exitcode")
    assert again.code == 0, again.out
    is_silent(kept, again)


def test_a_pipeline_whose_secret_is_masked_keeps_it_when_something_else_changes(kept: Tree) -> None:
    kept.specs(with_token("env:GITHUB_TOKEN"))
    kept.applied()
    kept.write(
        "specs/shop.yaml", with_token("env:GITHUB_TOKEN").replace("Branch: main", "Branch: dev")
    )

    ran = kept.applied()

    is_silent(kept, ran)
    assert "~   stages[Source].actions[Web].configuration.Branch  main -> dev" in ran.out
    assert "OAuthToken" not in ran.out
    assert (
        "****" not in kept.state.read_text().split('"journal"')[0].partition("OAuthToken")[2][:40]
    )
    assert kept.plan("--detailed-exitcode").code == 0


def test_what_a_custom_action_declares_secret_is_one(kept: Tree) -> None:
    kept.specs(CUSTOM.replace("TOKEN\n", '{secret: "env:GITHUB_TOKEN"}\n'))

    ran = kept.applied()

    is_silent(kept, ran)
    assert "actions[Release].configuration.Token (sensitive)" in " ".join(ran.out.split())
    assert kept.state.read_text().count(VALUE) > 1
    assert kept.plan("--detailed-exitcode").code == 0


def test_a_literal_is_refused(tree: Tree) -> None:
    tree.specs(SPEC.replace("TOKEN\n", f"{VALUE}\n"))

    ran = tree.plan()

    assert ran.code == 4
    assert "OAuthToken" in ran.out + ran.err
    assert "secret" in ran.err


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("env:NOT_SET", "NOT_SET is not set"),
        ("secretsmanager:ci/none", "there is no secret"),
        ("secretsmanager:ci/github#none", "has no key `none`"),
        ("ssm:/ci/none", "there is no secret"),
    ],
)
def test_a_secret_that_is_not_there_fails_its_resource_alone(
    kept: Tree, secret: str, words: str
) -> None:
    kept.specs(with_token(secret))

    ran = kept.apply()

    assert ran.code == 3
    assert words in ran.out
    assert "created=2" in ran.out
    is_silent(kept, ran)


@pytest.mark.parametrize("secret", ["env:AWS_SECRET_ACCESS_KEY", "env:GITHUB_TOKEN"])
def test_what_reconcile_yaml_does_not_allow_is_not_read(kept: Tree, secret: str) -> None:
    kept.specs(with_token(secret), SETTINGS + 'secrets: {allow: ["ssm:/ci/*"]}\n')

    ran = kept.apply()

    assert ran.code in {4, 6}
    assert secret in ran.out + ran.err
    assert kept.aws("codepipeline").list_pipelines()["pipelines"] == []


def test_a_live_value_that_looks_secret_is_not_shown(tree: Tree) -> None:
    tree.specs(PROJECT)
    tree.applied()
    hands = tree.aws("codebuild")
    project = hands.batch_get_projects(names=["build"])["projects"][0]
    variables = [{"name": "API_TOKEN", "value": VALUE, "type": "PLAINTEXT"}]
    environment = project["environment"] | {"environmentVariables": variables}
    hands.update_project(name="build", environment=environment, tags=project["tags"])

    for form in ("text", "json", "markdown"):
        ran = tree.plan("--format", form)
        assert "API_TOKEN" in ran.out
        is_silent(tree, ran)


PROJECT = """\
stack: shop
iam:
  roles:
    build:
      assume_role_policy_document:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: sts:AssumeRole}
codebuild:
  projects:
    build:
      source: {type: NO_SOURCE, buildspec: {version: 0.2, phases: {build: {commands: [make]}}}}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: x, compute_type: BUILD_GENERAL1_SMALL}
      service_role: ${{ iam.roles.build.arn }}
"""
