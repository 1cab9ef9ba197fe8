"""`reconcile iam-policy`: a policy that IAM takes, offline, and that suffices."""

from __future__ import annotations

import json

from tests.cli.tree import ACCOUNT, REGION, REPOSITORY, Tree

ROLES = f"arn:aws:iam::{ACCOUNT}:role"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "sts:AssumeRole",
        }
    ],
}
WEB = f"arn:aws:codecommit:{REGION}:{ACCOUNT}:web"


def settings(apply: str) -> str:
    return (
        f'project: acme\nenvironments:\n  test: {{account: "{ACCOUNT}", region: {REGION}, '
        f"role_arn: {ROLES}/{apply}, plan_role_arn: {ROLES}/plan}}\n"
    )


def test_it_prints_a_policy_and_asks_nobody(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    ran = tree.run("iam-policy", "plan")
    assert ran.code == 0
    document = json.loads(ran.out)
    assert document["Version"] == "2012-10-17"
    bound = [one for one in document["Statement"] if one["Resource"] == [WEB]]
    assert bound[0]["Action"] == [
        "codecommit:BatchGetRepositories",
        "codecommit:ListTagsForResource",
    ]
    assert ran.err == ""


def test_json_says_whose_it_is_and_what_it_does_not_cover(tree: Tree) -> None:
    tree.specs(REPOSITORY)
    told = tree.run("iam-policy", "apply", "--format", "json").json
    assert told["format"] == "reconcile.iam-policy/1"
    assert told["verb"] == "apply"
    (policy,) = told["policies"]
    assert policy["account"] == ACCOUNT
    assert policy["characters"] < 6144
    assert any("prune" in note for note in told["notes"])


def test_where_no_account_is_stated_aws_is_asked(tree: Tree) -> None:
    tree.specs(REPOSITORY, "project: acme\n")
    ran = tree.run("iam-policy", "plan", "--sandbox", "--region", REGION)
    assert ran.code == 0, ran.err
    assert f"arn:aws:codecommit:{REGION}:123456789012:web" in ran.out


def test_wrong_specs_and_words_are_refused(tree: Tree) -> None:
    tree.specs("stack: shop\ncodecommit: {repositorys: {}}\n")
    assert tree.run("iam-policy", "plan").code == 4
    assert tree.run("iam-policy", "destroy").code == 64


def test_it_suffices_and_that_of_a_plan_applies_nothing(tree: Tree) -> None:
    tree.specs(REPOSITORY, settings("apply"))
    for verb in ("plan", "apply"):
        document = tree.run("iam-policy", verb).out
        iam = tree.aws("iam")
        iam.create_role(RoleName=verb, AssumeRolePolicyDocument=json.dumps(TRUST))
        iam.put_role_policy(RoleName=verb, PolicyName="own", PolicyDocument=document)
    tree.guard()
    tree.applied()
    assert tree.plan("--detailed-exitcode").code == 0
    tree.specs(REPOSITORY.replace("The shop", "Another"), settings("plan"))
    refused = tree.apply()
    assert refused.code == 8, refused.out + refused.err
    assert "codecommit:UpdateRepositoryDescription" in refused.out
    tree.specs(REPOSITORY.replace("The shop", "Another"), settings("apply"))
    tree.applied()


LOCK = "lock: {s3: s3://acme-locks/ci, lease: 30}\n"
OBJECT = "arn:aws:s3:::acme-locks/ci/acme/shop/test.lock.json"


def test_the_lock_is_in_that_of_an_apply_and_suffices(tree: Tree) -> None:
    tree.specs(REPOSITORY, settings("apply") + LOCK)
    tree.aws("s3").create_bucket(
        Bucket="acme-locks", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    assert "s3:" not in tree.run("iam-policy", "plan").out
    document = json.loads(tree.run("iam-policy", "apply").out)
    its = {one["Resource"][0]: one for one in document["Statement"] if "s3:" in str(one["Action"])}
    assert {at: one["Action"] for at, one in its.items()} == {
        "arn:aws:s3:::acme-locks": ["s3:ListBucket"],
        OBJECT: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
    }
    iam = tree.aws("iam")
    iam.create_role(RoleName="apply", AssumeRolePolicyDocument=json.dumps(TRUST))

    def allow(actions: list[str]) -> None:
        its[OBJECT]["Action"] = actions
        policy = json.dumps(document)
        iam.put_role_policy(RoleName="apply", PolicyName="own", PolicyDocument=policy)

    tree.guard()
    allow(["s3:DeleteObject", "s3:GetObject"])
    assert "s3:PutObject" in tree.apply().err
    allow(["s3:GetObject", "s3:PutObject"])
    left = tree.applied()
    assert "could not be given back" in left.err
    allow(["s3:DeleteObject", "s3:PutObject"])
    assert "s3:GetObject" in tree.apply().err
    allow(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"])
    tree.run("lock", "break", "--yes", "--sandbox", str(tree.state))
    assert tree.applied().err == ""


def test_an_orphan_outside_of_it_is_said_to_be_unread_and_not_missed(tree: Tree) -> None:
    tree.specs(REPOSITORY + "    old: {}\n")
    tree.applied()
    tree.specs(REPOSITORY.replace("The shop", "Another"), settings("plan"))
    iam = tree.aws("iam")
    iam.create_role(RoleName="plan", AssumeRolePolicyDocument=json.dumps(TRUST))
    document = tree.run("iam-policy", "plan").out
    iam.put_role_policy(RoleName="plan", PolicyName="own", PolicyDocument=document)
    tree.guard()

    ran = tree.plan()

    assert ran.code == 0, ran.err
    assert "orphans of codecommit.repositories could not be read: " in ran.out
    assert "give it the policy that iam-policy prints at a revision that did" in ran.out
    assert "~ update" in ran.out  # what is declared is planned all the same
    assert "BLOCKED" not in ran.out
    assert "nothing is pruned: orphans of codecommit.repositories" in tree.plan("--prune").out
