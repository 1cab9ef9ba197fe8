"""`notify` and `on`: whoever shall be told is told, in readable words, of just the events that are named."""

from pathlib import Path
from typing import Any

import pytest

from reconciler.events.named.names import SUBJECTS, words
from reconciler.expand.expand import implied
from reconciler.rules.judge import judged
from reconciler.spec.load import load
from reconciler.spec.resources import outcome_of
from reconciler.spec.stack import Resource
from tests.laws.ground import SCOPE, stack_in

TOPIC = "arn:aws:sns:eu-west-1:123456789012:alerts"
SLACK = "arn:aws:chatbot::123456789012:chat-configuration/slack-channel/ops"
TEAMS = "arn:aws:chatbot::123456789012:chat-configuration/microsoft-teams-channel/ops"
WATCHED = {
    "pipeline": """codepipeline:
  pipelines:
    web:
      role_arn: arn:aws:iam::123456789012:role/p
      artifact_store: {type: S3, location: bucket}
      start: manual
      stages:
        - {name: Source, actions: [{name: Web, action_type_id: {category: Source, owner: AWS, provider: CodeCommit}, configuration: {RepositoryName: web, BranchName: main}, output_artifacts: [{name: in}]}]}
        - {name: Approve, actions: [{name: Ask, action_type_id: {category: Approval, owner: AWS, provider: Manual}}]}
""",
    "project": """codebuild:
  projects:
    web:
      source: {type: NO_SOURCE, buildspec: "version: 0.2"}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0", compute_type: BUILD_GENERAL1_SMALL}
      service_role: arn:aws:iam::123456789012:role/b
""",
    "deployment group": """codedeploy:
  applications: {shop: {}}
  deployment_groups:
    web:
      application_name: shop
      service_role_arn: arn:aws:iam::123456789012:role/d
""",
    "repository": "codecommit:\n  repositories:\n    web:\n      description: The shop\n",
    "package repository": """codeartifact:
  domains: {acme: {}}
  repositories:
    web:
      domain: acme
""",
}


def spec(subject: str, notify: str, more: str = "") -> str:
    """One watched resource."""
    return f"stack: shop\n{WATCHED[subject]}      notify: {notify}\n{more}"


def derived(folder: Path, text: str) -> dict[str, Resource]:
    """What the spec implies, by address."""
    found = stack_in(folder, {"s.yaml": text}).resources
    return {one.address: one for one in found if one.parent}


def codes(folder: Path, text: str) -> list[str]:
    """The faults of a spec."""
    (folder / "specs").mkdir()
    (folder / "specs" / "s.yaml").write_text(text)
    (folder / "reconcile.yaml").write_text("project: acme\n")
    outcome = outcome_of(load(folder, ()), "", (SCOPE,), {}, judged)
    assert all(fault.place and fault.place.line > 1 for fault in outcome.faults)
    return [fault.code for fault in outcome.faults]


def test_a_notice_becomes_a_rule_with_pattern_text_and_target(tmp_path: Path) -> None:
    found = derived(tmp_path, spec("pipeline", f"[{{on: [failed, succeeded], to: '{TOPIC}'}}]"))
    (rule,) = found.values()
    assert rule.address == "eventbridge.rules.web+pipelines-notify-pipeline-to-alerts"
    assert rule.identity == ("default", "web-pipeline-to-alerts")
    assert (rule.parent, rule.place.line) == ("codepipeline.pipelines.web", 11)
    assert rule.desired["event_pattern"] == {
        "source": ("aws.codepipeline",),
        "detail-type": ("CodePipeline Pipeline Execution State Change",),
        "detail": {"state": ("FAILED", "SUCCEEDED"), "pipeline": ("web",)},
    }
    assert notice(rule)["arn"] == TOPIC
    told = notice(rule)["input_transformer"]
    assert told["input_template"].startswith('"Pipeline <pipeline>: <state> https://<region>.')
    assert told["input_paths_map"]["state"] == "$.detail.state"


def test_each_sort_of_event_has_a_rule_of_its_own(tmp_path: Path) -> None:
    notify = f"[{{on: [failed, stage-failed, approval-needed], to: '{TOPIC}'}}]"
    assert sorted(derived(tmp_path, spec("pipeline", notify))) == [
        "eventbridge.rules.web+pipelines-notify-approval-to-alerts",
        "eventbridge.rules.web+pipelines-notify-pipeline-to-alerts",
        "eventbridge.rules.web+pipelines-notify-stage-to-alerts",
    ]


def test_two_texts_for_one_target_are_two_rules(tmp_path: Path) -> None:
    notify = f"[{{on: [failed], to: '{TOPIC}', message: 'Oh: <name>'}}, {{on: [succeeded], to: '{TOPIC}'}}]"
    found = derived(tmp_path, spec("project", notify))
    first, second = (found[address] for address in sorted(found))
    assert second.address == f"{first.address}-2"
    assert first.identity != second.identity
    assert '"Oh: <name>"' in str(first.desired["targets"])


@pytest.mark.parametrize("subject", SUBJECTS)
def test_all_events_of_all_that_can_be_watched_are_rules_that_the_rules_accept(
    tmp_path: Path, subject: str
) -> None:
    text = spec(subject, f"[{{on: [{', '.join(words(subject))}], to: '{TOPIC}'}}]")
    assert len(derived(tmp_path, text)) == len(SUBJECTS[subject])
    outcome = outcome_of(load(tmp_path, ()), "", (SCOPE,), {}, judged)
    assert outcome.faults == ()


def test_parents_of_one_key_and_long_names_stay_apart(tmp_path: Path) -> None:
    notify = f"[{{on: ALL, to: '{TOPIC}'}}, {{on: CHAT, to: '{SLACK}'}}]"
    chats = {"repository": "[tag-created]", "pipeline": "[failed]", "project": "[failed]"}
    text = "stack: shop\nnames: " + "n" * 80 + "-${{ self.key }}\n"
    for subject, chat in chats.items():
        every = f"[{', '.join(words(subject))}]"
        said = notify.replace("ALL", every).replace("CHAT", chat)
        text += f"{WATCHED[subject]}      notify: {said}\n"
    found = derived(tmp_path, text)
    names = [(one.form.kind.id, one.identity) for one in found.values()]
    assert len(names) == len(set(names)) == 4 + 2 + 7 + 3
    assert all(len(one.identity[-1]) <= 64 for one in found.values())


def notice(rule: Resource) -> Any:
    """The only target of a derived rule."""
    targets: Any = rule.desired["targets"]
    return targets["notice"]


def test_a_queue_a_function_and_a_log_group_of_the_stack(tmp_path: Path) -> None:
    more = """sqs: {queues: {told: {}, first.fifo: {fifo_queue: true}}}
logs: {groups: {audit: {}}}
""".replace("first.fifo: {", "first: {name: first.fifo, ")
    notify = """[{on: [failed], to: "${{ sqs.queues.told.arn }}"}, {on: [failed], to: "${{ sqs.queues.first.arn }}"},
        {on: [failed], to: "${{ logs.groups.audit.arn }}"}, {on: [failed], to: "arn:aws:lambda:eu-west-1:123456789012:function:hear"}]"""
    found = derived(tmp_path, spec("project", notify, more))
    rules = {one.identity[1]: one for one in found.values() if one.form.kind.id.endswith(".rules")}
    target = {name: notice(one) for name, one in rules.items()}
    assert {*target} >= {"web-build-to-told", "web-build-to-audit", "web-build-to-hear"}
    (fifo,) = (one for one in target.values() if one["arn"].endswith(".fifo"))
    assert fifo["sqs_parameters"] == {"message_group_id": "web"}
    template = target["web-build-to-audit"]["input_transformer"]["input_template"]
    assert template.startswith('{"timestamp": <time>, "message": "Build of')
    assert ("targets", "sqs.queues.told") in rules["web-build-to-told"].references


@pytest.mark.parametrize(
    ("arn", "client"), [(SLACK, "AWSChatbotSlack"), (TEAMS, "AWSChatbotMicrosoftTeams")]
)
def test_a_chat_client_is_told_by_a_notification_rule(
    tmp_path: Path, arn: str, client: str
) -> None:
    found = derived(tmp_path, spec("pipeline", f"[{{on: [failed, approval-needed], to: '{arn}'}}]"))
    (rule,) = found.values()
    assert rule.address == "notifications.rules.web+pipelines-notify-pipeline-chat-to-ops"
    assert ("resource", "codepipeline.pipelines.web") in rule.references  # which AWS may look for
    assert rule.desired == {
        "event_type_ids": (
            "codepipeline-pipeline-manual-approval-needed",
            "codepipeline-pipeline-pipeline-execution-failed",
        ),
        "resource": "arn:aws:codepipeline:eu-west-1:123456789012:web",
        "targets": {arn: {"target_type": client}},
        "detail_type": "FULL",
    }


def test_a_chat_is_told_of_a_whole_application_and_the_plan_says_so(tmp_path: Path) -> None:
    text = spec("deployment group", f"[{{on: [failed], to: '{SLACK}'}}]")
    (rule,) = derived(tmp_path, text).values()
    assert rule.desired["resource"] == "arn:aws:codedeploy:eu-west-1:123456789012:application:shop"
    (stack,) = outcome_of(load(tmp_path, ()), "", (SCOPE,), {}).stacks
    assert [note.code for note in implied(stack).judgement.notes] == ["RC4037"]


@pytest.mark.parametrize(
    ("subject", "notify", "wanted"),
    [
        ("pipeline", "[{on: [failed], to: 'arn:aws:s3:::bucket'}]", ["RC4033"]),
        ("pipeline", "[{on: [failed], to: nobody}]", ["RC4033"]),
        ("pipeline", f"[{{on: [stopped], to: '{SLACK}'}}]", ["RC4034"]),
        ("package repository", f"[{{on: [published], to: '{SLACK}'}}]", ["RC4034"]),
        ("pipeline", f"[{{on: [failed], to: '{SLACK}', message: hello}}]", ["RC4034"]),
        ("pipeline", f"[{{on: [failed], to: '{TOPIC}', message: <pipelin>}}]", ["RC4035"]),
        (
            "pipeline",
            f"[{{on: [failed], to: '{TOPIC}'}}, {{on: [failed], to: '{TOPIC}'}}]",
            ["RC4036"],
        ),
        ("pipeline", f"[{{on: [branch-created], to: '{TOPIC}'}}]", ["RC1203"]),
    ],
)
def test_what_cannot_be_told_is_a_fault(
    tmp_path: Path, subject: str, notify: str, wanted: list[str]
) -> None:
    assert codes(tmp_path, spec(subject, notify)) == wanted


def rules(text: str) -> str:
    """A stack with one rule."""
    return f"stack: shop\neventbridge:\n  rules:\n    told:\n      {text}\n      targets: {{t: {{arn: '{TOPIC}'}}}}\n"


@pytest.mark.parametrize(
    ("on", "pattern"),
    [
        (
            "[build-failed, build-fault]",
            {
                "source": ("aws.codebuild",),
                "detail-type": ("CodeBuild Build State Change",),
                "detail": {"build-status": ("FAILED", "FAULT")},
            },
        ),
        (
            "{events: [branch-created], of: [web, 'shop-*']}",
            {
                "source": ("aws.codecommit",),
                "detail-type": ("CodeCommit Repository State Change",),
                "resources": (
                    "arn:aws:codecommit:eu-west-1:123456789012:web",
                    {"wildcard": "arn:aws:codecommit:eu-west-1:123456789012:shop-*"},
                ),
                "detail": {"event": ("referenceCreated",), "referenceType": ("branch",)},
            },
        ),
        (
            "{events: [package-published], of: [acme/npm]}",
            {
                "source": ("aws.codeartifact",),
                "detail-type": ("CodeArtifact Package Version State Change",),
                "detail": {
                    "packageVersionState": ("Published",),
                    "domainOwner": ("123456789012",),
                    "domainName": ("acme",),
                    "repositoryName": ("npm",),
                },
            },
        ),
    ],
)
def test_a_rule_may_name_its_events(tmp_path: Path, on: str, pattern: dict[str, Any]) -> None:
    rule, *_ = stack_in(tmp_path, {"s.yaml": rules(f"on: {on}")}).resources
    assert rule.desired["event_pattern"] == pattern
    assert rule.places["event_pattern"].line == 5


def test_a_rule_may_name_events_of_several_sorts(tmp_path: Path) -> None:
    rule, *_ = stack_in(
        tmp_path, {"s.yaml": rules("on: [pipeline-failed, review-rated]")}
    ).resources
    pattern: Any = rule.desired["event_pattern"]
    assert [one["source"] for one in pattern["$or"]] == [
        ("aws.codeguru-reviewer",),
        ("aws.codepipeline",),
    ]
    assert codes_of_rule(tmp_path) == []


def codes_of_rule(folder: Path) -> list[str]:
    """The faults of the spec that stands there."""
    return [one.code for one in outcome_of(load(folder, ()), "", (SCOPE,), {}, judged).faults]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("on: [build-failed]\n      event_pattern: {source: [aws.codebuild]}", "RC4031"),
        ("on: {events: [deployment-failed], of: [shop]}", "RC4032"),
        ("on: {events: [review-rated], of: [shop]}", "RC4032"),
        ("on: [build-broken]", "RC1203"),
    ],
)
def test_names_that_cannot_be_are_told(tmp_path: Path, text: str, code: str) -> None:
    assert codes(tmp_path, rules(text)) == [code]


def test_a_rule_that_names_its_events_is_a_start(tmp_path: Path) -> None:
    more = """eventbridge:
  rules:
    push: {on: {events: [branch-created, branch-updated], of: [web]}, targets: {p: {arn: "${{ codepipeline.pipelines.web.arn }}"}}}
"""
    text = spec("pipeline", "[]", more).replace("start: manual", "start: events")
    assert derived(tmp_path, text) == {}
