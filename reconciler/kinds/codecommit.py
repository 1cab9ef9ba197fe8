"""AWS CodeCommit: repositories and approval rule templates.

Sources: the CodeCommit API reference (RepositoryTrigger: "you must include the array itself", of
branches, even if it is empty) and service model; what is said of clearing a description and
of the default branch is the Terraform provider's observed use of the same calls. A template has
neither an ARN nor tags, and is not deleted while a repository uses it. That a repository is still
associated with a template that was renamed is unverified: a template has an id
(ApprovalRuleTemplate: approvalRuleTemplateId), and nothing says that a rename ends associations.
"""

from __future__ import annotations

from reconciler.kinds.shorthands import PERMISSIONS, notify
from reconciler.kinds.words import Field, Items, Kind, Op, Read, Refusal, Setter, Tags

REPOSITORY_FIELDS = {
    "name": Field(disrupts="clones, pushes and pulls by the old name are refused from now on"),
    "description": Field(default=""),
    "kms_key_id": Field(computed=True, same="kms_key", points_to="kms.keys.arn"),
    "default_branch": Field(computed=True),
    "triggers": Field(keyed="name", clear=()),
    "triggers.destination_arn": Field(points_to="sns.topics.arn"),
    "triggers.custom_data": Field(default=""),
    "triggers.branches": Field(set=True, default=(), insisted=True),
    "triggers.events": Field(set=True),
    "approval_rule_templates": Field(
        set=True,
        points_to="codecommit.approval_rule_templates.name",
        checked=True,
        follows=True,
    ),
}
"""What the model does not say of a repository's fields."""

REPOSITORIES = Kind(
    "codecommit.repositories",
    prefix="repository",
    identity=("name",),
    arn="arn:{partition}:codecommit:{region}:{account}:{name}",
    create=Op("CreateRepository"),
    read=Read(
        "BatchGetRepositories",
        many="repositoryNames",
        size=100,
        path="repositories",
        failures="errors",
    ),
    list=Read("ListRepositories", path="repositories", whole=True),
    renames=Op("UpdateRepositoryName", sends={"oldName": "{old}", "newName": "{new}"}),
    delete=Op("DeleteRepository"),
    fields=REPOSITORY_FIELDS,
    parts=(
        Setter(("description",), put=Op("UpdateRepositoryDescription")),
        Setter(("kms_key_id",), put=Op("UpdateRepositoryEncryptionKey")),
        Setter(
            ("default_branch",),
            put=Op("UpdateDefaultBranch", rename={"default_branch": "defaultBranchName"}),
            pending="the repository has no branch yet; push a commit, then run apply again",
        ),
        Setter(
            ("triggers",),
            put=Op("PutRepositoryTriggers"),
            read=Read("GetRepositoryTriggers", path="triggers"),
        ),
        Items(
            "approval_rule_templates",
            add=Op("AssociateApprovalRuleTemplateWithRepository"),
            remove=Op("DisassociateApprovalRuleTemplateFromRepository"),
            read=Read(
                "ListAssociatedApprovalRuleTemplatesForRepository",
                path="approvalRuleTemplateNames",
            ),
            key="approvalRuleTemplateName",
        ),
    ),
    tags=Tags(
        add=Op("TagResource", rename={"arn": "resourceArn"}),
        remove=Op("UntagResource", rename={"arn": "resourceArn"}),
        read=Read("ListTagsForResource", path="tags", rename={"arn": "resourceArn"}),
        sweep="codecommit",
    ),
    shorthands={"notify": notify("repository"), "permissions": PERMISSIONS},
    gives={
        "id": "repositoryId",
        "clone_url_http": "cloneUrlHttp",
        "clone_url_ssh": "cloneUrlSsh",
    },
    absent=(Refusal("RepositoryDoesNotExistException"),),
    exists=(Refusal("RepositoryNameExistsException"),),
    holds_data="every commit, branch and pull request of the repository",
)
"""A repository; deleted, its name can be used again, what it held is lost."""

APPROVAL_RULE_TEMPLATES = Kind(
    "codecommit.approval_rule_templates",
    prefix="approval_rule_template",
    identity=("name",),
    create=Op("CreateApprovalRuleTemplate"),
    read=Read("GetApprovalRuleTemplate", path="approvalRuleTemplate"),
    list=Read("ListApprovalRuleTemplates", path="approvalRuleTemplateNames", whole=True),
    renames=Op(
        "UpdateApprovalRuleTemplateName",
        sends={
            "oldApprovalRuleTemplateName": "{old}",
            "newApprovalRuleTemplateName": "{new}",
        },
    ),
    delete=Op("DeleteApprovalRuleTemplate"),
    fields={
        "content": Field(document="json"),
        "description": Field(default=""),
    },
    parts=(
        Setter(
            ("content",),
            put=Op("UpdateApprovalRuleTemplateContent", rename={"content": "newRuleContent"}),
        ),
        Setter(("description",), put=Op("UpdateApprovalRuleTemplateDescription")),
    ),
    reserved={
        "existing_rule_content_sha256": "a plan that has gone stale is refused by its digest"
    },
    gives={"id": "approvalRuleTemplateId", "rule_content_sha256": "ruleContentSha256"},
    absent=(Refusal("ApprovalRuleTemplateDoesNotExistException"),),
    exists=(Refusal("ApprovalRuleTemplateNameAlreadyExistsException"),),
)
"""A rule for approvals of pull requests, made once for many repositories."""
