"""`reconcile status`: what is there, and what is configured but cannot work; plans tell it too."""

from __future__ import annotations

from tests.cli.tree import REPOSITORY, Ran, Tree

SHOP = (
    REPOSITORY
    + """\
codeconnections:
  connections:
    hub: {provider_type: GitHub}
eventbridge:
  rules:
    nightly: {schedule_expression: rate(1 day)}
"""
)
WEB = "codecommit.repositories.web"
HUB = "codeconnections.connections.hub"
NIGHTLY = "eventbridge.rules.nightly"


def status(tree: Tree, *more: str) -> Ran:
    """`reconcile status` on the sandbox."""
    return tree.run("status", "--sandbox", str(tree.state), *more)


def test_what_is_missing_waits_or_works_is_told_by_kind(tree: Tree) -> None:
    tree.specs(SHOP)
    tree.applied("--exclude", WEB)

    ran = status(tree, "--detailed-exitcode")

    assert ran.code == 2, ran.err
    assert f"missing  {WEB}  specs/shop.yaml:4" in ran.out
    assert "It is declared and not there: `reconcile apply` makes it." in ran.out
    assert f"waits    {HUB}  PENDING  specs/shop.yaml:7" in ran.out
    assert f"In order\n  {NIGHTLY}  nightly" in ran.out
    assert "Status   1 missing, 1 ok, 1 waits" in ran.out
    assert status(tree).code == 0
    assert tree.aws("codecommit").list_repositories()["repositories"] == []


def test_what_an_apply_makes_is_listed_and_explained_once(tree: Tree) -> None:
    external = "    theirs: {lifecycle: {state: external}}\n"
    tree.specs(SHOP.replace("codeconnections:", external + "codeconnections:"))

    ran = status(tree, "--exclude", HUB)

    assert ran.out.count("`reconcile apply` makes them.") == 1
    assert f"missing  {WEB}" in ran.out
    assert f"missing  {NIGHTLY}" in ran.out
    theirs = ran.out.partition("missing  codecommit.repositories.theirs")[2].splitlines()[1]
    assert theirs.strip() == (
        "it is declared external, and is not there: whoever owns it must make it"
    )


def test_a_rule_that_the_spec_disables_is_off_and_no_alarm(tree: Tree) -> None:
    tree.specs(SHOP.replace("rate(1 day)}", "rate(1 day), state: DISABLED}"))
    tree.applied("--exclude", HUB)

    told = status(tree, "--format", "json", "--target", NIGHTLY, "--detailed-exitcode")

    assert (told.code, told.json["healthy"]) == (0, True)
    [rule] = told.json["stacks"][0]["resources"]
    assert (rule["health"], rule["name"]) == ("off", "nightly")
    assert rule["problems"] == ["it is disabled, and starts nothing, as the spec says"]
    assert "Pending" not in tree.plan("--exclude", HUB).out


def test_a_rule_that_was_disabled_by_hand_is_ill_and_put_back(tree: Tree) -> None:
    tree.specs(SHOP)
    tree.applied("--exclude", HUB)
    tree.aws("events").disable_rule(Name="nightly")

    told = status(tree, "--target", NIGHTLY, "--detailed-exitcode")

    assert told.code == 2
    assert f"ill      {NIGHTLY}  specs/shop.yaml:10" in told.out
    assert "it is disabled, and starts nothing. It cannot work like this." in told.out
    plan = tree.plan("--target", NIGHTLY).out
    assert f"~ update   {NIGHTLY}" in plan
    assert "Pending" not in plan, "the plan itself mends it"


def test_what_works_is_healthy(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    tree.applied()

    ran = status(tree, "--detailed-exitcode", "--format", "json")

    assert (ran.code, ran.json["healthy"]) == (0, True)
    assert ran.json["stacks"][0]["resources"][0]["health"] == "ok"


BUILT = """\
stack: shop
codecommit: {repositories: {web: {}}}
codebuild:
  projects:
    api: &project
      source: {type: NO_SOURCE, buildspec: "version: 0.2"}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0", compute_type: BUILD_GENERAL1_SMALL}
      service_role: ${{ iam.roles.build.arn }}
    idle: *project
codedeploy:
  applications: {shop: {}}
  deployment_groups:
    web: {application_name: shop, service_role_arn: "${{ iam.roles.build.arn }}"}
codepipeline:
  pipelines:
    deliver:
      role_arn: ${{ iam.roles.build.arn }}
      artifact_store: {type: S3, location: "${{ s3.buckets.artifacts.name }}"}
      stages:
        - name: Source
          actions:
            - name: Web
              action_type_id: {category: Source, owner: AWS, provider: CodeCommit}
              configuration: {RepositoryName: web, BranchName: main}
              output_artifacts: [{name: web}]
        - name: Approve
          actions:
            - name: Ok
              action_type_id: {category: Approval, owner: AWS, provider: Manual}
s3: {buckets: {artifacts: {name: acme-art}}}
iam:
  roles:
    build:
      assume_role_policy_document:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: [codebuild.amazonaws.com, codepipeline.amazonaws.com, codedeploy.amazonaws.com]}, Action: "sts:AssumeRole"}
"""


def test_what_ran_last_is_told_with_its_revision(tree: Tree) -> None:
    tree.specs(BUILT)
    tree.applied()
    pushed = tree.aws("codecommit").put_file(
        repositoryName="web", branchName="main", fileContent=b"hi", filePath="README"
    )
    build = tree.aws("codebuild").start_build(projectName="api")["build"]
    github = {"repository": "acme/shop", "commitId": pushed["commitId"]}
    revision = {"revisionType": "GitHub", "gitHubLocation": github}
    tree.aws("codedeploy").create_deployment(
        applicationName="shop", deploymentGroupName="web", revision=revision
    )
    said = status(tree, "--format", "json").json["stacks"][0]

    last = {one["address"]: one["last"] for one in said["resources"] if "last" in one}

    assert last.keys() == {
        "codebuild.projects.api",
        "codebuild.projects.idle",
        "codedeploy.deployment_groups.web",
        "codepipeline.pipelines.deliver",
    }
    assert last["codebuild.projects.idle"] is None
    assert last["codebuild.projects.api"]["id"] == build["id"]
    assert last["codepipeline.pipelines.deliver"]["what"] == "execution"
    assert last["codepipeline.pipelines.deliver"]["revisions"] == [pushed["commitId"]]
    deployed = last["codedeploy.deployment_groups.web"]
    assert deployed["what"] == "deployment"
    assert deployed["id"].startswith("d-")
    text = status(tree).out
    ran = text.partition("Ran last")[2].partition("In order")[0]
    rows = {words[0]: words[1:] for line in ran.splitlines() if (words := line.split())}
    assert rows["codebuild.projects.idle"] == ["never"]
    assert rows["codepipeline.pipelines.deliver"][0] == "execution"
    assert rows["codepipeline.pipelines.deliver"][-1] == pushed["commitId"][:7]
    calls = tree.planned().json["calls"]
    assert said["calls"] == calls + 4, "a call a pipeline and project, and one for all builds"
