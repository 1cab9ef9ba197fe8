"""The storefront as the laws see it: its stack, a local AWS, and one plan and apply after another."""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals
from reconciler.aws.pace import Pace
from reconciler.aws.session import Access
from reconciler.engine.along import drafted
from reconciler.engine.apply import Way, apply
from reconciler.engine.applying.resolve_secrets import secrets_from
from reconciler.engine.beside import with_left_over
from reconciler.engine.live import Draft, Observed
from reconciler.engine.observe import observe
from reconciler.engine.staying import with_staying
from reconciler.expand.expand import expanded
from reconciler.expand.permissions import implied_before
from reconciler.expand.staying import staying
from reconciler.plan.calls import Answer, AnswerLost, AwsRefused, Call, Send, Unreachable
from reconciler.plan.options import Options
from reconciler.plan.plan import Applied, Change, FieldChange
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.faults import Fault, Faults
from reconciler.sandbox.services import with_coins
from reconciler.sandbox.services.codeconnections.service import complete_handshake
from reconciler.sandbox.state import State
from reconciler.spec.forms import forms
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Resource, Scope, Stack
from tests.engine.ground import Turned

ROOT = Path(__file__).parents[2]
ACCOUNT, REGION = "123456789012", "eu-west-1"
SCOPE = Scope("", ACCOUNT, REGION)
PLAIN = Options()
OWNED = Options(prune=True, allow_many_deletes=True, allow_empty=True)
SHUFFLED = Fault("shuffle")
PAGE = 2
ANYTHING = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"""


@cache
def storefront(environment: str = "prod") -> Stack:
    """The example stack as it stands in the repository; prod has its every stage."""
    sources = load(ROOT, (ROOT / "specs" / "storefront",))
    (stack,) = resolve(sources, environment, (SCOPE,), {})
    return expanded(stack)


def stack_in(folder: Path, files: dict[str, str], project: str = "acme") -> Stack:
    """The stack that these spec files declare, read as the command reads them."""
    (folder / "specs").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "specs" / name).write_text(text, encoding="utf-8")
    (folder / "reconcile.yaml").write_text(f"project: {project}\n", encoding="utf-8")
    (stack,) = resolve(load(folder, ()), "", (SCOPE,), {})
    return expanded(stack)


class Tossable(Sandbox):
    """A sandbox whose coins can be tossed again, without new clients."""

    def toss(self, *tails: str) -> None:
        """Let these coins lie tails, and all others heads."""
        self._services = {name: of for of in with_coins(*tails) for name in of.names}


@dataclass
class World:
    """A sandbox, the client on it, and one plan and apply after another.

    `sent` are the calls in the order in which they were sent, since the last `forget`; `furnished` is
    what `furnish` made of an empty account.
    """

    sandbox: Tossable
    client: Client
    sent: list[Call] = field(default_factory=list)
    furnished: State | None = None

    def send(self, call: Call) -> Answer:
        """Send a call, and remember it."""
        self.sent.append(call)
        return self.client.send(call)

    def observe(self, stack: Stack, options: Options = PLAIN) -> Observed:
        """What is live of a stack."""
        observed = observe(stack, forms().values(), self.send, options)
        return with_left_over(stack, observed, self.send, options, implied_before)

    def plan(self, stack: Stack, options: Options = PLAIN) -> Draft:
        """The plan of a stack, and its work."""
        seen = self.observe(stack, options)
        found = with_staying(stack, seen, options, staying)
        return drafted(*found, forms(), self.send, options)

    def apply(
        self,
        stack: Stack,
        options: Options = PLAIN,
        wire: Send | None = None,
        stop: Event | None = None,
    ) -> Applied:
        """Plan a stack and make it so; `wire` carries the calls of the apply alone."""
        return self.make(self.plan(stack, options), options, wire, stop)

    def make(
        self,
        made: Draft,
        options: Options = PLAIN,
        wire: Send | None = None,
        stop: Event | None = None,
    ) -> Applied:
        """Apply a draft, with a clock that does not let anybody wait."""
        send = wire or self.send
        way = Way(Turned(self.sandbox), lambda _: None, stop or Event())
        secrets = secrets_from(send, {"TOKEN": "hush-hush"}, None)
        return apply(made, send, options, way, resolve_secret=secrets)

    def fresh(self, *faults: Fault) -> None:
        """Forget all that is live; lists come shuffled, in pages of two."""
        self.sandbox.reset()
        self.sandbox.toss()
        self.sandbox.page_size = PAGE
        self.sandbox.faults = Faults((SHUFFLED, *faults), 0)
        self.sent.clear()

    def furnish(self) -> None:
        """Put into an empty account what others own (`_furnish`); asked for once, and then copied."""
        store = self.sandbox.store
        with store.transaction() as state:
            assert (state.places, state.journal) == ({}, [])
            if self.furnished:
                copied = deepcopy(self.furnished)
                state.places.update(copied.places)
                state.journal.extend(copied.journal)
                state.ids = copied.ids
        if not self.furnished:
            self._furnish()
            self.furnished = deepcopy(store.state)

    def _furnish(self) -> None:
        """Make what stacks refer to and do not own: managed policies, a token for GitHub, a connection
        whose handshake a person has done, a function with an alias, a topic, an association
        with CodeGuru Reviewer from when AWS made them.
        """
        for name in ("boundary", "boundary2", "more"):
            self.boto("iam").create_policy(PolicyName=name, PolicyDocument=ANYTHING)
        self.boto("codebuild").import_source_credentials(
            token="t", serverType="GITHUB", authType="PERSONAL_ACCESS_TOKEN"
        )
        made = self.boto("codeconnections").create_connection(
            ConnectionName="shared-github", ProviderType="GitHub"
        )
        complete_handshake(self.sandbox.store, made["ConnectionArn"])
        self.sandbox.toss("reviewer.associations_open")
        bucket = {"Name": "web", "BucketName": "codeguru-reviewer-acme"}
        self.boto("codeguru-reviewer").associate_repository(Repository={"S3Bucket": bucket})
        self.sandbox.toss()
        self._furnish_function("deploy-hook")
        self.boto("sns").create_topic(Name="alerts")

    def _furnish_function(self, name: str) -> None:
        trust = ANYTHING.replace(
            '"Resource": "*"', '"Principal": {"Service": "lambda.amazonaws.com"}'
        )
        role = self.boto("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)
        functions = self.boto("lambda")
        functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=role["Role"]["Arn"],
            Handler="hook.handler",
            Code={"ZipFile": b"PK"},
            Publish=True,
        )
        functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")

    def boto(self, service: str) -> Any:
        """A boto3 client for what is done by hand."""
        return self.client.client(service, "", writes=True)

    def writes(self) -> list[str]:
        """The writing calls that were sent."""
        return [str(call) for call in self.sent if call.writes]


def world_of(sandbox: Tossable) -> World:
    """A world whose calls are answered by this sandbox."""
    access = Access(region=REGION, attach=sandbox.attach, pace=Pace(sleep=lambda _: None))
    refusals = Refusals(AwsRefused, AnswerLost, Unreachable)
    world = World(sandbox, Client(access, (SCOPE,), refusals))
    world.fresh()
    return world


def with_resource(stack: Stack, resource: Resource) -> Stack:
    """The stack with one resource in the place of that of the same address."""
    return replace(
        stack,
        resources=tuple(
            resource if one.address == resource.address else one for one in stack.resources
        ),
    )


def without(stack: Stack, *addresses: str) -> Stack:
    """The stack without these resources."""
    left = tuple(one for one in stack.resources if one.address not in addresses)
    return replace(stack, resources=left)


def lines(made: Draft) -> list[tuple[str, FieldChange]]:
    """Every line that a plan shows: address and field."""
    return [(change.address, one) for change in made.plan.to_do for one in change.fields]


def told(changes: tuple[Change, ...]) -> list[str]:
    """Changes as short text, for the message of an assertion."""
    return [
        f"{change.action} {change.address}: "
        + ", ".join(f"{one.op} {one.path} {one.before!r} -> {one.after!r}" for one in change.fields)
        for change in changes
    ]


def undone(applied: Applied) -> list[str]:
    """What an apply did not do, and why."""
    return [
        f"{one.address}: {one.status} {one.error.message if one.error else one.blocked_by}"
        for one in applied.outcomes
        if one.status in {"failed", "skipped", "interrupted", "blocked"}
    ]
