"""Elastic Beanstalk: what else can be done to environments that are there.

Source: Elastic Beanstalk API Reference, RebuildEnvironment, AbortEnvironmentUpdate,
AssociateEnvironmentOperationsRole, DisassociateEnvironmentOperationsRole, CheckDNSAvailability,
SwapEnvironmentCNAMEs.
"""

from __future__ import annotations

from typing import Any

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.elasticbeanstalk.environments import Environments
from reconciler.sandbox.services.elasticbeanstalk.platforms import INVALID


class Operations(Environments):
    """Rebuilding, aborting, roles, and names in the DNS."""

    def rebuild_environment(
        self, EnvironmentId: str | None = None, EnvironmentName: str | None = None
    ) -> Answer:
        """Begin to make the resources of an environment again."""
        self._begin(self._ready(EnvironmentId, EnvironmentName), "Updating")
        return None

    def abort_environment_update(
        self, EnvironmentId: str | None = None, EnvironmentName: str | None = None
    ) -> Answer:
        """Give up an update that is under way."""
        self._settle()
        row = self._environment(EnvironmentId, EnvironmentName)
        if row["Status"] != "Updating":
            raise self.refuse(
                INVALID,
                f"Environment named {row['EnvironmentName']} is in an invalid state for this "
                "operation. Must be pending deployment.",
            )
        self._begin(row, "Aborting")
        return None

    def associate_environment_operations_role(
        self, EnvironmentName: str, OperationsRole: str
    ) -> Answer:
        """Set the operations role of an environment."""
        row = self._ready(None, EnvironmentName)
        self._check_operations_role(OperationsRole)
        self.environments.put({**row, "OperationsRole": OperationsRole})
        return None

    def disassociate_environment_operations_role(self, EnvironmentName: str) -> Answer:
        """Take the operations role of an environment away."""
        self.environments.put({**self._ready(None, EnvironmentName), "OperationsRole": None})
        return None

    def check_dns_availability(self, CNAMEPrefix: str) -> Answer:
        """Say whether a prefix is free, among the environments of this place."""
        self._settle()
        name = self._full(CNAMEPrefix)
        return {"Available": self._is_free(name), "FullyQualifiedCNAME": name}

    def swap_environment_cnames(self, **given: Any) -> Answer:
        """Let two environments change their names in the DNS."""
        first, second = (
            self._ready(given.get(f"{end}EnvironmentId"), given.get(f"{end}EnvironmentName"))
            for end in ("Source", "Destination")
        )
        first["CNAME"], second["CNAME"] = second["CNAME"], first["CNAME"]
        self._begin(first, "Updating")
        self._begin(second, "Updating")
        return None
