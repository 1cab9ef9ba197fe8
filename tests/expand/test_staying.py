"""What a spec declares no more, and nobody has pruned yet, goes on delivering; pruned, all of it goes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reconciler.plan.options import Options
from tests.expand.hearers import function
from tests.laws.ground import World, stack_in, told, undone

PLACE = "eu-west-1:123456789012"
PRUNE = Options(prune=True, allow_many_deletes=True)
BASE = """
stack: shop
sns: {topics: {alerts: {}}}
sqs: {queues: {jobs: {}}}
logs: {groups: {all: {name: /aws/events/all}}}
codecommit: {repositories: {web: {}}}
"""
RULES = """
eventbridge:
  rules:
    other: {event_pattern: {source: [other]}, targets: {it: {arn: OTHER}}}
"""
HEARD = "    heard: {event_pattern: {source: [acme]}, targets: {it: {arn: TARGET}}}\n"
NOTIFIED = """
notifications:
  rules:
    pulls:
      resource: "${{ codecommit.repositories.web.arn }}"
      detail_type: BASIC
      event_type_ids: [codecommit-repository-branches-and-tags-created]
      targets: [{target_type: SNS, target_address: "${{ sns.topics.alerts.arn }}"}]
"""
TARGETS = {
    "sns": "'${{ sns.topics.alerts.arn }}'",
    "sqs": "'${{ sqs.queues.jobs.arn }}'",
    "logs": "'${{ logs.groups.all.arn }}'",
}
"""Service of a target → a target of it."""


def stacks(folder: Path, before: str, after: str) -> list[Any]:
    """The stacks that two texts mean, each in a folder of its own."""
    made = []
    for name, text in (("one", before), ("two", after)):
        (folder / name).mkdir()
        made.append(stack_in(folder / name, {"s.yaml": text}))
    return made


def tell(world: World, source: str = "acme") -> list[str]:
    """An event on the default bus, and how its deliveries ended."""
    before = len(world.sandbox.deliveries)
    entry = {"Source": source, "DetailType": "probe", "Detail": "{}"}
    world.boto("events").put_events(Entries=[entry])
    return [one.outcome for one in world.sandbox.deliveries[before:]]


def push(world: World) -> list[str]:
    """A first commit, which makes a branch, and how its deliveries ended."""
    before = len(world.sandbox.deliveries)
    world.boto("codecommit").put_file(
        repositoryName="web", branchName="main", fileContent=b"x", filePath="a"
    )
    return [one.outcome for one in world.sandbox.deliveries[before:]]


def ours(world: World) -> str:
    """All that live policies of the targets say, as far as it is this tool's."""
    topic = f"arn:aws:sns:{PLACE}:alerts"
    told = world.boto("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
    url = world.boto("sqs").get_queue_url(QueueName="jobs")["QueueUrl"]
    held = world.boto("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    policies = [told, held.get("Attributes", {}).get("Policy") or '{"Statement": []}']
    found = [one for text in policies for one in json.loads(text)["Statement"]]
    found = [one for one in found if one.get("Sid", "").startswith("Reconcile")]
    logs = world.boto("logs").describe_resource_policies()["resourcePolicies"]
    return json.dumps([found, logs]) if found or logs else ""


def is_after(world: World, first: str, then: str) -> bool:
    """Whether a write came, once, after another."""
    writes = world.writes()
    return writes.index(first) < writes.index(then)


WRITES = {
    "sns": "sns:SetTopicAttributes",
    "sqs": "sqs:SetQueueAttributes",
    "logs": "logs:DeleteResourcePolicy",
}
"""Service of a target → the write that takes its last statement away."""


@pytest.mark.parametrize("kind", TARGETS)
def test_a_rule_that_is_out_of_the_spec_delivers_until_it_is_pruned(
    world: World, tmp_path: Path, kind: str
) -> None:
    rule = ("eventbridge:\n  rules:\n" + HEARD).replace("TARGET", TARGETS[kind])
    before, after = stacks(tmp_path, BASE + rule, BASE)
    assert undone(world.apply(before)) == []
    assert undone(world.apply(after)) == []
    assert tell(world) == ["delivered"]
    assert told(world.plan(after).plan.to_do) == []

    world.sent.clear()
    assert undone(world.apply(after, PRUNE)) == []
    assert world.boto("events").list_rules()["Rules"] == []
    assert ours(world) == ""
    assert is_after(world, "events:DeleteRule", WRITES[kind])
    assert told(world.plan(after, PRUNE).plan.to_do) == []


@pytest.mark.parametrize("kind", ["sqs", "logs"])
def test_a_shared_statement_names_the_rule_that_stays_and_not_the_one_that_is_pruned(
    world: World, tmp_path: Path, kind: str
) -> None:
    after_text = BASE + RULES.replace("OTHER", TARGETS["sqs"])
    heard = HEARD.replace("TARGET", TARGETS[kind])
    before, after = stacks(tmp_path, after_text + heard, after_text)
    assert undone(world.apply(before)) == []
    assert undone(world.apply(after)) == []
    assert (tell(world), tell(world, "other")) == (["delivered"], ["delivered"])

    world.sent.clear()
    assert undone(world.apply(after, PRUNE)) == []
    assert tell(world, "other") == ["delivered"]
    assert "rule/heard" not in ours(world)
    written = "sqs:SetQueueAttributes" if kind == "sqs" else "logs:DeleteResourcePolicy"
    assert is_after(world, "events:DeleteRule", written)


def test_a_rule_that_a_prune_leaves_out_goes_on_delivering(world: World, tmp_path: Path) -> None:
    rules = RULES.replace("OTHER", TARGETS["sqs"])
    before, after = stacks(
        tmp_path, BASE + rules + HEARD.replace("TARGET", TARGETS["sqs"]), BASE + rules
    )
    assert undone(world.apply(before)) == []
    for some in (
        Options(prune=True, excludes=("eventbridge.rules.heard",)),
        Options(prune=True, targets=("sqs.*",)),
    ):
        assert undone(world.apply(after, some)) == []
        assert tell(world) == ["delivered"]


def test_a_notification_rule_that_is_out_of_the_spec_notifies_until_it_is_pruned(
    world: World, tmp_path: Path
) -> None:
    before, after = stacks(tmp_path, BASE + NOTIFIED, BASE)
    assert undone(world.apply(before)) == []
    assert undone(world.apply(after)) == []
    assert push(world) == ["delivered"]
    world.sent.clear()
    assert undone(world.apply(after, PRUNE)) == []
    assert ours(world) == ""
    assert is_after(world, "codestar-notifications:DeleteNotificationRule", WRITES["sns"])


def test_nothing_new_is_granted_to_what_is_declared_no_more(world: World, tmp_path: Path) -> None:
    rule = "eventbridge:\n  rules:\n" + HEARD.replace("TARGET", TARGETS["sqs"])
    manual = rule.replace("heard: {", "heard: {permissions: manual, ")
    other = RULES.replace("OTHER", TARGETS["sqs"])
    before, after = stacks(tmp_path, BASE + manual, BASE + other)
    assert undone(world.apply(before)) == []
    assert undone(world.apply(after)) == []
    assert tell(world, "other") == ["delivered"]
    assert "rule/heard" not in ours(world)


PIPED = "    KEY: {event_pattern: {source: [SOURCE]}, targets: {it: {arn: '${{ eventbridge.event_buses.BUS.arn }}'}}}\n"
BUSES = "\neventbridge:\n  event_buses: {one: {}, two: {}}\n  rules:\n"


@pytest.mark.parametrize(
    "beside", ["", PIPED.replace("KEY", "other").replace("SOURCE", "other").replace("BUS", "two")]
)
def test_a_role_stays_as_long_as_a_live_rule_sends_by_it(
    world: World, tmp_path: Path, beside: str
) -> None:
    heard = PIPED.replace("KEY", "heard").replace("SOURCE", "acme").replace("BUS", "one")
    left = BASE + (BUSES + beside if beside else BUSES.replace("  rules:\n", ""))
    before, after = stacks(tmp_path, BASE + BUSES + beside + heard, left)
    assert undone(world.apply(before)) == []
    assert undone(world.apply(after)) == []
    assert tell(world) == ["delivered"]
    assert told(world.plan(after).plan.to_do) == []

    world.sent.clear()
    assert undone(world.apply(after, PRUNE)) == []
    assert [one["Name"] for one in world.boto("events").list_rules()["Rules"]] == (
        ["other"] if beside else []
    )
    last = "iam:PutRolePolicy" if beside else "iam:DeleteRole"
    assert is_after(world, "events:DeleteRule", last)
    assert told(world.plan(after, PRUNE).plan.to_do) == []


TRIGGER = (
    "triggers: {t: {destination_arn: '${{ sns.topics.alerts.arn }}', events: [all], branches: []}}"
)
REPOSITORIES = BASE.replace("{web: {}}", "{web: {WEB}, api: {API}}")


@pytest.mark.parametrize("beside", ["", TRIGGER])
def test_triggers_that_are_left_out_go_on_reaching_their_topic(
    world: World, tmp_path: Path, beside: str
) -> None:
    text = REPOSITORIES.replace("API", beside)
    before, after = stacks(tmp_path, text.replace("WEB", TRIGGER), text.replace("WEB", ""))
    assert undone(world.apply(before)) == []
    for options in (Options(), PRUNE):
        assert undone(world.apply(after, options)) == []
        assert told(world.plan(after, options).plan.to_do) == []
        assert ":web" in ours(world)
    assert push(world) == ["delivered"]

    (tmp_path / "three").mkdir()
    said = text.replace("WEB", "triggers: null")
    last = stack_in(tmp_path / "three", {"s.yaml": said})
    assert undone(world.apply(last, PRUNE)) == []
    assert ":web" not in ours(world)
    assert bool(ours(world)) is bool(beside)


NOTICE = (
    "notification_configuration: {queue_configurations: {q: {queue_arn:"
    " '${{ sqs.queues.jobs.arn }}', events: ['s3:ObjectCreated:*']}}}"
)
BUCKETS = (
    BASE + "s3: {buckets: {one: {name: acme-one, ONE}, two: {name: acme-two, " + NOTICE + "}}}\n"
)


def test_notifications_that_are_left_out_go_on_reaching_their_queue(
    world: World, tmp_path: Path
) -> None:
    before, after = stacks(tmp_path, BUCKETS.replace("ONE", NOTICE), BUCKETS.replace(", ONE", ""))
    assert undone(world.apply(before)) == []
    assert undone(world.apply(after, PRUNE)) == []
    assert told(world.plan(after).plan.to_do) == []
    assert "arn:aws:s3:::acme-one" in ours(world)
    sent = len(world.sandbox.deliveries)
    world.boto("s3").put_object(Bucket="acme-one", Key="in.zip", Body=b"x")
    assert all(one.outcome == "delivered" for one in world.sandbox.deliveries[sent:])
    url = world.boto("sqs").get_queue_url(QueueName="jobs")["QueueUrl"]
    heard = world.boto("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    records = [one for message in heard for one in json.loads(message["Body"]).get("Records", ())]
    assert [one["s3"]["bucket"]["name"] for one in records] == ["acme-one"]


FUNCTION = f"arn:aws:lambda:{PLACE}:function:hear"


def callers(world: World) -> list[str]:
    """Who may call the function, as its live policy says."""
    client = world.boto("lambda")
    try:
        policy = json.loads(client.get_policy(FunctionName="hear")["Policy"])
    except client.exceptions.ResourceNotFoundException:
        return []
    sources = (one["Condition"]["ArnLike"]["AWS:SourceArn"] for one in policy["Statement"])
    return sorted(one.rpartition(":")[2] for one in sources)


def commit(world: World) -> None:
    """Something happens in the repository."""
    push(world)


def upload(world: World) -> None:
    """Something happens in the bucket."""
    world.boto("s3").put_object(Bucket="acme-one", Key="in.zip", Body=b"x")


BY_CALL: dict[str, tuple[str, str, str, Callable[[World], None]]] = {
    "triggers": (
        "web",
        "\ncodecommit: {repositories: {web: {PART}, api: {BESIDE}}}\n",
        f"triggers: {{t: {{destination_arn: '{FUNCTION}', events: [all], branches: []}}}}",
        commit,
    ),
    "notification_configuration": (
        "acme-one",
        "\ns3: {buckets: {one: {name: acme-one, PART}, two: {name: acme-two, BESIDE}}}\n",
        NOTICE.replace("'${{ sqs.queues.jobs.arn }}'", f"'{FUNCTION}'").replace(
            "queue", "lambda_function"
        ),
        upload,
    ),
}
"""A part that sends → who holds it, a spec, the part with a function in it, and what it tells of."""


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("part", BY_CALL)
def test_a_part_that_is_left_out_goes_on_calling_its_function(
    world: World, tmp_path: Path, part: str, beside: bool
) -> None:
    function(world)
    who, spec, said, happen = BY_CALL[part]
    text = "stack: shop\n" + spec.replace("BESIDE", said if beside else "tags: {}")
    texts = [text.replace("PART", one) for one in (said, "tags: {}", f"{part}: null")]
    before, after = stacks(tmp_path, *texts[:2])
    assert undone(world.apply(before)) == []
    others = [one for one in callers(world) if one != who]
    assert len(others) is int(beside)
    for options in (Options(), PRUNE):
        assert undone(world.apply(after, options)) == []
        assert told(world.plan(after, options).plan.to_do) == []
        assert callers(world) == sorted([who, *others])
    sent = len(world.sandbox.deliveries)
    happen(world)
    assert [(one.outcome, one.target) for one in world.sandbox.deliveries[sent:]] == [
        ("delivered", FUNCTION)
    ]

    (tmp_path / "three").mkdir()
    last = stack_in(tmp_path / "three", {"s.yaml": texts[2]})
    assert undone(world.apply(last, PRUNE)) == []
    assert callers(world) == others
    assert told(world.plan(last, PRUNE).plan.to_do) == []


@pytest.mark.parametrize("said", ["", "triggers: null"])
def test_the_key_of_a_topic_lets_in_what_a_left_out_part_sends(
    world: World, tmp_path: Path, said: str
) -> None:
    base = BASE.replace("alerts: {}", "alerts: {kms_master_key_id: '${{ kms.keys.ours.arn }}'}")
    text = base.replace("{web: {}}", "{web: {WEB}}") + "kms: {keys: {ours: {}}}\n"
    before, after = stacks(tmp_path, text.replace("WEB", TRIGGER), text.replace("WEB", said))
    assert undone(world.apply(before)) == []
    assert undone(world.apply(after, PRUNE)) == []
    assert told(world.plan(after, PRUNE).plan.to_do) == []
    policy = world.boto("kms").get_key_policy(
        KeyId=world.boto("kms").describe_key(KeyId="alias/ours")["KeyMetadata"]["KeyId"],
        PolicyName="default",
    )["Policy"]
    assert ("codecommit.amazonaws.com" in policy) is not bool(said)
    assert push(world) == ([] if said else ["delivered"])
