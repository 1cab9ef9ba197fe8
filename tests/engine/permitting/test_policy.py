"""Grants become short policies, and long ones are split without losing a grant."""

import json

from reconciler.engine.permitting.bound import Grant
from reconciler.engine.permitting.policy import INLINE, MANAGED, Policy, policies, statements

ARN = "arn:aws:codebuild:eu-west-1:111122223333:project/"


def test_actions_on_the_same_resources_stand_together() -> None:
    found = statements(
        Grant(action, ARN + name) for action in ("a:Put", "a:Get") for name in ("y", "x")
    )
    (one,) = found
    assert one.data == {
        "Effect": "Allow",
        "Action": ["a:Get", "a:Put"],
        "Resource": [f"{ARN}x", f"{ARN}y"],
    }


def test_everything_takes_the_place_of_each() -> None:
    (one,) = statements([Grant("a:Get", f"{ARN}x"), Grant("a:Get", "*")])
    assert one.resources == ("*",)


def test_conditions_keep_statements_apart() -> None:
    when = (("iam:PassedToService", "codebuild.amazonaws.com"),)
    found = statements([Grant("iam:PassRole", "r", when), Grant("iam:PassRole", "r")])
    assert len(found) == 2
    assert found[1].data["Condition"] == {"StringEquals": dict(when)}


def test_each_account_has_a_policy_of_its_own() -> None:
    made = policies([("2", Grant("a:Get", "*")), ("1", Grant("a:Put", "*"))])
    assert [(one.account, one.statements[0].actions) for one in made] == [
        ("1", ("a:Put",)),
        ("2", ("a:Get",)),
    ]


def test_what_fits_inline_stays_whole() -> None:
    (one,) = policies(("1", Grant("a:Get", f"{ARN}{number:04}")) for number in range(140))
    assert MANAGED < one.size <= INLINE
    assert one.size == len(json.dumps(one.document, separators=(",", ":")))


def test_what_is_too_long_is_split_into_managed_policies() -> None:
    every = {
        Grant(action, f"{ARN}{number:04}") for number in range(400) for action in ("a:Get", "a:Put")
    } | {Grant("a:List", "*")}
    made = policies(("1", grant) for grant in every)
    assert len(made) > 2
    assert all(one.size <= MANAGED for one in made)
    assert {grant for one in made for grant in granted_by(one)} == every


def granted_by(policy: Policy) -> set[Grant]:
    return {
        Grant(action, resource, one.when)
        for one in policy.statements
        for action in one.actions
        for resource in one.resources
    }
