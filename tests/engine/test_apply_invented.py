"""Resources whose ids AWS invents, and those that wait for a person, on the sandbox."""

from pathlib import Path

import pytest

from reconciler.engine.observe import observe
from reconciler.errors import ReconcileError
from reconciler.plan.calls import Answer, Call, Send
from reconciler.plan.options import Options
from reconciler.plan.plan import Action
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.services.codeconnections.service import complete_handshake
from reconciler.spec.forms import forms
from reconciler.spec.stack import Stack
from tests.engine.ground import PLAIN, SMALL, Wire, World, failures, stack_of, statuses, world_of

GITHUB = "codeconnections.connections.github"
CONNECTED = """
codeconnections:
  connections:
    github: {provider_type: GitHub}
"""
CODECOMMIT = SMALL.partition("action_type_id: {category: Source")[2].partition("output_artifacts")[
    0
]
FROM_GITHUB = """, owner: AWS, provider: CodeStarSourceConnection}
              configuration: {ConnectionArn: "${{ codeconnections.connections.github.arn }}",
                              FullRepositoryId: acme/web, BranchName: main}
              """


@pytest.fixture
def world(sandbox: Sandbox) -> World:
    return world_of(sandbox)


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """A pipeline that reads from GitHub."""
    return stack_of(tmp_path, SMALL.replace(CODECOMMIT, FROM_GITHUB) + CONNECTED)


def test_a_pipeline_can_use_a_connection_that_still_waits_for_its_handshake(
    world: World, stack: Stack
) -> None:
    applied = world.apply(stack)

    assert failures(applied) == []
    (made,) = (one for one in applied.outcomes if one.pending)
    (note,) = made.pending
    assert (made.address, made.status, note.message) == (GITHUB, "created", "it is PENDING")
    assert note.suggestion is not None
    assert note.suggestion.endswith(
        "//eu-west-1.console.aws.amazon.com/codesuite/settings/connections"
    )
    assert world.is_clean(stack)


def test_a_handshake_is_a_note_before_and_after_until_it_is_done(
    world: World, stack: Stack
) -> None:
    noted = []
    for _ in range(2):
        (note,) = notes(world, stack)
        noted.append(note)
        world.apply(stack)
    complete_handshake(world.sandbox.store, arn_of(world, stack))

    assert noted == ["it will be PENDING", "it is PENDING"]
    assert notes(world, stack) == []


def test_a_connection_in_error_is_ill_and_no_change(world: World, stack: Stack) -> None:
    world.apply(stack)
    complete_handshake(world.sandbox.store, arn_of(world, stack), "ERROR")

    live = observe(stack, forms().values(), world.client.send, PLAIN).found[GITHUB]
    assert live is not None
    assert live.ills == (
        "the provider refused the handshake, or took the access back: update the connection in the console",
    )
    assert world.is_clean(stack)


@pytest.mark.parametrize("cut", ["lost", "unsent"])
def test_an_answer_that_is_lost_makes_no_second_connection(
    world: World, tmp_path: Path, cut: str
) -> None:
    stack = stack_of(tmp_path, f"stack: one{CONNECTED}")

    applied = world.apply(stack, wire=lambda send: Wire(send, cut, 0))

    assert failures(applied) == []
    assert len(connections(world)) == 1
    assert world.is_clean(stack)


def test_a_new_connection_is_read_by_the_id_that_its_create_told(
    world: World, tmp_path: Path
) -> None:
    stack, asked = stack_of(tmp_path, f"stack: one{CONNECTED}"), list[str]()

    def listening(send: Send) -> Send:
        def sent(call: Call) -> Answer:
            asked.append(call.operation)
            return send(call)

        return sent

    world.apply(stack, wire=listening)

    assert "ListConnections" not in asked
    assert "GetConnection" in asked


def test_a_replacement_deletes_first_and_its_users_follow(
    world: World, stack: Stack, tmp_path: Path
) -> None:
    world.apply(stack)
    before = arn_of(world, stack)
    text = SMALL.replace(CODECOMMIT, FROM_GITHUB) + CONNECTED.replace("GitHub}", "Bitbucket}")
    changed, allowed = stack_of(tmp_path, text), Options(allow_replace=(GITHUB,))

    actions = {one.address: one.action for one in world.plan(changed, allowed).plan.to_do}
    applied = world.apply(changed, allowed)

    assert actions == {GITHUB: Action.REPLACE, "codepipeline.pipelines.deliver": Action.UPDATE}
    assert set(statuses(applied).values()) >= {"replaced", "updated"}
    assert failures(applied) == []
    assert arn_of(world, changed) != before
    assert len(connections(world)) == 1
    assert world.is_clean(changed)


def test_a_connection_of_the_service_s_older_name_is_ours_too(world: World, tmp_path: Path) -> None:
    stack = stack_of(tmp_path, f"stack: one{CONNECTED}")
    tags = {"reconcile:owner": "acme/one/-", "reconcile:address": GITHUB}
    old = world.client.client("codestar-connections", "", writes=True)
    for name in ("github", "left"):
        old.create_connection(
            ConnectionName=name,
            ProviderType="GitHub",
            Tags=[{"Key": key, "Value": text} for key, text in tags.items()],
        )

    seen = observe(stack, forms().values(), world.client.send, PLAIN)

    assert world.is_clean(stack)
    assert [one.identity for one in seen.orphans.values()] == [("left",)]


def test_two_connections_of_one_name_are_an_error_that_names_both(
    world: World, tmp_path: Path
) -> None:
    stack = stack_of(tmp_path, f"stack: one{CONNECTED}")
    world.apply(stack)
    boto = world.client.client("codeconnections", "", writes=True)
    boto.create_connection(ConnectionName="github", ProviderType="GitHub")
    ours, other = connections(world)

    with pytest.raises(ReconcileError, match=f"{ours}, {other}"):
        world.plan(stack)
    pinned = CONNECTED.replace("GitHub}", f"GitHub, lifecycle: {{id: '{ours}'}}}}")
    assert world.is_clean(stack_of(tmp_path, f"stack: one{pinned}"))


def notes(world: World, stack: Stack) -> list[str]:
    """What the plan says of the connection that no call can change."""
    changes = world.plan(stack).plan.changes
    return [one.message for change in changes for one in change.pending if change.address == GITHUB]


def arn_of(world: World, stack: Stack) -> str:
    live = observe(stack, forms().values(), world.client.send, PLAIN).found[GITHUB]
    assert live is not None
    return live.arn


def connections(world: World) -> list[str]:
    boto = world.client.client("codeconnections", "", writes=True)
    pages = [boto.list_connections()]
    while token := pages[-1].get("NextToken"):
        pages.append(boto.list_connections(NextToken=token))
    return [one["ConnectionArn"] for page in pages for one in page["Connections"]]
