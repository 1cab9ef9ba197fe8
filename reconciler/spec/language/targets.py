"""What the roots of references stand for, vars excepted."""

from __future__ import annotations

from reconciler.errors import Fault, Place, SpecInvalid
from reconciler.spec.files.placing import node_of, null
from reconciler.spec.language.references import Reference
from reconciler.spec.language.resolver import NoAttribute, Owner, Resolver
from reconciler.spec.nodes import MapNode, Node
from reconciler.spec.suggest import did_you_mean, listed
from reconciler.spec.values import Late

Found = Node | tuple[Fault, ...]
"""What a reference stands for, or why it stands for nothing."""


def built_in(resolver: Resolver, owner: Owner, reference: Reference, place: Place) -> Found:
    """`stack`, `environment`, `account`, `region`, `partition`, `instance`,
    `environments.NAME.account`.

    Account and region are late where neither the settings nor a session have told them.
    """
    root = reference.path[0]
    if root == "instance":
        return _instance(owner, place)
    if root == "environments":
        return _account_of(resolver, reference.path[1], place)
    known = {
        "stack": resolver.facts.stack,
        "environment": resolver.facts.environment,
        "account": owner.scope.account,
        "region": owner.scope.region,
        "partition": owner.scope.partition,
    }[root]
    if root == "environment" and not known:
        message = "there is no environment to name"
        suggestion = "Declare `environments` in reconcile.yaml."
        return (Fault("RC1302", message, place, None, suggestion),)
    return node_of(known or Late("lookup", root), place)


def _instance(owner: Owner, place: Place) -> Found:
    if owner.instance:
        return node_of(owner.instance.name, place)
    message = "there is no instance outside a component"
    return (Fault("RC1302", message, place, "a file that begins with `component: NAME`"),)


def _account_of(resolver: Resolver, name: str, place: Place) -> Found:
    accounts = resolver.facts.accounts
    if name not in accounts:
        suggestion = did_you_mean(name, accounts)
        expected = listed(accounts, " or ") if accounts else "an environment of reconcile.yaml"
        message = f"there is no environment `{name}`"
        return (Fault("RC1302", message, place, expected, suggestion),)
    if not accounts[name]:
        message = f"the environment `{name}` states no account"
        return (Fault("RC1302", message, place, "`account` in reconcile.yaml"),)
    return node_of(accounts[name], place)


def no_var(reference: Reference, index: int, node: Node, place: Place) -> Fault:
    """The fault of a reference to vars whose step `index` is not in `node`."""
    name = reference.path[index]
    holder = ".".join(reference.path[:index])
    if not isinstance(node, MapNode):
        return Fault("RC1302", f"`{holder}` is no mapping and has no `{name}`", place)
    suggestion = did_you_mean(name, node.entries)
    message = f"there is no `{name}` in `{holder}`"
    return Fault("RC1302", message, place, "a var of the stack, or its environment", suggestion)


def self_value(resolver: Resolver, owner: Owner, reference: Reference, place: Place) -> Found:
    """`self.key`, `self.name` and `self.arn` of the resource the text ends up in."""
    attribute = reference.path[1]
    if not owner.address:
        return node_of(Late("lookup", reference.dotted), place)
    if attribute == "key":
        return node_of(owner.key, place)
    if not owner.named:
        message = f"`{reference.dotted}` is what `names` is about to make"
        return (Fault("RC1304", message, place, "`self.key`"),)
    return _asked(resolver, owner.address, attribute, place)


def resource_value(resolver: Resolver, address: str, attribute: str, place: Place) -> Found:
    """An attribute of a declared resource; null where the resource is off."""
    if address in resolver.off:
        return null(place)
    if address not in resolver.declared:
        suggestion = did_you_mean(address, resolver.declared)
        message = f"`{address}` is not declared in this stack"
        return (Fault("RC1302", message, place, "a resource of the stack", suggestion),)
    return _asked(resolver, address, attribute, place)


def _asked(resolver: Resolver, address: str, attribute: str, place: Place) -> Found:
    try:
        value = resolver.attributes(address, attribute)
    except SpecInvalid as error:
        return tuple(_placed(fault, place) for fault in error.faults)
    if not isinstance(value, NoAttribute):
        return node_of(value, place)
    suggestion = did_you_mean(attribute, value.known)
    message = f"`{address}` has no attribute `{attribute}`"
    return (Fault("RC1311", message, place, listed(value.known, " or "), suggestion),)


def _placed(fault: Fault, place: Place) -> Fault:
    if fault.place is not None:
        return fault
    return Fault(fault.code, fault.message, place, fault.expected, fault.suggestion, fault.address)
