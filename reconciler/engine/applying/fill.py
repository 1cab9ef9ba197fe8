"""Late values put in their places once AWS has given them, and checked again. Pure.

A text with holes is joined; what was validated with a hole in it is validated once it is whole, so
that a value of AWS's that breaks a pattern is told before the call and not by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from reconciler.engine.applying.late import holes
from reconciler.engine.calling.convert import ANY
from reconciler.engine.calling.merges import Merge
from reconciler.errors import Fault, Place, ReconcileError
from reconciler.spec.form import Form, Shape
from reconciler.spec.values import Late, Secret, Text, Value

NOT_GIVEN = "RC5003"
"""A late value that nothing gave."""

NOT_VALID = "RC5004"
"""A late value that came, and is not what its field takes."""

Outputs: TypeAlias = Mapping[str, Mapping[str, str]]
"""Address → attribute → value, of everything that is there by now."""

Reveal: TypeAlias = Callable[[Secret], str]
"""Gives the value of a secret."""


def filled_params(params: Any, outputs: Outputs) -> Any:
    """The parameters of a call with every late value in its place.

    Raises ReconcileError where AWS has not given one: a bug, or a resource that was skipped.
    """
    missing = [
        late for late in holes(params) if late.attribute not in outputs.get(late.address, {})
    ]
    if missing:
        names = ", ".join(sorted({f"{late.address}.{late.attribute}" for late in missing}))
        suggestion = "Leave what gives it in the selection, and run again."
        raise ReconcileError(Fault(NOT_GIVEN, f"{names} is not known", suggestion=suggestion))
    return _filled(params, outputs)


def _filled(params: Any, outputs: Outputs) -> Any:
    match params:
        case Late(address, attribute):
            return outputs[address][attribute]
        case Text(parts):
            return "".join(str(_filled(part, outputs)) for part in parts)
        case Merge(statements=statements):
            return replace(params, statements=_filled(statements, outputs))
        case Mapping():
            return {name: _filled(value, outputs) for name, value in params.items()}
        case list() | tuple():
            return [_filled(value, outputs) for value in params]
        case _:
            return params


def revealed(params: Any, reveal: Reveal) -> Any:
    """The parameters with every secret's value in its place: to be sent, and to be forgotten."""
    match params:
        case Secret():
            return reveal(params)
        case Mapping():
            return {name: revealed(value, reveal) for name, value in params.items()}
        case list() | tuple():
            return [revealed(value, reveal) for value in params]
        case _:
            return params


def faults_of_filled(
    form: Form, before: Mapping[str, Value], after: Mapping[str, Value], place: Place | None
) -> tuple[Fault, ...]:
    """What is wrong with values that were late and are known now; `before` holds the holes."""
    return tuple(
        Fault(NOT_VALID, f"{path} became `{text}`, which AWS will not take", place, expected)
        for path, text, expected in _wrong("", form.structure(), before, after)
    )


def _wrong(path: str, shape: Shape, before: Value, after: Value) -> Iterator[tuple[str, str, str]]:
    match before, after:
        case ((Late() | Text()), str()):
            if expected := _expected(shape, after):
                yield path, after, expected
        case Mapping(), Mapping() if not shape.word.document:
            for name, inner in before.items():
                held = shape.fields.get(name, ANY) if shape.type == "structure" else shape.item
                where = f"{path}.{name}" if path else name
                yield from _wrong(where, held or ANY, inner, after.get(name))
        case tuple(), tuple() if len(before) == len(after):
            for number, (inner, now) in enumerate(zip(before, after, strict=True)):
                yield from _wrong(f"{path}[{number}]", shape.item or ANY, inner, now)


def _expected(shape: Shape, text: str) -> str:
    """What the shape wants where `text` is not it; "" where it fits."""
    if shape.enum and text not in shape.enum:
        return "one of " + ", ".join(shape.enum)
    if shape.pattern and not re.search(shape.pattern, text):
        return f"text that matches {shape.pattern}"
    if shape.low is not None and len(text) < shape.low:
        return f"at least {shape.low:g} characters"
    if shape.high is not None and len(text) > shape.high:
        return f"at most {shape.high:g} characters"
    return ""
