"""The head of a spec file: whose it is, and what holds for all that it declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reconciler.errors import Fault, Place
from reconciler.spec.files.settings import NOTHING
from reconciler.spec.nodes import MapNode, Node, ScalarNode

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""Stack names, resource keys, vars, components and their instances."""
HEADER: Final = ("stack", "component", "vars", "tags", "names", "when", "use")
"""Top-level keys that are no sections."""


@dataclass(frozen=True)
class Instance:
    """One stamping of a component.

    `given`: the vars that `use` gives it, which speak of the stack; `own`: the component's, with
    what they are where nothing is given. `place`: of the instance's key. `when`: the condition that
    `use` states, of the stack too.
    """

    name: str
    place: Place
    given: MapNode = NOTHING
    own: MapNode = NOTHING
    when: Node | None = None


@dataclass(frozen=True)
class SourceFile:
    """One spec file, of a stack or of a component; `sections` are its other top-level keys, `x-…`
    ones left out.

    Of a component stamped out for a stack there is one more for each `instance`, with the stack's
    name; where the component says no `names` of its own, those of the file that uses it hold.
    """

    path: str
    stack: str
    stack_place: Place
    sections: MapNode
    vars: MapNode = NOTHING
    tags: MapNode = NOTHING
    names: ScalarNode | None = None
    when: Node | None = None
    use: MapNode = NOTHING
    component: str = ""
    instance: Instance | None = None


def split(file: str, node: MapNode, faults: list[Fault]) -> SourceFile | None:
    """The head and the sections of a file; None where it is neither stack nor component."""
    heads = [key for key in ("stack", "component") if key in node]
    if not heads:
        faults.append(neither(Place(file)))
        return None
    head = heads[0]
    place, name = node.place_of(head), node.entries[head]
    if len(heads) > 1:
        message = "a file is a stack's or a component, not both"
        faults.append(Fault("RC1103", message, node.place_of("component"), "one of the two"))
    if not isinstance(name, ScalarNode) or not NAME.fullmatch(name.text):
        expected = "letters, digits, `_` and `-`, not a reference"
        faults.append(Fault("RC1106", f"`{head}` is not a name", name.place, expected))
        return None
    if head == "component":
        faults.extend(_nested(node))
    names = node.get("names")
    if names is not None and not isinstance(names, ScalarNode):
        faults.append(Fault("RC1103", "`names` is not text", names.place, "one template"))
    return SourceFile(
        file,
        name.text if head == "stack" else "",
        place,
        MapNode(dict(_sections(node)), node.place, node.key_places),
        mapping(node, "vars", faults),
        mapping(node, "tags", faults),
        names if isinstance(names, ScalarNode) and not names.is_null else None,
        node.get("when"),
        mapping(node, "use", faults),
        name.text if head == "component" else "",
    )


def neither(place: Place) -> Fault:
    """The fault of a file that says neither `stack` nor `component`."""
    suggestion = "Begin it with `stack: NAME`, or leave it out of `specs` in reconcile.yaml."
    message = "the file is no spec: it does not say which stack it belongs to"
    return Fault("RC1103", message, place, "`stack: NAME` or `component: NAME`", suggestion)


def mapping(node: MapNode, key: str, faults: list[Fault]) -> MapNode:
    """What stands at a key, where it is a mapping; nothing where it is empty, else a fault."""
    found = node.get(key)
    if isinstance(found, MapNode):
        return found
    empty = isinstance(found, ScalarNode) and (found.is_null or found.empty)
    if found is not None and not empty:
        faults.append(Fault("RC1103", f"`{key}` is not a mapping", found.place, "a mapping"))
    return NOTHING


def _nested(node: MapNode) -> Iterator[Fault]:
    if "use" in node:
        message = "a component cannot use another one"
        suggestion = "Use both from the stack, and give one the other's values as vars."
        yield Fault("RC1117", message, node.place_of("use"), None, suggestion)


def _sections(node: MapNode) -> Iterator[tuple[str, Node]]:
    for key, value in node.items():
        if key not in HEADER and not key.startswith("x-"):
            yield key, value
