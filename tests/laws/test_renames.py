"""`previously:` renames in place: one update, nothing lost, the next plan empty, wherever it is cut.

One small stack for every kind that AWS can rename; what refers to the renamed thing is in the same
plan. The short run cuts each kind's rename once, the long run at every call, four ways.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from reconciler.errors import ReconcileError
from reconciler.kinds.table import KINDS
from reconciler.plan.plan import Action
from reconciler.spec.stack import Stack
from tests.conftest import SOAK
from tests.engine.ground import Crash, Wire
from tests.laws.ground import OWNED, World, stack_in, told, undone

ROLE = """
iam:
  roles:
    deploy:
      assume_role_policy_document: &trust
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "sts:AssumeRole",
                     Principal: {Service: codedeploy.amazonaws.com}}]
"""

TEXTS = {
    "codecommit.repositories": """
codecommit:
  repositories:
    KEY: {description: The shop, LIFE}
iam:
  roles:
    reader:
      assume_role_policy_document:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: "sts:AssumeRole",
                     Principal: {Service: codebuild.amazonaws.com}}]
      policies:
        read:
          Version: "2012-10-17"
          Statement: [{Effect: Allow, Action: "codecommit:GitPull",
                       Resource: "${{ codecommit.repositories.KEY.arn }}"}]
""",
    "codecommit.approval_rule_templates": """
codecommit:
  repositories:
    web: {approval_rule_templates: ["${{ codecommit.approval_rule_templates.KEY.name }}"]}
  approval_rule_templates:
    KEY:
      content: &two {Version: "2018-11-08", Statements: [{Type: Approvers, NumberOfApprovalsNeeded: 2}]}
      LIFE
""",
    "codedeploy.applications": ROLE
    + """
codedeploy:
  applications:
    KEY: {compute_platform: Server, LIFE}
  deployment_groups:
    blue:
      application_name: ${{ codedeploy.applications.KEY.name }}
      service_role_arn: ${{ iam.roles.deploy.arn }}
""",
    "codedeploy.deployment_groups": ROLE
    + """
codedeploy:
  applications:
    shop: {compute_platform: Server}
  deployment_groups:
    KEY:
      application_name: ${{ codedeploy.applications.shop.name }}
      service_role_arn: ${{ iam.roles.deploy.arn }}
      LIFE
""",
    "notifications.rules": """
codecommit:
  repositories:
    web: {description: The shop}
sns:
  topics:
    news: {}
notifications:
  rules:
    KEY:
      resource: ${{ codecommit.repositories.web.arn }}
      detail_type: FULL
      event_type_ids: [codecommit-repository-pull-request-created]
      targets: [{target_type: SNS, target_address: "${{ sns.topics.news.arn }}"}]
      LIFE
""",
    "kms.keys": """
kms:
  keys:
    KEY: {description: of the shop, LIFE}
""",
}
"""Kind → a stack with one resource of it at KEY; LIFE is where its lifecycle stands."""

NAMES = "stack: shop\nnames: acme-${{ self.key }}\ntags: {team: web}\n"
WAYS = ("before", "after", "lost", "unsent")


def stack_of(folder: Path, kind: str, key: str, life: str = "") -> Stack:
    """The stack of a kind with its resource under a key."""
    text = (
        TEXTS[kind].replace("KEY", key).replace("LIFE", f"lifecycle: {life or '{protect: true}'}")
    )
    return stack_in(folder, {"shop.yaml": NAMES + text})


def renamed(folder: Path, kind: str) -> tuple[Stack, Stack]:
    """The stack as it was, and as it is with the key changed; protected, for nothing is lost."""
    return (
        stack_of(folder, kind, "old"),
        stack_of(folder, kind, "new", "{protect: true, previously: old}"),
    )


def ids(world: World, stack: Stack, kind: str) -> dict[str, Any]:
    """What AWS invented for the resource of a kind, and does not change with its name."""
    (live,) = [
        one for one in world.observe(stack).found.values() if one and one.form.kind.id == kind
    ]
    invented = "arn" if live.form.kind.arn_at else "id"
    told = {"id": live.outputs.get("approvalRuleTemplateId", ""), **live.outputs}
    return {invented: told[invented], "name": live.identity[-1]}


def test_every_kind_that_can_be_renamed_is_here() -> None:
    assert {kind.id for kind in KINDS if kind.is_renamable} == set(TEXTS)


@pytest.mark.parametrize("kind", TEXTS)
def test_a_new_key_is_a_new_name_in_place(world: World, tmp_path: Path, kind: str) -> None:
    before, after = renamed(tmp_path, kind)
    assert undone(world.apply(before)) == []
    was = ids(world, before, kind)

    made = world.plan(after, OWNED)

    changes = {one.address: one for one in made.plan.to_do}
    change = changes[f"{kind}.new"]
    (name,) = [one for one in change.fields if one.path == "name"]
    assert (change.action, name.before, name.after) == (Action.UPDATE, "acme-old", "acme-new")
    assert name.note == f"renamed from {kind}.old"
    assert not made.plan.blocked
    assert {one.action for one in changes.values()} == {Action.UPDATE}
    assert undone(world.make(made, OWNED)) == []
    assert told(world.plan(after, OWNED).plan.to_do) == []
    assert ids(world, after, kind) == {**was, "name": "acme-new"}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_rename_that_is_cut_is_finished(world: World, tmp_path: Path, kind: str) -> None:
    before, after = renamed(tmp_path, kind)
    world.apply(before)
    was = ids(world, before, kind)
    world.sent.clear()
    world.apply(after, OWNED)
    for way, at in cuts(kind, len(world.writes())):
        world.fresh()
        world.apply(before)
        cut_short(world, after, way, at)
        assert told(world.plan(after, OWNED).plan.to_do) == [], (way, at)
        assert world.observe(after).orphans == {}
        assert ids(world, after, kind).keys() == was.keys()
        assert ids(world, after, kind)["name"] == "acme-new", (way, at)


def cuts(kind: str, writes: int) -> list[tuple[str, int]]:
    """Ways and places to cut: all in the long run, else the first call, which renames, one way."""
    every = [(way, at) for at in range(writes) for way in WAYS]
    return every if SOAK else [random.Random(kind).choice(every[:4])]


def cut_short(world: World, stack: Stack, way: str, at: int) -> None:
    """An apply that is cut and done again; what only loses an answer is mended in this very one."""
    wire = Wire(world.send, way, at)
    if way in {"lost", "unsent"}:
        assert undone(world.apply(stack, OWNED, wire=wire)) == [], (way, at)
        return
    with pytest.raises(Crash):
        world.apply(stack, OWNED, wire=wire)
    assert undone(world.apply(stack, OWNED)) == [], (way, at)


def test_both_names_live_is_an_error(world: World, tmp_path: Path) -> None:
    before, after = renamed(tmp_path, "codecommit.approval_rule_templates")
    world.apply(before)
    hands, name = world.boto("codecommit"), "approvalRuleTemplateName"
    held = hands.get_approval_rule_template(**{name: "acme-old"})["approvalRuleTemplate"]
    content = held["approvalRuleTemplateContent"]
    hands.create_approval_rule_template(**{name: "acme-new"}, approvalRuleTemplateContent=content)

    with pytest.raises(ReconcileError, match="`acme-old` and `acme-new` are both live"):
        world.plan(after)


def test_what_another_owns_under_the_old_name_is_left_alone(world: World, tmp_path: Path) -> None:
    _, after = renamed(tmp_path, "codecommit.repositories")
    world.boto("codecommit").create_repository(repositoryName="acme-old")

    made = world.plan(after, OWNED)

    change = {one.address: one for one in made.plan.to_do}["codecommit.repositories.new"]
    assert change.action is Action.CREATE
    assert [note.code for note in change.pending] == ["RC3012"]


def test_a_name_that_was_written_out_is_known_by_its_tag(world: World, tmp_path: Path) -> None:
    text = (
        "stack: shop\ncodedeploy:\n  applications:\n    KEY: {name: NAME, LIFE}\n"
        "  deployment_groups:\n    blue: {application_name: "
        '"${{ codedeploy.applications.KEY.name }}", service_role_arn: '
        '"${{ iam.roles.deploy.arn }}"}\n'
    ) + ROLE
    was = text.replace("KEY", "a").replace("NAME", "Shop").replace(", LIFE", "")
    now = text.replace("KEY", "b").replace("NAME", "Store")
    now = now.replace("LIFE", "lifecycle: {previously: a}")
    world.apply(stack_in(tmp_path, {"shop.yaml": was}))
    after = stack_in(tmp_path, {"shop.yaml": now})

    assert undone(world.apply(after, OWNED)) == []

    calls = [call for call in world.writes() if "Create" in call or "Delete" in call]
    assert calls.count("codedeploy:CreateApplication") == 1
    assert told(world.plan(after, OWNED).plan.to_do) == []
    assert world.observe(after).orphans == {}


@pytest.mark.parametrize("way", ["before", "after"])
def test_a_key_that_was_made_and_not_named_is_named_by_the_next_apply(
    world: World, tmp_path: Path, way: str
) -> None:
    stack = stack_of(tmp_path, "kms.keys", "web", "{protect: true}")
    for at in range(2):
        world.fresh()
        with pytest.raises(Crash):
            world.apply(stack, wire=Wire(world.send, way, at))

        made = world.plan(stack)

        if (way, at) in {("after", 0), ("before", 1)}:
            ((name,),) = [one.fields for one in made.plan.to_do]
            assert (name.path, name.after, name.op) == ("name", "acme-web", "add")
            assert made.plan.to_do[0].calls == ("kms:CreateAlias",)
        assert undone(world.make(made)) == []
        assert told(world.plan(stack).plan.to_do) == []
        assert len(world.boto("kms").list_keys()["Keys"]) == 1
        assert world.observe(stack).orphans == {}


def test_what_goes_out_of_a_renamed_application_goes_first(world: World, tmp_path: Path) -> None:
    more = (
        '    green: {application_name: "${{ codedeploy.applications.old.name }}", '
        'service_role_arn: "${{ iam.roles.deploy.arn }}"}\n'
    )
    before, after = renamed(tmp_path, "codedeploy.applications")
    text = (tmp_path / "specs" / "shop.yaml").read_text().replace("new:", "old:")
    text = text.replace("applications.new", "applications.old").replace(", previously: old", "")
    wide = stack_in(tmp_path, {"shop.yaml": text + more})
    assert {one.address for one in wide.resources} > {one.address for one in before.resources}
    world.apply(wide)

    assert undone(world.apply(after, OWNED)) == []

    hands, name = world.boto("codedeploy"), "acme-new"
    assert hands.list_applications()["applications"] == [name]
    groups = hands.list_deployment_groups(applicationName=name)["deploymentGroups"]
    assert groups == ["acme-blue"]
    assert told(world.plan(after, OWNED).plan.to_do) == []


def test_two_keys_that_nobody_named_are_not_guessed_between(world: World, tmp_path: Path) -> None:
    stack = stack_of(tmp_path, "kms.keys", "web", "{protect: true}")
    tags = [
        {"TagKey": "reconcile:owner", "TagValue": stack.owner},
        {"TagKey": "reconcile:address", "TagValue": "kms.keys.web"},
    ]
    for _ in range(2):
        world.boto("kms").create_key(Tags=tags)

    with pytest.raises(ReconcileError, match="are both live, and each could be"):
        world.plan(stack)
