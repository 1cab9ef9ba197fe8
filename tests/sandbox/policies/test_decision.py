"""The policy evaluator: what each element and operator takes, and in which order it is decided.

Cases: IAM User Guide, "Policy evaluation logic", "Condition operators", "Multivalued context keys",
"Policy variables"; live deliveries of EventBridge (radkawar/stackd, September 2026).
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.sandbox.policies.decision import Asking, Decision, Policies, decide, grants
from reconciler.sandbox.policies.principals import Principal, service, session_of

ACCOUNT = "111111111111"
OTHER = "222222222222"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ci/builder"
SESSION = session_of(ROLE, "run")
ROOT = Principal("root", f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)
EVENTS = service("events.amazonaws.com")
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs"
THEIRS = f"arn:aws:sqs:eu-west-1:{OTHER}:jobs"
SEND = "sqs:SendMessage"


def policy(**statement: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}


def says(held: dict[str, Any], asking: Asking) -> set[str]:
    return set(grants(held, asking))


def asking(principal: Principal = SESSION, resource: str = QUEUE, **context: Any) -> Asking:
    keys = {name.replace("_", ":", 1): value for name, value in context.items()}
    return Asking(principal, SEND, resource, keys)


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ({"Action": SEND, "Resource": QUEUE}, {"allow"}),
        ({"Action": "SQS:sendmessage", "Resource": "*"}, {"allow"}),
        ({"Action": ["sqs:Get*", "sqs:Send*"], "Resource": ["x", f"{QUEUE[:-4]}*"]}, {"allow"}),
        ({"Action": "sqs:SendMessag?", "Resource": "arn:aws:sqs:*:*:job?"}, {"allow"}),
        ({"Action": "sqs:ReceiveMessage", "Resource": "*"}, set()),
        ({"Action": SEND, "Resource": THEIRS}, set()),
        ({"NotAction": "iam:*", "Resource": "*"}, {"allow"}),
        ({"NotAction": ["sqs:*"], "Resource": "*"}, set()),
        ({"Action": "*", "NotResource": THEIRS}, {"allow"}),
        ({"Action": "*", "NotResource": "arn:aws:sqs:*"}, set()),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, {"deny"}),
    ],
)
def test_actions_and_resources(statement: dict[str, Any], verdict: set[str]) -> None:
    assert says(policy(**statement), asking()) == verdict


@pytest.mark.parametrize(
    ("element", "principal", "verdict"),
    [
        ({"Principal": "*"}, SESSION, {"allow"}),
        ({"Principal": {"AWS": "*"}}, SESSION, {"allow"}),
        ({"Principal": {"AWS": ROLE}}, SESSION, {"allow"}),
        ({"Principal": {"AWS": SESSION.arn}}, SESSION, {"allow"}),
        ({"Principal": {"AWS": [THEIRS, ACCOUNT]}}, SESSION, {"delegate"}),
        ({"Principal": {"AWS": ROOT.arn}}, SESSION, {"delegate"}),
        ({"Principal": {"AWS": ROOT.arn}}, ROOT, {"allow"}),
        ({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"}}, SESSION, set()),
        ({"Principal": {"AWS": OTHER}}, SESSION, set()),
        ({"Principal": {"Service": "events.amazonaws.com"}}, SESSION, set()),
        ({"Principal": {"Service": ["x", "events.amazonaws.com"]}}, EVENTS, {"allow"}),
        ({"Principal": {"Service": "sns.amazonaws.com"}}, EVENTS, set()),
        ({"Principal": {"AWS": "*"}}, EVENTS, set()),
        ({"Principal": "*"}, EVENTS, {"allow"}),
        ({"NotPrincipal": {"AWS": ROLE}}, SESSION, set()),
        ({"NotPrincipal": {"AWS": OTHER}}, SESSION, {"allow"}),
    ],
)
def test_principals(element: dict[str, Any], principal: Principal, verdict: set[str]) -> None:
    assert says(policy(Action="sqs:*", Resource="*", **element), asking(principal)) == verdict


CONDITIONS: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    # operator, key -> wanted, request's keys, holds
    ("StringEquals", {"aws:x": ["a", "b"]}, {"aws_x": "b"}, True),
    ("StringEquals", {"AWS:X": "a"}, {"aws_x": "A"}, False),
    ("StringEquals", {"aws:x": "a"}, {}, False),
    ("StringEqualsIfExists", {"aws:x": "a"}, {}, True),
    ("StringEqualsIfExists", {"aws:x": "a"}, {"aws_x": "b"}, False),
    ("StringNotEquals", {"aws:x": ["a", "b"]}, {"aws_x": "b"}, False),
    ("StringNotEquals", {"aws:x": "a"}, {}, True),
    ("StringEqualsIgnoreCase", {"aws:x": "a"}, {"aws_x": "A"}, True),
    ("StringNotEqualsIgnoreCase", {"aws:x": "a"}, {"aws_x": "A"}, False),
    ("StringLike", {"aws:x": "a*c?"}, {"aws_x": "a:b:cd"}, True),
    ("StringNotLike", {"aws:x": "a*"}, {"aws_x": "b"}, True),
    ("NumericLessThanEquals", {"aws:x": "10"}, {"aws_x": "10"}, True),
    ("NumericGreaterThan", {"aws:x": 10}, {"aws_x": "10"}, False),
    ("NumericNotEquals", {"aws:x": "1"}, {"aws_x": "1.0"}, False),
    ("NumericEquals", {"aws:x": "1"}, {"aws_x": "one"}, False),
    ("DateGreaterThan", {"aws:x": "2026-01-01T00:00:00Z"}, {"aws_x": "2026-09-01T00:00:00Z"}, True),
    ("DateLessThan", {"aws:x": "1767225600"}, {"aws_x": "2025-12-31T23:59:59Z"}, True),
    ("Bool", {"aws:x": True}, {"aws_x": "true"}, True),
    ("Bool", {"aws:x": "false"}, {"aws_x": "true"}, False),
    ("BoolIfExists", {"aws:x": "true"}, {}, True),
    ("IpAddress", {"aws:x": ["10.0.0.0/8", "2001:db8::/32"]}, {"aws_x": "10.1.2.3"}, True),
    ("NotIpAddress", {"aws:x": "10.0.0.0/8"}, {"aws_x": "10.1.2.3"}, False),
    (
        "ArnEquals",
        {"aws:x": "arn:aws:events:*:*:rule/push"},
        {"aws_x": "arn:aws:events:r:1:rule/push"},
        True,
    ),
    ("ArnLike", {"aws:x": "arn:aws:*:rule/push"}, {"aws_x": "arn:aws:events:r:1:rule/push"}, False),
    ("ArnLike", {"aws:x": "arn:aws:sqs:r:1:a*"}, {"aws_x": "arn:aws:sqs:r:1:a:b"}, True),
    ("ArnNotLike", {"aws:x": "arn:aws:sqs:*:*:*"}, {"aws_x": "arn:aws:sqs:r:1:a"}, False),
    ("Null", {"aws:x": "true"}, {}, True),
    ("Null", {"aws:x": "false"}, {"aws_x": "a"}, True),
    ("Null", {"aws:x": True}, {"aws_x": "a"}, False),
    ("ForAllValues:StringEquals", {"aws:x": ["a", "b"]}, {"aws_x": ["a", "b"]}, True),
    ("ForAllValues:StringEquals", {"aws:x": ["a"]}, {"aws_x": ["a", "b"]}, False),
    ("ForAllValues:StringEquals", {"aws:x": ["a"]}, {}, True),
    ("ForAnyValue:StringEquals", {"aws:x": ["a"]}, {"aws_x": ["a", "b"]}, True),
    ("ForAnyValue:StringEquals", {"aws:x": ["a"]}, {"aws_x": ["b"]}, False),
    ("ForAnyValue:StringEquals", {"aws:x": ["a"]}, {}, False),
    ("ForAnyValue:StringNotEquals", {"aws:x": ["a"]}, {"aws_x": ["a", "b"]}, True),
    ("ForAllValues:StringNotLike", {"aws:x": ["a*"]}, {"aws_x": ["b", "c"]}, True),
    ("StringEqual", {"aws:x": "a"}, {"aws_x": "a"}, False),
]


@pytest.mark.parametrize(("name", "tests", "keys", "holds"), CONDITIONS)
def test_condition_operators(
    name: str, tests: dict[str, Any], keys: dict[str, Any], holds: bool
) -> None:
    held = policy(Action="*", Resource="*", Condition={name: tests})
    assert says(held, asking(**keys)) == ({"allow"} if holds else set())


def test_every_condition_must_hold_and_any_value_of_one_may() -> None:
    both = {"StringEquals": {"aws:x": ["a", "b"], "aws:y": "c"}, "Bool": {"aws:z": "true"}}
    held = policy(Action="*", Resource="*", Condition=both)

    assert says(held, asking(aws_x="b", aws_y="c", aws_z="true")) == {"allow"}
    assert says(held, asking(aws_x="b", aws_y="d", aws_z="true")) == set()
    assert says(held, asking(aws_x="b", aws_y="c", aws_z="false")) == set()


def test_variables_are_values_and_only_in_the_newer_version() -> None:
    resource = "arn:aws:sqs:eu-west-1:*:${aws:PrincipalTag/team, 'jobs'}"
    held = policy(Action="*", Resource=resource)
    assert says(held, asking()) == {"allow"}
    assert says({**held, "Version": "2008-10-17"}, asking()) == set()

    tagged = Asking(SESSION, SEND, QUEUE, {"aws:PrincipalTag/team": "*"})
    assert says(held, tagged) == set(), "a wildcard in a value is a letter"
    starred = policy(Action="*", Resource="arn:aws:sqs:eu-west-1:*:${*}")
    assert says(starred, asking()) == set()
    assert says(starred, asking(resource=f"{QUEUE[:-4]}*")) == {"allow"}
    unknown = policy(Action="*", Resource="*", Condition={"StringLike": {"aws:x": "${aws:none}*"}})
    assert says(unknown, asking(aws_x="a")) == set()


def test_global_keys_of_each_principal() -> None:
    def wanting(**keys: str) -> dict[str, Any]:
        tests = {f"aws:{name}": value for name, value in keys.items()}
        return policy(Principal="*", Action="*", Resource="*", Condition={"StringEquals": tests})

    assert says(wanting(PrincipalArn=ROLE, PrincipalAccount=ACCOUNT), asking()) == {"allow"}
    assert says(wanting(PrincipalType="AssumedRole"), asking()) == {"allow"}
    assert says(wanting(PrincipalServiceName="events.amazonaws.com"), asking(EVENTS)) == {"allow"}
    assert says(wanting(PrincipalIsAWSService="true"), asking(EVENTS)) == {"allow"}
    assert says(wanting(PrincipalType="AWSService"), asking(EVENTS)) == set()


ALLOW = policy(Action=SEND, Resource="*")
DENY = policy(Effect="Deny", Action=SEND, Resource="*")
OPEN = policy(Principal={"AWS": ROLE}, Action=SEND, Resource="*")
TO_ACCOUNT = policy(Principal={"AWS": ACCOUNT}, Action=SEND, Resource="*")
SHUT = policy(Effect="Deny", Principal="*", Action=SEND, Resource="*")
NOBODY = f"because no identity-based policy allows the {SEND} action"
NO_RESOURCE = f"because no resource-based policy allows the {SEND} action"


@pytest.mark.parametrize(
    ("who", "resource", "policies", "decision"),
    [
        (SESSION, QUEUE, Policies(), Decision(False, NOBODY)),
        (SESSION, QUEUE, Policies((ALLOW,)), Decision(True, "")),
        (SESSION, QUEUE, Policies(resource=OPEN), Decision(True, "")),
        (SESSION, QUEUE, Policies(resource=TO_ACCOUNT), Decision(False, NOBODY)),
        (SESSION, QUEUE, Policies((ALLOW,), resource=TO_ACCOUNT), Decision(True, "")),
        (
            SESSION,
            QUEUE,
            Policies((ALLOW, DENY), resource=OPEN),
            Decision(False, "with an explicit deny in an identity-based policy"),
        ),
        (
            SESSION,
            QUEUE,
            Policies((ALLOW,), resource=SHUT),
            Decision(False, "with an explicit deny in a resource-based policy"),
        ),
        (
            SESSION,
            QUEUE,
            Policies((ALLOW,), boundary={}),
            Decision(False, f"because no permissions boundary allows the {SEND} action"),
        ),
        (SESSION, QUEUE, Policies((ALLOW,), boundary=ALLOW), Decision(True, "")),
        (
            SESSION,
            QUEUE,
            Policies((ALLOW,), boundary=DENY),
            Decision(False, "with an explicit deny in a permissions boundary"),
        ),
        (SESSION, THEIRS, Policies((ALLOW,)), Decision(False, NO_RESOURCE)),
        (SESSION, THEIRS, Policies(resource=OPEN), Decision(False, NOBODY)),
        (SESSION, THEIRS, Policies((ALLOW,), resource=OPEN), Decision(True, "")),
        (SESSION, THEIRS, Policies((ALLOW,), resource=TO_ACCOUNT), Decision(True, "")),
        (ROOT, QUEUE, Policies(), Decision(True, "")),
        (ROOT, THEIRS, Policies(), Decision(False, NO_RESOURCE)),
        (ROOT, THEIRS, Policies(resource=TO_ACCOUNT), Decision(True, "")),
        (EVENTS, QUEUE, Policies((ALLOW,)), Decision(False, NO_RESOURCE)),
        (
            EVENTS,
            QUEUE,
            Policies(resource=policy(Principal={"Service": EVENTS.arn}, Action="*", Resource="*")),
            Decision(True, ""),
        ),
    ],
)
def test_the_order_of_decision(
    who: Principal, resource: str, policies: Policies, decision: Decision
) -> None:
    assert decide(asking(who, resource), policies) == decision


def test_the_message_is_worded_as_aws_words_it() -> None:
    asked = asking(EVENTS)
    assert decide(asked, Policies()).message(asked) == (
        f"User: events.amazonaws.com is not authorized to perform: {SEND} on resource: {QUEUE} "
        f"because no resource-based policy allows the {SEND} action"
    )


statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Action": st.sampled_from(["*", "sqs:*", SEND, "s3:*"]),
        "Resource": st.sampled_from(["*", QUEUE, THEIRS]),
    }
)


@given(st.lists(statements, max_size=6))
def test_a_deny_always_wins_and_nothing_is_allowed_by_default(held: list[dict[str, Any]]) -> None:
    told = decide(asking(), Policies(({"Version": "2012-10-17", "Statement": held},)))

    about = {
        one["Effect"] for one in held if one["Action"] != "s3:*" and one["Resource"] in ("*", QUEUE)
    }
    assert told.allowed is (about == {"Allow"})
