"""What a stack says of the targets of others: found once, asked often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.expand.granted import is_granted
from reconciler.expand.senders import EVENTS, Sending
from reconciler.expand.statements import needed, policy_of_groups, statement_for
from reconciler.spec.stack import Resource, Stack

HOLDERS: Final = frozenset(
    {"sns.topics", "sqs.queues", "eventbridge.event_buses", "iam.roles", "kms.keys"}
)
"""Kinds that are found by their ARN."""

MANAGED: Final = ("/AWSCodeDeployRole", "/AdministratorAccess", "/AmazonSNSFullAccess")
"""Managed policies that let a role publish (AWS Managed Policy Reference)."""


@dataclass(frozen=True)
class Known:
    """A stack's resources by address; its topics, queues, buses, roles and keys by ARN; what it
    declares of the policies of topics, queues (by their ARN or name), functions (by name and
    version) and log groups (by scope).
    """

    by_address: Mapping[str, Resource]
    by_arn: Mapping[str, Resource]
    policies: Mapping[str, tuple[Any, ...]]
    functions: Mapping[tuple[str, str], tuple[Mapping[str, Any], ...]]

    def by_kind(self, kind: str) -> Iterator[Resource]:
        """The resources of a kind that are not to be gone."""
        for one in self.by_address.values():
            if one.form.kind.id == kind and one.lifecycle.state != "absent":
                yield one

    def is_manual(self, sender: Resource) -> bool:
        """Whether somebody else grants what a sender needs: as it says, or what implied it."""
        said, parent = sender.implied.get("permissions"), self.by_address.get(sender.parent)
        if said is None and parent is not None and parent is not sender:
            return self.is_manual(parent)
        return said == "manual"

    def grants(self, sent: Sending) -> bool:
        """Whether the spec itself says that a target lets a sender in."""
        match sent.service:
            case "lambda":
                return self._function_grants(sent)
            case "logs":
                place, _, group = sent.target.partition(":log-group:")
                wanted, _ = policy_of_groups([group.removesuffix(":*")], f"{place}:log-group:")
                asked = {**wanted["Statement"][0], "Principal": {"Service": [EVENTS]}}
                found = self.policies.get(f"logs {place}", ())
                return any(is_granted(one, asked) for one in found)
        wanted = needed([sent])
        if any(is_granted(one, wanted) for one in self.policies.get(sent.target, ())):
            return True
        return sent.by_role and self._role_may(sent, wanted)

    def _function_grants(self, sent: Sending) -> bool:
        for one in self.functions.get(function_of(sent.target), ()):
            source = one.get("source_arn")
            asked = {"Statement": [_as_statement(one, source)]}
            if is_granted(asked, statement_for([sent])[0]):
                return True
        return False

    def _role_may(self, sent: Sending, wanted: Mapping[str, Any]) -> bool:
        """Whether the policies of a declared role let it publish."""
        role = self.by_arn.get(sent.principal)
        if role is None:
            return False
        managed: Any = role.desired.get("managed_policy_arns") or ()
        if any(isinstance(one, str) and one.endswith(MANAGED) for one in managed):
            return True
        inline: Any = role.desired.get("policies") or {}
        return any(is_granted(_anybodys(one), wanted) for one in inline.values())


def known(stack: Stack) -> Known:
    """What a stack says of targets."""
    policies: dict[str, list[Any]] = defaultdict(list)
    functions: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    by_arn = {one.arn: one for one in stack.resources if one.form.kind.id in HOLDERS and one.arn}
    for one in stack.resources:
        kind, scope = one.form.kind.id, one.scope
        if one.lifecycle.state == "absent":
            continue
        place = f"arn:{scope.partition}:sqs:{scope.region}:{scope.account}:"
        match kind:
            case "sns.topics" | "sqs.queues" | "eventbridge.event_buses" | "kms.keys":
                policies[one.arn].append(one.desired.get("policy"))
            case "sns.statements":
                policies[one.identity[0]].append({"Statement": [one.desired.get("statement")]})
            case "sqs.statements":
                said = {"Statement": [one.desired.get("statement")]}
                policies[place + one.identity[0]].append(said)
            case "eventbridge.statements":
                bus = place.replace(":sqs:", ":events:") + f"event-bus/{one.identity[0]}"
                policies[bus].append({"Statement": [one.desired.get("statement")]})
            case "logs.resource_policies":
                where = place.replace(":sqs:", ":logs:").removesuffix(":")
                policies[f"logs {where}"].append(one.desired.get("document"))
            case "lambda.permissions":
                functions[one.identity[0], one.identity[1]].append(one.desired)
    return Known(
        {one.address: one for one in stack.resources},
        by_arn,
        {arn: tuple(said) for arn, said in policies.items()},
        {name: tuple(said) for name, said in functions.items()},
    )


def function_of(arn: str) -> tuple[str, str]:
    """The name of a function and its version or alias, "" for none."""
    _, _, rest = arn.partition(":function:")
    name, _, qualifier = rest.partition(":")
    return name, qualifier


def _as_statement(permission: Mapping[str, Any], source: Any) -> dict[str, Any]:
    """A permission of a function as the statement that AWS makes of it."""
    principal = str(permission.get("principal"))
    said = {
        "Effect": "Allow",
        "Principal": {"Service" if principal.endswith(".com") else "AWS": [principal]},
        "Action": [permission.get("action")],
    }
    if not isinstance(source, str):
        return said
    return {**said, "Condition": {"ArnLike": {"aws:SourceArn": [source]}}}


def _anybodys(document: Any) -> Any:
    """A policy of a role as one of a resource: what it says, it says of its holder."""
    said = document.get("Statement") if isinstance(document, Mapping) else None
    some = (said,) if isinstance(said, Mapping) else said or ()
    return {"Statement": [{**one, "Principal": {"AWS": ["*"]}} for one in some]}
