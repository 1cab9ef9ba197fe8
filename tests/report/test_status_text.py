"""A status for people: what needs somebody first, what ran last, what is in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from reconciler.engine.reading.recent import Latest
from reconciler.errors import Fault, Place
from reconciler.plan.plan import Plan
from reconciler.report.status import Resource, Status
from reconciler.report.status_text import ago, status_markdown, status_text
from reconciler.spec.stack import Scope

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
ABOUT = '{"ProviderType": "GitHub", "CommitMessage": "Fix the basket\\n\\nIt rounds once."}'
PLAN = Plan(
    "shop",
    "acme/shop/prod",
    "prod",
    (),
    (Scope("", "111122223333", "eu-west-1"),),
    calls=17,
    seconds=1.2,
)
DELIVER = Latest("execution", "1", "Succeeded", NOW - timedelta(hours=3), (COMMIT,), ABOUT)
BUILD = Latest("build", "2", "FAILED", NOW - timedelta(minutes=4), (), "", failed=True)
RESOURCES = (
    Resource(
        "codebuild.projects.api",
        "codebuild.projects",
        "shop-api",
        "",
        "",
        "ok",
        (),
        runs=True,
        last=BUILD,
    ),
    Resource(
        "codebuild.projects.idle", "codebuild.projects", "shop-idle", "", "", "ok", (), runs=True
    ),
    Resource(
        "codeconnections.connections.hub",
        "codeconnections.connections",
        "hub",
        "",
        "PENDING",
        "waits",
        ("it is PENDING. Complete the handshake in the console: https://a.example",),
        spot="specs/shop.yaml:7",
    ),
    Resource(
        "codepipeline.pipelines.deliver",
        "codepipeline.pipelines",
        "deliver",
        "",
        "",
        "ok",
        (),
        runs=True,
        last=DELIVER,
    ),
    Resource(
        "eventbridge.rules.calls",
        "eventbridge.rules",
        "calls",
        "",
        "",
        "ill",
        ("targets[it].arn: the queue q is not there. Make it.",),
        spot="specs/shop.yaml:9",
    ),
    Resource(
        "eventbridge.rules.nightly",
        "eventbridge.rules",
        "nightly",
        "",
        "",
        "off",
        ("it is disabled, as the spec says",),
    ),
    Resource(
        "sqs.queues.dead", "sqs.queues", "dead", "", "", "missing", (), spot="specs/shop.yaml:12"
    ),
)
UNSURE = Fault(
    "RC4042",
    "whether f is there could not be checked: denied",
    Place("specs/shop.yaml", 9, 3),
    address="eventbridge.rules.calls",
)
STATUS = Status(PLAN, RESOURCES, NOW, {"what codebuild.projects did": "denied"}, (UNSURE,))


def test_what_needs_somebody_comes_first(golden: Callable[[str, str], None]) -> None:
    golden(status_text(STATUS), "status.txt")


def test_a_comment_says_what_needs_somebody_outside_of_its_fold(
    golden: Callable[[str, str], None],
) -> None:
    golden(status_markdown(STATUS), "status.md")


@pytest.mark.parametrize(
    ("past", "told"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=100), "2026-08-15"),
        (timedelta(days=-1), "2026-11-24"),
    ],
)
def test_how_long_ago(past: timedelta, told: str) -> None:
    assert ago(NOW - past, NOW) == told
