"""`reconcile import`: what can be asked for, what is refused, and that nobody's secret is written."""

from __future__ import annotations

import json

import pytest

from reconciler.sandbox.faults import Fault
from tests.cli.tree import SETTINGS, Ran, Tree

PASSWORD = "hunter2-not-to-be-seen"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "codebuild.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


@pytest.fixture
def live(tree: Tree) -> Tree:
    """An account with a role, a project that it builds with, and two repositories, nobody's by tags."""
    tree.write("reconcile.yaml", SETTINGS)
    role = tree.aws("iam").create_role(RoleName="builds", AssumeRolePolicyDocument=TRUST)
    tree.aws("codebuild").create_project(
        name="api-build",
        source={"type": "NO_SOURCE", "buildspec": "version: 0.2\nphases: {}\n"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [
                {"name": "DB_PASSWORD", "value": PASSWORD},
                {"name": "STAGE", "value": "on"},
                {"name": "API_TOKEN", "value": "ci/api:token", "type": "SECRETS_MANAGER"},
            ],
        },
        serviceRole=role["Role"]["Arn"],
        tags=[{"key": "team", "value": "web"}],
    )
    codecommit = tree.aws("codecommit")
    codecommit.create_repository(repositoryName="web", tags={"team": "web", "tier": "1"})
    codecommit.create_repository(repositoryName="docs.v1", tags={"team": "web"})
    return tree


def imports(tree: Tree, *more: str) -> Ran:
    """`reconcile import` from the sandbox."""
    return tree.run("import", "--sandbox", str(tree.state), *more)


def addresses(ran: Ran) -> list[str]:
    """What was found, of an import in JSON."""
    assert ran.code == 0, ran.out + ran.err
    assert ran.json["format"] == "reconcile.import/1"
    return [one["address"] for one in ran.json["resources"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["codecommit"], ["codecommit.repositories.docs-v1", "codecommit.repositories.web"]),
        (["codecommit.repositories.web"], ["codecommit.repositories.web"]),
        (["codecommit.repositories.docs.v1"], ["codecommit.repositories.docs-v1"]),
        (["codecommit", "--name", "w*"], ["codecommit.repositories.web"]),
        (["codebuild.projects.api-build"], ["codebuild.projects.api-build"]),
        (["--tag", "tier=1"], ["codecommit.repositories.web"]),
        (
            ["codebuild", "codecommit.repositories", "--tag", "team=web", "--name", "*b*"],
            ["codebuild.projects.api-build", "codecommit.repositories.web"],
        ),
    ],
)
def test_what_can_be_asked_for(live: Tree, asked: list[str], found: list[str]) -> None:
    assert sorted(addresses(imports(live, *asked, "--format", "json"))) == found


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        ([], 64, "error[RC6431]"),
        (["codecomit"], 64, "Did you mean `codecommit`?"),
        (["codecommit.repository"], 64, "Did you mean `codecommit.repositories`?"),
        (["codecommit.repositories.nowhere"], 64, "error[RC6432]"),
        (["sqs"], 1, "error[RC6433]"),
        (["--all", "--tag", "team"], 64, "error[RC6434]"),
        (["codecommit", "--stack", "a b"], 64, "error[RC6403]"),
        (["codecommit", "--out", "reconcile.yaml"], 64, "error[RC6404]"),
    ],
)
def test_what_is_refused_writes_nothing(live: Tree, asked: list[str], code: int, told: str) -> None:
    before = live.files()
    ran = imports(live, *asked)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert live.files() == before
    assert (live.root / "reconcile.yaml").read_text() == SETTINGS


def test_what_aws_denies_is_told_and_nothing_is_written(live: Tree) -> None:
    live.fails([Fault("deny", "codecommit:ListRepositories")])
    ran = imports(live, "codecommit.repositories", "--out", "specs/code.yaml")
    assert ran.code == 8
    assert live.files() == {"reconcile.yaml"}


def test_what_aws_denies_of_many_is_told_beside_the_rest(live: Tree) -> None:
    live.fails([Fault("deny", "codecommit:ListRepositories")])
    ran = imports(live, "codecommit", "codebuild")
    assert ran.code == 0
    assert "# Not read: codecommit.repositories: " in ran.out
    assert "Not read: codecommit.repositories: " in ran.err
    assert "api-build:" in ran.out


def test_what_is_imported_is_adopted_and_nothing_else_differs(live: Tree) -> None:
    ran = imports(
        live, "codecommit", "iam", "--stack", "code", "--adopt", "--out", "specs/code.yaml"
    )
    assert ran.code == 0, ran.err
    assert ran.out == "wrote specs/code.yaml: 3 resources\n"
    actions = live.planned().actions()
    assert set(actions.values()) == {"adopt"}
    assert len(actions) == 3
    assert live.planned().blocked() == {}
    live.applied()
    assert live.planned().actions() == {}


def test_without_adopt_the_plan_asks_for_it(live: Tree) -> None:
    imports(live, "codecommit.repositories.web", "--out", "specs/code.yaml")
    assert list(live.planned().blocked()) == ["codecommit.repositories.web"]


def test_what_is_declared_already_is_referred_to_and_not_written_again(live: Tree) -> None:
    imports(live, "iam", "--stack", "code", "--out", "specs/roles.yaml")
    ran = imports(live, "iam", "codebuild", "--stack", "code", "--format", "json")
    assert addresses(ran) == ["codebuild.projects.api-build"]
    (project,) = ran.json["resources"]
    assert project["spec"]["service_role"] == "${{ iam.roles.builds.arn }}"
    assert {"kind": "resources", "reason": "declared already", "count": 1} in ran.json["left"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_written(live: Tree, form: str) -> None:
    ran = imports(live, "codebuild", "--format", form)
    assert ran.code == 0
    assert PASSWORD not in ran.out + ran.err
    assert "DB_PASSWORD" in ran.out
    assert "ci/api:token" in ran.out


def test_what_looks_like_a_secret_is_left_as_it_is(live: Tree) -> None:
    imports(live, "codebuild", "iam", "--adopt", "--out", "specs/builds.yaml")
    live.applied()
    assert live.planned().actions() == {}
    (project,) = live.aws("codebuild").batch_get_projects(names=["api-build"])["projects"]
    kept = {one["name"]: one["value"] for one in project["environment"]["environmentVariables"]}
    assert kept["DB_PASSWORD"] == PASSWORD


def test_broken_specs_end_it(live: Tree) -> None:
    live.write("specs/broken.yaml", "stack: [\n")
    assert imports(live, "codecommit").code == 4


def test_what_is_elsewhere_says_its_scope_and_what_is_global_is_there_once(live: Tree) -> None:
    far = SETTINGS.replace("eu-west-1}", "eu-west-1, scopes: {far: {region: us-east-1}}}")
    live.write("reconcile.yaml", far)
    live.aws("codecommit", region="us-east-1").create_repository(repositoryName="web")
    ran = imports(live, "codecommit", "iam", "--adopt", "--format", "json", "--out", "specs/a.yaml")
    assert addresses(ran) == [
        "codecommit.repositories.docs-v1",
        "codecommit.repositories.web",
        "codecommit.repositories.web-2",
        "iam.roles.builds",
    ]
    assert ran.json["resources"][2]["spec"]["lifecycle"] == {"adopt": True, "scope": "far"}
    live.applied()
    assert live.planned().actions() == {}
