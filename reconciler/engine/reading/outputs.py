"""What AWS gives of a resource, by the names that references use; and references filled in with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from reconciler.engine.calling.convert import as_text, at
from reconciler.engine.calling.holes import filled
from reconciler.engine.live import Observed
from reconciler.kinds.words import MISSING, By, Kind
from reconciler.spec.content import arns
from reconciler.spec.content.around import Around
from reconciler.spec.content.normal import normal
from reconciler.spec.form import Form, Shape
from reconciler.spec.stack import Resource, Scope
from reconciler.spec.values import Late, Value, is_known

SCALAR = (str, int, float, bool)
"""Types of a value that text can hold."""


def outputs_of(
    form: Form, scope: Scope, identity: tuple[str, ...], fields: Mapping[str, Value], item: Any
) -> dict[str, str]:
    """Attribute → value of a resource that is there: its identity, its ARN, what its kind gives."""
    kind = form.kind
    names = dict(zip(kind.identity, identity, strict=True))
    given = {name: at(item, path) for name, path in kind.gives.items()}
    arn = at(item, kind.arn_at) if kind.arn_at else arn_of(form, scope, {**fields, **names})
    found = {**given, **names, "arn": arn}
    return {name: as_text(value) for name, value in found.items() if isinstance(value, SCALAR)}


def arn_of(form: Form, scope: Scope, fields: Mapping[str, Value]) -> str | None:
    """The ARN that AWS derives from names, omitted fields by their default; None where it does not."""
    template = Around().inside(form.structure(), fields).settle(form.kind.arn)
    if not isinstance(template, str) or not template:
        return None
    places = {"partition": scope.partition, "region": scope.region, "account": scope.account}
    defaults = {name: shape.word.default for name, shape in form.fields.items()}
    stated = {name: value for name, value in defaults.items() if value is not MISSING}
    return arns.filled(template, {**stated, **fields, **places})


def identity_of(form: Form, arn: str) -> tuple[str, ...] | None:
    """Whose an ARN is, for a kind whose ARNs are made of names; None where it is another kind's."""
    for template, known in _templates(form.kind):
        if _service(template) != _service(arn):
            continue
        match = re.fullmatch(_pattern(form, template), arn)
        if match:
            spellings = {name: spelling for _, name, spelling in arns.holes(template)}
            found = match.groupdict()
            own = {name: arns.read(text, spellings[name]) for name, text in found.items()}
            told = {**own, **known}
            return tuple(told.get(field, "") for field in form.kind.identity)
    return None


def known_outputs(observed: Observed) -> dict[str, Mapping[str, str]]:
    """Address → outputs of everything declared that is there."""
    return {address: live.outputs for address, live in observed.found.items() if live is not None}


def with_outputs(resource: Resource, outputs: Mapping[str, Mapping[str, str]]) -> Resource:
    """The resource with each late value that `outputs` knows in its place, normal again."""
    if is_known(resource.desired):
        return resource

    def known(late: Late) -> Value:
        return outputs.get(late.address, {}).get(late.attribute, late)

    desired = normal(resource.form.structure(), filled(dict(resource.desired), known))
    return replace(resource, desired=desired) if isinstance(desired, Mapping) else resource


def _templates(kind: Kind) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The templates of a kind's ARNs, each with the fields that its use already tells."""
    match kind.arn:
        case By(field=field, cases=cases, otherwise=otherwise):
            yield from ((template, {field: value}) for value, template in cases.items())
            if isinstance(otherwise, str):
                yield otherwise, {}
        case str() as template if template:
            yield template, {}


def _service(arn: str) -> str:
    """The service that an ARN, or its template, names."""
    return arn.split(":", 3)[2] if arn.count(":") > 2 else ""


def _pattern(form: Form, template: str) -> str:
    """An expression for the ARNs of a template; names hold no colons, and slashes only where AWS
    says so, or, of the last one, where it says nothing of its spelling.
    """
    seen = ""
    pieces = tuple(arns.holes(template))
    for number, (text, name, spelling) in enumerate(pieces, 1):
        seen += re.escape(text)
        if name:
            slash = "/" if spelling == arns.SLASH else ""
            last = number == len(pieces)
            seen += f"(?P<{name}>{slash}{_name(form.fields.get(name), last=last)})"
    return seen


def _name(shape: Shape | None, *, last: bool) -> str:
    """An expression for one name in an ARN."""
    if shape and (re.match(shape.pattern, "a/b") if shape.pattern else last):
        return "[^:]*"
    return "[^:/]*"
