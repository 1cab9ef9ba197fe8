"""What there is of a kind in a scope: the resources that its list names, parents first.

A list is asked once, or once for each of its holders: where it is bound to fields (`per`), once for
each value that the kind to which one of them points has live. What a list gives of a resource is its name,
its ARN, a URL that ends in its name, or the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reconciler.engine.calling.convert import at
from reconciler.engine.reading.outputs import arn_of, identity_of
from reconciler.engine.reading.read import Item, Target, identity_in, is_meant, listed, with_names
from reconciler.engine.reading.statements import document, items, reading
from reconciler.kinds.words import Kind, Read
from reconciler.plan.calls import Send
from reconciler.spec.form import Form
from reconciler.spec.stack import Scope


@dataclass(frozen=True)
class Named:
    """A resource that a list names: its identity, its ARN ("" where the list and names do not tell),
    and what references would call its attributes, as far as the list says.
    """

    form: Form
    scope: Scope
    identity: tuple[str, ...]
    arn: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def attributes(self) -> dict[str, str]:
        """Attribute → value."""
        names = dict(zip(self.form.kind.identity, self.identity, strict=True))
        return {**self.given, **names, "arn": self.arn}


def list_of(kind: Kind) -> Read | None:
    """The read that names all resources of a kind in a scope; None where no read does."""
    return kind.list or (kind.read if kind.read.whole else None)


def holder_of(form: Form) -> str:
    """The kind whose resources must be listed before those of `form` can be; "" where none."""
    for name in _bound(form):
        kind, _, _ = form.fields[name].word.points_to.rpartition(".")
        if kind:
            return kind
    return ""


def named(send: Send, form: Form, scope: Scope, holders: Iterable[Named]) -> list[Named]:
    """Every resource of a kind in a scope, as its list names it; `holders` are live ones of
    `holder_of`.
    """
    if form.kind.statement:
        return [
            Named(form, scope, (*parents, sid))
            for parents in _documents(send, form, scope, holders)
            for sid in _sids(send, form, scope, parents)
        ]
    read = list_of(form.kind)
    assert read is not None
    found = [
        one
        for names in _places(form, read, scope, holders)
        for one in _listed(send, form, scope, read, names)
    ]
    return list({(one.identity, one.arn): one for one in found}.values())


def _bound(form: Form) -> tuple[str, ...]:
    """The fields that say whose list is asked for."""
    kind, read = form.kind, list_of(form.kind)
    if kind.statement:
        return () if kind.list else kind.identity[:-1]
    return read.per if read else ()


def _places(
    form: Form, read: Read, scope: Scope, holders: Iterable[Named]
) -> Iterator[dict[str, str]]:
    """The names that a list is bound to, once for each holder; {} where it is bound to none."""
    if not read.per:
        yield {}
        return
    for holder in holders:
        yield {name: _value(form, name, scope, holder) for name in read.per}


def _value(form: Form, name: str, scope: Scope, holder: Named) -> str:
    """What a field of something that `holder` holds is: an attribute of the holder's."""
    word = form.fields[name].word
    attribute = word.points_to.rpartition(".")[2] or name
    if attribute in holder.attributes:
        return holder.attributes[attribute]
    return _default(form, name, scope)


def _listed(
    send: Send, form: Form, scope: Scope, read: Read, names: Mapping[str, str]
) -> Iterator[Named]:
    """What one list names."""
    kind = form.kind
    parents = tuple(names.get(field, "") for field in kind.identity[:-1])
    for item in _flat(_asked(send, form, scope, read, names)):
        if isinstance(item, str):
            yield _by_text(form, scope, parents, item)
        elif is_meant(read, item):
            yield _by_item(form, scope, parents, read, item)


def _asked(send: Send, form: Form, scope: Scope, read: Read, names: Mapping[str, str]) -> list[Any]:
    """The items of a list; where it takes the names of holders as a list, they stand in one."""
    if not read.many:
        return listed(send, form, read, names, scope)
    sends = with_names(read.sends, read.many, list(names.values()))
    return listed(send, form, _sending(read, sends), {}, scope)


def _sending(read: Read, sends: Mapping[str, Any]) -> Read:
    return Read(read.name, path=read.path, sends=sends, where=read.where)


def _flat(found: Iterable[Any]) -> Iterator[Any]:
    """Items of lists in lists."""
    for one in found:
        if isinstance(one, list | tuple):
            yield from _flat(one)
        elif one is not None:
            yield one


def _by_text(form: Form, scope: Scope, parents: tuple[str, ...], text: str) -> Named:
    """A resource of which a list gives the ARN, a URL that ends in its name, or its name alone."""
    if text.startswith("arn:"):
        identity = identity_of(form, text)
        if identity:
            return Named(form, scope, identity, text)
    name = text.rpartition("/")[2] if "://" in text else text
    identity = (*parents, name)
    return Named(form, scope, identity, _arn(form, scope, identity))


def _by_item(form: Form, scope: Scope, parents: tuple[str, ...], read: Read, item: Item) -> Named:
    """A resource of which a list gives some members."""
    kind = form.kind
    if kind.bound:
        name = str(at(item, kind.bound.member) or "").removeprefix(kind.bound.before)
        return Named(form, scope, (*parents, name))
    identity = identity_in(form, read, item, parents)
    arn = str((at(item, kind.arn_at) if kind.arn_at else None) or "")
    if not identity[-1]:
        told = next((one for one in item.values() if str(one).startswith("arn:")), "")
        identity = identity_of(form, str(told)) or identity
        arn = arn or str(told)
    identity = tuple(
        value or _default(form, name, scope)
        for name, value in zip(kind.identity, identity, strict=True)
    )
    given = {name: str(at(item, path) or "") for name, path in kind.gives.items()}
    return Named(form, scope, identity, arn or _arn(form, scope, identity), given)


def _default(form: Form, name: str, scope: Scope) -> str:
    default = form.fields[name].word.default
    places = {"region": scope.region, "account": scope.account, "partition": scope.partition}
    return default.format_map(places) if isinstance(default, str) else ""


def _arn(form: Form, scope: Scope, identity: tuple[str, ...]) -> str:
    """The ARN that follows from names, "" where AWS invents it."""
    if form.kind.arn_at:
        return ""
    return arn_of(form, scope, dict(zip(form.kind.identity, identity, strict=True))) or ""


def _documents(
    send: Send, form: Form, scope: Scope, holders: Iterable[Named]
) -> Iterator[tuple[str, ...]]:
    """Whose documents may hold statements: of holders that are a kind, or that a list names."""
    names, read = form.kind.identity[:-1], form.kind.list
    if read is None:
        yield from (tuple(_value(form, name, scope, one) for name in names) for one in holders)
        return
    for item in listed(send, form, read, {}, scope):
        parents = identity_in(form, read, item)[:-1]
        yield parents
        if read.each:
            asked = dict(zip(names, parents, strict=True))
            below = listed(send, form, read.each, asked, scope)
            yield from (identity_in(form, read.each, one, parents)[:-1] for one in below)


def _sids(send: Send, form: Form, scope: Scope, parents: tuple[str, ...]) -> Iterator[str]:
    call = reading(form, parents, scope)
    yield from items(form, document(send, form.kind, call))


def target_of(one: Named, address: str) -> Target:
    """What is to be read of it: the whole of it, its parts too."""
    parts = frozenset(one.form.fields)
    return Target(address, one.form, one.scope, one.identity, one.arn, parts)
