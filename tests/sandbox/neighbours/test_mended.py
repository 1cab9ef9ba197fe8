"""The operations that moto lacks or answers otherwise than AWS, mended at the door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from reconciler.sandbox.app import Sandbox
from tests.sandbox.delivery.builds import client, sandbox

NAMES = ["/a/one", "/a/two", "/b/three"]


@pytest.fixture
def logs() -> Any:
    found = client(sandbox(), "logs")
    for name in NAMES:
        found.create_log_group(logGroupName=name)
    return found


def code(call: Any, **members: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**members)
    return str(error.value.response["Error"]["Code"])


def listed(logs: Any, **wanted: Any) -> list[str]:
    pages = logs.get_paginator("describe_log_groups").paginate(**wanted)
    return [group["logGroupName"] for page in pages for group in page["logGroups"]]


def test_log_groups_are_listed_by_what_is_asked_for(logs: Any) -> None:
    logs.create_log_group(logGroupName="/a/rare", logGroupClass="INFREQUENT_ACCESS")
    assert listed(logs, logGroupIdentifiers=["/b/three", "/a/one", "/none"]) == [
        "/a/one",
        "/b/three",
    ]
    assert listed(logs, logGroupNamePrefix="/a/t") == ["/a/two"]
    assert listed(logs, logGroupNamePattern="thr") == ["/b/three"]
    assert listed(logs, logGroupClass="INFREQUENT_ACCESS") == ["/a/rare"]
    assert listed(logs, PaginationConfig={"PageSize": 1}) == ["/a/one", "/a/rare", *NAMES[1:]]


def test_the_tags_of_a_log_group_go_with_it(logs: Any) -> None:
    logs.tag_log_group(logGroupName="/a/one", tags={"by-hand": "yes"})

    logs.delete_log_group(logGroupName="/a/one")
    logs.create_log_group(logGroupName="/a/one")

    assert logs.list_tags_log_group(logGroupName="/a/one")["tags"] == {}


def test_a_protected_log_group_is_not_deleted(logs: Any) -> None:
    logs.put_log_group_deletion_protection(
        logGroupIdentifier="/a/one", deletionProtectionEnabled=True
    )
    assert code(logs.delete_log_group, logGroupName="/a/one") == "ValidationException"
    logs.put_log_group_deletion_protection(
        logGroupIdentifier="/a/one", deletionProtectionEnabled=False
    )
    logs.delete_log_group(logGroupName="/a/one")
    assert listed(logs) == NAMES[1:]
    missing = {"logGroupIdentifier": "/a/one", "deletionProtectionEnabled": True}
    assert code(logs.put_log_group_deletion_protection, **missing) == "ResourceNotFoundException"


def test_what_is_kept_of_a_log_group_outlives_the_process(tmp_path: Path) -> None:
    key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    first = client(Sandbox(tmp_path / "state"), "logs")
    first.create_log_group(logGroupName="/x", logGroupClass="INFREQUENT_ACCESS")
    first.associate_kms_key(logGroupName="/x", kmsKeyId=key)
    second = client(Sandbox(tmp_path / "state"), "logs")
    (group,) = second.describe_log_groups()["logGroups"]
    assert (group["logGroupClass"], group["kmsKeyId"]) == ("INFREQUENT_ACCESS", key)
    second.disassociate_kms_key(logGroupName="/x")
    assert "kmsKeyId" not in second.describe_log_groups()["logGroups"][0]


def test_exclusion_filters_go_with_their_mutability() -> None:
    ecr = client(sandbox(), "ecr")
    ecr.create_repository(repositoryName="web")
    filters = {"imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "v*"}]}
    put = ecr.put_image_tag_mutability
    for mutability, given in (("IMMUTABLE", filters), ("MUTABLE_WITH_EXCLUSION", {})):
        refused = code(put, repositoryName="web", imageTagMutability=mutability, **given)
        assert refused == "InvalidParameterException"
