"""Values with holes inside a text: a document or a comma list that holds something late.

The text is made with a mark for each hole and cut at the marks. What fills them later are names,
ids and ARNs, whose characters mean nothing to JSON, YAML or a comma list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

from reconciler.spec.values import Late, Secret, Text, Value, late_in


def with_holes(value: Value, render: Callable[[Value], str]) -> str | Text:
    """`render(value)`, or the same text with its late values as holes.

    The marks are letters and digits, so that no renderer quotes them, and carry a digest of the
    value, so that no text of a user's is taken for one.
    """
    holes = tuple(dict.fromkeys(late_in(value)))
    if not holes:
        return render(value)
    salt = sha256(repr(value).encode()).hexdigest()[:16]
    marks = {hole: f"late{salt}n{number}x" for number, hole in enumerate(holes)}
    text = render(_marked(value, marks))
    pieces = re.split(f"late{salt}n([0-9]+)x", text)
    return joined(holes[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces))


def text_of(values: Iterable[Value], separator: str) -> str | Text:
    """The values joined by `separator`, a text with holes where any is late."""
    parts: list[str | Late] = []
    for value in values:
        parts += [separator] if parts else []
        match value:
            case Late():
                parts.append(value)
            case Text():
                parts += value.parts
            case _:
                parts.append(str(value))
    return joined(parts)


def joined(parts: Iterable[str | Late]) -> str | Text:
    """A text of these parts: plain where nothing is late, neighbouring texts made one."""
    made: list[str | Late] = []
    for part in parts:
        if isinstance(part, str) and made and isinstance(made[-1], str):
            made[-1] += part
        elif part != "":
            made.append(part)
    match made:
        case []:
            return ""
        case [str() as text]:
            return text
        case _:
            return Text(tuple(made))


def filled(value: Value, known: Callable[[Late], Value]) -> Value:
    """`value` with every late value that `known` knows; one it gives back as it is stays late."""
    match value:
        case Late():
            return known(value)
        case Text(parts):
            return text_of((known(part) if isinstance(part, Late) else part for part in parts), "")
        case tuple():
            return tuple(filled(item, known) for item in value)
        case Mapping():
            return {key: filled(item, known) for key, item in value.items()}
        case str() | int() | float() | bool() | Secret() | None:
            return value


def _marked(value: Value, marks: Mapping[Late, str]) -> Value:
    return filled(value, lambda late: marks[late])
