"""The words that a kind says of its fields, by path. Needs no service model."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconciler.kinds.words import Field, Items, Kind

WORDLESS = Field()
"""What is said of a field of which nothing is said."""


@dataclass(frozen=True)
class Said:
    """What a kind says of its fields, by path: words, and what is reserved."""

    words: Mapping[str, Field]
    reserved: frozenset[str]

    def of(self, path: str) -> Field:
        """Return the words about one field."""
        return self.words.get(path, WORDLESS)


def said(kind: Kind) -> Said:
    """Return the words of a kind."""
    texts = {
        name: dataclasses.replace(kind.fields.get(name, WORDLESS), strings=True)
        for name in (kind.attributes.fields if kind.attributes else ())
    }
    inner = {
        path: dataclasses.replace(kind.fields.get(path, WORDLESS), strings=True)
        for path in _item_texts(kind)
    }
    return Said({**kind.fields, **texts, **inner}, frozenset(kind.reserved))


def _item_texts(kind: Kind) -> Iterator[str]:
    """Yield the fields of items that AWS keeps as texts in a map."""
    for part in kind.parts:
        if isinstance(part, Items) and part.add.attributes:
            yield from (f"{part.field}.{name}" for name in part.add.attributes.fields)
