"""CodeConnections: repository links and sync configurations, with which Git sync works.

Sources: CodeConnections API Reference (operations named ...RepositoryLink and
...SyncConfiguration; a create declares no ResourceNotFoundException, so what is missing there is
InvalidInputException). No sync runs here: operations about the state of syncs are left out.
"""

from __future__ import annotations

from typing import Any

from reconciler.sandbox.service import Answer, Error, Refusal, Table
from reconciler.sandbox.services.codeconnections.connections import Connections, Given, Json

_DEFAULTS = {
    "PublishDeploymentStatus": "DISABLED",
    "TriggerResourceUpdateOn": "ANY_CHANGE",
    "PullRequestComment": "DISABLED",
}
_EXISTS = Error(
    "ResourceAlreadyExistsException", "Unable to create resource. Resource already exists."
)


class Links(Connections):
    """Links of connections with repositories, and what is synced from the repositories."""

    links = Table(
        "RepositoryLinkId",
        missing=Error("ResourceNotFoundException", "Repository link {0} does not exist."),
        arn="{RepositoryLinkArn}",
    )
    syncs = Table(
        "SyncType",
        "ResourceName",
        exists=_EXISTS,
        missing=Error("ResourceNotFoundException", "Sync configuration for {1} does not exist."),
    )

    def create_repository_link(
        self,
        ConnectionArn: str,
        OwnerId: str,
        RepositoryName: str,
        EncryptionKeyArn: str | None = None,
        Tags: Given = (),
    ) -> Answer:
        """Link a repository by a connection, once."""
        self.check_tags(Tags)
        connection = self._connection(ConnectionArn)
        key = (ConnectionArn, OwnerId, RepositoryName)
        if key in [(one["ConnectionArn"], *_repository(one)) for one in self.links]:
            raise self.refuse(_EXISTS.code, _EXISTS.message)
        link = self.world.uuid()
        row = {
            "RepositoryLinkId": link,
            "RepositoryLinkArn": self.arn(f"repository-link/{link}"),
            "ConnectionArn": ConnectionArn,
            "OwnerId": OwnerId,
            "RepositoryName": RepositoryName,
            "ProviderType": connection["ProviderType"],
            "EncryptionKeyArn": EncryptionKeyArn,
        }
        return {"RepositoryLinkInfo": self.links.add(row, Tags)}

    def get_repository_link(self, RepositoryLinkId: str) -> Answer:
        """Show a link. Tags are not part of it."""
        return {"RepositoryLinkInfo": self.links.get(RepositoryLinkId)}

    def list_repository_links(self, **_: object) -> Answer:
        """List the links."""
        return {"RepositoryLinks": list(self.links)}

    def update_repository_link(
        self,
        RepositoryLinkId: str,
        ConnectionArn: str | None = None,
        EncryptionKeyArn: str | None = None,
    ) -> Answer:
        """Change connection or key; what is not sent stays.

        "The updated connection ARN must have the same providerType as the original".
        """
        row = self.links.get(RepositoryLinkId)
        if ConnectionArn is not None:
            if self._connection(ConnectionArn)["ProviderType"] != row["ProviderType"]:
                raise self._wrong("The provider type of the connection cannot be changed.")
            row["ConnectionArn"] = ConnectionArn
        if EncryptionKeyArn is not None:
            row["EncryptionKeyArn"] = EncryptionKeyArn
        return {"RepositoryLinkInfo": self.links.put(row)}

    def delete_repository_link(self, RepositoryLinkId: str) -> Answer:
        """Delete a link that no sync configuration uses."""
        self.links.get(RepositoryLinkId)
        if any(row["RepositoryLinkId"] == RepositoryLinkId for row in self.syncs):
            raise self.refuse(
                "SyncConfigurationStillExistsException",
                "Unable to continue. The sync configuration still exists.",
            )
        self.links.remove(RepositoryLinkId)
        return {}

    def create_sync_configuration(self, **given: Any) -> Answer:
        """Sync a resource from a branch of a linked repository; once for a resource."""
        self._check_link(given["RepositoryLinkId"])
        return {"SyncConfiguration": self._synced(self.syncs.add(given))}

    def get_sync_configuration(self, SyncType: str, ResourceName: str) -> Answer:
        """Show how a resource is synced, with the repository of the link."""
        return {"SyncConfiguration": self._synced(self.syncs.get(SyncType, ResourceName))}

    def list_sync_configurations(self, RepositoryLinkId: str, SyncType: str, **_: object) -> Answer:
        """List what is synced from one linked repository."""
        self.links.get(RepositoryLinkId)
        rows = [
            self._synced(row)
            for row in self.syncs
            if (row["RepositoryLinkId"], row["SyncType"]) == (RepositoryLinkId, SyncType)
        ]
        return {"SyncConfigurations": rows}

    def list_repository_sync_definitions(self, RepositoryLinkId: str, SyncType: str) -> Answer:
        """List which branch is synced into what; "the parent and target resource are the same"."""
        self.links.get(RepositoryLinkId)
        rows = [
            {
                "Branch": row["Branch"],
                "Directory": row["ConfigFile"],
                "Parent": row["ResourceName"],
                "Target": row["ResourceName"],
            }
            for row in self.syncs
            if (row["RepositoryLinkId"], row["SyncType"]) == (RepositoryLinkId, SyncType)
        ]
        return {"RepositorySyncDefinitions": rows}

    def update_sync_configuration(self, SyncType: str, ResourceName: str, **given: Any) -> Answer:
        """Change the members that are sent; what is not sent stays."""
        row = self.syncs.get(SyncType, ResourceName)
        changed = {**row, **given}
        self._check_link(changed["RepositoryLinkId"])
        return {"SyncConfiguration": self._synced(self.syncs.put(changed))}

    def delete_sync_configuration(self, SyncType: str, ResourceName: str) -> Answer:
        """Delete a sync configuration, or none: no error is declared for a missing one."""
        self.syncs.remove(SyncType, ResourceName)
        return {}

    def _synced(self, row: Json) -> Json:
        """Return a sync configuration as it is shown; whether with defaults is open."""
        owner, name = _repository(link := self.links.get(row["RepositoryLinkId"]))
        shown = {"OwnerId": owner, "RepositoryName": name, "ProviderType": link["ProviderType"]}
        if self.coin("codeconnections.sync_defaults_shown"):
            return {**_DEFAULTS, **row, **shown}
        return {**row, **shown}

    def _connection(self, arn: str) -> Json:
        """Return the connection of a link. Whether it may be PENDING still is open."""
        row = self.connections.find(arn)
        if row is None:
            raise self._wrong(f"Connection {arn} does not exist.")
        pending = row["ConnectionStatus"] != "AVAILABLE"
        if pending and self.coin("codeconnections.link_of_pending_refused"):
            raise self._wrong(f"Connection {arn} is not available.")
        return row

    def _check_link(self, link: str) -> None:
        if link not in self.links:
            raise self._wrong(f"Repository link {link} does not exist.")

    def _wrong(self, message: str) -> Refusal:
        return self.refuse("InvalidInputException", message)


def _repository(link: Json) -> tuple[str, str]:
    return link["OwnerId"], link["RepositoryName"]
