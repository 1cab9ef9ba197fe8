"""What `start` of a pipeline implies: one mechanism a source, and never none while it is switched."""

from pathlib import Path
from typing import Any

import pytest

from reconciler.expand.expand import implied
from reconciler.plan.options import Options
from reconciler.plan.plan import Action
from reconciler.spec.load import load
from reconciler.spec.resources import resolve
from reconciler.spec.stack import Resource
from tests.laws.ground import SCOPE, World, stack_in, told, undone

HEAD = """
stack: shop
names: shop-${{ self.key }}
iam:
  roles:
    pipeline: {assume_role_policy_document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: codepipeline.amazonaws.com}}]}}
codecommit: {repositories: {web: {}}}
codepipeline:
  pipelines:
    deliver:
      START
      role_arn: ${{ iam.roles.pipeline.arn }}
      artifact_store: {type: S3, location: shop-artifacts}
      stages:
        - name: Source
          actions:
            - SOURCE
        - name: Approve
          actions: [{name: Ask, action_type_id: {category: Approval, owner: AWS, provider: Manual}}]
"""
SOURCES = {
    "codecommit": "{name: Web, action_type_id: {category: Source, owner: AWS, provider: CodeCommit}, configuration: {RepositoryName: '${{ codecommit.repositories.web.name }}', BranchName: main}, output_artifacts: [{name: in}]}",
    "s3": "{name: Web, action_type_id: {category: Source, owner: AWS, provider: S3}, configuration: {S3Bucket: uploads, S3ObjectKey: in.zip}, output_artifacts: [{name: in}]}",
    "ecr": "{name: Web, action_type_id: {category: Source, owner: AWS, provider: ECR}, configuration: {RepositoryName: images, ImageTag: v1}, output_artifacts: [{name: in}]}",
    "connection": "{name: Web, action_type_id: {category: Source, owner: AWS, provider: CodeStarSourceConnection}, configuration: {ConnectionArn: 'arn:aws:codeconnections:eu-west-1:123456789012:connection/aEXAMPLE-8aad-4d5d-8878-dfcab0bc441f', FullRepositoryId: acme/shop, BranchName: main}, output_artifacts: [{name: in}]}",
}
RULE, ROLE, PIPELINE = (
    "eventbridge.rules.deliver+start-Web",
    "iam.roles.+pipelines",
    "codepipeline.pipelines.deliver",
)


def spec(source: str, start: str = "", more: str = "") -> str:
    """A pipeline with one source."""
    said = f"start: {start}" if start else "type: V2"
    return HEAD.replace("SOURCE", SOURCES[source]).replace("START", said) + more


def resources(folder: Path, text: str) -> dict[str, Resource]:
    """What the spec means, by address."""
    return {one.address: one for one in stack_in(folder, {"s.yaml": text}).resources}


def configuration(found: dict[str, Resource]) -> Any:
    """The configuration of the source action."""
    stages: Any = found[PIPELINE].desired["stages"]
    return stages["Source"]["actions"]["Web"]["configuration"]


@pytest.mark.parametrize("start", ["", "events", "{sources: {Web: events}}", "{by: events}"])
def test_events_are_the_default_and_bring_all_that_they_need(tmp_path: Path, start: str) -> None:
    found = resources(tmp_path, spec("codecommit", start))
    rule, role = found[RULE], found[ROLE]
    assert (rule.parent, rule.identity) == (PIPELINE, ("default", "shop-deliver-start-Web"))
    assert rule.desired["event_pattern"] == {
        "source": ("aws.codecommit",),
        "detail-type": ("CodeCommit Repository State Change",),
        "resources": ("arn:aws:codecommit:eu-west-1:123456789012:shop-web",),
        "detail": {
            "event": ("referenceCreated", "referenceUpdated"),
            "referenceType": ("branch",),
            "referenceName": ("main",),
        },
    }
    assert rule.desired["targets"] == {
        "pipeline": {"arn": found[PIPELINE].arn, "role_arn": role.arn}
    }
    assert role.arn == "arn:aws:iam::123456789012:role/reconcile/reconcile-shop-pipelines"
    assert found[PIPELINE].arn in str(role.desired["policies"])
    assert configuration(found)["PollForSourceChanges"] == "false"


@pytest.mark.parametrize(
    ("source", "start", "flag"),
    [
        ("codecommit", "polling", {"PollForSourceChanges": "true"}),
        ("codecommit", "manual", {"PollForSourceChanges": "false"}),
        ("s3", "{sources: {Web: polling}}", {"PollForSourceChanges": "true"}),
        ("ecr", "manual", {}),
        ("connection", "manual", {"DetectChanges": "false"}),
        ("connection", "events", {}),
    ],
)
def test_other_ways_imply_no_rule(
    tmp_path: Path, source: str, start: str, flag: dict[str, str]
) -> None:
    found = resources(tmp_path, spec(source, start))
    assert not [address for address in found if "+" in address]
    assert {key: configuration(found).get(key) for key in flag} == flag
    told_of = [note.code for note in found[PIPELINE].notes]
    assert ("RC4004" in told_of) == ("polling" in start)


def test_s3_and_ecr_send_events_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "c").mkdir()
    plain = resources(tmp_path / "a", spec("s3"))[RULE].desired["event_pattern"]
    trail = resources(tmp_path / "b", spec("s3", "{sources: {Web: {through: cloudtrail}}}"))[RULE]
    image = resources(tmp_path / "c", spec("ecr", "{sources: {Web: {tags: ['v*']}}}"))[RULE]
    assert "uploads" in str(plain)
    assert "PutObject" in str(trail.desired["event_pattern"])
    assert "{'wildcard': 'v*'}" in str(image.desired["event_pattern"])


def test_a_declared_rule_that_starts_it_is_the_mechanism(tmp_path: Path) -> None:
    rule = """
eventbridge:
  rules:
    push:
      event_pattern: {source: [aws.codecommit], resources: ["${{ codecommit.repositories.web.arn }}"], detail: {referenceName: [BRANCH]}}
      targets: {deliver: {arn: "${{ codepipeline.pipelines.deliver.arn }}"}}
"""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    own = resources(tmp_path / "a", spec("codecommit", more=rule.replace("BRANCH", "main")))
    other = resources(tmp_path / "b", spec("codecommit", more=rule.replace("BRANCH", "next")))
    assert RULE not in own
    assert configuration(own)["PollForSourceChanges"] == "false"
    assert own["eventbridge.rules.push"].desired["targets"] == {
        "deliver": {"arn": own[PIPELINE].arn, "role_arn": own[ROLE].arn}
    }
    assert RULE in other


def test_filters_of_a_connection_become_a_trigger(tmp_path: Path) -> None:
    start = (
        "{sources: {Web: {branches: [main, 'release/*'], file_paths: ['src/**'], tags: ['v*']}}}"
    )
    found = resources(tmp_path, spec("connection", start))
    triggers: Any = found[PIPELINE].desired["triggers"]
    (trigger,) = triggers.values()
    assert trigger["git_configuration"]["push"] == (
        {"branches": {"includes": ("main", "release/*")}, "file_paths": {"includes": ("src/**",)}},
        {"tags": {"includes": ("v*",)}},
    )


def test_schedules_and_other_pipelines_start_it_too(tmp_path: Path) -> None:
    start = "{by: manual, schedules: {nightly: 'cron(0 3 * * ? *)'}, after: [build, test]}"
    found = resources(tmp_path, spec("codecommit", start))
    nightly = found["eventbridge.rules.deliver+schedule-nightly"]
    after = found["eventbridge.rules.deliver+after"]
    assert nightly.desired["schedule_expression"] == "cron(0 3 * * ? *)"
    pattern: Any = after.desired["event_pattern"]
    assert pattern["detail"] == {
        "pipeline": ("build", "test"),
        "state": ("SUCCEEDED",),
    }
    assert found[ROLE].parent == ""


@pytest.mark.parametrize(
    ("source", "start", "code"),
    [
        ("codecommit", "webhook", "RC4001"),
        ("ecr", "polling", "RC4001"),
        ("connection", "polling", "RC4001"),
        ("codecommit", "{sources: {Wbe: events}}", "RC4001"),
        ("codecommit", "{sources: {Web: {file_paths: [a]}}}", "RC4003"),
        ("s3", "{sources: {Web: {branches: [a]}}}", "RC4003"),
    ],
)
def test_what_a_source_cannot_do_is_told(
    tmp_path: Path, source: str, start: str, code: str
) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "s.yaml").write_text(spec(source, start))
    (tmp_path / "reconcile.yaml").write_text("project: acme\n")
    (stack,) = resolve(load(tmp_path, ()), "", (SCOPE,), {})
    judgement = implied(stack).judgement
    assert [fault.code for fault in judgement.faults] == [code]
    assert all(fault.place and fault.place.line > 1 for fault in judgement.faults)


def test_the_actions_own_word_against_it_is_told(tmp_path: Path) -> None:
    text = spec("codecommit").replace(
        "BranchName: main", "BranchName: main, PollForSourceChanges: true"
    )
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "s.yaml").write_text(text)
    (tmp_path / "reconcile.yaml").write_text("project: acme\n")
    (stack,) = resolve(load(tmp_path, ()), "", (SCOPE,), {})
    (fault,) = implied(stack).judgement.faults
    assert fault.code == "RC4002"


def mechanisms(world: World) -> tuple[bool, bool]:
    """Whether the live pipeline polls, and whether a rule starts it."""
    live = world.boto("codepipeline").get_pipeline(name="shop-deliver")["pipeline"]
    action = live["stages"][0]["actions"][0]
    polls = action["configuration"].get("PollForSourceChanges", "true") == "true"
    names = [one["Name"] for one in world.boto("events").list_rules()["Rules"]]
    targets = [
        one["Arn"]
        for name in names
        for one in world.boto("events").list_targets_by_rule(Rule=name)["Targets"]
    ]
    return polls, any("shop-deliver" in arn for arn in targets)


@pytest.mark.parametrize(("before", "after"), [("polling", "events"), ("events", "polling")])
def test_switching_never_leaves_none_and_two_at_one_step_only(
    world: World, tmp_path: Path, before: str, after: str
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    old, new = (
        stack_in(folder, {"s.yaml": spec("codecommit", how)})
        for folder, how in zip(folders, (before, after), strict=True)
    )
    assert undone(world.apply(old)) == []
    assert told(world.plan(old).plan.to_do) == []
    seen = [mechanisms(world)]

    def watched(call: Any) -> Any:
        answer = world.send(call)
        if call.writes:
            seen.append(mechanisms(world))
        return answer

    assert undone(world.apply(new, Options(parallel=1), watched)) == []
    assert told(world.plan(new).plan.to_do) == []
    assert all(any(each) for each in seen), seen
    distinct = [each for at, each in enumerate(seen) if at == 0 or each != seen[at - 1]]
    ways = {"polling": (True, False), "events": (False, True)}
    assert distinct == [ways[before], (True, True), ways[after]]


def test_what_nothing_implies_any_more_goes_without_asking(world: World, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    world.apply(stack_in(folders[0], {"s.yaml": spec("codecommit")}))
    seen = world.plan(stack_in(folders[1], {"s.yaml": spec("codecommit", "manual")})).plan
    assert {one.address: one.action for one in seen.to_do} == {
        RULE: Action.DELETE,
        ROLE: Action.DELETE,
    }
