"""CodeCommit: approval rule templates and the repositories that use them.

Source: CodeCommit API Reference (operations named ...ApprovalRuleTemplate...); CodeCommit User
Guide, "Create an approval rule template" (form of the content) and "Quotas".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.codecommit.repositories import Json, Repositories

_VERSION = "2018-11-08"
_MOST_TEMPLATES = 1000
_MOST_PER_REPOSITORY = 25


class Templates(Repositories):
    """Templates, each with the ids of the repositories it is associated with."""

    def create_approval_rule_template(
        self,
        approvalRuleTemplateName: str,
        approvalRuleTemplateContent: str,
        approvalRuleTemplateDescription: str | None = None,
    ) -> Answer:
        """Create a template; its content must be an approval rule in JSON."""
        self._check_content(approvalRuleTemplateContent)
        if len(self.templates) >= _MOST_TEMPLATES:
            raise self.refuse(
                "NumberOfRuleTemplatesExceededException",
                "The maximum number of approval rule templates has been exceeded.",
            )
        row = {
            "approvalRuleTemplateId": self.world.uuid(),
            "approvalRuleTemplateName": approvalRuleTemplateName,
            "approvalRuleTemplateDescription": approvalRuleTemplateDescription,
            "creationDate": self.world.now(),
            "repositories": [],
            **self._modified(approvalRuleTemplateContent),
        }
        return {"approvalRuleTemplate": self.templates.add(row)}

    def get_approval_rule_template(self, approvalRuleTemplateName: str) -> Answer:
        """Show one template."""
        return {"approvalRuleTemplate": self.templates.get(approvalRuleTemplateName)}

    def list_approval_rule_templates(self, **_: object) -> Answer:
        """List the names of all templates."""
        names = [row["approvalRuleTemplateName"] for row in self.templates]
        return {"approvalRuleTemplateNames": names}

    def update_approval_rule_template_content(
        self,
        approvalRuleTemplateName: str,
        newRuleContent: str,
        existingRuleContentSha256: str | None = None,
    ) -> Answer:
        """Replace the content; a hash that is given must be that of the content replaced."""
        row = self.templates.get(approvalRuleTemplateName)
        self._check_content(newRuleContent)
        if existingRuleContentSha256 not in (None, row["ruleContentSha256"]):
            raise self.refuse(
                "InvalidRuleContentSha256Exception",
                "The SHA-256 hash signature for the rule content is not valid.",
            )
        return {"approvalRuleTemplate": self.templates.put(row | self._modified(newRuleContent))}

    def update_approval_rule_template_description(
        self, approvalRuleTemplateName: str, approvalRuleTemplateDescription: str
    ) -> Answer:
        """Replace the description."""
        row = self.templates.get(approvalRuleTemplateName)
        told = {"approvalRuleTemplateDescription": approvalRuleTemplateDescription}
        changed = {**row, **told, **self._modified(row["approvalRuleTemplateContent"])}
        return {"approvalRuleTemplate": self.templates.put(changed)}

    def update_approval_rule_template_name(
        self, oldApprovalRuleTemplateName: str, newApprovalRuleTemplateName: str
    ) -> Answer:
        """Rename a template; its id and its associations stay."""
        row = self.templates.get(oldApprovalRuleTemplateName)
        if newApprovalRuleTemplateName in self.templates:
            raise self.refuse(
                "ApprovalRuleTemplateNameAlreadyExistsException",
                f"An approval rule template named {newApprovalRuleTemplateName} already exists",
            )
        self.templates.remove(oldApprovalRuleTemplateName)
        row["approvalRuleTemplateName"] = newApprovalRuleTemplateName
        changed = {**row, **self._modified(row["approvalRuleTemplateContent"])}
        return {"approvalRuleTemplate": self.templates.add(changed)}

    def delete_approval_rule_template(self, approvalRuleTemplateName: str) -> Answer:
        """Delete a template that no repository uses. "If the template has been previously
        deleted, the only response is a 200 OK".
        """
        row = self.templates.find(approvalRuleTemplateName)
        if row is None:
            return {}
        if row["repositories"]:
            raise self.refuse(
                "ApprovalRuleTemplateInUseException",
                f"The approval rule template {approvalRuleTemplateName} is associated with one or "
                "more repositories. Remove all associations before you delete it.",
            )
        self.templates.remove(approvalRuleTemplateName)
        return {"approvalRuleTemplateId": row["approvalRuleTemplateId"]}

    def associate_approval_rule_template_with_repository(
        self, approvalRuleTemplateName: str, repositoryName: str
    ) -> Answer:
        """Associate; no error is declared for what is associated already."""
        template = self.templates.get(approvalRuleTemplateName)
        repository = self.repositories.get(repositoryName)["repositoryId"]
        used = [row for row in self.templates if repository in row["repositories"]]
        if repository in template["repositories"]:
            return None
        if len(used) >= _MOST_PER_REPOSITORY:
            raise self.refuse(
                "MaximumRuleTemplatesAssociatedWithRepositoryException",
                "You cannot associate more than 25 approval rule templates with a repository.",
            )
        template["repositories"].append(repository)
        self.templates.put(template)
        return None

    def disassociate_approval_rule_template_from_repository(
        self, approvalRuleTemplateName: str, repositoryName: str
    ) -> Answer:
        """Take an association away; no error is declared for one that is not there."""
        template = self.templates.get(approvalRuleTemplateName)
        repository = self.repositories.get(repositoryName)["repositoryId"]
        template["repositories"] = [one for one in template["repositories"] if one != repository]
        self.templates.put(template)
        return None

    def batch_associate_approval_rule_template_with_repositories(
        self, approvalRuleTemplateName: str, repositoryNames: Sequence[str]
    ) -> Answer:
        """Associate many; what is missing is told in `errors`, with a 200."""
        known, errors = self._batch(approvalRuleTemplateName, repositoryNames)
        for name in known:
            self.associate_approval_rule_template_with_repository(approvalRuleTemplateName, name)
        return {"associatedRepositoryNames": known, "errors": errors}

    def batch_disassociate_approval_rule_template_from_repositories(
        self, approvalRuleTemplateName: str, repositoryNames: Sequence[str]
    ) -> Answer:
        """Take many associations away; what is missing is told in `errors`, with a 200."""
        known, errors = self._batch(approvalRuleTemplateName, repositoryNames)
        for name in known:
            self.disassociate_approval_rule_template_from_repository(approvalRuleTemplateName, name)
        return {"disassociatedRepositoryNames": known, "errors": errors}

    def list_associated_approval_rule_templates_for_repository(
        self, repositoryName: str, **_: object
    ) -> Answer:
        """List the names of templates that a repository uses."""
        repository = self.repositories.get(repositoryName)["repositoryId"]
        used = [row for row in self.templates if repository in row["repositories"]]
        return {"approvalRuleTemplateNames": [row["approvalRuleTemplateName"] for row in used]}

    def list_repositories_for_approval_rule_template(
        self, approvalRuleTemplateName: str, **_: object
    ) -> Answer:
        """List the names of repositories that use a template."""
        ids = self.templates.get(approvalRuleTemplateName)["repositories"]
        names = {row["repositoryId"]: row["repositoryName"] for row in self.repositories}
        return {"repositoryNames": [names[one] for one in ids]}

    def _batch(self, template: str, names: Sequence[str]) -> tuple[list[str], list[Json]]:
        """Return the names of repositories that exist, and the errors of those that do not."""
        self._check_batch(names)
        self.templates.get(template)
        known = [name for name in names if name in self.repositories]
        errors = [
            {
                "repositoryName": name,
                "errorCode": "RepositoryDoesNotExistException",
                "errorMessage": f"{name} does not exist",
            }
            for name in names
            if name not in self.repositories
        ]
        return known, errors

    def _modified(self, content: str) -> Json:
        return {
            "approvalRuleTemplateContent": content,
            "ruleContentSha256": hashlib.sha256(content.encode()).hexdigest(),
            "lastModifiedDate": self.world.now(),
            "lastModifiedUser": self.world.caller.arn,
        }

    def _check_content(self, content: str) -> None:
        """Refuse what is no approval rule: a version, and statements of type Approvers."""
        if not _is_rule(content):
            raise self.refuse(
                "InvalidApprovalRuleTemplateContentException",
                "The content of the approval rule template is not valid.",
            )


def _is_rule(content: str) -> bool:
    try:
        rule = json.loads(content)
    except ValueError:
        return False
    if not isinstance(rule, dict) or rule.get("Version") != _VERSION:
        return False
    statements = rule.get("Statements")
    if not isinstance(statements, list) or not statements:
        return False
    return all(
        isinstance(one, dict)
        and one.get("Type") == "Approvers"
        and isinstance(one.get("NumberOfApprovalsNeeded"), int)
        for one in statements
    )
