"""CodeArtifact: the permissions policies of domains and repositories.

Sources: CodeArtifact API Reference, the operations named ...PermissionsPolicy; the AWS CLI's
examples of them; CodeArtifact User Guide, "Domain policies" and "Repository policies".
"""

from __future__ import annotations

import json

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.codeartifact.domains import LETTERS, Json
from reconciler.sandbox.services.codeartifact.policies import malformed
from reconciler.sandbox.services.codeartifact.repositories import Repositories


class Permissions(Repositories):
    """One policy a domain and one a repository, by ARN, each with a revision."""

    def put_domain_permissions_policy(
        self,
        domain: str,
        policyDocument: str,
        domainOwner: str | None = None,
        policyRevision: str | None = None,
    ) -> Answer:
        """Replace the policy of a domain; a revision that is given must be the present one."""
        home = self.home(domain, domainOwner, "PutDomainPermissionsPolicy")
        return home._put_policy(home.domains.arn(domain), policyDocument, policyRevision)

    def get_domain_permissions_policy(self, domain: str, domainOwner: str | None = None) -> Answer:
        """Show the policy of a domain; one without is refused."""
        home = self.home(domain, domainOwner, "GetDomainPermissionsPolicy")
        return {"policy": home._policy(home.domains.arn(domain))}

    def delete_domain_permissions_policy(
        self, domain: str, domainOwner: str | None = None, policyRevision: str | None = None
    ) -> Answer:
        """Take the policy of a domain away, and show it."""
        home = self.home(domain, domainOwner, "DeleteDomainPermissionsPolicy")
        return home._delete_policy(home.domains.arn(domain), policyRevision)

    def put_repository_permissions_policy(
        self,
        domain: str,
        repository: str,
        policyDocument: str,
        domainOwner: str | None = None,
        policyRevision: str | None = None,
    ) -> Answer:
        """Replace the policy of a repository; a revision that is given must be the present one."""
        home = self.near(domain, repository, domainOwner, "PutRepositoryPermissionsPolicy")
        arn = home.repositories.arn(domain, repository)
        return home._put_policy(arn, policyDocument, policyRevision)

    def get_repository_permissions_policy(
        self, domain: str, repository: str, domainOwner: str | None = None
    ) -> Answer:
        """Show the policy of a repository; one without is refused."""
        home = self.near(domain, repository, domainOwner, "GetRepositoryPermissionsPolicy")
        return {"policy": home._policy(home.repositories.arn(domain, repository))}

    def delete_repository_permissions_policy(
        self,
        domain: str,
        repository: str,
        domainOwner: str | None = None,
        policyRevision: str | None = None,
    ) -> Answer:
        """Take the policy of a repository away, and show it."""
        home = self.near(domain, repository, domainOwner, "DeleteRepositoryPermissionsPolicy")
        return home._delete_policy(home.repositories.arn(domain, repository), policyRevision)

    def _policy(self, arn: str) -> Json:
        """Return the policy of a resource; refuse where it has none."""
        if (held := self.policies.find(arn)) is not None:
            return held
        raise self.refuse(
            "ResourceNotFoundException",
            f"Resource policy for '{arn}' does not exist",
            resourceId=arn,
        )

    def _put_policy(self, arn: str, document: str, revision: str | None) -> Answer:
        """Set the policy of a resource. Every set gives it another revision."""
        if malformed(document):
            raise self.invalid("The policy document is not valid")
        self._check_revision(arn, revision)
        if self.coin("codeartifact.policy_reformatted"):
            document = json.dumps(json.loads(document), indent=2, sort_keys=True)
        # In the form of the example of put-domain-permissions-policy.
        revision = f"{self.world.token(32, LETTERS)}{self.world.token(11, LETTERS)}="
        row = {"resourceArn": arn, "revision": revision, "document": document}
        return {"policy": self.policies.put(row)}

    def _delete_policy(self, arn: str, revision: str | None) -> Answer:
        """Take the policy of a resource away, and show it."""
        held = self._policy(arn)
        self._check_revision(arn, revision)
        self.policies.remove(arn)
        return {"policy": held}

    def _check_revision(self, arn: str, revision: str | None) -> None:
        """Refuse a revision that is not the policy's ("used for optimistic locking")."""
        held = self.policies.find(arn) or {}
        if revision is not None and revision != held.get("revision"):
            raise self.conflict("The policy revision does not match the current revision", arn)
