"""CodeCommit's approval rule templates, and which repositories use them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest


def rule(approvals: int = 1) -> str:
    statement = {"Type": "Approvers", "NumberOfApprovalsNeeded": approvals}
    return json.dumps({"Version": "2018-11-08", "Statements": [statement]})


@pytest.fixture
def codecommit(client: Callable[..., Any]) -> Any:
    found = client("codecommit")
    found.create_repository(repositoryName="web")
    found.create_approval_rule_template(
        approvalRuleTemplateName="two", approvalRuleTemplateContent=rule()
    )
    return found


def template(codecommit: Any, name: str = "two") -> dict[str, Any]:
    found: dict[str, Any] = codecommit.get_approval_rule_template(approvalRuleTemplateName=name)[
        "approvalRuleTemplate"
    ]
    return found


def test_the_hash_guards_the_content(codecommit: Any, refused: Any) -> None:
    held = template(codecommit)["ruleContentSha256"]
    assert held == hashlib.sha256(rule().encode()).hexdigest()
    codecommit.update_approval_rule_template_content(
        approvalRuleTemplateName="two", newRuleContent=rule(2), existingRuleContentSha256=held
    )

    with refused("InvalidRuleContentSha256Exception"):
        codecommit.update_approval_rule_template_content(
            approvalRuleTemplateName="two", newRuleContent=rule(3), existingRuleContentSha256=held
        )
    assert template(codecommit)["approvalRuleTemplateContent"] == rule(2)


@pytest.mark.parametrize("content", ["no json", "{}", '{"Version": "2018-11-08"}'])
def test_a_content_that_is_no_rule_is_refused(codecommit: Any, refused: Any, content: str) -> None:
    with refused("InvalidApprovalRuleTemplateContentException"):
        codecommit.create_approval_rule_template(
            approvalRuleTemplateName="bad", approvalRuleTemplateContent=content
        )


def test_a_template_in_use_cannot_be_deleted(codecommit: Any, refused: Any) -> None:
    both = {"approvalRuleTemplateName": "two", "repositoryName": "web"}
    codecommit.associate_approval_rule_template_with_repository(**both)
    with refused("ApprovalRuleTemplateInUseException"):
        codecommit.delete_approval_rule_template(approvalRuleTemplateName="two")
    codecommit.disassociate_approval_rule_template_from_repository(**both)

    assert codecommit.delete_approval_rule_template(approvalRuleTemplateName="two")[
        "approvalRuleTemplateId"
    ]
    with refused("ApprovalRuleTemplateDoesNotExistException"):
        template(codecommit)


def test_a_batch_fails_in_part_with_a_200(codecommit: Any) -> None:
    found = codecommit.batch_associate_approval_rule_template_with_repositories(
        approvalRuleTemplateName="two", repositoryNames=["gone", "web"]
    )

    assert found["associatedRepositoryNames"] == ["web"]
    assert [one["repositoryName"] for one in found["errors"]] == ["gone"]
    used = codecommit.list_associated_approval_rule_templates_for_repository(repositoryName="web")
    assert used["approvalRuleTemplateNames"] == ["two"]


def test_a_deleted_repository_frees_its_templates(codecommit: Any) -> None:
    codecommit.associate_approval_rule_template_with_repository(
        approvalRuleTemplateName="two", repositoryName="web"
    )
    codecommit.delete_repository(repositoryName="web")

    used = codecommit.list_repositories_for_approval_rule_template(approvalRuleTemplateName="two")
    assert used["repositoryNames"] == []


def test_a_rename_keeps_id_and_content(codecommit: Any) -> None:
    before = template(codecommit)
    codecommit.update_approval_rule_template_name(
        oldApprovalRuleTemplateName="two", newApprovalRuleTemplateName="pair"
    )

    after = template(codecommit, "pair")
    assert after["approvalRuleTemplateId"] == before["approvalRuleTemplateId"]
    assert after["approvalRuleTemplateContent"] == before["approvalRuleTemplateContent"]


def test_the_list_has_no_paginator_but_pages(codecommit: Any) -> None:
    for name in ("three", "four"):
        codecommit.create_approval_rule_template(
            approvalRuleTemplateName=name, approvalRuleTemplateContent=rule()
        )

    first = codecommit.list_approval_rule_templates()
    rest = codecommit.list_approval_rule_templates(nextToken=first["nextToken"])
    names = [*first["approvalRuleTemplateNames"], *rest["approvalRuleTemplateNames"]]
    assert sorted(names) == ["four", "three", "two"]
    assert len(first["approvalRuleTemplateNames"]) == 2
