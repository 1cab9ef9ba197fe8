"""A kind joined with AWS's service model: its form.

`forms` are compiled when boto3 or a kind changes (`spec.compiling.compile`), committed under `schemas/forms/`
and shipped in the wheel, so that validation needs no service model and gives the same verdict
whatever boto3 is installed. The JSON Schemas that editors use are rendered from forms too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

from reconciler.kinds.words import Field, Kind

Type: TypeAlias = Literal[
    "string", "integer", "number", "boolean", "structure", "list", "map", "any"
]
"""`any` is a free document; timestamps and blobs do not occur in what specs write."""


@dataclass(frozen=True)
class Shape:
    """One field, list item or map value: the model's facts and the kind's words, in one node.

    - `member`: the API's own name of the field in its structure; empty for items and map values.
    - `low`, `high`: bounds; of the value for numbers, of the length for strings, lists and maps.
    - `pattern`: anchored, in the dialect that JSON Schema and Python's `re` share, or empty.
    - `fields`: of a structure, by our name. `item`: of a list its items, of a map its values.
    - `key`: of a map, the shape of its keys where the model bounds them.
    - `doc`: AWS's own description as plain text.
    """

    type: Type
    member: str = ""
    required: bool = False
    doc: str = ""
    enum: tuple[str, ...] = ()
    pattern: str = ""
    low: float | None = None
    high: float | None = None
    fields: Mapping[str, Shape] = field(default_factory=dict)
    item: Shape | None = None
    key: Shape | None = None
    word: Field = Field()

    @cached_property
    def inner(self) -> Shape:
        """`item` with the words that it takes from its holder, whose own it has not.

        What the holder's word says of text is said of its items, and of a list in a list what it
        says of lists.
        """
        item, word = self.item or Shape("any"), self.word
        if word.table:
            return replace(item, word=Field(open=word.open))
        if item.type == "list":
            word = Field(keyed=word.keyed, ordered=word.ordered, short=word.short, set=word.set)
            return replace(item, word=word)
        said = word.document or word.csv or word.secret or word.points_to
        if item.type in ("structure", "map") or not said:
            return item
        text = Field(
            document=word.document,
            csv=word.csv,
            secret=word.secret,
            points_to=word.points_to,
            checked=word.checked,
        )
        return replace(item, word=text)


@dataclass(frozen=True)
class Signature:
    """What one operation takes: our field → its member (inside the wrap where the kind says one).

    `page`: the members of the request and of the answer that carry the page token, or None.
    """

    members: Mapping[str, str]
    page: tuple[str, str] | None = None


@dataclass(frozen=True)
class Form:
    """Everything about a kind that is known before any spec is read.

    `fields`: every field a spec may write, by our name, parts' fields included, without
    `lifecycle`, `tags` (see `kind.tags`) and `when`. `calls`: by operation name. `identity` fields
    are among `fields`.
    """

    kind: Kind
    fields: Mapping[str, Shape]
    calls: Mapping[str, Signature]

    def structure(self) -> Shape:
        """The resource itself as one structure, for walks that start at the root."""
        return Shape("structure", fields=self.fields)
