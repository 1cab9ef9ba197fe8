"""Refusals inside 200 answers: every member that may list them, by the models, is declared or explained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reconciler.aws.models import Shape, model
from reconciler.kinds.table import KINDS
from reconciler.kinds.words import Op
from reconciler.spec.compiling.used import operations_of

SUSPECT = re.compile(
    r"fail|error|unprocess|not.?found|invalid|reject|unsuccessful|not.?cleaned|denied|skipped",
    re.IGNORECASE,
)
"""What members are called that tell of a part of a call that was not done."""

REGISTERED = "how the registration with the third party went, a call of its own that refuses aloud"
EXPLAINED = {
    ("codebuild", "BatchGetBuilds", "buildsNotFound"): "ids of what is not there",
    ("codebuild", "BatchGetFleets", "fleetsNotFound"): "names of what is not there",
    ("codebuild", "BatchGetProjects", "projectsNotFound"): "names of what is not there",
    ("codebuild", "BatchGetReportGroups", "reportGroupsNotFound"): "names of what is not there",
    ("codecommit", "BatchGetRepositories", "repositoriesNotFound"): "names of what is not there",
    ("codedeploy", "BatchGetDeploymentGroups", "errorMessage"): "one text, which no page explains:"
    " a group that it is about is not in the answer, and its create is refused by its name",
    ("codepipeline", "PutWebhook", "webhook.errorCode"): REGISTERED,
    ("codepipeline", "PutWebhook", "webhook.errorMessage"): REGISTERED,
    ("events", "PutTargets", "FailedEntryCount"): "the length of FailedEntries",
    ("events", "RemoveTargets", "FailedEntryCount"): "the length of FailedEntries",
    ("ssm", "GetParameters", "InvalidParameters"): "names of what is not there",
}
"""Suspects that no word declares, and why."""


def outermost(shape: Shape | None) -> Iterator[str]:
    """The members of an answer, and of structures in it; what is inside lists describes resources."""
    for name, member in (shape.members if shape else {}).items():
        yield name
        if member.type == "structure":
            yield from (f"{name}.{inner}" for inner in member.members)


def suspects() -> dict[tuple[str, str, str], bool]:
    """Client, operation and suspect member of all that kinds call → whether a word declares it."""
    found: dict[tuple[str, str, str], bool] = {}
    for kind in KINDS:
        for op in operations_of(kind):
            if not op.name:
                continue
            declared = {op.failures, *([op.leftovers] if isinstance(op, Op) else [])}
            operation = model(kind.client).operation(op.name)
            for member in outermost(operation.output):
                is_resource = bool(op.path) and member.startswith(f"{op.path}.")
                if SUSPECT.search(member.rpartition(".")[2]) and not is_resource:
                    key = (kind.client, op.name, member)
                    found[key] = found.get(key, True) and member in declared
    return found


def test_every_partial_failure_is_declared_wherever_its_operation_is_used() -> None:
    undeclared = {key for key, declared in suspects().items() if not declared}
    assert undeclared - EXPLAINED.keys() == set()
    assert EXPLAINED.keys() - undeclared == set()


def test_the_search_sees_those_that_are_known() -> None:
    found = suspects()
    assert found["events", "PutTargets", "FailedEntries"]
    assert found["codecommit", "BatchGetRepositories", "errors"]
    assert found["codedeploy", "DeleteDeploymentGroup", "hooksNotCleanedUp"]
