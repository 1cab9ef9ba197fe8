"""YAML as written, with a place on everything: what the rest of the spec room walks.

Scalars keep their text: whether `012345670123` is a number is for the schema to say, not for YAML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from reconciler.errors import Place


@dataclass(frozen=True)
class ScalarNode:
    """A scalar: its `text`, and whether it was `plain` (unquoted, so that a type may be read into it).

    `empty`: nothing was written (`key:`), which is an error wherever a value is wanted; a written
    `null` or `~` is a plain scalar with that text.
    """

    text: str
    place: Place
    plain: bool = True
    empty: bool = False

    @property
    def is_null(self) -> bool:
        """True for a written null: *shall not be there*."""
        return self.plain and not self.empty and self.text in ("null", "Null", "NULL", "~")


@dataclass(frozen=True)
class ListNode:
    """A sequence."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class MapNode:
    """A mapping, merges (`<<`) already done: key → value in the order written, and each key's place."""

    entries: Mapping[str, Node]
    place: Place
    key_places: Mapping[str, Place] = field(default_factory=dict)

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None where it is not written."""
        return self.entries.get(key)

    def items(self) -> Iterator[tuple[str, Node]]:
        """Key and value, in the order written."""
        return iter(self.entries.items())

    def place_of(self, key: str) -> Place:
        """Where `key` itself stands; of a key that is not written, the mapping's place."""
        return self.key_places.get(key, self.place)


@dataclass(frozen=True)
class ValueNode:
    """A value that did not come from YAML text at this place: what a reference became.

    `value` is a `values.Late`, a `values.Text` or a `values.Secret`; `place` is the reference's.
    (A reference that resolves to plain data becomes the ordinary nodes of that data.)
    """

    value: object
    place: Place


Node: TypeAlias = ScalarNode | ListNode | MapNode | ValueNode
"""A value of a spec with its place."""
