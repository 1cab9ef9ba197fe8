"""Whose a live resource is, by its tags; and which tags a resource shall have.

There is no state file: what we own says so itself. What we create carries `reconcile:owner` and
`reconcile:address`; the tag `reconcile:protect` is a person's, and guards against us.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Final

from reconciler.engine.live import Live
from reconciler.spec.sids import owner_of_sid
from reconciler.spec.stack import Resource

OWNER: Final = "reconcile:owner"
"""The tag that says whose a resource is: `project/stack/environment`."""

ADDRESS: Final = "reconcile:address"
"""The tag that says where in the spec a resource stands."""

SECRETS: Final = "reconcile:secrets"
"""The tag that says which version of its secrets was written to a resource (`rotation`)."""

OWN: Final = frozenset({OWNER, ADDRESS, SECRETS})
"""The tags that we write."""

PROTECT: Final = "reconcile:protect"
"""The tag by which anybody can forbid us to delete or replace a live resource."""

OURS: Final = "reconcile:"
"""The start of every tag that is this tool's own."""

AWS_OWN: Final = "aws:"
"""The start of tags that only AWS can write (AWS Tagging User Guide)."""

CLOUDFORMATION: Final = "aws:cloudformation:stack-name"
"""The tag that CloudFormation puts on what it manages."""

OFF: Final = frozenset({"", "false", "no", "off", "0"})
"""Values of the tag `reconcile:protect` that protect nothing."""


class Standing(Enum):
    """Whose a live resource is, as far as its tags tell."""

    OWNED = "owned"
    UNTAGGABLE = "untaggable"
    UNOWNED = "unowned"
    FOREIGN = "foreign"
    CLOUDFORMATION = "cloudformation"
    AWS = "aws"


def standing(live: Live, owner: str) -> Standing:
    """Whose `live` is; a kind that cannot be tagged belongs to whoever declares it."""
    if live.managed:
        return Standing.AWS
    if live.tags is None:
        return _standing_by_name(live, owner)
    if CLOUDFORMATION in live.tags:
        return Standing.CLOUDFORMATION
    match live.tags.get(OWNER):
        case None | "":
            return Standing.UNOWNED
        case tag:
            return Standing.OWNED if tag == owner else Standing.FOREIGN


def _standing_by_name(live: Live, owner: str) -> Standing:
    """Whose a thing without tags is: a statement of ours says so by its Sid, and what is derived may
    be named like one.
    """
    ours = owner_of_sid(live.identity[-1], owner)
    if ours is None:
        return Standing.UNTAGGABLE
    return Standing.OWNED if ours else Standing.FOREIGN


def owner_named(live: Live) -> str:
    """Who owns a foreign resource, for messages."""
    tags = live.tags or {}
    if CLOUDFORMATION in tags:
        return f"CloudFormation stack {tags[CLOUDFORMATION]}"
    return tags.get(OWNER, "AWS" if live.managed else _unnamed(live))


def _unnamed(live: Live) -> str:
    return "another stack of this tool" if live.form.kind.statement else "nobody"


def owned(resource: Resource, owner: str) -> Resource:
    """The resource with our ownership tags among those that it shall have."""
    if resource.tags is None:
        return resource
    return replace(resource, tags={**resource.tags, OWNER: owner, ADDRESS: resource.address})


def managed_tags(
    tags: Mapping[str, str], wanted: Iterable[str], ignored: tuple[str, ...]
) -> dict[str, str]:
    """The live tags that are compared: without AWS's, those left to others, and ours unasked for."""
    asked = frozenset(wanted)
    return {
        key: value
        for key, value in tags.items()
        if key in asked
        or key == SECRETS
        or not (key.startswith((AWS_OWN, OURS)) or is_ignored(key, ignored))
    }


def is_ignored(key: str, ignored: tuple[str, ...]) -> bool:
    """Whether `ignore_tags` names this key, or a prefix of it (`team:*`)."""
    return any(key.startswith(name[:-1]) if name.endswith("*") else key == name for name in ignored)


def is_protected(live: Live | None) -> bool:
    """Whether a person put the protecting tag on the live resource."""
    tags = (live.tags if live else None) or {}
    return tags.get(PROTECT, "").strip().lower() not in OFF
