"""Failure stories: what users of other tools had to live through, and what happens here instead.

Each test says in one sentence what happened to them. That a topic, a queue, a function or a log group
gets an event only with its permission, and that a plan finds it missing, is shown for each of them in
tests/laws/test_targets.py; that a sixth target and a webhook of a source that has none are told
before any call, by the cases RC2511 and RC2125 of tests/rules.
"""

import json
import re
from pathlib import Path

import pytest

from reconciler.plan.calls import Answer, AwsRefused, Call
from reconciler.plan.options import Options
from reconciler.spec.stack import Stack
from tests.expand.hearers import function
from tests.expand.test_permissions import (
    NOTIFIED,
    PLACE,
    RULE,
    TARGETS,
    derived_in,
    drop_policy,
    outcome,
    push,
    stack_of,
    tell,
)
from tests.laws.ground import OWNED, World, told, undone, without
from tests.laws.test_cuts import cut_short
from tests.rules.cases import told as judged


@pytest.fixture
def world(world: World) -> World:
    """An empty one, with a token for GitHub."""
    world.boto("codebuild").import_source_credentials(
        token="t", serverType="GITHUB", authType="PERSONAL_ACCESS_TOKEN"
    )
    return world


def test_story_a_function_as_a_target_is_never_left_without_its_permission(
    world: World, tmp_path: Path
) -> None:
    """Terraform's provider 756, 298 and hashicorp/terraform 14342, 6041: a target was set, nothing let the
    rule in, nothing fired, and nobody was told.
    """
    function(world)
    two = RULE.replace("TARGET", TARGETS["lambda"]) + (
        "    again: {event_pattern: {source: [acme]}, targets: {it: " + TARGETS["lambda"] + "}}\n"
    )
    stack = stack_of(tmp_path, two)
    assert undone(world.apply(stack)) == []
    tell(world)
    assert [one.outcome for one in world.sandbox.deliveries[-2:]] == ["delivered", "delivered"]
    text = world.boto("lambda").get_policy(FunctionName="hear")["Policy"]
    sources = [
        one["Condition"]["ArnLike"]["AWS:SourceArn"] for one in json.loads(text)["Statement"]
    ]
    assert sorted(sources) == [
        f"arn:aws:events:{PLACE}:rule/again",
        f"arn:aws:events:{PLACE}:rule/heard",
    ]


def test_story_a_dead_letter_queue_takes_what_its_target_does_not(
    world: World, tmp_path: Path
) -> None:
    """aws-sdk-js 2724: a queue without a policy lost every event without a word."""
    target = "{arn: '${{ sqs.queues.jobs.arn }}', dead_letter_config: {arn: '${{ sqs.queues.dead.arn }}'}}"
    stack = stack_of(tmp_path, RULE.replace("TARGET", target))
    assert undone(world.apply(stack)) == []
    drop_policy(world, "sqs")
    assert tell(world) == "delivered"
    assert [one.target.rpartition(":")[2] for one in world.sandbox.deliveries[-2:]] == [
        "jobs",
        "dead",
    ]


def test_story_what_others_wrote_in_a_policy_is_kept(world: World, tmp_path: Path) -> None:
    """Terraform's provider 4964, pulumi-aws 2135: an update took away what others had written in a policy."""
    stack = stack_of(tmp_path, RULE.replace("TARGET", TARGETS["sns"]))
    topic = f"arn:aws:sns:{PLACE}:alerts"
    assert undone(world.apply(stack)) == []
    drop_policy(world, "sns")
    assert undone(world.apply(stack)) == []
    text = world.boto("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
    assert [one["Sid"][:9] for one in json.loads(text)["Statement"]] == ["theirs", "Reconcile"]


SENDERS = """
stack: shop
eventbridge:
  event_buses: {main: {}}
  statements:
    %s
"""
SENDS = (
    "{event_bus_name: main, statement: {Effect: Allow, Principal: {AWS: '%d'},"
    " Action: 'events:PutEvents', Resource: '${{ eventbridge.event_buses.main.arn }}'}}"
)


def test_story_no_statement_of_a_bus_is_lost_to_another(world: World, tmp_path: Path) -> None:
    """Terraform's provider 4964 (2888, 4031): of two PutPermission at once one was lost, both answered
    200. Here all statements of a bus are one write, beside what others wrote.
    """
    accounts = [111122223333 + number for number in range(8)]
    several = [f"s{number}: {SENDS % account}" for number, account in enumerate(accounts)]
    stack = stack_of(tmp_path, SENDERS % "\n    ".join(several))
    events = world.boto("events")
    events.create_event_bus(Name="main", Tags=[])
    grant = {"Action": "events:PutEvents", "Principal": "999999999999", "StatementId": "theirs"}
    events.put_permission(EventBusName="main", **grant)
    adopted = Options(adopt=("eventbridge.event_buses.main",))
    draft = world.plan(stack, adopted)
    events.put_permission(EventBusName="main", **{**grant, "StatementId": "since"})
    world.sent.clear()
    assert undone(world.make(draft, adopted)) == []
    assert [one for one in world.writes() if "Permission" in one] == ["events:PutPermission"]
    held = json.loads(events.describe_event_bus(Name="main")["Policy"])["Statement"]
    assert [one["Sid"] for one in held[:2]] == ["theirs", "since"]
    assert sorted(one["Principal"]["AWS"] for one in held[2:]) == [[str(one)] for one in accounts]
    assert told(world.plan(stack).plan.to_do) == []

    alone = stack_of(tmp_path, SENDERS.partition("  statements:")[0], "b")
    prune = Options(prune=True, allow_many_deletes=True)
    assert undone(world.apply(alone, prune)) == []
    held = json.loads(events.describe_event_bus(Name="main")["Policy"])["Statement"]
    assert [one["Sid"] for one in held] == ["theirs", "since"]


def test_story_a_notification_rule_reaches_its_topic(world: World, tmp_path: Path) -> None:
    """aws/aws-cdk 31784: nobody had let the service publish, so no notification arrived."""
    stack = stack_of(tmp_path, NOTIFIED.replace("TRIGGERS", ""))
    assert [*derived_in(stack)] == ["sns.statements.alerts+notifications"]
    assert undone(world.apply(stack)) == []
    push(world)
    assert outcome(world) == "delivered"
    assert told(world.plan(stack).plan.to_do) == []


def test_story_what_is_unreachable_is_told(world: World, tmp_path: Path) -> None:
    """aws/aws-cdk 31784: a notification rule's target became UNREACHABLE, and only the console said so."""
    stack = stack_of(tmp_path, NOTIFIED.replace("TRIGGERS", ""))
    assert undone(world.apply(stack)) == []
    drop_policy(world, "sns")
    push(world)
    assert outcome(world).startswith("refused ")
    plan = world.plan(stack).plan
    assert [one.address for one in plan.to_do] == ["sns.statements.alerts+notifications"]
    notes = [note.message for change in plan.changes for note in change.pending]
    assert any("a target cannot be reached" in note for note in notes)


def test_story_a_quota_is_not_asked_again_and_again(world: World, tmp_path: Path) -> None:
    """Terraform's provider 42196, 44477: a quota was taken for a throttle and asked of until time ran out."""
    asked = []

    def full(call: Call) -> Answer:
        if str(call.operation) == "PutTargets":
            asked.append(call)
            raise AwsRefused(
                call, "LimitExceededException", "The requested resource exceeds the limit"
            )
        return world.send(call)

    stack = stack_of(tmp_path, RULE.replace("TARGET", TARGETS["sqs"]))
    (failed,) = undone(world.apply(stack, wire=full))
    assert failed.startswith("eventbridge.rules.heard: failed")
    assert "LimitExceededException" in failed or "exceeds the limit" in failed
    assert len(asked) == 1


def test_story_a_sixth_target_is_told_before_any_call(tmp_path: Path) -> None:
    """Terraform's provider 41316: more than five targets were planned well, and refused in the middle."""
    six = "".join(f"        t{n}: {{arn: 'arn:aws:sns:{PLACE}:t{n}'}}\n" for n in range(6))
    text = (
        "stack: shop\neventbridge:\n  rules:\n    heard:\n      event_pattern: {source: [acme]}\n"
    )
    found = judged(tmp_path, f"{text}      targets:\n{six}")
    assert [one for one in found if "RC2511" in one and "6 targets" in one]


HOOKED = """
stack: shop
codebuild:
  projects:
    api:
      source: {type: GITHUB, location: "https://github.com/acme/REPO.git"}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0", compute_type: BUILD_GENERAL1_SMALL}
      service_role: ${{ iam.roles.build.arn }}
      webhook: {filter_groups: [[{type: EVENT, pattern: PUSH}]]MORE}
iam:
  roles:
    build:
      assume_role_policy_document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: codebuild.amazonaws.com}}]}
"""


def hooked(folder: Path, name: str, repository: str = "api", more: str = "") -> Stack:
    """The stack with a project that GitHub tells of pushes."""
    return stack_of(folder, HOOKED.replace("REPO", repository).replace("MORE", more), name)


def hooks(world: World) -> list[str]:
    """The writes about webhooks, in their order, since the last time."""
    made = [one.partition(":")[2] for one in world.writes() if "Webhook" in one]
    world.sent.clear()
    return made


def test_story_a_webhook_that_is_taken_out_is_removed_at_github_too(
    world: World, tmp_path: Path
) -> None:
    """Terraform's provider 30551: hooks were left behind at GitHub, until its limit of 20 was reached.

    DeleteWebhook is the call by which CodeBuild takes its hook off the repository.
    """
    assert undone(world.apply(hooked(tmp_path, "one"))) == []
    assert hooks(world) == ["CreateWebhook"]
    text = HOOKED.replace("REPO", "api")
    gone = stack_of(tmp_path, re.sub(r"webhook: .*", "webhook: null", text), "two")
    assert undone(world.apply(gone)) == []
    assert hooks(world) == ["DeleteWebhook"]
    assert told(world.plan(gone).plan.to_do) == []


def test_story_a_webhook_is_made_again_where_its_source_moves(world: World, tmp_path: Path) -> None:
    """Terraform's provider 47546, 41938, 42502: the repository of a project changed, its webhook stayed
    behind, dead, and it took a second apply, if anybody noticed.
    """
    assert undone(world.apply(hooked(tmp_path, "one"))) == []
    moved = hooked(tmp_path, "two", repository="web")
    world.sent.clear()
    assert undone(world.apply(moved)) == []
    assert changes(world) == MOVES
    assert told(world.plan(moved).plan.to_do) == []


MOVES = ["DeleteWebhook", "UpdateProject", "CreateWebhook"]
"""The hook goes while the project still names the old repository: where CodeBuild itself drops it with
the source (issue 41938) nothing is deleted that is not there, and where it keeps it (47546) nothing is
left behind at the old one."""


@pytest.mark.parametrize("at", range(len(MOVES)))
@pytest.mark.parametrize("cut", ["before", "after", "lost", "unsent"])
def test_a_webhook_follows_its_source_wherever_the_apply_is_cut(
    world: World, tmp_path: Path, cut: str, at: int
) -> None:
    assert undone(world.apply(hooked(tmp_path, "one"))) == []
    moved = hooked(tmp_path, "two", repository="web")
    cut_short(world, moved, cut, at)
    assert undone(world.apply(moved)) == []
    assert told(world.plan(moved).plan.to_do) == []
    (project,) = world.boto("codebuild").batch_get_projects(names=["api"])["projects"]
    assert project["source"]["location"].endswith("/web.git")
    assert "/web/" in project["webhook"]["url"]


def test_a_project_s_webhook_goes_before_the_project(world: World, tmp_path: Path) -> None:
    """aws/aws-cdk issue 38019 and Terraform's provider 30551: a project was gone, and its hook was not."""
    stack = hooked(tmp_path, "one")
    assert undone(world.apply(stack)) == []
    world.sent.clear()
    gone = without(stack, "codebuild.projects.api")
    assert undone(world.apply(gone, OWNED)) == []
    assert changes(world) == ["DeleteWebhook", "DeleteProject"]


def changes(world: World) -> list[str]:
    """The writes about projects and their webhooks, in their order."""
    made = [one.partition(":")[2] for one in world.writes() if one.startswith("codebuild:")]
    world.sent.clear()
    return made


def test_story_the_scope_of_a_webhook_is_sent_and_judged(world: World, tmp_path: Path) -> None:
    """Terraform's provider 39251, 40656 and CloudFormation's roadmap 2300: a webhook of a whole
    organization could not be said, or failed late for want of the right location.
    """
    scope = ", scope_configuration: {name: acme, scope: GITHUB_ORGANIZATION}"
    text = HOOKED.replace(
        "https://github.com/acme/REPO.git", "CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION"
    )
    stack = stack_of(tmp_path, text.replace("MORE", scope))
    assert undone(world.apply(stack)) == []
    (project,) = world.boto("codebuild").batch_get_projects(names=["api"])["projects"]
    assert project["webhook"]["scopeConfiguration"]["scope"] == "GITHUB_ORGANIZATION"
    assert told(world.plan(stack).plan.to_do) == []
    wrong = text.replace("MORE", scope.replace("GITHUB_ORGANIZATION", "GITLAB_GROUP"))
    told_of = judged(tmp_path, wrong)
    assert any("the scope GITLAB_GROUP is not one of GITHUB" in one for one in told_of)


def test_story_a_webhook_made_by_hand_is_only_made_known(world: World, tmp_path: Path) -> None:
    """Terraform's provider 40078: whoever may not administrate the repository could have no webhook."""
    stack = hooked(tmp_path, "one", more=", manual_creation: true")
    assert undone(world.apply(stack)) == []
    (made,) = [one for one in world.sent if str(one.operation) == "CreateWebhook"]
    assert made.params["manualCreation"] is True
    assert told(world.plan(stack).plan.to_do) == []


REGISTERED = Path(__file__).parents[2] / "docs" / "kinds" / "codepipeline" / "webhooks.yaml"


def test_story_github_is_told_of_a_webhook_and_told_when_it_goes(
    world: World, tmp_path: Path
) -> None:
    """hashicorp/terraform 18118: after every apply somebody had to register the webhook by hand."""
    text = REGISTERED.read_text(encoding="utf-8")
    stack = stack_of(tmp_path, text)
    assert undone(world.apply(stack)) == []
    assert [one for one in hooks(world) if "ThirdParty" in one] == ["RegisterWebhookWithThirdParty"]
    left = text.replace("    github:\n", "    github:\n      lifecycle: {state: absent}\n")
    assert undone(world.apply(stack_of(tmp_path, left, "b"))) == []
    assert hooks(world) == ["DeregisterWebhookWithThirdParty", "DeleteWebhook"]
