"""A kind against the outside truth: AWS's service model, the other kinds, the vocabulary.

A declaration that compiles may still be wrong: a member that was misspelt, a word about a field that
is not there, an error code that AWS does not know, a required member that nobody fills. All faults
of all kinds are told at once, for they come in swarms when boto3 or the vocabulary changes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from reconciler.aws.models import UnknownModel, model
from reconciler.kinds.words import (
    Attribute,
    Attributes,
    Bound,
    Field,
    Inner,
    Items,
    Kind,
    Op,
    Read,
    Recent,
    Revision,
    Setter,
    Settles,
    Statement,
    Switch,
    Tags,
)
from reconciler.spec.compiling.compile import compile_kind
from reconciler.spec.compiling.lint_operations import alter_faults, operation_faults, refusal_faults
from reconciler.spec.compiling.lint_reads import read_faults
from reconciler.spec.compiling.lint_words import word_faults
from reconciler.spec.compiling.members import Unfit
from reconciler.spec.compiling.used import operations_of

WORDS: Final[tuple[type, ...]] = (
    Attribute,
    Attributes,
    Bound,
    Kind,
    Field,
    Op,
    Read,
    Tags,
    Setter,
    Items,
    Switch,
    Inner,
    Revision,
    Statement,
    Settles,
    Recent,
)
"""The vocabulary: its forms, whose fields are the words."""


def faults(kinds: Iterable[Kind]) -> tuple[str, ...]:
    """Return everything that is wrong with `kinds`, each as `kind: what`."""
    known = tuple(kinds)
    told = [f"{kind.id}: {fault}" for kind in known for fault in kind_faults(kind, known)]
    ids = [kind.id for kind in known]
    return (*told, *(f"{name}: declared twice" for name in sorted(set(ids)) if ids.count(name) > 1))


def kind_faults(kind: Kind, known: Iterable[Kind]) -> Iterator[str]:
    """Yield what is wrong with one kind; `known` are the kinds it may point to."""
    try:
        service = model(kind.client)
    except UnknownModel as unknown:
        yield str(unknown)
        return
    missing = {op.name for op in operations_of(kind)} - {*service.operations}
    yield from (f"{service.service} has no operation {name}" for name in sorted(missing))
    yield from refusal_faults(kind, service)
    if missing:
        return
    yield from operation_faults(kind, service)
    try:
        form = compile_kind(kind)
    except Unfit as unfit:
        yield str(unfit)
        return
    yield from alter_faults(form)
    yield from word_faults(form, known)
    yield from read_faults(form, service)


def unused_words(kinds: Iterable[Kind]) -> frozenset[str]:
    """Return the words (`Field.open`) that no kind says: each is to be used or deleted.

    Of a form of words that no kind uses at all (`Switch`) only its own name is told.
    """
    used = {word for kind in kinds for word in _said_in(kind)}
    forms = {word.partition(".")[0] for word in used}
    every = {
        f"{word.__name__}.{item.name}" if word.__name__ in forms else word.__name__
        for word in WORDS
        for item in dataclasses.fields(word)
    }
    return frozenset(every - used)


def _said_in(value: object) -> Iterator[str]:
    """Yield the words that a value says: fields that differ from their defaults, at any depth."""
    match value:
        case Mapping():
            for inner in value.values():
                yield from _said_in(inner)
        case tuple() | list():
            for inner in value:
                yield from _said_in(inner)
        case _ if dataclasses.is_dataclass(value):
            for item in dataclasses.fields(value):
                inner = vars(value)[item.name]
                if not _is_default(item, inner):
                    yield f"{type(value).__name__}.{item.name}"
                    yield from _said_in(inner)


def _is_default(item: dataclasses.Field[object], value: object) -> bool:
    """Tell whether a field holds what it holds when nothing is said."""
    if item.default_factory is not dataclasses.MISSING:
        return value == item.default_factory()
    return item.default is not dataclasses.MISSING and value == item.default
