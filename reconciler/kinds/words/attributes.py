"""Words about a map of texts in which AWS keeps what elsewhere would be fields (SNS, SQS)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Attribute:
    """One text in a map of attributes, as the field that it is.

    The service model knows no more than that it is text: `name` is the key, and type, values,
    bounds and a sentence for editors are what the service's API reference says of it.
    """

    name: str
    doc: str
    type: Literal["string", "integer", "boolean"] = "string"
    enum: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Attributes:
    """A member of some operations, and the fields that stand in it as texts, by our names.

    An operation that takes the map gets the fields that it sends in it; where another one writes
    one attribute at a time, a `Setter` for each says so. The kind's read lands inside the map.
    """

    member: str
    fields: Mapping[str, Attribute]
