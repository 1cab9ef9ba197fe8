"""Where the values of a resource come from: its fields' lines, vars, and what they refer to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from reconciler.errors import Place
from reconciler.spec.declared.identities import Named
from reconciler.spec.form import Form
from reconciler.spec.language.resolver import Declaration, Resolved
from reconciler.spec.nodes import Node


def around_places(
    declaration: Declaration, form: Form, tags: dict[str, tuple[Node, Place]]
) -> dict[str, Place]:
    """Where the name comes from, if `names` makes it, and where the tags stand."""
    name = declaration.names.place if declaration.names else declaration.place
    return {form.kind.identity[-1]: name, **{f"tags.{key}": tags[key][1] for key in tags}}


def origins_of(resolved: Resolved, places: Mapping[str, Place]) -> dict[str, Place]:
    """Path → place of the var that what is written there came from."""
    notes = {path: resolved.origins.get(place) for path, place in places.items()}
    return {path: note.place for path, note in notes.items() if note and note.place}


def references_of(
    resolved: Resolved, shared: Resolved, named: Named, places: Mapping[str, Place]
) -> tuple[tuple[str, str], ...]:
    """(path, address) of every reference: it stands in the last field that begins before it."""
    ordered = sorted((place, path) for path, place in places.items() if path)
    starts = [place for place, _ in ordered]
    found: dict[tuple[str, str], None] = dict.fromkeys(named.references)
    for use in resolved.uses:
        index = bisect_right(starts, use.place) - 1
        same_file = index >= 0 and starts[index].file == use.place.file
        found[(ordered[index][1] if same_file else "", use.address)] = None
    found.update(dict.fromkeys(("tags", use.address) for use in shared.uses))
    return tuple(found)
