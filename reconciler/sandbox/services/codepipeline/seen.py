"""CodePipeline: what is seen of actions: which revision a source holds, how an action stands, links.

Sources: API Reference, ActionState, ArtifactRevision, SourceRevision; User Guide, "View pipeline
details and history (CLI)"; public captures of GetPipelineState for the links (a CodeCommit source,
2022; a connection and a build, 2025), the CLI's example page for S3 and CodeDeploy. Revisions are
seen where the sandbox holds them: of branches of CodeCommit. Messages of commits are not kept, so
no revision has a summary.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.sandbox.services.codepipeline.words import Json
from reconciler.sandbox.world import World

_CONSOLE = "https://console.aws.amazon.com"
# Which status an action has whose execution ended before it did is not documented.
_STANDING = {"Stopped": "Abandoned", "Cancelled": "Abandoned"}


def revisions(declaration: Json, world: World) -> list[dict[str, Any]]:
    """Return the revisions that an execution starts with: action, artifacts, commit, link, time."""
    return [
        {
            "actionName": action["name"],
            "artifacts": [one["name"] for one in action.get("outputArtifacts", ())],
            "revisionId": tip,
            "revisionUrl": f"{_repository(action, world)}/commit/{tip}",
            "created": world.now(),
        }
        for action in declaration["stages"][0]["actions"]
        if (tip := _tip(action, world))
    ]


def artifact_revisions(execution: Json) -> Iterator[Json]:
    """Yield what GetPipelineExecution shows of each source artifact."""
    for one in execution["sourceRevisions"]:
        for name in one["artifacts"]:
            shown = {part: one[part] for part in ("revisionId", "revisionUrl", "created")}
            yield {"name": name, **shown}


def action_state(action: Json, newest: Json | None, world: World) -> Json:
    """Return how an action of a stage stands; `newest` is the execution that is in the stage."""
    state: dict[str, Any] = {"actionName": action["name"], "entityUrl": _entity(action, world)}
    if newest is None:
        return state
    found = [one for one in newest["sourceRevisions"] if one["actionName"] == action["name"]]
    state["latestExecution"] = {
        "actionExecutionId": _id(newest, action),
        "status": _STANDING.get(newest["status"], newest["status"]),
        "lastStatusChange": newest["lastUpdateTime"],
    }
    for one in found:
        state["latestExecution"]["externalExecutionId"] = one["revisionId"]
        state["currentRevision"] = {"revisionId": one["revisionId"]}
        state["revisionUrl"] = one["revisionUrl"]
    return state


def _id(execution: Json, action: Json) -> str:
    """Return the id of an action's run, the same one whenever it is asked for."""
    return str(uuid.uuid5(uuid.UUID(execution["pipelineExecutionId"]), action["name"]))


def _tip(action: Json, world: World) -> str | None:
    """Return the commit that a CodeCommit source would take."""
    if _provider(action) != "CodeCommit":
        return None
    values = action["configuration"]
    place = world.at(region=action.get("region")).place("codecommit")
    row = world.store.get(place, "repositories", values["RepositoryName"]) or {}
    tip: str | None = row.get("branches", {}).get(values["BranchName"])
    return tip


def _entity(action: Json, world: World) -> str | None:
    """Return the link to what an action works with; None where no source tells one."""
    values: Mapping[str, str] = action.get("configuration", {})
    region = action.get("region") or world.region
    match _provider(action):
        case "CodeCommit":
            return f"{_repository(action, world)}/browse/{values['BranchName']}/--/"
        case "CodeStarSourceConnection":
            return (
                f"https://{region}.console.aws.amazon.com/codesuite/settings/connections/redirect"
                f"?connectionArn={values['ConnectionArn']}&referenceType=BRANCH"
                f"&FullRepositoryId={values['FullRepositoryId']}&Branch={values['BranchName']}"
            )
        case "S3" if action["actionTypeId"]["category"] == "Source":
            return f"{_CONSOLE}/s3/home?#"
        case "CodeBuild":
            return (
                f"{_CONSOLE}/codebuild/home?region={region}#/projects/{values['ProjectName']}/view"
            )
        case "CodeDeploy":
            # The capture ends after the application, the CLI's page goes on to the group.
            name = values["ApplicationName"]
            return f"{_CONSOLE}/codedeploy/home?region={region}#/applications/{name}"
        case _:
            return None


def _repository(action: Json, world: World) -> str:
    region = action.get("region") or world.region
    name = action["configuration"]["RepositoryName"]
    return f"{_CONSOLE}/codecommit/home?region={region}#/repository/{name}"


def _provider(action: Json) -> str:
    return str(action["actionTypeId"]["provider"])
