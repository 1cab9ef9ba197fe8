"""The parser's events of one file, built into nodes within bounds: depth, size, number of faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from reconciler.errors import Fault, Note, Place
from reconciler.spec.files.merges import merged_entries
from reconciler.spec.files.yaml_faults import comment_hint, tag_fault
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode

MAX_DEPTH: Final = 64
"""Deepest nesting of maps and lists."""
MAX_FAULTS: Final = 100
"""Most faults of one file: beyond them the file is of another sort."""
MAX_NODES: Final = 200_000
"""Most nodes of a file, each alias counted as all that it stands for."""

STRING_TAGS: Final = ("tag:yaml.org,2002:str", "!")
"""Tags that say *text*: `!!str` and the non-specific `!` (YAML 1.1, section 4.5)."""
PLAIN_TAGS: Final = (*STRING_TAGS, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
"""Tags that say no more than the node does."""


class HaltError(Exception):
    """Reading cannot go on; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Reading:
    """One pass over the events of a file, which gathers faults as it goes."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._lines = text.split("\n")
        self._file = file
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        self._nodes = 0
        self.faults: list[Fault] = []

    def document(self) -> Node:
        """The one document of the file."""
        loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
        self._next: Callable[[], Any] = loader(self._text).get_event
        self._next()
        event = self._next()
        if isinstance(event, StreamEndEvent):
            raise HaltError(
                Fault("RC1010", "the file is empty", Place(self._file), "one YAML document")
            )
        node = self._node(self._next(), 1)
        self._next()
        event = self._next()
        if isinstance(event, DocumentStartEvent):
            suggestion = "Put each into a file of its own; they may share a `stack:` name."
            message = "the file holds several documents"
            fault = Fault("RC1006", message, self._place(event), "one", suggestion)
            raise HaltError(fault)
        return node

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, ScalarEvent):
            self._count(event, 1)
            return self._anchored(event, self._scalar(event), 1)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if depth > MAX_DEPTH:
            message = "the text nests too deeply"
            raise HaltError(
                Fault("RC1005", message, self._place(event), f"at most {MAX_DEPTH} levels")
            )
        before = self._nodes
        self._count(event, 1)
        self._check_tag(event)
        if event.anchor:
            self._anchors[event.anchor] = None
        node = (
            self._map(event, depth)
            if isinstance(event, MappingStartEvent)
            else self._list(event, depth)
        )
        return self._anchored(event, node, self._nodes - before)

    def _anchored(self, event: Any, node: Node, size: int) -> Node:
        if event.anchor:
            self._anchors[event.anchor] = (node, size)
        return node

    def _count(self, event: Any, size: int) -> None:
        self._nodes += size
        if self._nodes > MAX_NODES:
            message = "the text holds too much, aliases counted as what they stand for"
            expected = f"at most {MAX_NODES:,} values"
            raise HaltError(Fault("RC1005", message, self._place(event), expected))

    def _alias(self, event: Any) -> Node:
        place = self._place(event)
        if event.anchor not in self._anchors:
            expected = "an anchor that stands above it in the same file"
            return self._refused("RC1002", f"`*{event.anchor}` names no anchor", place, expected)
        known = self._anchors[event.anchor]
        if known is None:
            return self._refused("RC1011", f"`*{event.anchor}` holds itself", place, None)
        node, size = known
        self._count(event, size)
        return node

    def _tell(self, fault: Fault) -> None:
        if len(self.faults) >= MAX_FAULTS:
            message = f"more than {MAX_FAULTS} faults; the rest of the file was not read"
            raise HaltError(Fault("RC1005", message, fault.place))
        self.faults.append(fault)

    def _refused(self, code: str, message: str, place: Place, expected: str | None) -> Node:
        self._tell(Fault(code, message, place, expected))
        return ScalarNode("null", place)

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag not in PLAIN_TAGS:
            self._tell(tag_fault(event.tag, self._place(event)))

    def _scalar(self, event: Any) -> ScalarNode:
        place = self._place(event)
        if event.tag is not None:
            self._check_tag(event)
            return ScalarNode(event.value, place, plain=False)
        plain = event.implicit[0]
        if plain and not event.value:
            self._tell(self._left_empty(place))
            return ScalarNode("", place, plain=True, empty=True)
        return ScalarNode(event.value, place, plain)

    def _left_empty(self, place: Place) -> Fault:
        hint = comment_hint(self._lines, place)
        suggestion = hint or 'Write `null` for "shall not be there", `""` for empty text.'
        return Fault("RC1007", "the value was left empty", place, "a value", suggestion)

    def _list(self, event: Any, depth: int) -> ListNode:
        place = self._place(event)
        items: list[Node] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return ListNode(tuple(items), place)

    def _map(self, event: Any, depth: int) -> MapNode:
        place = self._place(event)
        entries: dict[str, Node] = {}
        places: dict[str, Place] = {}
        merge: tuple[Place, Node] | None = None
        while not isinstance(event := self._next(), MappingEndEvent):
            key, key_place = self._key(event, depth), self._place(event)
            value = self._node(self._next(), depth + 1)
            if key == "<<" and merge is None and _is_plain(event):
                merge = (key_place, value)
            elif key in entries or (key == "<<" and merge is not None):
                self._twice(key, key_place, places.get(key, merge[0] if merge else place))
            elif key is not None:
                entries[key], places[key] = value, key_place
        own = MapNode(entries, place, places)
        return own if merge is None else merged_entries(own, *merge, self.faults)

    def _key(self, event: Any, depth: int) -> str | None:
        place = self._place(event)
        if isinstance(event, ScalarEvent):
            self._count(event, 1)
            self._check_tag(event)
            if event.value or not event.implicit[0]:
                return str(event.value)
            self._tell(Fault("RC1008", "a key was left empty", place, "text"))
            return None
        self._node(event, depth + 1)
        hint = "A reference begins with a dollar sign: `${{ … }}`, and stands in quotes."
        self._tell(Fault("RC1008", "a key must be text", place, "text", hint))
        return None

    def _twice(self, key: str | None, place: Place, first: Place) -> None:
        note = Note("the first one stands here", first)
        fault = Fault("RC1003", f"the key `{key}` is written twice", place, "one", notes=(note,))
        self._tell(fault)


def _is_plain(event: Any) -> bool:
    return isinstance(event, ScalarEvent) and bool(event.implicit[0])
