"""CodePipeline: pipelines.

Source: API Reference, CreatePipeline, UpdatePipeline, GetPipeline, ListPipelines, DeletePipeline;
User Guide, "Edit a pipeline"; the reports named below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Tags, tag_list, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.codepipeline.declaration import (
    Json,
    masked,
    settled,
    unmasked,
    without_secrets,
)
from reconciler.sandbox.services.codepipeline.events import tell_pipeline, tell_start
from reconciler.sandbox.services.codepipeline.seen import revisions
from reconciler.sandbox.services.codepipeline.structure import faults, v2_members
from reconciler.sandbox.services.codepipeline.types import ActionTypes
from reconciler.sandbox.services.codepipeline.words import STRUCTURE, actions_of

_PRINCIPAL = "codepipeline.amazonaws.com"
_POLLED = ("CodeCommit", "GitHub", "S3")
_VERSIONS_KEPT = 10
_COUNTED = ("name", "version", "pipelineType", "executionMode")


class Pipelines(ActionTypes):
    """Pipelines: the declaration in force, the last ones before it, executions, transitions."""

    def create_pipeline(self, pipeline: Json, tags: Tags = ()) -> Answer:
        """Create a pipeline, version 1, which starts an execution at once.

        Not so where a source polls: then the first revision that is found starts one, and nothing
        is found here (live captures of September 2026, radkawar/stackd, docs/codepipeline.md).
        """
        refuse_tags(self, tag_map(tags), "TooManyTagsException", "InvalidTagsException")
        self._check_name(pipeline["name"])
        now = self.world.now()
        row: Json = {
            "name": pipeline["name"],
            "created": now,
            "updated": now,
            "declaration": {**self._accepted(pipeline, None), "version": 1},
            "past": [],
            "transitions": {},
            "executions": [],
        }
        if not any(polls(action) for _, action in actions_of(row["declaration"])):
            self._begin(row, "CreatePipeline")
        self.pipelines.add(row, tags)
        return {"pipeline": self._shown(row), "tags": tag_list(tag_map(tags))}

    def update_pipeline(self, pipeline: Json) -> Answer:
        """Replace the declaration whole; the version goes up by one, changed or not.

        What is running is not completed (User Guide, "Edit a pipeline"). The API Reference calls
        it Cancelled; live, it stayed InProgress for as long as was looked, two minutes
        (radkawar/stackd, docs/codepipeline.md).
        """
        row = self.pipelines.find(pipeline["name"])
        if row is None:
            raise self._missing_update(pipeline["name"])
        before = row["declaration"]
        after = {**self._accepted(pipeline, before), "version": before["version"] + 1}
        past = [*row["past"], before][-_VERSIONS_KEPT:]
        cancels = self.coin("codepipeline.update_cancels_executions")
        for execution in row["executions"]:
            if cancels and execution["status"] == "InProgress":
                execution |= {"status": "Cancelled", "lastUpdateTime": self.world.now()}
                tell_pipeline(self.world, row, execution, "CANCELED")
        stages = {stage["name"] for stage in after["stages"]}
        held = {} if self.coin("codepipeline.update_enables_transitions") else row["transitions"]
        kept = {stage: held[stage] for stage in held if stage in stages}
        row |= {"declaration": after, "past": past, "transitions": kept}
        self.pipelines.put({**row, "updated": self.world.now()})
        return {"pipeline": self._shown(row)}

    def get_pipeline(self, name: str, version: int | None = None) -> Answer:
        """Show a declaration, with its secrets masked, and what is known of the pipeline.

        One of the last versions may be asked for; an older one is answered as a missing pipeline
        (aws/aws-sdk issue 558, although the model has an error for it).
        """
        row = self.pipelines.get(name)
        found = [row["declaration"], *row["past"]]
        wanted = [one for one in found if version in (None, one["version"])]
        if not wanted:
            raise self.refuse(
                "PipelineNotFoundException",
                f"Account '{self.world.account}' does not have a pipeline with name '{name}' and "
                f"version '{version}'",
            )
        times = {name: row.get(name) for name in ("created", "updated", "pollingDisabledAt")}
        return {
            "pipeline": self._shown({**row, "declaration": wanted[0]}),
            "metadata": {"pipelineArn": self.pipelines.arn(name), **times},
        }

    def list_pipelines(self, **_: object) -> Answer:
        """List all pipelines."""
        return {
            "pipelines": [
                {
                    **{part: row["declaration"][part] for part in _COUNTED},
                    "created": row["created"],
                    "updated": row["updated"],
                }
                for row in self.pipelines
            ]
        }

    def delete_pipeline(self, name: str) -> Answer:
        """Delete a pipeline; no error is declared for one that is missing."""
        self.pipelines.remove(name)
        return None

    def _check_name(self, name: str) -> None:
        if name in self.pipelines:
            raise self.refuse(
                "PipelineNameInUseException",
                f"A pipeline with the name '{name}' already exists in account "
                f"'{self.world.account}'",
            )

    def _accepted(self, given: Json, before: Json | None) -> Json:
        """Return the declaration to keep, or refuse what is sent."""
        declaration = settled(given, before, self.coin)
        self._check_type(given, declaration)
        fault = next(faults(declaration, self.world.region, self._known), None)
        if fault:
            raise self.refuse(*fault)
        filled = unmasked(declaration, before, self._known, self.coin)
        if isinstance(filled, tuple):
            raise self.refuse(*filled)
        self._check_roles(filled)
        return without_secrets(filled, self._known, lambda: self.world.token(16))

    def _check_type(self, given: Json, declaration: Json) -> None:
        """Refuse, or turn into V2, a V1 pipeline with what only V2 has.

        "Including V2 parameters ... will result in the pipeline having the V2 type of pipeline"
        (PipelineDeclaration); whether that holds where V1 is sent too is not said.
        """
        if declaration["pipelineType"] == "V2":
            return
        members = v2_members(given, self._known)
        if members and self.coin("codepipeline.v1_with_v2_members_becomes_v2"):
            declaration["pipelineType"] = "V2"
        elif members:
            raise self.refuse(STRUCTURE, f"Pipeline type V1 does not support: {', '.join(members)}")

    def _check_roles(self, declaration: Json) -> None:
        """Refuse roles that cannot be assumed (yet).

        Messages: terraform-provider-aws (internal/service/codepipeline) waits for "not
        authorized"; moto quotes the first from AWS.
        """
        role = declaration["roleArn"]
        if not self.world.roles.trusted(role, _PRINCIPAL):
            raise self.refuse(
                STRUCTURE, f"CodePipeline is not authorized to perform AssumeRole on role {role}"
            )
        for _, action in actions_of(declaration):
            own = action.get("roleArn")
            if own and self.world.roles.get(own) is None:
                raise self.refuse(
                    STRUCTURE, f"{role} is not authorized to perform AssumeRole on role {own}"
                )

    def _missing_update(self, name: str) -> Exception:
        """Return the error of an update of a pipeline that is missing: none is declared."""
        message = f"Account '{self.world.account}' does not have a pipeline with name '{name}'"
        undeclared = self.coin("codepipeline.update_missing_is_structure")
        return self.refuse(STRUCTURE if undeclared else "PipelineNotFoundException", message)

    def _shown(self, row: Json) -> Json:
        declaration = masked(row["declaration"], self._known)
        # Some read-backs name a region that was not sent (terraform-provider-aws keeps it
        # computed for that), most do not.
        if self.coin("codepipeline.region_shown"):
            for _, action in actions_of(declaration):
                action.setdefault("region", self.world.region)
        return declaration

    def _resolved(self, row: Json, given: Sequence[Json]) -> list[Json] | None:
        """Return the variables of an execution, or None where one has no value.

        Names that are not declared are ignored (live captures, as above).
        """
        sent = {one["name"]: one["value"] for one in given}
        declared = {one["name"]: one for one in row["declaration"].get("variables", ())}
        values = {name: sent.get(name, one.get("defaultValue")) for name, one in declared.items()}
        if None in values.values():
            return None
        return [{"name": name, "resolvedValue": value} for name, value in values.items()]

    def _begin(
        self,
        row: Json,
        how: str,
        given: Sequence[Json] = (),
        token: str | None = None,
        by: str | None = None,
    ) -> str:
        """Record an execution, as the newest one, and return its id.

        It is in progress, or failed where a variable has no value (live captures, as above).
        """
        made, now = self.world.uuid(), self.world.now()
        variables = self._resolved(row, given)
        execution = {
            "pipelineExecutionId": made,
            "status": "Failed" if variables is None else "InProgress",
            "startTime": now,
            "lastUpdateTime": now,
            "trigger": {"triggerType": how, "triggerDetail": by or self.world.caller.arn},
            "executionMode": row["declaration"]["executionMode"],
            "pipelineVersion": row["declaration"]["version"],
            "sourceRevisions": revisions(row["declaration"], self.world),
            "variables": variables,
            "token": token,
        }
        row["executions"] = [execution, *row["executions"]]
        tell_start(self.world, row, execution)
        return made


def polls(action: Mapping[str, Any]) -> bool:
    """Say whether an action is a source that looks for changes by itself.

    Omitted means yes; only `true`, in any case, is a yes (live captures, as above).
    """
    if action["actionTypeId"]["provider"] not in _POLLED:
        return False
    polls: str = action["configuration"].get("PollForSourceChanges", "true")
    return action["actionTypeId"]["category"] == "Source" and polls.lower() == "true"
