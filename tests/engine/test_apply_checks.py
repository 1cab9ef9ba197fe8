"""Checks that are made together: few calls, and nothing is called done, or failed, that is not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reconciler.errors import Fault, NotAuthorised
from reconciler.plan.calls import Answer, AnswerLost, AwsRefused, Call, Send
from reconciler.sandbox.app import Sandbox
from reconciler.spec.stack import Stack
from tests.engine.ground import PLAIN, World, failures, stack_of, statuses, world_of

COUNT = 12

ALONE = replace(PLAIN, parallel=1)
"""One thread: everything is written before anything is checked."""


@pytest.fixture
def world(sandbox: Sandbox) -> World:
    return world_of(sandbox)


@pytest.fixture
def many(tmp_path: Path) -> Stack:
    return stack_of(tmp_path, repositories("first"))


def repositories(description: str) -> str:
    named = "".join(f"    r{one}: {{description: {description}}}\n" for one in range(COUNT))
    return f"stack: small\ncodecommit:\n  repositories:\n{named}"


def test_what_is_alike_is_read_again_with_one_call_for_all_and_one_for_their_tags(
    world: World, many: Stack
) -> None:
    sent: list[str] = []

    def noted(send: Send) -> Send:
        def answered(call: Call) -> Answer:
            sent.append(call.operation)
            return send(call)

        return answered

    applied = world.apply(many, ALONE, wire=noted)
    assert set(statuses(applied).values()) == {"created"}
    assert sent == ["CreateRepository"] * COUNT + ["BatchGetRepositories", "GetResources"]


def test_only_what_is_not_as_planned_fails(world: World, many: Stack, tmp_path: Path) -> None:
    world.apply(many, ALONE)

    def forgetful(send: Send) -> Send:
        """Swallows what is written to one of them."""
        return lambda call: (
            {} if call.writes and call.params["repositoryName"] == "r3" else send(call)
        )

    applied = world.apply(stack_of(tmp_path, repositories("second")), ALONE, wire=forgetful)
    (failed,) = failures(applied)
    assert failed.address == "codecommit.repositories.r3"
    assert failed.error is not None
    assert failed.error.code == "RC5031"
    assert sorted(statuses(applied).values()) == ["failed"] + ["updated"] * (COUNT - 1)


@pytest.mark.parametrize(
    ("operation", "wrong"),
    [
        ("BatchGetRepositories", lambda call: AwsRefused(call, "InternalFailure", "not now")),
        ("GetResources", lambda call: AwsRefused(call, "AccessDeniedException", "not you")),
        ("GetResources", lambda _: NotAuthorised(Fault("RC6002", "the session ended"))),
    ],
)
def test_where_the_reading_of_all_is_refused_each_is_read_by_itself(
    world: World, many: Stack, operation: str, wrong: Callable[[Call], Exception]
) -> None:
    refused: list[Call] = []

    def refusing(send: Send) -> Send:
        def answered(call: Call) -> Answer:
            if call.operation == operation and not refused:
                refused.append(call)
                raise wrong(call)
            return send(call)

        return answered

    applied = world.apply(many, ALONE, wire=refusing)
    assert refused
    assert set(statuses(applied).values()) == {"created"}


def test_a_create_that_would_be_taken_as_an_update_is_sent_again_and_not_looked_for(
    world: World, tmp_path: Path
) -> None:
    rules = (
        "stack: small\neventbridge: {rules: {push: {event_pattern: {source: [aws.codecommit]}}}}"
    )
    sent: list[str] = []

    def losing(send: Send) -> Send:
        def answered(call: Call) -> Answer:
            sent.append(call.operation)
            if sent == ["PutRule"]:
                raise AnswerLost(call, "HTTP 500")
            return send(call)

        return answered

    applied = world.apply(stack_of(tmp_path, rules), ALONE, wire=losing)
    assert set(statuses(applied).values()) == {"created"}
    assert sent[:3] == ["PutRule", "DescribeRule", "PutRule"]
