"""Writes of documents that others write too: what is ours goes in or out, the rest stays. Pure.

A `Merge` stands in the parameters of a call where the document belongs. The document is read just
before it is written (`reading.statements`), so that what came in since the plan is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from reconciler.engine.calling.members import put
from reconciler.engine.calling.params import Subject, call, place, subject_of, subject_of_live
from reconciler.engine.calling.updates import rebased
from reconciler.engine.live import Live, Step
from reconciler.engine.reading.statements import Document, reading, sought
from reconciler.kinds.words import EMPTY, Kind, Op
from reconciler.plan.calls import Call
from reconciler.plan.plan import Action
from reconciler.spec.content import documents
from reconciler.spec.stack import Resource
from reconciler.spec.values import Text, Value

VERSION = "2012-10-17"
"""The version of a document that we are the first to write (IAM User Guide, "Version")."""


@dataclass(frozen=True)
class Merge:
    """A document to be: the one that `read` gives, with these statements as they are said here.

    `statements`: Sid → the statement as JSON text, None where it shall not be there. Where nothing
    is left, `clear` is sent instead, or `rest` is written.
    """

    kind: Kind
    read: Call
    statements: Mapping[str, str | Text | None]
    clear: Call | None = None
    rest: Mapping[str, Any] | None = None

    def content(self, held: Document) -> Mapping[str, Any] | None:
        """The document that shall be; None where nothing is left of it."""
        texts = {sid: text for sid, text in self.statements.items() if text is not None}
        ours = {sid: json.loads(str(text)) for sid, text in texts.items()}
        kept = [
            ours.pop(str(one.get("Sid")), one)
            for one in held.statements
            if one.get("Sid") not in self.statements or one.get("Sid") in ours
        ]
        whole = [*kept, *ours.values()]
        if not whole:
            return self.rest
        return {"Version": VERSION, **held.content, "Statement": whole}


def is_merged(kind: Kind) -> bool:
    """Whether resources of a kind are statements that are written with their whole document."""
    return bool(kind.statement and kind.statement.field)


def merge_in(params: Any) -> Merge | None:
    """The merge that stands in the parameters of a call."""
    match params:
        case Merge():
            return params
        case Mapping():
            return next(filter(None, map(merge_in, params.values())), None)
    return None


def steps(resource: Resource, live: Live | None, action: Action) -> tuple[Step, ...]:
    """The steps of one statement's change."""
    subject = subject_of(resource, live)
    values = rebased(subject, live.fields if live else EMPTY, resource.lifecycle.ignore)
    gone = () if live is None else deletion(resource.address, live)
    match action:
        case Action.CREATE | Action.UPDATE | Action.ADOPT:
            return (_step(subject, "update" if live else "create", values),)
        case Action.REPLACE:
            return (*gone, _step(subject, "create", values))
        case Action.DELETE:
            return gone
        case _:
            return ()


def deletion(address: str, live: Live) -> tuple[Step, ...]:
    """Take a statement out."""
    return (_step(subject_of_live(address, live), "delete", None),)


def _step(subject: Subject, verb: str, values: Mapping[str, Value] | None) -> Step:
    kind, sid = subject.kind, subject.identity[-1]
    word, op = kind.statement, kind.delete if values is None else kind.create
    assert word is not None
    value = None if values is None else values.get(word.field)
    text = None
    if isinstance(value, Mapping):
        text = documents.render("policy", {**value, "Sid": sid})
    merge = Merge(
        kind,
        reading(subject.form, subject.identity[:-1], subject.scope),
        {sid: text},
        call(subject, word.clear, {}) if word.clear else None,
        _filled(word.rest, subject) if word.rest else None,
    )
    return Step(subject.address, "", verb, (_with(call(subject, op, {}), subject, op, merge),))


def _filled(rest: Any, subject: Subject) -> Any:
    """What is written in the place of an empty document, its templates filled."""
    scope = subject.scope
    places = {"region": scope.region, "account": scope.account, "partition": scope.partition}
    names = dict(zip(subject.kind.identity, subject.identity, strict=True))
    match rest:
        case Mapping():
            return {key: _filled(value, subject) for key, value in rest.items()}
        case list() | tuple():
            return [_filled(value, subject) for value in rest]
        case str():
            return rest.format_map({**places, **names})
    return rest


def _with(made: Call, subject: Subject, op: Op, merge: Merge) -> Call:
    word = subject.kind.statement
    assert word is not None
    params = dict(made.params)
    member = subject.form.calls[op.name].members[word.field]
    put(params, place(subject.kind.client, op, member), merge)
    if found := sought(subject.form, subject.identity[:-1], subject.scope):
        params[op.rename["arn"]] = found
    return replace(made, params=params)


def with_statements(made: Call, statements: Mapping[str, str | Text | None]) -> Call:
    """The call with these statements in its merge instead."""
    return replace(made, params=_replaced(made.params, statements))


def _replaced(params: Any, statements: Mapping[str, str | Text | None]) -> Any:
    match params:
        case Merge():
            return replace(params, statements=statements)
        case Mapping():
            return {name: _replaced(value, statements) for name, value in params.items()}
    return params


def written(made: Call, held: Document) -> Call | None:
    """The call with its document as text, now that what is there is known; None where it is so."""
    merge = merge_in(made.params)
    if merge is None:
        return made
    content = merge.content(held)
    if content is None and not held.statements:
        return None
    if content is None and merge.clear:
        return merge.clear
    if content == held.content:
        return None
    return replace(made, params=_texted(made.params, _json(content)))


def _json(content: Mapping[str, Any] | None) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) if content else ""


def _texted(params: Any, text: str) -> Any:
    match params:
        case Merge():
            return text
        case Mapping():
            return {name: _texted(value, text) for name, value in params.items()}
    return params
