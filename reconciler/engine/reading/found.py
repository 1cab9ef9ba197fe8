"""From a declared resource to what is asked of AWS, and from the answers to a `Live`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from reconciler.engine.calling.convert import (
    at,
    normal_fields,
    renamed_field,
    renamed_fields,
    tags_from,
)
from reconciler.engine.deciding.ownership import is_ignored, managed_tags, owned
from reconciler.engine.live import Live
from reconciler.engine.reading.groups import tags_inside
from reconciler.engine.reading.outputs import arn_of, identity_of, outputs_of
from reconciler.engine.reading.part_reads import Hung, part_fields
from reconciler.engine.reading.read import Item, Target
from reconciler.kinds.words import Items, Part
from reconciler.spec.stack import Resource


@dataclass(frozen=True)
class Base:
    """A resource that is there, before what hangs on it is read."""

    target: Target
    item: Item

    @cached_property
    def data(self) -> dict[str, Any]:
        """Its own read's members as plain data under our field names."""
        return renamed_fields(self.target.form, self.item)

    @cached_property
    def arn(self) -> str:
        """Its ARN, or "" where it has none."""
        form, kind = self.target.form, self.target.form.kind
        if kind.arn_at:
            return str(at(self.item, kind.arn_at) or self.target.arn)
        return arn_of(form, self.target.scope, {**self.data, **self.target.names}) or ""

    @property
    def asked(self) -> Target:
        """What parts and tags are asked of: the target with the ARN that is now known."""
        target = self.target
        return Target(
            target.address, target.form, target.scope, target.identity, self.arn, target.parts
        )


@dataclass(frozen=True)
class Hanging:
    """What hangs on a resource and has reads of its own: members of parts by field, and tags."""

    data: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] | None = None
    revisions: Mapping[str, str] = field(default_factory=dict)


def hanging(hung: Iterable[Hung], tags: Mapping[str, str] | None) -> Hanging:
    """The parts of one resource, each as its own read gave it, put together."""
    data: dict[str, Any] = {}
    revisions: dict[str, str] = {}
    for one in hung:
        data |= one.data
        revisions |= one.revisions
    return Hanging(data, tags, revisions)


def target_of(resource: Resource) -> Target:
    """What is to be read of a declared resource; `lifecycle.id` wins over its names."""
    form, pinned = resource.form, resource.lifecycle.id
    identity = identity_of(form, pinned) if pinned else None
    return Target(
        resource.address,
        form,
        resource.scope,
        identity or resource.identity,
        pinned or resource.arn,
        frozenset(resource.desired),
    )


def wanted_parts(base: Base) -> tuple[Part, ...]:
    """The parts to be read: declared ones, those always kept, those a delete must clear first.

    What came with the resource's own read is not asked for again.
    """
    kind = base.target.form.kind
    return tuple(part for part in kind.parts if part.read and _is_wanted(base, part))


def believed(
    resource: Resource | None, owner: str, swept: Mapping[str, str] | None, ignored: tuple[str, ...]
) -> bool:
    """Whether the sweep settles a resource's tags: ours, and equal to what is declared."""
    wanted = owned(resource, owner).tags if resource else None
    if wanted is None or swept is None:
        return False
    words = resource.form.kind.tags if resource else None
    return managed_tags(swept, wanted, (*ignored, *(words.foreign if words else ()))) == wanted


def live_of(base: Base, hanging: Hanging) -> Live:
    """The resource as AWS holds it, in normal form."""
    target, kind = base.target, base.target.form.kind
    parts = {name: renamed_field(target.form, name, data) for name, data in hanging.data.items()}
    fields = normal_fields(target.form, {**base.data, **target.names, **parts})
    return Live(
        form=target.form,
        scope=target.scope,
        identity=target.identity,
        fields={name: value for name, value in fields.items() if name not in kind.identity},
        raw=base.item,
        tags=_tags(base, hanging),
        outputs=outputs_of(target.form, target.scope, target.identity, fields, base.item)
        | ({"arn": base.arn} if base.arn else {}),
        state=str(at(base.item, kind.settles.state) or "") if kind.settles else "",
        managed=bool(kind.managed and at(base.item, kind.managed)),
        revisions=hanging.revisions,
    )


def _is_wanted(base: Base, part: Part) -> bool:
    names = part_fields(part)
    if all(name in base.data for name in names):
        return False
    kept = isinstance(part, Items) and part.always
    declared = any(name in base.target.parts for name in names)
    return kept or declared or any(name in base.target.form.kind.first for name in names)


def _tags(base: Base, hanging: Hanging) -> Mapping[str, str] | None:
    words = base.target.form.kind.tags
    if words is None:
        return None
    told = tags_inside(words, base.item) if words.inside else tags_from(hanging.tags)
    return {key: text for key, text in told.items() if not is_ignored(key, words.foreign)}
