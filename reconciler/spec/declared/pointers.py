"""Fields that hold another resource's name or ARN, and what was written there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.errors import Fault, Place
from reconciler.kinds.words import By
from reconciler.spec.content.around import NOTHING, Around
from reconciler.spec.content.normal import item_shape, key_of, key_words, value_shape
from reconciler.spec.declared.identities import Identities
from reconciler.spec.form import Shape

UNDECLARED = "RC1215"
"""A literal where a field points at another resource, that names nothing declared."""


@dataclass(frozen=True)
class Pointer:
    """A text at `path` that stands for `target`, an attribute of a kind (`iam.roles.arn`).

    `maybe`: it may as well be a word of AWS's own.
    """

    path: str
    target: str
    text: str
    maybe: bool = False


def pointers(shape: Shape, data: Any, around: Around, path: str = "") -> Iterator[Pointer]:
    """Every pointer below a structure, in read data; values that are not text yet are none."""
    if shape.word.points_to and isinstance(data, str):
        yield Pointer(path, shape.word.points_to, data, shape.word.maybe)
    elif isinstance(data, Mapping) and shape.type == "structure":
        inner = around.inside(shape, data)
        for name, value in data.items():
            below = f"{path}.{name}" if path else name
            yield from pointers(shape.fields.get(name, NOTHING), value, inner, below)
    elif isinstance(data, Mapping) and shape.type == "map":
        words = key_words(shape, around)
        for key, value in data.items():
            yield from pointers(value_shape(shape, words, key), value, around, f"{path}.{key}")
    elif shape.type == "list" and isinstance(data, list | tuple | Mapping):
        for key, value in _items(shape, data):
            yield from pointers(item_shape(shape), value, around, f"{path}[{key}]")


def _items(shape: Shape, data: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(data, Mapping):
        yield from data.items()
        return
    keyed = tuple(shape.word.keyed.split(".")) if shape.word.keyed else ()
    for index, value in enumerate(data):
        yield (key_of(keyed, value) if keyed else "") or str(index), value


def undeclared(
    pointer: Pointer, identities: Identities, place: Place, address: str, account: str
) -> Fault | None:
    """A note where a pointer names nothing that the stack declares; None where it does.

    What it names may well exist: that is for a plan to find out. What AWS makes itself, and what is
    in another account than the resource's, nobody would declare here.
    """
    kind_id, _, attribute = pointer.target.rpartition(".")
    if pointer.maybe or kind_id not in identities.forms:
        return None
    if pointer.text in identities.known(kind_id, attribute):
        return None
    kind = identities.forms[kind_id].kind
    name = pointer.text.removeprefix(kind.bound.before) if kind.bound else pointer.text
    if _is_another_s(pointer.text, kind.arn, account) or name.startswith(kind.builtin):
        return None
    message = f"`{pointer.path}` is written out and names no declared {kind_id}"
    suggestion = (
        f"Declare it, with `lifecycle: {{state: external}}` where others own it, and refer to it: "
        f"`${{{{ {kind_id}.KEY.{attribute} }}}}`."
    )
    return Fault(UNDECLARED, message, place, f"a reference to {kind_id}", suggestion, address)


def _is_another_s(text: str, template: str | By, account: str) -> bool:
    """Whether a text is the ARN of another account's, or of another service's: some fields take those
    of several kinds.
    """
    if not text.startswith("arn:"):
        return False
    _, _, service, _, owner, *_ = [*text.split(":", 5), "", "", "", "", ""]
    elsewhere = owner.isdigit() and bool(account) and owner != account
    return elsewhere or (isinstance(template, str) and [service] != template.split(":")[2:3])
