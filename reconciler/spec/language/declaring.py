"""What one stack declares in one environment: conditions applied, scopes settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reconciler.errors import Fault, Place
from reconciler.spec.files.headers import NAME, Instance, SourceFile
from reconciler.spec.files.settings import NOTHING, Settings
from reconciler.spec.language.conditions import holds
from reconciler.spec.language.references import Reference
from reconciler.spec.language.resolver import Attributes, Declaration, Facts, Resolver, within
from reconciler.spec.language.variables import merged
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode
from reconciler.spec.stack import Scope
from reconciler.spec.suggest import did_you_mean, listed
from reconciler.spec.values import Late, Value


@dataclass(frozen=True)
class Declared:
    """What a stack declares in one environment, sorted by address.

    `off`: addresses that `when` turned off. `faults` are those of this step only: conditions,
    scopes, and every var of the stack.
    """

    root: Path
    facts: Facts
    declarations: tuple[Declaration, ...]
    off: frozenset[str]
    faults: tuple[Fault, ...]

    def resolver(self, attributes: Attributes) -> Resolver:
        """A resolver over these declarations."""
        addresses = frozenset(declaration.address for declaration in self.declarations)
        return Resolver(self.root, self.facts, addresses, self.off, attributes)


def address_of(kind: str, key: str, instance: Instance | None) -> str:
    """The address of what is declared under a key: `codebuild.projects.cart/build` in an instance."""
    return f"{kind}.{instance.name}/{key}" if instance else f"{kind}.{key}"


def late_attributes(address: str, attribute: str) -> Value:
    """Every attribute as late: for what must be read before kinds are asked."""
    return Late(address, attribute)


def facts_of(
    settings: Settings,
    stack: str,
    own: MapNode,
    environment: str,
    lookups: Mapping[str, Value],
) -> Facts:
    """What references may name besides resources; `own` are the vars that the stack declares."""
    known = settings.environments.get(environment)
    accounts = {name: value.scopes[0].account for name, value in settings.environments.items()}
    values = merged(merged(settings.vars, own), known.vars if known else NOTHING)
    return Facts(stack, environment, accounts, values, lookups)


def declarations_of(
    root: Path,
    settings: Settings,
    facts: Facts,
    scopes: tuple[Scope, ...],
    files: Iterable[tuple[SourceFile, Mapping[str, MapNode]]],
) -> Declared:
    """The declarations of all `files` of one stack, each with its kind → key → node."""
    pairs = list(files)
    every = frozenset(
        address_of(kind, key, file.instance)
        for file, kinds in pairs
        for kind, resources in kinds.items()
        for key in resources.entries
    )
    resolver = Resolver(root, facts, every, frozenset(), late_attributes)
    walk = Declaring(resolver, settings, scopes)
    for file, kinds in pairs:
        walk.file(file, kinds)
    walk.check_vars(facts.vars)
    for file, _ in pairs:
        if file.instance:
            walk.check_vars(merged(file.instance.own, file.instance.given), file.instance)
    ordered = tuple(sorted(walk.found.values(), key=lambda one: one.address))
    faults = tuple(dict.fromkeys(walk.faults))
    return Declared(root, facts, ordered, frozenset(walk.off), faults)


class Declaring:
    """One pass over the files of a stack."""

    def __init__(self, resolver: Resolver, settings: Settings, scopes: tuple[Scope, ...]) -> None:
        self._resolver = resolver
        self._settings = settings
        self._scopes = {scope.name: scope for scope in scopes}
        self.found: dict[str, Declaration] = {}
        self.off: set[str] = set()
        self.faults: list[Fault] = []

    def file(self, file: SourceFile, kinds: Mapping[str, MapNode]) -> None:
        """Adds what a file declares."""
        instance = file.instance
        on = file.when is None or self._holds(file.when, self._scopes[""], instance)
        if instance and instance.when is not None:
            on = self._holds(instance.when, self._scopes[""], None) and on
        tags = merged(self._settings.tags, file.tags)
        names = file.names or self._settings.names
        for kind, resources in kinds.items():
            for key, node in resources.items():
                place = resources.place_of(key)
                declaration = self._declaration(kind, key, node, place, instance)
                if declaration is None or declaration.address in self.found:
                    continue
                self._add(declaration, on, tags, names)

    def check_vars(self, values: MapNode, instance: Instance | None = None) -> None:
        """Adds the faults of every var, used or not, up to the first that expands beyond the cap."""
        for name in values.entries:
            node = ScalarNode(f"${{{{ vars.{name} }}}}", values.place_of(name))
            scope = self._scopes[""]
            found = self._resolver.value(node, scope, instance) if NAME.fullmatch(name) else None
            self.faults.extend(found.faults if found else ())
            if found and any(fault.code == "RC1312" for fault in found.faults):
                return

    def _declaration(
        self, kind: str, key: str, node: Node, place: Place, instance: Instance | None
    ) -> Declaration | None:
        address = address_of(kind, key, instance)
        if not NAME.fullmatch(key):
            expected = "letters, digits, `_` and `-`"
            suggestion = "Any other AWS name goes in `name:`."
            self.faults.append(Fault("RC1106", f"`{key}` is no key", place, expected, suggestion))
            return None
        if not isinstance(node, MapNode):
            if not (isinstance(node, ScalarNode) and (node.empty or node.is_null)):
                suggestion = "Where it has no fields, write `{}`."
                message = f"`{address}` is not a mapping"
                fault = Fault("RC1109", message, node.place, "its fields", suggestion, address)
                self.faults.append(fault)
            return None
        scope = self._scope(node, address, instance)
        named = f"{instance.name}-{key}" if instance else key
        return Declaration(address, kind, named, node, place, scope, NOTHING, instance=instance)

    def _add(self, found: Declaration, on: bool, tags: MapNode, names: ScalarNode | None) -> None:
        node, when = found.node, found.node.get("when")
        if when is not None:
            entries = {key: value for key, value in node.items() if key != "when"}
            node = MapNode(entries, node.place, node.key_places)
            on = self._holds(when, found.scope, found.instance) and on
        if not on:
            self.off.add(found.address)
            self._forgive_scope(found.address)
            return
        node = self._own_dependencies(node, found)
        self.found[found.address] = replace(found, node=node, tags=tags, names=names)

    def _own_dependencies(self, node: MapNode, found: Declaration) -> MapNode:
        """`depends_on` of an instance finds the instance's own resources first."""
        lifecycle = node.get("lifecycle")
        listed_in = lifecycle.get("depends_on") if isinstance(lifecycle, MapNode) else None
        if not found.instance or not isinstance(listed_in, ListNode):
            return node
        assert isinstance(lifecycle, MapNode)
        items = tuple(self._own(item, found.instance) for item in listed_in.items)
        entries = {**lifecycle.entries, "depends_on": ListNode(items, listed_in.place)}
        inner = MapNode(entries, lifecycle.place, lifecycle.key_places)
        return MapNode({**node.entries, "lifecycle": inner}, node.place, node.key_places)

    def _own(self, item: Node, instance: Instance) -> Node:
        if not isinstance(item, ScalarNode):
            return item
        own = within(item.text, instance)
        return replace(item, text=own) if own in self._resolver.declared else item

    def _forgive_scope(self, address: str) -> None:
        """An environment need not have the scope of what is off in it."""
        wrong = (fault.code == "RC1114" and fault.address == address for fault in self.faults)
        self.faults = [
            fault for fault, is_wrong in zip(self.faults, wrong, strict=True) if not is_wrong
        ]

    def _scope(self, node: MapNode, address: str, instance: Instance | None) -> Scope:
        lifecycle = node.get("lifecycle")
        written = lifecycle.get("scope") if isinstance(lifecycle, MapNode) else None
        if written is None:
            return self._scopes[""]
        resolved = self._resolver.value(written, self._scopes[""], instance)
        self.faults.extend(resolved.faults)
        match resolved.node:
            case ScalarNode() as text if text.is_null or text.empty or resolved.faults:
                return self._scopes[""]
            case ScalarNode(text=name) if name in self._scopes and name:
                return self._scopes[name]
            case ScalarNode(text=name):
                wanted = name
            case _:
                wanted = "scope"
        known = [name for name in self._scopes if name]
        expected = (
            listed(known, " or ") if known else "no scope: the environment declares no `scopes`"
        )
        message = f"the environment has no scope `{wanted}`"
        near = did_you_mean(wanted, known)
        self.faults.append(Fault("RC1114", message, written.place, expected, near, address))
        return self._scopes[""]

    def _holds(self, when: Node, scope: Scope, instance: Instance | None) -> bool:
        def value_of(reference: Reference, place: Place) -> Node:
            if reference.path == ("environment",):
                return ScalarNode(self._resolver.facts.environment, place, plain=False)
            resolved = self._resolver.value(ScalarNode(str(reference), place), scope, instance)
            self.faults.extend(resolved.faults)
            return resolved.node

        return holds(when, value_of, self.faults)
