"""A repository for tests of loading: files by path, and what a stack in it declares."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reconciler.errors import Fault
from reconciler.spec.files.settings import environment
from reconciler.spec.language.resolver import (
    Attributes,
    Declaration,
    NoAttribute,
    Resolved,
    Resolver,
)
from reconciler.spec.load import Sources, declared, load
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode
from reconciler.spec.values import Late, Value

SETTINGS = """
project: acme
environments:
  dev: {account: "111122223333", region: eu-west-1}
  prod:
    account: 012345670123
    region: us-gov-west-1
    vars: {branch: release, network: {b: 22}}
    scopes: {us: {region: us-east-1}}
"""


def write(root: Path, files: Mapping[str, str]) -> Path:
    """The files under `root`, `reconcile.yaml` among them unless they bring one."""
    for name, text in {"reconcile.yaml": SETTINGS, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def loaded(root: Path, spec: str) -> Sources:
    """A repository with one spec file."""
    return load(write(root, {"specs/a.yaml": spec}))


def attributes(address: str, attribute: str) -> Value | NoAttribute:
    """Names are the last part of the address, ARNs are late, nothing else is known."""
    if attribute == "name":
        return address.split(".")[2]
    return Late(address, attribute) if attribute == "arn" else NoAttribute(("name", "arn"))


def resolver_of(
    sources: Sources,
    where: str = "dev",
    lookups: Mapping[str, Value] | None = None,
    answers: Attributes = attributes,
) -> tuple[Resolver, dict[str, Declaration], tuple[Fault, ...]]:
    """A resolver for the only stack, its declarations by address, and the faults of that step."""
    scopes = environment(sources.settings, where).scopes
    found = declared(sources, sources.stacks[0], where, scopes, lookups or {})
    return found.resolver(answers), {d.address: d for d in found.declarations}, found.faults


def resolved(root: Path, text: str, where: str = "dev", header: str = "") -> Resolved:
    """The field `value: TEXT` of a role `iam.roles.me`, beside a role `other`, resolved."""
    spec = f"stack: shop\n{header}\niam:\n  roles:\n    other: {{a: 1}}\n    me:\n      value: {text}\n"
    sources = loaded(root, spec)
    assert sources.faults == ()
    resolver, found, _ = resolver_of(sources, where)
    me = found["iam.roles.me"]
    return resolver.resolve(me.node.entries["value"], me)


def plain(node: Node | None) -> object:
    """Nodes as plain data, scalars as text."""
    match node:
        case ScalarNode():
            return None if node.is_null else node.text
        case ListNode():
            return [plain(item) for item in node.items]
        case MapNode():
            return {key: plain(value) for key, value in node.items()}
        case None:
            return None
    return node.value


def codes(faults: tuple[Fault, ...]) -> list[str]:
    """The codes of faults, in order."""
    return [fault.code for fault in faults]
