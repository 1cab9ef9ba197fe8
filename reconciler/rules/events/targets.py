"""Rules of EventBridge, their schedules and targets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from reconciler.events.schedules import NotASchedule, cron
from reconciler.expand.senders import is_abroad
from reconciler.rules.rule import Finding, Rule
from reconciler.rules.values import given, keyed, structure, text
from reconciler.rules.view import View
from reconciler.spec.stack import Resource
from reconciler.spec.suggest import listed
from reconciler.spec.values import Late, Value

RATE = re.compile(r"rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)")
"""A rate: one of something, or several of some (User Guide, "Rate expressions")."""
MOST_TARGETS: Final = 5
"""User Guide, "Quotas": targets of a rule."""
INPUTS: Final = ("input", "input_path", "input_transformer")
"""Three ways to say what a target is sent."""
BY_ROLE: Final = (
    "codepipeline",
    "codebuild",
    "states",
    "ecs",
    "kinesis",
    "firehose",
    "ssm",
    "batch",
)
"""Services that EventBridge calls by a role of the target's, as ARNs name them."""
ABROAD: Final[Mapping[str, str]] = {
    "events": "bus",
    "lambda": "function",
    "sns": "topic",
    "sqs": "queue",
}
"""What EventBridge reaches in another account, always by a role (User Guide, "Sending events to an AWS
service in another account")."""
KINDS_BY_ROLE: Final = (
    "codepipeline.pipelines",
    "codebuild.projects",
    "eventbridge.api_destinations",
)
"""Kinds of this tool that are."""


def rules(view: View) -> Iterator[Resource]:
    """Every rule."""
    return iter(view.of("eventbridge.rules"))


def targets(view: View) -> Iterator[tuple[Resource, str, Mapping[str, Value]]]:
    """Every target: its rule, its path, itself."""
    for rule in rules(view):
        for name, one in keyed(rule.desired.get("targets")).items():
            yield rule, f"targets[{name}]", one


def number(view: View) -> Iterator[Finding]:
    """Rules with too many targets."""
    for rule in rules(view):
        count = len(keyed(rule.desired.get("targets")))
        if count > MOST_TARGETS:
            yield Finding(
                rule, "targets", f"the rule has {count} targets", f"at most {MOST_TARGETS}"
            )


def some_event(view: View) -> Iterator[Finding]:
    """Rules with neither a pattern nor a schedule."""
    for rule in rules(view):
        if not any(
            given(rule.desired.get(one)) for one in ("event_pattern", "schedule_expression")
        ):
            told = "the rule has neither `event_pattern` nor `schedule_expression`"
            yield Finding(rule, "", told, "at least one of the two")


def schedules(view: View) -> Iterator[Finding]:
    """Schedules that are not well-formed."""
    for rule in rules(view):
        expression = text(rule.desired.get("schedule_expression"))
        if expression and not is_schedule(expression):
            told = f"`{expression}` is no schedule"
            yield Finding(rule, "schedule_expression", told, "`rate(5 minutes)`, `cron(0 4 * * ? *)`",
                          _mend(expression))  # fmt: skip


def is_schedule(expression: str) -> bool:
    """Whether a text is a rate or a cron expression of EventBridge."""
    if expression.startswith("rate("):
        return RATE.fullmatch(expression) is not None
    try:
        cron(expression)
    except NotASchedule:
        return False
    return True


def _mend(expression: str) -> str:
    """What is probably wrong with a schedule."""
    inner = expression[expression.find("(") + 1 :].rstrip(")").split()
    match expression.partition("(")[0], len(inner):
        case "rate", 2:
            return f"Write `rate({inner[0]} {inner[1].rstrip('s')}{'s'[: inner[0] != '1']})`."
        case "cron", 5:
            return "EventBridge's cron has six fields: add the year, and `?` for one of the days."
        case "cron", 6:
            return "One of day-of-month and day-of-week must be `?`, and the other not."
    return ""


def on_default_bus(view: View) -> Iterator[Finding]:
    """Schedules on a bus of one's own."""
    for rule in rules(view):
        bus = rule.identity[0]
        if given(rule.desired.get("schedule_expression")) and bus not in ("", "default"):
            told = f"the rule is on the bus `{bus}`, and schedules are not there"
            yield Finding(rule, "schedule_expression", told, "the default bus")


def one_input(view: View) -> Iterator[Finding]:
    """Targets with more than one way to say what they are sent."""
    for rule, path, target in targets(view):
        there = [name for name in INPUTS if given(target.get(name))]
        if len(there) > 1:
            told = f"{listed(there)} cannot stand together"
            yield Finding(rule, f"{path}.{there[-1]}", told, f"one of {listed(INPUTS, ' or ')}")


def roles(view: View) -> Iterator[Finding]:
    """Targets that EventBridge can call by a role only, and that name none."""
    for rule, path, target in targets(view):
        what = _by_role(view, rule, target.get("arn"))
        if what and not given(target.get("role_arn")):
            yield Finding(rule, path, f"a target of {what} needs `role_arn`")


def _by_role(view: View, rule: Resource, arn: Value) -> str:
    """What a target is, where EventBridge calls it by a role; "" where not, or not known."""
    meant = view.meant(arn)
    kind = meant.form.kind.id if meant else ""
    if isinstance(arn, Late) and not kind:
        kind = arn.address.rpartition(".")[0]
    if kind in KINDS_BY_ROLE:
        return kind
    parts = text(arn).split(":", 5)
    if len(parts) < 6:
        return ""
    service, rest = parts[2], parts[5]
    if service == "events" and rest.startswith("api-destination/"):
        return "an API destination"
    if is_abroad(text(arn), rule.scope.account):
        return f"another account's {ABROAD[service]}"
    return service if service in BY_ROLE else ""


def fifo(view: View) -> Iterator[Finding]:
    """FIFO queues that are not told the group of messages."""
    for rule, path, target in targets(view):
        arn = text(target.get("arn"))
        group = structure(target.get("sqs_parameters")).get("message_group_id")
        if ":sqs:" in arn and arn.endswith(".fifo") and not given(group):
            told = "a FIFO queue needs `sqs_parameters.message_group_id`"
            yield Finding(rule, path, told)


def regions(view: View) -> Iterator[Finding]:
    """Targets in another region, where only buses may be."""
    for rule, path, target in targets(view):
        parts = text(target.get("arn")).split(":", 5)
        if len(parts) < 6 or parts[2] == "events" or not rule.scope.region:
            continue
        if parts[3] and parts[3] != rule.scope.region:
            told = f"the target is in {parts[3]}, and the rule in {rule.scope.region}"
            yield Finding(rule, f"{path}.arn", told, "a target of the rule's own region, or a bus")


RULES: Final = (
    Rule(
        "RC2511",
        "Too many targets",
        'A rule has at most five targets (User Guide, "Quotas"; LimitExceededException).',
        "Write a second rule with the same pattern, or a topic as the target.",
        number,
    ),
    Rule(
        "RC2512",
        "A rule that waits for nothing",
        "A rule needs a pattern, a schedule or both (API Reference, PutRule).",
        "Add `event_pattern`, or `schedule_expression`.",
        some_event,
    ),
    Rule(
        "RC2513",
        "A schedule that is not well-formed",
        "EventBridge refuses it: a rate says `1 hour` or `2 hours`, a cron expression has six fields, "
        "and one of day-of-month and day-of-week is `?`.",
        "Write `rate(VALUE UNIT)` or `cron(MINUTES HOURS DAY MONTH WEEKDAY YEAR)`, in UTC.",
        schedules,
    ),
    Rule(
        "RC2514",
        "A schedule on a bus of one's own",
        'Rules with schedules are on the default bus only (User Guide, "Rules that run on a '
        'schedule").',
        "Take `event_bus_name` out.",
        on_default_bus,
    ),
    Rule(
        "RC2515",
        "Two ways to say what a target is sent",
        "Input, InputPath and InputTransformer are mutually exclusive (API Reference, PutTargets).",
        "Keep one of them.",
        one_input,
    ),
    Rule(
        "RC2516",
        "A target without the role that it needs",
        'EventBridge refuses it: "RoleArn is required for target". Functions, topics and queues give '
        "the permission by a policy of their own, others are called by a role.",
        "Add `role_arn`: a role that events.amazonaws.com may assume and that may start the target.",
        roles,
    ),
    Rule(
        "RC2517",
        "A FIFO queue without a group of messages",
        "Messages of a FIFO queue belong to a group; EventBridge refuses the target without one.",
        "Add `sqs_parameters: {message_group_id: NAME}`.",
        fifo,
    ),
    Rule(
        "RC2518",
        "A target in another region",
        "EventBridge sends to buses of other regions, and to nothing else there (User Guide, "
        '"Sending and receiving events between AWS Regions" and "Sending events to an AWS service in '
        'another account": "in the same Region").',
        "Send to a bus of that region, with a rule there that has the target.",
        regions,
    ),
)
"""Rules about rules and targets."""
