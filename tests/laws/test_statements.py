"""Statements of documents that others hold: written together, beside what others wrote, and found
again by their names.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from reconciler.plan.calls import AnswerLost, Call, Send
from reconciler.plan.options import Options
from reconciler.spec.sids import mark, own_sid
from reconciler.spec.stack import Stack
from tests.laws.ground import OWNED, World, stack_in, told, undone, without

TOPIC = "arn:aws:sns:eu-west-1:123456789012:alerts"
OWNER = "acme/small/-"
HEAD = "stack: small\n"
ONE = """
    {key}:
      topic_arn: {topic}
      statement: {{Effect: Allow, Principal: {{Service: {who}.amazonaws.com}}, Action: "sns:Publish", Resource: {topic}}}
"""
WRITE = "sns:SetTopicAttributes"


def topic_stack(folder: Path, **services: str) -> Stack:
    """A stack with a statement for each of these services."""
    ones = "".join(ONE.format(key=key, topic=TOPIC, who=who) for key, who in services.items())
    return stack_in(folder, {"small.yaml": f"{HEAD}sns:\n  statements:{ones}"})


def policy(world: World) -> list[Any]:
    """The statements of the topic's policy."""
    told = world.boto("sns").get_topic_attributes(TopicArn=TOPIC)["Attributes"]["Policy"]
    return list(json.loads(told)["Statement"])


def sids(world: World) -> list[str]:
    return [one["Sid"] for one in policy(world)]


@pytest.fixture(autouse=True)
def _furnished(world: World) -> None:
    world.furnish()


def sid(key: str) -> str:
    return own_sid(OWNER, f"sns.statements.{key}")


def test_all_of_one_document_are_one_write(world: World, tmp_path: Path) -> None:
    stack = topic_stack(tmp_path, a="events", b="codestar-notifications", c="budgets")
    world.sent.clear()
    assert undone(world.apply(stack)) == []
    assert world.writes() == [WRITE]
    assert sids(world) == ["__default_statement_ID", sid("a"), sid("b"), sid("c")]
    world.sent.clear()
    assert told(world.plan(stack).plan.to_do) == []
    assert [str(one) for one in world.sent].count("sns:GetTopicAttributes") == 1


def test_what_came_in_since_the_plan_is_kept(world: World, tmp_path: Path) -> None:
    stack = topic_stack(tmp_path, a="events")
    planned = world.plan(stack)
    other = {"Sid": "Other", "Effect": "Deny", "Principal": "*", "Action": "sns:Publish"}
    document = {"Version": "2012-10-17", "Statement": [{**other, "Resource": TOPIC}]}
    world.boto("sns").set_topic_attributes(
        TopicArn=TOPIC, AttributeName="Policy", AttributeValue=json.dumps(document)
    )
    assert undone(world.make(planned)) == []
    assert sids(world) == ["Other", sid("a")]


def test_a_statement_that_no_spec_declares_any_more_is_found_and_pruned(
    world: World, tmp_path: Path
) -> None:
    whole = topic_stack(tmp_path, a="events", b="budgets")
    world.apply(whole)
    left = without(whole, "sns.statements.b")
    (change,) = [one for one in world.plan(left).plan.changes if one.pending]
    assert change.address == f"sns.statements.{sid('b')}"
    assert undone(world.apply(left, OWNED)) == []
    assert sids(world) == ["__default_statement_ID", sid("a")]


QUEUE = """
stack: small
sqs:
  queues: {jobs: {name: jobs}}
"""
SENDS = """
  statements:
    rule: {name: jobs, statement: {Effect: Allow, Principal: {Service: events.amazonaws.com},
           Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:123456789012:jobs"}}
"""


def test_the_last_statement_of_a_declared_holder_is_found_without_a_read_of_its_own(
    world: World, tmp_path: Path
) -> None:
    assert undone(world.apply(stack_in(tmp_path, {"small.yaml": QUEUE + SENDS}))) == []
    bare = stack_in(tmp_path, {"small.yaml": QUEUE})
    world.sent.clear()
    (change,) = [one for one in world.plan(bare).plan.changes if one.pending]
    assert change.address == f"sqs.statements.{own_sid(OWNER, 'sqs.statements.rule')}"
    assert [str(one) for one in world.sent].count("sqs:GetQueueAttributes") == 1
    assert undone(world.apply(bare, OWNED)) == []
    assert [one.address for one in world.plan(bare).plan.changes] == ["sqs.queues.jobs"]


def test_another_stacks_statement_is_nobodys_orphan(world: World, tmp_path: Path) -> None:
    stack = topic_stack(tmp_path, a="events")
    world.apply(stack)
    document = {"Version": "2012-10-17", "Statement": policy(world)}
    foreign = own_sid("acme/other/-", "sns.statements.a")
    document["Statement"][0]["Sid"] = foreign
    world.boto("sns").set_topic_attributes(
        TopicArn=TOPIC, AttributeName="Policy", AttributeValue=json.dumps(document)
    )
    assert undone(world.apply(stack, OWNED)) == []
    assert sids(world) == [foreign, sid("a")]


def test_where_nothing_is_left_a_topic_has_the_policy_of_a_new_one(
    world: World, tmp_path: Path
) -> None:
    stack = topic_stack(tmp_path, a="events")
    world.apply(stack)
    document = {"Version": "2012-10-17", "Statement": policy(world)[1:]}
    world.boto("sns").set_topic_attributes(
        TopicArn=TOPIC, AttributeName="Policy", AttributeValue=json.dumps(document)
    )
    gone = ONE.format(key="a", topic=TOPIC, who="events") + "      lifecycle: {state: absent}\n"
    last = stack_in(tmp_path, {"small.yaml": f"{HEAD}sns:\n  statements:{gone}"})
    assert undone(world.apply(last, Options(allow_many_deletes=True))) == []
    assert sids(world) == ["__default_statement_ID"]
    assert TOPIC in json.dumps(policy(world))


def test_a_write_whose_answer_is_lost_is_not_made_twice(world: World, tmp_path: Path) -> None:
    stack, lost = topic_stack(tmp_path, a="events", b="budgets"), list[str]()
    assert undone(world.apply(stack, wire=_losing(world, lost))) == []
    assert lost == [WRITE]
    assert sids(world) == ["__default_statement_ID", sid("a"), sid("b")]


def _losing(world: World, lost: list[str]) -> Send:
    """The wire on which the first answer to a write does not come back."""

    def send(call: Call) -> Any:
        answer = world.send(call)
        if call.writes:
            lost.append(str(call))
            if len(lost) == 1:
                raise AnswerLost(call, "reset")
        return answer

    return send


HELD = """
s3:
  buckets:
    store:
      name: small-store
      policy: {{Version: "2012-10-17", Statement: [{{Sid: Own, Effect: Deny, Principal: "*",
               Action: "s3:PutObject", Resource: "arn:aws:s3:::small-store/*"}}]}}
  statements:
    read: {{bucket: small-store, statement: {{Effect: Allow, Principal: {{AWS: "111122223333"}},
           Action: "s3:GetObject", Resource: "arn:aws:s3:::small-store/{prefix}*"}}}}
"""


def test_the_step_of_a_holder_that_declares_its_document_writes_both(
    world: World, tmp_path: Path
) -> None:
    for prefix in ("", "public/"):
        stack = stack_in(tmp_path, {"small.yaml": HEAD + HELD.format(prefix=prefix)})
        world.sent.clear()
        assert undone(world.apply(stack)) == []
        assert world.writes().count("s3:PutBucketPolicy") == 1
        assert told(world.plan(stack).plan.to_do) == []
    held = json.loads(world.boto("s3").get_bucket_policy(Bucket="small-store")["Policy"])
    assert [one["Sid"][:9] for one in held["Statement"]] == ["Own", "Reconcile"]
    without_it = without(stack, "s3.statements.read")
    assert undone(world.apply(without_it, OWNED)) == []
    held = json.loads(world.boto("s3").get_bucket_policy(Bucket="small-store")["Policy"])
    assert [one["Sid"] for one in held["Statement"]] == ["Own"]
    assert told(world.plan(without_it, OWNED).plan.to_do) == []


def test_the_mark_of_an_owner_begins_all_its_sids() -> None:
    assert own_sid(OWNER, "sns.statements.a").startswith(mark(OWNER))
    assert len(own_sid(OWNER, "sns.statements.a")) == len("Reconcile") + 12
    assert mark(OWNER) != mark("acme/small/prod")
