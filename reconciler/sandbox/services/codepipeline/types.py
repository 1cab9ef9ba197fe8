"""CodePipeline: action types, AWS's own and custom ones.

Source: API Reference, CreateCustomActionType, DeleteCustomActionType, ListActionTypes; User
Guide, "Create a custom action for a pipeline".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table, Tags, tag_list, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.codepipeline.actions import (
    ACTION_TYPES,
    ActionType,
    custom,
    described,
    identity,
)
from reconciler.sandbox.services.codepipeline.declaration import Json
from reconciler.sandbox.services.codepipeline.words import actions_of
from reconciler.sandbox.services.coins import Tossed

_DEFINITION = (
    "settings",
    "configurationProperties",
    "inputArtifactDetails",
    "outputArtifactDetails",
)


class ActionTypes(Tossed):
    """Action types. A deleted custom one is remembered: its version is used up."""

    names = ("codepipeline",)
    action_types = Table(
        "category", "provider", "version", arn="actiontype:Custom/{category}/{provider}/{version}"
    )
    pipelines = Table(
        "name",
        missing=Error(
            "PipelineNotFoundException",
            "Account '{account}' does not have a pipeline with name '{0}'",
        ),
        arn="{0}",
    )

    def create_custom_action_type(
        self, category: str, provider: str, version: str, tags: Tags = (), **given: Any
    ) -> Answer:
        """Create a custom action type, or bring back a deleted one of the same definition.

        "If you want to use the same version again, you must use the same JSON" (User Guide); the
        error of another definition is that of ActionTypeAlreadyExistsException's description.
        """
        refuse_tags(self, tag_map(tags), "TooManyTagsException", "InvalidTagsException")
        self._check_queryable(given.get("configurationProperties", ()))
        row = {"category": category, "provider": provider, "version": version, **given}
        held = self.action_types.find(category, provider, version)
        if held is not None and any(held.get(part) != row.get(part) for part in _DEFINITION):
            raise self.refuse(
                "ActionTypeAlreadyExistsException",
                f"The action type {category}/{provider}/{version} already exists with a different "
                "definition.",
            )
        if held is None:
            self.action_types.add(row, tags)
        else:
            self.action_types.put(row)
            self.action_types.retag(category, provider, version, tags=tags)
        return {"actionType": _shown(row), "tags": tag_list(tag_map(tags))}

    def delete_custom_action_type(self, category: str, provider: str, version: str) -> Answer:
        """Mark a custom action type as deleted; one that is missing is no error.

        Whether one that a pipeline uses may be deleted is not documented.
        """
        row = self.action_types.find(category, provider, version)
        if row is None:
            return None
        kind = (category, "Custom", provider, version)
        used = any(
            identity(action["actionTypeId"]) == kind
            for pipeline in self.pipelines
            for _, action in actions_of(pipeline["declaration"])
        )
        if used and self.coin("codepipeline.used_action_type_kept"):
            raise self.refuse(
                "ValidationException",
                f"The action type {category}/{provider}/{version} is used by a pipeline",
            )
        # Its version stays used up, its tags go.
        self.action_types.remove(category, provider, version)
        self.action_types.put({**row, "deleted": True})
        return None

    def list_action_types(self, actionOwnerFilter: str = "", **_: object) -> Answer:
        """List action types: all, or those of one owner."""
        own = [_shown(row) for row in self.action_types if not row.get("deleted")]
        kinds = [*map(described, ACTION_TYPES.values()), *own]
        return {
            "actionTypes": [
                kind for kind in kinds if actionOwnerFilter in ("", kind["id"]["owner"])
            ]
        }

    def _known(self, kind: tuple[str, str, str, str]) -> ActionType | None:
        """Return the action type of that identity, or None where there is none to use."""
        category, owner, provider, version = kind
        if owner != "Custom":
            return ACTION_TYPES.get(kind)
        row = self.action_types.find(category, provider, version)
        return None if row is None or row.get("deleted") else custom(row)

    def _check_queryable(self, properties: Sequence[Json]) -> None:
        """Refuse more than one queryable property, or one that is secret or not required.

        "An action can have up to one queryable property. If it has one, that property must be
        both required and not secret" (ActionConfigurationProperty).
        """
        asked = [one for one in properties if one.get("queryable")]
        if len(asked) > 1 or any(one["secret"] or not one["required"] for one in asked):
            raise self.refuse(
                "ValidationException",
                "An action can have up to one queryable property, which must be both required and "
                "not secret",
            )


def _shown(row: Json) -> Json:
    """Return a custom action type as it is read: its properties under another name."""
    id_ = {part: row[part] for part in ("category", "provider", "version")}
    return {
        "id": {**id_, "owner": "Custom"},
        "settings": row.get("settings", {}),
        "actionConfigurationProperties": row.get("configurationProperties", []),
        "inputArtifactDetails": row["inputArtifactDetails"],
        "outputArtifactDetails": row["outputArtifactDetails"],
    }
