"""The tagging sweep: what the Resource Groups Tagging API knows to carry this stack's owner tag.

One paged call answers for every kind that the API knows. It is a hint, for it lags behind: "ours,
and the tags are equal" is believed, everything else is confirmed by the service's own read. A
resource that is ours and declared nowhere is an orphan.
Source: Resource Groups Tagging API reference, GetResources (TagFilters, at most 100 a page).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Final

from reconciler.engine.calling.convert import tags_from
from reconciler.engine.deciding.ownership import ADDRESS, OWNER
from reconciler.engine.reading.outputs import identity_of
from reconciler.engine.reading.read import Target
from reconciler.kinds.words import Kind
from reconciler.plan.calls import Call, Send
from reconciler.spec.form import Form
from reconciler.spec.stack import Scope

SERVICE: Final = "resourcegroupstaggingapi"
"""The service by which resources are found by their tags."""
PAGE: Final = 100
"""The most resources that GetResources gives a page."""


def swept(send: Send, scope: Scope, owner: str) -> dict[str, dict[str, str]]:
    """ARN → tags of everything in a scope that carries the owner tag with this value."""
    return tagged(send, scope, {OWNER: owner})


def tagged(send: Send, scope: Scope, tags: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """ARN → tags of everything in a scope that carries all these tags."""
    filters = [{"Key": key, "Values": [value]} for key, value in tags.items()]
    wanted = {"TagFilters": filters, "ResourcesPerPage": PAGE}
    found: dict[str, dict[str, str]] = {}
    token = ""
    while True:
        more = {"PaginationToken": token} if token else {}
        answer = send(Call(SERVICE, "GetResources", {**wanted, **more}, scope.name))
        for one in answer.get("ResourceTagMappingList") or ():
            found[str(one["ResourceARN"])] = tags_from(one.get("Tags"))
        token = str(answer.get("PaginationToken") or "")
        if not token:
            return found


def tags_by_arn(send: Send, arns: Collection[str], scope: Scope) -> dict[str, dict[str, str]]:
    """ARN → tags of these, at most PAGE, in one call; what never had tags is left out.

    Source: AWS, "Resource Groups Tagging API launches ResourceARNList parameter" (January 2021).
    """
    if not arns:
        return {}
    answer = send(Call(SERVICE, "GetResources", {"ResourceARNList": [*arns]}, scope.name))
    rows = answer.get("ResourceTagMappingList") or ()
    return {str(one["ResourceARN"]): tags_from(one.get("Tags")) for one in rows}


def strays(
    found: Mapping[str, Mapping[str, str]], forms: Iterable[Form], scope: Scope
) -> tuple[Target, ...]:
    """What the sweep found, as targets to be read and so confirmed.

    What no kind knows by its ARN is left out: other tools may copy our tags to their own things.
    """
    swept_forms = [form for form in forms if form.kind.tags and form.kind.tags.sweep]
    targets = (stray(arn, tags, swept_forms, scope) for arn, tags in found.items())
    return tuple(target for target in targets if target is not None)


def stray(arn: str, tags: Mapping[str, str], forms: Iterable[Form], scope: Scope) -> Target | None:
    """An owned ARN as a target of its kind, under the address in its tag; None where none fits."""
    for form in forms:
        identity = _invented(form.kind, arn) or identity_of(form, arn)
        if identity is not None:
            return Target(orphan_address(form, identity, tags), form, scope, identity, arn)
    return None


def _invented(kind: Kind, arn: str) -> tuple[str, ...] | None:
    """What stands for the identity of a kind whose ids AWS invents, until it is read: the id.

    Its ARNs hold no names, so that the type by which the tagging API knows it tells them.
    """
    words, parts = kind.tags, arn.split(":", 5)
    if not kind.find or words is None or len(parts) < 6:
        return None
    pieces = re.split("[/:]", parts[5])
    told = (f"{parts[2]}:{pieces[0]}", parts[2])
    types = (words.sweep,) if isinstance(words.sweep, str) else words.sweep
    return (*kind.identity[:-1], pieces[-1]) if {*told} & {*types} else None


def orphan_address(form: Form, identity: tuple[str, ...], tags: Mapping[str, str]) -> str:
    """Where an orphan once stood in the spec; without its tag, its kind and name."""
    told = tags.get(ADDRESS, "")
    return told if told.startswith(f"{form.kind.id}.") else f"{form.kind.id}.{identity[-1]}"


def distinct(targets: Iterable[Target], taken: Iterable[str]) -> dict[str, Target]:
    """Targets under addresses of their own: a taken one becomes kind and name, then `#2`, `#3`.

    An address is taken where a spec gave it to another name: the old resource is an orphan.
    """
    seen = set(taken)
    made: dict[str, Target] = {}
    for target in sorted(targets, key=lambda one: (one.address, one.arn, one.identity)):
        address = next(name for name in _addresses(target) if name not in seen)
        seen.add(address)
        made[address] = replace(target, address=address)
    return made


def _addresses(target: Target) -> Iterator[str]:
    yield target.address
    named = f"{target.form.kind.id}.{target.identity[-1]}"
    yield named
    yield from (f"{named}#{number}" for number in count(2))
