"""CodeGuru Profiler: profiling groups, who may submit profiles, who is told of anomalies.

Sources: CodeGuru Profiler API Reference (each operation's page, repeated in botocore's model);
CodeGuru Profiler User Guide, "Resource-based policies" (text of the policy); aws-cloudformation-resource-providers-codeguru-profiler (UpdateHandler: permissions
are replaced; a group without a policy answers GetPolicy with nothing in it). Profiles themselves
are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.aws.models import Operation
from reconciler.sandbox.pages import Cutter
from reconciler.sandbox.service import Answer, Error, Refusal, Table
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.coins import Tossed

Json = dict[str, Any]
"""A JSON object."""
_MOST_CHANNELS = 2
_PAGE = 100
_PRINCIPAL = re.compile(r"arn:aws[\w-]*:iam::\d{12}:(role|user)/[^*?]+")
_TOPIC = re.compile(r"arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+")
_ACTIONS = ["codeguru-profiler:ConfigureAgent", "codeguru-profiler:PostAgentProfile"]


class CodeGuruProfiler(Tossed):
    """Profiling groups by name, each with its policy and channels."""

    names = ("codeguruprofiler",)
    arn_name = "codeguru-profiler"
    groups = Table(
        "name",
        exists=Error("ConflictException", "Profiling group {0} already exists."),
        missing=Error("ResourceNotFoundException", "Profiling group {0} does not exist."),
        arn="profilingGroup/{0}",
    )

    def create_profiling_group(
        self,
        profilingGroupName: str,
        clientToken: str,
        computePlatform: str = "Default",
        agentOrchestrationConfig: Mapping[str, bool] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Answer:
        """Create a group, profiling unless it is said not to; the same token shows the first."""
        refuse_tags(self, tags or {}, "ValidationException", "ValidationException")
        held = self.groups.find(profilingGroupName)
        if held is not None and held["token"] == clientToken:
            return {"profilingGroup": self._shown(held)}
        row = {
            "name": profilingGroupName,
            "arn": self.groups.arn(profilingGroupName),
            "computePlatform": computePlatform,
            "agentOrchestrationConfig": agentOrchestrationConfig or {"profilingEnabled": True},
            "createdAt": self.world.now(),
            "updatedAt": self.world.now(),
            "profilingStatus": {},
            "token": clientToken,
            "channels": [],
            "principals": [],
            "revision": None,
        }
        return {"profilingGroup": self._shown(self.groups.add(row, tags or {}))}

    def describe_profiling_group(self, profilingGroupName: str) -> Answer:
        """Show a group with its tags."""
        return {"profilingGroup": self._shown(self.groups.get(profilingGroupName))}

    def list_profiling_groups(self, includeDescription: bool = False, **_: object) -> Answer:
        """List the names of all groups, or the groups themselves."""
        if includeDescription:
            shown = [self._shown(row) for row in self.groups]
            return {"profilingGroupNames": [], "profilingGroups": shown}
        return {"profilingGroupNames": [row["name"] for row in self.groups]}

    def update_profiling_group(
        self, profilingGroupName: str, agentOrchestrationConfig: Mapping[str, bool]
    ) -> Answer:
        """Switch profiling on or off: nothing else of a group can be changed."""
        row = self.groups.get(profilingGroupName)
        row |= {"agentOrchestrationConfig": agentOrchestrationConfig}
        row |= {"updatedAt": self.world.now()}
        return {"profilingGroup": self._shown(self.groups.put(row))}

    def delete_profiling_group(self, profilingGroupName: str) -> Answer:
        """Delete a group with its policy and channels."""
        self.groups.get(profilingGroupName)
        self.groups.remove(profilingGroupName)
        return {}

    def put_permission(
        self,
        profilingGroupName: str,
        actionGroup: str,
        principals: Sequence[str],
        revisionId: str | None = None,
    ) -> Answer:
        """Set who may submit profiles. "If a policy already exists on the profiling group, you
        must specify the revisionId".
        """
        row = self.groups.get(profilingGroupName)
        for one in principals:
            if not _PRINCIPAL.fullmatch(one):
                raise self._invalid(f"{one} is not the ARN of a role or a user.")
        self._check_revision(row, revisionId)
        held = row["principals"] if self.coin("profiler.put_permission_adds") else []
        row |= {"principals": list(dict.fromkeys([*held, *principals]))}
        return self._policy(self.groups.put(row | {"revision": self.world.uuid()}), actionGroup)

    def get_policy(self, profilingGroupName: str) -> Answer:
        """Show the policy of a group; one without has nothing to show."""
        row = self.groups.get(profilingGroupName)
        if row["revision"] is not None:
            return self._policy(row, "agentPermissions")
        if self.coin("profiler.no_policy_refused"):
            raise self._missing(f"Profiling group {profilingGroupName} has no policy.")
        return {}

    def remove_permission(
        self, profilingGroupName: str, actionGroup: str, revisionId: str
    ) -> Answer:
        """Take the permissions away, and show the policy that is left, without a statement."""
        row = self.groups.get(profilingGroupName)
        if row["revision"] is None:
            raise self._missing(f"Profiling group {profilingGroupName} has no policy.")
        self._check_revision(row, revisionId)
        row |= {"principals": [], "revision": self.world.uuid()}
        stays = self.coin("profiler.empty_policy_stays")
        self.groups.put(row if stays else row | {"revision": None})
        return self._policy(row, actionGroup)

    def add_notification_channels(
        self, profilingGroupName: str, channels: Sequence[Json]
    ) -> Answer:
        """Add channels, of which a group can have two; each gets an id unless it brings one."""
        row = self.groups.get(profilingGroupName)
        for one in channels:
            if not _TOPIC.fullmatch(one["uri"]):
                raise self._invalid(f"{one['uri']} is not the ARN of an SNS topic.")
            same = [held for held in row["channels"] if one["uri"] == held["uri"]]
            if same or one.get("id") in [held["id"] for held in row["channels"]]:
                raise self.refuse("ConflictException", f"The channel {one['uri']} exists already.")
            row["channels"].append({"id": self.world.uuid(), **one})
        if len(row["channels"]) > _MOST_CHANNELS:
            raise self.refuse(
                "ServiceQuotaExceededException",
                f"A profiling group can have at most {_MOST_CHANNELS} notification channels.",
            )
        return _notified(self.groups.put(row))

    def get_notification_configuration(self, profilingGroupName: str) -> Answer:
        """Show the channels of a group."""
        return _notified(self.groups.get(profilingGroupName))

    def remove_notification_channel(self, profilingGroupName: str, channelId: str) -> Answer:
        """Take a channel away, by its id."""
        row = self.groups.get(profilingGroupName)
        kept = [one for one in row["channels"] if one["id"] != channelId]
        if len(kept) == len(row["channels"]):
            raise self._missing(f"The channel {channelId} does not exist.")
        return _notified(self.groups.put(row | {"channels": kept}))

    def perform(
        self, operation: Operation, params: Mapping[str, Any], cutter: Cutter
    ) -> dict[str, Any]:
        """As every service does; the list of groups, for which the model names no page, is cut
        here: it has two results.
        """
        answer = super().perform(operation, params, cutter)
        if operation.method == "list_profiling_groups":
            return self._paged(answer, params, cutter)
        return answer

    def _paged(self, answer: Json, params: Mapping[str, Any], cutter: Cutter) -> Json:
        """Return the page of an answer that is asked for, with the token of the next one."""
        token = params.get("nextToken", "0")
        if not token.isdigit():
            raise self._invalid("The pagination token is not valid.")
        start, size = int(token), params.get("maxResults", _PAGE)
        end = start + min(size, cutter.most or size)
        lists = {name: cutter.order(rows) for name, rows in answer.items()}
        more = any(len(rows) > end for rows in lists.values())
        cut = {name: list(rows[start:end]) for name, rows in lists.items()}
        return {**cut, "nextToken": str(end)} if more else cut

    def _shown(self, row: Json) -> Json:
        return {**row, "tags": self.groups.tags(row["name"])}

    def _policy(self, row: Json, action_group: str) -> Answer:
        """Return the policy of a group, in the words of the user guide's example: one principal
        is a text, several are a list.
        """
        named = row["principals"]
        statement = {
            "Sid": f"{action_group}-statement",
            "Effect": "Allow",
            "Principal": {"AWS": named[0] if len(named) == 1 else named},
            "Action": _ACTIONS,
            "Resource": row["arn"],
        }
        document = {"Version": "2012-10-17", "Statement": [statement] if named else []}
        text = json.dumps(document, indent=2, separators=(",", " : "))
        return {"policy": text, "revisionId": row["revision"]}

    def _check_revision(self, row: Json, revision: str | None) -> None:
        if revision != row["revision"]:
            raise self.refuse(
                "ConflictException", "The revisionId is not the one of the current policy."
            )

    def _missing(self, message: str) -> Refusal:
        return self.refuse("ResourceNotFoundException", message)

    def _invalid(self, message: str) -> Refusal:
        return self.refuse("ValidationException", message)


def _notified(row: Json) -> Answer:
    """Return the channels of a group; the list is left out where there is none (at least one)."""
    return {"notificationConfiguration": {"channels": row["channels"] or None}}
