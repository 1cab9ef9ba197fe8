"""CodeCommit: approval rule templates, which tell EventBridge what becomes of them.

Source: CodeCommit User Guide, "Monitoring CodeCommit events in Amazon EventBridge and Amazon
CloudWatch Events", samples of "CodeCommit Approval Rule Template Change".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from reconciler.sandbox.delivery.streams import Event, emit
from reconciler.sandbox.service import Answer
from reconciler.sandbox.services.codecommit.repositories import Json
from reconciler.sandbox.services.codecommit.templates import Templates

_CHANGE = "CodeCommit Approval Rule Template Change"


class ToldTemplates(Templates):
    """Approval rule templates whose changes are told."""

    def create_approval_rule_template(self, *named: Any, **given: Any) -> Answer:
        """Create a template."""
        return self._told("Created", super().create_approval_rule_template(*named, **given))

    def update_approval_rule_template_content(self, *named: Any, **given: Any) -> Answer:
        """Replace the content."""
        answer = super().update_approval_rule_template_content(*named, **given)
        return self._told("Updated", answer)

    def update_approval_rule_template_description(self, *named: Any, **given: Any) -> Answer:
        """Replace the description."""
        answer = super().update_approval_rule_template_description(*named, **given)
        return self._told("Updated", answer)

    def update_approval_rule_template_name(self, *named: Any, **given: Any) -> Answer:
        """Rename a template."""
        return self._told("Updated", super().update_approval_rule_template_name(*named, **given))

    def delete_approval_rule_template(self, approvalRuleTemplateName: str) -> Answer:
        """Delete a template."""
        row = self.templates.find(approvalRuleTemplateName)
        answer = super().delete_approval_rule_template(approvalRuleTemplateName)
        if row is not None:
            self._tell("Deleted", row)
        return answer

    def associate_approval_rule_template_with_repository(
        self, approvalRuleTemplateName: str, repositoryName: str
    ) -> Answer:
        """Associate a template with a repository."""
        names = approvalRuleTemplateName, repositoryName
        answer = super().associate_approval_rule_template_with_repository(*names)
        return self._bound("AssociatedWithRepository", names[0], [names[1]], answer)

    def disassociate_approval_rule_template_from_repository(
        self, approvalRuleTemplateName: str, repositoryName: str
    ) -> Answer:
        """Take an association away."""
        names = approvalRuleTemplateName, repositoryName
        answer = super().disassociate_approval_rule_template_from_repository(*names)
        return self._bound("DisassociatedWithRepository", names[0], [names[1]], answer)

    def batch_associate_approval_rule_template_with_repositories(
        self, approvalRuleTemplateName: str, repositoryNames: Sequence[str]
    ) -> Answer:
        """Associate a template with many repositories: one event, not one for each."""
        before = len(self.world.outbox)
        names = approvalRuleTemplateName, repositoryNames
        answer = super().batch_associate_approval_rule_template_with_repositories(*names) or {}
        del self.world.outbox[before:]
        known = answer["associatedRepositoryNames"]
        return self._bound("BatchAssociatedWithRepositories", names[0], known, answer)

    def batch_disassociate_approval_rule_template_from_repositories(
        self, approvalRuleTemplateName: str, repositoryNames: Sequence[str]
    ) -> Answer:
        """Take many associations away: one event, not one for each."""
        before = len(self.world.outbox)
        names = approvalRuleTemplateName, repositoryNames
        answer = super().batch_disassociate_approval_rule_template_from_repositories(*names) or {}
        del self.world.outbox[before:]
        known = answer["disassociatedRepositoryNames"]
        return self._bound("BatchDisassociatedFromRepositories", names[0], known, answer)

    def _told(self, what: str, answer: Answer) -> Answer:
        self._tell(what, (answer or {})["approvalRuleTemplate"])
        return answer

    def _bound(self, what: str, template: str, names: Sequence[str], answer: Answer) -> Answer:
        ids = {name: self.repositories.get(name)["repositoryId"] for name in names}
        if ids:
            self._tell(what, self.templates.get(template), ids)
        return answer

    def _tell(self, what: str, row: Json, repositories: dict[str, str] | None = None) -> None:
        detail = {
            "approvalRuleTemplateContentSha256": row["ruleContentSha256"],
            "approvalRuleTemplateId": row["approvalRuleTemplateId"],
            "approvalRuleTemplateName": row["approvalRuleTemplateName"],
            "callerUserArn": self.world.caller.arn,
            "creationDate": _written(row["creationDate"]),
            "event": f"approvalRuleTemplate{what}",
            "lastModifiedDate": _written(row["lastModifiedDate"]),
            "repositories": repositories or {},
        }
        emit(self.world, Event("aws.codecommit", _CHANGE, detail))


def _written(time: float) -> str:
    return f"{datetime.fromtimestamp(time, UTC):%a %b %d %H:%M:%S UTC %Y}"
