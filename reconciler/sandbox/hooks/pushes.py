"""Pushes to repositories at GitHub, Bitbucket or GitLab, of which connections tell CodePipeline.

Source: CodePipeline User Guide, "Add trigger with code push or pull request event types"
(pipelines-filter): a trigger without filters waits for the branch of the action; one filter's
branches and file paths must both pass, any filter of several is enough, what is excluded wins; tags
are filters of their own, and patterns are globs in which `**` crosses slashes. Connection source
action reference: DetectChanges. TriggerType WebhookV2: service model. A connection that is not
AVAILABLE tells nothing ("Create a connection": pending until its handshake). Pull requests are not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.sandbox.clock.moved import At
from reconciler.sandbox.delivery.courier import Courier
from reconciler.sandbox.delivery.records import record
from reconciler.sandbox.delivery.targets import Parcel
from reconciler.sandbox.services.codepipeline.executions import Executions
from reconciler.sandbox.services.codepipeline.words import actions_of, is_connection
from reconciler.sandbox.store import Store
from reconciler.sandbox.world import World

_WILD = re.compile(r"(\*\*|\*|\?)")
_AS = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


@dataclass(frozen=True)
class Push:
    """What was pushed to `acme/shop`: to a branch, with the files that changed, or a tag."""

    repository: str
    branch: str = ""
    tag: str = ""
    files: tuple[str, ...] = ()


def pushed(push: Push, store: Store, at: At, courier: Courier) -> None:
    """Start every pipeline, of all accounts and regions, that a connection tells of a push."""
    with store.transaction():
        for place in list(store.state.places):
            account, region, service = place.split("/", 2)
            if service == "codepipeline":
                world = at(account, region)
                _told(push, world, courier)
                courier.run(world)


def _told(push: Push, world: World, courier: Courier) -> None:
    service = courier.inside.service("codepipeline", world)
    if not isinstance(service, Executions):
        return
    for row in list(service.pipelines):
        for action in _waiting(row["declaration"], push):
            arn = action["configuration"]["ConnectionArn"]
            parcel = Parcel(
                world.arn("codepipeline", row["name"]),
                f"{push.repository} {push.branch or push.tag}",
                arn,
            )
            if why := _silent(arn, world):
                record(parcel, world, "refused", why, "")
                continue
            service.begin(row["name"], "WebhookV2", arn)
            record(parcel, world, "delivered", "", "")
            break


def _silent(arn: str, world: World) -> str:
    """Return why a connection tells nothing, "" where it does."""
    region, account = arn.split(":")[3:5]
    row = world.store.get(world.at(account, region).place("codeconnections"), "connections", arn)
    if row is None:
        return f"Connection {arn} is not there"
    status = row["ConnectionStatus"]
    return "" if status == "AVAILABLE" else f"Connection {arn} is {status}, not AVAILABLE"


def _waiting(pipeline: Mapping[str, Any], push: Push) -> Iterator[Mapping[str, Any]]:
    """Yield the source actions that a push would start a pipeline at."""
    triggers = {
        one["gitConfiguration"]["sourceActionName"]: one["gitConfiguration"]
        for one in pipeline.get("triggers", ())
    }
    for _, action in actions_of(pipeline):
        values = action["configuration"]
        if not is_connection(action) or values["FullRepositoryId"] != push.repository:
            continue
        if _is_heard(push, values, triggers.get(action["name"])):
            yield action


def _is_heard(push: Push, values: Mapping[str, str], trigger: Mapping[str, Any] | None) -> bool:
    """Say whether a push passes a trigger, or where there is none, what the action itself says."""
    if trigger and (trigger.get("push") or trigger.get("pullRequest")):
        return any(_passes(push, one) for one in trigger.get("push", ()))
    detects = trigger is not None or values.get("DetectChanges", "true") != "false"
    return detects and push.branch == values["BranchName"]


def _passes(push: Push, told: Mapping[str, Any]) -> bool:
    if push.tag or "tags" in told:
        return bool(push.tag) and "tags" in told and _lets(told["tags"], push.tag)
    if "branches" in told and not _lets(told["branches"], push.branch):
        return False
    paths = told.get("filePaths")
    return paths is None or any(_lets(paths, path) for path in push.files)


def _lets(criteria: Mapping[str, Any], name: str) -> bool:
    """Say whether a name is included (all are, where no pattern says) and not excluded."""
    if any(glob(pattern).fullmatch(name) for pattern in criteria.get("excludes", ())):
        return False
    includes = criteria.get("includes")
    return includes is None or any(glob(pattern).fullmatch(name) for pattern in includes)


def glob(pattern: str) -> re.Pattern[str]:
    """Return a glob of CodePipeline's as a regular expression."""
    return re.compile("".join(_AS.get(part) or re.escape(part) for part in _WILD.split(pattern)))
