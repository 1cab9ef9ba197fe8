"""A kind and its service model become a form: what a spec may write, and how it travels.

The way: the members of create and update are the fields (`members`), each of their shapes becomes a
shape of ours with the kind's words on it (`shapes`), the parts add theirs (`parts`), and every
operation that the kind uses gets a signature. Run by `reconcile schema` and by tests; at run time
forms come from `schemas/forms/` (`forms`), so that no service model is needed to validate.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.aws.models import Model, model
from reconciler.kinds.words import Kind, Op, Read
from reconciler.spec.compiling.members import (
    field_name,
    fields_taken,
    innermost,
    page_of,
    shape_at,
    taken,
)
from reconciler.spec.compiling.parts import part_fields
from reconciler.spec.compiling.shapes import (
    Spot,
    attribute,
    fixed,
    formed,
    implied_shape,
    merged,
)
from reconciler.spec.compiling.used import operations_of
from reconciler.spec.compiling.words import Said, said
from reconciler.spec.form import Form, Shape, Signature

SID: Final = Shape(
    "string",
    doc="The name of the statement in its document. Left out, it is made of the owner and the address.",
    pattern="^[A-Za-z0-9_-]+( [A-Za-z0-9_-]+)*$",
    low=1,
    high=100,
)
"""The field that names a statement, where no operation takes it. In a key policy it can include spaces
(KMS Developer Guide, "Key policies in AWS KMS"), and in that of a new key it does."""

BOUND: Final = Shape(
    "string",
    doc="The name that is bound to it right after it is made, and by which it is known.",
    pattern="^[A-Za-z0-9/_-]+$",
    low=1,
    high=250,
)
"""The field that names what AWS creates without a name (KMS API Reference, CreateAlias)."""

HOLDER: Final = Shape(
    "string", required=True, doc="Whose document the statement stands in, by its name.", low=1
)
"""A field that names the holder of a statement, where operations take something made of it."""


def compile_kind(kind: Kind) -> Form:
    """Return the form of `kind` by the service model that is installed.

    Raises UnknownModel or Unfit where the kind names what the model does not have; `lint` tells
    all such faults at once.
    """
    service = model(kind.client)
    words = said(kind)
    fields = _ordered(kind, _all_fields(kind, service, words))
    return Form(kind, fields, _calls(kind, service))


def _all_fields(kind: Kind, service: Model, words: Said) -> Mapping[str, Shape]:
    """Return the union of what create, update and the parts take, immutability derived."""
    made = _operation_fields(kind, kind.create, service, words)
    changed = _operation_fields(kind, kind.update, service, words) if kind.update else {}
    parted = {
        name: shape
        for part in kind.parts
        for name, shape in part_fields(kind, part, service, words).items()
    }
    late = {name: _as_read(kind, name, shape, service) for name, shape in parted.items()}
    found = {name: _settled(name, made, changed, late) for name in {**made, **changed, **late}}
    implied = {name: implied_shape(word, words, name) for name, word in kind.shorthands.items()}
    own = _unsent(kind, words)
    return {name: _identity(kind, name, shape) for name, shape in (own | found).items()} | implied


def _unsent(kind: Kind, words: Said) -> dict[str, Shape]:
    """Return the fields of an identity that no operation need take as they are."""
    *holders, last = kind.identity
    shapes = {**dict.fromkeys(holders, HOLDER), last: SID} if kind.statement else {}
    if kind.bound:
        shapes = {last: dataclasses.replace(BOUND, member=kind.bound.member)}
    return {name: dataclasses.replace(shape, word=words.of(name)) for name, shape in shapes.items()}


def _operation_fields(kind: Kind, op: Op, service: Model, words: Said) -> Mapping[str, Shape]:
    """Return the fields that one operation takes."""
    texts = kind.attributes.fields if kind.attributes else {}
    return {
        name: attribute(texts[name], words, name)
        if name in texts
        else formed(item.shape, words, Spot(name, item.path, item.required))
        for name, item in fields_taken(kind, op, service.operation(op.name)).items()
    }


def _as_read(kind: Kind, name: str, shape: Shape, service: Model) -> Shape:
    """Return a part's field under the member by which the resource's own read knows it.

    A call that writes one field may call it otherwise (`UpdateDefaultBranch` takes a
    `defaultBranchName`); how it is written is in that call's signature.
    """
    landing = shape_at(service.operation(kind.read.name).output, kind.read.path)
    members = innermost(landing).members if landing else ()
    known = (member for member in members if field_name(kind, kind.read, member) == name)
    return dataclasses.replace(shape, member=next(known, shape.member))


def _settled(
    name: str,
    made: Mapping[str, Shape],
    changed: Mapping[str, Shape],
    parted: Mapping[str, Shape],
) -> Shape:
    """Return one field, from whichever operations take it.

    Taken by the create and by nothing else, it is immutable; not taken by the create, it is never
    required.
    """
    match made.get(name), changed.get(name), parted.get(name):
        case None, updated, part:
            shape = updated or part
            assert shape is not None
            return dataclasses.replace(shape, required=False)
        case created, None, None:
            assert created is not None
            return fixed(created)
        case created, None, _:
            assert created is not None
            return created
        case created, updated, part:
            assert created is not None
            assert updated is not None
            return merged(created, updated, immutable=part is None)


def _identity(kind: Kind, name: str, shape: Shape) -> Shape:
    """Return `shape`; as part of the identity it is neither immutable (another identity is another
    resource) nor, where keys and `names` can give it, required.
    """
    if kind.statement and name == kind.statement.field:
        return dataclasses.replace(shape, required=True)
    if name not in kind.identity:
        return shape
    word = dataclasses.replace(shape.word, immutable=False)
    follows = name == kind.identity[-1] and (kind.named or kind.statement is not None)
    required = shape.required and not follows
    return dataclasses.replace(shape, required=required, word=word)


def _ordered(kind: Kind, fields: Mapping[str, Shape]) -> Mapping[str, Shape]:
    """Return the fields, identity first, then required ones, then the rest in the model's order."""

    def rank(name: str) -> int:
        if name in kind.identity:
            return 0
        return 1 if fields[name].required else 2

    return {name: fields[name] for name in sorted(fields, key=rank)}


def _calls(kind: Kind, service: Model) -> Mapping[str, Signature]:
    """Return the signature of every operation the kind uses, by the operation's name."""
    found: dict[str, Signature] = {}
    for op in operations_of(kind):
        before = found.get(op.name)
        now = _signature(kind, op, service)
        members = {**before.members, **now.members} if before else now.members
        found[op.name] = Signature(members, now.page)
    return dict(sorted(found.items()))


def _signature(kind: Kind, op: Op | Read, service: Model) -> Signature:
    """Return what one operation takes, by our names, and its page tokens."""
    operation = service.operation(op.name)
    members = dict(_members(kind, op, service))
    page = page_of(operation)
    return Signature(members, (page.token_in, page.token_out) if page else None)


def _members(kind: Kind, op: Op | Read, service: Model) -> Iterator[tuple[str, str]]:
    """Yield field and member, a renamed member under its new name only."""
    for name, item in taken(kind, op, service.operation(op.name)).items():
        if name not in kind.reserved:
            yield name, item.path
