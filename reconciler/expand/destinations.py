"""What a stack's resources point at and the stack does not declare: targets, queues, roles.

Only what somebody could look for in the stack's own accounts and regions is told; values that AWS has
not given yet belong to resources of the stack. Sources: as in `senders` and `targets`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reconciler.errors import Fault, Place
from reconciler.expand.senders import CONFIGURATIONS
from reconciler.expand.sources import actions_of
from reconciler.spec.form import Form
from reconciler.spec.stack import Resource, Scope, Stack

GONE: Final = "RC4041"
"""Something points at what is not there."""

UNSEEN: Final = "RC4042"
"""Whether what something points at is there could not be found out."""

ROLE: Final = "iam.roles.arn"
"""What fields point to that hold a role."""


@dataclass(frozen=True)
class Destination:
    """An ARN at `path` of a resource that names nothing which the stack declares, and its scope."""

    holder: Resource
    path: str
    arn: str
    scope: Scope

    @property
    def place(self) -> Place:
        """Where it is written; what was derived stands where its parent does."""
        path, places = self.path, self.holder.places
        while path and path not in places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return places.get(path, self.holder.place)


def destinations(stack: Stack) -> tuple[Destination, ...]:
    """Everything that a stack points at and does not declare, in the order of its resources."""
    declared = {one.arn for one in stack.resources if one.arn}
    roles = {one.form.kind.id: _role_fields(one.form) for one in stack.resources}
    found = (
        Destination(one, path, text, scope)
        for one in stack.resources
        if one.lifecycle.state == "present"
        for path, text in _pointed(one, roles[one.form.kind.id])
        if isinstance(text, str) and text.removesuffix(":*") not in declared
        if (scope := _scope_of(text, one, stack)) is not None
    )
    return tuple(found)


def gone(one: Destination, sort: str) -> Fault:
    """The note that what is pointed at is not there."""
    message = f"{one.path}: the {sort} {one.arn} is not there"
    suggestion = "Make it, or write the one that is meant: until then nothing gets there."
    if sort == "role":
        suggestion = "Make it, or write the one that is meant: until then nobody may act as it."
    return Fault(GONE, message, one.place, suggestion=suggestion, address=one.holder.address)


def unseen(some: list[Destination], why: str) -> Fault:
    """The note that nobody could look whether these, which stand and fall together, are there."""
    first, more = some[0], len({one.arn for one in some}) - 1
    others = f" (and {more} more)" if more else ""
    message = f"whether {first.arn}{others} is there could not be checked: {why}"
    suggestion = "`reconcile iam-policy plan` says what a plan may read."
    return Fault(UNSEEN, message, first.place, suggestion=suggestion, address=first.holder.address)


def _scope_of(arn: str, holder: Resource, stack: Stack) -> Scope | None:
    """The scope of the stack that an ARN is in; global ones have no region."""
    parts = arn.split(":", 5)
    if parts[0] != "arn" or len(parts) < 6:
        return None
    _, _, _, region, account, _ = parts
    for scope in (holder.scope, *stack.scopes):
        if scope.account == account and region in {"", scope.region}:
            return scope
    return None


def _pointed(holder: Resource, roles: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Paths and ARNs that a resource holds; the same twice where two fields hold it."""
    for name in roles:
        yield name, holder.desired.get(name)
    pointing = POINTING.get(holder.form.kind.id)
    if pointing:
        yield from pointing(holder)


def _role_fields(form: Form) -> tuple[str, ...]:
    return tuple(name for name, shape in form.fields.items() if shape.word.points_to == ROLE)


def _of_rule(rule: Resource) -> Iterator[tuple[str, Any]]:
    for path, target in _keyed("targets", rule.desired):
        yield f"{path}.arn", target.get("arn")
        yield f"{path}.role_arn", target.get("role_arn")
        yield from _dead_letters(f"{path}.", target)
        tasks = target.get("ecs_parameters") or {}
        yield f"{path}.ecs_parameters.task_definition_arn", tasks.get("task_definition_arn")


def _of_bus(bus: Resource) -> Iterator[tuple[str, Any]]:
    return _dead_letters("", bus.desired)


def _dead_letters(before: str, said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    config = said.get("dead_letter_config")
    if isinstance(config, Mapping):
        yield f"{before}dead_letter_config.arn", config.get("arn")


def _of_repository(repository: Resource) -> Iterator[tuple[str, Any]]:
    for path, trigger in _keyed("triggers", repository.desired):
        yield f"{path}.destination_arn", trigger.get("destination_arn")


def _of_group(group: Resource) -> Iterator[tuple[str, Any]]:
    for path, trigger in _keyed("trigger_configurations", group.desired):
        yield f"{path}.trigger_target_arn", trigger.get("trigger_target_arn")


def _of_notification(rule: Resource) -> Iterator[tuple[str, Any]]:
    for path, _ in _keyed("targets", rule.desired):
        yield path, path.removeprefix("targets[").removesuffix("]")


def _of_bucket(bucket: Resource) -> Iterator[tuple[str, Any]]:
    said: Any = bucket.desired.get("notification_configuration") or {}
    for name, member in CONFIGURATIONS.items():
        for path, one in _keyed(name, said):
            yield f"notification_configuration.{path}.{member}", one.get(member)


def _of_pipeline(pipeline: Resource) -> Iterator[tuple[str, Any]]:
    for stage, name, action in actions_of(pipeline):
        path = f"stages[{stage}].actions[{name}]"
        topic = (action.get("configuration") or {}).get("NotificationArn")
        yield f"{path}.configuration.NotificationArn", topic
        yield f"{path}.role_arn", action.get("role_arn")


def _keyed(name: str, said: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The items of a keyed list, each with its path."""
    items = said.get(name)
    for key, one in items.items() if isinstance(items, Mapping) else ():
        if isinstance(one, Mapping):
            yield f"{name}[{key}]", one


POINTING: Final[Mapping[str, Callable[[Resource], Iterator[tuple[str, Any]]]]] = {
    "eventbridge.rules": _of_rule,
    "eventbridge.event_buses": _of_bus,
    "codecommit.repositories": _of_repository,
    "codedeploy.deployment_groups": _of_group,
    "notifications.rules": _of_notification,
    "s3.buckets": _of_bucket,
    "codepipeline.pipelines": _of_pipeline,
}
"""The kinds that point at things besides roles, and how what each says is read."""
