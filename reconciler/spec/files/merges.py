"""The merge key `<<`: own entries win, earlier maps win over later ones, null takes away."""

from __future__ import annotations

from reconciler.errors import Fault, Place
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode


def merged_entries(own: MapNode, key: Place, value: Node, faults: list[Fault]) -> MapNode:
    """`own` with the entries of the maps that its `<<` names; a wrong `<<` is told in `faults`.

    A null written in `own` under a key that a merge brings takes that key away.
    """
    entries: dict[str, Node] = {}
    places: dict[str, Place] = {}
    for source in reversed(_sources(key, value, faults)):
        entries |= source.entries
        places |= source.key_places
    for name, node in own.items():
        if name in entries and isinstance(node, ScalarNode) and node.is_null:
            del entries[name]
            continue
        entries[name] = node
        places[name] = own.place_of(name)
    return MapNode(entries, own.place, {name: places[name] for name in entries})


def _sources(key: Place, value: Node, faults: list[Fault]) -> list[MapNode]:
    nodes = value.items if isinstance(value, ListNode) else (value,)
    maps = [node for node in nodes if isinstance(node, MapNode)]
    if len(maps) < len(nodes):
        expected = "a mapping, or a list of mappings"
        faults.append(Fault("RC1009", "`<<` merges mappings only", key, expected))
    return maps
