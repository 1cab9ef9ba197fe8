"""Forms as JSON under `schemas/forms/`, one file a section, and back again at run time.

A file holds what AWS's model says; the kind and its words are not in it but are laid over it as it
is read, so that they are said in one place. What equals a dataclass's default is left out.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Field, Kind
from reconciler.spec.compiling.words import WORDLESS, Said, said
from reconciler.spec.form import Form, Shape, Signature
from reconciler.spec.published import document

_BY_ID: Mapping[str, Kind] = MappingProxyType({kind.id: kind for kind in KINDS})
_PLAIN = tuple(
    field
    for field in dataclasses.fields(Shape)
    if field.name not in ("fields", "item", "key", "word")
)


class Forms(Mapping[str, Form]):
    """All forms by kind id (`codebuild.projects`); a section's file is read at its first use."""

    def __getitem__(self, kind_id: str) -> Form:
        return _section(_BY_ID[kind_id].section)[kind_id]

    def __iter__(self) -> Iterator[str]:
        return iter(_BY_ID)

    def __len__(self) -> int:
        return len(_BY_ID)

    def __contains__(self, kind_id: object) -> bool:
        return kind_id in _BY_ID


def forms() -> Mapping[str, Form]:
    """Return the forms of every kind, read lazily from the published files."""
    return Forms()


@cache
def _section(section: str) -> Mapping[str, Form]:
    """Return the forms of one section, read once a process."""
    return MappingProxyType(decoded(document(f"forms/{section}.json"), KINDS))


def encoded(compiled: Iterable[Form]) -> str:
    """Return the forms of one section as JSON text, keys in the order of the model."""
    document = {form.kind.id: _form_data(form) for form in compiled}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def decoded(document: Mapping[str, Any], kinds: Iterable[Kind]) -> dict[str, Form]:
    """Return the forms that `document` holds, each joined with its kind."""
    return {kind.id: _form(kind, document[kind.id]) for kind in kinds if kind.id in document}


def _form_data(form: Form) -> dict[str, Any]:
    """Return a form as plain data."""
    calls = {
        name: {"members": dict(call.members), **({"page": list(call.page)} if call.page else {})}
        for name, call in form.calls.items()
    }
    return {"fields": _fields_data(form.fields), "calls": calls}


def _fields_data(fields: Mapping[str, Shape]) -> dict[str, Any]:
    return {name: _shape_data(shape) for name, shape in fields.items()}


def _shape_data(shape: Shape) -> dict[str, Any]:
    """Return a shape as plain data, defaults and words left out, but for derived immutability."""
    data = {
        field.name: getattr(shape, field.name)
        for field in _PLAIN
        if getattr(shape, field.name) != field.default
    }
    if shape.word.immutable:
        data["immutable"] = True
    if shape.fields:
        data["fields"] = _fields_data(shape.fields)
    for name, inner in (("item", shape.item), ("key", shape.key)):
        if inner:
            data[name] = _shape_data(inner)
    return data


def _form(kind: Kind, data: Mapping[str, Any]) -> Form:
    """Return a form from plain data."""
    words = said(kind)
    fields = {
        name: _shape(shape, name, words, words.of(name)) for name, shape in data["fields"].items()
    }
    calls = {
        name: Signature(call["members"], tuple(call["page"]) if "page" in call else None)
        for name, call in data["calls"].items()
    }
    return Form(kind, fields, calls)


def _shape(data: Mapping[str, Any], path: str, said: Said, word: Field = WORDLESS) -> Shape:
    """Return a shape from plain data, `word` on it and the words about its fields on those.

    Items and keys carry no words of their own: a word about a list or a map stands on that.
    """
    if bool(data.get("immutable")) != word.immutable:
        word = dataclasses.replace(word, immutable=not word.immutable)
    item, key = data.get("item"), data.get("key")
    return Shape(
        data["type"],
        member=data.get("member", ""),
        required=data.get("required", False),
        doc=data.get("doc", ""),
        enum=tuple(data.get("enum", ())),
        pattern=data.get("pattern", ""),
        low=data.get("low"),
        high=data.get("high"),
        fields={
            name: _shape(inner, f"{path}.{name}", said, said.of(f"{path}.{name}"))
            for name, inner in data.get("fields", {}).items()
        },
        item=_shape(item, path, said) if item else None,
        key=_shape(key, path, said) if key else None,
        word=word,
    )
