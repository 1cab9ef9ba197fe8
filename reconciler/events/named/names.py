"""Names of types of events, and the patterns that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from reconciler.events.catalogue import sample
from reconciler.events.named.deliveries import DELIVERIES
from reconciler.events.named.group import Detail, Group
from reconciler.events.named.repositories import REPOSITORIES
from reconciler.events.notifications import event_type

NAMES: Final[Mapping[str, tuple[Group, str]]] = {
    f"{group.name}-{word}": (group, word)
    for group in (*DELIVERIES, *REPOSITORIES)
    for word in group.words
}
"""Every name, with its group and its word in it."""

SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "pipeline": ("pipeline", "stage", "action", "approval"),
    "project": ("build", "phase"),
    "deployment group": ("deployment", "instance"),
    "repository": (
        *("branch", "tag", "merge-commit", "pull-request"),
        *("commit-comment", "pull-request-comment", "reaction"),
    ),
    "package repository": ("package",),
}
"""What can be watched → the groups of events about it."""

MAIN: Final = ("pipeline", "build", "deployment", "package")
"""Groups whose words are enough where it is plain what is watched: `failed` of a pipeline."""


def words(subject: str) -> dict[str, str]:
    """Return what may be said of a subject → the full name: `failed` → `pipeline-failed`."""
    found = {}
    for name, (group, word) in NAMES.items():
        if group.name in SUBJECTS[subject]:
            found[word if group.name in MAIN else name] = name
    return found


def by_group(names: Iterable[str]) -> list[tuple[Group, tuple[str, ...]]]:
    """Return the groups of some names, each with its words, in the order of the table."""
    wanted = set(names)
    found = [pair for name, pair in NAMES.items() if name in wanted]
    parts = groupby(found, key=lambda pair: pair[0].name)
    pairs = [list(part) for _, part in parts]
    return [(part[0][0], tuple(word for _, word in part)) for part in pairs]


def pattern_of(group: Group, chosen: Sequence[str], of: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return the pattern of some words of a group.

    `of`: the names of what is watched, parents first (`(application, deployment group)`; `*` stands
    for any text), or its ARN alone for groups that tell it by `resources`; empty for all.
    """
    asked = [group.words[word] for word in chosen]
    about = [dict(zip(group.about, map(_text, each), strict=False)) for each in of if group.about]
    told, own = any_of(asked), any_of(about)
    if "$or" in told and "$or" in own:
        told, own = any_of([{**one, **other} for one in asked for other in about]), {}
    kind = group.kind
    pattern: dict[str, Any] = {"source": [kind.source], "detail-type": [kind.detail_type]}
    if not group.about and of:
        pattern["resources"] = [_one(each[-1]) for each in of]
    return {**pattern, "detail": {**told, **own}}


def any_of(asked: Sequence[Detail]) -> dict[str, Any]:
    """Return what asks that one of several holds: joined where only one field differs, else `$or`."""
    if not asked:
        return {}
    first = asked[0]
    names = {name for one in asked for name in one}
    differing = {name for name in names for one in asked if one.get(name) != first.get(name)}
    if not differing:
        return dict(first)
    (name, *more) = sorted(differing)
    if not more and all(isinstance(one.get(name), list) for one in asked):
        return {**first, name: _joined(one[name] for one in asked)}
    shared = {key: value for key, value in first.items() if key not in differing}
    rest = [{key: value for key, value in one.items() if key in differing} for one in asked]
    return {**shared, "$or": _without_repeats(rest)}


def chat_type(name: str) -> str | None:
    """Return the id of the notification that is made of a named event; None where there is none."""
    group, word = NAMES[name]
    if group.chat:
        return group.chat.get(word)
    wanted = {path: values[0] for path, values in group.words[word].items()}
    state = wanted.get(group.kind.state)
    return event_type(sample(group.kind, state)) if state else None


def _joined(lists: Iterable[list[Any]]) -> list[Any]:
    return _without_repeats(value for each in lists for value in each)


def _without_repeats(values: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def _text(name: str) -> list[Any]:
    return [_one(name)]


def _one(name: str) -> Any:
    return {"wildcard": name} if "*" in name else name
