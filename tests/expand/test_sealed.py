"""Encrypted targets: the key of the stack lets in what sends to them, and loses nothing for it."""

import json
from pathlib import Path
from typing import Any

import pytest

from reconciler.expand.permissions import read_by_plans, unmet
from reconciler.plan.options import Options
from reconciler.sandbox.hooks.approvals import Approval, reached
from reconciler.spec.stack import Stack
from tests.expand.test_permissions import (
    APPROVED,
    PLACE,
    derived_in,
    noted,
    outcome,
    stack_of,
    tell,
)
from tests.laws.ground import ACCOUNT, REGION, World, told, undone

SEALED = """
stack: shop
kms: {keys: {ours: {description: Messages}}}
sns: {topics: {alerts: {kms_master_key_id: KEY}}}
sqs: {queues: {jobs: {kms_master_key_id: KEY}}}
eventbridge:
  event_buses: {}
  rules:
    heard: {MANUALevent_pattern: {source: [acme]}, targets: {it: {arn: "TARGET"}}}
"""
TARGETS = {"sns": "${{ sns.topics.alerts.arn }}", "sqs": "${{ sqs.queues.jobs.arn }}"}
KEY = "${{ kms.keys.ours.arn }}"
DERIVED = "kms.statements.ours+events"
PRUNE = Options(prune=True, allow_many_deletes=True)


def text_for(kind: str, key: str = KEY, manual: str = "") -> str:
    """A rule that sends to an encrypted target."""
    text = SEALED.replace("  event_buses: {}\n", "").replace("TARGET", TARGETS[kind])
    return text.replace("KEY", f"'{key}'").replace("MANUAL", manual)


def policy(world: World) -> list[Any]:
    """The statements of the key's live policy."""
    key = world.boto("kms").describe_key(KeyId="alias/ours")["KeyMetadata"]["Arn"]
    text = world.boto("kms").get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    return list(json.loads(text)["Statement"])


def write(world: World, statements: list[Any]) -> None:
    """Somebody writes the key's policy."""
    key = world.boto("kms").describe_key(KeyId="alias/ours")["KeyMetadata"]["Arn"]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    world.boto("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=text)


@pytest.mark.parametrize("key", [KEY, "alias/ours"])
@pytest.mark.parametrize("kind", TARGETS)
def test_an_event_arrives_at_what_is_encrypted_only_where_the_key_lets_it(
    world: World, tmp_path: Path, kind: str, key: str
) -> None:
    stack = stack_of(tmp_path, text_for(kind, key))
    assert undone(world.apply(stack)) == []
    assert tell(world) == "delivered"
    assert told(world.plan(stack).plan.to_do) == []
    own, ours = policy(world)
    assert own["Action"] == "kms:*"
    assert ours["Principal"] == {"Service": ["events.amazonaws.com"]}

    theirs = {**own, "Sid": "theirs", "Action": ["kms:Decrypt"]}
    write(world, [own, theirs])
    assert tell(world).startswith("refused ")
    assert [one.address for one in world.plan(stack).plan.to_do] == [DERIVED]
    assert undone(world.apply(stack)) == []
    assert tell(world) == "delivered"
    assert [one["Sid"] for one in policy(world)][:2] == [own["Sid"], "theirs"]
    puts = [one for one in world.sent if one.operation == "PutKeyPolicy"]
    assert not [one for one in puts if "BypassPolicyLockoutSafetyCheck" in one.params]


def left_out(folder: Path) -> Stack:
    """The stack without its rule."""
    lines = text_for("sqs").splitlines()
    kept = [one for one in lines if "heard:" not in one and one not in ("eventbridge:", "  rules:")]
    return stack_of(folder, "\n".join(kept), "b")


def test_the_statement_stays_with_a_live_rule_and_goes_with_it(
    world: World, tmp_path: Path
) -> None:
    assert undone(world.apply(stack_of(tmp_path, text_for("sqs")))) == []
    bare = left_out(tmp_path)
    assert undone(world.apply(bare)) == []
    assert tell(world) == "delivered"
    assert undone(world.apply(bare, PRUNE)) == []
    (own,) = policy(world)
    assert own["Action"] == "kms:*"
    assert told(world.plan(bare).plan.to_do) == []


def test_where_somebody_else_grants_the_key_is_read_and_the_statement_told(
    world: World, tmp_path: Path
) -> None:
    stack = stack_of(tmp_path, text_for("sqs", manual="permissions: manual, "))
    assert derived_in(stack) == {}
    assert undone(world.apply(stack)) == []
    (note,) = [one for one in noted(world, stack) if "is encrypted" in one]
    assert "RC4024" in note
    given = json.loads(note.partition("Add to its policy: ")[2])
    write(world, [*policy(world), {"Sid": "byhand", **given}])
    assert not [one for one in noted(world, stack) if "is encrypted" in one]


def test_a_key_that_the_spec_opens_is_left_as_it_is(tmp_path: Path) -> None:
    opened = (
        "{policy: {Version: 2012-10-17, Statement: [{Effect: Allow, Resource: '*', Action: 'kms:*',"
        " Principal: {Service: events.amazonaws.com}}]}}"
    )
    text = text_for("sqs").replace("{description: Messages}", opened)
    assert [*derived_in(stack_of(tmp_path, text))] == ["sqs.statements.jobs+events"]


def shut(world: World, stack: Stack) -> list[str]:
    """What a plan says of keys."""
    return [one for one in noted(world, stack) if "is encrypted" in one]


@pytest.mark.parametrize("key", [KEY, "alias/ours", "ARN"])
def test_a_key_that_the_stack_does_not_write_is_read_and_what_it_lacks_told(
    world: World, tmp_path: Path, key: str
) -> None:
    made = world.boto("kms").create_key()["KeyMetadata"]["Arn"]
    world.boto("kms").create_alias(AliasName="alias/ours", TargetKeyId=made)
    external = text_for("sqs", made if key == "ARN" else key).replace(
        "{description: Messages}", "{lifecycle: {state: external}}"
    )
    if key != KEY:
        external = external.replace("kms: {keys: {ours: {lifecycle: {state: external}}}}\n", "")
    stack = stack_of(tmp_path, external)
    assert DERIVED not in derived_in(stack)
    assert undone(world.apply(stack)) == []
    assert tell(world).startswith("refused ")
    (note,) = shut(world, stack)
    assert " RC4023 " in note
    assert "does not let events.amazonaws.com in" in note
    given = json.loads(note.partition("Add to its policy: ")[2])
    write(world, [*policy(world), {"Sid": "byhand", **given}])
    assert tell(world) == "delivered"
    assert shut(world, stack) == []


def test_what_a_plan_reads_of_keys_is_known_to_the_policy_of_plans(tmp_path: Path) -> None:
    (one,) = read_by_plans(stack_of(tmp_path, text_for("sqs", "alias/theirs")))
    assert (one.form.kind.id, one.identity[0]) == ("kms.statements", "theirs")
    assert read_by_plans(stack_of(tmp_path, text_for("sqs"), "b")) == ()
    beyond = "arn:aws:kms:eu-west-1:999999999999:key/0"
    assert read_by_plans(stack_of(tmp_path, text_for("sqs", beyond), "c")) == ()


def test_a_key_that_nobody_may_read_is_told_with_what_it_must_say(tmp_path: Path) -> None:
    stack = stack_of(tmp_path, text_for("sqs", "alias/theirs"))
    (note,) = unmet(stack, lambda _: None)
    assert "the policy of alias/theirs must let events.amazonaws.com in" in note.message
    assert "could not be read" in note.message


BUS = """
stack: shop
kms: {keys: {ours: {description: Messages}}}
sqs: {queues: {jobs: {}, lost: {}}}
eventbridge:
  event_buses: {main: {kms_key_identifier: KEY, dead_letter_config: {arn: "${{ sqs.queues.lost.arn }}"}}}
  rules:
    heard: {event_bus_name: main, event_pattern: {source: [acme]}, targets: {it: {arn: "${{ sqs.queues.jobs.arn }}"}}}
"""


def put(world: World) -> list[tuple[str, str]]:
    """An event on the bus, and where its deliveries ended."""
    before = len(world.sandbox.deliveries)
    entry = {"Source": "acme", "DetailType": "probe", "Detail": "{}", "EventBusName": "main"}
    world.boto("events").put_events(Entries=[entry])
    made = world.sandbox.deliveries[before:]
    return [(one.outcome, one.target.rpartition(":")[2]) for one in made]


@pytest.mark.parametrize("key", [KEY, "alias/ours"])
def test_an_encrypted_bus_takes_events_only_where_its_key_lets_eventbridge(
    world: World, tmp_path: Path, key: str
) -> None:
    stack = stack_of(tmp_path, BUS.replace("KEY", f"'{key}'"))
    assert undone(world.apply(stack)) == []
    assert put(world) == [("delivered", "jobs")]
    assert told(world.plan(stack).plan.to_do) == []
    own, ours = policy(world)
    assert ours["Condition"]["ArnEquals"]["aws:SourceArn"] == [
        f"arn:aws:events:{PLACE}:event-bus/main"
    ]
    write(world, [own])
    assert put(world) == [("refused", "event-bus/main"), ("delivered", "lost")]
    assert [one.address for one in world.plan(stack).plan.to_do] == ["kms.statements.ours+buses"]
    assert undone(world.apply(stack)) == []
    assert put(world) == [("delivered", "jobs")]


def test_an_approval_is_asked_for_by_a_role_that_the_key_lets_in(
    world: World, tmp_path: Path
) -> None:
    sealed = APPROVED.replace("alerts: {}", f"alerts: {{kms_master_key_id: '{KEY}'}}").replace(
        "sns:", "kms: {keys: {ours: {}}}\nsns:", 1
    )
    stack = stack_of(tmp_path, sealed.replace("POLICIES", "{}"))
    assert undone(world.apply(stack)) == []
    own, ours = policy(world)
    assert ours["Principal"] == {"AWS": ["arn:aws:iam::123456789012:role/pipeline"]}

    def asked() -> str:
        what = Approval(ACCOUNT, REGION, "deliver", "Approve", "Ask")
        reached(what, world.sandbox.store, world.sandbox.at, world.sandbox.courier)
        return outcome(world)

    assert asked() == "delivered"
    write(world, [own])
    assert "because no identity-based policy allows the kms:GenerateDataKey" in asked()
    may = "{own: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: ['sns:*', 'kms:*'], Resource: '*'}]}}"
    stack = stack_of(tmp_path, sealed.replace("POLICIES", may), "b")
    assert derived_in(stack) == {}
    assert undone(world.apply(stack, PRUNE)) == []
    assert asked() == "delivered"


def test_a_queue_that_a_rule_reaches_by_a_role_lets_that_use_its_key(tmp_path: Path) -> None:
    role = "arn:aws:iam::123456789012:role/theirs"
    text = text_for("sqs").replace(TARGETS["sqs"] + '"', TARGETS["sqs"] + f"\", role_arn: '{role}'")
    made = derived_in(stack_of(tmp_path, text))
    assert [*made] == ["kms.statements.ours+roles"]
    said: Any = made["kms.statements.ours+roles"].desired["statement"]
    assert said["Principal"] == {"AWS": (role,)}


def test_a_key_that_encrypts_nothing_more_lets_nobody_in_and_only_then(
    world: World, tmp_path: Path
) -> None:
    other = text_for("sqs").replace("{ours: {", "{new: {}, ours: {")
    assert undone(world.apply(stack_of(tmp_path, other))) == []
    world.sent.clear()
    swapped = stack_of(
        tmp_path,
        other.replace(
            f"jobs: {{kms_master_key_id: '{KEY}'}}",
            "jobs: {kms_master_key_id: '${{ kms.keys.new.arn }}'}",
        ),
        "b",
    )
    assert undone(world.apply(swapped)) == []
    assert tell(world) == "delivered"
    (own,) = policy(world)
    assert own["Action"] == "kms:*"
    writes = [one for one in world.writes() if "KeyPolicy" in one or "QueueAttr" in one]
    assert writes == ["kms:PutKeyPolicy", "sqs:SetQueueAttributes", "kms:PutKeyPolicy"]
    assert told(world.plan(swapped).plan.to_do) == []

    bare = stack_of(
        tmp_path, other.replace(f"jobs: {{kms_master_key_id: '{KEY}'}}", "jobs: {}"), "c"
    )
    assert [one.address for one in world.plan(bare).plan.to_do] == [
        "sqs.queues.jobs",
        "kms.statements.new+events",
    ]
    assert undone(world.apply(bare)) == []
    assert told(world.plan(bare).plan.to_do) == []
