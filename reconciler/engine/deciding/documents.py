"""Documents that a spec declares and other resources put statements into. Pure.

A holder whose document is declared writes the whole of it, so that the statements which the same
stack declares apart must be in what it shall be: they would be drift, and be taken out, otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reconciler.engine.live import Live
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Value


def completed(stack: Stack) -> Stack:
    """The stack with every declared document complete: statements that are declared apart in it."""
    more: dict[str, dict[str, Value]] = {}
    for resource in sorted(stack.resources, key=lambda one: one.address):
        holder = holder_of(resource, stack.resources)
        if holder is not None and resource.lifecycle.state == "present":
            word = resource.form.kind.statement
            assert word is not None
            sid, value = resource.identity[-1], resource.desired.get(word.field)
            if isinstance(value, Mapping):
                more.setdefault(holder.address, {})[sid] = {**value, "Sid": sid}
    if not more:
        return stack
    return replace(
        stack,
        resources=tuple(
            _with(one, more[one.address], stack) if one.address in more else one
            for one in stack.resources
        ),
    )


def holder_of(statement: Resource | Live, resources: Iterable[Resource]) -> Resource | None:
    """The declared holder of a statement's document, where it declares the document too."""
    word = statement.form.kind.statement
    if word is None or not word.holder:
        return None
    section, subsection, field = word.holder.split(".", 2)
    kind = f"{section}.{subsection}"
    for one in resources:
        if one.form.kind.id == kind and one.scope == statement.scope:
            declared = isinstance(_at(one.desired, field), Mapping)
            if declared and one.lifecycle.state == "present" and _is_meant(statement, one):
                return one
    return None


def _is_meant(statement: Resource | Live, holder: Resource) -> bool:
    """Whether a statement names this holder, by a field of its identity that points to its kind."""
    form = statement.form
    known = dict(zip(holder.form.kind.identity, holder.identity, strict=True)) | {"arn": holder.arn}
    for name, value in zip(form.kind.identity, statement.identity, strict=True):
        target, _, attribute = form.fields[name].word.points_to.rpartition(".")
        if target == holder.form.kind.id and value and known.get(attribute) == value:
            return True
    return False


def _with(holder: Resource, statements: Mapping[str, Value], stack: Stack) -> Resource:
    word = next(
        one.form.kind.statement
        for one in stack.resources
        if one.form.kind.statement
        and one.form.kind.statement.holder.startswith(f"{holder.form.kind.id}.")
    )
    assert word is not None
    path = word.holder.split(".", 2)[2].split(".")
    return replace(holder, desired=_put(holder.desired, path, statements))


def _put(value: Value, path: list[str], statements: Mapping[str, Value]) -> dict[str, Value]:
    held = dict(value) if isinstance(value, Mapping) else {}
    if path:
        return held | {path[0]: _put(held.get(path[0]), path[1:], statements)}
    own = held.get("Statement")
    listed = own if isinstance(own, tuple) else (own,) if own else ()
    left = tuple(
        one for one in listed if not (isinstance(one, Mapping) and one.get("Sid") in statements)
    )
    return held | {"Statement": (*left, *statements.values())}


def _at(value: Value, path: str) -> Value:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
