"""Pipelines of both types, and which of their transitions are disabled.

Sources: the CodePipeline API reference and its action structure reference. UpdatePipeline replaces
the whole structure and counts the version up; triggers and variables that are left out are kept, so
they are always sent. A running execution whose pipeline is saved is not completed.
"""

from __future__ import annotations

from reconciler.kinds.shorthands import PERMISSIONS, START, START_WORDS, notify
from reconciler.kinds.words import By, Field, Items, Kind, Op, Read, Recent, Refusal, Tags

NOTICED = Field(default="true")
"""Whether a source notices its own changes; it does unless it is told not to (User Guide, "Action
structure reference": `PollForSourceChanges`, `DetectChanges`).
"""

ACTION_KEYS = {
    "CodeBuild": {
        "ProjectName": Field(points_to="codebuild.projects.name"),
        "EnvironmentVariables": Field(document="json"),
    },
    "CodeCommit": {
        "RepositoryName": Field(points_to="codecommit.repositories.name"),
        "PollForSourceChanges": NOTICED,
    },
    "S3": {"S3Bucket": Field(points_to="s3.buckets.name"), "PollForSourceChanges": NOTICED},
    "GitHub": {"OAuthToken": Field(secret=True), "PollForSourceChanges": NOTICED},
    "CodeStarSourceConnection": {"DetectChanges": NOTICED},
    "AlexaSkillsKit": {"ClientSecret": Field(secret=True), "RefreshToken": Field(secret=True)},
    "CodeDeploy": {"ApplicationName": Field(points_to="codedeploy.applications.name")},
    "CloudFormation": {
        "ParameterOverrides": Field(document="json"),
        "RoleArn": Field(points_to="iam.roles.arn"),
        "Capabilities": Field(csv=True),
    },
    "Lambda": {"UserParameters": Field(document="json")},
    "StepFunctions": {"Input": Field(document="json")},
    "CodePipeline": {
        "SourceRevisions": Field(document="json"),
        "Variables": Field(document="json"),
        "PipelineName": Field(points_to="codepipeline.pipelines.name"),
    },
}
"""Provider → what is to be said of keys of its configuration (User Guide, "Action structure
reference").
"""
FILTERS = (
    "push.branches",
    "push.tags",
    "push.file_paths",
    "pull_request.branches",
    "pull_request.file_paths",
)
"""What a trigger's filter may look at."""
SETS = {
    f"triggers.git_configuration.{subject}.{side}": Field(set=True)
    for subject in FILTERS
    for side in ("includes", "excludes")
}
"""Filters whose order says nothing."""
CONDITIONS = {
    f"stages.{when}.conditions.rules": Field(keyed="name")
    for when in ("before_entry", "on_success", "on_failure")
}
"""Rules of conditions, known by their names."""

FIELDS = {
    **START_WORDS,
    "role_arn": Field(points_to="iam.roles.arn", checked=True),
    "type": Field(default="V2"),
    "execution_mode": Field(default="SUPERSEDED"),
    "artifact_store.location": Field(points_to="s3.buckets.name"),
    "artifact_store.encryption_key.id": Field(same="kms_key", points_to="kms.keys.arn"),
    "artifact_stores.location": Field(points_to="s3.buckets.name"),
    "variables": Field(keyed="name", short="default_value", default=()),
    "triggers": Field(
        keyed="git_configuration.source_action_name",
        default=(),
        noise=(
            {
                "provider_type": "CodeStarSourceConnection",
                "git_configuration": {
                    "source_action_name": "*",
                    "push": [{"branches": {"includes": ["*"]}}],
                },
            },
        ),
    ),
    "triggers.git_configuration.push": Field(set=True),
    "triggers.git_configuration.pull_request": Field(set=True),
    "triggers.git_configuration.pull_request.events": Field(set=True),
    **SETS,
    "stages": Field(keyed="name", ordered=True),
    **CONDITIONS,
    "stages.actions": Field(keyed="name", ordered=True),
    "stages.actions.run_order": Field(default=1),
    "stages.actions.action_type_id.version": Field(default="1"),
    "stages.actions.action_type_id.provider": Field(
        points_to="codepipeline.custom_actions.provider", maybe=True
    ),
    "stages.actions.configuration": Field(
        default={},
        strings=True,
        keys=By(".action_type_id.provider", ACTION_KEYS, {}),
        secret=By(".action_type_id.owner", {"Custom": "may"}, False),  # as its type declares
    ),
    "stages.actions.input_artifacts": Field(keyed="name", ordered=True, default=()),
    "stages.actions.output_artifacts": Field(keyed="name", ordered=True, default=()),
    "stages.actions.region": Field(computed=True),
    "stages.actions.role_arn": Field(points_to="iam.roles.arn"),
    "stages.actions.environment_variables": Field(keyed="name", short="value"),
    "stages.actions.environment_variables.type": Field(default="PLAINTEXT"),
    "disabled_transitions": Field(keyed="stage_name", short="reason"),
    "disabled_transitions.reason": Field(read="inboundTransitionState.disabledReason"),
}
"""The fields of which something is to be said."""

RECENT = Recent(
    "execution",
    read=Read(
        "ListPipelineExecutions",
        path="pipelineExecutionSummaries",
        rename={"name": "pipelineName"},
        sends={"maxResults": 1},
    ),
    id="pipelineExecutionId",
    state="status",
    at=("lastUpdateTime", "startTime"),
    revision=("sourceRevisions.revisionId",),
    about="sourceRevisions.revisionSummary",
    failed=("Failed",),
)
"""The latest execution of a pipeline: executions are listed the most recent first (API Reference,
ListPipelineExecutions)."""

PIPELINES = Kind(
    "codepipeline.pipelines",
    prefix="pipeline",
    identity=("name",),
    arn="arn:{partition}:codepipeline:{region}:{account}:{name}",
    create=Op("CreatePipeline", wrap="pipeline"),
    read=Read("GetPipeline", path="pipeline"),
    list=Read("ListPipelines", path="pipelines", whole=True),
    update=Op("UpdatePipeline", wrap="pipeline"),
    delete=Op("DeletePipeline"),
    fields=FIELDS,
    parts=(
        Items(
            "disabled_transitions",
            add=Op("DisableStageTransition", sends={"transitionType": "Inbound"}),
            remove=Op("EnableStageTransition", sends={"transitionType": "Inbound"}),
            read=Read(
                "GetPipelineState",
                path="stageStates",
                where={"inboundTransitionState.enabled": False},
            ),
            renewed=True,
        ),
    ),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "resourceArn"}),
        remove=Op("UntagResource", rename={"arn": "resourceArn"}),
        read=Read("ListTagsForResource", path="tags", rename={"arn": "resourceArn"}),
        sweep="codepipeline",
    ),
    exactly_one=(("artifact_store", "artifact_stores"),),
    shorthands={"start": START, "notify": notify("pipeline"), "permissions": PERMISSIONS},
    reserved={
        "version": "AWS counts it up at every update",
        "stages.blockers": "reserved for future use by AWS",
    },
    absent=(Refusal("PipelineNotFoundException"),),
    exists=(Refusal("PipelineNameInUseException"),),
    spreads=(Refusal("InvalidStructureException", "not authorized"),),
    busy=(Refusal("ConcurrentModificationException"),),
    recent=RECENT,
    disrupts="executions that are running when a pipeline is saved are not completed",
)
"""A pipeline."""
