"""The gallery: every stack of `specs/`, found by itself, in every environment of `reconcile.yaml`."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals
from reconciler.aws.session import Access
from reconciler.plan.calls import AnswerLost, AwsRefused, Unreachable
from reconciler.rules.judge import judged
from reconciler.spec.files.settings import environment
from reconciler.spec.load import load
from reconciler.spec.resources import outcome_of
from reconciler.spec.stack import Resource, Scope, Stack
from tests.laws.ground import ROOT, Tossable, World, undone

SOURCES = load(ROOT)
ENVIRONMENTS = tuple(SOURCES.settings.environments)
STACKS = SOURCES.stacks
SHOWN = [(stack, name) for stack in STACKS for name in ENVIRONMENTS]
SECRETS = '{"token": "of-github", "webhook": "hush-hush"}'


def scopes_of(name: str) -> tuple[Scope, ...]:
    """The scopes of an environment; its own is the first."""
    return environment(SOURCES.settings, name).scopes


@cache
def every(name: str) -> dict[str, Stack]:
    """All stacks as they are meant in an environment."""
    outcome = outcome_of(SOURCES, name, scopes_of(name), {}, judged)
    assert outcome.faults == ()
    return {stack.name: stack for stack in outcome.stacks}


@dataclass
class Gallery:
    """One sandbox, and the clients that reach the scopes of each environment in it."""

    sandbox: Tossable
    clients: dict[str, Client] = field(default_factory=dict)

    def prepared(self, name: str, stack: str) -> World:
        """An empty world but for what a stack refers to and does not own.

        Where a stack speaks of the account of a later environment, it is applied there before.
        """
        self.sandbox.account = scopes_of(name)[0].account
        world = self.world(name)
        world.fresh()
        furnish_for(world, every(name)[stack])
        said = str([one.desired for one in every(name)[stack].resources])
        for other in ENVIRONMENTS[ENVIRONMENTS.index(name) + 1 :]:
            if f":{scopes_of(other)[0].account}:role/" in said:
                assert undone(self.world(other).apply(every(other)[stack])) == []
        return self.world(name)

    def world(self, name: str) -> World:
        """The world as an environment's account and regions see it."""
        own, *_ = scopes_of(name)
        self.sandbox.account = own.account
        if name not in self.clients:
            access = Access(region=own.region, attach=self.sandbox.attach)
            refusals = Refusals(AwsRefused, AnswerLost, Unreachable)
            self.clients[name] = Client(access, scopes_of(name), refusals)
        return World(self.sandbox, self.clients[name])


def furnish_for(world: World, stack: Stack) -> None:
    """Make what a stack refers to and does not own: the external, and the values of its secrets."""
    world.boto("secretsmanager").create_secret(Name="ci/github", SecretString=SECRETS)
    for resource in stack.resources:
        if resource.lifecycle.state == "external":
            _furnish(world, resource)


def _furnish(world: World, resource: Resource) -> None:
    name: Any = resource.identity[-1]
    match resource.form.kind.id:
        case "s3.buckets":
            where: Any = {"LocationConstraint": resource.scope.region}
            world.boto("s3").create_bucket(Bucket=name, CreateBucketConfiguration=where)
        case "codeguru.repository_associations":
            world.sandbox.toss("reviewer.associations_open")
            bucket = {"Name": name, "BucketName": f"codeguru-reviewer-{name}"}
            world.boto("codeguru-reviewer").associate_repository(Repository={"S3Bucket": bucket})
            world.sandbox.toss()
        case kind:
            raise NotImplementedError(f"nobody made an external {kind} for {resource.address}")
