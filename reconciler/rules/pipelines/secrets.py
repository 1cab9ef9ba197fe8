"""Secrets in the configuration of custom actions: the declared action type says which keys hold one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.rules.pipelines.actions import known
from reconciler.rules.pipelines.pipeline import Action, Pipeline
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.view import View
from reconciler.spec.values import Secret


def spelt_out(view: View) -> Iterator[Finding]:
    """Values that a custom action's type keeps secret, and that the spec spells out."""
    for each, action, kind in known(view):
        for key in kind.secret if action.owner == "Custom" else ():
            value = action.configuration.get(key)
            if value is not None and not isinstance(value, Secret):
                told = f"`{key}` of `{action.name}` holds a secret, which a spec never spells out"
                yield Finding(each.resource, _path(action, key), told, '{secret: "PROVIDER:NAME"}')


def shown(view: View) -> Iterator[Finding]:
    """Secrets under keys of custom actions that are not known to be kept secret."""
    hidden = {id(action): kind.secret for _, action, kind in known(view)}
    for each, action, key in _secrets(view):
        if key not in hidden.get(id(action), ()):
            told = f"`{key}` of `{action.name}` holds a secret that AWS is not known to hide"
            yield Finding(each.resource, _path(action, key), told)


def _secrets(view: View) -> Iterator[tuple[Pipeline, Action, str]]:
    for each in view.pipelines:
        for action in each.actions:
            for key, value in action.configuration.items():
                if action.owner == "Custom" and isinstance(value, Secret):
                    yield each, action, key


def _path(action: Action, key: str) -> str:
    return f"{action.path}.configuration.{key}"


RULES: Final = (
    Rule(
        "RC2025",
        "A custom action's secret in the open",
        "The custom action's type says `secret: true` of the key: CodePipeline hides its value in every "
        "answer but the worker's (CreateCustomActionType, ActionConfigurationProperty). In the spec it "
        "would be read by everybody, and each plan would show a difference from the mask.",
        "Store the value and name it, `{secret: ...}`; then change the leaked one.",
        spelt_out,
    ),
    Rule(
        "RC2026",
        "A secret in a custom action that does not hide it",
        "Only keys of which the action's type says `secret: true` are hidden; under any other key "
        "everybody who may read the pipeline sees the value.",
        "Declare the custom action with `secret: true` at the key; one that somebody else made with "
        "`lifecycle: {state: external}`.",
        shown,
    ),
)
"""Rules about the secrets of custom actions."""
