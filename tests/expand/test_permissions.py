"""Permissions follow targets: what they say, what is told of them, and that they go with their targets.

That every sort of target is reached, and only with its permission: tests/laws/test_targets.py.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from reconciler.cli.lacking import with_lacking
from reconciler.expand.expand import implied
from reconciler.plan.options import Options
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Resource, Stack
from tests.expand.hearers import function
from tests.laws.ground import PLAIN, SCOPE, World, stack_in, told, undone

PLACE = "eu-west-1:123456789012"
FUNCTION = f"arn:aws:lambda:{PLACE}:function:hear"
THEIRS = f"""{{"Version": "2012-10-17", "Statement": [{{"Sid": "theirs", "Effect": "Allow",
  "Principal": {{"AWS": "arn:aws:iam::123456789012:root"}}, "Action": "sns:Publish",
  "Resource": "arn:aws:sns:{PLACE}:alerts"}}]}}"""
RULE = """
stack: shop
sns: {topics: {alerts: {}}}
sqs: {queues: {jobs: {}, dead: {}, first: {name: first.fifo, fifo_queue: true, content_based_deduplication: true}}}
logs: {groups: {all: {name: /aws/events/all}}}
eventbridge:
  rules:
    heard:
      event_pattern: {source: [acme]}
      targets: {it: TARGET}
"""


def stack_of(folder: Path, text: str, name: str = "a") -> Stack:
    """The stack that a text means, in a folder of its own."""
    (folder / name).mkdir()
    return stack_in(folder / name, {"s.yaml": text})


def notes_in(folder: Path, text: str) -> list[str]:
    """The codes and suggestions of what is to be known of a spec's permissions."""
    stack_in(folder, {"s.yaml": text})
    (stack,) = resolve(load(folder, ()), "", (SCOPE,), {})
    return [f"{one.code} {one.message} {one.suggestion}" for one in implied(stack).judgement.notes]


def derived_in(stack: Stack) -> dict[str, Resource]:
    """What is derived, by address."""
    return {one.address: one for one in stack.resources if "+" in one.address}


def statement(resource: Resource) -> Any:
    """The statement of a derived resource."""
    return resource.desired["statement"]


def tell(world: World) -> str:
    """An event on the default bus, and how its last delivery ended."""
    entry = {"Source": "acme", "DetailType": "probe", "Detail": "{}"}
    world.boto("events").put_events(Entries=[entry])
    return outcome(world)


def outcome(world: World) -> str:
    """How the last delivery ended, and why."""
    made = world.sandbox.deliveries[-1]
    return f"{made.outcome} {made.reason}".strip()


def drop_policy(world: World, kind: str) -> None:
    """Somebody takes all permissions of a target away."""
    match kind:
        case "sns":
            topic = f"arn:aws:sns:{PLACE}:alerts"
            world.boto("sns").set_topic_attributes(
                TopicArn=topic, AttributeName="Policy", AttributeValue=THEIRS
            )
        case "sqs" | "first":
            name = "first.fifo" if kind == "first" else "jobs"
            url = world.boto("sqs").get_queue_url(QueueName=name)["QueueUrl"]
            world.boto("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
        case "logs":
            for one in world.boto("logs").describe_resource_policies()["resourcePolicies"]:
                world.boto("logs").delete_resource_policy(policyName=one["policyName"])
        case "lambda":
            policy = json.loads(world.boto("lambda").get_policy(FunctionName="hear")["Policy"])
            for one in policy["Statement"]:
                world.boto("lambda").remove_permission(FunctionName="hear", StatementId=one["Sid"])


TARGETS = {
    "sns": "{arn: '${{ sns.topics.alerts.arn }}'}",
    "sqs": "{arn: '${{ sqs.queues.jobs.arn }}'}",
    "lambda": f"{{arn: '{FUNCTION}'}}",
}
"""Target type → a target of it."""


TWO = """
stack: shop
sns: {topics: {alerts: {}, other: {}}}
sqs: {queues: {jobs: {}}}
eventbridge:
  rules:
    heard: {event_pattern: {source: [acme]}, targets: {it: {arn: TARGET}}}
    second: {event_pattern: {source: [other]}, targets: {it: {arn: "${{ sqs.queues.jobs.arn }}"}}}
"""


def sids(world: World, topic: str) -> list[str]:
    """The Sids of a live topic's policy that are this tool's."""
    arn = f"arn:aws:sns:{PLACE}:{topic}"
    text = world.boto("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]
    found = [one.get("Sid", "") for one in json.loads(text)["Statement"]]
    return [one for one in found if one.startswith("Reconcile")]


@pytest.mark.parametrize("declared", [True, False])
def test_a_target_that_changes_takes_its_statement_along(
    world: World, tmp_path: Path, declared: bool
) -> None:
    world.boto("sns").create_topic(Name="far")
    first = "${{ sns.topics.alerts.arn }}" if declared else f"arn:aws:sns:{PLACE}:far"
    before = stack_of(tmp_path, TWO.replace("TARGET", f'"{first}"'), "one")
    after = stack_of(tmp_path, TWO.replace("TARGET", '"${{ sns.topics.other.arn }}"'), "two")
    assert undone(world.apply(before)) == []
    old = "alerts" if declared else "far"
    assert len(sids(world, old)) == 1

    assert undone(world.apply(after)) == []
    assert (sids(world, old), len(sids(world, "other"))) == ([], 1)
    assert tell(world) == "delivered"
    assert told(world.plan(after).plan.to_do) == []


def test_what_was_derived_for_a_rule_that_is_gone_goes_with_it(
    world: World, tmp_path: Path
) -> None:
    function(world)
    before = stack_of(tmp_path, TWO.replace("TARGET", FUNCTION), "one")
    left = "\n".join(line for line in TWO.splitlines() if "heard:" not in line)
    after = stack_of(tmp_path, left, "two")
    assert undone(world.apply(before)) == []
    assert "lambda.permissions.heard+events-hear" in derived_in(before)

    assert told(world.plan(after).plan.to_do) == []  # a rule that is declared nowhere is only shown
    assert undone(world.apply(after, Options(prune=True))) == []
    with pytest.raises(Exception, match="ResourceNotFound"):
        world.boto("lambda").get_policy(FunctionName="hear")
    assert [one["Name"] for one in world.boto("events").list_rules()["Rules"]] == ["second"]


def test_two_rules_are_one_statement_and_each_is_named(tmp_path: Path) -> None:
    text = TWO.replace("TARGET", '"${{ sqs.queues.jobs.arn }}"')
    found = derived_in(stack_of(tmp_path, text))
    assert [*found] == ["sqs.statements.jobs+events"]
    assert statement(found["sqs.statements.jobs+events"])["Condition"] == {
        "ArnEquals": {
            "aws:SourceArn": (
                f"arn:aws:events:{PLACE}:rule/heard",
                f"arn:aws:events:{PLACE}:rule/second",
            )
        }
    }


MANUAL = TWO.replace("second:", "second: {permissions: manual, ").replace("manual,  {", "manual, ")


def noted(world: World, stack: Stack) -> list[str]:
    """What a plan tells of the live policies of targets: address, message and mend."""
    world.sent.clear()
    meant = with_lacking(stack, world.send, PLAIN)
    return [
        f"{n.address} {n.code} {n.message} {n.suggestion}" for r in meant.resources for n in r.notes
    ]


def test_what_others_grant_is_read_and_what_is_missing_is_told_with_the_statement(
    world: World, tmp_path: Path
) -> None:
    stack = stack_of(tmp_path, MANUAL.replace("TARGET", '"${{ sqs.queues.jobs.arn }}"'))
    (only,) = derived_in(stack).values()
    assert "rule/second" not in str(only.desired)
    assert undone(world.apply(stack)) == []

    (note,) = noted(world, stack)
    assert note.startswith("eventbridge.rules.second RC4024 arn:aws:sqs:")
    given = json.loads(note.partition("Add to its policy: ")[2])
    assert given["Condition"] == {
        "ArnEquals": {"aws:SourceArn": [f"arn:aws:events:{PLACE}:rule/second"]}
    }
    reads = [call for call in world.sent if str(call.operation) == "GetQueueAttributes"]
    assert len(reads) == 1

    url = world.boto("sqs").get_queue_url(QueueName="jobs")["QueueUrl"]
    policy = world.boto("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    held = json.loads(policy["Attributes"]["Policy"])
    held["Statement"].append({"Sid": "byhand", **given})
    world.boto("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(held)})
    assert noted(world, stack) == []
    assert told(world.plan(stack).plan.to_do) == []  # what somebody else wrote stays


def test_a_target_of_another_account_is_told_of_with_the_statement_to_add(tmp_path: Path) -> None:
    far = "arn:aws:sqs:eu-west-1:999999999999:far"
    dead = "arn:aws:sqs:eu-west-1:999999999999:dead"
    text = RULE.replace("TARGET", f"{{arn: '{far}', dead_letter_config: {{arn: '{dead}'}}}}")
    note, lost = notes_in(tmp_path, text)
    assert note.startswith(f"RC4021 {far} is in account 999999999999, eu-west-1,")
    assert json.loads(note.partition("Add to its policy: ")[2]) == {
        "Effect": "Allow",
        "Principal": {"AWS": ["123456789012"]},
        "Action": ["sqs:SendMessage"],
        "Resource": [far],
    }
    assert json.loads(lost.partition("Add to its policy: ")[2]) == {
        "Effect": "Allow",
        "Principal": {"Service": ["events.amazonaws.com"]},
        "Action": ["sqs:SendMessage"],
        "Resource": [dead],
        "Condition": {"ArnEquals": {"aws:SourceArn": [f"arn:aws:events:{PLACE}:rule/heard"]}},
    }
    bus = "arn:aws:events:eu-west-1:999999999999:event-bus/main"
    text = RULE.replace("TARGET", f"{{arn: '{bus}'}}")
    (note,) = notes_in(tmp_path, text)
    assert '"Principal": {"AWS": ["123456789012"]}, "Action": ["events:PutEvents"]' in note


def test_a_topic_that_is_encrypted_by_aws_hears_no_service(tmp_path: Path) -> None:
    text = RULE.replace("alerts: {}", "alerts: {kms_master_key_id: alias/aws/sns}")
    (note,) = notes_in(tmp_path, text.replace("TARGET", TARGETS["sns"]))
    assert note.startswith("RC4023 ")
    assert "Take a key of your own" in note


def test_what_the_spec_grants_already_is_not_granted_again(tmp_path: Path) -> None:
    policy = """{policy: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "sns:Publish",
      Principal: {Service: events.amazonaws.com}, Resource: "*"}]}}"""
    text = RULE.replace("alerts: {}", f"alerts: {policy}").replace("TARGET", TARGETS["sns"])
    assert derived_in(stack_of(tmp_path, text, "one")) == {}
    text = RULE.replace("TARGET", TARGETS["lambda"]) + (
        "lambda: {permissions: {mine: {function_name: hear, action: 'lambda:InvokeFunction',"
        " principal: events.amazonaws.com}}}"
    )
    assert derived_in(stack_of(tmp_path, text, "two")) == {}


def test_a_declared_policy_and_the_statement_are_written_together(
    world: World, tmp_path: Path
) -> None:
    policy = """{policy: {Version: 2012-10-17, Statement: [{Sid: own, Effect: Allow, Action: "sns:Publish",
      Principal: {AWS: "arn:aws:iam::123456789012:root"}, Resource: "*"}]}}"""
    text = RULE.replace("alerts: {}", f"alerts: {policy}").replace("TARGET", TARGETS["sns"])
    stack = stack_of(tmp_path, text)
    assert undone(world.apply(stack)) == []
    assert tell(world) == "delivered"
    assert told(world.plan(stack).plan.to_do) == []
    drop_policy(world, "sns")
    world.sent.clear()
    assert undone(world.apply(stack)) == []
    assert [one for one in world.writes() if "SetTopicAttributes" in one] == [
        "sns:SetTopicAttributes"
    ]
    assert tell(world) == "delivered"


NOTIFIED = """
stack: shop
sns: {topics: {alerts: {}}}
codecommit: {repositories: {web: {TRIGGERS}}}
notifications:
  rules:
    pulls:
      resource: "${{ codecommit.repositories.web.arn }}"
      detail_type: BASIC
      event_type_ids: [codecommit-repository-branches-and-tags-created]
      targets: [{target_type: SNS, target_address: "${{ sns.topics.alerts.arn }}"}]
"""


def push(world: World) -> None:
    """A first commit, which makes a branch."""
    world.boto("codecommit").put_file(
        repositoryName="web", branchName="main", fileContent=b"x", filePath="a"
    )


def test_a_trigger_of_a_repository_reaches_its_topic(world: World, tmp_path: Path) -> None:
    trigger = "triggers: {t: {destination_arn: '${{ sns.topics.alerts.arn }}', events: [all], branches: []}}"
    text = NOTIFIED.partition("notifications:")[0].replace("TRIGGERS", trigger)
    stack = stack_of(tmp_path, text)
    assert undone(world.apply(stack)) == []
    drop_policy(world, "sns")
    assert undone(world.apply(stack)) == []
    push(world)
    assert outcome(world) == "delivered"


APPROVED = """
stack: shop
sns: {topics: {alerts: {}}}
iam:
  roles:
    pipeline:
      assume_role_policy_document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: codepipeline.amazonaws.com}}]}
      policies: POLICIES
codepipeline:
  pipelines:
    deliver:
      start: manual
      role_arn: ${{ iam.roles.pipeline.arn }}
      artifact_store: {type: S3, location: shop-artifacts}
      stages:
        - name: Source
          actions: [{name: Web, action_type_id: {category: Source, owner: AWS, provider: S3}, configuration: {S3Bucket: uploads, S3ObjectKey: in.zip}, output_artifacts: [{name: in}]}]
        - name: Approve
          actions: [{name: Ask, action_type_id: {category: Approval, owner: AWS, provider: Manual}, configuration: {NotificationArn: "${{ sns.topics.alerts.arn }}"}}]
"""
MAY = (
    """{own: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "sns:*", Resource: "*"}]}}"""
)


def test_a_topic_lets_the_role_publish_that_asks_for_an_approval(tmp_path: Path) -> None:
    found = derived_in(stack_of(tmp_path, APPROVED.replace("POLICIES", "{}"), "one"))
    said = statement(found["sns.statements.alerts+roles"])
    assert said["Principal"] == {"AWS": ("arn:aws:iam::123456789012:role/pipeline",)}
    assert derived_in(stack_of(tmp_path, APPROVED.replace("POLICIES", MAY), "two")) == {}


def test_where_a_policy_has_not_room_for_each_source_it_names_their_sort(tmp_path: Path) -> None:
    rules = "".join(
        f"    r{n}: {{event_pattern: {{source: [acme]}}, targets: {{it: {TARGETS['sqs']}}}}}\n"
        for n in range(120)
    )
    text = RULE.partition("    heard:")[0] + rules
    (made,) = derived_in(stack_of(tmp_path, text, "one")).values()
    assert statement(made)["Condition"] == {
        "ArnEquals": {"aws:SourceArn": (f"arn:aws:events:{PLACE}:rule/*",)}
    }
    (note,) = notes_in(tmp_path, text)
    assert note.startswith("RC4022 ")
