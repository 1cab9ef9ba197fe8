"""`when`: whether a file, a resource or a list item is declared in this environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from reconciler.errors import Fault, Place
from reconciler.spec.language.references import BUILT_IN, Reference
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode, ValueNode
from reconciler.spec.suggest import did_you_mean
from reconciler.spec.values import Late

EXPECTED: Final = "names and values: `when: {environment: [stg, prod], vars.source: github}`"
"""What a condition looks like."""

Lookup = Callable[[Reference, Place], Node]
"""What a reference of a condition stands for."""


def holds(when: Node, value_of: Lookup, faults: list[Fault]) -> bool:
    """Whether every line of `when` holds, compared as text; what is wrong goes to `faults`.

    A value that is not known offline (a lookup) lets the line hold, so that what it guards is
    checked too.
    """
    if not isinstance(when, MapNode) or not when.entries:
        faults.append(Fault("RC1310", "`when` is not a condition", when.place, EXPECTED))
        return True
    lines = [_line(key, wanted, when, value_of, faults) for key, wanted in when.items()]
    return all(lines)


def _line(key: str, wanted: Node, when: MapNode, value_of: Lookup, faults: list[Fault]) -> bool:
    place = when.place_of(key)
    path = tuple(key.split("."))
    if path[0] not in BUILT_IN and (path[0] != "vars" or len(path) < 2):
        suggestion = did_you_mean(key, BUILT_IN)
        message = f"`{key}` cannot be a condition"
        faults.append(Fault("RC1310", message, place, "`environment`, `vars.NAME`", suggestion))
        return True
    options = set(_texts(wanted, faults))
    match value_of(Reference(path), place):
        case ScalarNode(text=text):
            return text in options
        case ValueNode(value=Late(address="lookup")):
            return True
    message = f"`{key}` is not text that is known before anything exists"
    faults.append(Fault("RC1310", message, place, "a var that holds text"))
    return True


def _texts(wanted: Node, faults: list[Fault]) -> Iterator[str]:
    nodes = wanted.items if isinstance(wanted, ListNode) else (wanted,)
    for node in nodes:
        if isinstance(node, ScalarNode):
            yield node.text
        else:
            faults.append(Fault("RC1310", "a condition compares text", node.place, EXPECTED))
