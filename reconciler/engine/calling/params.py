"""The parameters of one call: which values of a resource travel in which members of an operation.

Pure. Where a member stands (inside the operation's `wrap` or beside it) and how tags are spelt is
read from AWS's own service model, so that no kind has to say it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from reconciler.aws import models
from reconciler.engine.calling.convert import ANY, tags_to, to_api
from reconciler.engine.calling.insisted import completed
from reconciler.engine.calling.members import put
from reconciler.engine.live import Live
from reconciler.engine.reading.read import constant
from reconciler.kinds.words import EMPTY, Kind, Op
from reconciler.plan.calls import Call
from reconciler.spec.content.around import Around
from reconciler.spec.form import Form, Shape
from reconciler.spec.stack import Resource, Scope
from reconciler.spec.values import Late, Value


@dataclass(frozen=True)
class Subject:
    """What calls are made about: a resource by its identity, and all that its calls may need.

    `content`: field → normal value, the whole of it, by which words that depend on a sibling are
    settled. `known`: attribute → value of what AWS already gave it (its ARN, ids), and what it
    inherits. `revisions`: a part's first field → the token that its write must carry; an item → its id
    (`Live.revisions`).
    """

    address: str
    form: Form
    scope: Scope
    identity: tuple[str, ...]
    content: Mapping[str, Value]
    known: Mapping[str, Value]
    revisions: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """The kind of the resource."""
        return self.form.kind

    @property
    def around(self) -> Around:
        """Where the resource's own fields stand, for words that depend on a sibling."""
        names = dict(zip(self.kind.identity, self.identity, strict=True))
        every = {**self.known, **self.content, **names}
        return Around().inside(self.form.structure(), every)

    def own(self, field: str) -> Value:
        """An identity field's value, or an attribute that AWS gives: known, or late."""
        if field in self.kind.identity:
            return self.identity[self.kind.identity.index(field)]
        return self.known.get(field) or Late(self.address, field)


def subject_of(resource: Resource, live: Live | None) -> Subject:
    """The subject of the calls for a declared resource, of which `live` is there."""
    known = dict[str, Value](live.outputs if live else {}) | dict(resource.inherited)
    known |= {"arn": resource.arn} if resource.arn else {}
    content = dict(resource.desired)
    return Subject(
        resource.address,
        resource.form,
        resource.scope,
        resource.identity,
        content,
        known,
        live.revisions if live else EMPTY,
    )


def subject_of_live(address: str, live: Live) -> Subject:
    """The subject of the calls for something that no spec declares."""
    return Subject(
        address, live.form, live.scope, live.identity, live.fields, live.outputs, live.revisions
    )


def call(subject: Subject, op: Op, content: Mapping[str, Value], **extra: Any) -> Call:
    """One writing call: identity and ARN where the operation takes them, and these fields.

    A field of None is left out. `extra` are members as they are. Raises UnknownModel where the
    installed botocore does not know the operation.
    """
    kind, params = subject.kind, dict[str, Any]()
    for field, member in subject.form.calls[op.name].members.items():
        value = parameter(subject, op, field, content)
        if value is not None:
            put(params, place(kind.client, op, member), _listed(subject, op, member, value))
    names = dict(zip(kind.identity, subject.identity, strict=True))
    for member, value in op.sends.items():
        sent = constant(value, subject.scope, names)
        if sent is not None:
            put(params, member, sent)
    root = _root(subject, op)
    made = completed({**params, **extra}, root, _takes(kind.client, op.name), subject.around)
    return Call(kind.client, op.name, made, subject.scope.name, writes=True)


def _listed(subject: Subject, op: Op, member: str, value: Any) -> Any:
    """A name as a list of one, where the operation is about many."""
    takes = _takes(subject.kind.client, op.name).members.get(member)
    return [value] if isinstance(value, str) and takes and takes.type == "list" else value


def _root(subject: Subject, op: Op) -> Shape:
    """What an operation takes, as a structure whose members are the fields that travel in it.

    A merging update keeps what is omitted: it insists on nothing.
    """
    members = subject.form.calls[op.name].members.items()
    fields = {
        field: replace(subject.form.fields.get(field) or ANY, member=member)
        for field, member in members
    }
    if op.merges:
        fields = {
            field: replace(shape, word=replace(shape.word, insisted=False))
            for field, shape in fields.items()
        }
    inside = Shape("structure", member=op.wrap, fields=fields)
    return Shape("structure", fields={**fields, op.wrap: inside}) if op.wrap else inside


def _takes(service: str, operation: str) -> Any:
    return models.model(service).operation(operation).input


def parameter(subject: Subject, op: Op, field: str, content: Mapping[str, Value]) -> Any:
    """What is sent for one field of an operation; None where nothing is."""
    if field in subject.kind.identity:
        return subject.own(field) or None
    if field in content and field in subject.form.fields and (not op.only or field in op.only):
        return to_api(subject.form.fields[field], content[field], subject.around)
    is_given = field in subject.kind.gives and field not in subject.form.fields
    return subject.own(field) if is_given or field == "arn" else None


def place(service: str, op: Op, member: str) -> str:
    """The dotted path of a member in the request: inside `wrap` where the model has it there."""
    if not op.wrap:
        return member
    inside: Any = _takes(service, op.name)
    for part in op.wrap.split("."):
        inside = inside.members[part]
    return f"{op.wrap}.{member}" if member.partition(".")[0] in inside.members else member


def with_tags(made: Call, op: Op, tags: Mapping[str, str]) -> Call:
    """The call with these tags in the member, and in the spelling, that its operation has."""
    member = op.rename.get("tags") or tags_member(made.service, op.name)
    shape: Any = _takes(made.service, op.name)
    for part in member.split("."):
        shape = shape.members[part]
    names = sorted(shape.element.members) if shape.type == "list" else ["", ""]
    return _extended(made, member, tags_to(tags, *names))


def with_tag_keys(made: Call, op: Op, keys: tuple[str, ...]) -> Call:
    """The call with the keys of the tags that it takes off."""
    takes = _takes(made.service, op.name).members
    named = (name for name, shape in takes.items() if name.lower() in {"tagkeys", "tagstoremove"})
    return _extended(made, op.rename.get("tag_keys") or next(named), list(keys))


def removes_pairs(service: str, op: Op) -> bool:
    """Whether an operation takes tags off by key and value, where others take keys."""
    members = {name.lower() for name in _takes(service, op.name).members}
    return "tags" in members and not {"tagkeys", "tagstoremove"} & members


def tags_member(service: str, operation: str) -> str:
    """The member that takes tags, by the names under which AWS's APIs have it."""
    takes: Mapping[str, Any] = _takes(service, operation).members
    return next(name for name in takes if name.lower() in {"tags", "tagstoadd"})


def _extended(made: Call, path: str, value: Any) -> Call:
    params = _copied(made.params)
    put(params, path, value)
    return Call(made.service, made.operation, params, made.scope, made.writes)


def _copied(params: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _copied(value) if isinstance(value, dict) else value for name, value in params.items()
    }
