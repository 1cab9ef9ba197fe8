"""A stack as text, a sandbox to apply it to, and a wire that can be cut at any call."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from reconciler.aws.client import Client
from reconciler.aws.failures import Refusals
from reconciler.aws.pace import Pace
from reconciler.aws.session import Access
from reconciler.engine.apply import Way, apply
from reconciler.engine.applying.resolve_secrets import secrets_from
from reconciler.engine.draft import draft
from reconciler.engine.live import Draft
from reconciler.engine.observe import observe
from reconciler.engine.waiting import News
from reconciler.plan.calls import Answer, AnswerLost, AwsRefused, Call, Send, Unreachable
from reconciler.plan.options import Options
from reconciler.plan.plan import Applied, Outcome
from reconciler.sandbox.app import Sandbox
from reconciler.spec.forms import forms
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Scope, Stack

PLAIN = Options()
SCOPE = Scope("", "123456789012", "eu-west-1")

SMALL = """
stack: small
tags: {team: web}
codecommit:
  repositories:
    web: {description: The web shop}
codebuild:
  projects:
    build:
      source: {type: CODEPIPELINE}
      artifacts: {type: CODEPIPELINE}
      environment: {type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0",
                    compute_type: BUILD_GENERAL1_SMALL, environment_variables: {STAGE: test}}
      service_role: ${{ iam.roles.build.arn }}
iam:
  roles:
    build:
      assume_role_policy_document: &trust
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "sts:AssumeRole",
                     Principal: {Service: [codebuild.amazonaws.com, codepipeline.amazonaws.com,
                                           events.amazonaws.com]}}]
    deliver:
      assume_role_policy_document: *trust
      policies:
        start:
          Version: "2012-10-17"
          Statement: [{Effect: Allow, Action: "codepipeline:*",
                       Resource: "${{ codepipeline.pipelines.deliver.arn }}"}]
s3:
  buckets:
    artifacts:
      name: small-artifacts
      policy:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "s3:*", Resource: "${{ self.arn }}/*",
                     Principal: {AWS: "${{ iam.roles.deliver.arn }}"}}]
codepipeline:
  pipelines:
    deliver:
      role_arn: ${{ iam.roles.deliver.arn }}
      artifact_store: {type: S3, location: "${{ s3.buckets.artifacts.name }}"}
      stages:
        - name: Source
          actions:
            - name: Code
              action_type_id: {category: Source, owner: AWS, provider: CodeCommit}
              configuration: {RepositoryName: "${{ codecommit.repositories.web.name }}",
                              BranchName: main, PollForSourceChanges: false}
              output_artifacts: [{name: code}]
        - name: Build
          actions:
            - name: Compile
              action_type_id: {category: Build, owner: AWS, provider: CodeBuild}
              configuration: {ProjectName: "${{ codebuild.projects.build.name }}"}
              input_artifacts: [{name: code}]
eventbridge:
  rules:
    push:
      event_pattern: {source: [aws.codecommit]}
      targets:
        start: {arn: "${{ codepipeline.pipelines.deliver.arn }}",
                role_arn: "${{ iam.roles.deliver.arn }}"}
"""
"""One of every kind; the role's policy names the pipeline that uses the role, and the bucket's policy
names the role.
"""


def stack_of(folder: Path, text: str) -> Stack:
    """The stack that a spec of this text declares, read as the command reads it."""
    (folder / "specs").mkdir(exist_ok=True)
    (folder / "specs" / "stack.yaml").write_text(text)
    (folder / "reconcile.yaml").write_text("project: acme\n")
    (stack,) = resolve(load(folder, ()), "", (SCOPE,), {})
    return stack


class Crash(BaseException):
    """The end of the process, as far as the engine can tell."""


@dataclass
class Turned:
    """A clock that jumps to the end of every wait, and takes the sandbox along."""

    sandbox: Sandbox | None = None
    time: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float, stop: Event) -> None:
        with self.lock:
            self.time += seconds
            if self.sandbox:
                self.sandbox.advance(seconds)


@dataclass
class Wire:
    """A `send` that does something else at the writing call whose number is `at`.

    `cut`: "before" and "after" end the process at the call, unsent or done; "lost" and "unsent" lose
    the answer of a call that was done or was not; "stop" asks the apply to stop and does the call.
    """

    send: Send
    cut: str = ""
    at: int = -1
    stop: Event = field(default_factory=Event)
    writes: list[Call] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, call: Call) -> Answer:
        if not call.writes:
            return self.send(call)
        with self.lock:
            number = len(self.writes)
            self.writes.append(call)
        if number != self.at:
            return self.send(call)
        return self._cut(call)

    def _cut(self, call: Call) -> Answer:
        if self.cut == "stop":
            self.stop.set()
        if self.cut == "before":
            raise Crash
        if self.cut == "unsent":
            raise AnswerLost(call, "reset")
        answer = self.send(call)
        if self.cut == "after":
            raise Crash
        if self.cut == "lost":
            raise AnswerLost(call, "reset")
        return answer


@dataclass
class World:
    """A sandbox, the client on it, and one plan and apply after another."""

    sandbox: Sandbox
    client: Client
    news: list[News] = field(default_factory=list)

    def plan(self, stack: Stack, options: Options = PLAIN) -> Draft:
        return draft(stack, observe(stack, forms().values(), self.client.send, options), options)

    def apply(
        self, stack: Stack, options: Options = PLAIN, wire: Callable[[Send], Send] | None = None
    ) -> Applied:
        made = self.plan(stack, options)
        send = wire(self.client.send) if wire else self.client.send
        stop = send.stop if isinstance(send, Wire) else Event()
        way = Way(Turned(self.sandbox), self.news.append, stop)
        secrets = secrets_from(send, {"TOKEN": "hush-hush"}, None)
        return apply(made, send, options, way, resolve_secret=secrets)

    def is_clean(self, stack: Stack) -> bool:
        return not self.plan(stack).plan.to_do


def world_of(sandbox: Sandbox) -> World:
    """A world whose calls are answered by this sandbox."""
    access = Access(region="eu-west-1", attach=sandbox.attach, pace=Pace(sleep=lambda _: None))
    return World(sandbox, Client(access, (SCOPE,), Refusals(AwsRefused, AnswerLost, Unreachable)))


def statuses(applied: Applied) -> dict[str, str]:
    """Address → status."""
    return {outcome.address: outcome.status for outcome in applied.outcomes}


def failures(applied: Applied) -> list[Outcome]:
    """The outcomes that carry an error."""
    return [outcome for outcome in applied.outcomes if outcome.error]


def creates(calls: Iterable[Any]) -> list[str]:
    """The names of the creating operations among calls, sorted."""
    return sorted(call.operation for call in calls if call.operation.startswith("Create"))
