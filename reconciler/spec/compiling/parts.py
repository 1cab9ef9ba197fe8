"""The fields that the parts of a kind bring: each kept by operations of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from reconciler.aws import models
from reconciler.aws.models import Model, Operation
from reconciler.kinds.words import Inner, Items, Kind, Op, Part, Setter, Switch
from reconciler.spec.compiling.members import Taken, Unfit, fields_taken, shape_at
from reconciler.spec.compiling.prose import plain
from reconciler.spec.compiling.shapes import Spot, attribute, fixed, formed, merged, with_key
from reconciler.spec.compiling.words import Said
from reconciler.spec.form import Shape


def part_fields(kind: Kind, part: Part, service: Model, said: Said) -> Mapping[str, Shape]:
    """Return the fields of one part; none of them is required, for a part may be left out."""
    match part:
        case Setter():
            return _setter(kind, part, service, said)
        case Items():
            return {part.field: _items(kind, part, service, said)}
        case Switch():
            return _switch(part, service, said)
        case Inner():
            return {part.field: _inner(kind, part, service, said)}


def _setter(kind: Kind, part: Setter, service: Model, said: Said) -> Mapping[str, Shape]:
    """Return the fields that an operation of their own writes."""
    offered = fields_taken(kind, part.put, service.operation(part.put.name))
    if missing := [name for name in part.fields if name not in offered]:
        raise Unfit(f"{part.put.name} does not take {', '.join(missing)}")
    texts = kind.attributes.fields if kind.attributes else {}
    return {
        name: attribute(texts[name], said, name)
        if name in texts
        else _whole(offered[name], said, name)
        for name in part.fields
    }


def _whole(item: Taken, said: Said, path: str) -> Shape:
    """Return a member as a field that may be left out."""
    return formed(item.shape, said, Spot(path, item.path))


def _items(kind: Kind, part: Items, service: Model, said: Said) -> Shape:
    """Return a collection: a list of items, a map of values or a list of keys.

    Where neither `many` nor `key` is said, an item is all that its own call takes.
    """
    add = service.operation(part.add.name)
    if part.many:
        found = formed(_member(add, part.many), said, Spot(part.field, part.many))
        return _named_by_all(found) if part.key else found
    if not part.key:
        item = _structure(kind, part.field, part.add, service, said)
        item = with_key(item, said.of(part.field).keyed)
        doc = plain(add.traits.get("documentation", ""))
        return Shape("list", member=part.field, doc=doc, item=item, word=said.of(part.field))
    key = formed(_member(add, part.key), said, Spot(part.field))
    word = said.of(part.field)
    doc = plain(add.traits.get("documentation", ""))
    if not part.value:
        return Shape("list", member=part.key, doc=doc, item=key, word=word)
    value = formed(_member(add, part.value), said, Spot(part.field))
    return Shape("map", member=part.value, doc=doc, key=key, item=value, word=word)


def _named_by_all(shape: Shape) -> Shape:
    """A list whose items are named by all that they hold: nothing of it may be left out."""
    item = shape.item
    if item is None:
        return shape
    fields = {name: dataclasses.replace(one, required=True) for name, one in item.fields.items()}
    return dataclasses.replace(shape, item=dataclasses.replace(item, fields=fields))


def _member(operation: Operation, member: str) -> models.Shape:
    """Return an input member of an operation."""
    found = shape_at(operation.input, member) if member else None
    if found is None:
        raise Unfit(f"{operation.name} has no member {member!r}")
    return found


def _switch(part: Switch, service: Model, said: Said) -> Mapping[str, Shape]:
    """Return a yes or no; `per` element it is a field of the elements, which stand elsewhere."""
    doc = plain(service.operation(part.on.name).traits.get("documentation", ""))
    return {part.field: Shape("boolean", doc=doc, word=said.of(part.field))}


def _inner(kind: Kind, part: Inner, service: Model, said: Said) -> Shape:
    """Return the structure that an inner kind's create and update take."""
    doc = plain(service.operation(part.create.name).traits.get("documentation", ""))
    made = _structure(kind, part.field, part.create, service, said)
    if part.update:
        updated = _structure(kind, part.field, part.update, service, said)
        made = merged(made, updated, immutable=True)
    else:
        made = dataclasses.replace(made, fields={n: fixed(s) for n, s in made.fields.items()})
    place = part.path or part.field
    return dataclasses.replace(made, member=place, doc=doc, word=said.of(part.field))


def _structure(kind: Kind, field: str, op: Op, service: Model, said: Said) -> Shape:
    """Return what one operation of an inner kind or item takes, without the holder's identity."""
    offered = fields_taken(kind, op, service.operation(op.name))
    texts = op.attributes.fields if op.attributes else {}
    fields = {
        name: dataclasses.replace(attribute(texts[name], said, f"{field}.{name}"), member=item.path)
        if name in texts
        else formed(item.shape, said, Spot(f"{field}.{name}", item.path, item.required))
        for name, item in offered.items()
        if name not in kind.identity and f"{field}.{name}" not in said.reserved
    }
    return Shape("structure", fields=fields)
