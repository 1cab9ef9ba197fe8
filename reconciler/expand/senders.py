"""Who of a stack sends something to whom by itself, so that the target's own policy must allow it.

Sources: EventBridge User Guide, "Using resource-based policies" and "Using dead-letter queues";
"Sending events to an AWS service in another account" (functions, topics and queues there are reached
by a role of the rule's account, which their policy lets in as it does for buses);
CodeCommit User Guide, "Manage triggers for a repository"; Developer Tools console User Guide,
"Configure Amazon SNS topics for notifications"; S3 User Guide, "Granting permissions to publish event
notification messages"; CodePipeline User Guide, "Grant approval permissions" and CodeDeploy User
Guide, "Grant Amazon SNS permissions to a CodeDeploy service role" (there a role publishes).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.expand.sources import actions_of, mapped
from reconciler.spec.stack import Resource, Stack

EVENTS: Final = "events.amazonaws.com"
"""EventBridge, as policies name it (EventBridge User Guide, "Using resource-based policies")."""
NOTIFICATIONS: Final = "codestar-notifications.amazonaws.com"
"""CodeStar Notifications, as policies name it (Developer Tools console guide, "Configure
Amazon SNS topics for notifications").
"""
CODECOMMIT: Final = "codecommit.amazonaws.com"
"""CodeCommit, as policies of triggered functions name it (CodeCommit User Guide, "Create a
trigger for a Lambda function").
"""
S3: Final = "s3.amazonaws.com"
"""S3, as policies name it (S3 User Guide, "Granting permissions to publish event notification
messages").
"""

SHORT: Final[Mapping[str, str]] = {
    EVENTS: "events",
    NOTIFICATIONS: "notifications",
    CODECOMMIT: "codecommit",
    S3: "s3",
}
"""Principal of a service → how the keys of what is derived for it call it."""

CONFIGURATIONS: Final[Mapping[str, str]] = {
    "topic_configurations": "topic_arn",
    "queue_configurations": "queue_arn",
    "lambda_function_configurations": "lambda_function_arn",
}
"""The lists of a bucket's notification configuration → where an item has its target."""


@dataclass(frozen=True)
class Sending:
    """One thing that sends to one target.

    `principal`: the service that sends, the ARN of the role by which the sender does, or the account
    whose role does; `source`: the ARN that the target sees as aws:SourceArn; `role`: the ARN of that
    role of an account, where it is known.
    """

    sender: Resource
    principal: str
    target: str
    source: str = ""
    role: str = ""

    @property
    def by_role(self) -> bool:
        """Whether a role sends, and no service."""
        return self.principal.startswith("arn:")

    @property
    def by_account(self) -> bool:
        """Whether a target of another account lets in the whole account, whose roles may or may not."""
        return self.principal.isdigit()

    @property
    def by_service(self) -> bool:
        """Whether a service of AWS sends in its own name."""
        return not (self.by_role or self.by_account)

    @property
    def short(self) -> str:
        """How the keys of what is derived for it call who sends."""
        if self.by_account:
            return "accounts"
        return "roles" if self.by_role else SHORT[self.principal]

    @property
    def service(self) -> str:
        """The service of the target, as ARNs name it."""
        return self.target.split(":", 3)[2]


def sendings(stack: Stack) -> Iterator[Sending]:
    """Everything in a stack that sends, in the order of its resources; late targets are left out."""
    for one in stack.resources:
        senders = SENDERS.get(one.form.kind.id)
        if senders is not None and one.lifecycle.state == "present":
            yield from filter(_is_judged, senders(one))


def _is_judged(sent: Sending) -> bool:
    """Whether a target has a policy that matters: a bus asks only other accounts."""
    parts = sent.target.split(":", 5)
    if len(parts) < 6 or parts[2] in {"sns", "sqs", "lambda", "logs"}:
        return len(parts) == 6
    is_bus = parts[2] == "events" and parts[5].startswith("event-bus/")
    return is_bus and parts[4] != sent.sender.scope.account


def _sent(sender: Resource, principal: str, target: Any, source: str = "") -> Iterator[Sending]:
    if isinstance(target, str):
        yield Sending(sender, principal, target, source)


def _of_rule(rule: Resource) -> Iterator[Sending]:
    for target in mappings(rule.desired.get("targets")):
        arn = target.get("arn")
        by_role = target.get("role_arn") and isinstance(arn, str) and ":sqs:" in arn
        if isinstance(arn, str) and is_abroad(arn, rule.scope.account):
            role = target.get("role_arn")
            yield Sending(rule, rule.scope.account, arn, role=role if isinstance(role, str) else "")
        elif not by_role:
            yield from _sent(rule, EVENTS, arn, rule.arn)
        yield from _sent(rule, EVENTS, _dead_letters(target), rule.arn)


def _of_bus(bus: Resource) -> Iterator[Sending]:
    return _sent(bus, EVENTS, _dead_letters(bus.desired), bus.arn)


def _dead_letters(said: Mapping[str, Any]) -> Any:
    config: Any = said.get("dead_letter_config")
    return config.get("arn") if isinstance(config, Mapping) else None


def _of_repository(repository: Resource) -> Iterator[Sending]:
    for trigger in mappings(repository.desired.get("triggers")):
        yield from _sent(repository, CODECOMMIT, trigger.get("destination_arn"), repository.arn)


def _of_notification(rule: Resource) -> Iterator[Sending]:
    targets = rule.desired.get("targets")
    for address, said in targets.items() if isinstance(targets, Mapping) else ():
        if isinstance(said, Mapping) and said.get("target_type") == "SNS":
            yield from _sent(rule, NOTIFICATIONS, address)


def _of_bucket(bucket: Resource) -> Iterator[Sending]:
    said: Any = bucket.desired.get("notification_configuration")
    for name, member in CONFIGURATIONS.items() if isinstance(said, Mapping) else ():
        for one in mappings(said.get(name)):
            yield from _sent(bucket, S3, one.get(member), bucket.arn)


def _of_pipeline(pipeline: Resource) -> Iterator[Sending]:
    for _, _, action in actions_of(pipeline):
        topic = mapped(action.get("configuration")).get("NotificationArn")
        role = action.get("role_arn") or pipeline.desired.get("role_arn")
        if isinstance(role, str):
            yield from _sent(pipeline, role, topic)


def _of_group(group: Resource) -> Iterator[Sending]:
    role = group.desired.get("service_role_arn")
    for trigger in mappings(group.desired.get("trigger_configurations")):
        if isinstance(role, str):
            yield from _sent(group, role, trigger.get("trigger_target_arn"))


SENDERS: Final[Mapping[str, Callable[[Resource], Iterator[Sending]]]] = {
    "eventbridge.rules": _of_rule,
    "eventbridge.event_buses": _of_bus,
    "codecommit.repositories": _of_repository,
    "notifications.rules": _of_notification,
    "s3.buckets": _of_bucket,
    "codepipeline.pipelines": _of_pipeline,
    "codedeploy.deployment_groups": _of_group,
}
"""The kinds that send by themselves, and what each sends."""


def account_of(arn: str) -> str:
    """The account that an ARN names; empty where it names none, or is no whole ARN."""
    parts = arn.split(":", 5)
    return parts[4] if len(parts) > 5 else ""


def is_abroad(arn: str, account: str) -> bool:
    """Whether an account's rules reach a target by a role because it is another account's."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or not account or parts[4] == account:
        return False
    return parts[2] in {"lambda", "sns", "sqs"} or parts[5].startswith("event-bus/")


def mappings(said: Any) -> Iterator[Mapping[str, Any]]:
    """What a keyed list holds."""
    for one in said.values() if isinstance(said, Mapping) else ():
        if isinstance(one, Mapping):
            yield one
