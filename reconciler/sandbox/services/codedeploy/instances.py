"""CodeDeploy: on-premises instances and their tags.

Sources: CodeDeploy API Reference, RegisterOnPremisesInstance, DeregisterOnPremisesInstance,
GetOnPremisesInstance, BatchGetOnPremisesInstances, ListOnPremisesInstances,
AddTagsToOnPremisesInstances, RemoveTagsFromOnPremisesInstances; CodeDeploy User Guide,
"On-premises instances" and "Quotas"; the reports named below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reconciler.sandbox.service import Answer, Refusal, Table, tag_list, tag_map
from reconciler.sandbox.services.codedeploy.applications import Applications, Json

_MOST_IN_A_BATCH = 25
"""BatchGetOnPremisesInstances: "The maximum number of instance names you can specify is 25"."""
_MOST_IN_A_CALL = 100
_MOST_TAGS = 10
_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,100}")
_USER = re.compile(r"arn:[^:]+:iam::\d{12}:user/[\w+=,.@/-]+")
_SESSION = re.compile(r"arn:[^:]+:sts::\d{12}:assumed-role/[\w+=,.@-]+/[\w+=,.@-]+")
_REMEMBERED = 24 * 3600.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Instances(Applications):
    """On-premises instances: registered, and then remembered for a day as deregistered."""

    instances = Table("instanceName")

    def register_on_premises_instance(
        self, instanceName: str, iamSessionArn: str | None = None, iamUserArn: str | None = None
    ) -> Answer:
        """Register an instance under a new name, by the ARN of a user or of a session.

        A name that was deregistered is not free at once: "You can't immediately create another
        instance with the same name" ("Manually deregister an on-premises instance").
        """
        self._check_name(instanceName)
        self._check_arns(iamSessionArn, iamUserArn)
        if self._instance(instanceName) is not None:
            raise self.refuse(
                "InstanceNameAlreadyRegisteredException",
                f"The on-premises instance name {instanceName} is already registered.",
            )
        self._check_free("iamUserArn", iamUserArn, "IamUserArnAlreadyRegisteredException")
        self._check_free("iamSessionArn", iamSessionArn, "IamSessionArnAlreadyRegisteredException")
        row: Json = {
            "instanceName": instanceName,
            "iamUserArn": iamUserArn,
            "iamSessionArn": iamSessionArn,
            "instanceArn": self.arn(f"instance/{instanceName}_{self.world.token(10, _LETTERS)}"),
            "registerTime": self.world.now(),
            "tags": {},
        }
        self.instances.put(row)
        return None

    def deregister_on_premises_instance(self, instanceName: str) -> Answer:
        """Deregister an instance; it goes on to be shown, with `deregisterTime` and its tags.

        No error is declared for one that is not registered.
        """
        self._check_name(instanceName)
        row = self._instance(instanceName)
        if row is not None and "deregisterTime" not in row:
            self.instances.put({**row, "deregisterTime": self.world.now()})
        return None

    def get_on_premises_instance(self, instanceName: str) -> Answer:
        """Show one instance, also one that was deregistered."""
        self._check_name(instanceName)
        return {"instanceInfo": _shown(self._known(instanceName))}

    def batch_get_on_premises_instances(self, instanceNames: Sequence[str]) -> Answer:
        """Show up to 25 instances; those that are missing are left out."""
        self._check_batch(instanceNames, _MOST_IN_A_BATCH)
        rows = [self._instance(name) for name in instanceNames]
        return {"instanceInfos": [_shown(row) for row in rows if row is not None]}

    def list_on_premises_instances(
        self,
        registrationStatus: str | None = None,
        tagFilters: Sequence[Mapping[str, str]] = (),
        **_: object,
    ) -> Answer:
        """List names, of both statuses if none is asked for.

        How several filters go together is not documented.
        """
        rows = [row for row in self.instances if self._is_remembered(row)]
        if registrationStatus is not None:
            gone = registrationStatus == "Deregistered"
            rows = [row for row in rows if ("deregisterTime" in row) is gone]
        if tagFilters:
            fits = any if self.coin("codedeploy.any_tag_filter_lists") else all
            rows = [row for row in rows if fits(_fits(row["tags"], one) for one in tagFilters)]
        return {"instanceNames": [row["instanceName"] for row in rows]}

    def add_tags_to_on_premises_instances(
        self, tags: Sequence[Mapping[str, str]], instanceNames: Sequence[str]
    ) -> Answer:
        """Add tags to all of the instances, or to none."""
        rows = self._to_tag(tags, instanceNames)
        for row in rows:
            row["tags"] |= tag_map(tags)
            if len(row["tags"]) > _MOST_TAGS:
                raise self.refuse(
                    "TagLimitExceededException",
                    f"The maximum allowed number of tags ({_MOST_TAGS}) was exceeded.",
                )
        for row in rows:
            self.instances.put(row)
        return None

    def remove_tags_from_on_premises_instances(
        self, tags: Sequence[Mapping[str, str]], instanceNames: Sequence[str]
    ) -> Answer:
        """Take tags away, by key and value; those that are not there are passed over."""
        gone = tag_map(tags).items()
        for row in self._to_tag(tags, instanceNames):
            row["tags"] = dict(pair for pair in row["tags"].items() if pair not in gone)
            self.instances.put(row)
        return None

    def _to_tag(self, tags: Sequence[Mapping[str, str]], names: Sequence[str]) -> list[Json]:
        """Return the registered instances that are named."""
        if not tags:
            raise self.refuse("TagRequiredException", "A tag was not specified.")
        if any(not tag.get("Key") for tag in tags):
            raise self.refuse("InvalidTagException", "The tag was specified in an invalid format.")
        if not names:
            raise self.refuse(
                "InstanceNameRequiredException", "An on-premises instance name was not specified."
            )
        if len(names) > _MOST_IN_A_CALL:
            raise self.refuse(
                "InstanceLimitExceededException",
                "The maximum number of allowed on-premises instances in a single call was "
                "exceeded.",
            )
        rows = [self._known(name) for name in names]
        for row in rows:
            if "deregisterTime" in row:
                raise self._unregistered(row["instanceName"])
        return rows

    def _instance(self, name: str) -> Json | None:
        """Return an instance that is registered, or was a short time ago."""
        row = self.instances.find(name)
        return row if row is not None and self._is_remembered(row) else None

    def _known(self, name: str) -> Json:
        row = self._instance(name)
        if row is None:
            raise self._unregistered(name)
        return row

    def _unregistered(self, name: str) -> Refusal:
        return self.refuse(
            "InstanceNotRegisteredException", f"The on-premises instance {name} is not registered."
        )

    def _is_remembered(self, row: Json) -> bool:
        """Say whether an instance is shown: for how long after its end is unverified."""
        gone: float | None = row.get("deregisterTime")
        return gone is None or self.world.now() < gone + _REMEMBERED

    def _check_name(self, name: str) -> None:
        if not name:
            raise self.refuse(
                "InstanceNameRequiredException", "An on-premises instance name was not specified."
            )
        if not _NAME.fullmatch(name):
            raise self.refuse(
                "InvalidInstanceNameException",
                f"On-premises instance name {name} is not in a valid format",
            )

    def _check_arns(self, session: str | None, user: str | None) -> None:
        if session and user:
            raise self.refuse(
                "MultipleIamArnsProvidedException",
                "Both an IAM user ARN and an IAM session ARN were included in the request. Use "
                "only one ARN type.",
            )
        if user and not _USER.fullmatch(user):
            # aws/aws-cli pull request 1896.
            raise self.refuse(
                "InvalidIamUserArnException", f"Iam User ARN {user} is not in a valid format"
            )
        if session and not _SESSION.fullmatch(session):
            raise self.refuse(
                "InvalidIamSessionArnException",
                f"Iam Session ARN {session} is not in a valid format",
            )
        if not session and not user:
            raise self.refuse(
                "IamArnRequiredException",
                "No IAM ARN was included in the request. You must use an IAM session ARN or IAM "
                "user ARN in the request.",
            )

    def _check_free(self, member: str, arn: str | None, code: str) -> None:
        """Refuse an ARN under which another instance is registered."""
        if arn is None:
            return
        if any(row.get(member) == arn and "deregisterTime" not in row for row in self.instances):
            raise self.refuse(code, f"The ARN {arn} is already registered with another instance.")


def _shown(row: Json) -> Json:
    return {**row, "tags": tag_list(row["tags"], "Key", "Value")}


def _fits(tags: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Say whether tags match a filter of type KEY_ONLY, VALUE_ONLY or KEY_AND_VALUE."""
    key, value = wanted.get("Key", ""), wanted.get("Value", "")
    match wanted.get("Type", "KEY_AND_VALUE"):
        case "KEY_ONLY":
            return key in tags
        case "VALUE_ONLY":
            return value in tags.values()
        case _:
            return tags.get(key) == value
