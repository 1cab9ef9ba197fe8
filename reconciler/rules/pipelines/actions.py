"""Action types and their configuration, against the table of action types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.kinds.actions.table import ACTION_TYPES
from reconciler.kinds.actions.word import ActionType
from reconciler.rules.pipelines.pipeline import Action, Pipeline
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import keyed, structure, text
from reconciler.rules.view import View
from reconciler.spec.suggest import did_you_mean, listed, nearest
from reconciler.spec.values import Value

CUSTOM: Final = "codepipeline.custom_actions"
"""The kind of custom action types."""


def known(view: View) -> Iterator[tuple[Pipeline, Action, ActionType]]:
    """Every action whose type is known, with the type: AWS's, a partner's, one of this stack."""
    own = {_custom_key(one.identity): _custom(one.desired) for one in view.of(CUSTOM)}
    for each in view.pipelines:
        for action in each.actions:
            version = text(structure(action.fields.get("action_type_id")).get("version")) or "1"
            custom = own.get((action.category, action.provider, version))
            found = custom if action.owner == "Custom" else action.type
            if found:
                yield each, action, found


def _custom_key(identity: tuple[str, ...]) -> tuple[str, ...]:
    return identity[:3]


def _custom(desired: Mapping[str, Value]) -> ActionType:
    """A declared custom action type as a row of the table."""
    properties = keyed(desired.get("configuration_properties"))
    needed = {name for name, one in properties.items() if one.get("required") is True}
    hidden = {name for name, one in properties.items() if one.get("secret") is True}
    return ActionType(
        "",
        "",
        tuple(needed),
        tuple(properties.keys() - needed),
        tuple(hidden),
        inputs=_bounds(desired.get("input_artifact_details")),
        outputs=_bounds(desired.get("output_artifact_details")),
        owner="Custom",
    )


def _bounds(value: Value) -> tuple[int, int]:
    held = structure(value)
    least, most = held.get("minimum_count"), held.get("maximum_count")
    return (least if isinstance(least, int) else 0, most if isinstance(most, int) else 5)


def misplaced_types(view: View) -> Iterator[Finding]:
    """Providers that AWS has under another category or owner only."""
    for each in view.pipelines:
        for action in each.actions:
            right = _offered(action.provider)
            if action.owner != "Custom" and action.type is None and right:
                told = (f"there is no {action.category} action `{action.provider}` "
                        f"of owner {action.owner}")  # fmt: skip
                wanted = " or ".join(f"category {one[0]} with owner {one[1]}" for one in right)
                yield Finding(each.resource, f"{action.path}.action_type_id", told, wanted)


def _offered(provider: str) -> list[tuple[str, str, str]]:
    return [one for one in ACTION_TYPES if one[2] == provider]


def unknown_types(view: View) -> Iterator[Finding]:
    """Providers that the table does not have."""
    for each in view.pipelines:
        for action in each.actions:
            if action.owner != "Custom" and action.provider and not _offered(action.provider):
                told = f"`{action.provider}` is no provider of actions that is known here"
                mend = did_you_mean(action.provider, {one[2] for one in ACTION_TYPES})
                path = f"{action.path}.action_type_id.provider"
                yield Finding(each.resource, path, told, mend=mend or "")


def missing_keys(view: View) -> Iterator[Finding]:
    """Required keys that a configuration lacks."""
    for each, action, kind in known(view):
        for key in kind.required:
            if key not in action.configuration:
                path = f"{action.path}.configuration"
                told = f"`{key}` is missing in the configuration of `{action.name}`"
                mend = _written_as(key, action.configuration)
                yield Finding(each.resource, path, told, mend=mend)


def _written_as(key: str, configuration: Mapping[str, Value]) -> str:
    """Which key was meant to be the missing one, where one looks so."""
    return f"Write `{found}` as `{key}`." if (found := nearest(key, configuration)) else ""


def _unknown(view: View) -> Iterator[tuple[Pipeline, Action, str, str]]:
    """Keys that an action type does not take, and the one that was probably meant, or ""."""
    for each, action, kind in known(view):
        takes = (*kind.required, *kind.optional)
        for key in action.configuration if kind.closed else ():
            if key not in takes:
                yield each, action, key, nearest(key, takes)


def misspelt_keys(view: View) -> Iterator[Finding]:
    """Keys that are nearly ones that the action takes."""
    for each, action, key, meant in _unknown(view):
        if meant:
            told = f"`{key}` is no configuration of `{action.name}`, an action by {action.provider}"
            path = f"{action.path}.configuration.{key}"
            yield Finding(each.resource, path, told, mend=f"Did you mean `{meant}`?")


def unknown_keys(view: View) -> Iterator[Finding]:
    """Keys that the table does not have and that look like none of it."""
    for each, action, key, meant in _unknown(view):
        if not meant:
            kind = action.type
            told = f"`{key}` is no known configuration of `{action.name}`"
            takes = listed((*kind.required, *kind.optional), " or ") if kind else None
            yield Finding(each.resource, f"{action.path}.configuration.{key}", told, takes)


def wrong_values(view: View) -> Iterator[Finding]:
    """Configuration values that are not among those allowed."""
    for each, action, kind in known(view):
        for key, allowed in kind.values.items():
            value = text(action.configuration.get(key))
            if value and value.lower() not in map(str.lower, allowed) and "#{" not in value:
                told = f"`{value}` is not among the values of `{key}`"
                path = f"{action.path}.configuration.{key}"
                mend = did_you_mean(value, allowed) or ""
                yield Finding(each.resource, path, told, listed(allowed, " or "), mend)


def artifact_counts(view: View) -> Iterator[Finding]:
    """Actions with too few or too many artifacts."""
    for each, action, kind in known(view):
        for what, held, (least, most) in (
            ("input", action.inputs, kind.inputs),
            ("output", action.outputs, kind.outputs),
        ):
            if not least <= len(held) <= most:
                told = f"`{action.name}` has {len(held) or 'no'} {what} artifact{'s'[: len(held) != 1]}"
                path = f"{action.path}.{what}_artifacts"
                yield Finding(each.resource, path, told, _number(least, most))


def _number(least: int, most: int) -> str:
    if least == most:
        return "none" if most == 0 else f"exactly {most}"
    return f"{least} to {most}"


RULES: Final = (
    Rule(
        "RC2011",
        "An action type that does not exist",
        "Category, owner and provider together name an action type; CodePipeline refuses a "
        "combination that it does not offer (InvalidActionDeclarationException).",
        "Write the category and the owner that the provider has.",
        misplaced_types,
    ),
    Rule(
        "RC2012",
        "An action provider that is not known",
        "The table of action types of this release does not have it. AWS may: then it is not checked "
        "here, and a misspelt one is refused at apply.",
        "Check its spelling against `aws codepipeline list-action-types`.",
        unknown_types,
        "note",
    ),
    Rule(
        "RC2013",
        "An action lacks a required configuration key",
        'CodePipeline refuses the action: "is missing required configuration".',
        "Add the key.",
        missing_keys,
    ),
    Rule(
        "RC2014",
        "A misspelt configuration key",
        'CodePipeline refuses keys that the action type does not have: "contains unknown '
        'configuration". Keys keep their own spelling, RepositoryName and not repository_name.',
        "Write the key as the action type has it.",
        misspelt_keys,
    ),
    Rule(
        "RC2015",
        "A configuration key that is not known",
        "The table of action types of this release does not have it. If AWS does not either, it "
        "refuses the pipeline.",
        "Check it against the action's page in the CodePipeline User Guide.",
        unknown_keys,
        "note",
    ),
    Rule(
        "RC2016",
        "A configuration value that the action does not take",
        "The action's page in the User Guide lists the values of this key; others are refused, or "
        "fail the first run.",
        "Write one of the values.",
        wrong_values,
    ),
    Rule(
        "RC2017",
        "The wrong number of artifacts",
        "Each action type takes and makes so many artifacts; CodePipeline refuses others (User Guide, "
        '"Valid input and output artifacts for each action type").',
        "Add or take out artifacts.",
        artifact_counts,
    ),
)
"""Rules about action types and their configuration."""
