"""CodePipeline: what is wrong with the structure of a pipeline.

Source: CodePipeline User Guide, "Pipeline structure reference" (stages, artifacts, namespaces,
stores) and "Quotas"; API Reference, PipelineDeclaration. Messages that the reports named below
quote are AWS's; the wording of the others is ours, their code the nearest that the model has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from reconciler.sandbox.services.codepipeline.actions import ActionType, identity
from reconciler.sandbox.services.codepipeline.flow import artifact_faults, reference_faults
from reconciler.sandbox.services.codepipeline.words import (
    ACTION,
    STAGE,
    STRUCTURE,
    Fault,
    Json,
    Known,
    actions_of,
    is_connection,
)

_V2_MEMBERS = ("triggers", "variables")
_V2_MODES = ("QUEUED", "PARALLEL")
_CONDITIONS = ("beforeEntry", "onSuccess", "onFailure")
_MOST_STAGES = 50
_MOST_ACTIONS = 50


def faults(pipeline: Json, region: str, known: Known) -> Iterator[Fault]:
    """Yield what is wrong, as code and message, in the order in which it is looked at."""
    yield from _stages(pipeline)
    yield from _stores(pipeline, region)
    yield from _unique_names(pipeline)
    for _, action in actions_of(pipeline):
        yield from _action(action, region, known)
    yield from artifact_faults(pipeline)
    yield from reference_faults(pipeline)
    yield from _triggers(pipeline)
    yield from _conditions(pipeline)


def v2_members(pipeline: Json, known: Known) -> list[str]:
    """Return what in a pipeline only type V2 may have.

    Source: User Guide, "Pipeline types" and the pages of the action types.
    """
    found = [member for member in _V2_MEMBERS if pipeline.get(member)]
    found += ["executionMode"] if pipeline.get("executionMode") in _V2_MODES else []
    stages = pipeline["stages"]
    found += [name for name in _CONDITIONS if any(name in stage for stage in stages)]
    kinds = [known(identity(action["actionTypeId"])) for _, action in actions_of(pipeline)]
    return found + [kind.provider for kind in kinds if kind is not None and kind.v2]


def _stages(pipeline: Json) -> Iterator[Fault]:
    stages = pipeline["stages"]
    if len(stages) < 2:
        yield (
            STRUCTURE,
            (
                f"Pipeline has only {len(stages)} stage(s). There should be a minimum of 2 stages in a "
                "pipeline"
            ),
        )
        return
    if len(stages) > _MOST_STAGES:
        yield STRUCTURE, f"Pipeline has {len(stages)} stages. The maximum is {_MOST_STAGES}"
    for stage in stages:
        if not 1 <= len(stage["actions"]) <= _MOST_ACTIONS:
            yield STAGE, f"Stage {stage['name']} must have 1 to {_MOST_ACTIONS} actions"
    first, *others = [{_category(one) for one in stage["actions"]} for stage in stages]
    if first != {"Source"}:
        # aws-cloudformation/cfn-lint issue 29.
        yield STRUCTURE, "Pipeline should start with a stage that only contains source actions"
    if any("Source" in categories for categories in others):
        yield STRUCTURE, "Only the first stage of a pipeline may contain source actions"


def _stores(pipeline: Json, region: str) -> Iterator[Fault]:
    """Yield faults of the artifact stores: one, or one for each region that is used."""
    stores = pipeline.get("artifactStores")
    if (stores is None) == (pipeline.get("artifactStore") is None):
        yield STRUCTURE, "A pipeline must have either artifactStore or artifactStores, not both"
        return
    used = {action.get("region", region) for _, action in actions_of(pipeline)} | {region}
    missing = sorted(used - set(stores if stores is not None else [region]))
    for one in missing:
        yield STRUCTURE, f"There is no artifact store for the region {one}"


def _unique_names(pipeline: Json) -> Iterator[Fault]:
    for name in _twice(stage["name"] for stage in pipeline["stages"]):
        yield STAGE, f"Stage name {name} is used more than once"
    for stage in pipeline["stages"]:
        for name in _twice(action["name"] for action in stage["actions"]):
            yield ACTION, f"Action name {name} is used more than once in stage {stage['name']}"
    spaces = [(stage, one) for stage, one in actions_of(pipeline) if "namespace" in one]
    twice = _twice(one["namespace"] for _, one in spaces)
    if twice:
        # aws/aws-cdk issue 16142.
        listed = "".join(
            f"\nStageName=[{stage['name']}], ActionName=[{one['name']}], "
            f"Namespace=[{one['namespace']}]"
            for stage, one in spaces
            if one["namespace"] in twice
        )
        yield (
            ACTION,
            (
                "Namespaces must be unique across the pipeline definition. The following occur more "
                f"than once in the pipeline.\n{listed}"
            ),
        )


def _action(action: Json, region: str, known: Known) -> Iterator[Fault]:
    name, kind = action["name"], known(identity(action["actionTypeId"]))
    if kind is None:
        category, owner, provider, version = identity(action["actionTypeId"])
        where = action.get("region", region).upper().replace("-", "_")
        # aws-samples/aws-codepipeline-third-party-git-repositories issue 3.
        yield (
            ACTION,
            (
                f"ActionType (Category: '{category}', Provider: '{provider}', Owner: '{owner}', "
                f"Version: '{version}') in action '{name}' is not available in region '{where}'"
            ),
        )
        return
    yield from _configuration(name, action.get("configuration", {}), kind)
    yield from _counts(name, "input", len(action.get("inputArtifacts", ())), kind.inputs)
    yield from _counts(name, "output", len(action.get("outputArtifacts", ())), kind.outputs)
    if kind.provider == "Commands" and not action.get("commands"):
        # terraform-provider-aws issue 42997.
        yield ACTION, f"Action {name} must have a non-empty commands field"
    if "timeoutInMinutes" in action and kind.category != "Approval":
        # "This attribute is available only to the manual approval ActionType".
        yield ACTION, f"Action {name} may not have timeoutInMinutes: it is no manual approval"
    if kind.category == "Source" and action.get("region", region) != region:
        # aws/aws-cdk pull request 4303: the service wants sources in the pipeline's region.
        yield ACTION, f"Source action {name} must be in the region of the pipeline"


def _configuration(name: str, values: Json, kind: ActionType) -> Iterator[Fault]:
    # Both messages: live captures of September 2026 (radkawar/stackd,
    # testdata/aws/codepipeline/s3_deploy_native_summary.json).
    told = f"Action configuration for action '{name}'"
    for key in kind.required:
        if key not in values:
            yield ACTION, f"{told} is missing required configuration '{key}'"
    for key in values:
        if key not in kind.required and key not in kind.optional:
            yield ACTION, f"{told} contains unknown configuration '{key}'"


def _counts(name: str, what: str, count: int, bounds: tuple[int, int]) -> Iterator[Fault]:
    # awsdocs/aws-cloudformation-user-guide pull request 941.
    told = f"Action {name} declares {count} {what} artifacts which is"
    if count < bounds[0]:
        yield ACTION, f"{told} less than the minimum count ({bounds[0]})"
    if count > bounds[1]:
        yield ACTION, f"{told} more than the maximum count ({bounds[1]})"


def _triggers(pipeline: Json) -> Iterator[Fault]:
    connected = {action["name"] for _, action in actions_of(pipeline) if is_connection(action)}
    named = [one["gitConfiguration"]["sourceActionName"] for one in pipeline.get("triggers", ())]
    if _twice(named) or not connected.issuperset(named):
        # terraform-provider-aws quotes this for aws_codepipeline; the code is not in the report.
        yield (
            STRUCTURE,
            (
                "Triggers for connection must reference a CodeStarSourceConnection action. Note that "
                "when you specify a trigger, you cant specify more than one trigger per source action."
            ),
        )


def _conditions(pipeline: Json) -> Iterator[Fault]:
    """Yield stages that roll back in a pipeline that runs executions in parallel.

    Source: User Guide, "Execution modes": rollback is not available in PARALLEL mode.
    """
    if pipeline.get("executionMode") != "PARALLEL":
        return
    for stage in pipeline["stages"]:
        parts = [stage[name] for name in _CONDITIONS if name in stage]
        results = {one.get("result") for part in parts for one in part.get("conditions", ())}
        if "ROLLBACK" in results | {part.get("result") for part in parts}:
            yield STAGE, f"Stage {stage['name']} may not roll back in execution mode PARALLEL"


def _category(action: Json) -> str:
    return str(action["actionTypeId"]["category"])


def _twice(names: Iterable[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}
