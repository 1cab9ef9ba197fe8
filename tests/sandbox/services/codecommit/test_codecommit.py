"""CodeCommit: what a tool that keeps repositories must not get wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

RULE = json.dumps(
    {"Version": "2018-11-08", "Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": 1}]}
)
TOPIC = "arn:aws:sns:eu-west-1:123456789012:pushes"
TRIGGER = {"name": "push", "destinationArn": TOPIC, "branches": [], "events": ["all"]}


@pytest.fixture
def codecommit(client: Callable[..., Any]) -> Any:
    return client("codecommit")


def made(codecommit: Any, name: str = "web", **rest: Any) -> dict[str, Any]:
    metadata: dict[str, Any] = codecommit.create_repository(repositoryName=name, **rest)[
        "repositoryMetadata"
    ]
    return metadata


def names_of(pages: Any, member: str) -> list[Any]:
    return [one for page in pages for one in page[member]]


def test_a_new_repository_has_addresses_a_key_and_no_branch(codecommit: Any) -> None:
    found = made(codecommit)

    assert found["Arn"] == "arn:aws:codecommit:eu-west-1:123456789012:web"
    assert found["cloneUrlHttp"] == "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web"
    assert found["kmsKeyId"].startswith("arn:aws:kms:eu-west-1:123456789012:")
    assert "defaultBranch" not in found
    assert "repositoryDescription" not in found
    assert "tags" not in found


def test_a_taken_name_and_a_forbidden_one_are_refused(codecommit: Any, refused: Any) -> None:
    made(codecommit)

    with refused("RepositoryNameExistsException", "Repository named web already exists"):
        made(codecommit)
    with refused("InvalidRepositoryNameException"):
        made(codecommit, "web.git")
    with refused("InvalidSystemTagUsageException"):
        made(codecommit, "other", tags={"aws:mine": "no"})


def test_an_empty_description_clears(codecommit: Any) -> None:
    made(codecommit, repositoryDescription="The web shop")
    codecommit.update_repository_description(repositoryName="web", repositoryDescription="")

    found = codecommit.get_repository(repositoryName="web")["repositoryMetadata"]
    assert "repositoryDescription" not in found


def test_the_default_branch_is_the_first_one_pushed_and_must_exist(
    codecommit: Any, refused: Any
) -> None:
    made(codecommit)
    with refused("BranchDoesNotExistException"):
        codecommit.update_default_branch(repositoryName="web", defaultBranchName="main")
    commit = codecommit.put_file(
        repositoryName="web", branchName="trunk", filePath="a", fileContent=b"1"
    )["commitId"]
    codecommit.create_branch(repositoryName="web", branchName="main", commitId=commit)

    before = codecommit.get_repository(repositoryName="web")["repositoryMetadata"]
    codecommit.update_default_branch(repositoryName="web", defaultBranchName="main")
    after = codecommit.get_repository(repositoryName="web")["repositoryMetadata"]
    assert (before["defaultBranch"], after["defaultBranch"]) == ("trunk", "main")
    with refused("DefaultBranchCannotBeDeletedException"):
        codecommit.delete_branch(repositoryName="web", branchName="main")
    assert codecommit.list_branches(repositoryName="web")["branches"] == ["main", "trunk"]


def test_a_commit_builds_on_the_tip(codecommit: Any, refused: Any) -> None:
    made(codecommit)
    put = {"filePath": "a", "fileContent": b"1"}
    first = codecommit.create_commit(repositoryName="web", branchName="main", putFiles=[put])
    with refused("ParentCommitIdRequiredException"):
        codecommit.create_commit(repositoryName="web", branchName="main", putFiles=[put])
    with refused("NoChangeException"):
        codecommit.create_commit(
            repositoryName="web",
            branchName="main",
            parentCommitId=first["commitId"],
            putFiles=[put],
        )
    second = codecommit.create_commit(
        repositoryName="web",
        branchName="main",
        parentCommitId=first["commitId"],
        deleteFiles=[{"filePath": "a"}],
    )

    with refused("ParentCommitIdOutdatedException", second["commitId"]):
        codecommit.put_file(
            repositoryName="web",
            branchName="main",
            filePath="b",
            fileContent=b"2",
            parentCommitId=first["commitId"],
        )
    tip = codecommit.get_branch(repositoryName="web", branchName="main")["branch"]
    assert tip == {"branchName": "main", "commitId": second["commitId"]}


def test_a_rename_keeps_id_tags_and_associations(codecommit: Any) -> None:
    before = made(codecommit, tags={"team": "web"})
    codecommit.create_approval_rule_template(
        approvalRuleTemplateName="two", approvalRuleTemplateContent=RULE
    )
    codecommit.associate_approval_rule_template_with_repository(
        approvalRuleTemplateName="two", repositoryName="web"
    )
    codecommit.update_repository_name(oldName="web", newName="shop")

    after = codecommit.get_repository(repositoryName="shop")["repositoryMetadata"]
    assert after["repositoryId"] == before["repositoryId"]
    assert after["Arn"].endswith(":shop")
    assert codecommit.list_tags_for_resource(resourceArn=after["Arn"])["tags"] == {"team": "web"}
    used = codecommit.list_repositories_for_approval_rule_template(approvalRuleTemplateName="two")
    assert used["repositoryNames"] == ["shop"]


def test_a_batch_names_what_is_missing_and_takes_a_hundred(codecommit: Any, refused: Any) -> None:
    made(codecommit)

    found = codecommit.batch_get_repositories(repositoryNames=["web", "gone"])
    assert [one["repositoryName"] for one in found["repositories"]] == ["web"]
    assert found["repositoriesNotFound"] == ["gone"]
    assert "errors" not in found
    with refused("MaximumRepositoryNamesExceededException"):
        codecommit.batch_get_repositories(repositoryNames=[f"r{one}" for one in range(101)])


def test_missing_repositories_may_be_told_as_errors_too(tails: Any) -> None:
    codecommit = tails("codecommit.missing_in_errors")("codecommit")

    found = codecommit.batch_get_repositories(repositoryNames=["gone"])
    assert found["errors"][0]["errorCode"] == "RepositoryDoesNotExistException"
    assert found["repositoriesNotFound"] == ["gone"]


def test_lists_come_in_pages(codecommit: Any) -> None:
    for name in ("c", "a", "b"):
        made(codecommit, name)

    first = codecommit.list_repositories()
    assert len(first["repositories"]) == 2
    pages = codecommit.get_paginator("list_repositories").paginate()
    assert [one["repositoryName"] for one in names_of(pages, "repositories")] == ["a", "b", "c"]


def test_triggers_are_replaced_whole(codecommit: Any) -> None:
    made(codecommit)
    other = {**TRIGGER, "name": "other"}
    first = codecommit.put_repository_triggers(repositoryName="web", triggers=[TRIGGER, other])
    second = codecommit.put_repository_triggers(repositoryName="web", triggers=[other])

    found = codecommit.get_repository_triggers(repositoryName="web")
    assert found["triggers"] == [{**other, "customData": ""}]
    assert found["configurationId"] == second["configurationId"] != first["configurationId"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"branches": None}, "RepositoryTriggerBranchNameListRequiredException"),
        ({"events": []}, "InvalidRepositoryTriggerEventsException"),
        ({"events": ["all", "deleteReference"]}, "InvalidRepositoryTriggerEventsException"),
        ({"name": "two words"}, "InvalidRepositoryTriggerNameException"),
        ({"customData": "x" * 1001}, "InvalidRepositoryTriggerCustomDataException"),
        ({"destinationArn": "arn:aws:s3:::b"}, "InvalidRepositoryTriggerDestinationArnException"),
        (
            {"destinationArn": "arn:aws:sns:us-east-1:123456789012:pushes"},
            "InvalidRepositoryTriggerRegionException",
        ),
    ],
)
def test_a_trigger_that_is_not_valid_is_refused(
    codecommit: Any, refused: Any, change: dict[str, Any], code: str
) -> None:
    made(codecommit)
    trigger = {key: value for key, value in {**TRIGGER, **change}.items() if value is not None}

    with refused(code):
        codecommit.put_repository_triggers(repositoryName="web", triggers=[trigger])
    with refused(code):
        codecommit.test_repository_triggers(repositoryName="web", triggers=[trigger])


def test_deleting_what_is_gone_answers_without_an_id(codecommit: Any) -> None:
    found = made(codecommit)

    deleted = codecommit.delete_repository(repositoryName="web")
    assert deleted["repositoryId"] == found["repositoryId"]
    assert "repositoryId" not in codecommit.delete_repository(repositoryName="web")


def test_a_deleted_repository_leaves_no_tags(codecommit: Any, refused: Any) -> None:
    arn = made(codecommit, tags={"team": "web"})["Arn"]
    codecommit.delete_repository(repositoryName="web")

    with refused("RepositoryDoesNotExistException"):
        codecommit.list_tags_for_resource(resourceArn=arn)
    assert codecommit.list_tags_for_resource(resourceArn=made(codecommit)["Arn"])["tags"] == {}
