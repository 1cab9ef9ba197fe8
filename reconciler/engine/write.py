"""A change as steps, each the calls that the resource, one of its parts or its delete is made of.

Pure: nothing is sent here. The parameters may hold `Late`, `Text` and `Secret` values, which are
filled in just before the call is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reconciler.engine.calling import items, merges, parts
from reconciler.engine.calling.params import (
    Subject,
    call,
    removes_pairs,
    subject_of,
    subject_of_live,
    with_tag_keys,
    with_tags,
)
from reconciler.engine.calling.renaming import renaming
from reconciler.engine.calling.updates import rebased, taken, update
from reconciler.engine.deciding.ownership import AWS_OWN, OWN
from reconciler.engine.live import FIRST, LAST, LET_GO, Live, Step
from reconciler.kinds.words import Items, Op, Part, Switch, Tags
from reconciler.plan.calls import Call
from reconciler.plan.plan import Action, FieldChange
from reconciler.spec.stack import Resource


def steps(
    resource: Resource,
    live: Live | None,
    changes: Sequence[FieldChange],
    tags: Mapping[str, str] | None,
    action: Action,
) -> tuple[Step, ...]:
    """The steps of one declared resource's change, in the order in which they must be made.

    `tags` are those that it shall carry, ours included; a live tag that is not among them goes only
    where a change says so. What no spec declares goes by `deletion` and `release`.
    """
    if merges.is_merged(resource.form.kind):
        return merges.steps(resource, live, action)
    match action:
        case Action.CREATE:
            return creation(resource, tags)
        case Action.UPDATE | Action.ADOPT if live is not None:
            return revision(resource, live, changes, tags)
        case Action.REPLACE if live is not None:
            return deletion(resource.address, live) + creation(resource, tags)
        case Action.DELETE if live is not None:
            return deletion(resource.address, live)
        case Action.FORGET if live is not None:
            return release(resource.address, live)
        case _:
            return ()


def creation(resource: Resource, tags: Mapping[str, str] | None) -> tuple[Step, ...]:
    """Create the resource, tagged in the same call or in the next, then its parts."""
    subject, kind = subject_of(resource, None), resource.form.kind
    given = {field: value for field, value in subject.content.items() if value is not None}
    create = call(subject, kind.create, given)
    later: tuple[Call, ...] = ()
    if kind.tags and tags and kind.tags.created:
        create = with_tags(create, kind.create, tags)
    elif kind.tags and tags:
        later = _adding(subject, kind.tags, tags)
    if kind.bound:
        later += (call(subject, kind.bound.put, {}),)
    main = Step(resource.address, "", "create", (create, *later))
    return (main, *_part_steps(subject, lambda part: parts.made(subject, part), there=False))


def revision(
    resource: Resource,
    live: Live,
    changes: Sequence[FieldChange],
    tags: Mapping[str, str] | None,
) -> tuple[Step, ...]:
    """Update what differs: the resource's own fields, then its parts, then its tags."""
    subject, kind = subject_of(resource, live), resource.form.kind
    values = rebased(subject, live.fields, resource.lifecycle.ignore)
    changed = frozenset(parts.root_of(change.path) for change in changes)
    final = _final_tags(live, changes, tags)
    made = list(renaming(resource, live))
    is_moved = live.arn != (resource.arn or live.arn)
    if kind.update and (changed & frozenset(taken(subject, kind.update)) or _in_body(final, live)):
        main = update(subject, kind.update, values, changed, live.raw)
        if kind.tags and kind.tags.body:
            main = with_tags(main, kind.update, _taggable(live) if final is None else final)
        made.append(Step(resource.address, "", "update", (main,)))
    renews = any(step.verb == "update" for step in made)

    def calls_of(part: Part) -> tuple[Call, ...]:
        due = parts.changed(subject, part, values, live.fields, changes)
        again = parts.renewed(subject, part, values) if renews else ()
        return (*due, *(one for one in again if one not in due))

    made += _part_steps(subject, calls_of, there=True)
    if (
        final is not None
        and kind.tags
        and (calls := _tagging(subject, kind.tags, final, live, again=is_moved))
    ):
        made.append(Step(resource.address, "tags", "tag", calls))
    return tuple(made)


def letting_go(resource: Resource, live: Live, fields: Sequence[str]) -> tuple[Step, ...]:
    """Empty fields whose targets are about to be deleted and made again."""
    subject, kind = subject_of(resource, live), resource.form.kind
    if not fields or kind.update is None:
        return ()
    values = rebased(subject, live.fields, resource.lifecycle.ignore)
    left = {name: value for name, value in values.items() if name not in fields}
    made = update(subject, kind.update, left, frozenset(fields), live.raw)
    return (Step(resource.address, "", LET_GO, (made,)),)


def deletion(address: str, live: Live) -> tuple[Step, ...]:
    """Clear what stands in the way, then delete: one step, because one is no use without the other."""
    if merges.is_merged(live.form.kind):
        return merges.deletion(address, live)
    subject = subject_of_live(address, live)
    held = {field: part for part in live.form.kind.parts for field in parts.fields_of(part)}
    first = (
        made
        for field in live.form.kind.first
        for made in parts.cleared(subject, held[field], live.fields)
    )
    bound = live.form.kind.bound if live.identity[-1] else None
    unbound = (call(subject, bound.clear, {}),) if bound else ()
    last = call(subject, live.form.kind.delete, {})
    return (Step(address, "", "delete", (*first, *unbound, last)),)


def release(address: str, live: Live) -> tuple[Step, ...]:
    """Take our own tags off, and change nothing else."""
    tags, kind = live.tags or {}, live.form.kind
    if kind.tags is None or not OWN & set(tags):
        return ()
    subject = subject_of_live(address, live)
    final = {key: text for key, text in _taggable(live).items() if key not in OWN}
    calls = _tagging(subject, kind.tags, final, live)
    if kind.tags.body and kind.update:
        calls = (with_tags(call(subject, kind.update, {}), kind.update, final),)
    return (Step(address, "tags", "release", calls),)


def _part_steps(subject: Subject, calls: parts.Calls, *, there: bool) -> Iterable[Step]:
    for part in subject.kind.parts:
        first, made = items.split(part, calls(part))
        if first:
            yield Step(subject.address, parts.fields_of(part)[0], FIRST, first)
        if made:
            verb = _verb(subject, part, made, there=there)
            yield Step(subject.address, parts.fields_of(part)[0], verb, made)


def _verb(subject: Subject, part: Part, calls: tuple[Call, ...], *, there: bool) -> str:
    """When a part's step is made. What is switched off goes off last, and what is there and off is
    switched on first, because AWS may refuse the rest while it is off.
    """
    match part:
        case Items(around=True):
            return LAST
        case Switch(off=Op(name=name)) if calls[0].operation == name:
            return LAST
        case Switch(field=field) if there and not subject.form.fields[field].word.unread:
            return FIRST
    return "part"


def _final_tags(
    live: Live, changes: Sequence[FieldChange], tags: Mapping[str, str] | None
) -> dict[str, str] | None:
    """All tags that the resource shall have in the end but AWS's own; None where it has none."""
    if tags is None or live.form.kind.tags is None:
        return None
    kept = {
        key: text
        for key, text in _taggable(live).items()
        if not any(parts.mentions(change, "tags", key) for change in changes)
    }
    return kept | dict(tags)


def _in_body(final: Mapping[str, str] | None, live: Live) -> bool:
    words = live.form.kind.tags
    return bool(words and words.body and final is not None and final != _taggable(live))


def _taggable(live: Live) -> dict[str, str]:
    """The live tags but AWS's own, which can be neither written nor removed."""
    return {key: text for key, text in (live.tags or {}).items() if not key.startswith(AWS_OWN)}


def _adding(subject: Subject, words: Tags, tags: Mapping[str, str]) -> tuple[Call, ...]:
    op = words.put or words.add
    return (with_tags(call(subject, op, {}), op, tags),) if op and tags else ()


def _tagging(
    subject: Subject, words: Tags, final: Mapping[str, str], live: Live, *, again: bool = False
) -> tuple[Call, ...]:
    """The calls that make the tags `final`; none where they are so already or stand in the body.

    `again`: all are sent, for it is not documented whether tags follow a name that is in the ARN.
    """
    have = _taggable(live)
    if have == final and not again:
        return ()
    if words.put:
        empty = words.clear if not final else None
        return (call(subject, empty, {}),) if empty else _adding(subject, words, final)
    calls = _adding(
        subject,
        words,
        {key: text for key, text in final.items() if again or have.get(key) != text},
    )
    if words.remove and removes_pairs(subject.kind.client, words.remove):
        pairs = {key: text for key, text in have.items() if final.get(key) != text}
        return _removing_pairs(subject, words.remove, pairs) + calls
    gone = tuple(sorted(key for key in have if key not in final))
    if words.remove and gone:
        calls += (with_tag_keys(call(subject, words.remove, {}), words.remove, gone),)
    return calls


def _removing_pairs(subject: Subject, op: Op, pairs: Mapping[str, str]) -> tuple[Call, ...]:
    return (with_tags(call(subject, op, {}), op, pairs),) if pairs else ()
