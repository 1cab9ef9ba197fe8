"""A shape of AWS's model as a shape of a form: our names, plain prose, patterns that both read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from reconciler.aws import models
from reconciler.aws.models import snake
from reconciler.kinds.words import MISSING, Attribute, Field, Shorthand
from reconciler.spec.compiling.patterns import END, portable
from reconciler.spec.compiling.prose import plain
from reconciler.spec.compiling.words import WORDLESS, Said
from reconciler.spec.form import Shape, Type

TYPES: Mapping[str, Type] = {
    "structure": "structure",
    "list": "list",
    "map": "map",
    "boolean": "boolean",
    "integer": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
}
"""Everything else is text in a spec: strings, blobs and timestamps."""


SINCE = "A day that has come, `2026-11-01`: what AWS did last before that day is done again."
"""What editors show of a switch that is written as a day."""
DAY = f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}"
"""How a day is written."""


@dataclass(frozen=True)
class Spot:
    """Where a shape is used: its field path, the member it is, and whether AWS wants it."""

    path: str
    member: str = ""
    required: bool = False
    trail: tuple[str, ...] = ()


def formed(shape: models.Shape, said: Said, spot: Spot) -> Shape:
    """Return `shape` as specs write it, words attached.

    A field that AWS requires and for which the kind states a default may be left out: the default
    is sent. A type that holds itself is a free document from there on.
    """
    word = said.of(spot.path) if spot.member else WORDLESS
    if shape.name in spot.trail and shape.type == "structure":
        return Shape("any", member=spot.member, word=word)
    if word.table:
        return _tabled(shape, word, spot)
    if word.since:
        return Shape("string", member=spot.member, doc=SINCE, pattern=DAY, word=word)
    low, high = shape.bounds if not shape.enum else (None, None)
    deeper = Spot(spot.path, trail=(*spot.trail, shape.name))
    return Shape(
        TYPES.get(shape.type, "string"),
        member=spot.member,
        required=spot.required and word.default is MISSING,
        doc=plain(shape.documentation) if spot.member else "",
        enum=shape.enum,
        pattern=portable(shape.pattern or "") if not shape.enum else "",
        low=low,
        high=high,
        fields=_fields(shape, said, deeper),
        item=_item(shape, said, deeper),
        key=formed(shape.key, said, deeper) if shape.type == "map" else None,
        word=word,
    )


def attribute(one: Attribute, said: Said, field: str) -> Shape:
    """Return a text in a map of attributes as the field that it is."""
    return Shape(
        one.type,
        member=one.name,
        doc=one.doc,
        enum=one.enum,
        low=one.low,
        high=one.high,
        word=said.of(field),
    )


def _tabled(shape: models.Shape, word: Field, spot: Spot) -> Shape:
    """Return a list of rows as the map in a map that specs write."""
    assert word.table is not None
    rows = shape.element.members
    nothing = Said({}, frozenset())
    first, second = (formed(rows[name], nothing, Spot(spot.path)) for name in word.table.by)
    value = formed(rows[word.table.value], nothing, Spot(spot.path))
    inner = Shape("map", item=value, key=second)
    doc = plain(shape.documentation)
    return Shape("map", member=spot.member, doc=doc, item=inner, key=first, word=word)


def _fields(shape: models.Shape, said: Said, spot: Spot) -> Mapping[str, Shape]:
    """Return the fields of a structure that specs may write."""
    named = {snake(member): (member, inner) for member, inner in shape.members.items()}
    return {
        name: formed(
            inner,
            said,
            Spot(f"{spot.path}.{name}", member, member in shape.required, spot.trail),
        )
        for name, (member, inner) in named.items()
        if f"{spot.path}.{name}" not in said.reserved
    }


def _item(shape: models.Shape, said: Said, spot: Spot) -> Shape | None:
    """Return what a list or map holds."""
    match shape.type:
        case "list":
            item = formed(shape.element, said, spot)
            return with_key(item, said.of(spot.path).keyed)
        case "map":
            return formed(shape.value, said, spot)
        case _:
            return None


def with_key(item: Shape, key: str) -> Shape:
    """Return the item of a keyed list, its key required: one that AWS makes up is not the spec's.

    (Lifecycle rules of S3 and secondary sources of CodeBuild are so; the models ask for no id.)
    """
    if item.item:
        return dataclasses.replace(item, item=with_key(item.item, key))
    field = item.fields.get(key)
    if field is None or field.word.default is not MISSING:
        return item
    fields = {**item.fields, key: dataclasses.replace(field, required=True)}
    return dataclasses.replace(item, fields=fields)


def implied_shape(shorthand: Shorthand, said: Said, path: str) -> Shape:
    """Return a shorthand as a shape, words attached."""
    made: Type = "structure" if shorthand.fields else "list" if shorthand.item else shorthand.type
    return Shape(
        made,
        required=shorthand.required,
        doc=shorthand.doc,
        enum=shorthand.values,
        fields={
            name: implied_shape(inner, said, f"{path}.{name}")
            for name, inner in shorthand.fields.items()
        },
        item=_bare(implied_shape(shorthand.item, said, path)) if shorthand.item else None,
        word=said.of(path),
    )


def _bare(item: Shape) -> Shape:
    """Return an item without the words of its list, which stand on that."""
    return dataclasses.replace(item, word=WORDLESS)


def merged(created: Shape, updated: Shape, *, immutable: bool) -> Shape:
    """Return the union of what a create and an update take for one field.

    Fields that only the create takes are `immutable` where the caller says so; of fields that only
    the update takes none is required.
    """
    if created.item and updated.item:
        item = merged(created.item, updated.item, immutable=immutable)
        return dataclasses.replace(created, item=item)
    fields = {
        name: merged(shape, updated.fields[name], immutable=immutable)
        if name in updated.fields
        else fixed(shape, immutable=immutable)
        for name, shape in created.fields.items()
    }
    late = {
        name: dataclasses.replace(shape, required=False)
        for name, shape in updated.fields.items()
        if name not in created.fields
    }
    return dataclasses.replace(created, fields={**fields, **late})


def fixed(shape: Shape, *, immutable: bool = True) -> Shape:
    """Return `shape` as a field that cannot change under the same identity."""
    if not immutable:
        return shape
    return dataclasses.replace(shape, word=dataclasses.replace(shape.word, immutable=True))
