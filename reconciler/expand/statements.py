"""What the policy of a target must say for those who send to it.

Sources: EventBridge User Guide, "Using resource-based policies" (a topic's policy for EventBridge
takes no Condition; a queue's asks for the rules; log groups are opened by a policy of the account to
EventBridge and to delivery.logs); the same, "Sending and receiving events between AWS accounts" and
"Sending events to an AWS service in another account" (the account of the rule is let in); Developer Tools console User Guide, "Troubleshooting notifications"
(aws:SourceAccount); S3 User Guide, "Granting permissions to publish event notification messages".
That CodeCommit is asked for its repository by aws:SourceArn is documented for functions; for topics it
is unverified. For keys: SNS Developer Guide, "Enable compatibility between event sources from AWS services
and encrypted topics" (kms:GenerateDataKey*, kms:Decrypt; aws:SourceAccount and aws:SourceArn are not
supported for EventBridge) and "Key management" (roles that publish need the same); SQS Developer Guide,
"Configure KMS permissions for AWS services" and "Key management"; EventBridge User Guide, "Authorizing
EventBridge to use a customer managed key" (for buses, and there with aws:SourceArn).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from reconciler.expand.senders import EVENTS, NOTIFICATIONS, S3, Sending

ACTIONS: Final[Mapping[str, str]] = {
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
    "lambda": "lambda:InvokeFunction",
    "events": "events:PutEvents",
}
"""Service of a target → what its policy must allow."""

ROOM: Final[Mapping[str, int]] = {"sns": 12_000, "sqs": 4_000, "logs": 4_000, "lambda": 4_000}
"""Characters that the ARNs of one statement may take: a topic's policy holds 30 KB, a queue's 8,192
bytes (SQS Developer Guide, "Policy quotas"), one of CloudWatch Logs 5,120 (PutResourcePolicy)."""

OF_SENDERS: Final = ("kms:Decrypt", "kms:GenerateDataKey*")
"""What whoever sends to something encrypted does with its key."""

OF_BUSES: Final = ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")
"""What EventBridge does with the key of a bus."""

LOG_GROUPS: Final = "/aws/events/*"
"""The log groups that EventBridge's console makes for itself; all of them, where there are too many
to name."""


def statement_for(sent: Sequence[Sending]) -> tuple[dict[str, Any], bool]:
    """The statement for all that one principal, or a role each, sends to one target, and whether it
    names each source.
    """
    first = sent[0]
    said: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": _principal(sent),
        "Action": [ACTIONS[first.service]],
        "Resource": [first.target],
    }
    condition, exact = _condition(sent)
    return ({**said, "Condition": condition} if condition else said), exact


def _principal(sent: Sequence[Sending]) -> dict[str, list[str]]:
    names = sorted({one.principal for one in sent})
    return {"Service" if sent[0].by_service else "AWS": names}


def _condition(sent: Sequence[Sending]) -> tuple[dict[str, Any], bool]:
    first = sent[0]
    if not first.by_service or (first.principal == EVENTS and first.service == "sns"):
        return {}, True
    accounts = {"aws:SourceAccount": sorted({one.sender.scope.account for one in sent})}
    if first.principal == NOTIFICATIONS:
        return {"StringEquals": accounts}, True
    sources, exact = fitting({one.source for one in sent}, ROOM[first.service])
    operator = "ArnLike" if first.principal == S3 else "ArnEquals"
    by_source = {operator: {"aws:SourceArn": sources}}
    whole = by_source if first.principal == EVENTS else {**by_source, "StringEquals": accounts}
    return whole, exact


def fitting(arns: Iterable[str], room: int) -> tuple[list[str], bool]:
    """ARNs as a statement names them, and whether it names each: else all of their sort."""
    each = sorted(set(arns))
    if sum(len(one) + 3 for one in each) <= room:
        return each, True
    return sorted({widened(one) for one in each}), False


def widened(arn: str) -> str:
    """The ARN of everything of a sort, in one account and region: `...:rule/*`."""
    head, _, rest = arn.rpartition(":")
    kind, slash, _ = rest.partition("/")
    return f"{head}:{kind}/*" if slash else f"{head}:*"


def policy_of_groups(groups: Iterable[str], place: str) -> tuple[dict[str, Any], bool]:
    """The policy that lets EventBridge write to log groups, and whether it names each.

    `place`: how their ARNs begin, up to `log-group:`.
    """
    each = sorted({f"{place}{name}:*" for name in groups})
    fits = sum(len(one) + 3 for one in each) <= ROOM["logs"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": ["delivery.logs.amazonaws.com", EVENTS]},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": each if fits else [f"{place}{LOG_GROUPS}:*"],
    }
    return {"Version": "2012-10-17", "Statement": [statement]}, fits


def needed(group: Sequence[Sending]) -> dict[str, Any]:
    """The statement that a target needs for one sender's service."""
    one = group[0]
    if one.service == "logs":
        place, _, name = one.target.partition(":log-group:")
        document, _ = policy_of_groups([name.removesuffix(":*")], f"{place}:log-group:")
        said: dict[str, Any] = document["Statement"][0]
        return said
    return statement_for(group)[0]


def key_statement(uses: Sequence[Sending]) -> dict[str, Any]:
    """What the policy of a key must say for one service, or a role each, that sends to what it encrypts;
    for a bus that is encrypted, which EventBridge reads and writes in its name.
    """
    of_buses = uses[0].target == uses[0].source
    said: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": _principal(uses),
        "Action": [*(OF_BUSES if of_buses else OF_SENDERS)],
        "Resource": ["*"],
    }
    if not of_buses:
        return said
    accounts = sorted({one.sender.scope.account for one in uses})
    buses = sorted({one.source for one in uses})
    condition = {
        "ArnEquals": {"aws:SourceArn": buses},
        "StringEquals": {"aws:SourceAccount": accounts},
    }
    return {**said, "Condition": condition}
