"""Secrets in specs: where a `{secret: ...}` may stand, what it may name. Nothing is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from reconciler.errors import Fault, Place
from reconciler.spec.form import Shape
from reconciler.spec.nodes import MapNode, Node, ScalarNode
from reconciler.spec.suggest import did_you_mean, listed
from reconciler.spec.values import Secret

PROVIDERS: Final[Mapping[str, str]] = {
    "secretsmanager": "secretsmanager:NAME#KEY",
    "ssm": "ssm:/PATH",
    "env": "env:VARIABLE",
}
"""Provider → how it is written (of a secret that is no JSON the key is left out)."""

TYPED: Final[Mapping[str, str]] = {"secretsmanager": "SECRETS_MANAGER", "ssm": "PARAMETER_STORE"}
"""Provider → the value of a sibling `type` by which AWS itself reads the secret (CodeBuild API
reference, EnvironmentVariable; CodePipeline API reference, EnvironmentVariable)."""

EXPECTED: Final = listed([f"{{secret: {form}}}" for form in PROVIDERS.values()], " or ")
"""What is expected where a secret stands."""
OURS: Final = "AWS_"
"""Environment variables that start so are the tool's own credentials: never a value for a spec."""


@dataclass(frozen=True)
class Allowed:
    """What `reconcile.yaml: secrets: {allow: [...]}` lets specs name; None: nothing is limited.

    Patterns are shell globs over the whole text, `ssm:/ci/*`; a pattern without `#` covers every
    key of a JSON secret.
    """

    patterns: tuple[str, ...] | None = None

    def __contains__(self, secret: object) -> bool:
        """Whether `secret` may be resolved."""
        if self.patterns is None or not isinstance(secret, Secret):
            return self.patterns is None
        texts = (str(secret), f"{secret.provider}:{secret.name}")
        return any(fnmatchcase(text, pattern) for text in texts for pattern in self.patterns)


def is_secret(node: Node) -> bool:
    """Whether the node is written as a secret reference, `{secret: ...}`, well-formed or not."""
    return isinstance(node, MapNode) and set(node.entries) == {"secret"}


def names_secret(node: Node) -> bool:
    """Whether a mapping inside a document is a secret reference, and no data of the user's."""
    value = node.get("secret") if isinstance(node, MapNode) and is_secret(node) else None
    return isinstance(value, ScalarNode) and value.text.partition(":")[0] in PROVIDERS


def secret_in(node: Node, allowed: Allowed, address: str = "") -> Secret | Fault:
    """The secret that `{secret: ...}` names, or what is wrong with it."""
    value = node.get("secret") if isinstance(node, MapNode) else None
    place = node.place_of("secret") if isinstance(node, MapNode) else node.place
    if not isinstance(value, ScalarNode):
        return _fault("RC1403", "A secret is named by text", place, address)
    provider, colon, rest = value.text.partition(":")
    name, _, key = rest.partition("#") if provider == "secretsmanager" else (rest, "", "")
    if provider not in PROVIDERS or not colon or not name:
        suggestion = did_you_mean(provider, PROVIDERS)
        return _fault("RC1403", f"`{value.text}` names no secret", value.place, address, suggestion)
    secret = Secret(provider, name, key)
    if provider == "env" and name.startswith(OURS):
        message = f"`{secret}` is a credential of the run itself and is never given to a resource"
        return Fault("RC1404", message, value.place, "a variable that does not start with `AWS_`",
                     "Pass the value under a name of its own.", address or None)  # fmt: skip
    if secret not in allowed:
        message = f"`{secret}` is not among the secrets that reconcile.yaml allows"
        return Fault("RC1404", message, value.place, f"one of {listed(allowed.patterns or (), ' or ')}",
                     "Add it under `secrets: {allow: [...]}`.", address or None)  # fmt: skip
    return secret


def literal_fault(name: str, place: Place, address: str) -> Fault:
    """A literal, or anything else that is no secret reference, in a field that holds a secret."""
    message = f"`{name}` holds a secret, which a spec never spells out"
    suggestion = (
        'Store it and name it: `{secret: "secretsmanager:NAME#KEY"}`; then change the leaked one.'
    )
    return Fault("RC1401", message, place, EXPECTED, suggestion, address or None)


def misplaced_fault(name: str, node: Node, holder: Shape, address: str) -> Fault:
    """A secret reference in a field that AWS shows to everybody who may read the resource."""
    message = f"`{name}` may not hold a secret: AWS shows it to everyone who can read the resource"
    place = node.place_of("secret") if isinstance(node, MapNode) else node.place
    return Fault("RC1402", message, place, "a value that is no secret", _typed(node, holder),
                 address or None)  # fmt: skip


def _typed(node: Node, holder: Shape) -> str | None:
    """The suggestion to let AWS read the secret, where a sibling `type` offers that."""
    secret = secret_in(node, Allowed())
    kind = TYPED.get(secret.provider, "") if isinstance(secret, Secret) else ""
    siblings = holder.fields.get("type")
    if not kind or siblings is None or kind not in siblings.enum or not isinstance(secret, Secret):
        return None
    name = f"{secret.name}:{secret.key}" if secret.key else secret.name
    return f"Write `{{type: {kind}, value: {name}}}`: AWS then reads it when the build starts."


def _fault(
    code: str, message: str, place: Place, address: str, suggestion: str | None = None
) -> Fault:
    return Fault(code, message, place, EXPECTED, suggestion, address or None)
