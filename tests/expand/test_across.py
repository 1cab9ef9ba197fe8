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
from reconciler.expand.expand import expanded, implied
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


def written(folder: Path, text: str) -> Stack:
    """The stack of three scopes, as a text writes it."""
    (folder / "specs").mkdir(exist_ok=True)
    (folder / "specs" / "s.yaml").write_text(text, encoding="utf-8")
    (folder / "reconcile.yaml").write_text(SETTINGS, encoding="utf-8")
    (stack,) = resolve(load(folder, ()), "prod", (SCOPE, FAR, US), {})
    return stack


def stack_of(folder: Path, text: str) -> Stack:
    """The stack that a text means."""
    return expanded(written(folder, text))


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


SEALED = """
stack: shop
kms: {keys: {ours: {lifecycle: {scope: far}}}}
sqs: {queues: {jobs: {kms_master_key_id: KEY, lifecycle: {scope: far}}}}
sns: {topics: {alerts: {kms_master_key_id: KEY, lifecycle: {scope: far}}}}
MOREeventbridge:
  rules:
    sent: {event_pattern: {source: [acme]}, targets: {it: {arn: TARGETROLE}}}
"""
KEY = "${{ kms.keys.ours.arn }}"


def sealed(kind: str, key: str = KEY, role: str = "", more: str = "") -> str:
    """A rule that sends to something encrypted there."""
    text = SEALED.replace("TARGET", TARGETS[kind][0]).replace("KEY", f"'{key}'")
    return text.replace("ROLE", role).replace("MORE", more)


def key_policy(world: World, statements: list[Any] | None = None) -> list[Any]:
    """The statements of the key there, once somebody there wrote these."""
    kms = there(world).boto("kms")
    key = kms.describe_key(KeyId="alias/ours")["KeyMetadata"]["Arn"]
    if statements is not None:
        text = json.dumps({"Version": "2012-10-17", "Statement": statements})
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=text)
    text = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    return list(json.loads(text)["Statement"])


@pytest.mark.parametrize("key", [KEY, "alias/ours"])
@pytest.mark.parametrize("kind", ["sqs", "sns"])
def test_what_is_encrypted_there_takes_a_role_that_may_use_the_key_and_a_key_that_lets_it(
    world: World, tmp_path: Path, kind: str, key: str
) -> None:
    stack = stack_of(tmp_path, sealed(kind, key))
    assert undone(world.apply(stack)) == []
    assert tell(world) == ["delivered"]
    assert told(world.plan(stack).plan.to_do) == []
    own, ours = key_policy(world)
    role = ours["Principal"]["AWS"]
    assert f"{ACCOUNT}:role/reconcile/reconcile-shop-prod-" in str(role)

    key_policy(world, [own])
    (why,) = tell(world)
    assert "because no resource-based policy allows the kms:GenerateDataKey" in why
    assert [one.address for one in world.plan(stack).plan.to_do] == ["kms.statements.ours+roles"]
    assert undone(world.apply(stack)) == []
    assert tell(world) == ["delivered"]

    iam = world.boto("iam")
    (name,) = [one["RoleName"] for one in iam.list_roles(PathPrefix="/reconcile/")["Roles"]]
    held = iam.get_role_policy(RoleName=name, PolicyName="targets")["PolicyDocument"]
    first = {**held, "Statement": held["Statement"][:1]}
    iam.put_role_policy(RoleName=name, PolicyName="targets", PolicyDocument=json.dumps(first))
    (why,) = tell(world)
    assert "because no identity-based policy allows the kms:GenerateDataKey" in why


def said(folder: Path, text: str) -> list[str]:
    """What is to be known of keys before anything is read."""
    notes = implied(written(folder, text)).judgement.notes
    return [f"{one.message} {one.suggestion}" for one in notes if one.code == "RC4023"]


def test_a_role_of_somebody_else_is_told_what_it_must_be_allowed(tmp_path: Path) -> None:
    theirs = f", role_arn: 'arn:aws:iam::{ACCOUNT}:role/theirs'"
    key = f"arn:aws:kms:{REGION}:{OTHER}:key/0"
    (note,) = said(tmp_path, sealed("sqs", key, theirs))
    assert f"a policy of arn:aws:iam::{ACCOUNT}:role/theirs must let it use that" in note
    given = json.loads(note.partition("Add to a policy of it: ")[2])
    assert given == {
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": [key],
    }
    may = (
        "iam: {roles: {mine: {assume_role_policy_document: {}, policies: {use: {Version: 2012-10-17,"
        " Statement: [{Effect: Allow, Action: 'kms:*', Resource: '*'}]}}}}}\n"
    )
    assert said(tmp_path, sealed("sqs", key, ", role_arn: '${{ iam.roles.mine.arn }}'", may)) == []


def test_keys_of_others_are_read_in_their_account_and_told_what_they_lack(
    world: World, tmp_path: Path
) -> None:
    kms = there(world).boto("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/ours", TargetKeyId=key)
    unwritten = sealed("sqs", key).replace("kms: {keys: {ours: {lifecycle: {scope: far}}}}\n", "")
    stack = stack_of(tmp_path, unwritten)
    assert undone(world.apply(stack)) == []
    (note,) = lacking(world, stack)
    assert "does not let arn:aws:iam" in note
    given = json.loads(note.partition("Add to its policy: ")[2])
    key_policy(world, [*key_policy(world), given])
    assert lacking(world, stack) == []
    assert tell(world) == ["delivered"]

    (note,) = said(tmp_path, sealed("sqs", "alias/theirs"))
    assert note.endswith("Name the key by its ARN.")
    (note,) = said(tmp_path, sealed("sqs", "alias/aws/sqs"))
    assert "lets no other account in" in note


def lacking(world: World, stack: Stack) -> list[str]:
    """What a plan says of keys, once it has read them."""
    meant = with_lacking(stack, world.send, PLAIN)
    notes = [note for one in meant.resources for note in one.notes]
    return [f"{one.message} {one.suggestion}" for one in notes if one.code == "RC4023"]
