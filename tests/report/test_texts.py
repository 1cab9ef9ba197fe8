from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from reconciler.engine.record import record_of
from reconciler.errors import Fault, Note, Place
from reconciler.plan.plan import Action, Applied, Block, FieldChange, Outcome
from reconciler.report.apply_text import applied_text
from reconciler.report.escape import fence, harmless, markdown, visible
from reconciler.report.faults import faults_text
from reconciler.report.faults_json import faults_json
from reconciler.report.fields import field_lines
from reconciler.report.plan_json import applied_json, plan_json
from reconciler.report.plan_markdown import LIMIT, plan_markdown
from reconciler.report.plan_text import plan_text
from reconciler.report.style import coloured
from reconciler.report.values import WIDTH, shown
from reconciler.spec.stack import Scope
from tests.report import plans

LINES = ("", *(f"line {number}: value" for number in range(2, 60)))


def lines_of(file: str) -> tuple[str, ...]:
    return LINES if file == plans.FILE else ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan.txt", lambda: plan_text(plans.FULL)),
        ("no-changes.txt", lambda: plan_text(plans.plan(plans.SAME, plans.PENDING))),
        ("plan.json", lambda: plan_json(plans.FULL)),
        ("plan.md", lambda: plan_markdown(plans.FULL)),
        ("applied.txt", lambda: applied_text(plans.APPLIED, lines_of, "reconcile-out/1.json")),
        ("applied.json", lambda: applied_json(plans.APPLIED)),
    ],
)
def test_reports_read_as_expected(
    name: str, text: Callable[[], str], golden: Callable[[str, str], None]
) -> None:
    golden(text(), name)


def test_lines_that_change_nothing_never_begin_with_a_mark() -> None:
    marked = [line for line in plan_text(plans.FULL).splitlines() if line and line[0] in "+~-±="]

    assert all(line[1] == " " for line in marked)
    assert not any("will call" in line or "because" in line for line in marked)


def test_sensitive_values_are_in_no_format() -> None:
    secret = plans.plan(plans.UPDATE)

    for text in (plan_text(secret), plan_json(secret), plan_markdown(secret)):
        assert '"old"' not in text
        assert "old ->" not in text


def test_what_aws_says_cannot_act_on_a_terminal() -> None:
    assert visible("a\x1b[31mb\u202ec\nd") == "a\\x1b[31mb\\u202ec\\nd"
    assert "\x1b" not in plan_text(plans.FULL)


@pytest.mark.parametrize("command", ["::add-mask::x", "  ::error::x", "##[group]x", "##vso[x]y"])
def test_what_aws_says_cannot_command_a_runner(command: str) -> None:
    assert not harmless(command).lstrip(" ").startswith(("::", "##"))


def test_markdown_takes_no_effect() -> None:
    assert markdown("<b>[x](y) @team #12 `z`") == (
        "\\<b\\>\\[x\\]\\(y\\) @\u200bteam \\#12 \\`z\\`"
    )
    assert fence("a ```` b") == "`````"


def test_a_long_plan_is_cut_at_a_line_to_fit_a_comment() -> None:
    many = plans.plan(*[plans.UPDATE] * 400)

    text = plan_markdown(many)

    assert len(text) < LIMIT + 2_000
    assert "more characters: see the job's log" in text


def test_a_fault_shows_its_line_and_what_to_do() -> None:
    fault = Fault(
        "RC1204",
        "unknown field `serviceRole`",
        Place(plans.FILE, 4, 6),
        expected="a field of codebuild.projects",
        suggestion="Did you mean `service_role`?",
        address="codebuild.projects.web",
        notes=(Note("it stands in a merge", Place(plans.FILE, 2)),),
    )

    assert faults_text([fault], lines_of).splitlines() == [
        "error[RC1204] codebuild.projects.web: unknown field `serviceRole`",
        "  --> specs/web.yaml:4:6",
        "   |",
        " 4 | line 4: value",
        "   |      ^",
        "  expected: a field of codebuild.projects",
        "  note: it stands in a merge (specs/web.yaml:2:1)",
        "  help: Did you mean `service_role`?",
    ]
    assert json.loads(faults_json((fault,), 4))["faults"][0]["source"]["line"] == 4


def test_a_place_beyond_the_file_is_told_without_a_snippet() -> None:
    fault = Fault("RC1000", "gone", Place("specs/other.yaml", 9))

    assert faults_text([fault], lines_of).splitlines()[1:] == ["  --> specs/other.yaml:9:1"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("aws/codebuild/standard:7.0", "aws/codebuild/standard:7.0"),
        ("", '""'),
        (" x", '" x"'),
        (None, "(none)"),
        (True, "true"),
        (("a", "b"), '["a", "b"]'),
        ({"b": 1, "a": "x"}, '{"a": "x", "b": 1}'),
    ],
)
def test_values_are_shown_on_one_line(value: object, text: str) -> None:
    assert shown(value) == text  # type: ignore[arg-type]


def test_a_long_value_is_cut_and_counted() -> None:
    assert shown("x" * (WIDTH + 5)).endswith("… (+5 characters)")


def test_colour_adds_nothing_but_escapes() -> None:
    text = plan_text(plans.FULL)
    painted = coloured(text)

    assert painted != text
    for escape in ("\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[36m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
        painted = painted.replace(escape, "")
    assert painted == text


def test_one_cause_that_befell_many_is_told_once() -> None:
    failed = [
        Outcome(
            f"a.b.c{number}",
            "a.b",
            Action.CREATE,
            "failed",
            error=Fault("RC5101", "the quota is reached", address=f"a.b.c{number}"),
        )
        for number in range(9)
    ]

    text = applied_text(Applied(plans.FULL, tuple(failed)), lines_of)

    assert text.count("error[RC5101]") == 1
    assert "the same of a.b.c1, a.b.c2, a.b.c3, a.b.c4, a.b.c5 and 3 more" in text
    assert text.count(" failed ") == 9


def test_what_was_not_done_is_red() -> None:
    painted = coloured(applied_text(plans.APPLIED, lines_of)).splitlines()

    assert painted[0].startswith("\x1b[32m+ codebuild.projects.scan")
    assert painted[1].startswith("\x1b[31m~ codepipeline.pipelines.web   failed")
    assert painted[3].startswith("\x1b[31m- eventbridge.rules.nightly    skipped")


def long_list(*names: str) -> tuple[str, ...]:
    return tuple(f"codecommit:SomeLongOperationName{name}" for name in names)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            FieldChange(
                "policies.x",
                "add",
                after={
                    "Version": "1",
                    "Statement": ({"Effect": "Allow", "Action": long_list("A", "B")},),
                },
            ),
            [
                "+   policies.x",
                (
                    "+     Statement[0].Action  "
                    '["codecommit:SomeLongOperationNameA", "codecommit:SomeLongOperationNameB"]'
                ),
                "+     Statement[0].Effect  Allow",
            ],
        ),
        (
            FieldChange("Action", "change", long_list("A", "B", "C"), long_list("A", "C")),
            ["~   Action", "-       codecommit:SomeLongOperationNameB"],
        ),
        (
            FieldChange("text", "change", "x" * 300 + "old", "x" * 300 + "new"),
            ["~   text", f"-       …{'x' * 30}old", f"+       …{'x' * 30}new"],
        ),
        (FieldChange("vars[A]", "remove", {"value": "2"}), ["-   vars[A].value  2"]),
        (FieldChange("inputs[source]", "add", after={}), ["+   inputs[source]"]),
        (
            FieldChange("state", "change", "OFF", "ON", note="the default"),
            ["~   state  OFF -> ON  (the default)"],
        ),
    ],
)
def test_no_part_of_a_long_change_is_hidden(field: FieldChange, expected: list[str]) -> None:
    lines = list(field_lines((field,)))

    assert [line for line in expected if line not in lines] == []


def test_a_plan_of_many_changes_begins_with_counts() -> None:
    many = plans.plan(*[plans.UPDATE] * 30, plans.DELETE)

    assert plan_text(many).splitlines()[3:6] == [
        "  codepipeline.pipelines  30 update",
        "  eventbridge.rules       1 delete",
        "",
    ]


def test_a_plan_that_is_refused_without_changes_does_not_read_as_done() -> None:
    missing = replace(plans.SAME, blocks=(Block("external", "it is not there"),))

    text = plan_text(plans.plan(missing))

    assert "No changes" not in text
    assert "BLOCKED  iam.roles.build: it is not there" in text


def test_what_a_person_must_do_stands_in_every_report_of_an_apply() -> None:
    todo = Fault(
        "RC3002", "it is PENDING", suggestion="Complete the handshake: https://a.example/x"
    )
    made = Outcome("a.b.c", "a.b", Action.CREATE, "created", pending=(todo,))
    applied = Applied(plans.plan(plans.CREATE), (made,))

    line = "Pending  a.b.c: it is PENDING. Complete the handshake: https://a.example/x"
    assert line in applied_text(applied, lines_of).splitlines()
    (told,) = json.loads(applied_json(applied))["outcomes"]
    assert [one["code"] for one in told["pending"]] == ["RC3002"]
    (kept,) = record_of(applied, began="", tool="")["outcomes"]
    assert [one["message"] for one in kept["pending"]] == ["it is PENDING"]


def test_each_scope_has_a_recap_of_its_own() -> None:
    us = Scope("us", "111122223333", "us-east-1")
    there = replace(plans.CREATE, address="codecommit.repositories.mirror", scope=us)
    both = plans.plan(plans.CREATE, there, scopes=(plans.SCOPE, us))
    outcomes = (
        Outcome(plans.CREATE.address, plans.CREATE.kind, Action.CREATE, "created"),
        Outcome(there.address, there.kind, Action.CREATE, "failed", scope="us"),
    )

    text = applied_text(Applied(both, outcomes), lines_of)

    assert "RECAP prod/111122223333/eu-west-1  ok=0 created=1" in text
    assert "RECAP prod/111122223333/us-east-1  ok=0 created=0" in text
    assert "RECAP total  ok=0 created=1 updated=0" in text
    assert "codecommit.repositories.mirror  specs/web.yaml:41  in us" in plan_text(both)


def test_a_scope_that_holds_nothing_has_no_recap() -> None:
    far = Scope("far", "111122223333", "us-east-1")
    plan = plans.plan(plans.CREATE, scopes=(plans.SCOPE, far))
    outcome = Outcome(plans.CREATE.address, plans.CREATE.kind, Action.CREATE, "created")

    told = applied_text(Applied(plan, (outcome,), calls=7), lines_of).splitlines()

    (recap,) = (line for line in told if line.startswith("RECAP"))
    assert recap.startswith("RECAP prod/111122223333/eu-west-1  ok=0 created=1")
    assert "7 API calls" in recap


def test_the_digest_says_how_to_apply_just_that() -> None:
    chosen = plans.plan(plans.UPDATE, options=("prune", "target=a b.*"))

    assert plan_text(chosen).splitlines()[-1] == (
        "Digest   9c1e7a40d2b35f66 · apply exactly this with: "
        "reconcile apply -e prod --prune '--target=a b.*' --expect 9c1e7a40d2b35f66"
    )
    assert "--expect" not in plan_text(plans.FULL)
    local = plan_text(plans.plan(plans.UPDATE, endpoint="http://127.0.0.1:4570"))
    assert "reconcile apply" not in local
    assert "the same options and --expect 9c1e7a40d2b35f66" in local
