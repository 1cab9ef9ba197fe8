"""Targets of another account of the same stack: what they need is derived where they are, and events
arrive there; without it they do not, and a plan finds that.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reconciler.aws.client import Client
from reconciler.cli.lacking import with_lacking
from reconciler.expand.expand import expanded
from reconciler.plan.options import Options
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Scope, Stack
from tests.expand.hearers import function
from tests.laws.ground import ACCOUNT, PLAIN, REGION, SCOPE, Tossable, World, told, undone, world_of

OTHER = "444455556666"
FAR = Scope("far", OTHER, REGION, role_arn=f"arn:aws:iam::{OTHER}:role/reconcile")
US = Scope("us", ACCOUNT, "us-east-1")
SETTINGS = f"""\
project: acme
environments:
  prod: {{account: "{ACCOUNT}", region: {REGION}, scopes: {{far: {{account: "{OTHER}"}}, us: {{region: us-east-1}}}}}}
"""
HEARD = """
stack: shop
sqs: {queues: {jobs: {lifecycle: {scope: far}}, heard: {lifecycle: {scope: far}}, over: {lifecycle: {scope: us}}}}
sns: {topics: {alerts: {lifecycle: {scope: far}}}}
eventbridge:
  event_buses:
    main: {lifecycle: {scope: far}}
    abroad: {lifecycle: {scope: us}}
  rules:
    sent: {MANUALevent_pattern: {source: [acme]}, targets: {it: {arn: TARGETROLE}}}
    passed: {event_bus_name: main, event_pattern: {source: [acme]}, targets: {it: {arn: "${{ sqs.queues.heard.arn }}"}}, lifecycle: {scope: far}}
    kept: {event_bus_name: abroad, event_pattern: {source: [acme]}, targets: {it: {arn: "${{ sqs.queues.over.arn }}"}}, lifecycle: {scope: us}}
"""
FUNCTION = f"arn:aws:lambda:{REGION}:{OTHER}:function:hear"
TARGETS = {
    "events": ("'${{ eventbridge.event_buses.main.arn }}'", "eventbridge.statements.main+accounts"),
    "default": (
        f"'arn:aws:events:{REGION}:{OTHER}:event-bus/default'",
        "eventbridge.statements.+default-accounts-far",
    ),
    "sqs": ("'${{ sqs.queues.jobs.arn }}'", "sqs.statements.jobs+accounts"),
    "sns": ("'${{ sns.topics.alerts.arn }}'", "sns.statements.alerts+accounts"),
    "lambda": (f"'{FUNCTION}'", f"lambda.permissions.+accounts-hear-{ACCOUNT}-far"),
}
"""Service of a target → a target in the other account, and what lets this one in there."""


def stack_of(folder: Path, text: str) -> Stack:
    """The stack of three scopes that a text means."""
    (folder / "specs").mkdir(exist_ok=True)
    (folder / "specs" / "s.yaml").write_text(text, encoding="utf-8")
    (folder / "reconcile.yaml").write_text(SETTINGS, encoding="utf-8")
    (stack,) = resolve(load(folder, ()), "prod", (SCOPE, FAR, US), {})
    return expanded(stack)


class There(World):
    """The same world, where things are made by hand in the other account."""

    def boto(self, service: str) -> Any:
        """A boto3 client of the other account."""
        return self.client.client(service, "far", writes=True)


@pytest.fixture(scope="module")
def shared(no_ambient_aws: None) -> World:
    """One world for the module, of two accounts and two regions."""
    import boto3

    made = world_of(Tossable(page_size=2))
    given = made.sandbox.credentials(OTHER)
    keys = given.access_key_id, given.secret_access_key
    theirs = boto3.Session(*keys, region_name=REGION)
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    trust = {"Statement": [{**statement, "Principal": {"AWS": ACCOUNT}}], "Version": "2012-10-17"}
    made.sandbox.attach(theirs).client("iam").create_role(
        RoleName="reconcile", AssumeRolePolicyDocument=json.dumps(trust)
    )
    client = Client(made.client.access, (SCOPE, FAR, US), made.client.refusals)
    client.client("sts", "far", writes=True).get_caller_identity()
    return replace(made, client=client)


@pytest.fixture
def world(shared: World) -> World:
    """An empty one."""
    shared.fresh()
    return shared


def there(world: World) -> World:
    """The world, seen from the other account."""
    return There(world.sandbox, world.client)


def text_for(kind: str, manual: str = "", role: str = "") -> str:
    """A rule that sends to one target there."""
    text = HEARD.replace("TARGET", TARGETS[kind][0]).replace("MANUAL", manual)
    return text.replace("ROLE", role)


def tell(world: World) -> list[str]:
    """An event on the default bus here, and how all deliveries to which it led ended, with why."""
    before = len(world.sandbox.deliveries)
    entry = {"Source": "acme", "DetailType": "probe", "Detail": "{}"}
    world.boto("events").put_events(Entries=[entry])
    made = world.sandbox.deliveries[before:]
    return [f"{one.outcome} {one.reason}".strip() for one in made]


def drop(world: World, kind: str) -> None:
    """Somebody there takes what lets us in away."""
    far = there(world)
    match kind:
        case "events" | "default":
            bus = {"events": "main"}.get(kind, kind)
            far.boto("events").remove_permission(EventBusName=bus, RemoveAllPermissions=True)
        case "sqs":
            url = far.boto("sqs").get_queue_url(QueueName="jobs")["QueueUrl"]
            far.boto("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
        case "sns":
            topic = f"arn:aws:sns:{REGION}:{OTHER}:alerts"
            own = {"Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "sns:Publish"}
            policy = {"Version": "2012-10-17", "Statement": [{**own, "Resource": topic}]}
            far.boto("sns").set_topic_attributes(
                TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(policy)
            )
        case "lambda":
            policy = json.loads(far.boto("lambda").get_policy(FunctionName="hear")["Policy"])
            for one in policy["Statement"]:
                far.boto("lambda").remove_permission(FunctionName="hear", StatementId=one["Sid"])


@pytest.mark.parametrize("kind", TARGETS)
def test_an_event_arrives_in_another_account_only_where_it_is_let_in(
    world: World, tmp_path: Path, kind: str
) -> None:
    function(there(world))
    stack = stack_of(tmp_path, text_for(kind))
    (made,) = [one for one in stack.resources if one.address == TARGETS[kind][1]]
    assert made.scope.name == "far"
    assert undone(world.apply(stack)) == []
    on = 2 if kind == "events" else 1  # a rule on the bus there sends it on, to a queue
    assert tell(world) == ["delivered"] * on
    assert told(world.plan(stack).plan.to_do) == []

    drop(world, kind)
    (why,) = tell(world)
    assert why.startswith("refused ")
    assert "because no resource-based policy allows" in why
    assert [one.address for one in world.plan(stack).plan.to_do] == [TARGETS[kind][1]]
    assert undone(world.apply(stack)) == []
    assert tell(world) == ["delivered"] * on


def test_what_is_sent_to_another_account_goes_by_a_role_of_the_rules_own(
    world: World, tmp_path: Path
) -> None:
    stack = stack_of(tmp_path, text_for("sqs"))
    role = {one.address: one for one in stack.resources}["iam.roles.+queues"]
    assert role.scope.account == ACCOUNT
    policies: Any = role.desired["policies"]
    (said,) = policies["targets"]["Statement"]
    assert said["Resource"] == (f"arn:aws:sqs:{REGION}:{OTHER}:jobs",)
    assert undone(world.apply(stack)) == []
    world.boto("iam").delete_role_policy(
        RoleName=role.identity[0].rpartition("/")[2], PolicyName="targets"
    )
    (why,) = tell(world)
    assert "because no identity-based policy allows" in why


def test_a_bus_of_another_region_takes_a_role_and_no_statement(
    world: World, tmp_path: Path
) -> None:
    bus = "'${{ eventbridge.event_buses.abroad.arn }}'"
    text = HEARD.replace("TARGET", bus).replace("MANUAL", "").replace("ROLE", "")
    stack = stack_of(tmp_path, text)
    assert not [one for one in stack.resources if one.form.kind.id == "eventbridge.statements"]
    assert undone(world.apply(stack)) == []
    assert tell(world) == ["delivered", "delivered"]


def test_what_others_let_in_is_read_and_what_is_missing_told(world: World, tmp_path: Path) -> None:
    function(there(world))
    role = f", role_arn: 'arn:aws:iam::{ACCOUNT}:role/theirs'"
    for kind in TARGETS:
        stack = stack_of(tmp_path, text_for(kind, "permissions: manual, ", role))
        assert TARGETS[kind][1] not in {one.address for one in stack.resources}
        meant = with_lacking(stack, world.send, PLAIN)
        (note,) = [n for one in meant.resources for n in one.notes if n.code == "RC4024"]
        assert f"does not let account {ACCOUNT} in" in note.message
        given = json.loads((note.suggestion or "").partition("Add to its policy: ")[2])
        assert given["Principal"] == {"AWS": [ACCOUNT]}


def test_a_rule_that_is_gone_takes_its_statement_from_the_bus_there(
    world: World, tmp_path: Path
) -> None:
    far = there(world).boto("events")
    stack = stack_of(tmp_path, text_for("events"))
    assert undone(world.apply(stack)) == []
    far.put_permission(
        EventBusName="main", Action="events:PutEvents", Principal="111122223333", StatementId="Mine"
    )
    without = "\n".join(one for one in text_for("events").splitlines() if " sent:" not in one)
    left = stack_of(tmp_path, without)
    assert undone(world.apply(left)) == []
    assert tell(world) == ["delivered", "delivered"]  # it stays until it is pruned
    assert undone(world.apply(left, Options(prune=True, allow_many_deletes=True))) == []
    held = json.loads(far.describe_event_bus(Name="main")["Policy"])["Statement"]
    assert [one["Sid"] for one in held] == ["Mine"]
