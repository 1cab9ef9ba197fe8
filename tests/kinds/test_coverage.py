"""Everything that AWS can be told of the services of CI/CD is in a kind, or left out with a reason."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from reconciler.aws.models import model, snake
from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Inner, Items, Kind, Op, Part, Setter, Switch
from reconciler.spec.compiling.members import TAGS, is_token, taken
from reconciler.spec.compiling.used import operations_of
from reconciler.spec.form import Form, Shape
from reconciler.spec.forms import forms

LEFT_OUT: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "left_out.yaml").read_text())
READING = (
    "BatchGet",
    "BatchDescribe",
    "Check",
    "Describe",
    "Evaluate",
    "Get",
    "List",
    "Poll",
    "Retrieve",
    "Test",
    "Validate",
)
"""Beginnings of operations that change nothing."""
SPELLINGS = frozenset({"tags", "tagkeys", "tagstoadd", "tagstoremove"})
"""Members that carry tags."""
Filler: TypeAlias = tuple[Op | None, set[str], set[str]]
"""An operation, the fields that are sent in it besides the identity, and members filled as such."""


def test_every_operation_that_changes_something_is_used_or_left_out() -> None:
    told = {
        service: [name for names in reasons.values() for name in names]
        for service, reasons in LEFT_OUT["operations"].items()
    }
    for service, names in told.items():
        used = {op.name for kind in KINDS if kind.client == service for op in operations_of(kind)}
        every = {name for name in model(service).operations if not name.startswith(READING)}
        assert every - used == {*names}, service
        assert len(names) == len({*names})


def test_every_member_of_a_writing_operation_is_a_field_or_left_out() -> None:
    told = {
        (kind, pattern)
        for kind, reasons in LEFT_OUT["members"].items()
        for patterns in reasons.values()
        for pattern in patterns
    }
    missing = {(kind.id, path) for kind in KINDS for path in unsaid(kind)}
    assert [one for one in sorted(missing) if not any(fits(one, said) for said in told)] == []
    assert [said for said in sorted(told) if not any(fits(one, said) for one in missing)] == []


def fits(missing: tuple[str, str], told: tuple[str, str]) -> bool:
    """Whether a reason is about a member; `*.Name` is about that of every operation."""
    return missing[0] == told[0] and fnmatchcase(missing[1], told[1])


def test_what_nothing_fills_is_seen() -> None:
    """The test's own test: without what a part, the tags or a constant fills, members stand bare."""
    rules = next(kind for kind in KINDS if kind.id == "eventbridge.rules")
    assert "PutRule.Tags" in unsaid(replace(rules, tags=None))
    keys = next(kind for kind in KINDS if kind.id == "kms.keys")
    put = Op("EnableKey", rename={"arn": "GrantTokens"})
    assert "CreateKey.Policy" not in unsaid(keys)
    assert "EnableKey.KeyId" in unsaid(replace(keys, parts=(Switch("enabled", put, put),)))


def unsaid(kind: Kind) -> set[str]:
    """Members of the kind's writing operations that nothing fills: `DeleteProject.force`.

    An operation that is used in several places is judged by all of them.
    """
    service, given = model(kind.client), list(fillers(kind))
    used = {op.name for op in operations_of(kind) if isinstance(op, Op)}
    return {
        f"{name}.{member}"
        for name in used
        for member, shape in service.operation(name).input.members.items()
        if member not in filled(kind, name, given) and not is_token(shape, snake(member))
    }


def filled(kind: Kind, name: str, given: Sequence[Filler]) -> set[str]:
    """The members of one operation that are filled, wherever the kind uses it."""
    operation, found = model(kind.client).operation(name), set[str]()
    own = {*kind.identity, "arn", *kind.gives, *kind.reserved}
    for op in operations_of(kind):
        if op.name != name or not isinstance(op, Op):
            continue
        mine = [one for one in given if one[0] == op]
        names = {field for one in mine for field in one[1] if not op.only or field in op.only}
        found |= {path.partition(".")[0] for path in (*op.sends, op.wrap)}
        found |= {member for one in mine for member in one[2]}
        found |= {
            item.path.partition(".")[0]
            for item in taken(kind, op, operation).values()
            if item.field in own | names
        }
    return found


def fillers(kind: Kind) -> Iterator[Filler]:
    """What the engine sends in each writing operation of a kind (`engine.write` and what it calls)."""
    form, tagged = forms()[kind.id], {*TAGS, *tag_members(kind)}
    body = tagged if kind.tags and kind.tags.body else set[str]()
    created = tagged if kind.tags and kind.tags.created else body
    rows = {member for shape in form.fields.values() for member in in_rows(shape)}
    yield kind.create, {*form.fields} | created, created
    yield kind.update, {*form.fields} | body, body | rows
    if kind.tags:
        for op in (kind.tags.add, kind.tags.remove, kind.tags.put):
            yield op, {*TAGS}, tagged
    if kind.statement:
        yield kind.delete, {kind.statement.field}, set()
    for part in kind.parts:
        yield from in_part(form, part)


def in_part(form: Form, part: Part) -> Iterator[Filler]:
    """What the engine sends in the operations of one part."""
    match part:
        case Setter():
            token = {part.revision.sent} if part.revision else set[str]()
            yield part.put, {*part.fields}, token
            yield part.clear, set(), token
        case Items():
            item = form.fields[part.field].item
            fields = set(item.fields) if item and not part.many and not part.key else set[str]()
            places = {inner.member for inner in item.fields.values()} if fields and item else set()
            yield part.add, fields, places | {part.many, part.key, part.value}
            keyed = {form.fields[part.field].word.keyed} & fields
            yield part.remove, keyed | {part.handle}, {part.many_removed, part.key}
            yield from ((one.put, {part.handle, *one.fields}, set()) for one in part.alters)
        case Inner():
            inside = {*form.fields[part.field].fields} | reserved_in(form.kind, part.field)
            yield from ((op, inside, set()) for op in (part.create, part.update))


def reserved_in(kind: Kind, field: str) -> set[str]:
    """What a spec may not write of an inner kind."""
    return {path.removeprefix(f"{field}.") for path in kind.reserved}


def in_rows(shape: Shape) -> set[str]:
    """The member that a table's update removes rows by."""
    return {"OptionsToRemove"} if shape.word.table else set()


def tag_members(kind: Kind) -> set[str]:
    """The members that carry tags, by the names under which AWS's APIs have them."""
    ops = (kind.create, *((kind.tags.add, kind.tags.remove, kind.tags.put) if kind.tags else ()))
    members = {
        name for op in ops if op for name in model(kind.client).operation(op.name).input.members
    }
    renamed = {
        op.rename[name].partition(".")[0] for op in ops if op for name in TAGS & {*op.rename}
    }
    return renamed | {name for name in members if name.lower() in SPELLINGS}
