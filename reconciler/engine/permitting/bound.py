"""What one resource of a stack takes: actions, each on what it is weighed on.

The ARNs are those that follow from names; what AWS invents, or no spec says, is `*` in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reconciler.engine.calling.parts import fields_of
from reconciler.engine.permitting.needs import actions_of, reads, writes
from reconciler.kinds.permits import BESIDES, FIELDS, PASSED, PASSING, SECRETS, Permit, Verb
from reconciler.kinds.weighed import OTHERS, RESOURCES, UNBOUND
from reconciler.kinds.words import Inner, Items, Kind, Op, Part, Read
from reconciler.spec.content import arns
from reconciler.spec.content.around import Around
from reconciler.spec.declared.pointers import pointers
from reconciler.spec.stack import Resource, Scope
from reconciler.spec.values import Secret, Value

ANY = "*"
"""Every resource; in an ARN, any text."""


@dataclass(frozen=True)
class Grant:
    """One action on one resource, `when`: sorted pairs of a condition key and its text."""

    action: str
    resource: str
    when: tuple[tuple[str, str], ...] = ()


class Places(dict[str, Any]):
    """What fills templates; what nobody knows yet may be anything."""

    def __missing__(self, name: str) -> str:
        return ANY


def grants(resource: Resource, verb: Verb) -> Iterator[Grant]:
    """Everything that planning a resource takes, or applying it; external ones are only read."""
    kind = held(resource)
    state = resource.lifecycle.state
    for read in reads(kind):
        yield from of_operation(resource, read)
    if verb == "apply" and state != "external":
        for op in writes(kind if state != "released" else tags_alone(kind)):
            yield from of_operation(resource, op)
        if state == "present":
            yield from besides(resource)
    if state != "external":
        for secret in secrets(resource.desired):
            yield from of_secret(secret, verb, places_of(resource))


def of_former(old: Resource, verb: Verb) -> Iterator[Grant]:
    """What finding a resource under the identity that it had before takes, and renaming it."""
    kind = held(old)
    for read in reads(kind):
        yield from of_operation(old, read)
    renaming = (kind.renames, *((kind.bound.put, kind.bound.clear) if kind.bound else ()))
    for op in renaming if verb == "apply" else ():
        yield from of_operation(old, op) if op else ()


def held(resource: Resource) -> Kind:
    """The kind without what this resource leaves alone: parts that it does not declare, its name
    where it had no other.
    """
    kind = resource.form.kind
    external = resource.lifecycle.state == "external"
    parts = () if external else tuple(one for one in kind.parts if is_wanted(resource, one))
    tags, renames = None if external else kind.tags, kind.renames if resource.formerly else None
    return replace(kind, parts=parts, tags=tags, renames=renames)


def is_wanted(resource: Resource, part: Part) -> bool:
    """Whether a part is read or written: declared, always kept, or cleared before a delete."""
    names = fields_of(part)
    told = part.path if isinstance(part, Inner) else ""
    if (part.read is None and not told) or (isinstance(part, Items) and part.always):
        return True
    return any(name in resource.desired or name in resource.form.kind.first for name in names)


def tags_alone(kind: Kind) -> Kind:
    """The kind of which nothing but the tags is written."""
    nothing = Op("")
    return replace(kind, create=nothing, update=None, delete=nothing, parts=(), statement=None)


def of_operation(resource: Resource, op: Op | Read) -> Iterator[Grant]:
    """The actions of one operation on what they are weighed on, and what it takes besides."""
    kind, places = resource.form.kind, places_of(resource)
    if not op.name:
        return
    for action in actions_of(kind.client, op.name):
        for template in weighed_on(kind, op):
            yield Grant(action, filled(template, places))
    yield from permitted(BESIDES.get((kind.client, op.name), ()), places)


def weighed_on(kind: Kind, op: Op | Read) -> tuple[str, ...]:
    """Templates of what an operation is weighed on.

    A list of all is weighed on everything; so is a read of kinds whose orphans are found by reading
    whatever there is.
    """
    searched = kind.tags is not None and kind.tags.owned is not None
    if (kind.client, op.name) in UNBOUND or (isinstance(op, Read) and (op.whole or searched)):
        return (ANY,)
    return OTHERS.get((kind.client, op.name)) or RESOURCES.get(kind.id) or ("{arn}",)


def besides(resource: Resource) -> Iterator[Grant]:
    """What writing some fields takes: keys are used, roles are handed on."""
    kind, places = resource.form.kind, places_of(resource)
    for (kind_id, name), permit in FIELDS.items():
        if kind_id == kind.id and resource.desired.get(name) is not None:
            yield from permitted((permit,), places)
    if kind.client not in PASSED:
        return
    values = {**identity_of(resource), **resource.desired}
    for found in pointers(resource.form.structure(), values, Around()):
        named = Places({**places, "name": found.text, "service": PASSED[kind.client]})
        if found.target in PASSING and is_at_home(found.text, resource.scope):
            yield from permitted((PASSING[found.target],), named)


def is_at_home(role: str, scope: Scope) -> bool:
    """Whether a role, by name or by ARN, may be handed on here: no other account's can be (IAM User
    Guide, "Grant a user permissions to pass a role to an AWS service").
    """
    parts = role.split(":")
    return bool(role) and (len(parts) < 6 or not scope.account or parts[4] == scope.account)


def identity_of(resource: Resource) -> dict[str, str]:
    """The identity fields with their values."""
    return dict(zip(resource.form.kind.identity, resource.identity, strict=True))


def of_secret(secret: Secret, verb: Verb, places: Mapping[str, Any]) -> Iterator[Grant]:
    """What reading one secret takes; an apply plans first. One that is named by its ARN is meant alone."""
    named = Places({**places, "name": secret.name})
    verbs: tuple[Verb, ...] = ("plan",) if verb == "plan" else ("plan", "apply")
    for each in verbs:
        for grant in permitted(SECRETS.get((secret.provider, each), ()), named):
            is_its = secret.name.startswith("arn:") and secret.name in grant.resource
            yield replace(grant, resource=secret.name) if is_its else grant


def secrets(value: Value) -> Iterator[Secret]:
    """Every secret inside a value."""
    match value:
        case Secret():
            yield value
        case tuple():
            for item in value:
                yield from secrets(item)
        case Mapping():
            for item in value.values():
                yield from secrets(item)


def permitted(permits: Iterable[Permit], places: Mapping[str, Any]) -> Iterator[Grant]:
    """Permits with their places filled in, as grants."""
    for permit in permits:
        when = tuple(sorted((key, filled(text, places)) for key, text in permit.when.items()))
        for action in permit.actions:
            for template in permit.resources:
                yield Grant(action, filled(template, places), when)


def places_of(resource: Resource) -> Places:
    """What fills the templates of a resource: where it is, its fields, its ARN."""
    form = resource.form
    defaults = {name: shape.word.default for name, shape in form.fields.items()}
    stated = {name: value for name, value in defaults.items() if isinstance(value, str)}
    written = {name: value for name, value in resource.desired.items() if isinstance(value, str)}
    known = Places(
        {**stated, **written, **identity_of(resource), **where(resource.scope), "id": ANY}
    )
    return Places({**known, "arn": resource.arn or derived(resource, known)})


def where(scope: Scope) -> dict[str, str]:
    """Partition, region and account of a scope."""
    return {
        "partition": scope.partition,
        "region": scope.region or ANY,
        "account": scope.account or ANY,
    }


def derived(resource: Resource, known: Mapping[str, Any]) -> str:
    """The ARN that follows from names but for what AWS adds to them; `*` where none does."""
    template = Around().inside(resource.form.structure(), resource.desired)
    text = template.settle(resource.form.kind.arn)
    return filled(text, known) if isinstance(text, str) and text else ANY


def filled(template: str, places: Mapping[str, Any]) -> str:
    """A template with its places filled in; a name that is an ARN itself stands alone."""
    text = arns.filled(template, places)
    return text[text.rfind("arn:") :] if "arn:" in text else text
