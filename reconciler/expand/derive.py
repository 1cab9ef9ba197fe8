"""How a resource that nobody wrote is made, so that the engine takes it for any other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from reconciler.errors import Place
from reconciler.kinds.words import By
from reconciler.spec.content.arns import filled
from reconciler.spec.content.around import Around
from reconciler.spec.content.normal import normal_structure
from reconciler.spec.form import Form
from reconciler.spec.forms import forms
from reconciler.spec.stack import DERIVED, Resource, Scope, Stack

CUT: Final = 10
"""Characters of the digest that keeps cut names apart."""


def derived(
    parent: Resource,
    kind: str,
    about: str,
    identity: tuple[str, ...],
    fields: Mapping[str, Any],
    references: tuple[tuple[str, str], ...] = (),
) -> Resource:
    """A resource of `kind` that `parent` implies.

    `about`: what tells it from the parent's others (`Web`); `identity`: as the kind has it;
    `fields`: as a spec would write them; `references`: (path, address) of what it refers to besides
    the parent. It lives in the parent's scope, carries the parent's tags, stands at its line, and
    its address is the parent's key, the mark and `about`.
    """
    made = _made(kind, f"{parent.key}{DERIVED}{about}", parent.scope, identity, fields)
    tags = dict(parent.tags or {}) if made.form.kind.tags else None
    return replace(
        made, place=parent.place, tags=tags, parent=parent.address, references=references
    )


def implied_by_stack(
    stack: Stack,
    kind: str,
    about: str,
    identity: tuple[str, ...],
    fields: Mapping[str, Any],
    scope: Scope,
) -> Resource:
    """A resource that the stack as a whole implies: it stands where its first file begins."""
    made = _made(kind, f"{DERIVED}{about}", scope, identity, fields)
    place = Place(stack.files[0] if stack.files else "")
    return replace(made, place=place, tags={} if made.form.kind.tags else None)


def _made(
    kind: str, key: str, scope: Scope, identity: tuple[str, ...], fields: Mapping[str, Any]
) -> Resource:
    form = forms()[kind]
    desired = normal_structure(form.structure(), fields)
    assert isinstance(desired, Mapping)
    own = {name: value for name, value in desired.items() if name not in form.kind.identity}
    arn = arn_of(form, scope, identity, desired)
    return Resource(f"{kind}.{key}", form, scope, identity, own, Place(""), arn=arn)


def arn_of(form: Form, scope: Scope, identity: tuple[str, ...], fields: Mapping[str, Any]) -> str:
    """The ARN that AWS derives from names, in a scope; "" where AWS invents it."""
    names = dict(zip(form.kind.identity, identity, strict=True))
    around = Around().inside(form.structure(), {**fields, **names})
    template = around.settle(form.kind.arn) if isinstance(form.kind.arn, By) else form.kind.arn
    places = {"partition": scope.partition, "region": scope.region, "account": scope.account}
    defaults = {
        name: shape.word.default
        for name, shape in form.fields.items()
        if isinstance(shape.word.default, str)
    }
    known = {**defaults, **fields, **names, **places}
    return filled(str(template), known) if template else ""


def named(text: str, most: int) -> str:
    """A name in AWS's common alphabet of at most `most` characters; what is cut keeps a digest."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")
    if plain == text and len(text) <= most:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:CUT]
    return f"{plain[: most - CUT - 1].rstrip('-')}-{digest}"


def with_fields(resource: Resource, fields: Mapping[str, Any]) -> Resource:
    """A resource with some of its fields in the place of its own, all normal."""
    return replace(resource, desired={**resource.desired, **fields})
