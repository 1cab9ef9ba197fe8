"""What points at things that are not there: told in a plan, a status and reports, and read in batches."""

from __future__ import annotations

import json

from tests.cli.tree import ACCOUNT, REGION, Tree
from tests.expand.hearers import make_function

HERE = f"{REGION}:{ACCOUNT}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/events"
AIMS = {
    "function": f"arn:aws:lambda:{HERE}:function:orders",
    "topic": f"arn:aws:sns:{HERE}:alerts",
    "queue": f"arn:aws:sqs:{HERE}:jobs",
    "log group": f"arn:aws:logs:{HERE}:log-group:/aws/events/seen",
    "build project": f"arn:aws:codebuild:{HERE}:project/api",
    "pipeline": f"arn:aws:codepipeline:{HERE}:deliver",
    "state machine": f"arn:aws:states:{HERE}:stateMachine:release",
    "event bus": f"arn:aws:events:{HERE}:event-bus/main",
}
MADE = [sort for sort in AIMS if sort not in {"build project", "pipeline"}]
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": ["events.amazonaws.com", "lambda.amazonaws.com"]},
        }
    ],
}
MACHINE = json.dumps({"StartAt": "end", "States": {"end": {"Type": "Succeed"}}})
"""What a target may be, by what it is called."""


def rules(aims: dict[str, str]) -> str:
    """A stack of a rule for each, five targets being the most that one takes."""
    said = [
        f'    "r{number}": {{schedule_expression: rate(1 day), targets: '
        f"{{it: {{arn: '{arn}', role_arn: '{ROLE}'}}}}}}"
        for number, arn in enumerate(aims.values())
    ]
    return "stack: shop\neventbridge:\n  rules:\n" + "\n".join(said) + "\n"


def missing(tree: Tree, *more: str) -> dict[str, str]:
    """Message → spec line, of a plan's notes about what is not there, or cannot be looked for."""
    notes = tree.planned(*more).json["notes"]
    return {
        one["message"]: f"{one['source']['file']}:{one['source']['line']}"
        for one in notes
        if one["code"] in {"RC4041", "RC4042"}
    }


def make(tree: Tree) -> None:
    """Everything that AIMS names, made by somebody else."""
    trust = json.dumps(TRUST)
    tree.aws("iam").create_role(RoleName="events", AssumeRolePolicyDocument=trust)
    make_function(tree.aws, "orders")
    tree.aws("sns").create_topic(Name="alerts")
    tree.aws("sqs").create_queue(QueueName="jobs")
    tree.aws("logs").create_log_group(logGroupName="/aws/events/seen")
    tree.aws("events").create_event_bus(Name="main")
    tree.aws("stepfunctions").create_state_machine(name="release", definition=MACHINE, roleArn=ROLE)


def test_what_a_rule_s_targets_name_and_is_not_there_is_told_with_its_line(tree: Tree) -> None:
    tree.specs(rules(AIMS))

    told = missing(tree)

    for number, (sort, arn) in enumerate(AIMS.items()):
        assert (
            told[f"targets[it].arn: the {sort} {arn} is not there"]
            == f"specs/shop.yaml:{4 + number}"
        )
    assert f"targets[it].role_arn: the role {ROLE} is not there" in told
    assert len(told) == len(AIMS) + 1
    plan = tree.plan().out
    assert (
        f"Note     eventbridge.rules.r2: targets[it].arn: the queue {AIMS['queue']} is not there. "
        "Make it, or write the one that is meant: until then nothing gets there.  (specs/shop.yaml:6)"
    ) in plan
    assert f"the queue {AIMS['queue']} is not there" in tree.plan("--format", "markdown").out


def test_what_is_there_is_not_told(tree: Tree) -> None:
    tree.specs(rules({sort: AIMS[sort] for sort in MADE}))
    make(tree)

    assert missing(tree) == {}


def test_what_the_stack_declares_itself_costs_no_call(tree: Tree) -> None:
    own = """\
stack: shop
sns: {topics: {alerts: {}}}
eventbridge:
  rules:
    r: {schedule_expression: rate(1 day), targets: {it: {arn: "AIM"}}}
"""
    tree.specs(own.replace("AIM", "${{ sns.topics.alerts.arn }}"))
    tree.applied()
    calls = tree.planned().json["calls"]
    tree.specs(own.replace("AIM", AIMS["topic"]))
    assert tree.planned().json["calls"] == calls


def test_many_are_looked_up_in_lists(tree: Tree) -> None:
    projects = {str(n): f"arn:aws:codebuild:{HERE}:project/p{n}" for n in range(30)}
    tree.specs(rules({"0": projects["0"]}))
    one = tree.planned().json["calls"]
    tree.specs(rules(projects))
    many = tree.planned().json["calls"]
    assert len(missing(tree)) == 31
    assert many == one, "thirty projects are looked for in one batch"


def test_what_may_not_be_read_could_not_be_checked_and_fails_nothing(tree: Tree) -> None:
    settings = (
        f'project: acme\nenvironments:\n  test: {{account: "{ACCOUNT}", region: {REGION}, '
        f"plan_role_arn: arn:aws:iam::{ACCOUNT}:role/plan}}\n"
    )
    tree.specs(rules(AIMS), settings)
    full = tree.run("iam-policy", "plan").out
    iam = tree.aws("iam")
    principal = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.create_role(RoleName="plan", AssumeRolePolicyDocument=trust)
    iam.put_role_policy(RoleName="plan", PolicyName="own", PolicyDocument=full)
    tree.guard()
    assert all(told.endswith("is not there") for told in missing(tree))

    less = full.replace('"lambda:GetFunctionConfiguration"', '"lambda:GetAlias"')
    assert less != full
    iam.put_role_policy(RoleName="plan", PolicyName="own", PolicyDocument=less)
    (told,) = [one for one in missing(tree) if "could not be checked" in one]
    assert told.startswith(f"whether {AIMS['function']} is there could not be checked: lambda:GetF")
    assert "AccessDenied" in told


def test_a_role_that_is_not_there_is_told_once(tree: Tree) -> None:
    tree.specs(rules({"queue": AIMS["queue"]}))

    told = [one["code"] for one in tree.planned().json["notes"]]
    assert told == ["RC4041", "RC4041"], "the queue, and the role, which nobody declares either"

    trust = json.dumps(TRUST)
    tree.aws("iam").create_role(RoleName="events", AssumeRolePolicyDocument=trust)
    told = [one["code"] for one in tree.planned().json["notes"]]
    assert told == ["RC1215", "RC4041"], "the role is there now, and still nobody declares it"


def test_of_a_service_that_an_endpoint_does_not_have_nothing_is_said(tree: Tree) -> None:
    tree.specs(rules({"cluster": f"arn:aws:ecs:{HERE}:cluster/web"}))

    assert list(missing(tree)) == [f"targets[it].role_arn: the role {ROLE} is not there"]
