"""Names and ARNs before anything exists: what references to a resource stand for.

An identity is known when planning, always: it says which live resource is meant. Where AWS derives
an ARN from names it is known too; what AWS invents is `Late`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from reconciler.errors import Fault, SpecInvalid
from reconciler.kinds.words import MISSING, Kind
from reconciler.spec.content import arns
from reconciler.spec.content.around import Around
from reconciler.spec.content.meaning import as_text
from reconciler.spec.form import Form
from reconciler.spec.language.resolver import Declaration, NoAttribute, Resolved, Resolver
from reconciler.spec.nodes import MapNode, Node, ScalarNode, ValueNode
from reconciler.spec.sids import own_sid
from reconciler.spec.values import Late, Text, Value, late_in

OFFLINE: Final = "lookup"
"""The address of a late value that is known by the time of a plan: a lookup that has not been read,
an account that no session has told yet. In a name it is no fault."""


@dataclass(frozen=True)
class Named:
    """An identity, what is wrong with it, and the references its names hold (address by field).

    A value is "" where it is wrong, or not known yet because specs are validated offline.
    """

    values: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    references: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Identities:
    """Identities, ARNs and attributes of the resources of one stack in one environment.

    `owner` is part of the names of statements (`spec.sids`).
    Each is settled once, on demand, because a name may be made of another resource's name;
    `_open` are those on the way, so that a circle is found and named in full.
    """

    declared: Mapping[str, Declaration]
    forms: Mapping[str, Form]
    resolver_of: Callable[[Callable[[str, str], Value | NoAttribute]], Resolver]
    owner: str = ""
    _named: dict[str, Named] = field(default_factory=dict)
    _arns: dict[str, Value] = field(default_factory=dict)
    _known: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    _open: list[tuple[str, str]] = field(default_factory=list)

    @cached_property
    def resolver(self) -> Resolver:
        """The resolver that asks this table for attributes."""
        return self.resolver_of(self.attribute)

    def attribute(self, address: str, name: str) -> Value | NoAttribute:
        """What `${{ address.name }}` stands for; SpecInvalid where names go in a circle."""
        declaration = self.declared[address]
        kind = self.forms[declaration.kind].kind
        if name == "key":
            return declaration.key
        if name == "arn" and (kind.arn or kind.arn_at):
            return self.arn(address)
        if name == "name" or name in kind.identity:
            index = kind.identity.index(name) if name in kind.identity else -1
            return self.named(address).values[index] or Late(OFFLINE, f"{address}.{name}")
        if name in kind.gives:
            return Late(address, name)
        return NoAttribute(attributes_of(kind))

    def known(self, kind_id: str, attribute: str) -> frozenset[str]:
        """The values of an attribute of every declared resource of a kind, late ones left out."""
        key = (kind_id, attribute)
        if key not in self._known:
            values = (
                self.attribute(address, attribute)
                for address, declaration in self.declared.items()
                if declaration.kind == kind_id
            )
            self._known[key] = frozenset(value for value in values if isinstance(value, str))
        return self._known[key]

    def named(self, address: str) -> Named:
        """The identity of a declared resource, "" for a field that is wrong or missing."""
        if address not in self._named:
            declaration = self._enter(address, "name")
            try:
                self._named[address] = self._settle(declaration)
            finally:
                self._open.pop()
        return self._named[address]

    def arn(self, address: str) -> Value:
        """The ARN, late where AWS invents it or the account is not known yet."""
        if address not in self._arns:
            declaration = self._enter(address, "arn")
            try:
                self._arns[address] = self._derived(declaration)
            finally:
                self._open.pop()
        return self._arns[address]

    def _enter(self, address: str, what: str) -> Declaration:
        declaration = self.declared[address]
        if (address, what) in self._open:
            circle = [*self._open[self._open.index((address, what)) :], (address, what)]
            names = " → ".join(f"{each}.{of}" for each, of in circle)
            message = f"names are made of each other in a circle: {names}"
            raise SpecInvalid(
                Fault("RC1304", message, None, "a name that is known by itself",
                      "Give one of them a `name` without a reference.", address)
            )  # fmt: skip
        self._open.append((address, what))
        return declaration

    def _settle(self, declaration: Declaration) -> Named:
        form = self.forms[declaration.kind]
        values: list[str] = []
        faults: list[Fault] = []
        references: list[tuple[str, str]] = []
        for name in form.kind.identity:
            resolved = self._identity_node(form, name, declaration)
            value = _text(resolved.node, name, declaration)
            values.append("" if isinstance(value, Fault) else value)
            faults.extend(resolved.faults or ([value] if isinstance(value, Fault) else []))
            references.extend((name, use.address) for use in resolved.uses)
        return Named(tuple(values), tuple(faults), tuple(references))

    def _identity_node(self, form: Form, name: str, declaration: Declaration) -> Resolved:
        written = declaration.node.get(name)
        if written is not None and not _is_null(written):
            return self.resolver.resolve(written, declaration, form.fields.get(name))
        if name == form.kind.identity[-1] and form.kind.statement:
            sid = own_sid(self.owner, declaration.address)
            return Resolved(ScalarNode(sid, declaration.place, plain=False))
        if name == form.kind.identity[-1] and form.kind.named:
            return self.resolver.name(declaration)
        default: Any = form.fields[name].word.default if name in form.fields else MISSING
        if default is MISSING:
            return Resolved(ScalarNode("null", declaration.place))
        text = _of_scope(str(as_text(default)), declaration)
        return Resolved(ScalarNode(text, declaration.place, plain=False))

    def _derived(self, declaration: Declaration) -> Value:
        kind = self.forms[declaration.kind].kind
        given = _given_id(declaration.node)
        if not kind.arn or kind.arn_at:
            return given or Late(declaration.address, "arn")
        template = self._around(declaration).settle(kind.arn)
        filled = self._filled(template, declaration)
        return filled or Late(OFFLINE, f"{declaration.address}.arn")

    def _around(self, declaration: Declaration) -> Around:
        form = self.forms[declaration.kind]
        identity = dict(
            zip(form.kind.identity, self.named(declaration.address).values, strict=True)
        )
        return Around().inside(form.structure(), identity)

    def _filled(self, template: Any, declaration: Declaration) -> str:
        """The ARN, "" where something that it is made of is not known."""
        if not isinstance(template, str):
            return ""
        filled = []
        for text, name, spelling in arns.holes(template):
            value = self._part(name, declaration) if name else ""
            if name and not value:
                return ""
            filled.append(f"{text}{arns.spelt(value, spelling)}")
        return "".join(filled)

    def _part(self, name: str, declaration: Declaration) -> str:
        scope, form = declaration.scope, self.forms[declaration.kind]
        built_in = {"partition": scope.partition, "region": scope.region, "account": scope.account}
        if name in built_in:
            return built_in[name]
        if name in form.kind.identity:
            return self.named(declaration.address).values[form.kind.identity.index(name)]
        written = declaration.node.get(name)
        if written is None or _is_null(written):
            default = form.fields[name].word.default
            return "" if default is MISSING else str(as_text(default))
        node = self.resolver.resolve(written, declaration, form.fields.get(name)).node
        return node.text if isinstance(node, ScalarNode) and not node.is_null else ""


def _of_scope(default: str, declaration: Declaration) -> str:
    """A default of the identity, which may be the scope's own: `{account}`."""
    scope = declaration.scope
    places = {"{account}": scope.account, "{region}": scope.region}
    return places.get(default, default)


def attributes_of(kind: Kind) -> tuple[str, ...]:
    """What a reference to a resource of this kind may end in."""
    arn = ("arn",) if kind.arn or kind.arn_at else ()
    return tuple(dict.fromkeys((*arn, "name", "key", *kind.identity, *kind.gives)))


def _text(node: Node, name: str, declaration: Declaration) -> str | Fault:
    address = declaration.address
    if isinstance(node, ScalarNode) and not node.is_null and node.text:
        return node.text
    if isinstance(node, ScalarNode) and not (node.plain or node.text or name in declaration.node):
        return ""
    if isinstance(node, ValueNode) and isinstance(node.value, Late | Text):
        if all(late.address == OFFLINE for late in late_in(node.value)):
            return ""
        message = f"`{name}` of {address} must be known before apply, but is {node.value}"
        return Fault("RC1212", message, node.place, "a name that is known when planning",
                     "Write the name out, or make it of vars and keys.", address)  # fmt: skip
    if isinstance(node, ScalarNode) and node.empty:
        return ""
    place = node.place if name in declaration.node else declaration.place
    message = f"`{name}` is missing in {address}"
    if name in declaration.node and not _is_null(declaration.node.entries[name]):
        message = f"`{name}` of {address} is no text"
    return Fault("RC1202", message, place, "text: it says which resource is meant",
                 None, address)  # fmt: skip


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.is_null


def _given_id(node: MapNode) -> str:
    """`lifecycle.id` where it is an ARN that is written out."""
    lifecycle = node.get("lifecycle")
    given = lifecycle.get("id") if isinstance(lifecycle, MapNode) else None
    text = given.text if isinstance(given, ScalarNode) else ""
    return text if text.startswith("arn:") and "${{" not in text else ""
