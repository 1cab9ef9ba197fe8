"""CodeConnections: connections to providers of repositories, and hosts they are installed on.

Sources: CodeConnections API Reference (each operation's page, repeated in botocore's model) and
CodeStar Connections API Reference; the AWS CLI's examples for codestar-connections; Developer
Tools console User Guide, "Create a host" and "Set up a pending host". Messages are the model's
descriptions of the errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Refusal, Table, tag_list, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.coins import Tossed

Json = dict[str, Any]
"""A JSON object."""
Given = Sequence[Mapping[str, str]]
"""Tags in the spelling of this service: Key and Value."""
SETTLING = 60.0
"""For how many seconds the sandbox sets up, or takes down, the VPC configuration of a host. AWS
names the states (DeleteHost) but no time."""
_INSTALLED = ("GitHubEnterpriseServer", "GitLabSelfManaged")
_MISSING = "Resource not found. Verify the connection resource ARN and try again."
_NO_HOST = (
    "arn:aws:codestar-connections:us-west-2:000000000000:host/00000000-0000-0000-0000-000000000000"
)


class Connections(Tossed):
    """Connections and hosts. Both names of the service see all of them.

    The ARN of a resource has the name by which the service was asked to create it (AWS renamed
    it in March 2024: "What's new", "ARNs with the codeconnections service prefix").
    """

    names = ("codeconnections", "codestar-connections")
    connections = Table(
        "ConnectionArn", missing=Error("ResourceNotFoundException", _MISSING), arn="{0}"
    )
    hosts = Table("HostArn", missing=Error("ResourceNotFoundException", _MISSING), arn="{0}")

    def create_connection(
        self,
        ConnectionName: str,
        ProviderType: str | None = None,
        HostArn: str | None = None,
        Tags: Given = (),
    ) -> Answer:
        """Create a connection, PENDING "until the handshake is completed from the console"."""
        self.check_tags(Tags)
        provider = self._provider(ProviderType, HostArn)
        self._check_name(ConnectionName)
        arn = self.arn(f"connection/{self.world.uuid()}")
        row = {
            "ConnectionName": ConnectionName,
            "ConnectionArn": arn,
            "ProviderType": provider,
            "OwnerAccountId": self.world.account,
            "ConnectionStatus": "PENDING",
            "HostArn": HostArn,
        }
        self.connections.add(row, Tags)
        return {"ConnectionArn": arn, "Tags": tag_list(tag_map(Tags), "Key", "Value")}

    def get_connection(self, ConnectionArn: str) -> Answer:
        """Show a connection. Tags are not part of it."""
        return {"Connection": self._shown(self.connections.get(ConnectionArn))}

    def list_connections(
        self,
        ProviderTypeFilter: str | None = None,
        HostArnFilter: str | None = None,
        **_: object,
    ) -> Answer:
        """List the connections, of one provider or host if one is named."""
        rows = [
            self._shown(row)
            for row in self.connections
            if ProviderTypeFilter in (None, row["ProviderType"])
            and HostArnFilter in (None, row["HostArn"])
        ]
        return {"Connections": rows}

    def delete_connection(self, ConnectionArn: str) -> Answer:
        """Delete a connection, whether or not something uses it: no error is declared for that."""
        self.connections.get(ConnectionArn)
        self.connections.remove(ConnectionArn)
        return {}

    def create_host(
        self,
        Name: str,
        ProviderType: str,
        ProviderEndpoint: str,
        VpcConfiguration: Json | None = None,
        Tags: Given = (),
    ) -> Answer:
        """Create a host, PENDING until it is set up; with a VPC, that is initialized first."""
        self.check_tags(Tags)
        if ProviderType not in _INSTALLED:
            raise self.invalid(f"Hosts are for installed providers, {ProviderType} is none")
        # In the form of the example of create-host: the name and eight digits.
        arn = self.arn(f"host/{Name}-{self.world.token(8)}")
        row = {
            "HostArn": arn,
            "Name": Name,
            "ProviderType": ProviderType,
            "ProviderEndpoint": ProviderEndpoint,
            "VpcConfiguration": VpcConfiguration,
            "Status": "PENDING",
            "initialized": self.world.now() + (SETTLING if VpcConfiguration else 0),
        }
        self.hosts.add(row, Tags)
        return {"HostArn": arn, "Tags": tag_list(tag_map(Tags), "Key", "Value")}

    def get_host(self, HostArn: str) -> Answer:
        """Show a host. Its ARN is not part of it."""
        return self._host(HostArn)

    def list_hosts(self, **_: object) -> Answer:
        """List the hosts."""
        self._sweep()
        return {"Hosts": [{**row, "Status": self._status(row)} for row in self.hosts]}

    def update_host(
        self,
        HostArn: str,
        ProviderEndpoint: str | None = None,
        VpcConfiguration: Json | None = None,
    ) -> Answer:
        """Change endpoint or VPC configuration, each as a whole; what is not sent stays."""
        row = self._host(HostArn)
        if row["Status"].startswith("VPC_CONFIG_"):
            raise self.refuse(
                "ConflictException",
                "Two conflicting operations have been made on the same resource.",
            )
        if ProviderEndpoint is not None:
            row["ProviderEndpoint"] = ProviderEndpoint
        if VpcConfiguration not in (None, row["VpcConfiguration"]):
            row["VpcConfiguration"] = VpcConfiguration
            row["initialized"] = self.world.now() + SETTLING
        self.hosts.put(row)
        return {}

    def delete_host(self, HostArn: str) -> Answer:
        """Delete a host that no connection uses; one with a VPC is gone after a while.

        "All connections associated to the host must be deleted"; "A host cannot be deleted if it
        is in the VPC_CONFIG_INITIALIZING or VPC_CONFIG_DELETING state".
        """
        row = self._host(HostArn)
        used = any(one["HostArn"] == HostArn for one in self.connections)
        if used or row["Status"].startswith("VPC_CONFIG_"):
            raise self._unavailable()
        if row["VpcConfiguration"]:
            self.hosts.put({**row, "gone": self.world.now() + SETTLING})
        else:
            self.hosts.remove(HostArn)
        return {}

    def arn(self, resource: str) -> str:
        """Return an ARN that names the service as it is called; one that is whole stays."""
        if resource.startswith("arn:"):
            return resource
        return self.world.arn(self.model.service, resource)

    def check_tags(self, tags: Given) -> None:
        """Refuse too many tags and AWS's own keys."""
        refuse_tags(self, tag_map(tags), "LimitExceededException", "ValidationException")

    def invalid(self, message: str) -> Refusal:
        """Return the error for input of connections and hosts, which declare none of their own."""
        return self.refuse("ValidationException", message)

    def _shown(self, row: Json) -> Json:
        if row["HostArn"] is None and self.coin("codeconnections.placeholder_host_shown"):
            return {**row, "HostArn": _NO_HOST}
        return row

    def _provider(self, provider: str | None, host: str | None) -> str:
        """Return the provider of a new connection: the one that is named, or the host's."""
        if host is None:
            if provider is None:
                raise self.invalid("Either ProviderType or HostArn must be specified")
            return provider
        held = self.hosts.find(host)
        if held is None:
            raise self._unavailable()
        if provider not in (None, held["ProviderType"]):
            raise self.invalid(f"The provider type of the host is not {provider}")
        return str(held["ProviderType"])

    def _check_name(self, name: str) -> None:
        """Refuse a name that is taken, where that is done: "Connection names must be unique in
        an AWS account" (Connection), but CreateConnection declares no error for it.
        """
        taken = any(row["ConnectionName"] == name for row in self.connections)
        if taken and self.coin("codeconnections.duplicate_names_refused"):
            raise self.refuse(
                "ResourceAlreadyExistsException",
                "Unable to create resource. Resource already exists.",
            )

    def _host(self, arn: str) -> Json:
        """Return a host with the status that it has by now."""
        self._sweep()
        row = self.hosts.get(arn)
        return {**row, "Status": self._status(row)}

    def _status(self, row: Json) -> str:
        if "gone" in row:
            return "VPC_CONFIG_DELETING"
        if self.world.now() < row["initialized"]:
            return "VPC_CONFIG_INITIALIZING"
        return str(row["Status"])

    def _sweep(self) -> None:
        """Take away the hosts whose VPC configuration has been deleted by now; none from a past
        that is only looked at.
        """
        for row in self.hosts if not self.world.lag else ():
            if row.get("gone", self.world.now() + 1) <= self.world.now():
                self.hosts.remove(row["HostArn"])

    def _unavailable(self) -> Refusal:
        return self.refuse(
            "ResourceUnavailableException",
            "Resource not found. Verify the ARN for the host resource and try again.",
        )
