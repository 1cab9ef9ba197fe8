"""CodeArtifact: domains, and what every other part of the service works with.

Sources: CodeArtifact API Reference (each operation's page, repeated in botocore's model), the AWS
CLI's examples for codeartifact (members of each answer). Messages: aws/aws-cdk issue 19792 (a missing domain) and pull request 63 of
aws-cloudformation/aws-cloudformation-resource-providers-codeartifact (a domain in use).
"""

from __future__ import annotations

import string
from typing import Any, Self

from reconciler.sandbox.service import Answer, Error, Refusal, Table, Tags, tag_map
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.codeartifact.policies import allows
from reconciler.sandbox.services.coins import Tossed

Json = dict[str, Any]
"""A JSON object."""
ROOT = "/*"
"""The package group that every domain has."""
_OWN_KEY = "alias/aws/codeartifact"
LETTERS = string.ascii_letters + string.digits
"""What tokens and revisions are made of."""


class Domains(Tossed):
    """The domains of one account and region, their policies and the keys they are encrypted with.

    Every operation takes the account that owns the domain. What is in another account can be
    used where a policy there allows it; `home` is this service as it is in that account.
    """

    names = ("codeartifact",)
    domains = Table(
        "name",
        exists=Error(
            "ConflictException",
            "Domain with name '{0}' already exists",
            {"resourceId": "{0}", "resourceType": "domain"},
        ),
        missing=Error(
            "ResourceNotFoundException",
            "Domain not found. Domain '{0}' owned by account '{account}' does not exist",
            {"resourceId": "{0}", "resourceType": "domain"},
        ),
        arn="domain/{0}",
    )
    repositories = Table(
        "domainName",
        "name",
        exists=Error(
            "ConflictException",
            "Repository with name '{1}' already exists in domain '{0}'",
            {"resourceId": "{0}/{1}", "resourceType": "repository"},
        ),
        missing=Error(
            "ResourceNotFoundException",
            "Repository not found. Repository '{1}' in domain '{0}' owned by account '{account}' "
            "does not exist",
            {"resourceId": "{0}/{1}", "resourceType": "repository"},
        ),
        arn="repository/{0}/{1}",
    )
    groups = Table(
        "domainName",
        "pattern",
        exists=Error("ConflictException", "Package group '{1}' already exists in domain '{0}'"),
        missing=Error(
            "ResourceNotFoundException", "Package group '{1}' does not exist in domain '{0}'"
        ),
        arn="package-group/{0}{path}",
    )
    policies = Table("resourceArn")
    keys = Table("alias")

    def create_domain(
        self, domain: str, encryptionKey: str | None = None, tags: Tags = ()
    ) -> Answer:
        """Create a domain, with the package group of all packages (`/*`) that it always has."""
        self.check_tags(tags)
        row = {
            "name": domain,
            "owner": self.world.account,
            "arn": self.domains.arn(domain),
            "status": "Active",
            "createdTime": self.world.now(),
            "encryptionKey": self._key_arn(encryptionKey or _OWN_KEY),
            "assetSizeBytes": 0,
        }
        self.domains.add(row, tags)
        self.groups.add(self.new_group(domain, ROOT, "/%2a", "ALLOW"))
        return {"domain": {**row, "repositoryCount": 0}}

    def describe_domain(self, domain: str, domainOwner: str | None = None) -> Answer:
        """Show a domain. Its policy and tags are not part of it."""
        home = self.home(domain, domainOwner, "DescribeDomain")
        world = home.world
        # So the example of describe-domain has it; the one of create-domain has none.
        bucket = f"arn:{world.partition}:s3:::assets-{world.account}-{world.region}"
        return {"domain": {**home.shown_domain(domain), "s3BucketArn": bucket}}

    def list_domains(self, **_: object) -> Answer:
        """List "all domains owned by the AWS account that makes this call"."""
        return {"domains": list(self.domains)}

    def delete_domain(self, domain: str, domainOwner: str | None = None) -> Answer:
        """Delete a domain without repositories; its package groups and policy go with it."""
        if domainOwner in (None, self.world.account) and domain not in self.domains:
            return self._deleted_before(domain)
        home = self.home(domain, domainOwner, "DeleteDomain")
        if home.shown_domain(domain)["repositoryCount"]:
            raise home.conflict("Domain must contain 0 repositories before deletion", domain)
        for group in home.groups:
            if group["domainName"] == domain:
                home.groups.remove(domain, group["pattern"])
        home.policies.remove(home.domains.arn(domain))
        gone = home.shown_domain(domain)
        home.domains.remove(domain)
        return {"domain": {**gone, "status": "Deleted"}}

    def get_authorization_token(
        self, domain: str, domainOwner: str | None = None, durationSeconds: int = 43200
    ) -> Answer:
        """Give a token for package managers: for 15 minutes to 12 hours (0: as long as the role).

        "The only valid values are 0 and any number between 900 (15 minutes) and 43200".
        """
        self.home(domain, domainOwner, "GetAuthorizationToken")
        if 0 < durationSeconds < 900:
            raise self.invalid("durationSeconds must be 0 or between 900 and 43200")
        lasts = durationSeconds or 3600
        token = self.world.token(32, LETTERS)
        return {"authorizationToken": token, "expiration": self.world.now() + lasts}

    def home(self, domain: str, owner: str | None, action: str) -> Self:
        """Return this service in the account that owns a domain; refuse where there is none.

        In another account the domain's policy must allow the action.
        """
        if owner in (None, self.world.account):
            self.domains.get(domain)
            return self
        there = type(self)(self.world.at(account=owner), self.model.service)
        there.domains.get(domain)
        arn = there.domains.arn(domain)
        held = there.policies.find(arn) or {}
        if not allows(held.get("document"), self.world.caller, action):
            raise self.denied(arn, action)
        return there

    def shown_domain(self, domain: str) -> Json:
        """Return a domain as it is shown, with the number of its repositories."""
        held = sum(row["domainName"] == domain for row in self.repositories)
        return {**self.domains.get(domain), "repositoryCount": held}

    def new_group(self, domain: str, pattern: str, path: str, mode: str) -> Json:
        """Return a new package group whose three restrictions are all of one mode."""
        kinds = ("EXTERNAL_UPSTREAM", "INTERNAL_UPSTREAM", "PUBLISH")
        return {
            "arn": self.arn(f"package-group/{domain}{path}"),
            "pattern": pattern,
            "path": path,
            "domainName": domain,
            "domainOwner": self.world.account,
            "createdTime": self.world.now(),
            "modes": dict.fromkeys(kinds, mode),
            "allowed": {kind: [] for kind in kinds},
        }

    def check_tags(self, tags: Tags) -> None:
        """Refuse too many tags and AWS's own keys."""
        refuse_tags(self, tag_map(tags), "ServiceQuotaExceededException", "ValidationException")

    def invalid(self, message: str) -> Refusal:
        """Return the error for input that breaks a rule which the model does not state."""
        return self.refuse("ValidationException", message, reason="FIELD_VALIDATION_FAILED")

    def conflict(self, message: str, resource: str, kind: str = "domain") -> Refusal:
        """Return the error for a prerequisite that is not met."""
        return self.refuse("ConflictException", message, resourceId=resource, resourceType=kind)

    def denied(self, arn: str, action: str) -> Refusal:
        """Return the error for what a policy in another account does not allow (IAM's wording)."""
        who = self.world.caller.arn
        message = f"User: {who} is not authorized to perform: codeartifact:{action} on resource: "
        because = " because no resource-based policy allows the action"
        return self.refuse("AccessDeniedException", message + arn + because)

    def _deleted_before(self, domain: str) -> Answer:
        """Answer for a domain that is not there: DeleteDomain declares no error for it."""
        if self.coin("codeartifact.delete_missing_domain_refused"):
            self.domains.get(domain)
        return {}

    def _key_arn(self, key: str) -> str:
        """Return a key as it is shown: by the ARN of the key ("a key ID, a key ARN, an alias, or
        an alias ARN" may be given). An alias stands for the same key every time.
        """
        name = key.rpartition(":")[2]
        if not name.startswith("alias/"):
            return key if key.startswith("arn:") else self.world.arn("kms", f"key/{key}")
        held = self.keys.find(name)
        if held is None:
            arn = self.world.arn("kms", f"key/{self.world.uuid()}")
            held = self.keys.put({"alias": name, "arn": arn})
        return str(held["arn"])
