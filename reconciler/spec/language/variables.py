"""Vars: the settings', the stack's and the environment's, as one mapping."""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.errors import Fault, Place
from reconciler.spec.files.headers import NAME, SourceFile
from reconciler.spec.files.sources import twice
from reconciler.spec.language.lookups import is_lookup
from reconciler.spec.nodes import MapNode, Node


def stack_vars(files: Iterable[SourceFile], faults: list[Fault]) -> MapNode:
    """The vars that the files of one stack declare; each may be declared once only."""
    entries: dict[str, Node] = {}
    places: dict[str, Place] = {}
    for file in files:
        for name, node in file.vars.items():
            place = file.vars.place_of(name)
            if name in entries:
                faults.append(twice("RC1307", f"the var `{name}`", place, places[name]))
                continue
            if not NAME.fullmatch(name):
                expected = "letters, digits, `_` and `-`"
                faults.append(Fault("RC1106", f"`{name}` is not a name", place, expected))
            entries[name], places[name] = node, place
    return MapNode(entries, Place(""), places)


def merged(base: MapNode, over: MapNode) -> MapNode:
    """`base` with `over` on top: mappings merge key by key, everything else replaces.

    A lookup is a value, not a mapping to merge with.
    """
    entries = dict(base.entries)
    for key, node in over.items():
        below = entries.get(key)
        mergeable = isinstance(node, MapNode) and isinstance(below, MapNode)
        if mergeable and not is_lookup(node) and below is not None and not is_lookup(below):
            assert isinstance(node, MapNode)
            assert isinstance(below, MapNode)
            entries[key] = merged(below, node)
        else:
            entries[key] = node
    places = {**base.key_places, **over.key_places}
    return MapNode(entries, over.place if over.entries else base.place, places)
