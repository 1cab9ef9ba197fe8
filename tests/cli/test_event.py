"""`reconcile event`: which rules an event matches, what is sent, and the line that keeps the others out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from reconciler.events.catalogue import sample
from reconciler.events.named.names import NAMES
from reconciler.trial.samples import FIRED
from tests.cli.tree import SETTINGS, Tree

SPEC = """\
stack: shop
sns: {topics: {alerts: {}}}
sqs: {queues: {jobs: {}}}
codebuild:
  projects:
    api:
      source: {type: NO_SOURCE, buildspec: "version: 0.2"}
      artifacts: {type: NO_ARTIFACTS}
      environment: {type: LINUX_CONTAINER, image: "aws/codebuild/standard:7.0", compute_type: BUILD_GENERAL1_SMALL}
      service_role: arn:aws:iam::111122223333:role/b
      notify:
        - {on: [failed], to: "${{ sns.topics.alerts.arn }}", message: "<name> is <state>"}
eventbridge:
  event_buses: {other: {}}
  rules:
    done:
      event_pattern:
        source: [aws.codebuild]
        detail:
          build-status:
            - SUCCEEDED
          project-name: [api]
      targets:
        whole: {arn: "${{ sqs.queues.jobs.arn }}"}
        part: {arn: "${{ sqs.queues.jobs.arn }}", input_path: $.detail.build-status}
        fixed: {arn: "${{ sqs.queues.jobs.arn }}", input: {a: 1}}
    off: {state: DISABLED, on: [build-failed], targets: {t: {arn: "${{ sqs.queues.jobs.arn }}"}}}
    nightly: {schedule_expression: rate(1 day), targets: {t: {arn: "${{ sqs.queues.jobs.arn }}"}}}
    far: {event_bus_name: other, on: [build-failed], targets: {t: {arn: "${{ sqs.queues.jobs.arn }}"}}}
    either:
      event_pattern:
        $or:
          - source: [acme]
          - source: [aws.codebuild]
            detail: {current-phase: [NEVER]}
notifications:
  rules:
    chat:
      event_type_ids: [codebuild-project-build-state-failed]
      resource: ${{ codebuild.projects.api.arn }}
      targets: [{target_type: SNS, target_address: "${{ sns.topics.alerts.arn }}"}]
      detail_type: FULL
"""
NOTICE = "eventbridge.rules.api+projects-notify-build-to-alerts"
OF_API = ("--sample", "build-failed", "--of", "codebuild.projects.api")
CHAT, DONE = "notifications.rules.chat", "eventbridge.rules.done"


@pytest.fixture
def shop(tree: Tree) -> Tree:
    """A tree with rules of all sorts."""
    tree.specs(SPEC)
    return tree


def test_a_sample_of_a_resource_is_sent_on_as_the_rules_say(shop: Tree) -> None:
    ran = shop.run("event", *OF_API)
    assert ran.code == 0, ran.out + ran.err
    assert ran.out.startswith(
        "build-failed of codebuild.projects.api: CodeBuild Build State Change"
    )
    assert (
        f'+ {NOTICE}  (specs/shop.yaml:12:11)\n    to sns.topics.alerts: "api is FAILED"' in ran.out
    )
    assert f"+ {CHAT}" in ran.out
    assert "2 of 7 rules match, 2 sent." in ran.out


@pytest.mark.parametrize(
    ("line", "address"),
    [
        (
            'detail.build-status: is "FAILED", and the pattern wants "SUCCEEDED"  (specs/shop.yaml:20:11)',
            DONE,
        ),
        ("the rule: it is disabled  (specs/shop.yaml:27:18)", "eventbridge.rules.off"),
        (
            "the rule: it fires by its schedule, rate(1 day)  (specs/shop.yaml:28:36)",
            "eventbridge.rules.nightly",
        ),
        ("the rule: it waits on the bus `other`  (specs/shop.yaml:29:27)", "eventbridge.rules.far"),
        (
            'detail.current-phase: is "COMPLETED", and the pattern wants "NEVER"  (specs/shop.yaml:35:22)',
            "eventbridge.rules.either",
        ),
    ],
)
def test_why_a_rule_does_not_match_is_told_with_its_line(
    shop: Tree, line: str, address: str
) -> None:
    ran = shop.run("event", *OF_API)
    after = ran.out.split(f"- {address}  (")[1]
    assert after.splitlines()[1].strip() == line


def test_a_target_gets_the_event_a_part_of_it_or_a_text_of_the_rule(shop: Tree) -> None:
    ran = shop.run("event", *OF_API, "--set", "detail.build-status=SUCCEEDED", "--format", "json")
    (told,) = ran.json["events"]
    assert told["matching"] == [DONE]
    (done,) = (one for one in told["rules"] if one["address"] == DONE)
    texts = {one["key"]: one["text"] for one in done["targets"]}
    assert json.loads(texts["whole"])["detail"]["build-status"] == "SUCCEEDED"
    assert (texts["part"], texts["fixed"]) == ('"SUCCEEDED"', '{"a":1}')
    assert {one["address"] for one in done["targets"]} == {"sqs.queues.jobs"}
    assert ran.json["format"] == "reconcile.event/1"


def test_nobody_is_told_of_what_no_rule_waits_for(shop: Tree) -> None:
    ran = shop.run("event", *OF_API, "--set", "detail.build-status=STOPPED")
    assert (ran.code, "0 of 7 rules match, 0 sent." in ran.out) == (1, True)


def test_what_is_expected_must_match_and_nothing_else(shop: Tree) -> None:
    assert shop.run("event", *OF_API, "--expect", NOTICE, "--expect", CHAT).code == 0
    less = shop.run("event", *OF_API, "--expect", NOTICE)
    assert (less.code, f"{CHAT} matches, and is not expected" in less.out) == (1, True)
    more = shop.run("event", *OF_API, "--expect", NOTICE, "--expect", CHAT, "--expect", DONE)
    assert (more.code, f"{DONE} does not match" in more.out) == (1, True)
    none = shop.run("event", *OF_API, "--expect", "eventbridge.rules.don")
    assert (none.code, "Did you mean `eventbridge.rules.done`?" in none.err) == (64, True)


def event(state: str = "FAILED", account: str = "111122223333") -> dict[str, object]:
    """A build's event in the environment's region."""
    kind = NAMES["build-failed"][0].kind
    return sample(kind, state, account=account, region="eu-west-1", project_name="api")


def test_events_come_from_files_too_in_json_or_yaml(shop: Tree) -> None:
    shop.write("events/a.json", json.dumps(event("SUCCEEDED")))
    shop.write("events/b.yaml", yaml.safe_dump(event()))
    ran = shop.run("event", "events/a.json", "events/b.yaml", "--format", "json")
    assert ran.code == 0, ran.out + ran.err
    assert [one["name"] for one in ran.json["events"]] == ["events/a.json", "events/b.yaml"]
    assert [one["matching"] for one in ran.json["events"]] == [[DONE], [NOTICE, CHAT]]
    shop.write("events/c.json", json.dumps(event("STOPPED")))
    assert shop.run("event", "events/a.json", "events/c.json").code == 1


def test_an_event_comes_from_stdin_and_what_it_lacks_is_filled_in(
    shop: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = tmp_path / "in"
    text.write_text(
        "{source: aws.codebuild, detail-type: CodeBuild Build State Change,"
        " detail: {build-status: SUCCEEDED, project-name: api}}"
    )
    with text.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        ran = shop.run("event", "-", "--expect", DONE)
    assert ran.code == 0, ran.out + ran.err
    assert '"account":"111122223333"' in ran.out


def test_an_event_of_a_place_of_the_stack_is_seen_there_only(shop: Tree) -> None:
    environment = SETTINGS.replace(
        "region: eu-west-1}", "region: eu-west-1, scopes: {us: {region: us-east-1}}}"
    )
    shop.specs(SPEC, environment)
    there = shop.run("event", *OF_API, "--set", "region=us-east-1")
    assert there.code == 1
    assert "it is of 111122223333 in eu-west-1, the event of 111122223333 in us-east-1" in there.out
    assert shop.run("event", *OF_API, "--set", "region=ap-south-1").code == 0


def test_an_event_on_another_bus(shop: Tree) -> None:
    ran = shop.run("event", *OF_API, "--bus", "other", "--expect", "eventbridge.rules.far")
    assert ran.code == 0, ran.out


def test_no_environment_has_to_be_known(shop: Tree) -> None:
    shop.specs(SPEC, "project: acme\n")
    assert shop.run("event", *OF_API).code == 0
    assert shop.run("event", "--sample", "build-failed", "--expect", NOTICE).code == 1


def test_every_name_is_listed_and_makes_an_event(shop: Tree) -> None:
    listed = shop.run("event", "--list").out
    assert [line.split()[0] for line in listed.splitlines()] == [*NAMES, FIRED]
    names = shop.run("event", "--list", "--format", "json").json["names"]
    assert names[0]["source"] == "aws.codepipeline"


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_that_names_an_event_matches_its_sample(tree: Tree, name: str) -> None:
    rule = f"stack: s\neventbridge:\n  rules:\n    r: {{on: [{name}], targets: {{t: {{arn: 'arn:aws:sns:eu-west-1:111122223333:t'}}}}}}\n"
    tree.specs(rule)
    assert tree.run("event", "--sample", name, "--expect", "eventbridge.rules.r").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 64, "RC6444"),
        (("--of", "codebuild.projects.api"), 64, "RC6444"),
        (("no.json",), 64, "RC6440"),
        (("events/text.json",), 4, "RC6440"),
        (("events/camel.json",), 4, "It is `detail-type`, not `detailType`."),
        (("--sample", "build-fialed"), 64, "Did you mean `build-failed`?"),
        (("--sample", "pipeline-failed", "--of", "codebuild.projects.api"), 64, "RC6443"),
        (("--sample", "review-rated", "--of", "codebuild.projects.api"), 64, "RC6443"),
        (("--sample", "build-failed", "--of", "codebuild.projects.ap"), 64, "RC6412"),
        ((*OF_API, "--set", "state"), 64, "RC6441"),
        ((*OF_API, "--set", "stat=1"), 64, "RC6441"),
        ((*OF_API, "--set", "account.b=1"), 64, "RC6441"),
    ],
)
def test_what_cannot_be_tried_is_told(
    shop: Tree, arguments: tuple[str, ...], code: int, told: str
) -> None:
    shop.write("events/text.json", '"text"')
    shop.write("events/camel.json", '{"source": "a", "detailType": "b", "detail": {}}')
    ran = shop.run("event", *arguments)
    assert (ran.code, told in ran.err) == (code, True), ran.err


def test_a_spec_that_is_wrong_is_told(shop: Tree) -> None:
    shop.specs(SPEC.replace("on: [failed]", "on: [faild]"))
    assert shop.run("event", *OF_API).code == 4
