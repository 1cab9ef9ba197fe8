"""Credentials that run out in the middle of an apply: a clean stop, a record, and running again resumes."""

from __future__ import annotations

import json

from reconciler.cli import connect
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault
from tests.cli.test_scopes import trust
from tests.cli.tree import ACCOUNT, SETTINGS, Tree

NUMBER = 30
MANY = "stack: shop\ncodecommit:\n  repositories:\n" + "".join(
    f"    r{number}: {{}}\n" for number in range(NUMBER)
)


def made(tree: Tree) -> int:
    return len(tree.aws("codecommit").list_repositories()["repositories"])


def test_credentials_that_expire_stop_the_rest(tree: Tree) -> None:
    tree.specs(MANY)
    tree.fails([Fault("expired", "codecommit:CreateRepository", after=4)])

    ran = tree.apply("--parallel", "2")

    assert ran.code == 3
    assert made(tree) == 4
    assert "the credentials have expired (ExpiredTokenException)" in ran.out
    assert "no change was made to it" in ran.out
    (record,) = tree.records()
    summary = record["summary"]
    assert sum(one["wrote"] for one in record["outcomes"]) == 4
    assert 1 <= summary["failed"] <= 2  # those that were under way, and not each of the others
    assert sum(summary.values()) == NUMBER
    assert record["interrupted"] == 0
    tree.fails([])
    tree.applied()
    assert made(tree) == NUMBER


def test_credentials_that_were_expired_before_the_first_write_have_their_own_code(
    tree: Tree,
) -> None:
    tree.specs(MANY)
    tree.fails([Fault("expired", "codecommit:CreateRepository")])

    assert tree.apply().code == 8
    assert made(tree) == 0


def test_credentials_that_expire_while_planning_end_the_plan(tree: Tree) -> None:
    tree.specs(MANY)
    tree.fails([Fault("expired", "codecommit:*")])

    ran = tree.plan()

    assert ran.code == 8
    assert "expired" in ran.err
    assert "aws sso login" in ran.err


def test_the_credentials_of_a_role_are_renewed_while_it_works(tree: Tree) -> None:
    """Its hour is nearly over at every call: botocore asks for others ten minutes before the end."""
    role = f"arn:aws:iam::{ACCOUNT}:role/reconcile"
    tree.specs(MANY, SETTINGS.replace("}", f', role_arn: "{role}"}}'))
    sandbox = Sandbox(tree.state, account=ACCOUNT)
    sandbox.store.move_clock(-3100)
    tree.aws("iam").create_role(RoleName="reconcile", AssumeRolePolicyDocument=trust(ACCOUNT))
    tree.patch.setattr(connect, "local_aws", lambda file, account: sandbox)

    tree.applied("--parallel", "1")

    assert made(tree) == NUMBER
    assert [one.operation for one in sandbox.calls].count("AssumeRole") > NUMBER


def test_an_error_says_all_that_is_known(tree: Tree) -> None:
    tree.specs(MANY)
    tree.fails([Fault("deny", "codecommit:CreateRepository", times=1)])

    ran = tree.apply("--parallel", "1")

    address = "codecommit.repositories.r0"
    assert f"error[RC5102] {address}" in ran.out  # the resource
    assert "specs/shop.yaml:4" in ran.out  # its place
    assert "r0: {}" in ran.out  # the line itself
    assert "is not authorized to perform: codecommit:CreateRepository" in ran.out  # AWS's words
    assert "aws: CreateRepository AccessDeniedException  request " in ran.out  # code, request id
    assert "no change was made to it" in ran.out  # what was done
    assert "needs permission for codecommit:CreateRepository" in ran.out  # what to do
    failed = next(one for one in tree.records()[0]["outcomes"] if one["status"] == "failed")
    assert failed["address"] == address
    assert json.dumps(failed["error"]).count("AccessDeniedException") == 1
