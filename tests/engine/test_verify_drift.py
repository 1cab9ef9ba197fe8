"""Any one thing that is changed by hand shows as that one line, and is put back by the next apply.

The stack is the storefront, the shipped example; the hand is boto3's.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import boto3
import pytest

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services import with_coins
from reconciler.sandbox.services.coins import COINS
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Stack
from reconciler.spec.values import Value
from tests.engine.ground import SCOPE, World, failures, world_of

ROOT = Path(__file__).parents[2]
LOOKUPS: dict[str, Value] = {
    "ssm:/network/vpc": "vpc-1",
    "ssm:/network/private-subnets": ("subnet-1a", "subnet-1b"),
    "ssm:/network/build-security-group": "sg-1",
}
ANYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
ASK = {
    "name": "Ask",
    "actionTypeId": {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"},
}
Client: TypeAlias = Callable[[str], Any]


@dataclass(frozen=True)
class Hand:
    """Somebody with boto3 and the names of the storefront's resources."""

    client: Client
    names: Mapping[str, str]

    @property
    def project(self) -> Any:
        name = self.names["codebuild.projects.build"]
        return self.client("codebuild").batch_get_projects(names=[name])["projects"][0]

    def build(self, **members: Any) -> None:
        held = self.project
        self.client("codebuild").update_project(name=held["name"], tags=held["tags"], **members)

    def variables(self, change: Callable[[list[Any]], object]) -> None:
        environment = self.project["environment"]
        change(environment["environmentVariables"])
        self.build(environment=environment)

    def pipeline(self, change: Callable[[Any], object]) -> None:
        pipelines = self.client("codepipeline")
        held = pipelines.get_pipeline(name=self.names["codepipeline.pipelines.deliver"])["pipeline"]
        change(held)
        pipelines.update_pipeline(pipeline=held)

    def rule(self, **members: Any) -> None:
        events, name = self.client("events"), self.names["eventbridge.rules.push"]
        held = events.describe_rule(Name=name)
        kept = {key: held[key] for key in ("EventPattern", "State", "Description") if key in held}
        events.put_rule(Name=name, **{**kept, **members})

    def target(self, **members: Any) -> None:
        events, name = self.client("events"), self.names["eventbridge.rules.push"]
        (held,) = events.list_targets_by_rule(Rule=name)["Targets"]
        events.put_targets(Rule=name, Targets=[{**held, **members}])

    def role(self, operation: str, **members: Any) -> None:
        name = self.names["iam.roles.build"]
        self.client("iam")._make_api_call(operation, {"RoleName": name, **members})

    def bucket(self, operation: str, **members: Any) -> None:
        name = self.names["s3.buckets.artifacts"]
        self.client("s3")._make_api_call(operation, {"Bucket": name, **members})

    def repository(self, operation: str, **members: Any) -> None:
        self.client("codecommit")._make_api_call(operation, members)


CHANGES: dict[str, Callable[[Hand], object]] = {
    "description": lambda hand: hand.repository(
        "UpdateRepositoryDescription",
        repositoryName=hand.names["codecommit.repositories.web"],
        repositoryDescription="by hand",
    ),
    "timeout_in_minutes": lambda hand: hand.build(timeoutInMinutes=77),
    "environment.environment_variables[STAGE].value": lambda hand: hand.variables(
        lambda held: held[0].update(value="by hand")
    ),
    "environment.environment_variables[ZZ]": lambda hand: hand.variables(
        lambda held: held.append({"name": "ZZ", "value": "1", "type": "PLAINTEXT"})
    ),
    "concurrent_build_limit": lambda hand: hand.build(concurrentBuildLimit=3),
    "auto_retry_limit": lambda hand: hand.build(autoRetryLimit=2),
    "source_version": lambda hand: hand.build(sourceVersion="by-hand"),
    "vpc_config": lambda hand: hand.build(vpcConfig={}),
    "execution_mode": lambda hand: hand.pipeline(
        lambda held: held.update(executionMode="SUPERSEDED")
    ),
    "stages[Zz]": lambda hand: hand.pipeline(
        lambda held: held["stages"].append({"name": "Zz", "actions": [ASK]})
    ),
    "stages[Source].actions[Web].configuration.BranchName": lambda hand: hand.pipeline(
        lambda held: held["stages"][0]["actions"][0]["configuration"].update(BranchName="zz")
    ),
    "stages[Build].actions[Package].run_order": lambda hand: hand.pipeline(
        lambda held: held["stages"][1]["actions"][0].update(runOrder=3)
    ),
    "variables[ZZ]": lambda hand: hand.pipeline(
        lambda held: held["variables"].append({"name": "ZZ", "defaultValue": "1"})
    ),
    "state": lambda hand: hand.rule(State="DISABLED"),
    "targets[pipeline].input": lambda hand: hand.target(Input='{"a": 1}'),
    "targets[zz]": lambda hand: hand.target(Id="zz"),
    "policies.zz": lambda hand: hand.role(
        "PutRolePolicy", PolicyName="zz", PolicyDocument=ANYTHING
    ),
    "policies.logs": lambda hand: hand.role("DeleteRolePolicy", PolicyName="logs"),
    "tags.zz": lambda hand: hand.role("TagRole", Tags=[{"Key": "zz", "Value": "1"}]),
    "versioning_configuration.status": lambda hand: hand.bucket(
        "PutBucketVersioning", VersioningConfiguration={"Status": "Suspended"}
    ),
    "policy": lambda hand: hand.bucket("DeleteBucketPolicy"),
}
"""The one line that each change shows as, and the change."""


@pytest.fixture
def storefront() -> Stack:
    (stack,) = resolve(load(ROOT, (ROOT / "specs" / "storefront",)), "staging", (SCOPE,), LOOKUPS)
    return stack


def test_one_change_by_hand_is_one_line_and_is_put_back(
    sandbox: Sandbox, client: Client, storefront: Stack
) -> None:
    world = world_of(sandbox)
    assert failures(world.apply(storefront)) == []
    names = {one.address: one.identity[-1] for one in storefront.resources}
    wrong = {
        path: found
        for path, change in CHANGES.items()
        if (found := _after(world, storefront, change, Hand(client, names))) != ([path], [], [])
    }
    assert wrong == {}


def test_it_is_put_back_however_the_coins_lie(sandbox: Sandbox, storefront: Stack) -> None:
    """What no source settles about AWS lies tails here, all of it at once."""
    tails = Sandbox(page_size=2, services=with_coins(*COINS))
    session = tails.attach(boto3.Session(region_name=SCOPE.region))
    world, client = world_of(tails), cache(session.client)
    assert failures(world.apply(storefront)) == []
    names = {one.address: one.identity[-1] for one in storefront.resources}
    hand = Hand(client, names)
    left = {
        path: found
        for path, change in CHANGES.items()
        if (found := _after(world, storefront, change, hand)[1:]) != ([], [])
    }
    assert left == {}


def _after(
    world: World, stack: Stack, change: Callable[[Hand], object], hand: Hand
) -> tuple[list[str], list[str], list[str]]:
    """The lines of the plan after a change, the failures of its apply, and the lines after that."""
    change(hand)
    shown = _lines(world, stack)
    failed = [str(one.error) for one in failures(world.apply(stack))]
    return shown, failed, _lines(world, stack)


def _lines(world: World, stack: Stack) -> list[str]:
    return [one.path for change in world.plan(stack).plan.to_do for one in change.fields]
