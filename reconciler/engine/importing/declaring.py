"""From what was found to entries of a spec: keys, names, references between them, what people must do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from reconciler.engine.comparing.align import default_of
from reconciler.engine.comparing.paths import Spot, root
from reconciler.engine.deciding.ownership import CLOUDFORMATION, Standing, managed_tags, standing
from reconciler.engine.importing.referring import Known, References, references
from reconciler.engine.importing.telling import Teller, told
from reconciler.engine.live import Live
from reconciler.errors import Place
from reconciler.spec.content.around import Around
from reconciler.spec.stack import Resource, Scope
from reconciler.spec.values import Late, Text, Value
from reconciler.spec.writing.entries import Document, Entry

WRONG: Final = re.compile(r"[^A-Za-z0-9_-]+")
"""What no key may hold."""


Implied: TypeAlias = Callable[[Resource, tuple[Resource, ...]], Mapping[str, Value]]
"""What the shorthands of a resource say, given all resources of the spec."""


@dataclass(frozen=True)
class Into:
    """The stack that a spec is written for.

    - `declared`: what its specs declare already, to which references may be written; `elsewhere`: what
      those of other stacks declare.
    - `adopt`: whether each resource shall say that it is to be taken over. `named`: whether names
      must be written out because settings make them of something else than keys.
    - `ignored`: tags that are left to others. `owner`: whose the resources will be.
    - `implied`: what shorthands of a resource must say so that, beside these others, they imply
      nothing more than is live.
    """

    stack: str
    owner: str = ""
    declared: tuple[Resource, ...] = ()
    elsewhere: tuple[Resource, ...] = ()
    adopt: bool = False
    named: bool = False
    ignored: tuple[str, ...] = ()
    implied: Implied = field(default=lambda _, __: {})


def document(lives: Iterable[Live], into: Into, remarks: tuple[str, ...] = ()) -> Document:
    """The spec that declares these live resources, in the order of sections."""
    ordered = _by_section(tuple(lives))
    keys = _keys(ordered, {one.address for one in into.declared})
    placed = list(zip(ordered, keys, strict=True))
    known = references(
        (*map(_declared, into.declared), *(_known(live, key) for live, key in placed))
    )
    shared = _shared_tags(ordered, into)
    twice = Counter(_name(live) for live in ordered)
    every = tuple(_resource(live, key) for live, key in placed)
    entries = tuple(
        _entry(live, key, known, into, shared, pinned=twice[_name(live)] > 1)
        for live, key in placed
    )
    implied = (into.implied(one, every) for one in every)
    said = (_with(entry, one) for entry, one in zip(entries, implied, strict=True))
    return Document(into.stack, tuple(said), shared, remarks)


def _resource(live: Live, key: str) -> Resource:
    """A live resource as if a spec had declared it, field by field."""
    address = f"{live.form.kind.id}.{key}"
    fields = {name: one for name, one in live.fields.items() if one is not None}
    return Resource(
        address, live.form, live.scope, live.identity, fields, Place(""), live.tags, live.arn
    )


def _with(entry: Entry, implied: Mapping[str, Value]) -> Entry:
    return replace(entry, fields={**entry.fields, **implied})


def is_declared(live: Live, declared: Iterable[Resource]) -> bool:
    """Whether a spec declares this live resource already."""
    return any(
        one.form.kind.id == live.form.kind.id
        and (one.arn == live.arn if one.arn and live.arn else _same_name(one, live))
        for one in declared
    )


def _same_name(resource: Resource, live: Live) -> bool:
    return resource.scope.name == live.scope.name and resource.identity == live.identity


def _name(live: Live) -> tuple[str, str, tuple[str, ...]]:
    return (live.form.kind.id, live.scope.name, live.identity)


def _by_section(lives: tuple[Live, ...]) -> tuple[Live, ...]:
    """In the order given, but each section together."""
    sections = list(dict.fromkeys(live.form.kind.section for live in lives))
    return tuple(sorted(lives, key=lambda one: sections.index(one.form.kind.section)))


def _keys(lives: Iterable[Live], taken: Iterable[str]) -> list[str]:
    """A key for each: its name as far as a key can hold it, with its parents' where that is taken."""
    seen, keys = set(taken), []
    for live in lives:
        kind = live.form.kind.id
        own = _key(live.identity[-1])
        tries = (own, _key("-".join((*live.identity[-2:-1], own))))
        numbered = (f"{tries[-1]}-{number}" for number in range(2, len(seen) + 3))
        key = next(one for one in (*tries, *numbered) if f"{kind}.{one}" not in seen)
        seen.add(f"{kind}.{key}")
        keys.append(key)
    return keys


def _key(name: str) -> str:
    return WRONG.sub("-", name).strip("-_") or "unnamed"


def _known(live: Live, key: str) -> Known:
    return Known(f"{live.form.kind.id}.{key}", live.form, live.outputs)


def _declared(resource: Resource) -> Known:
    names = dict(zip(resource.form.kind.identity, resource.identity, strict=True))
    return Known(resource.address, resource.form, {**names, "arn": resource.arn})


def _own_tags(live: Live, into: Into) -> dict[str, str]:
    """The tags that a spec says: neither AWS's, nor this tool's, nor those left to others."""
    return managed_tags(live.tags or {}, (), into.ignored)


def _shared_tags(lives: Iterable[Live], into: Into) -> dict[str, str]:
    """The tags that every one of several has, of those that can have some."""
    every = [_own_tags(live, into) for live in lives if live.tags is not None]
    if len(every) < 2:
        return {}
    return {
        key: text for key, text in every[0].items() if all(one.get(key) == text for one in every)
    }


def _entry(
    live: Live, key: str, known: References, into: Into, shared: Mapping[str, str], *, pinned: bool
) -> Entry:
    teller = Teller(f"{live.form.kind.id}.{key}", known, live.scope.region)
    fields = {**_identity(live, key, known, into), **told(live, teller)}
    lifecycle: dict[str, Value] = {
        **({"adopt": True} if into.adopt and live.tags is not None else {}),
        **({"scope": live.scope.name} if live.scope.name else {}),
        **({"id": live.arn} if pinned and live.arn else {}),
        **({"ignore": tuple(teller.hidden)} if teller.hidden else {}),
    }
    tags = {name: one for name, one in _own_tags(live, into).items() if name not in shared}
    return Entry(live.form, key, fields, tags, lifecycle, tuple(_remarks(live, teller, into)))


def _identity(live: Live, key: str, known: References, into: Into) -> dict[str, Value]:
    """The names that must be written: not the key itself, nor what AWS makes of an omitted one."""
    form = live.form
    names = dict(zip(form.kind.identity, live.identity, strict=True))
    around = Around().inside(form.structure(), names)
    spot = root(form, names)
    made: dict[str, Value] = {}
    for name, value in names.items():
        last = name == form.kind.identity[-1] and form.kind.named and not form.kind.statement
        default = _filled(default_of(form.fields[name], around), live.scope)
        if value == default or (last and value == key and not into.named):
            continue
        address = f"{form.kind.id}.{key}"
        made[name] = value if last else _referred(value, spot.down(name, names), known, address)
    return made


def _referred(value: str, spot: Spot, known: References, own: str) -> str | Late | Text:
    return known.text(value, spot, own, early=True)


def _filled(default: Value, scope: Scope) -> Value:
    """A default of a name, which may be the scope's own: `{account}`."""
    places = {"{account}": scope.account, "{region}": scope.region}
    return places.get(default, default) if isinstance(default, str) else default


def _remarks(live: Live, teller: Teller, into: Into) -> Iterable[str]:
    """What a person should know or do before this is applied."""
    whose, address = standing(live, into.owner), teller.address
    if whose is Standing.CLOUDFORMATION:
        stack = (live.tags or {})[CLOUDFORMATION]
        yield (
            f"The CloudFormation stack {stack} made it and may change it back; to take it over:"
            f" --take-over {address}"
        )
    if whose is Standing.FOREIGN:
        yield f"Another stack of this tool owns it; to take it over: --take-over {address}"
    if live.form.kind.ended:
        yield f"It could not be made again: {live.form.kind.ended}"
    for path in teller.hidden:
        yield (
            f"`{path}` looks like a secret and was not written: keep it in Secrets Manager, name it"
            " here, and take it out of `ignore`"
        )
    for path in teller.mistaken:
        yield f"`{path}` reads like another tool's reference: keep it in a file, `{{file: path}}`"
    for path in teller.untold:
        yield f"AWS does not tell `{path}`: write it where it matters"


def with_kept(found: Iterable[Live], into: Into) -> tuple[tuple[Live, ...], int]:
    """What is declared nowhere yet, and how many are declared already."""
    every = tuple(found)
    kept = tuple(live for live in every if not is_declared(live, (*into.declared, *into.elsewhere)))
    return kept, len(every) - len(kept)
