"""An event by its name: as AWS documents it, or about a resource of a stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from reconciler.errors import Fault, Usage
from reconciler.events.catalogue import kinds, sample
from reconciler.events.named.group import Group
from reconciler.events.named.names import NAMES, SUBJECTS
from reconciler.events.samples import SAMPLES
from reconciler.expand.notice import SUBJECTS as KINDS
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import did_you_mean

FIRED: Final = "schedule-fired"
"""The event of a schedule: its own rule's targets get it, and no pattern waits for it."""

SCHEDULED: Final = kinds("aws.events", "Scheduled Event")[0]
"""The type of that event."""

BESIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "s3.buckets": ("object",),
    "ecr.repositories": ("image",),
    "eventbridge.rules": (FIRED,),
}
"""Kind → the groups of events that are about it, besides those that `notify` knows."""


def names() -> Iterator[tuple[str, str, str]]:
    """Every name that has a sample, with the source and the detail-type of its event."""
    for name, (group, _) in NAMES.items():
        yield name, group.kind.source, group.detail_type
    yield FIRED, SCHEDULED.source, SCHEDULED.detail_type


def sample_of(name: str, about: Resource | None, account: str, region: str) -> dict[str, Any]:
    """The event of a name. Raises Usage for an unknown name, or one that is not about the resource."""
    if name == FIRED:
        return _fired(about, account, region)
    if name not in NAMES:
        near = did_you_mean(name, (*NAMES, FIRED)) or "`reconcile event --list` lists them all."
        raise Usage(Fault("RC6442", f"`{name}` names no event", None, "a name", near))
    group, word = NAMES[name]
    asked = {path: first(value) for path, value in group.words[word].items()}
    state = asked.pop(group.kind.state, None)
    if about is None:
        return sample(group.kind, state, account=account, region=region, **asked)
    return _about(about, group, state, asked)


def _fired(about: Resource | None, account: str, region: str) -> dict[str, Any]:
    """The event of a schedule, of the rule whose it is."""
    if about is None:
        return sample(SCHEDULED, account=account, region=region)
    if about.form.kind.id != "eventbridge.rules":
        raise _not_about(FIRED, about)
    event = sample(SCHEDULED, account=about.scope.account, region=about.scope.region)
    return {**event, "resources": [about.arn]}


def _not_about(group: str, about: Resource) -> Usage:
    """The fault of a resource that the events of a group are not about."""
    message = f"an event of `{group}` is not about {about.address}"
    of = [kind for kind in (*KINDS, *BESIDES) if group in _groups(kind)]
    return Usage(Fault("RC6443", message, None, f"one of {of[0]}" if of else "no --of"))


def _groups(kind: str) -> tuple[str, ...]:
    """The groups of events that are about resources of a kind."""
    return (*SUBJECTS.get(KINDS.get(kind, ""), ()), *BESIDES.get(kind, ()))


def _about(
    about: Resource, group: Group, state: str | None, asked: Mapping[str, Any]
) -> dict[str, Any]:
    if group.name not in _groups(about.form.kind.id):
        raise _not_about(group.name, about)
    scope = about.scope
    detail = {**asked, **dict(zip(group.about, about.identity, strict=False))}
    if not group.about:
        name = about.identity[-1]
        own = {"repositoryName": name, "repositoryNames": [name], "bucket": {"name": name}}
        detail |= {key: own[key] for key in own if key in SAMPLES[group.detail_type].detail}
    event = sample(group.kind, state, account=scope.account, region=scope.region, **detail)
    before, after = "arn:aws:", f"arn:{scope.partition}:"
    return {**event, "resources": [arn.replace(before, after, 1) for arn in event["resources"]]}


def first(value: Any) -> Any:
    """A value that a pattern takes: the first of its lists."""
    if isinstance(value, Mapping):
        return {key: first(inner) for key, inner in value.items()}
    return value[0]


def resource_at(address: str, resources: Iterable[Resource]) -> Resource:
    """The resource of an address. Raises Usage where there is none."""
    known = {one.address: one for one in resources}
    if address not in known:
        near = did_you_mean(address, known)
        raise Usage(Fault("RC6412", f"`{address}` is no resource here", None, "an address", near))
    return known[address]
