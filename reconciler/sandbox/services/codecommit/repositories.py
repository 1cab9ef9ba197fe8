"""CodeCommit: repositories and what is said of them.

Sources: CodeCommit API Reference (each operation's page, repeated in botocore's model) and the
CodeCommit User Guide, "Quotas". Messages: botocore's users report them as written here, others
follow the model's description of the error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reconciler.sandbox.service import Answer, Error, Table
from reconciler.sandbox.services.checks import refuse_tags
from reconciler.sandbox.services.coins import Tossed

Json = dict[str, Any]
"""A JSON object."""
_NAME = re.compile(r"(?!.*\.git$)[\w.-]{1,100}", re.ASCII)
_BATCH = 100
"""BatchGetRepositories and the batches of approval rule templates: "Currently, this number is
100" (MaximumRepositoryNamesExceededException)."""


class Repositories(Tossed):
    """The repositories of one account and region, with their branches, commits and triggers."""

    names = ("codecommit",)
    repositories = Table(
        "repositoryName",
        exists=Error("RepositoryNameExistsException", "Repository named {0} already exists"),
        missing=Error("RepositoryDoesNotExistException", "{0} does not exist"),
        arn="{0}",
    )
    templates = Table(
        "approvalRuleTemplateName",
        exists=Error(
            "ApprovalRuleTemplateNameAlreadyExistsException",
            "An approval rule template named {0} already exists",
        ),
        missing=Error(
            "ApprovalRuleTemplateDoesNotExistException",
            "The approval rule template {0} does not exist",
        ),
    )

    def create_repository(
        self,
        repositoryName: str,
        repositoryDescription: str | None = None,
        tags: Mapping[str, str] | None = None,
        kmsKeyId: str | None = None,
    ) -> Answer:
        """Create an empty repository: no branch, so no default branch either."""
        self._check_name(repositoryName)
        refuse_tags(self, tags or {}, "TooManyTagsException", "InvalidSystemTagUsageException")
        row = {
            **self._located(repositoryName),
            "accountId": self.world.account,
            "repositoryId": self.world.uuid(),
            # An omitted or empty description is not shown (CodeCommit API Reference examples).
            "repositoryDescription": repositoryDescription or None,
            "creationDate": self.world.now(),
            "lastModifiedDate": self.world.now(),
            "kmsKeyId": self._key_arn(kmsKeyId) if kmsKeyId else self._default_key(),
            "branches": {},
            "commits": {},
            "triggers": [],
        }
        return {"repositoryMetadata": self.repositories.add(row, tags or {})}

    def get_repository(self, repositoryName: str) -> Answer:
        """Show one repository. Tags are not part of it."""
        return {"repositoryMetadata": self.repositories.get(repositoryName)}

    def batch_get_repositories(self, repositoryNames: Sequence[str]) -> Answer:
        """Show up to 100 repositories; what is missing is named, not refused."""
        self._check_batch(repositoryNames)
        for name in repositoryNames:
            self._check_name(name)
        found = [self.repositories.find(name) for name in dict.fromkeys(repositoryNames)]
        missing = [name for name in dict.fromkeys(repositoryNames) if name not in self.repositories]
        answer: Json = {
            "repositories": [row for row in found if row is not None],
            "repositoriesNotFound": missing,
        }
        # The enum of error codes holds RepositoryDoesNotExistException, but no page says whether
        # a missing repository is told there too.
        if not self.coin("codecommit.missing_in_errors"):
            return answer
        return {**answer, "errors": [_batch_error(name) for name in missing]}

    def list_repositories(
        self, sortBy: str = "repositoryName", order: str | None = None, **_: object
    ) -> Answer:
        """List names and ids; sorted as asked (by default by name, ascending)."""
        member = "lastModifiedDate" if sortBy == "lastModifiedDate" else "repositoryName"
        rows = sorted(self.repositories, key=lambda row: (row[member], row["repositoryName"]))
        return {"repositories": rows[::-1] if order == "descending" else rows}

    def update_repository_description(
        self, repositoryName: str, repositoryDescription: str | None = None
    ) -> Answer:
        """Set the description; an omitted or empty one clears it."""
        self._change(repositoryName, repositoryDescription=repositoryDescription or None)
        return None

    def update_repository_encryption_key(self, repositoryName: str, kmsKeyId: str) -> Answer:
        """Set the key; the answer names the new one and the one before."""
        row = self.repositories.get(repositoryName)
        key = self._key_arn(kmsKeyId)
        self._change(repositoryName, kmsKeyId=key)
        return {
            "repositoryId": row["repositoryId"],
            "kmsKeyId": key,
            "originalKmsKeyId": row["kmsKeyId"],
        }

    def update_repository_name(self, oldName: str, newName: str) -> Answer:
        """Rename in place: id, branches, triggers and tags stay; ARN and clone URLs follow.

        Source: CodeCommit User Guide, "Change CodeCommit repository settings" (the name is part
        of the URLs and of the ARN).
        """
        row = self.repositories.get(oldName)
        self._check_name(newName)
        if newName in self.repositories:
            raise self.refuse(
                "RepositoryNameExistsException", f"Repository named {newName} already exists"
            )
        tags = self.repositories.tags(oldName)
        self.repositories.remove(oldName)
        moved = {**row, **self._located(newName), "lastModifiedDate": self.world.now()}
        self.repositories.add(moved, tags)
        return None

    def delete_repository(self, repositoryName: str) -> Answer:
        """Delete; a missing repository is answered without an id ("If the specified repository
        was already deleted, a null repository ID is returned").
        """
        row = self.repositories.remove(repositoryName)
        if row is None:
            return {}
        for template in self.templates:
            if row["repositoryId"] in template["repositories"]:
                template["repositories"].remove(row["repositoryId"])
                self.templates.put(template)
        return {"repositoryId": row["repositoryId"]}

    def _change(self, name: str, **members: Any) -> None:
        row = self.repositories.get(name)
        self.repositories.put({**row, **members, "lastModifiedDate": self.world.now()})

    def _check_name(self, name: str) -> None:
        """Refuse what is no repository name ("The suffix .git is prohibited")."""
        if not _NAME.fullmatch(name):
            raise self.refuse(
                "InvalidRepositoryNameException",
                "The repository name is not valid. Repository names can be any valid combination "
                "of letters, numbers, periods, underscores, and dashes between 1 and 100 "
                "characters in length. Names are case sensitive.",
            )

    def _check_batch(self, names: Sequence[str]) -> None:
        if not names:
            raise self.refuse(
                "RepositoryNamesRequiredException",
                "At least one repository name object is required, but was not specified.",
            )
        if len(names) > _BATCH:
            raise self.refuse(
                "MaximumRepositoryNamesExceededException",
                f"The maximum number of allowed repository names was exceeded: {_BATCH}",
            )

    def _located(self, name: str) -> Json:
        """Return the members that follow from the name."""
        region = self.world.region
        host = f"git-codecommit.{region}.amazonaws.com/v1/repos/{name}"
        return {
            "repositoryName": name,
            "Arn": self.arn(name),
            "cloneUrlHttp": f"https://{host}",
            "cloneUrlSsh": f"ssh://{host}",
        }

    def _default_key(self) -> str:
        """Return the AWS managed key, which is used "if no key is specified"."""
        # Whether it is shown as its alias or as its key is not documented.
        if self.coin("codecommit.default_key_as_alias"):
            return self.world.arn("kms", "alias/aws/codecommit")
        return self.world.arn("kms", "key/00000000-aaaa-4bbb-8ccc-000000000000")

    def _key_arn(self, key: str) -> str:
        """Return the ARN of a key: "key ID, key ARN, alias name or alias ARN" may be given."""
        if key.startswith("arn:"):
            return key
        return self.world.arn("kms", key if key.startswith("alias/") else f"key/{key}")


def _batch_error(name: str) -> Json:
    return {
        "repositoryName": name,
        "errorCode": "RepositoryDoesNotExistException",
        "errorMessage": f"{name} does not exist",
    }
