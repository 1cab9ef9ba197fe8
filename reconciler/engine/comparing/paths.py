"""Paths as users read them: from the steps of a difference, and as patterns that leave some out.

`stages[Build].actions[Compile].run_order`: fields and keys of free maps after a dot, items of lists
in brackets, by key where the kind says one; the order of a keyed list is `stages (order)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeGuard

from reconciler.errors import Place
from reconciler.kinds.words import Inner
from reconciler.spec.content.around import NOTHING, Around
from reconciler.spec.content.normal import is_document, item_shape, key_words, value_shape
from reconciler.spec.form import Form, Shape
from reconciler.spec.values import ORDER, Value

TAGS = "tags"
"""The path of a resource's tags."""


@dataclass(frozen=True)
class Spot:
    """A place in a resource: its path, its shape, and what was passed on the way to it.

    `field` is the resource's own field it lies in, `keys` the names on the way that users choose:
    keys of maps and of keyed lists. `document` is the form of the document that it
    lies in or is. `replaces`: changing it makes another resource. `secret`: it may hold only a
    secret.
    """

    path: str
    shape: Shape
    around: Around
    field: str = ""
    keys: tuple[str, ...] = ()
    document: str = ""
    replaces: bool = False
    secret: bool = False

    def down(self, step: str | int, value: Value) -> Spot:
        """The spot one step further; `value` is what stands here, on the side that has more."""
        around = self.around
        if self.shape.type == "structure" and isinstance(value, Mapping):
            around = around.inside(self.shape, value)
        shape = NOTHING if self.document else _below(self.shape, step, around)
        settled = shape.word.secret is not False and around.settle(shape.word.secret) is True
        return Spot(
            self._path(step),
            shape,
            around,
            self.field or str(step),
            (*self.keys, step) if self._is_chosen(step) else self.keys,
            self.document or (shape.word.document if is_document(shape) else ""),
            self.replaces or shape.word.immutable,
            self.secret or settled,
        )

    def _is_chosen(self, step: str | int) -> TypeGuard[str]:
        """Whether a step is a name that a user chose, not one of AWS's."""
        return isinstance(step, str) and step != ORDER and self.shape.type != "structure"

    def _path(self, step: str | int) -> str:
        if step == ORDER:
            return f"{self.path} {ORDER}"
        if isinstance(step, int) or (self.shape.type == "list" and not self.document):
            return f"{self.path}[{step}]"
        return f"{self.path}.{step}" if self.path else step


def root(form: Form, value: Mapping[str, Value]) -> Spot:
    """The spot where a resource's own fields begin."""
    shape = form.structure()
    return Spot("", shape, Around().inside(shape, value))


def of_resource(form: Form, spot: Spot) -> Spot:
    """The spot with the meaning that its words have for the resource as a whole.

    An inner kind that cannot change in place is made again by itself: its holder is not replaced.
    """
    inner = {part.field for part in form.kind.parts if isinstance(part, Inner)}
    return replace(spot, replaces=False) if spot.field in inner else spot


def place_of(places: Mapping[str, Place], path: str, whole: Place | None) -> Place | None:
    """Where the value of a path stands in the spec: its own place, or that of the nearest around."""
    while path:
        if path in places:
            return places[path]
        path = _outer(path)
    return whole


def is_under(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path is, or lies inside, what one of the patterns names; `*` is any key or item."""
    return any(_expression(pattern).match(path) for pattern in patterns)


def _outer(path: str) -> str:
    if path.endswith(f" {ORDER}"):
        return path.removesuffix(f" {ORDER}")
    cut = path.rfind("[") if path.endswith("]") else path.rfind(".")
    return path[:cut] if cut > 0 else ""


@lru_cache(maxsize=1024)
def _expression(pattern: str) -> re.Pattern[str]:
    told = re.escape(pattern).replace(r"\[\*\]", r"\[[^\]]*\]").replace(r"\*", r"[^\[\].]*")
    return re.compile(told + r"(?=$|[.\[ ])")


def _below(shape: Shape, step: str | int, around: Around) -> Shape:
    match shape.type:
        case "structure":
            return shape.fields.get(str(step), NOTHING)
        case "map":
            return value_shape(shape, key_words(shape, around), str(step))
        case "list" if step != ORDER:
            return item_shape(shape)
    return NOTHING


def child(value: Value, step: str | int) -> Value:
    """What stands one step below; None where nothing does."""
    match value:
        case Mapping():
            return value.get(str(step))
        case tuple() if isinstance(step, int) and step < len(value):
            return value[step]
    return None
