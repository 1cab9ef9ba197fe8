"""Pipelines whose sources look for changes by themselves.

Source: CodePipeline User Guide, "Change detection methods"; PipelineMetadata.pollingDisabledAt (API
Reference): polling ends for pipelines that did not run for 30 days. The first revision that is
found starts an execution (radkawar/stackd, docs/codepipeline.md). What is polled is read by the role
of the action, or else of the pipeline ("Manage the CodePipeline service role"; IAM actions of the
CodeCommit and S3 source actions); where it may not, nothing is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.sandbox.delivery.calls import Inside
from reconciler.sandbox.delivery.courier import Courier
from reconciler.sandbox.delivery.permits import Sender, by_role
from reconciler.sandbox.delivery.records import record
from reconciler.sandbox.delivery.targets import Parcel
from reconciler.sandbox.services.codepipeline.executions import Executions
from reconciler.sandbox.services.codepipeline.pipelines import polls
from reconciler.sandbox.services.codepipeline.words import actions_of
from reconciler.sandbox.world import World

_IDLE = 30 * 24 * 3600.0


def poll(world: World, courier: Courier) -> None:
    """Start every pipeline of an account and region one of whose polled sources has changed."""
    inside = courier.inside
    service = inside.service("codepipeline", world)
    if not isinstance(service, Executions):
        return
    for row in list(service.pipelines):
        sources = [one for _, one in actions_of(row["declaration"]) if polls(one)]
        if not sources:
            continue
        if _idle(row, world.now()):
            service.pipelines.put({**row, "pollingDisabledAt": world.now()})
            continue
        seen = row.get("polled", {})
        found = {
            one["name"]: _revision(one, world, inside)
            for one in sources
            if _may(one, row["declaration"], world)
        }
        changed = [name for name, tip in found.items() if tip and tip != seen.get(name)]
        if changed:
            kept = {name: tip for name, tip in found.items() if tip}
            service.pipelines.put({**row, "polled": {**seen, **kept}, "pollingDisabledAt": None})
            service.begin(row["name"], "PollForSourceChanges", changed[0])


def _idle(row: Mapping[str, Any], now: float) -> bool:
    """Say whether a pipeline has neither run nor been changed for 30 days."""
    newest = row["executions"][0]["startTime"] if row["executions"] else 0.0
    active: float = max(newest, row["updated"])
    return now - active > _IDLE


def _may(action: Mapping[str, Any], pipeline: Mapping[str, Any], world: World) -> bool:
    """Say whether the role that polls may read the source; where it may not, that is recorded."""
    values = action["configuration"]
    match action["actionTypeId"]["provider"]:
        case "CodeCommit":
            asked = "codecommit:GetBranch"
            there = world.at(region=action.get("region"))
            source = there.arn("codecommit", values["RepositoryName"])
        case "S3":
            asked = "s3:GetObject"
            source = f"arn:{world.partition}:s3:::{values['S3Bucket']}/{values['S3ObjectKey']}"
        case _:
            return True
    origin = world.arn("codepipeline", pipeline["name"])
    role = action.get("roleArn", pipeline["roleArn"])
    sender = Sender("codepipeline.amazonaws.com", origin, world.account)
    decision = by_role(sender, role, source, world, asked)
    if not decision.allowed:
        record(Parcel(source, "", origin), world, "refused", decision.reason, "")
    return decision.allowed


def _revision(action: Mapping[str, Any], world: World, inside: Inside) -> str | None:
    """Return what a source holds now; None where it holds nothing, or cannot be seen from here."""
    values = action["configuration"]
    match action["actionTypeId"]["provider"]:
        case "CodeCommit":
            there = world.at(region=action.get("region"))
            place = there.place("codecommit")
            row = world.store.get(place, "repositories", values["RepositoryName"]) or {}
            tip: str | None = row.get("branches", {}).get(values["BranchName"])
            return tip
        case "S3":
            return _object(values, world, inside)
        case _:
            return None


def _object(values: Mapping[str, str], world: World, inside: Inside) -> str | None:
    from botocore.exceptions import ClientError

    client = inside.client("s3", world.account, world.region)
    try:
        found = client.head_object(Bucket=values["S3Bucket"], Key=values["S3ObjectKey"])
    except ClientError:
        return None
    return str(found.get("VersionId") or found["ETag"])
