"""Vars that are looked up, and environments that reach over regions, accounts and roles."""

from __future__ import annotations

import json

import pytest

from tests.cli.tree import ACCOUNT, REPOSITORY, SETTINGS, Tree

OTHER = "444455556666"
LOOKUP = """\
stack: shop
vars: {words: {lookup: "ssm:/shop/words"}}
codecommit:
  repositories:
    web: {description: "${{ vars.words }}"}
"""
LIST = """\
stack: shop
vars: {subnets: {lookup: "ssm:/shop/subnets"}}
eventbridge:
  rules:
    moved:
      event_pattern: {source: [aws.ec2], detail: {subnet: "${{ vars.subnets }}"}}
"""
TWO_REGIONS = f"""\
project: acme
environments:
  test:
    account: "{ACCOUNT}"
    region: eu-west-1
    scopes: {{us: {{region: us-east-1}}}}
"""
SCOPED = """\
stack: shop
codecommit:
  repositories:
    web: {description: Here}
    mirror: {description: There, lifecycle: {scope: us}}
"""


def trust(*accounts: str) -> str:
    principals = [f"arn:aws:iam::{account}:root" for account in accounts]
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": principals},
        "Action": "sts:AssumeRole",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_parameter_is_read_at_plan_and_bound_by_the_digest(tree: Tree) -> None:
    tree.specs(LOOKUP)
    parameters = tree.aws("ssm")
    parameters.put_parameter(Name="/shop/words", Value="Fine words", Type="String")
    first = tree.planned().json["digest"]

    assert "description  Fine words" in tree.plan().out
    parameters.put_parameter(Name="/shop/words", Value="Others", Type="String", Overwrite=True)
    assert tree.planned().json["digest"] != first


def test_a_string_list_is_a_list(tree: Tree) -> None:
    tree.specs(LIST)
    tree.aws("ssm").put_parameter(Name="/shop/subnets", Value="a,b", Type="StringList")
    tree.applied()

    rule = tree.aws("events").describe_rule(Name="moved")

    assert json.loads(rule["EventPattern"])["detail"] == {"subnet": ["a", "b"]}


@pytest.mark.parametrize("lookup", ["cfn-export:words", "cfn-output:texts/Words"])
def test_a_lookup_reads_a_stack_of_cloudformation(tree: Tree, lookup: str) -> None:
    tree.specs(LOOKUP.replace("ssm:/shop/words", lookup))
    template = {
        "Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}},
        "Outputs": {"Words": {"Value": "The web shop", "Export": {"Name": "words"}}},
    }
    cloudformation = tree.aws("cloudformation")
    cloudformation.create_stack(StackName="texts", TemplateBody=json.dumps(template))
    tree.applied()

    found = tree.aws("codecommit").get_repository(repositoryName="web")["repositoryMetadata"]
    assert found["repositoryDescription"] == "The web shop"
    cloudformation.delete_stack(StackName="texts")
    assert tree.plan().code == 4


def test_a_secure_string_is_refused_as_a_lookup(tree: Tree) -> None:
    tree.specs(LOOKUP)
    tree.aws("ssm").put_parameter(Name="/shop/words", Value="hush-hush", Type="SecureString")

    ran = tree.plan()

    assert ran.code == 4
    assert "SecureString" in ran.err
    assert "specs/shop.yaml:2" in ran.err
    assert "hush-hush" not in ran.out + ran.err


@pytest.mark.parametrize("lookup", ["ssm:/none", "ssm:/shop/words:7"])
def test_a_lookup_that_names_nothing_is_a_fault_at_its_place(tree: Tree, lookup: str) -> None:
    tree.specs(LOOKUP.replace("ssm:/shop/words", lookup))

    ran = tree.plan()

    assert ran.code == 4, ran.err
    assert "specs/shop.yaml:2" in ran.err


def test_two_regions_in_one_environment(tree: Tree) -> None:
    tree.specs(SCOPED, TWO_REGIONS)
    plan = tree.planned()

    assert [scope["region"] for scope in plan.json["scopes"]] == ["eu-west-1", "us-east-1"]
    tree.applied()

    here, there = tree.aws("codecommit"), tree.aws("codecommit", region="us-east-1")
    assert [r["repositoryName"] for r in here.list_repositories()["repositories"]] == ["web"]
    assert [r["repositoryName"] for r in there.list_repositories()["repositories"]] == ["mirror"]
    assert tree.planned().actions() == {}
    tree.specs(SCOPED.splitlines(keepends=True)[0], TWO_REGIONS)
    pruned = tree.planned("--prune", "--allow-empty")
    assert len(pruned.actions()) == 2


def test_a_role_is_really_assumed_also_in_another_account(tree: Tree) -> None:
    role = f"arn:aws:iam::{OTHER}:role/reconcile"
    tree.specs(
        SCOPED,
        TWO_REGIONS.replace(
            "{us: {region: us-east-1}}",
            f'{{us: {{account: "{OTHER}", region: us-east-1, role_arn: "{role}"}}}}',
        ),
    )

    refused = tree.plan()
    assert refused.code == 8
    assert "the role could not be assumed" in refused.err
    theirs = tree.aws("iam", account=OTHER)
    theirs.create_role(RoleName="reconcile", AssumeRolePolicyDocument=trust(ACCOUNT))
    tree.applied()

    there = tree.aws("codecommit", account=OTHER, region="us-east-1")
    assert [r["repositoryName"] for r in there.list_repositories()["repositories"]] == ["mirror"]
    assert tree.planned().actions() == {}
    assert f"{OTHER}/us-east-1" in tree.plan().out


def test_the_environments_own_role_is_assumed(tree: Tree) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/reconcile"
    reader = role.replace("reconcile", "reader")
    roles = f', role_arn: "{role}", plan_role_arn: "{reader}"}}'
    tree.specs(REPOSITORY, SETTINGS.replace("}", roles))
    assert tree.plan().code == 8
    iam = tree.aws("iam")
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust(ACCOUNT))

    assert tree.plan().code == 0, "plan needs the role to plan with only"
    assert tree.apply().code == 8, "apply needs the other one"
    iam.create_role(RoleName="reconcile", AssumeRolePolicyDocument=trust(ACCOUNT))
    tree.applied()


def test_a_scope_that_reaches_another_account_is_refused(tree: Tree) -> None:
    scopes = TWO_REGIONS.replace("us: {region", f'us: {{account: "{OTHER}", region')
    tree.specs(SCOPED, scopes)

    ran = tree.plan()

    assert ran.code == 6
    assert f"scope us is account {OTHER}" in ran.err


def test_a_sandbox_needs_no_profile_of_this_machine(tree: Tree) -> None:
    tree.specs(SCOPED, TWO_REGIONS)
    tree.patch.setenv("AWS_PROFILE", "of-a-former-employer")

    assert tree.plan().code == 0
    assert tree.plan("--profile", "nobody").code == 8
