"""What an editor shows about a field: AWS's description, the kind's words about it, and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.kinds.words import MISSING, By, Field
from reconciler.spec.form import Shape
from reconciler.spec.schemas.schema_parts import Schema


def shown(shape: Shape) -> Schema:
    """Return what an editor shows: AWS's description, the default, and what it may point to."""
    word = shape.word
    notes = [*([shape.doc] if shape.doc else []), *_notes(word)]
    told: Schema = {"description": " ".join(notes)} if notes else {}
    if word.default is not MISSING and not isinstance(word.default, By):
        told["default"] = _json(word.default)
    if word.points_to:
        section, subsection, attribute = word.points_to.split(".")
        told["examples"] = [f"${{{{ {section}.{subsection}.NAME.{attribute} }}}}"]
    elif choices := _choices(shape):
        told["examples"] = choices
    return told


def _choices(shape: Shape) -> list[str | bool]:
    """Return what may be chosen from, for editors: yaml-language-server completes values by the
    examples of a schema, but not by what stands in its `else`.
    """
    if shape.type == "boolean":
        return [True, False]
    return [*shape.enum]


def _notes(word: Field) -> Iterator[str]:
    """Yield what the kind says of a field, in sentences."""
    if word.immutable:
        yield "Cannot be changed: another value replaces the resource."
    if word.computed:
        yield "Left out, AWS's own choice stays."
    if word.open:
        yield "Keys that are left out are left alone."
    if word.unread is True:
        yield "AWS never returns it: drift cannot be seen."
    elif word.unread:
        yield "Where it is secret, AWS never returns it: drift cannot be seen."
    if isinstance(word.default, By):
        yield f"Left out, it follows {word.default.field}: {_cases(word.default)}."
    if word.disrupts:
        yield f"Changing it: {word.disrupts}."


def _cases(by: By) -> str:
    """Return what a default is in each case, as text."""
    cases = [f"{value} for {case}" for case, value in by.cases.items()]
    return ", ".join([*cases, f"else {by.otherwise}"] if by.otherwise is not MISSING else cases)


def _json(value: Any) -> Any:
    """Return a default as JSON has it."""
    match value:
        case tuple():
            return [_json(item) for item in value]
        case Mapping():
            return {key: _json(item) for key, item in value.items()}
        case _:
            return value
