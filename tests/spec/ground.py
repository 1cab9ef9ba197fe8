"""Resources made of YAML text in tests, over the real forms and schemas, without files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reconciler.errors import Fault, Place
from reconciler.spec.declared.identities import Identities
from reconciler.spec.declared.resource import Ground, Made, resource_of
from reconciler.spec.declared.secrets import Allowed
from reconciler.spec.declared.verdicts import Judge
from reconciler.spec.files.text import parse
from reconciler.spec.form import Form
from reconciler.spec.forms import forms
from reconciler.spec.language.resolver import Attributes, Declaration, Facts, Resolver
from reconciler.spec.nodes import MapNode, Node, ScalarNode
from reconciler.spec.schemas.schema import resource_schema
from reconciler.spec.stack import Resource, Scope
from reconciler.spec.values import Value

HOME = Scope("", "111122223333", "eu-west-1")
FILE = "specs/a.yaml"
JUDGE = Judge(resource_schema)


def mapping(text: str) -> MapNode:
    """The mapping that a text holds."""
    parsed = parse(text, FILE)
    assert not parsed.faults
    assert isinstance(parsed.node, MapNode)
    return parsed.node


def declarations(
    text: str, names: str = "", tags: str = "{}", scope: Scope = HOME
) -> tuple[Declaration, ...]:
    """What a text of sections, kinds and resources declares."""
    return declarations_in(mapping(text), names, tags, scope)


def declarations_in(
    sections: MapNode, names: str = "", tags: str = "{}", scope: Scope = HOME
) -> tuple[Declaration, ...]:
    """What a mapping of sections, kinds and resources declares."""
    template = ScalarNode(names, Place(FILE, 99), plain=False) if names else None
    return tuple(
        Declaration(
            f"{section}.{kind}.{key}",
            f"{section}.{kind}",
            key,
            node,
            resources.place_of(key),
            scope,
            mapping(tags),
            template,
        )
        for section, kinds in sections.items()
        for kind, resources in _entries(kinds)
        for key, node in _entries(resources)
    )


def _entries(node: Node) -> list[tuple[str, MapNode]]:
    assert isinstance(node, MapNode)
    return [(key, value) for key, value in node.items() if isinstance(value, MapNode)]


def ground_of(
    declared: tuple[Declaration, ...],
    variables: str = "{}",
    off: frozenset[str] = frozenset(),
    allowed: tuple[str, ...] | None = None,
    lookups: Mapping[str, Value] | None = None,
    root: Path = Path("/nowhere"),
    known: Mapping[str, Form] | None = None,
) -> Ground:
    """The ground of these declarations in the environment `prod` of the stack `shop`."""
    by_address = {each.address: each for each in declared}
    facts = Facts("shop", "prod", {"prod": HOME.account}, mapping(variables), lookups or {})
    shapes = known or forms()

    def resolver_of(attributes: Attributes) -> Resolver:
        return Resolver(root, facts, frozenset(by_address), off, attributes)

    identities = Identities(by_address, shapes, resolver_of)
    return Ground(identities, shapes, JUDGE, Allowed(allowed), off)


def made(text: str, variables: str = "{}", names: str = "", tags: str = "{}") -> dict[str, Made]:
    """What becomes of each resource of a text, by its address."""
    declared = declarations(text, names, tags)
    ground = ground_of(declared, variables)
    return {each.address: resource_of(each, ground) for each in declared}


def good(text: str, variables: str = "{}", names: str = "", tags: str = "{}") -> Resource:
    """The first resource of a text in which nothing is wrong."""
    results = made(text, variables, names, tags)
    assert [fault for each in results.values() for fault in each.faults] == []
    resource = next(iter(results.values())).resource
    assert resource is not None
    return resource


def faults(text: str, variables: str = "{}", names: str = "", tags: str = "{}") -> list[Fault]:
    """Everything that is wrong in a text, in the order of places."""
    results = made(text, variables, names, tags).values()
    found = [fault for each in results for fault in each.faults]
    return sorted(found, key=lambda each: (each.place or Place(""), each.code))


def told(fault: Fault) -> str:
    """A fault as a reader meets it, in one line."""
    where = f"{fault.place.line}:{fault.place.column}" if fault.place else "-"
    parts = (f"{where} {fault.code} {fault.message}", fault.expected, fault.suggestion)
    return " | ".join(part for part in parts if part)
