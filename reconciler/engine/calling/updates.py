"""What an update sends: the desired state, rebased on what is there and is not ours to decide.

Pure. From the live resource are taken: paths that `lifecycle.ignore` leaves to others, omitted
computed fields, omitted keys of open maps, and members that our schema does not know. Nothing else:
what was added by hand must go, so the two are never merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from reconciler.aws import models
from reconciler.engine.calling.convert import ANY
from reconciler.engine.calling.params import Subject, call
from reconciler.kinds.words import MISSING, Op
from reconciler.plan.calls import Call
from reconciler.spec.form import Shape
from reconciler.spec.values import ORDER, Value


def rebased(
    subject: Subject, live: Mapping[str, Value], ignored: Iterable[str]
) -> dict[str, Value]:
    """The desired fields with what belongs to AWS or to others taken from the live ones."""
    made = _computed(subject.form.structure(), dict(subject.content), live)
    for path in ignored:
        made = grafted(made, live, segments(path))
    return dict(made) if isinstance(made, Mapping) else {}


def segments(path: str) -> tuple[str, ...]:
    """The steps of a path as users write it: `stages[Deploy].actions[*].run_order`."""
    return tuple(re.findall(r"[^.\[\]]+", path))


def grafted(value: Value, live: Value, path: tuple[str, ...]) -> Value:
    """`value` with what stands at `path` in `live` in its place; `*` is every key or item."""
    if not path:
        return live
    head, rest = path[0], path[1:]
    match value, live:
        case Mapping(), Mapping():
            return _grafted_keys(value, live, head, rest)
        case tuple(), tuple() if len(value) == len(live):
            pairs = enumerate(zip(value, live, strict=True))
            return tuple(
                grafted(ours, theirs, rest) if head in {"*", str(number)} else ours
                for number, (ours, theirs) in pairs
            )
        case _:
            return value


def _grafted_keys(
    value: Mapping[str, Value], live: Mapping[str, Value], head: str, rest: tuple[str, ...]
) -> Value:
    made = dict(value)
    for key in [key for key in {**value, **live} if key != ORDER] if head == "*" else [head]:
        found = grafted(value.get(key), live.get(key), rest)
        if found is None:
            made.pop(key, None)
        else:
            made[key] = found
    order = made.get(ORDER)
    if isinstance(order, tuple):
        kept = tuple(key for key in order if key in made)
        made[ORDER] = kept + tuple(key for key in made if key != ORDER and key not in kept)
    return made


def _computed(shape: Shape, value: Value, live: Value) -> Value:
    """`value` with omitted computed fields, and omitted keys of open maps, as they are live."""
    match value, live:
        case Mapping(), Mapping() if shape.type == "structure":
            both = ((name, live.get(name)) for name in shape.fields)
            kept: dict[str, Value] = {
                name: theirs
                for name, theirs in both
                if theirs is not None and name not in value and shape.fields[name].word.computed
            }
            ours = {
                name: _computed(shape.fields.get(name, ANY), one, live.get(name))
                for name, one in value.items()
            }
            return {**ours, **kept}
        case Mapping(), Mapping():
            item = shape.item or ANY
            kept = {key: one for key, one in live.items() if shape.word.open and key not in value}
            ours = {key: _computed(item, one, live.get(key)) for key, one in value.items()}
            return {**ours, **kept}
        case tuple(), tuple() if len(value) == len(live) and not shape.word.set:
            item = shape.item or ANY
            return tuple(
                _computed(item, one, theirs) for one, theirs in zip(value, live, strict=True)
            )
        case _:
            return value


def emptied(subject: Subject, field: str) -> Value:
    """What is sent so that a field is as if omitted: its clear value, else its default, else None."""
    word = subject.form.fields[field].word
    value = subject.around.settle(word.default if word.clear is MISSING else word.clear)
    return None if value is MISSING else value


def sent(subject: Subject, fields: Iterable[str], values: Mapping[str, Value]) -> dict[str, Value]:
    """These fields as they are sent: their value, or what empties them."""
    return {
        field: emptied(subject, field) if values.get(field) is None else values[field]
        for field in fields
    }


def taken(subject: Subject, op: Op) -> tuple[str, ...]:
    """The fields of the resource that an operation takes, identity apart."""
    members = subject.form.calls[op.name].members
    return tuple(
        field
        for field in members
        if field in subject.form.fields
        and field not in subject.kind.identity
        and (not op.only or field in op.only)
    )


def update(
    subject: Subject, op: Op, values: Mapping[str, Value], changed: frozenset[str], raw: Any
) -> Call:
    """The updating call: whole where the operation replaces, what changed where it merges.

    `values` are the rebased ones, `changed` the fields with a difference, `raw` the live answer.
    A field that is sent again for its own sake is sent where it has a value, and never cleared.
    """
    fields = taken(subject, op)
    if op.merges:
        again = {field for field in op.resend if values.get(field) is not None}
        fields = tuple(field for field in fields if field in changed | again)
    made = call(subject, op, sent(subject, fields, values))
    return Call(
        made.service, made.operation, _with_unknown(subject, op, made, raw), made.scope, True
    )


def _with_unknown(subject: Subject, op: Op, made: Call, raw: Any) -> dict[str, Any]:
    takes: Any = models.model(made.service).operation(op.name).input
    known = subject.form.calls[op.name].members.items()
    fields = {field: subject.form.fields.get(field) or replace(ANY, member=m) for field, m in known}
    if op.merges:
        fields |= {member: replace(ANY, member=member) for member in takes.members}
    root = Shape("structure", fields=fields)
    reserved = frozenset(subject.kind.reserved)
    if not op.wrap:
        return dict(carried(made.params, root, takes, raw, reserved))
    inside = carried(made.params[op.wrap], root, takes.members[op.wrap], raw, reserved)
    return {**made.params, op.wrap: inside}


def carried(
    params: Any, shape: Shape, takes: Any, raw: Any, reserved: frozenset[str], path: str = ""
) -> Any:
    """`params` with the live members that the operation takes and our schema does not know.

    That happens where the installed botocore is newer than the one our forms were made from.
    """
    if not isinstance(params, Mapping) or not isinstance(raw, Mapping):
        return params
    if shape.type != "structure" or takes.type != "structure":
        return params
    named = {inner.member: (f"{path}{name}", inner) for name, inner in shape.fields.items()}
    made = dict(params)
    for member, inner_takes in takes.members.items():
        if member in named and member in params:
            name, inner = named[member]
            made[member] = carried(
                params[member], inner, inner_takes, raw.get(member), reserved, f"{name}."
            )
        elif member not in named and f"{path}{models.snake(member)}" not in reserved:
            made |= {member: raw[member]} if member in raw and member.lower() != "tags" else {}
    return made
