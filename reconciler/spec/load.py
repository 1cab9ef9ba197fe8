"""The front of the spec room: from files to what one stack declares in one environment.

    sources = load(Path.cwd(), paths)                     every file, every fault, no AWS
    wanted  = lookups_needed(sources, stack, environment, scopes)      what must be read first
    found   = declared(sources, stack, environment, scopes, lookups)   resources as written
    found.resolver(attributes).resolve(node, declaration, shape)       references replaced
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reconciler.errors import Fault, Place
from reconciler.spec.resolver import Attributes, Declaration, Facts, Resolver
from reconciler.spec.stack import Scope
from reconciler.spec.values import Value


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


@dataclass(frozen=True)
class Declared:
    """What a stack declares in one environment. `faults` are those of this step only."""

    facts: Facts
    declarations: tuple[Declaration, ...]
    off: frozenset[str]
    faults: tuple[Fault, ...]

    def resolver(self, attributes: Attributes) -> Resolver:
        """A resolver over these declarations."""
        raise NotImplementedError


def load(start: Path, paths: tuple[Path, ...] = ()) -> object:
    """Every spec of the tree that `start` is in; `paths` select stacks and never cut one."""
    raise NotImplementedError


def declared(
    sources: object,
    stack: str,
    environment: str,
    scopes: tuple[Scope, ...],
    lookups: Mapping[str, Value],
) -> Declared:
    """What `stack` declares in `environment` ("" without environments).

    `scopes`: the environment's (`settings.environment(...).scopes`), accounts and regions filled
    in from the session where the spec states none; the first is its own.
    """
    raise NotImplementedError
