"""`notify`: whoever shall be told of what happens to a resource gets a rule, or a chat's notification.

Sources: EventBridge API Reference, PutTargets; Developer Tools console User Guide, "Notification
concepts" (what a chat can be told of); AWS Chatbot's ARNs in the Service Authorization Reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Any, Final

from reconciler.errors import Fault, Place
from reconciler.events.named.group import Group
from reconciler.events.named.messages import message
from reconciler.events.named.names import by_group, chat_type, pattern_of
from reconciler.expand.derive import derived, named
from reconciler.expand.notice import CHATS, SERVICES, SLACK, Notice, notices_of
from reconciler.expand.notice_faults import (
    no_chat,
    no_line,
    no_name,
    no_target,
    twice,
    whole_application,
)
from reconciler.spec.stack import Expanded, Judgement, Resource, Stack

TARGET: Final = "notice"
"""The id of the only target of a derived rule."""


@dataclass(frozen=True)
class Told:
    """What one resource's notices add, and what is wrong with them."""

    derived: tuple[Resource, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


def notices(stack: Stack) -> Expanded:
    """The stack with what tells somebody of what happens to its resources."""
    made = [_told(one) for one in stack.resources if one.lifecycle.state in ("present", "external")]
    resources = (*stack.resources, *(rule for each in made for rule in each.derived))
    faults = tuple(fault for each in made for fault in each.faults)
    notes = tuple(note for each in made for note in each.notes)
    return Expanded(replace(stack, resources=resources), Judgement(faults, notes))


def _told(resource: Resource) -> Told:
    found = list(notices_of(resource))
    faults = tuple(_faults(found))
    if faults or not found:
        return Told(faults=faults)
    taken: set[str] = set()
    rules = tuple(rule for notice in found for rule in _rules(notice, taken))
    return Told(rules, notes=tuple(whole_application(one) for one in found if _is_wide(one)))


def _faults(found: list[Notice]) -> Iterator[Fault]:
    seen: dict[tuple[str, str], Place] = {}
    for notice in found:
        if notice.service not in (*SERVICES, "chatbot"):
            yield no_target(notice)
        elif notice.service == "chatbot":
            yield from no_chat(notice)
        else:
            groups = [group for group, _ in by_group(notice.names)]
            yield from no_name(notice, groups) or no_line(notice, groups)
        for name in notice.names:
            first = seen.setdefault((str(notice.to), name), notice.place("on"))
            if first != notice.place("on"):
                yield twice(notice, name, first)


def _is_wide(notice: Notice) -> bool:
    kind = notice.parent.form.kind.id
    return notice.service == "chatbot" and kind == "codedeploy.deployment_groups"


def _rules(notice: Notice, taken: set[str]) -> Iterator[Resource]:
    if notice.service == "chatbot":
        yield _chat(notice, taken)
        return
    for group, chosen in by_group(notice.names):
        fields = {
            "description": f"Tells {notice.who} of {group.name} events of {notice.what}"[:512],
            "event_pattern": pattern_of(group, chosen, [_watched(notice.parent, group)]),
            "targets": {TARGET: _target(notice, group)},
        }
        yield _made(notice, "eventbridge.rules", _about(notice, group.name, taken), fields)


def _about(notice: Notice, what: str, taken: set[str]) -> str:
    """What tells a rule from the parent's others: of several for one target the next is numbered."""
    first = f"{what}-to-{notice.who}"
    numbered = (f"{first}-{number}" for number in count(2))
    about = next(one for one in chain((first,), numbered) if one not in taken)
    taken.add(about)
    return about


def _target(notice: Notice, group: Group) -> dict[str, Any]:
    scope = notice.parent.scope
    told = message(group, notice.text, scope.partition, log=notice.service == "logs")
    transformer = {"input_paths_map": told.paths, "input_template": told.template}
    made = {"input_transformer": transformer} if told.template else {}
    fifo = {"sqs_parameters": {"message_group_id": named(notice.what, 128)}}
    queued = str(notice.to).endswith(".fifo") and notice.service == "sqs"
    return {"arn": notice.to, **made, **(fifo if queued else {})}


def _chat(notice: Notice, taken: set[str]) -> Resource:
    fields = {
        "event_type_ids": sorted({chat_type(name) or "" for name in notice.names}),
        "resource": _resource(notice.parent),
        "targets": [{"target_address": notice.to, "target_type": _client(notice.to)}],
        "detail_type": "FULL",
    }
    return _made(
        notice, "notifications.rules", _about(notice, f"{notice.subject}-chat", taken), fields
    )


def _made(notice: Notice, kind: str, about: str, fields: Mapping[str, Any]) -> Resource:
    """A derived resource, which stands where the notice is written.

    Its address begins with the parent's subsection: two parents of two kinds may have one key.
    """
    parent = notice.parent
    name = named(f"{notice.what}-{about}", 64)
    identity = (name,) if kind == "notifications.rules" else ("default", name)
    subsection = parent.form.kind.id.partition(".")[2]
    references = tuple(("targets", to) for at, to in parent.references if at == f"{notice.path}.to")
    if kind == "notifications.rules":  # AWS may look whether it is there
        references = (*references, ("resource", parent.address))
    made = derived(parent, kind, f"{subsection}-notify-{about}", identity, fields, references)
    return replace(made, place=notice.place(""), places=_places(notice))


def _places(notice: Notice) -> dict[str, Place]:
    """Where the fields of what is derived are written."""
    target = f"targets[{TARGET}]"
    fields = {"event_pattern": "on", "event_type_ids": "on", "targets": "to", target: "to"}
    text = {f"{target}.input_transformer": "message"} if notice.text else {}
    return {path: notice.place(field) for path, field in {**fields, **text}.items()}


def _watched(parent: Resource, group: Group) -> tuple[str, ...]:
    return parent.identity if group.about else (parent.arn,)


def _resource(parent: Resource) -> str:
    """What a notification rule is about: of a deployment group, its application."""
    before, mark, rest = parent.arn.partition(":deploymentgroup:")
    return f"{before}:application:{rest.partition('/')[0]}" if mark else parent.arn


def _client(arn: Any) -> str:
    return next((kind for name, kind in CHATS.items() if f"/{name}/" in str(arn)), SLACK)
