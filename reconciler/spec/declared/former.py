"""`lifecycle.previously`: where a resource stood before, and what it was called there."""

from __future__ import annotations

from dataclasses import replace

from reconciler.spec.declared.identities import Identities
from reconciler.spec.nodes import ScalarNode


def former_address(address: str, previously: str) -> str:
    """Where a resource stood under its old key; "" without one.

    Inside an instance of a component the key is one of that instance, unless it names one itself
    (`cart/build`).
    """
    section, subsection, key = address.split(".", 2)
    instance, slash, _ = key.rpartition("/")
    old = previously if "/" in previously else f"{instance}{slash}{previously}"
    return f"{section}.{subsection}.{old}" if previously else ""


def former_identity(identities: Identities, address: str, formerly: str) -> tuple[str, ...]:
    """The identity that a resource had at the address where it stood before; () where none follows.

    Where its name does not follow from its key, the old key stands for the old name.
    """
    declaration = identities.declared[address]
    kind = identities.forms[declaration.kind].kind
    if not formerly or not kind.named or kind.statement:
        return ()
    key = formerly.split(".", 2)[2].replace("/", "-")
    if kind.identity[-1] not in declaration.node:
        old = replace(declaration, address=formerly, key=key)
        resolved = identities.resolver.name(old)
        node = resolved.node
        key = node.text if isinstance(node, ScalarNode) and not resolved.faults else ""
    return (*identities.named(address).values[:-1], key) if key else ()
