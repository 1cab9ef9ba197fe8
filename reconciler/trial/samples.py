"""An event by its name: as AWS documents it, or about a resource of a stack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reconciler.errors import Fault, Usage
from reconciler.events.catalogue import sample
from reconciler.events.named.group import Group
from reconciler.events.named.names import NAMES, SUBJECTS
from reconciler.events.samples import SAMPLES
from reconciler.expand.notice import SUBJECTS as KINDS
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import did_you_mean


def sample_of(name: str, about: Resource | None, account: str, region: str) -> dict[str, Any]:
    """The event of a name. Raises Usage for an unknown name, or one that is not about the resource."""
    if name not in NAMES:
        near = did_you_mean(name, NAMES) or "`reconcile event --list` lists them all."
        raise Usage(Fault("RC6442", f"`{name}` names no event", None, "a name", near))
    group, word = NAMES[name]
    asked = {path: first(value) for path, value in group.words[word].items()}
    state = asked.pop(group.kind.state, None)
    if about is None:
        return sample(group.kind, state, account=account, region=region, **asked)
    return _about(about, group, state, asked)


def _about(
    about: Resource, group: Group, state: str | None, asked: Mapping[str, Any]
) -> dict[str, Any]:
    subject = KINDS.get(about.form.kind.id, "")
    if group.name not in SUBJECTS.get(subject, ()):
        message = f"an event of `{group.name}` is not about {about.address}"
        kinds = [kind for kind, one in KINDS.items() if group.name in SUBJECTS[one]]
        raise Usage(Fault("RC6443", message, None, f"one of {kinds[0]}" if kinds else "no --of"))
    scope = about.scope
    detail = {**asked, **dict(zip(group.about, about.identity, strict=False))}
    if not group.about:
        name = about.identity[-1]
        own = {"repositoryName": name, "repositoryNames": [name]}
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
