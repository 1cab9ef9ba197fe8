"""Secrets that were rotated: noticed by their version, never by their value. Pure.

Which version was written stands in a tag of the resource. Where a kind has no tags, the time at
which AWS says that it was last changed is compared with the version's. Where AWS tells neither, or
the secret has no version, nobody can notice, and the plan that writes it says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from reconciler.engine.calling.convert import at
from reconciler.engine.comparing.paths import Spot, of_resource, place_of
from reconciler.engine.deciding.ownership import SECRETS
from reconciler.engine.live import Live, Observed, Version
from reconciler.engine.reading.secret_versions import Key, secret_spots
from reconciler.errors import Fault
from reconciler.plan.options import Options
from reconciler.plan.plan import FieldChange
from reconciler.spec.stack import Resource, Stack
from reconciler.spec.values import Secret, whole_of

ROTATED: Final = "rotated"
"""What is noted of a secret field that is written again although nothing else tells that it differs."""

UNSEEN: Final = "RC3008"
"""A secret of which nobody can notice that it was rotated."""


def versioned(stack: Stack, observed: Observed) -> Stack:
    """The stack with the versions of its secrets among the tags that resources shall have."""
    made = tuple(
        _versioned(one, observed.found.get(one.address), observed.versions)
        for one in stack.resources
    )
    return replace(stack, resources=made)


def _versioned(one: Resource, live: Live | None, known: Mapping[Key, Version]) -> Resource:
    if one.tags is None or one.lifecycle.state != "present":
        return one
    secrets = [secret for _, secret in secret_spots(one)]
    told = mark(one, known)
    if secrets and not told:  # its versions may not be seen now: what is noted of it stays
        told = ((live.tags if live else None) or {}).get(SECRETS, "")
    return replace(one, tags={**one.tags, SECRETS: told}) if told else one


def mark(one: Resource, known: Mapping[Key, Version]) -> str:
    """What the tag says: the version of the one secret, a hash of the versions of several."""
    found = {
        str(key): version.id
        for _, secret in secret_spots(one)
        if (version := known.get(key := (one.scope.name, whole_of(secret))))
    }
    if len(found) < 2:
        return "".join(found.values())
    told = "\n".join(f"{key}={version}" for key, version in sorted(found.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def rotated(
    wanted: Resource, live: Live, known: Mapping[Key, Version], options: Options
) -> tuple[FieldChange, ...]:
    """The secret fields that are to be written again."""
    spots = [(of_resource(wanted.form, spot), secret) for spot, secret in secret_spots(wanted)]
    asked = wanted.address in options.rotate
    due = [
        _change(wanted, spot)
        for spot, secret in spots
        if not spot.replaces and (asked or _is_newer(wanted, live, secret, known))
    ]
    return tuple(due)


def _is_newer(wanted: Resource, live: Live, secret: Secret, known: Mapping[Key, Version]) -> bool:
    version = known.get((wanted.scope.name, whole_of(secret)))
    if version is None:
        return False
    if wanted.tags is not None:
        return (live.tags or {}).get(SECRETS) != wanted.tags.get(SECRETS)
    changed = at(live.raw, wanted.form.kind.modified) if wanted.form.kind.modified else None
    return isinstance(changed, datetime) and _second(version.since) > _second(changed)


def _second(moment: datetime) -> datetime:
    """A moment without its fraction: some services tell whole seconds, and cut the rest."""
    return moment.replace(microsecond=0)


def _change(wanted: Resource, spot: Spot) -> FieldChange:
    place = place_of(wanted.places, spot.path, wanted.place)
    return FieldChange(spot.path, "change", sensitive=True, place=place, note=ROTATED)


def unseen(wanted: Resource, known: Mapping[Key, Version]) -> tuple[Fault, ...]:
    """A note for each secret whose rotation nobody will notice."""
    seen = wanted.tags is not None or wanted.form.kind.modified
    blind = {
        str(secret): spot
        for spot, secret in secret_spots(wanted)
        if not seen or (wanted.scope.name, whole_of(secret)) not in known
    }
    return tuple(
        Fault(
            UNSEEN,
            f"that {secret} is rotated later will not be noticed",
            place_of(wanted.places, spot.path, wanted.place),
            suggestion=f"After that, `reconcile apply --rotate {wanted.address}` writes it again.",
            address=wanted.address,
        )
        for secret, spot in blind.items()
    )
