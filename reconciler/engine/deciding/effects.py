"""What a change does beyond its fields: to running work, to data, and how long it is waited for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reconciler.engine.calling.parts import root_of
from reconciler.engine.comparing.paths import TAGS
from reconciler.kinds.words import Kind
from reconciler.plan.plan import Action, FieldChange
from reconciler.spec.form import Form, Shape

WRITING = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE, Action.ADOPT})
"""Actions after which the resource is there as the spec has it."""


def effects(
    form: Form, action: Action, fields: tuple[FieldChange, ...], along: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Sentences about what a change does, none of them twice; `along` is what it takes with it."""
    taken = (f"destroys {one} too, which nothing here declares" for one in along)
    return tuple(dict.fromkeys((*_sentences(form, action, fields), *taken)))


def _sentences(form: Form, action: Action, fields: tuple[FieldChange, ...]) -> Iterator[str]:
    kind = form.kind
    if action in {Action.DELETE, Action.REPLACE}:
        yield from _destroyed(kind, action)
    touched = [one for one in fields if root_of(one.path) != TAGS]
    if action in {Action.UPDATE, Action.ADOPT} and touched:
        yield from (kind.disrupts,) if kind.disrupts else ()
        yield from (text for one in touched for text in _disruptions(form, one.path))
    if action in WRITING and kind.settles and not kind.settles.human:
        yield f"waits up to {_duration(kind.settles.limit)} until it is ready"


def _destroyed(kind: Kind, action: Action) -> Iterator[str]:
    if action is Action.REPLACE:
        yield "deletes it and makes it again"
    if kind.holds_data:
        yield f"destroys {kind.holds_data}"


def _disruptions(form: Form, path: str) -> Iterator[str]:
    """What the words of the fields on a path say of work that is running."""
    shape: Shape | None = form.structure()
    for name in re.findall(r"[^.\[\]]+", re.sub(r"\[[^\]]*\]", "", path.partition(" (")[0])):
        while shape is not None and shape.item is not None:
            shape = shape.item
        shape = shape.fields.get(name) if shape else None
        if shape is not None and shape.word.disrupts:
            yield shape.word.disrupts


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"
