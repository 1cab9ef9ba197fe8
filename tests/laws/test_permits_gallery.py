"""The policies of least privilege suffice for the gallery, too, in each of its accounts."""

import json
from dataclasses import replace

import pytest

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals
from reconciler.aws.session import Access
from reconciler.plan.calls import AnswerLost, AwsRefused, Unreachable
from reconciler.spec.stack import Stack
from tests.conftest import SOAK
from tests.laws.gallery import ENVIRONMENTS, SHOWN, Gallery, every, scopes_of
from tests.laws.ground import told, undone
from tests.laws.test_kinds import abandoned, allowing
from tests.laws.test_permits import Bound, policies_of, trust

SAMPLE = [shown for shown in SHOWN if shown[1] == ENVIRONMENTS[-1]][:2]
"""What the short run tries; the long run tries every stack in every environment."""


@pytest.mark.parametrize(("stack", "environment"), SHOWN if SOAK else SAMPLE)
def test_a_stack_is_made_and_pruned_with_its_policies(
    gallery: Gallery, stack: str, environment: str
) -> None:
    gallery.prepared(environment, stack)
    shown = every(environment)[stack]
    role = acting(gallery, environment, shown)
    gallery.sandbox.enforce = True
    try:
        assert undone(role.apply(shown)) == [], role.denied
        assert told(role.plan(shown).plan.to_do) == []
        role.apply(abandoned(replace(shown, resources=())), allowing(shown))
        assert role.denied == []
    finally:
        gallery.sandbox.enforce = False


def acting(gallery: Gallery, environment: str, stack: Stack) -> Bound:
    """The world as roles see it that have exactly the policies of a stack, one in each account."""
    own = scopes_of(environment)[0]
    access = Access(region=own.region, attach=gallery.sandbox.attach)
    refusals = Refusals(AwsRefused, AnswerLost, Unreachable)
    for number, policy in enumerate(policies_of("apply", stack)):
        gallery.sandbox.account = policy.account
        iam = Client(access, (), refusals).client("iam", writes=True)
        if policy.account not in {one.account for one in policies_of("apply", stack)[:number]}:
            iam.create_role(RoleName="apply", AssumeRolePolicyDocument=trust(own.account))
        iam.put_role_policy(
            RoleName="apply", PolicyName=str(number), PolicyDocument=json.dumps(policy.document)
        )
    gallery.sandbox.account = own.account
    scopes = (
        replace(one, role_arn=f"arn:{one.partition}:iam::{one.account}:role/apply")
        for one in scopes_of(environment)
    )
    return Bound(gallery.sandbox, Client(access, tuple(scopes), refusals))
