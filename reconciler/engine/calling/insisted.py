"""What a call must say although the spec does not: defaults of members that the API insists on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.engine.calling.convert import ANY, to_api
from reconciler.kinds.words import Missing
from reconciler.spec.content.around import Around
from reconciler.spec.form import Shape


def completed(params: Any, shape: Shape, takes: Any, around: Around) -> Any:
    """`params` with the stated default of every omitted member that the API insists on.

    A spec may leave out what has a default (an action's `version`); where AWS's model calls it
    required, or the kind knows that the API insists, the default is sent. `around` are the
    resource's own fields.
    """
    match params:
        case Mapping() if takes.type == "structure":
            fields = {field.member: field for field in shape.fields.values()}
            made = {
                name: completed(one, fields.get(name, ANY), takes.members[name], around)
                if name in takes.members
                else one
                for name, one in params.items()
            }
            return _required(fields, takes, around) | made
        case Mapping() if takes.type == "map":
            inner = shape.item or ANY
            given = {
                name: completed(one, inner, takes.value, around) for name, one in params.items()
            }
            return _insisted_keys(shape) | given
        case list() if takes.type == "list":
            return [completed(one, shape.item or ANY, takes.element, around) for one in params]
        case _:
            return params


def _insisted_keys(shape: Shape) -> dict[str, Any]:
    """The keys of a map that AWS keeps as they were unless they are sent, by their default."""
    words = shape.word.keys if isinstance(shape.word.keys, Mapping) else {}
    return {
        key: to_api(shape.item or ANY, word.default)
        for key, word in words.items()
        if word.insisted and not isinstance(word.default, Missing)
    }


def _required(fields: Mapping[str, Shape], takes: Any, around: Around) -> dict[str, Any]:
    stated = (
        (name, field, around.settle(field.word.default))
        for name, field in fields.items()
        if name in takes.required or (field.word.insisted and name in takes.members)
    )
    return {
        name: to_api(field, default)
        for name, field, default in stated
        if not isinstance(default, Missing)
    }
