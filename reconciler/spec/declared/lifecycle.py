"""The reserved mapping `lifecycle` of a resource, read and checked.

`scope` is the front's (`spec.load`): it is a key here, but a resource's scope is settled before.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, get_args, get_type_hints

from reconciler.errors import Fault, Place
from reconciler.spec.content.around import NOTHING
from reconciler.spec.content.normal import item_shape
from reconciler.spec.content.scalars import BOOLEANS
from reconciler.spec.declared.former import former_address
from reconciler.spec.form import Shape
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode
from reconciler.spec.stack import Lifecycle
from reconciler.spec.suggest import did_you_mean, listed, nearest

STATES: Final[tuple[str, ...]] = get_args(get_type_hints(Lifecycle)["state"])
"""What `state` may be."""
KEYS: Final = (*(each.name for each in dataclasses.fields(Lifecycle)), "scope")
"""What may stand in `lifecycle`."""
UNITS: Final[Mapping[str, int]] = MappingProxyType({"h": 3600, "m": 60, "s": 1})
"""Unit of a duration → its seconds."""
DURATION: Final = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?")
"""A duration, `1h30m`."""
SEGMENT: Final = re.compile(r"[^.\[\]]+(\[[^\[\]]+\])*(\.[^.\[\]]+(\[[^\[\]]+\])*)*")
"""A path as plans print it, with `*` for any item: `stages[Deploy].actions[*].run_order`."""

STEP: Final = re.compile(r"\[[^\[\]]+\]|[^.\[\]]+")
"""One step of an ignored path."""

EXPECTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "state": f"one of {listed(STATES, ' or ')}",
        "protect": "`true` or `false`",
        "adopt": "`true` or `false`",
        "ignore": "a list of field paths, `stages[Deploy].actions[*].configuration.ImageUri`",
        "depends_on": "a list of addresses, `iam.roles.build`",
        "previously": "the key under which the resource was declared before",
        "id": "the ARN or id that AWS gave the resource",
        "timeout": "a duration: `90` (seconds), `30m` or `1h30m`",
        "scope": "the name of a scope of the environment",
    }
)
"""Key → what is expected there, for errors."""


@dataclass(frozen=True)
class Checked:
    """A lifecycle and what is wrong with it."""

    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    faults: tuple[Fault, ...] = ()


def lifecycle_of(
    node: Node | None,
    address: str,
    declared: Collection[str],
    off: Collection[str] = (),
    shape: Shape = NOTHING,
) -> Checked:
    """What `lifecycle` says. `declared`: every address of the stack here; `off`: those turned off.

    A dependency on what `when` turned off falls away. `shape`: of the resource, for the paths that
    `ignore` names.
    """
    if node is None or (isinstance(node, ScalarNode) and (node.is_null or node.empty)):
        return Checked()
    if not isinstance(node, MapNode):
        return Checked(faults=(_wrong("lifecycle", node, "a mapping", address),))
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in node.items():
        read = _value(key, value, node.place_of(key), address)
        if isinstance(read, Fault):
            faults.append(read)
        elif read is not None and key != "scope":
            values[key] = read
    lifecycle = Lifecycle(**values)
    faults.extend(_dependencies(node.get("depends_on"), address, declared, off))
    faults.extend(_unknown_paths(node.get("ignore"), shape, address))
    faults.extend(_contradictions(lifecycle, node, address, declared))
    kept = tuple(name for name in lifecycle.depends_on if name not in off)
    return Checked(dataclasses.replace(lifecycle, depends_on=kept), tuple(faults))


def _value(key: str, node: Node, place: Place, address: str) -> Any:
    if key not in KEYS:
        message = f"`lifecycle` has no key `{key}`"
        suggestion = did_you_mean(key, KEYS) or f"Its keys are {listed(sorted(KEYS))}."
        return Fault("RC1411", message, place, None, suggestion, address)
    if isinstance(node, ScalarNode) and (node.is_null or node.empty):
        return None
    read = READERS[key](node)
    return _wrong(key, node, EXPECTED[key], address) if read is None else read


def _wrong(key: str, node: Node, expected: str, address: str) -> Fault:
    text = node.text if isinstance(node, ScalarNode) else ""
    shown = f"`{text}`" if text else "this value"
    found = nearest(text, STATES) if key == "state" and text else ""
    suggestion = f"Did you mean `{found}`?" if found else None
    message = f"`{key}` cannot be {shown}"
    return Fault("RC1412", message, node.place, expected, suggestion, address)


def _state(node: Node) -> str | None:
    return node.text if isinstance(node, ScalarNode) and node.text in STATES else None


def _flag(node: Node) -> bool | None:
    if isinstance(node, ScalarNode) and node.plain:
        return BOOLEANS.get(node.text)
    return None


def _text(node: Node) -> str | None:
    return node.text if isinstance(node, ScalarNode) and node.text else None


def _texts(node: Node) -> tuple[str, ...] | None:
    if not isinstance(node, ListNode):
        return None
    texts = tuple(item.text for item in node.items if isinstance(item, ScalarNode))
    return texts if len(texts) == len(node.items) and all(texts) else None


def _paths(node: Node) -> tuple[str, ...] | None:
    texts = _texts(node)
    return texts if texts is not None and all(map(SEGMENT.fullmatch, texts)) else None


def seconds(text: str) -> float | None:
    """The seconds of a duration (`1h30m`, `90`), None where it is none or nothing."""
    found = DURATION.fullmatch(f"{text}s" if text.isdecimal() else text)
    if not found:
        return None
    total = sum(
        int(number or 0) * unit for number, unit in zip(found.groups(), UNITS.values(), strict=True)
    )
    return float(total) or None


def _duration(node: Node) -> float | None:
    return seconds(node.text) if isinstance(node, ScalarNode) else None


READERS: Final[Mapping[str, Callable[[Node], Any]]] = MappingProxyType(
    {
        "state": _state,
        "protect": _flag,
        "adopt": _flag,
        "ignore": _paths,
        "depends_on": _texts,
        "previously": _text,
        "id": _text,
        "timeout": _duration,
        "scope": _text,
    }
)
"""Key → how its value is read; a Fault is what is wrong with it."""


def _dependencies(
    node: Node | None, address: str, declared: Collection[str], off: Collection[str]
) -> list[Fault]:
    faults = []
    for item in node.items if isinstance(node, ListNode) else ():
        if not isinstance(item, ScalarNode) or not item.text or item.text in off:
            continue
        if item.text == address:
            message = f"`{address}` cannot depend on itself"
            faults.append(Fault("RC1413", message, item.place, "another address", None, address))
        elif item.text not in declared:
            message = f"`depends_on` names `{item.text}`, which nothing declares"
            suggestion = did_you_mean(item.text, declared)
            faults.append(
                Fault("RC1413", message, item.place, "a declared address", suggestion, address)
            )
    return faults


def _unknown_paths(node: Node | None, shape: Shape, address: str) -> list[Fault]:
    faults = []
    for item in node.items if isinstance(node, ListNode) else ():
        wrong = unknown_step(item.text, shape) if isinstance(item, ScalarNode) else None
        if wrong:
            message = f"`ignore` names `{wrong.name}`, which is no field there"
            suggestion = did_you_mean(wrong.name, wrong.known)
            faults.append(Fault("RC1413", message, item.place, f"one of {listed(wrong.known, ' or ')}",
                                suggestion, address))  # fmt: skip
    return faults


@dataclass(frozen=True)
class Unknown:
    """A step of a path that leads nowhere, and those that would lead on."""

    name: str
    known: tuple[str, ...]


def unknown_step(path: str, shape: Shape) -> Unknown | None:
    """The first step of a path that is no field of the structure it stands in; None: all lead on."""
    for step in STEP.findall(path):
        if shape.type == "structure" and step not in shape.fields:
            return Unknown(step, tuple(shape.fields))
        if shape.type == "list" and not step.startswith("["):
            return Unknown(step, ("[*]", "[NAME]"))
        shape = shape.fields[step] if shape.type == "structure" else item_shape(shape)
    return None


def _contradictions(
    lifecycle: Lifecycle, node: MapNode, address: str, declared: Collection[str]
) -> list[Fault]:
    faults = []
    key = address.split(".", 2)[-1]
    if lifecycle.state != "present" and lifecycle.adopt:
        message = f"`adopt` takes a resource over, `state: {lifecycle.state}` does not"
        faults.append(Fault("RC1414", message, node.place_of("adopt"), "one of the two",
                            "Take `adopt` out.", address))  # fmt: skip
    if lifecycle.state == "absent" and lifecycle.protect:
        message = "`protect` keeps a resource, `state: absent` deletes it"
        faults.append(Fault("RC1414", message, node.place_of("protect"), "one of the two",
                            "Take `protect` out, apply, then delete.", address))  # fmt: skip
    former = former_address(address, lifecycle.previously)
    if former in declared and former != address:
        message = f"`previously` names `{former}`, which is declared too"
        faults.append(Fault("RC1412", message, node.place_of("previously"),
                            "a key that nothing has now", "Take `previously` out.",
                            address))  # fmt: skip
    if lifecycle.previously == key:
        message = f"`previously: {key}` is the key the resource has now"
        faults.append(Fault("RC1412", message, node.place_of("previously"),
                            EXPECTED["previously"], None, address))  # fmt: skip
    return faults
