"""CodeBuild: compute fleets, which come and go over minutes.

Sources: CodeBuild API Reference, CreateFleet, UpdateFleet, BatchGetFleets, ListFleets,
DeleteFleet, FleetStatus; CodeBuild User Guide, "Reserved capacity fleets"; the reports named
below. How long AWS takes is not documented, so here it is seconds by the sandbox's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table, tag_list, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.codebuild.defaults import Json
from reconciler.sandbox.services.codebuild.projects import INVALID, Projects

_SECONDS = {"CREATING": 20.0, "UPDATING": 10.0, "PENDING_DELETION": 20.0}
_SORTS = {"CREATED_TIME": "created", "LAST_MODIFIED_TIME": "lastModified"}
_CONFIGURED = ("ATTRIBUTE_BASED_COMPUTE", "CUSTOM_INSTANCE_TYPE")
_CLEARED = ("scalingConfiguration", "vpcConfig", "proxyConfiguration")


class Fleets(Projects):
    """Fleets, by name; their ARNs end in an id that is new for each."""

    fleets = Table(
        "name",
        exists=Error("ResourceAlreadyExistsException", "Fleet already exists: {0}"),
        missing=Error("ResourceNotFoundException", "Fleet cannot be found: {0}"),
        arn="fleet/{name}:{id}",
    )

    def create_fleet(self, name: str, tags: Any = (), **given: Any) -> Answer:
        """Begin to create a fleet."""
        refuse_tags(self, tag_map(tags), INVALID, INVALID)
        self._settle_fleets()
        id_, now = self.world.uuid(), self.world.now()
        row = {
            "name": name,
            "id": id_,
            "arn": self.arn(f"fleet/{name}:{id_}"),
            "created": now,
            "overflowBehavior": "QUEUE",
            **given,
            **self._passing("CREATING"),
        }
        if name not in self.fleets:
            self._check_fleet(row)
        self.fleets.add(_kept(row), tags)
        return {"fleet": self._told_fleet(row)}

    def update_fleet(self, arn: str, tags: Any = (), **given: Any) -> Answer:
        """Begin to change a fleet.

        Not a patch in all: terraform-provider-aws sends overflowBehavior and tags with every
        change, for they fall back when they are not sent (internal/service/codebuild/fleet.go).
        An empty structure takes one away, as it is sent there.
        """
        self._settle_fleets()
        row = self._fleet(arn)
        refuse_tags(self, tag_map(tags), INVALID, INVALID)
        after = {**row, "overflowBehavior": "QUEUE", **given, **self._passing("UPDATING")}
        self._check_fleet(after)
        self.fleets.put(_kept(after))
        self.fleets.retag(row["name"], tags=tags)
        return {"fleet": self._told_fleet(after)}

    def batch_get_fleets(self, names: Sequence[str]) -> Answer:
        """Show up to 100 fleets by name or ARN; those that are missing are named."""
        self._settle_fleets()
        rows = {name: self.fleets.find(_name(name)) for name in names}
        found = {
            name: row for name, row in rows.items() if row and name in (row["name"], row["arn"])
        }
        return {
            "fleets": [self._told_fleet(row) for row in found.values()],
            "fleetsNotFound": [name for name in names if name not in found],
        }

    def list_fleets(
        self, sortBy: str = "NAME", sortOrder: str = "ASCENDING", **_: object
    ) -> Answer:
        """List the ARNs of all fleets."""
        self._settle_fleets()
        member = _SORTS.get(sortBy, "name")
        rows = sorted(self.fleets, key=lambda row: (row[member], row["name"]))
        arns = [row["arn"] for row in rows]
        return {"fleets": arns[::-1] if sortOrder == "DESCENDING" else arns}

    def delete_fleet(self, arn: str) -> Answer:
        """Begin to delete a fleet: it is PENDING_DELETION for minutes, and usable
        (hashicorp/terraform-provider-aws issue 40296).
        """
        self._settle_fleets()
        row = self.fleets.find(_name(arn))
        if row is None or row["arn"] != arn:
            if self.coin("codebuild.delete_missing_refused"):
                raise self.refuse(INVALID, f"Fleet cannot be found: {arn}")
            return None
        if self.coin("codebuild.used_fleet_kept") and self._users(arn):
            raise self.refuse(INVALID, f"Fleet {arn} is used by a project")
        if row["status"]["statusCode"] != "PENDING_DELETION":
            self.fleets.put({**row, **self._passing("PENDING_DELETION")})
        return None

    def _fleet(self, arn: str) -> Json:
        row = self.fleets.get(_name(arn))
        if row["arn"] != arn:
            raise self.refuse("ResourceNotFoundException", f"Fleet cannot be found: {arn}")
        return row

    def _users(self, arn: str) -> list[str]:
        """Return the names of projects that build on a fleet."""
        return [
            row["name"]
            for row in self.projects
            if row["environment"].get("fleet", {}).get("fleetArn") == arn
        ]

    def _passing(self, status: str) -> Json:
        """Return what a fleet in a passing status has."""
        now = self.world.now()
        told: Json = {"statusCode": status}
        if status == "PENDING_DELETION":
            told["context"] = status
        return {"status": told, "until": now + _SECONDS[status], "lastModified": now}

    def _settle_fleets(self) -> None:
        """Let fleets become what they are due to be."""
        for row in self.fleets:
            if row["until"] is None or row["until"] > self.world.now():
                continue
            if row["status"]["statusCode"] == "PENDING_DELETION":
                self.fleets.remove(row["name"])
            else:
                self.fleets.put({**row, "status": {"statusCode": "ACTIVE"}, "until": None})

    def _check_fleet(self, row: Json) -> None:
        """Refuse what the descriptions of CreateFleet's members rule out; wording is ours."""
        fault = None
        most = row.get("scalingConfiguration", {}).get("maxCapacity")
        if row["baseCapacity"] < 1:
            fault = "Invalid base capacity: it must be at least 1"
        elif row["computeType"] in _CONFIGURED and not row.get("computeConfiguration"):
            fault = f"Invalid compute configuration: {row['computeType']} requires one"
        elif most is not None and most <= row["baseCapacity"]:
            fault = "Invalid scaling configuration: maxCapacity must be above baseCapacity"
        elif row.get("vpcConfig") and not row.get("fleetServiceRole"):
            fault = "Invalid VPC config: a fleet service role is required"
        if fault:
            raise self.refuse(INVALID, fault)
        if role := row.get("fleetServiceRole"):
            self._check_role(role)

    def _told_fleet(self, row: Json) -> Json:
        shown = _kept(row)
        if scaling := shown.get("scalingConfiguration"):
            shown["scalingConfiguration"] = {**scaling, "desiredCapacity": row["baseCapacity"]}
        return {**shown, "tags": tag_list(dict(sorted(self.fleets.tags(row["name"]).items())))}


def _kept(row: Json) -> Json:
    """Return a fleet without the structures that were sent empty."""
    return {name: held for name, held in row.items() if name not in _CLEARED or held}


def _name(given: str) -> str:
    """Return the name of a fleet that is given by name or ARN."""
    return given.split(":fleet/", 1)[-1].split(":", 1)[0]
