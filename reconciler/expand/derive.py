"""How a resource that nobody wrote is made, so that the engine takes it for any other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from reconciler.kinds.words import By
from reconciler.spec.content.around import Around
from reconciler.spec.content.normal import normal_structure
from reconciler.spec.form import Form
from reconciler.spec.forms import forms
from reconciler.spec.stack import Resource

MARK: Final = "~"
"""What parts, in a derived key, the parent's key from what it was derived for: no written key has it."""

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
    its address is the parent's key, `MARK` and `about`.
    """
    form = forms()[kind]
    desired = normal_structure(form.structure(), fields)
    assert isinstance(desired, Mapping)
    return Resource(
        f"{kind}.{parent.key}{MARK}{about}",
        form,
        parent.scope,
        identity,
        {name: value for name, value in desired.items() if name not in form.kind.identity},
        parent.place,
        tags=dict(parent.tags or {}) if form.kind.tags else None,
        arn=arn_of(form, parent, identity, desired),
        parent=parent.address,
        references=references,
    )


def arn_of(form: Form, near: Resource, identity: tuple[str, ...], fields: Mapping[str, Any]) -> str:
    """The ARN that AWS derives from names, in the scope of `near`; "" where AWS invents it."""
    names = dict(zip(form.kind.identity, identity, strict=True))
    around = Around().inside(form.structure(), {**fields, **names})
    template = around.settle(form.kind.arn) if isinstance(form.kind.arn, By) else form.kind.arn
    scope = near.scope
    places = {"partition": scope.partition, "region": scope.region, "account": scope.account}
    defaults = {
        name: shape.word.default
        for name, shape in form.fields.items()
        if isinstance(shape.word.default, str)
    }
    return str(template).format_map({**defaults, **fields, **names, **places}) if template else ""


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
