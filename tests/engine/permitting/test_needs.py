"""Which actions the kinds need."""

import pytest

from reconciler.engine.permitting.needs import actions_of, needs
from reconciler.kinds.table import KINDS

BY_ID = {kind.id: kind for kind in KINDS}


@pytest.mark.parametrize(
    ("client", "operation", "actions"),
    [
        ("codebuild", "BatchGetProjects", ("codebuild:BatchGetProjects",)),
        ("events", "PutRule", ("events:PutRule",)),
        ("s3", "HeadBucket", ("s3:ListBucket",)),
        ("s3", "PutBucketEncryption", ("s3:PutEncryptionConfiguration",)),
        ("resourcegroupstaggingapi", "GetResources", ("tag:GetResources",)),
        (
            "codeconnections",
            "GetConnection",
            ("codeconnections:GetConnection", "codestar-connections:GetConnection"),
        ),
    ],
)
def test_actions_are_named_as_iam_names_them(
    client: str, operation: str, actions: tuple[str, ...]
) -> None:
    assert actions_of(client, operation) == actions


def test_a_plan_needs_reads_and_an_apply_writes_besides() -> None:
    found = needs(BY_ID["codecommit.approval_rule_templates"])
    assert found.plan == ("codecommit:GetApprovalRuleTemplate",)
    assert found.apply == (
        "codecommit:CreateApprovalRuleTemplate",
        "codecommit:DeleteApprovalRuleTemplate",
        "codecommit:UpdateApprovalRuleTemplateContent",
        "codecommit:UpdateApprovalRuleTemplateDescription",
        "codecommit:UpdateApprovalRuleTemplateName",
    )


def test_no_kind_writes_with_what_its_plan_needs() -> None:
    for kind in KINDS:
        reading = {one.partition(":")[2] for one in needs(kind).plan}
        assert all(one.startswith(("Get", "List", "Describe", "BatchGet")) for one in reading), kind
