"""What a kind says of fields, against the fields that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from typing import Final

from reconciler.kinds.words import MISSING, By, Field, Kind
from reconciler.spec.compiling.words import said
from reconciler.spec.form import Form, Shape
from reconciler.spec.schemas.schema import attributes

SCOPE: Final = frozenset({"partition", "region", "account"})
"""What an ARN's template may take from the scope."""


def word_faults(form: Form, known: Iterable[Kind]) -> Iterator[str]:
    """Yield words about fields that are not there, or that do not fit what is there."""
    kinds = {kind.id: kind for kind in known}
    root = form.structure()
    for path, word in said(form.kind).words.items():
        shape = field_at(root, path)
        if shape is None:
            yield f"{path}: a word about a field that does not exist"
            continue
        yield from (f"{path}: {fault}" for fault in _field_faults(shape, word, kinds))
        yield from (f"{path}: {fault}" for fault in _by_faults(form, path, word))
        if word.holds and ("." in path or word.clear is word.default is MISSING):
            yield f"{path}: holds, but cannot be emptied by itself"
        if word.follows and ("." in path or not word.points_to.endswith(".name")):
            yield f"{path}: follows, but is no field of its own that holds a name"
    yield from _kind_faults(form)
    for name in form.kind.takes:
        taken = kinds.get(name)
        bound = taken.list.per if taken and taken.list else ()
        targets = [taken.fields[one].points_to for one in bound if taken and one in taken.fields]
        if not any(one.rpartition(".")[0] == form.kind.id for one in targets):
            yield f"takes {name}, of which no list is bound to it"


def field_at(shape: Shape | None, path: str) -> Shape | None:
    """Return the shape at a field path, through lists and maps, or None."""
    for name in path.split("."):
        while shape and shape.item and not shape.fields:
            shape = shape.item
        shape = shape.fields.get(name) if shape else None
    return shape


def _inner(shape: Shape) -> Shape:
    """Return what lists and maps hold at last."""
    while shape.item:
        shape = shape.item
    return shape


def _field_faults(shape: Shape, word: Field, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """Yield words that do not fit the type of their field."""
    inner = _inner(shape)
    if (word.keyed or word.set) and shape.type != "list":
        yield f"keyed or a set, but a {shape.type}"
    if word.keyed and not field_at(inner, word.keyed):
        yield f"keyed by {word.keyed}, which its items do not have"
    if word.short and not field_at(inner, word.short):
        yield f"short for {word.short}, which its items do not have"
    if word.insisted and (word.default is MISSING or _is_beside(word.default)):
        yield "insisted on, but without a default that could be sent"
    if (word.ordered or (word.short and shape.type != "structure")) and not word.keyed:
        yield "short or ordered, but not keyed"
    if (word.document or word.csv or word.same) and inner.type != "string":
        yield f"said to be text of a sort, but a {inner.type}"
    if (word.keys or word.open) and shape.type != "map":
        yield f"has words for its keys, but is a {shape.type}"
    if shape.enum and isinstance(word.default, str) and word.default not in shape.enum:
        yield f"default {word.default} is not among {', '.join(shape.enum)}"
    for one in (word, *(key for case in _keys(word) for key in case.values())):
        yield from _target_faults(one, kinds)


def _is_beside(word: object) -> bool:
    """Tell whether a word depends on a field beside its own, which a request's root does not know."""
    return isinstance(word, By) and word.field.startswith(".")


def _keys(word: Field) -> Iterator[Mapping[str, Field]]:
    """Yield the maps of words about keys."""
    if isinstance(word.keys, By):
        yield from word.keys.cases.values()
    else:
        yield word.keys


def _target_faults(word: Field, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """Yield a target that is no kind's attribute."""
    if not word.points_to:
        return
    target, _, attribute = word.points_to.rpartition(".")
    if target in kinds:
        if attribute not in attributes(kinds[target]):
            yield f"points to {attribute} of {target}, which has no such attribute"
    else:
        yield f"points to {target}, which is no kind"


def _by_faults(form: Form, path: str, word: Field) -> Iterator[str]:
    """Yield words that depend on a field that does not exist, or on values it cannot have."""
    root = form.structure()
    for by in (word.default, word.clear, word.secret, word.unread, word.keys):
        if not isinstance(by, By):
            continue
        holder = path.rpartition(".")[0]
        where = f"{holder}{by.field}" if by.field.startswith(".") else by.field
        field = field_at(root, where.lstrip("."))
        if by.field in form.kind.inherits:
            continue
        if field is None:
            yield f"depends on {by.field}, which does not exist"
        elif field.enum:
            wrong = [case for case in by.cases if case not in field.enum]
            yield from (f"depends on {by.field} being {case}, which it cannot be" for case in wrong)


def _kind_faults(form: Form) -> Iterator[str]:
    """Yield names in the kind that are no fields."""
    kind, fields = form.kind, form.fields
    yield from (f"identity {name} is no field" for name in kind.identity if name not in fields)
    named = {name for group in kind.exactly_one for name in group}
    yield from (f"exactly_one of {name}, which is no field" for name in named - {*fields})
    parts = {name for part in kind.parts for name in _part_names(part)}
    yield from (
        f"first clears {name}, which is no part" for name in kind.first if name not in parts
    )
    invented = {"id"} if kind.arn_at else set[str]()
    for template in _templates(kind.arn):
        holes = {hole.lstrip("/") for _, hole, _, _ in Formatter().parse(template) if hole}
        yield from (f"arn needs {hole}, no field" for hole in holes - SCOPE - {*fields, *invented})
    for name, field in kind.inherits.items():
        if field not in kind.identity or not fields[field].word.points_to:
            yield f"inherits {name} from {field}, which points to no holder"
    if kind.update:
        resent = [name for name in kind.update.resend if name not in fields and name != "tags"]
        yield from (f"resends {name}, which is no field" for name in resent)


def _part_names(part: object) -> tuple[str, ...]:
    """Return the fields of a part."""
    found = vars(part)
    return found["fields"] if isinstance(found.get("fields"), tuple) else (found["field"],)


def _templates(arn: str | By) -> Iterator[str]:
    """Yield the templates of an ARN."""
    if isinstance(arn, By):
        yield from map(str, arn.cases.values())
        if arn.otherwise is not MISSING:
            yield str(arn.otherwise)
    else:
        yield arn
