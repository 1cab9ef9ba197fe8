"""Statements of documents that other resources hold: one read of a document serves all of them.

A statement is told from its neighbours by its Sid. What carries our own mark and is asked for by
nobody was declared once, and is an orphan.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from reconciler.engine.calling.convert import at
from reconciler.engine.reading.read import Item, Target, means, parameters
from reconciler.kinds.words import Kind
from reconciler.plan.calls import AwsRefused, Call, Send
from reconciler.spec.form import Form
from reconciler.spec.sids import owner_of_sid
from reconciler.spec.stack import Scope


@dataclass(frozen=True)
class Document:
    """A document as AWS holds it; empty where there is none."""

    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def statements(self) -> tuple[Mapping[str, Any], ...]:
        """Its statements in order; a lone one may stand without a list."""
        found = self.content.get("Statement") or ()
        return (found,) if isinstance(found, Mapping) else tuple(found)


@dataclass(frozen=True)
class Sought:
    """The id of a document's holder in the parameters of a call: another call tells it, at `path`.

    It stands there until the call is sent, for a plan may be made before the holder is.
    """

    call: Call
    path: str


def sought(form: Form, holder: Iterable[str], scope: Scope) -> Sought | None:
    """The id of a holder that AWS names itself; None where names are all that the operations take."""
    kind = form.kind
    read = kind.statement.sought if kind.statement else None
    if read is None:
        return None
    names = dict(zip(kind.identity[:-1], holder, strict=True))
    params = parameters(form, read, names, scope)
    return Sought(Call(kind.client, read.name, params, scope.name), read.path)


def settled(send: Send, call: Call) -> Call:
    """The call with the ids in it that others tell. Raises as `send` does."""
    found = {
        name: at(send(one.call), one.path)
        for name, one in call.params.items()
        if isinstance(one, Sought)
    }
    return replace(call, params={**call.params, **found}) if found else call


def reading(form: Form, holder: Iterable[str], scope: Scope) -> Call:
    """The call that reads the document of a holder, which is named by all of the identity but its end,
    or by its ARN where AWS would have to be asked for that.
    """
    kind = form.kind
    whose = tuple(holder)
    names: dict[str, Any] = dict(zip(kind.identity[:-1], whose, strict=True))
    found = sought(form, whose, scope)
    if found and whose[0].startswith("arn:"):
        names["arn"] = whose[0]
    elif found:
        names["arn"] = found
    return Call(kind.client, kind.read.name, parameters(form, kind.read, names, scope), scope.name)


def document(send: Send, kind: Kind, call: Call) -> Document:
    """What that call answers. Raises as `send` does, but for a holder that is not there."""
    try:
        answer = send(settled(send, call))
    except AwsRefused as refused:
        if means(kind.absent, refused):
            return Document()
        raise
    return document_in(kind, answer)


def document_in(kind: Kind, answer: Any) -> Document:
    """The document in an answer of the kind's read."""
    text = at(answer, kind.read.path)
    content = json.loads(text) if isinstance(text, str) and text else None
    return Document(content if isinstance(content, Mapping) else {})


def items(form: Form, held: Document) -> dict[str, Item]:
    """Sid → statement, in the place where the form looks for it."""
    word = form.kind.statement
    assert word is not None
    found: dict[str, Item] = {}
    for one in held.statements:
        bare = {name: value for name, value in one.items() if name != "Sid"}
        if "Sid" in one:
            found[str(one["Sid"])] = (
                nested(form.fields[word.field].member, bare) if word.field else bare
            )
    return found


def nested(path: str, value: Any) -> dict[str, Any]:
    """A value at a dotted member path."""
    first, _, rest = path.partition(".")
    return {first: nested(rest, value) if rest else value}


def statement(send: Send, target: Target) -> Item | None:
    """One statement by a read of its document."""
    call = reading(target.form, target.identity[:-1], target.scope)
    return items(target.form, document(send, target.form.kind, call)).get(target.identity[-1])


def strays(
    group: Target, found: Mapping[str, Item], asked: Iterable[str], owner: str
) -> tuple[tuple[Target, Item], ...]:
    """Statements with our mark that nobody asks for, beside one (`group`) whose document it is."""
    left = (sid for sid in found if sid not in {*asked} and owner_of_sid(sid, owner))
    return tuple((neighbour(group, sid), found[sid]) for sid in left)


def neighbour(target: Target, sid: str) -> Target:
    """Another statement of the same document; where it stood in the spec is not known."""
    address = f"{target.form.kind.id}.{sid}"
    return Target(address, target.form, target.scope, (*target.identity[:-1], sid))


Named: TypeAlias = tuple[str, tuple[str, ...]]
"""A kind's id and an identity: what tells one thing of a scope from every other."""


def left_in(
    forms: Iterable[Form], holder: Target, item: Item, asked: frozenset[Named], owner: str
) -> Iterator[tuple[Target, Item]]:
    """Statements with our mark in the document of a holder that was read, none of them `asked` for.

    Only where the holder's own read brought the document: nothing is read for it.
    """
    known = {**holder.names, "arn": holder.arn}
    for form in forms:
        word, read = form.kind.statement, holder.form.kind.read
        if word is None or not word.holder.startswith(f"{holder.form.kind.id}."):
            continue
        target, _, attribute = form.fields[form.kind.identity[0]].word.points_to.rpartition(".")
        inside = form.kind.read.path.removeprefix(f"{read.path}.")
        text = at(item, inside) if form.kind.read.name == read.name else None
        if target != holder.form.kind.id or not isinstance(text, str) or not text:
            continue
        first = Target("", form, holder.scope, (str(known[attribute]), ""))
        found = items(form, Document(json.loads(text)))
        taken = [sid for sid in found if (form.kind.id, (first.identity[0], sid)) in asked]
        yield from strays(first, found, taken, owner)
