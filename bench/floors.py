"""API calls of a no-op plan for each kind, beside the least that AWS's APIs allow.

The first resource of the kind's example stands COUNT times; what it needs stands once. The floor is
what batches and lists allow the tagging sweep's pages included.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from bench.figures import Figure
from reconciler.engine.calling.parts import fields_of
from reconciler.expand.derive import arn_of
from reconciler.spec.stack import Resource, Stack
from tests.laws.examples import IDS, example, own
from tests.laws.ground import Tossable, World, undone, world_of

COUNT = 100
"""Resources of each kind."""

MOST = 1.1
"""How many times the floor is promised."""


@dataclass(frozen=True)
class Floor:
    """The least number of calls: `size` resources a call of a list or batch, and `each` for every
    one of them (a read that no API batches, a part that is declared).
    """

    size: int = 0
    each: int = 0

    def of(self, count: int) -> int:
        """The least for so many resources."""
        return (ceil(count / self.size) if self.size else 0) + self.each * count


FLOORS = {
    "codeartifact.domains": Floor(each=1),
    "codeartifact.repositories": Floor(each=1),
    "codeartifact.package_groups": Floor(each=1),
    "codebuild.fleets": Floor(100),
    "codebuild.projects": Floor(100),
    "codebuild.report_groups": Floor(100),
    "codecommit.approval_rule_templates": Floor(each=1),
    "codecommit.repositories": Floor(100),
    "codeconnections.connections": Floor(99),  # the account has one more: of 100 on a page
    "codeconnections.hosts": Floor(100),
    "codeconnections.repository_links": Floor(100),
    "codeconnections.sync_configurations": Floor(each=1),
    "codedeploy.applications": Floor(100),
    "codedeploy.deployment_configs": Floor(each=1),
    "codedeploy.deployment_groups": Floor(100),
    "codedeploy.on_premises_instances": Floor(20),
    "codeguru.profiling_groups": Floor(1000),
    "codepipeline.custom_actions": Floor(100),
    "codepipeline.pipelines": Floor(each=1),
    "codepipeline.webhooks": Floor(100),
    "ecr.repositories": Floor(100),
    "elasticbeanstalk.applications": Floor(1000),
    "elasticbeanstalk.configuration_templates": Floor(each=1),
    "elasticbeanstalk.environments": Floor(1000),
    "eventbridge.api_destinations": Floor(each=1),
    "eventbridge.archives": Floor(each=1),
    "eventbridge.connections": Floor(each=1),
    "eventbridge.event_buses": Floor(each=1),
    "eventbridge.rules": Floor(100, each=1),
    "eventbridge.statements": Floor(1000),
    "iam.instance_profiles": Floor(each=1),
    "iam.roles": Floor(50),
    "kms.keys": Floor(each=1),
    "kms.statements": Floor(20),  # 40 in two: one finds the key by its alias, one reads its policy
    "lambda.permissions": Floor(1000),
    "logs.groups": Floor(50),
    "logs.resource_policies": Floor(50),
    "notifications.rules": Floor(100, each=1),
    "s3.buckets": Floor(each=1),
    "s3.statements": Floor(1000),
    "sns.statements": Floor(1000),
    "sns.topics": Floor(each=1),
    "sqs.queues": Floor(each=1),
    "sqs.statements": Floor(1000),
    "ssm.parameters": Floor(5),
}
"""Kind -> its floor: the sizes of AWS's batches and pages, from botocore's models and AWS's quotas.

Pages of tags are added where the tagging API knows the kind. Statements share one document; a rule's
targets, and a parameter's description beside its value, are calls of their own; on-premises instances,
which the tagging API does not know, are listed too.
"""

ALONE = {
    "codebuild.source_credentials": "one for each sort of server",
    "codeguru.repository_associations": "AWS makes no new ones",
    "codeartifact.package_groups": "their names are patterns",
}
"""Kinds of which there cannot be a hundred."""

UNIQUE = {
    "codedeploy.on_premises_instances": "iam_user_arn",
    "elasticbeanstalk.environments": "cname_prefix",
}
"""Kind -> a field that AWS wants to be different for each."""

FEWER = {
    "codedeploy.deployment_configs": 40,
    "elasticbeanstalk.applications": 60,
    "eventbridge.statements": 20,  # a bus's policy has 10,240 characters
    "kms.statements": 40,  # a key's has 32 kB
    "logs.resource_policies": 8,
}
"""Kinds of which AWS's quotas allow fewer than COUNT."""

TAG_PAGE = 100
"""Resources on a page of GetResources."""


def call_floors(_: Path) -> list[Figure]:
    """Makes COUNT resources of every kind in turn, and counts the calls of a plan that is empty."""
    world = world_of(Tossable())
    return [figure(world, kind) for kind in IDS if kind not in ALONE]


def figure(world: World, kind: str) -> Figure:
    """One kind's calls as a multiple of its floor."""
    world.fresh()
    world.sandbox.page_size = None
    world.furnish()
    count, form = FEWER.get(kind, COUNT), own(kind)[0].form
    others = replace(example(kind), resources=tuple(rest(example(kind), kind)))
    before = calls(world, others)
    spent = calls(world, many(kind, count)) - before
    pages = ceil(count / TAG_PAGE) if form.kind.tags and form.kind.tags.sweep else 0
    floor = FLOORS[kind].of(count) + pages
    detail = f"[{spent} calls for {count}, floor {floor}]"
    return Figure(f"no-op plan of {kind}", spent / floor, "x", most=MOST, detail=detail)


def calls(world: World, stack: Stack) -> int:
    """The calls of a plan that finds nothing to do, once the stack is applied."""
    if left := undone(world.apply(stack)):
        raise RuntimeError(left[0])
    world.sent.clear()
    if to_do := world.plan(stack).plan.to_do:
        raise RuntimeError(f"the second plan is not empty: {to_do[0].address} {to_do[0].reason}")
    return len(world.sent)


def many(kind: str, count: int) -> Stack:
    """The kind's example with copies of one of its resources in the place of all of them."""
    stack = example(kind)
    alone = [
        one for one in own(kind) if not any(f".{kind}." in f".{to}" for _, to in one.references)
    ]
    return replace(stack, resources=(*rest(stack, kind), *copies(bare(alone[0]), count)))


def rest(stack: Stack, kind: str) -> Iterator[Resource]:
    """What the example needs besides; what refers to the kind's own goes too."""
    for one in stack.resources:
        mine = any(f".{kind}." in f".{to}" for _, to in one.references)
        if one.form.kind.id != kind and not mine:
            yield one


def bare(one: Resource) -> Resource:
    """A resource without the parts that are read by calls of their own."""
    apart = {field for part in one.form.kind.parts if part.read for field in fields_of(part)}
    return replace(one, desired={name: v for name, v in one.desired.items() if name not in apart})


def copies(first: Resource, count: int) -> Iterator[Resource]:
    """Resources that differ by name alone, and by what AWS wants to be different."""
    unique = UNIQUE.get(first.form.kind.id, "")
    for number in range(count):
        identity = (*first.identity[:-1], f"{first.identity[-1]}-{number}")
        arn = arn_of(first.form, first.scope, identity, first.desired) if first.arn else ""
        other = {unique: f"{first.desired[unique]}-{number}"} if unique in first.desired else {}
        yield replace(
            first,
            address=f"{first.address}-{number}",
            identity=identity,
            arn=arn,
            desired={**first.desired, **other},
        )
