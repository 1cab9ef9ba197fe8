"""Input that breaks the model is refused in AWS's words; what does not is let through."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.aws.models import model
from reconciler.sandbox.wire.check import broken
from reconciler.sandbox.wire.codes import refusal
from reconciler.sandbox.wire.patterns import matcher


def told(service: str, operation: str, params: dict[str, Any]) -> str:
    """Return what is said of these parameters; empty where they pass."""
    asked = model(service).operation(operation)
    found = broken(asked.input, params)
    if not found:
        return ""
    error = refusal(asked, found)
    return f"{error.code}: {error.message}"


PATTERN = "Member must satisfy regular expression pattern:"
BROKEN = [
    ("codepipeline", "GetPipeline", {}, [("null", "name", "Member must not be null")]),
    (
        "codepipeline",
        "GetPipeline",
        {"name": "a b"},
        [("'a b'", "name", f"{PATTERN} [A-Za-z0-9.@\\-_]+")],
    ),
    (
        "codepipeline",
        "GetPipeline",
        {"name": "", "version": 0},
        [
            ("''", "name", "Member must have length greater than or equal to 1"),
            ("''", "name", f"{PATTERN} [A-Za-z0-9.@\\-_]+"),
            ("'0'", "version", "Member must have value greater than or equal to 1"),
        ],
    ),
    (
        "codebuild",
        "BatchGetProjects",
        {"names": []},
        [("'[]'", "names", "Member must have length greater than or equal to 1")],
    ),
    (
        "codebuild",
        "UpdateProject",
        {"name": "ok", "cache": {"type": "S4"}},
        [("'S4'", "cache.type", "Member must satisfy enum value set: [NO_CACHE, S3, LOCAL]")],
    ),
    (
        "events",
        "PutTargets",
        {"Rule": "r", "Targets": [{"Id": "ok", "Arn": "a"}, {"Id": "no!", "Arn": "a"}]},
        [("'no!'", "targets.2.member.id", f"{PATTERN} [\\.\\-_A-Za-z0-9]+")],
    ),
]


@pytest.mark.parametrize(("service", "operation", "params", "wanted"), BROKEN)
def test_each_broken_constraint_is_told(
    service: str, operation: str, params: dict[str, Any], wanted: list[tuple[str, str, str]]
) -> None:
    code = "InvalidInputException" if service == "codebuild" else "ValidationException"
    noun = "validation error" if len(wanted) == 1 else "validation errors"
    sentences = [
        f"Value {value} at '{path}' failed to satisfy constraint: {constraint}"
        for value, path, constraint in wanted
    ]

    assert told(service, operation, params) == (
        f"{code}: {len(wanted)} {noun} detected: {'; '.join(sentences)}"
    )


def test_map_keys_are_told_as_aws_tells_them() -> None:
    params = {
        "pipeline": {
            "name": "p",
            "roleArn": "arn:aws:iam::111122223333:role/r",
            "stages": [],
            "artifactStores": {"eu": {"type": "S3", "location": "bucket"}},
        }
    }

    assert told("codepipeline", "CreatePipeline", params) == (
        "ValidationException: 1 validation error detected: Value at 'pipeline.artifactStores' failed to satisfy "
        "constraint: Map keys must satisfy constraint: "
        "[Member must have length greater than or equal to 4]"
    )


@pytest.mark.parametrize(
    ("operation", "params", "code"),
    [
        ("CreateRepository", {}, "RepositoryNameRequiredException"),
        ("CreateRepository", {"repositoryName": "a b"}, "InvalidRepositoryNameException"),
        (
            "CreateRepository",
            {"repositoryName": "a", "repositoryDescription": "x" * 1001},
            "InvalidRepositoryDescriptionException",
        ),
        ("BatchGetRepositories", {}, "RepositoryNamesRequiredException"),
        ("BatchGetRepositories", {"repositoryNames": ["a b"]}, "InvalidRepositoryNameException"),
        (
            "UpdateRepositoryName",
            {"oldName": "a", "newName": "a/b"},
            "InvalidRepositoryNameException",
        ),
        (
            "UpdateDefaultBranch",
            {"repositoryName": "a", "defaultBranchName": ""},
            "InvalidBranchNameException",
        ),
        (
            "UpdatePullRequestApprovalState",
            {"pullRequestId": "1", "revisionId": "1", "approvalState": "MAYBE"},
            "InvalidApprovalStateException",
        ),
        ("UpdateComment", {"commentId": "1"}, "CommentContentRequiredException"),
        ("BatchGetCommits", {"repositoryName": "a"}, "CommitIdsListRequiredException"),
    ],
)
def test_codecommit_has_a_code_for_each_member(
    operation: str, params: dict[str, Any], code: str
) -> None:
    assert told("codecommit", operation, params).startswith(f"{code}: 1 validation error detected")


def test_the_timeout_of_a_build_is_refused_in_its_own_words() -> None:
    assert told("codebuild", "UpdateProject", {"name": "ok", "timeoutInMinutes": 4}) == (
        "InvalidInputException: Invalid timeout. Should be between 5 minutes and 36 hours"
    )


def test_good_input_passes() -> None:
    assert told("codebuild", "BatchGetProjects", {"names": ["api"]}) == ""


def test_a_blob_is_as_long_as_its_bytes() -> None:
    """Four letters of base64 are three bytes; kms wants at least one and no more than 4,096."""
    assert told("kms", "Encrypt", {"KeyId": "k", "Plaintext": "YWJj"}) == ""
    assert "less than or equal to 4096" in told(
        "kms", "Encrypt", {"KeyId": "k", "Plaintext": "YWJj" * 1366}
    )


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("[a-z]+", "abc", True),
        ("[a-z]+", "abc!", False),
        (r"\w+", "é", False),
        (r"^([\p{L}\p{Z}\p{N}_.:/=@+\-]*)$", "Größe: 1/ä", True),
        (r"^([\p{L}\p{Z}\p{N}_.:/=@+\-]*)$", "a#b", False),
        (r"\P{C}+", "all that prints é", True),
        (r"\P{C}+", "a\x00b", False),
        (r"[\P{C}\s]+", "lines\nof text", True),
        (r"[^\p{C}\p{IsWhitespace}]+", "npm/@scope/*", True),
        (r"[^\p{C}\p{IsWhitespace}]+", "with space", False),
        (r"[\w-_]*", "a-b_c", True),
    ],
)
def test_java_patterns(pattern: str, text: str, fits: bool) -> None:
    assert bool(matcher(pattern).fullmatch(text)) is fits


@pytest.mark.parametrize("service", ["codebuild", "events", "codeartifact", "iam", "ssm", "logs"])
def test_every_pattern_of_the_models_is_understood(service: str) -> None:
    for shape in model(service).raw["shapes"].values():
        if "pattern" in shape:
            matcher(shape["pattern"])
