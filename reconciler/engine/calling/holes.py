"""Values that hold something late: texts put together around holes, and holes filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from reconciler.spec.values import Late, Secret, Text, Value


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
