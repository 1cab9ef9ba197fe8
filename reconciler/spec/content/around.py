"""What stands around a field, and what a word that depends on another field says there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reconciler.kinds.words import MISSING, By
from reconciler.spec.content.meaning import as_text
from reconciler.spec.form import Shape

NOTHING: Final = Shape("any")
"""The shape of what no model knows."""


@dataclass(frozen=True)
class Around:
    """What stands around a field: the resource's `root` data and shape, and its holder's.

    `fields` and `holder` are the root's own until a walk enters a structure inside it.
    """

    shape: Shape = NOTHING
    root: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Shape] = field(default_factory=dict)
    holder: Mapping[str, Any] = field(default_factory=dict)

    def inside(self, shape: Shape, data: Mapping[str, Any]) -> Around:
        """The surroundings of the fields of `data`, a structure inside this one (or the root)."""
        if self.shape is NOTHING:
            return Around(shape, data, shape.fields, data)
        return Around(self.shape, self.root, shape.fields, data)

    def settle(self, word: Any) -> Any:
        """The value of a word that may be a `By`; `MISSING` where no case serves."""
        if not isinstance(word, By):
            return word
        return word.cases.get(str(as_text(self._value(word.field))), word.otherwise)

    def _value(self, path: str) -> Any:
        fields, data = (
            (self.fields, self.holder) if path[:1] == "." else (self.shape.fields, self.root)
        )
        value: Any = data
        for name in path.lstrip(".").split("."):
            shape = fields.get(name, NOTHING)
            value = value.get(name) if isinstance(value, Mapping) else None
            if value is None and shape.word.default is not MISSING:
                value = shape.word.default
            fields = shape.fields
        return value
