"""`{lookup: "ssm:/path"}`: a var whose value is kept in the account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reconciler.errors import Fault, Place
from reconciler.spec.nodes import ListNode, MapNode, Node, ScalarNode, ValueNode
from reconciler.spec.suggest import did_you_mean

LOOKUP: Final = "lookup"
"""The only key of a mapping that stands for a lookup."""
PROVIDERS: Final = ("ssm", "cfn-export", "cfn-output")
"""Where a value can be looked up: Parameter Store, a stack's export, a stack's output."""
EXPECTED: Final = '`"ssm:/path"`, `"cfn-export:NAME"` or `"cfn-output:STACK/KEY"`'
"""The forms of a lookup."""


@dataclass(frozen=True)
class Lookup:
    """A value that must be read from AWS before specs are resolved.

    `text` is the key under which `declared` wants the answer: `ssm:/network/subnets`,
    `cfn-export:NAME` or `cfn-output:STACK/KEY`; `provider` and `name` are its two halves.
    """

    text: str
    provider: str
    name: str
    place: Place


def is_lookup(node: Node) -> bool:
    """Whether `node` is a mapping whose only key is `lookup`, with text that names a provider."""
    if not isinstance(node, MapNode) or len(node.entries) != 1 or LOOKUP not in node:
        return False
    return isinstance(node.entries[LOOKUP], ScalarNode | ValueNode)


def lookups_in(node: Node) -> Iterator[MapNode]:
    """Every lookup inside `node`."""
    match node:
        case MapNode() if is_lookup(node):
            yield node
        case MapNode():
            for value in node.entries.values():
                yield from lookups_in(value)
        case ListNode():
            for item in node.items:
                yield from lookups_in(item)


def lookup_text(node: Node) -> str | Fault:
    """The text of a lookup, `node` being resolved already."""
    if not isinstance(node, ScalarNode):
        message = "a lookup is text that is known before anything exists"
        return Fault("RC1308", message, node.place, EXPECTED)
    provider, colon, name = node.text.partition(":")
    output = provider != "cfn-output" or all(name.partition("/"))
    if provider in PROVIDERS and colon and name and output:
        return node.text
    suggestion = did_you_mean(provider, PROVIDERS)
    message = f"`{node.text}` is no lookup"
    return Fault("RC1308", message, node.place, EXPECTED, suggestion)


def misplaced_lookup(node: MapNode) -> Fault:
    """The fault of a lookup outside vars."""
    suggestion = "Declare a var with it and refer to that: `${{ vars.NAME }}`."
    place = node.place_of(LOOKUP)
    return Fault("RC1308", "a lookup may stand in `vars` only", place, None, suggestion)
