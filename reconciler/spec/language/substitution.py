"""One walk over nodes that puts values in the place of references."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reconciler.errors import Fault, Note, Place, SpecInvalid
from reconciler.spec.files import include
from reconciler.spec.files.headers import Instance
from reconciler.spec.files.placing import at, joined, looked_up, null
from reconciler.spec.files.reading import MAX_DEPTH
from reconciler.spec.form import Shape
from reconciler.spec.language.conditions import holds
from reconciler.spec.language.lookups import is_lookup, lookup_text, misplaced_lookup
from reconciler.spec.language.references import OPEN, ROOTS, Reference, has_marks, pieces
from reconciler.spec.language.resolver import Owner, Resolver, Use, within
from reconciler.spec.language.shaped import child, has_when, takes_files, without_when
from reconciler.spec.language.targets import built_in, no_var, resource_value, self_value
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode, ValueNode
from reconciler.spec.values import Late

MAX_VALUES: Final = 20_000
"""Most values, and hundreds of characters, of one resource with its references replaced."""
MAX_CHAIN: Final = 32
"""Most vars that stand one inside the other."""


class CapError(Exception):
    """The references expand beyond a cap."""


class Substitution:
    """The walk: what it met (`uses`, `origins`), what is wrong (`faults`), what is open now."""

    def __init__(self, resolver: Resolver, owner: Owner) -> None:
        self.resolver = resolver
        self.owner = owner
        self.uses: list[Use] = []
        self.faults: list[Fault] = []
        self.origins: dict[Place, Note] = {}
        self._open: list[tuple[Instance | None, str]] = []
        self._filed = False
        self._budget = MAX_VALUES
        self._depth = 0

    def whole(self, node: Node, shape: Shape | None) -> Node:
        """`node` resolved; null where it expands beyond the caps."""
        try:
            return self.node(node, shape)
        except CapError:
            expected = (
                f"at most {MAX_VALUES:,} values, {MAX_DEPTH} levels,"
                f" {MAX_CHAIN} vars one inside the other"
            )
            message = "references expand beyond the cap"
            self.faults.append(Fault("RC1312", message, node.place, expected))
            return null(node.place)

    def node(self, node: Node, shape: Shape | None = None) -> Node:
        """`node` with its references replaced, or itself where it has none."""
        self._spend(1)
        if isinstance(node, ScalarNode):
            return self.text(node, shape) if has_marks(node.text) else node
        if isinstance(node, ValueNode):
            return node
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise CapError
        found = self._list(node, shape) if isinstance(node, ListNode) else self._map(node, shape)
        self._depth -= 1
        return found

    def _spend(self, amount: int) -> None:
        self._budget -= amount
        if self._budget < 0:
            raise CapError

    def _list(self, node: ListNode, shape: Shape | None) -> ListNode:
        item = shape.item if shape and shape.type == "list" else None
        kept = [entry for entry in node.items if not self._off(entry, item)]
        items = tuple(self.node(without_when(entry, item), item) for entry in kept)
        return node if items == node.items else ListNode(items, node.place)

    def _map(self, node: MapNode, shape: Shape | None) -> Node:
        if include.is_file(node) and shape is not None and takes_files(shape):
            return self._file(node, shape)
        if is_lookup(node):
            return self._lookup(node)
        entries: dict[str, Node] = {}
        keyed = shape.item if shape and shape.type == "list" else None
        for key, value in node.items():
            if OPEN in key:
                expected = "a key as it stands"
                message = f"`{key}` is a key and cannot hold a reference"
                self.faults.append(Fault("RC1303", message, node.place_of(key), expected))
            if not self._off(value, keyed):
                entries[key] = self.node(without_when(value, keyed), child(shape, key))
        same = len(entries) == len(node.entries) and all(
            entries[key] is value for key, value in node.items()
        )
        return node if same else MapNode(entries, node.place, node.key_places)

    def _off(self, node: Node, shape: Shape | None) -> bool:
        if not isinstance(node, MapNode) or not has_when(node, shape):
            return False
        return not holds(node.entries["when"], self.reference, self.faults)

    def _file(self, node: MapNode, shape: Shape) -> Node:
        if not shape.word.document and shape.type == "string":
            text = include.text_of(node, self.resolver.root)
            if not isinstance(text, Fault):
                return text
            self.faults.append(text)
            return null(node.place)
        try:
            document = include.document_of(node, self.resolver.root)
        except SpecInvalid as error:
            self.faults.extend(error.faults)
            return null(node.place)
        self._filed = True
        found = self.node(document)
        self._filed = False
        return found

    def _lookup(self, node: MapNode) -> Node:
        if not self._open or not self._open[0][1].startswith("vars."):
            self.faults.append(misplaced_lookup(node))
            return null(node.place)
        text = lookup_text(self.node(node.entries["lookup"]))
        if isinstance(text, Fault):
            self.faults.append(text)
            return null(node.place)
        known = self.resolver.facts.lookups
        return looked_up(known.get(text, Late("lookup", text)), node.place)

    def text(self, node: ScalarNode, shape: Shape | None) -> Node:
        """A scalar with references: the value of its only one, or text with values in it."""
        parts: list[str | Node] = []
        found = pieces(node.text, node.place)
        for piece in found:
            match piece:
                case Fault(code="RC1309") if self._filed:
                    continue
                case Fault():
                    self.faults.append(piece)
                case str():
                    parts.append(piece)
                case Reference():
                    parts.append(self._part(piece, node.place, shape, len(found) == 1))
        self._spend(sum(len(part) for part in parts if isinstance(part, str)) // 100)
        if len(found) == 1 and len(parts) == 1 and not isinstance(parts[0], str):
            return parts[0]
        result = joined(parts, node, self.faults)
        self._spend(len(result.text) // 100 if isinstance(result, ScalarNode) else 1)
        return result

    def _part(
        self, reference: Reference, place: Place, shape: Shape | None, alone: bool
    ) -> str | Node:
        """A reference's value; inside text nothing, where its fault is told already."""
        told = len(self.faults)
        found = self.reference(reference, place, shape)
        return found if alone or len(self.faults) == told else ""

    def reference(self, reference: Reference, place: Place, shape: Shape | None = None) -> Node:
        """What `reference` stands for, all of it at `place`."""
        owner, step = self.owner, (self.owner.instance, reference.dotted)
        if step in self._open:
            return self._circle(step, place)
        if len(self._open) >= MAX_CHAIN:
            raise CapError
        self._open.append(step)
        try:
            found = self._target(reference, place)
            if reference.path[0] == "vars":
                self.origins.setdefault(place, Note("the var stands here", found.place))
                found = self.node(found, shape)
            return at(found, place) if len(self._open) == 1 else found
        finally:
            self._open.pop()
            self.owner = owner

    def _circle(self, step: tuple[Instance | None, str], place: Place) -> Node:
        names = [dotted for _, dotted in (*self._open[self._open.index(step) :], step)]
        message = f"these name each other in a circle: {' → '.join(names)}"
        self.faults.append(Fault("RC1304", message, place, "a value that ends"))
        return null(place)

    def _target(self, reference: Reference, place: Place) -> Node:
        match reference.path[0]:
            case "vars":
                return self._var(reference, place)
            case "self":
                found = self_value(self.resolver, self.owner, reference, place)
            case root if root in ROOTS:
                found = built_in(self.resolver, self.owner, reference, place)
            case _:
                address, attribute = self._meant(reference)
                if address in self.resolver.declared:
                    self.uses.append(Use(place, address, attribute))
                found = resource_value(self.resolver, address, attribute, place)
        if isinstance(found, Node):
            return found
        self.faults.extend(found)
        return null(place)

    def _meant(self, reference: Reference) -> tuple[str, str]:
        """The address and the attribute that are meant: an instance's own resource, else the stack's."""
        address, attribute = _split(reference)
        own = within(address, self.owner.instance) if self.owner.instance else address
        known = own in self.resolver.declared or own in self.resolver.off
        return (own if known else address), attribute

    def _vars(self, name: str) -> MapNode:
        """The vars among which a name is looked for; what follows is read as they are meant.

        What `use` gives an instance speaks of the stack, its component's own vars of the instance.
        """
        instance = self.owner.instance
        if instance is None:
            return self.resolver.facts.vars
        if name in instance.own and name not in instance.given:
            return instance.own
        self.owner = replace(self.owner, instance=None)
        return instance.given if name in instance.given else self.resolver.facts.vars

    def _var(self, reference: Reference, place: Place) -> Node:
        node: Node = self._vars(reference.path[1])
        for index, name in enumerate(reference.path[1:], start=1):
            if index > 1:
                node = self._opened(node)
            if not isinstance(node, MapNode) or name not in node:
                self.faults.append(no_var(reference, index, node, place))
                return null(place)
            node = node.entries[name]
        return node

    def _opened(self, node: Node) -> Node:
        """A var on the way to a part of it: where it is one reference, what that stands for."""
        if isinstance(node, ScalarNode) and has_marks(node.text):
            return self.text(node, None)
        return self._lookup(node) if isinstance(node, MapNode) and is_lookup(node) else node


def _split(reference: Reference) -> tuple[str, str]:
    return ".".join(reference.path[:3]), ".".join(reference.path[3:])
