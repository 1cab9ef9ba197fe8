"""CodePipeline: executions, as far as they are recorded, and stage transitions.

Nothing runs here: an execution stays in progress, in its first stage, until it is stopped or its
pipeline is updated. Source: API Reference, StartPipelineExecution, StopPipelineExecution,
GetPipelineState, EnableStageTransition, DisableStageTransition.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.codepipeline.declaration import Json
from reconciler.sandbox.services.codepipeline.events import tell_pipeline
from reconciler.sandbox.services.codepipeline.pipelines import Pipelines
from reconciler.sandbox.services.codepipeline.seen import action_state, artifact_revisions


class Executions(Pipelines):
    """Executions of pipelines, and the transitions between their stages."""

    def start_pipeline_execution(
        self,
        name: str,
        variables: Sequence[Json] = (),
        clientRequestToken: str | None = None,
        **_: object,
    ) -> Answer:
        """Record an execution; the same request token finds the one it started before."""
        row = self.pipelines.get(name)
        names = [one["name"] for one in variables]
        if len(set(names)) < len(names):
            raise self.refuse("ValidationException", "Variable names must be unique")
        for execution in row["executions"]:
            if clientRequestToken and execution.get("token") == clientRequestToken:
                return {"pipelineExecutionId": execution["pipelineExecutionId"]}
        made = self._begin(row, "StartPipelineExecution", variables, clientRequestToken)
        self.pipelines.put(row)
        return {"pipelineExecutionId": made}

    def begin(self, name: str, how: str, by: str, variables: Sequence[Json] = ()) -> str:
        """Start an execution for what is not a call: a rule, a poll, a webhook.

        `how` is the trigger's type (model, TriggerType), `by` its detail.
        """
        row = self.pipelines.get(name)
        made = self._begin(row, how, variables, None, by)
        self.pipelines.put(row)
        return made

    def stop_pipeline_execution(
        self, pipelineName: str, pipelineExecutionId: str, reason: str = "", **_: object
    ) -> Answer:
        """Stop an execution that is in progress."""
        row = self.pipelines.get(pipelineName)
        execution = self._execution(row, pipelineExecutionId)
        if execution["status"] != "InProgress":
            raise self.refuse(
                "PipelineExecutionNotStoppableException",
                f"The pipeline execution {pipelineExecutionId} is not in progress",
            )
        execution |= {"status": "Stopped", "lastUpdateTime": self.world.now()}
        execution["stopTrigger"] = {"reason": reason}
        told = {"stop-execution-comments": reason}
        tell_pipeline(self.world, row, execution, "STOPPING", **told)
        tell_pipeline(self.world, row, execution, "STOPPED")
        self.pipelines.put(row)
        return {"pipelineExecutionId": pipelineExecutionId}

    def get_pipeline_execution(self, pipelineName: str, pipelineExecutionId: str) -> Answer:
        """Show one execution."""
        row = self.pipelines.get(pipelineName)
        execution = self._execution(row, pipelineExecutionId)
        return {
            "pipelineExecution": {
                **execution,
                "pipelineName": pipelineName,
                "artifactRevisions": list(artifact_revisions(execution)),
            }
        }

    def list_pipeline_executions(self, pipelineName: str, **_: object) -> Answer:
        """List executions, "the most recent" first."""
        return {"pipelineExecutionSummaries": self.pipelines.get(pipelineName)["executions"]}

    def get_pipeline_state(self, name: str) -> Answer:
        """Show the stages, what runs in them, and their inbound transitions."""
        row = self.pipelines.get(name)
        declaration = row["declaration"]
        return {
            "pipelineName": name,
            "pipelineVersion": declaration["version"],
            "stageStates": [
                self._stage_state(row, at, stage) for at, stage in enumerate(declaration["stages"])
            ],
            "created": row["created"],
            "updated": row["updated"],
        }

    def disable_stage_transition(
        self, pipelineName: str, stageName: str, transitionType: str, reason: str
    ) -> Answer:
        """Keep executions from entering (Inbound) or leaving (Outbound) a stage."""
        self._switch(pipelineName, stageName, transitionType, disabledReason=reason, enabled=False)
        return None

    def enable_stage_transition(
        self, pipelineName: str, stageName: str, transitionType: str
    ) -> Answer:
        """Let executions enter or leave a stage again."""
        self._switch(pipelineName, stageName, transitionType, enabled=True)
        return None

    def _switch(self, pipeline: str, stage: str, kind: str, **state: Any) -> None:
        row = self.pipelines.get(pipeline)
        if all(one["name"] != stage for one in row["declaration"]["stages"]):
            raise self.refuse(
                "StageNotFoundException", f"Pipeline '{pipeline}' does not have a stage '{stage}'"
            )
        changed = {"lastChangedBy": self.world.caller.arn, "lastChangedAt": self.world.now()}
        row["transitions"].setdefault(stage, {})[kind] = {**state, **changed}
        self.pipelines.put(row)

    def _stage_state(self, row: Json, at: int, stage: Json) -> Json:
        """Return the state of one stage.

        The first one too has an inbound transition (live captures of September 2026,
        radkawar/stackd, testdata/aws/codepipeline/lifecycle_native.json).
        """
        held = row["transitions"].get(stage["name"], {}).get("Inbound")
        newest = row["executions"][0] if at == 0 and row["executions"] else None
        state: Json = {
            "stageName": stage["name"],
            "inboundExecutions": [],
            "inboundTransitionState": held or {"enabled": True},
            "actionStates": [
                action_state(action, newest if _runs_first(action, stage) else None, self.world)
                for action in stage["actions"]
            ],
        }
        if newest is not None:
            state["latestExecution"] = {
                "pipelineExecutionId": newest["pipelineExecutionId"],
                "status": newest["status"],
            }
        return state

    def _execution(self, row: Json, made: str) -> Json:
        found: Json | None = next(
            (one for one in row["executions"] if one["pipelineExecutionId"] == made), None
        )
        if found is None:
            # Wording as moto quotes it.
            raise self.refuse(
                "PipelineExecutionNotFoundException",
                f"Account '{self.world.account}' does not have an execution with id '{made}' for "
                f"pipeline '{row['name']}'",
            )
        return found


def _runs_first(action: Json, stage: Json) -> bool:
    """Say whether an action starts as soon as its stage does."""
    order: int = action.get("runOrder", 1)
    first: int = min(one.get("runOrder", 1) for one in stage["actions"])
    return order == first
