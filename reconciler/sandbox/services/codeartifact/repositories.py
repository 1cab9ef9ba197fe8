"""CodeArtifact: repositories, their upstreams and external connections, their endpoints.

Sources: CodeArtifact API Reference (CreateRepository, UpdateRepository, DeleteRepository,
AssociateExternalConnection, GetRepositoryEndpoint); CodeArtifact User Guide, "Working with
upstream repositories" (10 upstreams, one connection), "Quotas"; the reports named below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from reconciler.sandbox.service import Answer, Tags
from reconciler.sandbox.services.codeartifact.domains import Domains, Json
from reconciler.sandbox.services.codeartifact.policies import allows

Upstreams = Sequence[Mapping[str, str]]
"""Upstreams as sent and shown: each a `repositoryName`, in the order in which they are asked."""
_CONNECTIONS = {
    "public:npmjs": "npm",
    "public:nuget-org": "nuget",
    "public:pypi": "pypi",
    "public:maven-central": "maven",
    "public:maven-googleandroid": "maven",
    "public:maven-gradleplugins": "maven",
    "public:maven-commonsware": "maven",
    "public:maven-clojars": "maven",
    "public:ruby-gems-org": "ruby",
    "public:crates-io": "cargo",
}
"""The external connections of AssociateExternalConnection's page, and their package formats."""
_MOST_UPSTREAMS = 10


class Repositories(Domains):
    """The repositories of the domains that an account owns, whoever made them."""

    def create_repository(
        self,
        domain: str,
        repository: str,
        domainOwner: str | None = None,
        description: str | None = None,
        upstreams: Upstreams = (),
        tags: Tags = (),
    ) -> Answer:
        """Create a repository. Its account is the caller's; its ARN names the domain's."""
        home = self.home(domain, domainOwner, "CreateRepository")
        self.check_tags(tags)
        row = {
            "name": repository,
            "administratorAccount": self.world.caller.account,
            "domainName": domain,
            "domainOwner": home.world.account,
            "arn": home.repositories.arn(domain, repository),
            "description": self._text(description),
            "upstreams": list(upstreams),
            "externalConnections": [],
            "createdTime": self.world.now(),
        }
        if (domain, repository) not in home.repositories:
            home.check_upstreams(row)
        return {"repository": home.repositories.add(row, tags)}

    def describe_repository(
        self, domain: str, repository: str, domainOwner: str | None = None
    ) -> Answer:
        """Show a repository. Its policy and tags are not part of it."""
        home = self.near(domain, repository, domainOwner, "DescribeRepository")
        return {"repository": home.repositories.get(domain, repository)}

    def list_repositories(self, repositoryPrefix: str = "", **_: object) -> Answer:
        """List the repositories of all domains of this account."""
        rows = [row for row in self.repositories if row["name"].startswith(repositoryPrefix)]
        return {"repositories": rows}

    def list_repositories_in_domain(
        self,
        domain: str,
        domainOwner: str | None = None,
        administratorAccount: str | None = None,
        repositoryPrefix: str = "",
        **_: object,
    ) -> Answer:
        """List the repositories of a domain, by account and prefix of the name."""
        home = self.home(domain, domainOwner, "ListRepositoriesInDomain")
        rows = [
            row
            for row in home.repositories
            if row["domainName"] == domain
            and row["name"].startswith(repositoryPrefix)
            and administratorAccount in (None, row["administratorAccount"])
        ]
        return {"repositories": rows}

    def update_repository(
        self,
        domain: str,
        repository: str,
        domainOwner: str | None = None,
        description: str | None = None,
        upstreams: Upstreams | None = None,
    ) -> Answer:
        """Change the description, and replace the whole list of upstreams where one is sent.

        Any list is refused for a repository with an external connection, an empty one too
        (comment in aws-cloudformation-resource-providers-codeartifact, repository/Translator).
        Upstreams that were deleted leave the list with any update (report in
        hashicorp/terraform-provider-aws issue 31092).
        """
        home = self.near(domain, repository, domainOwner, "UpdateRepository")
        row = home.repositories.get(domain, repository)
        if upstreams is not None and row["externalConnections"]:
            raise self.invalid("A repository with an external connection cannot have upstreams")
        kept = [one for one in row["upstreams"] if home.has(domain, one)]
        row["upstreams"] = kept if upstreams is None else list(upstreams)
        if description is not None or self.coin("codeartifact.update_drops_omitted"):
            row["description"] = self._text(description)
        home.check_upstreams(row)
        return {"repository": home.repositories.put(row)}

    def delete_repository(
        self, domain: str, repository: str, domainOwner: str | None = None
    ) -> Answer:
        """Delete a repository with its packages and policy, whether or not it is an upstream.

        Repositories that have it as one go on naming it (terraform-provider-aws issue 31092).
        """
        home = self.near(domain, repository, domainOwner, "DeleteRepository")
        home.policies.remove(home.repositories.arn(domain, repository))
        for group in home.groups:
            if group["domainName"] == domain:
                for names in group["allowed"].values():
                    names[:] = [name for name in names if name != repository]
                home.groups.put(group)
        return {"repository": home.repositories.remove(domain, repository)}

    def associate_external_connection(
        self, domain: str, repository: str, externalConnection: str, domainOwner: str | None = None
    ) -> Answer:
        """Connect a repository with a public one: "One external connection is allowed per
        repository. A repository can have one or more upstream repositories, or an external
        connection". Message of the first refusal: awsdocs/aws-cloudformation-user-guide 1127.
        """
        home = self.near(domain, repository, domainOwner, "AssociateExternalConnection")
        row = home.repositories.get(domain, repository)
        if externalConnection not in _CONNECTIONS:
            raise self.invalid(f"External connection '{externalConnection}' is not supported")
        if row["externalConnections"]:
            raise self.invalid("ExternalConnections for repositories are currently limited to 1")
        if row["upstreams"]:
            raise self.invalid("A repository with upstreams cannot have an external connection")
        made = {
            "externalConnectionName": externalConnection,
            "packageFormat": _CONNECTIONS[externalConnection],
            "status": "Available",
        }
        return {"repository": home.repositories.put({**row, "externalConnections": [made]})}

    def disassociate_external_connection(
        self, domain: str, repository: str, externalConnection: str, domainOwner: str | None = None
    ) -> Answer:
        """Take the external connection of a repository away."""
        home = self.near(domain, repository, domainOwner, "DisassociateExternalConnection")
        row = home.repositories.get(domain, repository)
        held = [one["externalConnectionName"] for one in row["externalConnections"]]
        if externalConnection not in held:
            raise self.refuse(
                "ResourceNotFoundException",
                f"External connection '{externalConnection}' is not associated with repository "
                f"'{repository}'",
                resourceId=externalConnection,
            )
        return {"repository": home.repositories.put({**row, "externalConnections": []})}

    def get_repository_endpoint(
        self,
        domain: str,
        repository: str,
        domainOwner: str | None = None,
        endpointType: str = "ipv4",
        **asked: str,
    ) -> Answer:
        """Show where package managers find a repository, for one package format."""
        home = self.near(domain, repository, domainOwner, "GetRepositoryEndpoint")
        account, region = home.world.account, home.world.region
        host = f"{domain}-{account}.d.codeartifact.{region}.amazonaws.com"
        if endpointType == "dualstack":
            host = f"{domain}-{account}.codeartifact.{region}.on.aws"
        return {"repositoryEndpoint": f"https://{host}/{asked['format']}/{repository}/"}

    def near(self, domain: str, repository: str, owner: str | None, action: str) -> Self:
        """Return this service in the account that owns a repository's domain.

        In another account, the repository must be the caller's or its policy allow the action.
        """
        if owner in (None, self.world.account):
            self.home(domain, owner, action).repositories.get(domain, repository)
            return self
        there = type(self)(self.world.at(account=owner), self.model.service)
        there.domains.get(domain)
        row = there.repositories.get(domain, repository)
        held = there.policies.find(row["arn"]) or {}
        ours = row["administratorAccount"] == self.world.caller.account
        if not ours and not allows(held.get("document"), self.world.caller, action):
            raise self.denied(row["arn"], action)
        return there

    def has(self, domain: str, upstream: Mapping[str, str]) -> bool:
        """Say whether the repository that an upstream names is there."""
        return (domain, upstream["repositoryName"]) in self.repositories

    def check_upstreams(self, row: Json) -> None:
        """Refuse upstreams that are not there, too many, named twice or going round in circles."""
        domain, names = row["domainName"], [one["repositoryName"] for one in row["upstreams"]]
        if len(names) > _MOST_UPSTREAMS:
            raise self.refuse(
                "ServiceQuotaExceededException",
                f"A repository can have at most {_MOST_UPSTREAMS} upstream repositories",
                resourceId=row["name"],
                resourceType="repository",
            )
        if len(names) != len(set(names)):
            raise self.invalid("Upstream repositories must not be repeated")
        for name in names:
            if name != row["name"]:
                self.repositories.get(domain, name)
        round_trip = row["name"] in self._reached(domain, names)
        if round_trip and self.coin("codeartifact.upstream_circles_refused"):
            raise self.invalid(f"Repository '{row['name']}' cannot be upstream of itself")

    def _reached(self, domain: str, names: Sequence[str]) -> set[str]:
        """Return the names of all upstreams, and of theirs, as far as they go."""
        found, left = set[str](), list(names)
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                row: Mapping[str, Any] = self.repositories.find(domain, name) or {}
                left += [one["repositoryName"] for one in row.get("upstreams", ())]
        return found

    def _text(self, description: str | None) -> str | None:
        """Return a description as it is kept: whether an emptied one is shown as '' is open."""
        return description if self.coin("codeartifact.empty_text_shown") else description or None
