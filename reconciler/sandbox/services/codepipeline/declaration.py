"""CodePipeline: a declaration as it is kept and as it is shown: defaults, triggers, masks.

Sources: API Reference, PipelineDeclaration and ActionConfigurationProperty; the reports named
below. What no source settles is a coin, asked by name through `coin`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reconciler.sandbox.services.codepipeline.actions import identity
from reconciler.sandbox.services.codepipeline.words import (
    ACTION,
    Fault,
    Known,
    actions_of,
    is_connection,
)
from reconciler.sandbox.services.seals import sealed

Json = dict[str, Any]
"""A JSON object."""
MASK = "****"
"""What is shown in place of a secret (CodePipeline User Guide, "Source action for GitHub")."""
_PATTERN_LISTS = ("includes", "excludes")


def settled(given: Mapping[str, Any], before: Json | None, coin: Callable[[str], bool]) -> Json:
    """Return a declaration with what the service fills in.

    `before` is the declaration that it replaces: triggers that are not sent stay, on a V2
    pipeline (comment in terraform-provider-aws, internal/service/codepipeline/codepipeline.go).
    An omitted type is V2 (live reads recorded by go-to-k/cdk-real-drift, 2026); the mode's
    default is SUPERSEDED and runOrder's is 1 (API Reference).
    """
    result: Json = {
        **given,
        "pipelineType": given.get("pipelineType", "V2"),
        "executionMode": given.get("executionMode", "SUPERSEDED"),
        "stages": [_stage(stage) for stage in given["stages"]],
    }
    kept = before.get("triggers", []) if before else []
    triggers = given.get("triggers", kept) if result["pipelineType"] == "V2" else []
    result["triggers"] = [_sorted_filters(one) for one in triggers] or _default_triggers(result)
    # Variables are shown as they were sent, an empty list too (live captures of September 2026,
    # radkawar/stackd); whether an empty list of triggers is, no source says.
    v2 = result["pipelineType"] == "V2"
    if not result["triggers"] and not (v2 and coin("codepipeline.empty_triggers_shown")):
        del result["triggers"]
    return result


def _stage(stage: Mapping[str, Any]) -> Json:
    return {**stage, "actions": [_action(action) for action in stage["actions"]]}


def _action(action: Mapping[str, Any]) -> Json:
    defaults = {"runOrder": 1, "configuration": {}, "outputArtifacts": [], "inputArtifacts": []}
    return defaults | dict(action)


def _sorted_filters(value: Any) -> Any:
    """Return a trigger with its lists of patterns in another order than they were sent.

    They are sets: AWS reorders them (live reads recorded by go-to-k/cdk-real-drift).
    """
    if isinstance(value, dict):
        return {
            name: sorted(held) if name in _PATTERN_LISTS else _sorted_filters(held)
            for name, held in value.items()
        }
    return [_sorted_filters(one) for one in value] if isinstance(value, list) else value


def _default_triggers(pipeline: Json) -> list[Json]:
    """Return the triggers that appear without being sent.

    terraform-provider-aws issue 38409: a V2 pipeline shows one for each source over a connection
    that detects changes, until DetectChanges is "false".
    """
    if pipeline["pipelineType"] != "V2":
        return []
    sources = [one for _, one in actions_of(pipeline) if is_connection(one)]
    return [
        {
            "providerType": "CodeStarSourceConnection",
            "gitConfiguration": {
                "sourceActionName": one["name"],
                "push": [{"branches": {"includes": [one["configuration"].get("BranchName")]}}],
            },
        }
        for one in sources
        if one["configuration"].get("DetectChanges") != "false"
    ]


def masked(pipeline: Json, known: Known) -> Json:
    """Return a declaration with every secret shown as asterisks."""

    def shown(action: Json) -> Json:
        secret = _secrets(action, known)
        hidden = {
            key: MASK if key in secret else value for key, value in action["configuration"].items()
        }
        return {**action, "configuration": hidden}

    return _with_actions(pipeline, lambda _, action: shown(action))


def unmasked(
    pipeline: Json, before: Json | None, known: Known, coin: Callable[[str], bool]
) -> Json | Fault:
    """Return a declaration with the kept secrets in place of asterisks, or why it is refused.

    "When updating a pipeline, passing * * * * * without changing any other values of the action
    preserves the previous value of the secret" (ActionConfigurationProperty). What happens when
    another value did change is not documented: the asterisks become the secret, or the call is
    refused. For a new action they are refused (message in alantech/iasql issue 1594).
    """
    held = {_place(*one): one[1] for one in actions_of(before or {"stages": []})}
    for stage, action in actions_of(pipeline):
        for key in _masks(action, known):
            old = held.get(_place(stage, action))
            if old is None:
                return _mask_fault(f'new action "{action["name"]}"', key)
            if not _same(old, action, known) and coin(
                "codepipeline.mask_in_changed_action_refused"
            ):
                return _mask_fault(f'action "{action["name"]}"', key)

    def filled(stage: Json, action: Json) -> Json:
        old = held.get(_place(stage, action))
        if old is None or not _same(old, action, known):
            return action
        secret = {key: old["configuration"].get(key, MASK) for key in _masks(action, known)}
        return {**action, "configuration": {**action["configuration"], **secret}}

    return _with_actions(pipeline, filled)


def without_secrets(pipeline: Json, known: Known, salt: Callable[[], str]) -> Json:
    """Return a declaration as it is kept: nothing here needs the value of a secret again."""

    def kept(action: Json) -> Json:
        secret = _secrets(action, known)
        values = action["configuration"]
        seals = {key: sealed(values[key], salt) for key in values if key in secret}
        return {**action, "configuration": {**values, **seals}}

    return _with_actions(pipeline, lambda _, action: kept(action))


def _with_actions(pipeline: Json, change: Callable[[Json, Json], Json]) -> Json:
    stages = [
        {**stage, "actions": [change(stage, action) for action in stage["actions"]]}
        for stage in pipeline["stages"]
    ]
    return {**pipeline, "stages": stages}


def _place(stage: Mapping[str, Any], action: Mapping[str, Any]) -> tuple[str, str]:
    return stage["name"], action["name"]


def _secrets(action: Mapping[str, Any], known: Known) -> frozenset[str]:
    kind = known(identity(action["actionTypeId"]))
    return kind.secret if kind else frozenset()


def _masks(action: Mapping[str, Any], known: Known) -> list[str]:
    """Return the secret keys of an action whose value is the mask."""
    values = action["configuration"]
    secret = _secrets(action, known)
    return [key for key in values if key in secret and set(values[key]) == {"*"}]


def _same(old: Mapping[str, Any], new: Mapping[str, Any], known: Known) -> bool:
    """Say whether two actions are the same but for their secrets."""
    secret = _secrets(new, known)

    def plain(action: Mapping[str, Any]) -> Json:
        values = action["configuration"]
        open_values = {key: values[key] for key in values if key not in secret}
        return {**action, "configuration": open_values}

    return plain(old) == plain(new)


def _mask_fault(whose: str, key: str) -> Fault:
    return (
        ACTION,
        (
            f"Action configuration for the {whose} contains an invalid configuration for the secret "
            f'property "{key}". "{MASK}" may be used in secret properties only when updating an '
            "existing action."
        ),
    )
